"""Lists as files: as seen, dates as dates, texts never formulas, whole or not there at all."""

from __future__ import annotations

import csv
import errno
import zipfile
from array import array
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.domain.errors import ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import accounts, list_export, lists
from app.services.lists import Column, ListQuery
from app.services.shown import Shown
from app.sheets import writing
from app.sheets.csvtext import guarded
from app.sheets.writing import SheetField
from tests.unit.services.desk import Desk, refused

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
NASTY = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "http://example.invalid/", "\t=1", "李雷", "1e5")
DAY_NUMBER = 46_306  # 2026-10-11 in a sheet


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder to export into."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def left_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def cells_of(path: Path) -> list[dict[str, Any]]:
    """All cells of the sheet: (place, type, text, whether a formula)."""
    with zipfile.ZipFile(path) as book:
        root = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert not [n for n in book.namelist() if "hyperlink" in n]
    found = []
    for cell in root.iterfind(".//m:c", NS):
        text = "".join(cell.itertext())
        found.append({"at": cell.get("r"), "type": cell.get("t"), "text": text, "formula": cell.find("m:f", NS) is not None})
    return found


def shown_talks(desk: Desk, names: tuple[str, ...] = ("date", "title", "state")) -> Shown:
    by_id = {c.id: c for c in lists.all_columns(desk.session, ("talk",))}
    ids = lists.list_ids(desk.session, ListQuery(("talk",)))
    return Shown("谈话", ("talk",), tuple(by_id[n] for n in names), ids, "状态：计划")


def test_a_list_leaves_as_it_is_seen(desk: Desk, out: Path) -> None:
    for day, text in (("2026-10-10", "=1+1"), ("2026-10-11", "@谈话")):
        desk.talk(desk.principal, day, title=text)
    path = out / "谈话.xlsx"
    logged = accounts.heads(desk.session).office
    assert list_export.export_list(desk.session, shown_talks(desk), path, JobContext()) == 2
    cells = cells_of(path)
    texts = [c["text"] for c in cells]
    assert texts[0] == "谈话"
    assert desk.session.unit_name() in texts[1]
    assert "王敏" in texts[1]
    assert "共 2 条" in texts[1]
    assert texts[2] == "状态：计划"
    assert texts[3:6] == ["谈话日期", "标题", "状态"]
    assert float(texts[6]) == DAY_NUMBER
    assert texts[7:9] == ["@谈话", "计划"]
    assert texts[10] == "=1+1"
    assert not any(c["formula"] for c in cells)
    assert left_in(out) == ["谈话.xlsx"]
    assert accounts.heads(desk.session).office != logged


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_nasty_texts_stay_texts(desk: Desk, out: Path, suffix: str) -> None:
    path = out / f"表{suffix}"
    list_export.export_table(desk.session, "表", [SheetField("内容")], [(t,) for t in NASTY], path, JobContext())
    if suffix == ".xlsx":
        cells = cells_of(path)
        assert [c["text"] for c in cells[-len(NASTY):]] == list(NASTY)
        assert not any(c["formula"] for c in cells)
        assert all(c["type"] in ("inlineStr", "s", "str") for c in cells)
        return
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    read = [r[0] for r in csv.reader(raw.decode("utf-8-sig").splitlines()) if r]
    assert read[1 : 1 + len(NASTY)] == [guarded(t) for t in NASTY]
    assert not [t for t in read if t.startswith(("=", "+", "-", "@"))]


def test_numbers_are_numbers_also_negative_ones(desk: Desk, out: Path) -> None:
    fields = [SheetField("金额", "number", money=True), SheetField("日期", "date")]
    rows = [("-1,234.50", "2026-10-11"), ("待定", "1600-01-01"), ("", "")]
    for suffix in (".xlsx", ".csv"):
        list_export.export_table(desk.session, "表", fields, rows, out / f"表{suffix}", JobContext())
    texts = [c["text"] for c in cells_of(out / "表.xlsx")]
    assert texts[-4:] == ["-1234.5", str(DAY_NUMBER), "待定", "1600-01-01"]
    assert "-1234.50,2026-10-11" in (out / "表.csv").read_text(encoding="utf-8-sig")


def test_cancelling_leaves_the_old_file_and_nothing_else(desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "EVERY", 1)
    for day in (10, 11, 12):
        desk.talk(desk.principal, f"2026-10-{day}")
    for suffix in (".xlsx", ".csv"):
        path = out / f"谈话{suffix}"
        path.write_bytes(b"old")
        answers = iter([False, False, True])
        with pytest.raises(Cancelled):
            list_export.export_list(desk.session, shown_talks(desk), path, JobContext(stopped=lambda a=answers: next(a)))
        assert path.read_bytes() == b"old"
    assert left_in(out) == ["谈话.csv", "谈话.xlsx"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_full_disk_and_a_missing_folder_are_said(
    desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    desk.talk(desk.principal)
    with refused(ErrorCode.NOT_FOUND):
        list_export.export_list(desk.session, shown_talks(desk), out / "none" / f"a{suffix}", JobContext())

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("app.crypto.files.os.fsync", full)
    with refused(ErrorCode.DISK_FULL):
        list_export.export_list(desk.session, shown_talks(desk), out / f"a{suffix}", JobContext())
    assert left_in(out) == []


def test_a_disk_that_fills_while_the_book_is_packed_is_said(
    desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.talk(desk.principal)

    def full(*_args: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    with refused(ErrorCode.DISK_FULL):
        list_export.export_list(desk.session, shown_talks(desk), out / "a.xlsx", JobContext())
    assert left_in(out) == []


def test_a_list_longer_than_a_sheet_is_refused(desk: Desk, out: Path) -> None:
    shown = Shown("谈话", ("talk",), (Column("date", "日期"),), array("q", bytes(8 * (list_export.MOST_ROWS + 1))))
    with refused(ErrorCode.TOO_LARGE):
        list_export.export_list(desk.session, shown, out / "a.xlsx", JobContext())


def test_every_plain_field_of_a_form_can_be_a_column(desk: Desk) -> None:
    desk.talk(desk.principal, place="二楼会议室")
    for form in desk.session.visible_forms():
        possible = lists.all_columns(desk.session, (form,))
        assert len({c.id for c in possible}) == len(possible)
        assert {c.id for c in lists.columns(desk.session, (form,))} <= {c.id for c in possible}
        assert all(c.label and not c.label.isascii() for c in possible)
        found = lists.rows(desk.session, (form,), lists.list_ids(desk.session, ListQuery((form,))), [c.id for c in possible])
        assert all({c.id for c in possible} <= set(r.cells) for r in found)
