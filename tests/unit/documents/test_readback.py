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
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

from app.catalog.places import forms_dir
from app.catalog.profiles import load_profile
from app.documents.batch import render_batch
from app.documents.data import parse_letter
from app.documents.model import Paragraph, Table
from app.documents.readback import read_back
from app.documents.readback_model import OldLetter
from app.documents.readback_words import date_in, joined, names, normal, number_in
from app.domain.errors import AppError, ErrorCode
from tests.unit.documents.letterdata import FORMS
from tests.unit.documents.oldletters import MANNERS, Truth

EACH = 40
MOST_WRONG = 0.02
JUDGED = ("number", "date", "to")


def said(letter: OldLetter) -> dict[str, Any]:
    """What was recognised, in the shape of the truth."""
    return {
        "number": letter.number.value.shown if letter.number else "", "date": letter.date.value if letter.date else None,
        "to": list(letter.to.value) if letter.to else [], "title": letter.title.value if letter.title else "",
        "issuer": letter.issuers.value[0] if letter.issuers else "", "cc": list(letter.cc.value) if letter.cc else [],
        "signers": list(letter.signers.value) if letter.signers else [], "attachments": [a.title for a in letter.attachments],
    }  # fmt: skip


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


# --- by hand --------------------------------------------------------------------
Row = str | tuple[str, str] | tuple[str, str, float]


