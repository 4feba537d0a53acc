"""Letters of a batch are the letters they are alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from letterdata import ELEVEN, PROFILE, body, letter
from measure import Measured, measure
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from app.documents.batch import BatchLetter, lay_out_batch, merged_pdf, render_batch
from app.documents.checking.docx_reader import read_docx
from app.documents.model import OfficialDocument, Paragraph
from app.documents.render import render, render_docx_bytes, render_pdf_bytes
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext, Progress


def several() -> list[OfficialDocument]:
    """Letters of all layouts, of one and of many pages, with paragraphs in common and of their own."""
    forms = ("general", "letter", "minutes", "plain")
    made = [letter(form, body=body(times), number=f"某纪建〔2026〕{times}号") for form in forms for times in (1, 3)]
    made.append(letter("letter", title="关于转送材料的函", body=[{"text": f"{name}整改材料收悉。"} for name in ELEVEN]))
    made.append(letter("general", to=ELEVEN * 3, body=body(1), seal=False))
    return made


def rendered(documents: Sequence[OfficialDocument], *formats: str) -> list[BatchLetter]:
    return list(render_batch(documents, PROFILE, formats))


def lines(found: Measured) -> list[list[tuple[object, ...]]]:
    """Text, place (hundredths of a millimetre), size and colour of the lines of each page."""
    return [
        [(r.text, round(r.left, 2), round(r.right, 2), round(r.middle, 2), r.size, r.red) for r in rows]
        for rows in found.rows
    ]


def part(docx: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert package.testzip() is None
        return package.read(name)


def test_each_docx_of_a_batch_says_what_the_letter_alone_says() -> None:
    documents = several()
    for made, document in zip(rendered(documents, "docx"), documents, strict=True):
        alone = render_docx_bytes(document, PROFILE)
        for name in ("word/document.xml", "word/styles.xml", "[Content_Types].xml"):
            assert part(made.files[".docx"], name) == part(alone, name)
        with zipfile.ZipFile(io.BytesIO(alone)) as package:
            headers = [name for name in package.namelist() if name.startswith("word/header")]
        assert all(part(made.files[".docx"], name) == part(alone, name) for name in headers)


def test_each_pdf_of_a_batch_has_the_lines_and_pages_of_the_letter_alone() -> None:
    documents = several()
    for made, document in zip(rendered(documents, "pdf"), documents, strict=True):
        ours, alone = measure(made.files[".pdf"]), measure(render_pdf_bytes(document, PROFILE))
        assert lines(ours) == lines(alone)
        assert ours.rules == alone.rules
        assert len(made.layout.pages) == len(alone.rows)


def test_the_docx_of_a_batch_carry_the_same_fonts_with_the_characters_of_all_letters() -> None:
    files = [made.files[".docx"] for made in rendered(several(), "docx")]
    fonts = [re.findall(rb'w:name="([^"]*)".*?w:fontKey="\{([^}]*)\}"', part(one, "word/fontTable.xml")) for one in files]
    assert all(one == fonts[0] for one in fonts)
    raw = part(files[0], "word/fonts/font1.odttf")
    mask = bytes.fromhex(fonts[0][0][1].decode().replace("-", ""))[::-1]
    font = TTFont(io.BytesIO(bytes(b ^ mask[i % 16] for i, b in enumerate(raw[:32])) + raw[32:]))
    assert {ord(char) for char in "𬭎䶮㛃整改材料收悉"} <= set(font.getBestCmap())


def test_a_batch_gives_the_same_bytes_each_time() -> None:
    documents = several()
    assert [one.files for one in rendered(documents, "docx", "pdf")] == [
        one.files for one in rendered(documents, "docx", "pdf")
    ]


def test_the_merged_pdf_has_the_pages_of_all_letters_each_counted_from_one() -> None:
    documents = several()
    merged = merged_pdf(lay_out_batch(documents, PROFILE), "一批文书")
    alone = [lines(measure(render_pdf_bytes(document, PROFILE))) for document in documents]
    assert lines(measure(merged)) == [page for letter in alone for page in letter]


def test_the_merged_pdf_has_a_bookmark_for_each_letter() -> None:
    documents = several()
    layouts = lay_out_batch(documents, PROFILE)
    found = PDFDocument(PDFParser(io.BytesIO(merged_pdf(layouts, "一批文书"))))
    tops = [entry[1] for entry in found.get_outlines() if entry[0] == 1]
    assert tops == [f"{document.number} {document.title}" for document in documents]


def test_the_merged_pdf_embeds_each_character_once() -> None:
    layouts = lay_out_batch([letter("letter", body=body(2))] * 40, PROFILE)
    assert len(merged_pdf(layouts, "一批文书")) < 8 * len(merged_pdf(layouts[:1], "一份文书"))


def test_separate_attachments_are_files_beside_their_letter() -> None:
    annex = {"title": "核对表", "separate": True, "body": [{"text": "逐条核对。"}]}
    documents = [letter("letter"), letter("general", attachments=[{"title": "说明"}, annex])]
    first, second = rendered(documents, "docx", "pdf")
    assert set(first.files) == {".docx", ".pdf"}
    assert set(second.files) == {".docx", ".pdf", "-附件2.docx", "-附件2.pdf"}
    assert "逐条核对" in measure(second.files["-附件2.pdf"]).text()


def test_each_letter_tells_the_warnings_it_has_alone(tmp_path: Path) -> None:
    documents = [letter("letter"), letter("general", to=ELEVEN * 5)]
    for made, document in zip(rendered(documents, "pdf"), documents, strict=True):
        assert made.warnings == render(document, PROFILE, tmp_path).warnings


def test_letters_of_a_batch_open_as_documents() -> None:
    for made in rendered(several()[:3], "docx"):
        assert read_docx(made.files[".docx"], "letter.docx").flowing


def test_a_character_no_font_has_stops_the_batch_before_the_first_letter() -> None:
    documents = several()
    documents[2] = replace(documents[2], body=(Paragraph(0, "\ue123同志："),))
    with pytest.raises(AppError) as caught:
        render_batch(documents, PROFILE, ("docx",))
    assert caught.value.code is ErrorCode.MISSING_GLYPH
    assert caught.value.where == "第3份文书"
    assert "U+E123" in caught.value.message


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(AppError) as caught:
        render_batch(several()[:1], PROFILE, ("ofd",))
    assert caught.value.code is ErrorCode.USAGE


def test_a_batch_reports_how_far_it_is_and_stops_when_asked() -> None:
    seen: list[Progress] = []
    context = JobContext(publish=seen.append, stopped=lambda: len(seen) > 14, interval=0.0)
    taken: list[BatchLetter] = []
    with pytest.raises(Cancelled):
        taken.extend(render_batch(several(), PROFILE, ("docx",), context=context))
    assert 0 < len(taken) < len(several())
    assert [one.done for one in seen[:10]] == list(range(10))
    assert {one.text for one in seen} == {"排版", "生成文件"}
