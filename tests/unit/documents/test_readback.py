"""Old letters are read back: numbers, dates, receivers of letters of many manners, and sentences for what cannot be read."""

from __future__ import annotations

import datetime as dt
import io
import random
import shutil
import subprocess
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from app.catalog.places import forms_dir
from app.catalog.profiles import load_profile
from app.documents.batch import render_batch
from app.documents.data import parse_letter
from app.documents.model import Paragraph
from app.documents.readback import read_back
from app.documents.readback_model import OldLetter
from app.documents.readback_words import date_in, joined, names, normal, number_in
from app.domain.errors import AppError, ErrorCode
from tests.unit.documents.letterdata import FORMS
from tests.unit.documents.oldletters import MANNERS, Truth
from tests.unit.documents.oldpaper import said

EACH = 40
MOST_WRONG = 0.02
JUDGED = ("number", "date", "to")


def wrong_in(letter: OldLetter, known: Truth) -> list[str]:
    """Elements that are not as they should be."""
    return [name for name, value in said(letter).items() if value != getattr(known, name)]


@pytest.mark.parametrize("manner", MANNERS)
def test_letters_of_every_manner_are_read_back(manner: str) -> None:
    wrong: Counter[str] = Counter()
    for seed in range(EACH):
        raw, known = MANNERS[manner](random.Random(f"{manner} {seed}"))
        wrong.update(wrong_in(read_back(raw, "old.docx"), known))
    assert {name: n for name, n in wrong.items() if n > EACH * MOST_WRONG} == {}


def test_three_hundred_letters_take_seconds() -> None:
    made = [MANNERS[m](random.Random(f"speed {m}"))[0] for m in MANNERS]
    started = time.perf_counter()
    for n in range(300):
        read_back(made[n % len(made)], "old.docx")
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("profile", ["gbt9704", "even_imprint", "margins3458"])
def test_our_own_letters_of_every_kind_are_read_back(profile: str) -> None:
    documents = [
        parse_letter(form, {
            "issuers": ["中共某县纪律检查委员会", "某县监察委员会"][:issuers], "number": f"某纪建〔2026〕{issuers}号", "date": "2026-03-05",
            "to": ["某县住房和城乡建设局党组", "县质监站"], "cc": ["县委办公室", "县政府办公室"], "seal": issuers == 1,
            "attachments": [{"title": "整改清单", "body": [{"level": 0, "text": "2025年1月2日的清单。"}]}][: 2 - issuers],
            "values": {v.name: v.sample for v in form.values if v.sample},
        })
        for form in FORMS.values()
        for issuers in (1, 2)
    ]  # fmt: skip
    wrong = []
    for made in render_batch(documents, load_profile(forms_dir() / "profiles", profile), ("docx",)):
        document, letter = documents[made.index], read_back(made.files[".docx"], "own.docx")
        printed = document.format.value
        expected = {"number": document.number, "date": document.date, "to": list(document.to), "cc": list(document.cc)}
        if printed in ("plain", "minutes"):  # a plain sheet carries no head; minutes say no receivers
            expected = {name: value for name, value in expected.items() if said(letter)[name]}
        wrong += [(document.kind, name) for name, value in expected.items() if said(letter)[name] != value]
        text = [b for b in document.body if isinstance(b, Paragraph)]
        if printed in ("general", "letter") and [b for b in letter.body if isinstance(b, Paragraph)] != text:
            wrong.append((document.kind, "body"))
    assert wrong == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_letters_saved_again_by_libreoffice_are_read_back(tmp_path: Path) -> None:
    known: dict[str, Truth] = {}
    for manner, make in MANNERS.items():
        for seed in range(3):
            raw, truth = make(random.Random(f"{manner} saved {seed}"))
            (tmp_path / f"{manner}{seed}.docx").write_bytes(raw)
            known[f"{manner}{seed}"] = truth
    out = tmp_path / "out"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.docx")))], check=True, capture_output=True, timeout=240)
    wrong = {
        name: [n for n in wrong_in(read_back((out / f"{name}.docx").read_bytes(), name), truth) if n in JUDGED]
        for name, truth in known.items()
    }  # fmt: skip
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("text", "day"), [
    ("二〇二六年三月五日", (2026, 3, 5)), ("二○二六年十二月三十一日", (2026, 12, 31)), ("二O二六年十月二十日", (2026, 10, 20)), ("２０２６年３月５日", (2026, 3, 5)),
    ("2026 年 3 月 5 日", (2026, 3, 5)), ("2026.3.5", (2026, 3, 5)), ("2026-03-05", (2026, 3, 5)), ("二零二六年三月廿一日", (2026, 3, 21)),
])  # fmt: skip
def test_days_are_read_in_every_writing(text: str, day: tuple[int, int, int]) -> None:
    found = date_in(normal(text))
    assert found is not None
    assert found[0] == dt.date(*day)


@pytest.mark.parametrize("text", ["2026年13月1日", "2026年2月30日", "2026年3月", "20260305", "三月五日"])
def test_what_is_no_day_is_not_read_as_one(text: str) -> None:
    assert date_in(text) is None


@pytest.mark.parametrize(("text", "shown"), [
    ("某纪建[2026]1号", "某纪建〔2026〕1号"), ("某纪建（２０２６）第03号", "某纪建〔2026〕3号"), ("某政办发〔二〇二六〕十二号", "某政办发〔2026〕12号"), ("某纪办函〔2019〕15-2号", "某纪办函〔2019〕15-2号"),
])  # fmt: skip
def test_numbers_are_read_with_any_brackets(text: str, shown: str) -> None:
    found = number_in(normal(text))
    assert found is not None
    assert found[0].shown == shown