def paper(*rows: Row) -> OldLetter:
    """A letter of given paragraphs: text, maybe c(entred), r(ight) or red, and a size."""
    made = docx.Document()
    for row in rows:
        text, look, size = (row, "", 16.0) if isinstance(row, str) else (*row, 22.0 if row[1] == "c" else 16.0) if len(row) == 2 else row
        paragraph = made.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        if look in ("c", "red"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if look == "r":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if look == "red":
            run.font.color.rgb = RGBColor(255, 0, 0)
    out = io.BytesIO()
    made.save(out)
    return read_back(out.getvalue(), "old.docx")


def test_receivers_may_stand_before_the_text_in_the_same_line() -> None:
    letter = paper(("关于做好工作的通知", "c"), "各镇党委：现将工作通知如下。", ("某县纪委", "r"), ("2024年3月5日", "r"))
    assert said(letter)["to"] == ["各镇党委"]
    assert letter.to is not None
    assert letter.to.doubtful


def test_receivers_may_go_on_over_several_paragraphs() -> None:
    letter = paper(("关于做好工作的通知", "c"), "县住房和城乡建设局党组、县财政局党组、", "县自然资源局党组：", "　　现就有关事项通知如下：", "某县纪委", "2024年3月5日")
    assert said(letter)["to"] == ["县住房和城乡建设局党组", "县财政局党组", "县自然资源局党组"]
    assert letter.body == [Paragraph(0, "现就有关事项通知如下：")]


def test_a_text_that_begins_with_a_colon_is_not_taken_for_a_receiver() -> None:
    letter = paper(("关于三起典型问题的通报", "c"), "　　现将三起典型问题通报如下：", "　　一、2024年1月3日，某某受到处分。", ("中共某县纪委", "r"), ("2024年3月5日", "r"))
    assert letter.to is None
    assert "没有主送机关。" in letter.doubts


def test_receivers_may_stand_in_the_imprint() -> None:
    letter = paper(
        ("某县纪委文件", "red", 40), ("某纪通〔2024〕9号", "c", 16), ("关于三起典型问题的通报", "c"), "　　2024年1月3日，某某受到处分。", ("中共某县纪委", "r"),
        ("2024年3月5日", "r"), "主送：各镇党委，县直各单位党组。", "抄送：市纪委监委。", "某县纪委办公室　　2024年3月6日印发",
    )  # fmt: skip
    assert (said(letter)["to"], said(letter)["cc"], said(letter)["date"]) == (["各镇党委", "县直各单位党组"], ["市纪委监委"], dt.date(2024, 3, 5))
    assert letter.printer is not None
    assert letter.printer.value == ("某县纪委办公室", dt.date(2024, 3, 6))


def test_days_and_signers_of_annexed_texts_are_not_those_of_the_letter() -> None:
    letter = paper(
        ("关于报送材料的函", "c"), ("某建函〔2024〕7号", "c", 16), "市住房和城乡建设局：", "　　现将材料报送贵局。", "　　附件：1.工作报告", "　　　　　2.统计表",
        ("某县住建局", "r"), ("二〇二四年五月六日", "r"), "　　（联系人：张三）", "附件1", ("工作报告", "c"), "　　报告内容。", ("某县财政局", "r"), ("2023年12月31日", "r"),
        "附件2", ("统计表", "c"), "　　合计12。",
    )  # fmt: skip
    assert (said(letter)["date"], said(letter)["issuer"]) == (dt.date(2024, 5, 6), "某县住建局")
    assert [(a.title, len(a.body)) for a in letter.attachments] == [("工作报告", 3), ("统计表", 1)]
    assert letter.note is not None
    assert letter.note.value == "联系人：张三"


def test_a_day_that_is_not_written_out_is_not_made_up() -> None:
    letter = paper(("关于某事的函", "c"), "某县财政局：", "　　请于2024年5月1日前支持。", "某县住建局", "2024年  月  日")
    assert letter.date is None
    assert any("没有写全" in d for d in letter.doubts)


def test_numbers_cited_in_the_text_are_not_taken_for_the_number() -> None:
    letter = paper(("关于核实情况的复函", "c"), "县纪委监委：", "　　《关于核实有关情况的函》（某纪函〔2024〕5号）收悉。", "　　此复。", ("某县住建局", "r"), ("2024年4月5日", "r"))
    assert letter.number is None
    assert "没有找到发文字号。" in letter.doubts


def test_a_day_under_the_title_is_taken_with_doubt() -> None:
    letter = paper(("中共某县住建局党组关于加强作风建设的规定", "c"), ("（2022年6月1日局党组会议通过）", "c", 16), "　　为加强作风建设，制定本规定，自2022年7月1日起施行。")
    assert letter.date is not None
    assert (letter.date.value, letter.date.doubtful) == (dt.date(2022, 6, 1), True)
    assert (said(letter)["title"], said(letter)["issuer"]) == ("关于加强作风建设的规定", "中共某县住建局党组")


def test_joint_issuers_beside_each_other_are_told_apart() -> None:
    letter = paper(("关于联合检查的通知", "c"), "各单位：", "　　请照办。", "　　中共某县纪律检查委员会　　　　某县监察委员会", "　　　　　　　　　　2020年9月9日")
    assert letter.issuers is not None
    assert letter.issuers.value == ("中共某县纪律检查委员会", "某县监察委员会")


def test_a_form_with_labelled_rows_is_read_as_the_head_of_a_letter() -> None:
    made = docx.Document()
    rows = [("发文字号", "某纪建〔2026〕1号"), ("标题", "关于某事的函"), ("主送", "县财政局、县审计局"), ("抄送", "县委办"), ("成文日期", "2026年3月5日")]
    table = made.add_table(rows=len(rows), cols=2)
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    made.add_paragraph("　　现将有关情况函告如下。")
    out = io.BytesIO()
    made.save(out)
    found = said(read_back(out.getvalue(), "old.docx"))
    assert (found["number"], found["title"], found["to"], found["cc"]) == ("某纪建〔2026〕1号", "关于某事的函", ["县财政局", "县审计局"], ["县委办"])
    assert (found["date"], found["issuer"]) == (dt.date(2026, 3, 5), "")


def test_a_number_in_a_table_of_the_text_is_not_the_letters() -> None:
    made = docx.Document()
    rows = [("送达文书", "某纪建〔2026〕1号", "1份"), ("受送达人", "张三", "本人"), ("送达日期", "2026年1月1日", "当面")]
    table = made.add_table(rows=3, cols=3)
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    letter = read_back(out.getvalue(), "old.docx")
    assert (letter.number, letter.date) == (None, None)


def test_a_number_that_stands_again_under_the_title_is_no_receiver() -> None:
    letter = paper(("某县纪委文件", "red", 40), ("某纪发〔2026〕12号", "c", 16), ("关于某事的通知", "c"), ("（某纪发〔2026〕12号）", "c", 16), "各科室 ：  ", "　　请办理。")
    assert said(letter)["to"] == ["各科室"]


def test_signers_with_gaps_in_their_names_are_read() -> None:
    letter = paper(("关于××的请示", "c"), "某建请〔2020〕8号　　　　签发人：王 某 张三丰", "县委、县政府：", "　　妥否，请批示。", ("某县住建局", "r"), ("2020-09-09", "r"))
    assert (said(letter)["signers"], said(letter)["number"], said(letter)["to"]) == (["王某", "张三丰"], "某建请〔2020〕8号", ["县委", "县政府"])


def test_secrecy_copy_number_and_urgency_in_one_line_are_read() -> None:
    letter = paper("000123　　机密★5年　　特急", "某纪函〔2021〕33号", ("关于移交线索的函", "c"), "市纪委监委：", "　　请接收。", ("某县纪委", "r"), ("2021年7月1日", "r"))
    assert [f.value for f in (letter.copy_no, letter.secrecy, letter.urgency) if f] == ["000123", ("机密", "5年"), "特急"]


def test_levels_whose_numbers_are_out_of_order_keep_them_in_the_text() -> None:
    sound = paper(("关于某事的函", "c"), "县财政局：", "一、甲", "（一）乙", "二、丙")
    broken = paper(("关于某事的函", "c"), "县财政局：", "一、甲", "三、丙")
    assert sound.body == [Paragraph(1, "甲"), Paragraph(2, "乙"), Paragraph(1, "丙")]
    assert broken.body == [Paragraph(0, "一、甲"), Paragraph(0, "三、丙")]


def test_a_drawn_table_stays_a_table_of_the_text() -> None:
    made = docx.Document()
    for text in ("关于报送清单的函", "县财政局：", "　　清单如下："):
        made.add_paragraph(text)
    table = made.add_table(rows=2, cols=2)
    table.style = "Table Grid"
    for cell, text in zip([c for row in table.rows for c in row.cells], ("事项", "金额", "维修", "12万元"), strict=True):
        cell.text = text
    out = io.BytesIO()
    made.save(out)
    found = [b for b in read_back(out.getvalue(), "old.docx").body if isinstance(b, Table)]
    assert [[c.text for c in row.cells] for row in found[0].rows] == [["事项", "金额"], ["维修", "12万元"]]


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


def test_styles_that_refer_to_each_other_in_a_circle_end() -> None:
    w = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = b'<w:styles %s><w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>' % w
    letter = read_back(packed(BODY % "<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr><w:r><w:t>关于某事的函</w:t></w:r></w:p>".encode(), styles=styles), "x")
    assert said(letter)["title"] == "关于某事的函"
