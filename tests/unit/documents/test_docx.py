"""The docx: its parts, its fonts, and what LibreOffice makes of it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import uuid
import zipfile
from pathlib import Path

import pytest
from docx import Document
from fontTools.ttLib import TTFont
from letterdata import PROFILE, body, letter
from measure import measure

from app.documents.render import render_docx_bytes, render_pdf_bytes

GOLDEN = Path(__file__).parents[2] / "golden" / "documents"
FORMS = ("general", "letter", "minutes", "plain")


def parts(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("form", FORMS)
def test_the_parts_are_those_of_the_golden_document(form: str) -> None:
    found = parts(render_docx_bytes(letter(form, body=body(1)), PROFILE))
    texts = {name: data.decode() for name, data in sorted(found.items()) if name.endswith((".xml", ".rels"))}
    ours = "\n".join(f"== {name}\n{_pretty(text)}" for name, text in texts.items() if "docProps" not in name and "theme" not in name)
    golden = GOLDEN / f"{form}.txt"
    if os.environ.get("LVZE_WRITE_GOLDEN"):  # after a deliberate change; read the diff before committing
        golden.write_text(ours, encoding="utf-8")
    assert ours == golden.read_text(encoding="utf-8")


def _pretty(xml: str) -> str:
    return re.sub(r"(</w:p>|</w:style>|</w:font>|/>(?=<Relationship))", r"\1\n", xml)


def test_python_docx_opens_it_and_finds_the_named_styles_and_whole_text() -> None:
    document = Document(io.BytesIO(render_docx_bytes(letter("letter", body=body(1)), PROFILE)))
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"公文标题", "主送机关", "公文正文", "一级标题", "二级标题", "成文日期"} <= used
    assert "关于民主生活会整改落实工作的\n纪律检查建议" in [
        paragraph.text for paragraph in document.paragraphs
    ]


def test_every_run_names_one_font_for_every_script_and_no_theme_font() -> None:
    for name, data in parts(render_docx_bytes(letter("general", body=body(1)), PROFILE)).items():
        if name.endswith(".xml"):
            assert b"Theme=" not in data
            for fonts in re.findall(rb"<w:rFonts[^>]*>", data):
                names = set(re.findall(rb'w:(?:ascii|hAnsi|eastAsia)="([^"]*)"', fonts))
                assert len(names) == 1


def test_the_embedded_fonts_hold_the_letters_characters() -> None:
    found = parts(render_docx_bytes(letter("letter"), PROFILE))
    table = found["word/fontTable.xml"].decode()
    key = re.search(r'w:name="仿宋_GB2312".*?w:fontKey="\{([^}]*)\}"', table)
    assert key
    mask = uuid.UUID(key[1]).bytes[::-1]
    raw = found["word/fonts/font1.odttf"]
    font = TTFont(io.BytesIO(bytes(b ^ mask[i % 16] for i, b in enumerate(raw[:32])) + raw[32:]))
    assert {ord(char) for char in "𬭎䶮㛃“”—2026年"} <= set(font.getBestCmap())
    assert font["hmtx"][font.getBestCmap()[ord("“")]][0] == 1000
    assert font["OS/2"].fsType == 0


def test_text_that_looks_like_markup_or_template_code_stays_text() -> None:
    evil = "{{ ''.__class__ }} {% for x in y %} <w:p/> ${jndi:ldap://x} &amp; ]]>"
    found = parts(render_docx_bytes(letter("letter", title="关于检查的函", body=[{"text": evil}]), PROFILE))
    document = Document(io.BytesIO(render_docx_bytes(letter("letter", body=[{"text": evil}]), PROFILE)))
    assert evil in [paragraph.text.replace("\n", "") for paragraph in document.paragraphs]
    assert not any("vba" in name.lower() for name in found)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_breaks_lines_and_pages_as_the_pdf_does(tmp_path: Path) -> None:
    cases = {form: letter(form, body=body(3)) for form in FORMS}
    everything = "".join(paragraph.text for document in cases.values() for paragraph in document.body)
    everything += "".join(document.page_sign for document in cases.values())
    more = [
        everything,
        "中共某县纪律检查委员会文件会议纪要一二三四五六七八九十（）、关于民主生活会整改落实工作的建议印发抄送办公室主送局住房和城乡建设党组",
    ]
    for form, document in cases.items():
        (tmp_path / f"{form}.docx").write_bytes(render_docx_bytes(document, PROFILE, also_embed=more))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / f"{form}.docx") for form in cases]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for form, document in cases.items():
        ours = measure(render_pdf_bytes(document, PROFILE))
        theirs = measure((tmp_path / f"{form}.pdf").read_bytes())
        assert len(ours.rows) == len(theirs.rows)
        assert [[row.text for row in rows] for rows in ours.rows] == [
            [row.text for row in rows] for rows in theirs.rows
        ]
        for mine, other in zip(ours.rows, theirs.rows, strict=True):
            assert all(
                abs(a.left - b.left) < 1 and abs(a.middle - b.middle) < 2
                for a, b in zip(mine, other, strict=True)
            )
        assert abs(theirs.pitch() - 28.95) < 0.1
        assert all("+" in font for font in theirs.fonts)
        if form == "general":
            assert abs(theirs.rules[-1][-1][0] - 262) < 1
