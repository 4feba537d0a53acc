"""What a PDF says of itself: title, language, bookmarks, reading order, and that it can be kept in an archive."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from letterdata import KINDS, PROFILE, body, letter
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from PIL import Image, ImageCms

from app.documents.batch import lay_out_batch, merged_pdf
from app.documents.printout import SheetColumn, TextSheet, sheet_pdf
from app.documents.render import render_pdf_bytes
from app.documents.srgb import srgb_profile
from app.documents.statement import statement_pdf
from app.documents.statement_model import Picture, PictureBar, Statement, StatementColumn, StatementTable

JAVA = Path("/usr/share/java")
JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation", "jaxb-api", "jaxb-runtime")
ANNEXES = [{"title": "整改任务清单", "body": body(1)}, {"title": "名单"}]


def opened(pdf: bytes) -> PDFDocument:
    return PDFDocument(PDFParser(io.BytesIO(pdf)))


def long_letter(form: str = "general") -> bytes:
    return render_pdf_bytes(letter(form, body=body(3), attachments=ANNEXES), PROFILE)


def sheet() -> bytes:
    return sheet_pdf(TextSheet("履责事项登记表", paragraphs=("共𬭎一条。",), columns=(SheetColumn("事项"),), rows=(("巡察整改",),)), PROFILE)


def report() -> bytes:
    table = StatementTable("一、完成情况", (StatementColumn("单位"), StatementColumn("数", side="right")), (("县住建局", "3"),), "没有。")
    bars = (PictureBar("县住建局", ((3, "good", "完成"), (2, "bad", "未见记录"), (1, "warn", "将到期")), "共 6 项"),)
    picture = Picture("完成情况", "项", bars)
    return statement_pdf(Statement("履责情况统计表", "某县纪委", "2026年", "", (table,), (picture,), ("按记录统计。",)), PROFILE)


def tables() -> bytes:
    """An upright table and one on a turned page, with a cell without text."""
    columns = [{"label": "单位", "share": 2}, {"label": "情况", "share": 3}]
    rows: dict[str, Any] = {"columns": columns, "rows": [["县住建局", ""], ["县水利局", "已完成"]]}
    annexes = [{"title": "清单", "body": [{"table": rows}]}, {"title": "分解表", "body": [{"table": {**rows, "landscape": True}}]}]
    return render_pdf_bytes(letter("general", attachments=annexes), PROFILE)


def merged() -> bytes:
    letters = [letter("general", body=body(2)), letter("letter"), letter("minutes", to=[])]
    return merged_pdf(lay_out_batch(letters, PROFILE), "合并打印")


def test_a_letter_says_its_title_and_language_and_names_nobody() -> None:
    found = opened(long_letter())
    [info] = found.info
    assert set(info) == {"Title", "Creator", "Producer"}
    assert info["Title"].decode("utf-16") == "关于民主生活会整改落实工作的纪律检查建议"
    assert info["Creator"].decode("utf-16") == "履责台"
    assert found.catalog["Lang"] == b"zh-CN"
    assert resolve1(found.catalog["ViewerPreferences"])["DisplayDocTitle"] in (True, "true")


def test_marks_for_the_lines_of_a_title_are_not_part_of_it() -> None:
    pdf = render_pdf_bytes(letter("letter", title="关于落实整改工作的｜纪律检查建议"), PROFILE)
    found = opened(pdf)
    assert found.info[0]["Title"].decode("utf-16") == "关于落实整改工作的纪律检查建议"
    assert next(found.get_outlines())[1] == "关于落实整改工作的纪律检查建议"


def test_printed_sheets_and_reports_say_their_title_and_language_too() -> None:
    for pdf, title in ((sheet(), "履责事项登记表"), (report(), "履责情况统计表")):
        found = opened(pdf)
        assert found.info[0]["Title"].decode("utf-16") == title
        assert found.catalog["Lang"] == b"zh-CN"


def test_bookmarks_name_the_title_the_headings_and_the_attachments() -> None:
    marks = [(level, title) for level, title, *_ in opened(long_letter()).get_outlines()]
    assert marks[:3] == [
        (1, "关于民主生活会整改落实工作的纪律检查建议"), (2, "一、检查发现的情况"), (3, "（一）整改责任压得不实。"),
    ]  # fmt: skip
    assert (1, "附件1 整改任务清单") in marks
    assert not any("完成率" in title for _level, title in marks)


def test_a_heading_without_one_above_it_is_still_a_bookmark() -> None:
    pdf = render_pdf_bytes(letter("plain", body=[{"level": 2, "text": "谈话内容"}, {"level": 0, "text": "略。"}]), PROFILE)
    assert [level for level, *_ in opened(pdf).get_outlines()] == [1, 2]


def kinds(node: Any) -> list[str]:
    node = resolve1(node)
    if not isinstance(node, dict):
        return []
    below = resolve1(node.get("K", []))
    below = below if isinstance(below, list) else [below]
    return ([str(node["S"].name)] if "S" in node else []) + [kind for kid in below for kind in kinds(kid)]


@pytest.mark.parametrize("form", KINDS)
def test_every_mark_on_a_page_belongs_to_one_element(form: str) -> None:
    found = opened(long_letter(form))
    parents = resolve1(resolve1(found.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    pages = resolve1(resolve1(found.catalog["Pages"])["Kids"])
    assert parents[::2] == list(range(len(pages)))
    for page, owners in zip(pages, parents[1::2], strict=True):
        stream = resolve1(resolve1(page)["Contents"]).get_data()
        numbers = [int(n) for n in re.findall(rb"/MCID (\d+)", stream)]
        assert numbers == list(range(len(resolve1(owners))))
        assert stream.count(b"BDC") + stream.count(b"BMC") == stream.count(b"EMC")


def test_headings_are_headings_and_run_in_ones_paragraphs() -> None:
    found = kinds(opened(long_letter()).catalog["StructTreeRoot"])
    assert found[0] == "Document"
    assert found.count("H1") == 2  # the title and that of the attachment
    assert found.count("H2") == 4
    assert "H3" not in found


def test_tables_are_tables_with_labelled_columns() -> None:
    found = kinds(opened(tables()).catalog["StructTreeRoot"])
    assert [found.count(kind) for kind in ("Table", "TR", "TH", "TD")] == [2, 6, 4, 8]


def test_each_letter_of_a_merged_file_is_a_section_with_a_bookmark() -> None:
    found = opened(merged())
    assert kinds(found.catalog["StructTreeRoot"]).count("Sect") == 3
    assert sum(level == 1 for level, *_ in found.get_outlines()) == 3
    assert found.info[0]["Title"].decode("utf-16") == "合并打印"


def test_a_screen_reader_hears_the_letter_without_page_numbers() -> None:
    tool = shutil.which("pdfinfo")
    if tool is None:
        pytest.skip("poppler (pdfinfo) is not on this machine")
    done = subprocess.run([tool, "-struct-text", "-"], input=long_letter(), capture_output=True, check=True)
    text = "".join(re.findall(r'"(.*?)"', done.stdout.decode()))
    assert "一、检查发现的情况" in text
    assert text.index("整改任务清单") < text.rindex("检查发现的情况")
    assert "— 2 —" not in text


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert long_letter() == long_letter()
    assert sheet() == sheet()


def test_the_colour_profile_is_read_as_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    turn = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    for colour in ((217, 0, 0), (0, 0, 0), (128, 128, 128), (255, 255, 255)):
        out = ImageCms.applyTransform(Image.new("RGB", (1, 1), colour), turn)
        assert out is not None
        got = out.getpixel((0, 0))
        assert isinstance(got, tuple)
        assert max(abs(a - b) for a, b in zip(got, colour, strict=True)) <= 1


@pytest.mark.parametrize("what", [*KINDS, "tables", "merged", "sheet", "report"])
def test_an_archive_can_keep_it(what: str, tmp_path: Path) -> None:
    """PDFBox Preflight checks PDF/A-1b, which is stricter than the 2u we claim; only the number of the part is changed."""
    jars = [JAVA / f"{name}.jar" for name in JARS]
    java = shutil.which("java")
    if java is None or not all(jar.is_file() for jar in jars):
        pytest.skip("no PDFBox Preflight on this machine (Debian: libpdfbox2-java, libactivation-java, libjaxb-java)")
    pdf = {"sheet": sheet, "report": report, "tables": tables, "merged": merged}.get(what, lambda: long_letter(what))()
    claim, stricter = (b"<pdfaid:part>%s</pdfaid:part><pdfaid:conformance>%s<" % pair for pair in ((b"2", b"U"), (b"1", b"B")))
    assert pdf.count(claim) == 1
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf.replace(claim, stricter))
    classes = ":".join(map(str, jars))
    done = subprocess.run([java, "-cp", classes, "org.apache.pdfbox.preflight.Validator_A1b", str(path)], capture_output=True, text=True)
    assert "is a valid PDF/A-1b file" in done.stdout, done.stdout
