"""Reports out of the program: PDF and docx say everything, workbooks keep numbers as numbers, everything is logged."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from app.crypto.kdf import KdfParams
from app.domain.errors import ErrorCode
from app.main import main
from app.services.prints import Paper
from app.services.reports import build, paper
from app.services.reports.model import COUNT
from app.services.session import Session
from tests.unit.services.desk import PASSWORD, refused


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_pdf_has_title_unit_period_tables_notes_and_pages(shared_office: Session, tmp_path: Path) -> None:
    report = build.build(shared_office, "RP-06", "2026Q3", "unit")
    path = paper.write_report(shared_office, report, tmp_path / "r.pdf")
    with pdfplumber.open(path) as pdf:
        pages = [squeezed(p.extract_text()) for p in pdf.pages]
        assert pdf.pages[0].width > pdf.pages[0].height
    whole = "".join(pages)
    for said in (report.title, f"单位：{report.unit}", "统计时间：2026年第三季度", "统计口径和依据", f"第1页，共{len(pages)}页", "北京市监督措施28条"):
        assert squeezed(said) in whole
    for table in report.tables:
        assert squeezed(table.title) in whole
    assert report.table("all").rows[0][-1].text in whole


def test_the_head_of_a_long_table_stands_on_every_page(shared_office: Session) -> None:
    report = build.build(shared_office, "RP-01", "2026", "unit")
    with pdfplumber.open(io.BytesIO(paper.report_pdf(shared_office, report, Paper(wide=False, purpose="核对")))) as pdf:
        texts = [squeezed(p.extract_text()) for p in pdf.pages]
        assert pdf.pages[0].width < pdf.pages[0].height
    middle = texts[2:-2]
    assert len(middle) > 3
    assert all("条目" in t and "责任主体" in t for t in middle)
    assert all("用途：核对" in t for t in texts)


def test_the_docx_has_real_tables_with_repeated_heads(shared_office: Session, tmp_path: Path) -> None:
    report = build.build(shared_office, "RP-15", "2025", "unit")
    path = paper.write_report(shared_office, report, tmp_path / "r.docx")
    document = Document(str(path))
    shown = [t for t in report.tables if t.rows]
    assert len(document.tables) == len(shown)
    for made, table in zip(document.tables, shown, strict=True):
        assert [c.text for c in made.rows[0].cells] == [c.head for c in table.columns]
        assert len(made.rows) == len(table.rows) + 1
        assert "tblHeader" in made.rows[0]._tr.xml
        assert [c.text for c in made.rows[1].cells] == [c.text for c in table.rows[0]]
    assert document.paragraphs[0].text == report.title
    assert "方正小标宋简体" in document.paragraphs[0]._p.xml
    with zipfile.ZipFile(path) as package:
        assert any(n.endswith(".odttf") for n in package.namelist())
        assert "PAGE" in package.read("word/footer1.xml").decode()


def test_the_same_report_gives_the_same_docx(shared_office: Session, tmp_path: Path) -> None:
    report = build.build(shared_office, "RP-22", "2026-11-20", "unit")
    one, other = (paper.write_report(shared_office, report, tmp_path / f"{n}.docx") for n in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_the_workbook_keeps_numbers_shares_and_notes(shared_office: Session, tmp_path: Path) -> None:
    report = build.build(shared_office, "RP-06", "2026Q3", "unit")
    path = paper.write_report(shared_office, report, tmp_path / "r.xlsx")
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names[-1] == "口径"
    assert len(book.sheet_names) == len(report.tables) + 1
    rows = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    table = report.table("all")
    head = next(n for n, r in enumerate(rows) if r[0] == "范围")
    assert rows[head] == [c.head for c in table.columns]
    line = rows[head + 1]
    for column, cell, value in zip(table.columns, table.rows[0], line, strict=True):
        if column.kind == COUNT:
            assert value == cell.value
    assert line[-1] == pytest.approx((table.rows[0][-1].value or 0) / 100, abs=0.0006)
    assert any("到位率＝" in str(cell) for r in book.get_sheet_by_name("口径").to_python() for cell in r)


def test_an_empty_table_says_so_everywhere(shared_office: Session, tmp_path: Path) -> None:
    report = build.build(shared_office, "RP-10", "2003", "unit")
    for kind in ("xlsx", "docx", "pdf"):
        paper.write_report(shared_office, report, tmp_path / f"r.{kind}")
    empty = report.table("register").empty
    assert empty in [p.text for p in Document(str(tmp_path / "r.docx")).paragraphs]
    with pdfplumber.open(tmp_path / "r.pdf") as pdf:
        assert squeezed(empty) in squeezed("".join(p.extract_text() for p in pdf.pages))


def test_another_kind_of_file_is_refused(shared_office: Session, tmp_path: Path) -> None:
    report = build.build(shared_office, "RP-22", "2026-11-20", "unit")
    with refused(ErrorCode.USAGE):
        paper.write_report(shared_office, report, tmp_path / "r.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def lvze(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, Any, str]]:
    """A command in an office of its own."""
    monkeypatch.setattr("app.services.keys.choose_params", lambda: KdfParams(64 * 1024, 3, 1))

    def call(*argv: object) -> tuple[int, Any, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PASSWORD.encode() + b"\n")))
        code = main([str(a) for a in argv] + ["--folder", str(tmp_path / "cli")])
        shown = capsys.readouterr()
        return code, json.loads(shown.out) if shown.out else None, shown.err

    assert call("store", "create", "--unit", "某局党组", "--login", "clerk", "--name", "王敏")[0] == 0
    return call


def test_reports_on_the_command_line(lvze: Callable[..., tuple[int, Any, str]], tmp_path: Path) -> None:
    code, listed, _said = lvze("store", "report")
    assert code == 0
    assert "RP-06" in [r["no"] for r in listed]
    code, made, _said = lvze("store", "report", "--report", "RP-06", "--period", "2026Q3", "--out", tmp_path / "x.xlsx")
    assert (code, made["period"]) == (0, "2026Q3")
    assert (tmp_path / "x.xlsx").is_file()
    assert made["tables"][0]["rows"][0][-1] == "无对象"
    assert lvze("store", "report", "--report", "RP-06", "--period", "昨天")[0] == 3
    assert lvze("store", "report", "--report", "RP-06", "--out", tmp_path / "x.txt")[0] in (2, 3)