def test_lists_of_names_are_divided_where_names_end() -> None:
    assert names("各镇党委、政府，县直各部门：") == ("各镇党委、政府", "县直各部门")
    assert names("各镇党委、政府、县直各部门") == ("各镇党委、政府", "县直各部门")
    assert names("各省、自治区、直辖市人民政府，国务院各部委、各直属机构：") == ("各省、自治区、直辖市人民政府", "国务院各部委、各直属机构")
    assert names(joined(["各镇党委、政府", "县直各部门"])) == ("各镇党委、政府", "县直各部门")
    assert names("县委办公室，县政府办公室、县纪委（监委、巡察办）。") == ("县委办公室", "县政府办公室", "县纪委（监委、巡察办）")


# --- what cannot be read ----------------------------------------------------------
def packed(document: bytes, **parts: bytes) -> bytes:
    """A package with this document part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return out.getvalue()


BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


@pytest.mark.parametrize(("raw", "code", "say"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ErrorCode.UNSUPPORTED, "另存为 docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ErrorCode.UNSUPPORTED, "密码"),
    (b"%PDF-1.4", ErrorCode.UNSUPPORTED, "PDF"), (b"{\\rtf1}", ErrorCode.UNSUPPORTED, "另存为 docx"), (b"", ErrorCode.UNSUPPORTED, "docx"),
    (b"PK\x03\x04 nothing", ErrorCode.DAMAGED, "损坏"),
    (packed(BODY % b"<w:p><w:r><w:t>x</w:t></w:r></w:p>")[:-40], ErrorCode.DAMAGED, "损坏"),
    (packed(b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + BODY % b""), ErrorCode.DAMAGED, "不该有"),
    (packed(BODY % b"<w:p/>"), ErrorCode.BAD_INPUT, "扫描"),
    (packed(b"<w:document"), ErrorCode.DAMAGED, "损坏"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_gets_a_sentence(raw: bytes, code: ErrorCode, say: str) -> None:
    with pytest.raises(AppError) as caught:
        read_back(raw, "old.docx")
    assert caught.value.code is code
    assert say in caught.value.sentence()


def test_a_file_that_would_become_huge_is_refused_before_it_is_unpacked() -> None:
    bomb = packed(BODY % (b"<w:p/>" + b" " * 30_000_000))
    assert len(bomb) < 100_000
    started = time.perf_counter()
    with pytest.raises(AppError) as caught:
        read_back(bomb, "bomb.docx")
    assert caught.value.code is ErrorCode.TOO_LARGE
    assert time.perf_counter() - started < 1


RUN = b"<w:r><w:t>a</w:t></w:r>"


@pytest.mark.parametrize("text", [b"<w:p>" + RUN + b"</w:p>", b"<w:p>" + RUN * 5_000 + b"</w:p>", b"<w:p><w:r><w:t>" + b"a" * 60_000 + b"</w:t></w:r></w:p>"])
def test_thousands_of_pages_are_refused_in_bounded_time(text: bytes) -> None:
    long = packed(BODY % (text * (8_000_000 // len(text))))
    started = time.perf_counter()
    with pytest.raises(AppError) as caught:
        read_back(long, "long.docx")
    assert caught.value.code is ErrorCode.TOO_LARGE
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("manner", ["direct", "headed", "styled"])
def test_other_names_of_parts_and_the_strict_format_are_read_alike(manner: str) -> None:
    raw, known = MANNERS[manner](random.Random(f"parts {manner}"))
    out = io.BytesIO()
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict)
            new.writestr(name.replace("document.xml", "document2.xml").replace("styles.xml", "styles3.xml"), data)
    assert wrong_in(read_back(out.getvalue(), "old.docx"), known) == []


def test_automatic_numbers_are_read_as_they_are_printed() -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    levels = (("0", "chineseCountingThousand", "%1、"), ("1", "chineseCounting", "（%2）"), ("2", "decimal", "%3."))
    inside = "".join(f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>' for at, form, text in levels)
    numbering = f'<w:numbering {w}><w:abstractNum w:abstractNumId="4">{inside}</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num></w:numbering>'
    rows = [("", "关于某事的函"), ("", "县财政局："), ("0", "甲"), ("1", "乙"), ("2", "丙"), ("2", "丁"), ("0", "戊"), ("1", "己")]
    told = "".join(
        "<w:p>" + (f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>' if level else "") + f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for level, text in rows
    )
    letter = read_back(packed(BODY % told.encode(), numbering=numbering.encode()), "auto.docx")
    assert letter.lines[2:] == ["一、甲", "（一）乙", "1.丙", "2.丁", "二、戊", "（一）己"]
    assert letter.body == [Paragraph(1, "甲"), Paragraph(2, "乙"), Paragraph(3, "丙"), Paragraph(3, "丁"), Paragraph(1, "戊"), Paragraph(2, "己")]


def test_styles_that_refer_to_each_other_in_a_circle_end() -> None:
    w = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = b'<w:styles %s><w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>' % w
    letter = read_back(packed(BODY % "<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr><w:r><w:t>关于某事的函</w:t></w:r></w:p>".encode(), styles=styles), "x")
    assert said(letter)["title"] == "关于某事的函"
