"""Files as offices have them, and files that mean harm."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import random
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import AppError, ErrorCode
from app.sheets import archive, reading
from app.sheets.heads import find_head, key_of, table_of
from app.sheets.mapping import Known, fingerprint, guess
from app.sheets.reading import open_book
from tests.unit.sheets.books import text_table, workbook

HEAD = ("日期", "标题", "备注")


def refused(path: Path, *codes: ErrorCode) -> AppError:
    with pytest.raises(AppError) as caught:
        open_book(path)
    assert caught.value.code in codes
    assert caught.value.action
    return caught.value


def test_dates_numbers_and_texts_keep_what_they_are(tmp_path: Path) -> None:
    rows = [HEAD, (dt.date(2026, 3, 5), "007", 12), ("2026.3.6", "文\n字", 0.5), (True, "", None)]
    grid = open_book(workbook(tmp_path / "a.xlsx", rows)).grids["表"]
    assert grid.rows[1] == [dt.date(2026, 3, 5), "007", 12]
    assert grid.rows[2] == ["2026.3.6", "文\n字", 0.5]
    assert grid.rows[3][0] is True


def test_formulas_give_the_values_the_sheet_had(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("表")
        sheet.write_formula(0, 0, '=A2&"会"', None, "党组会")
        sheet.write(0, 1, "尾")
    assert open_book(tmp_path / "a.xlsx").grids["表"].rows == [["党组会", "尾"]]


def test_hidden_and_empty_sheets_are_not_offered(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for name in ("一", "藏", "空"):
            sheet = book.add_worksheet(name)
            if name != "空":
                sheet.write(0, 0, name)
        book.get_worksheet_by_name("藏").hide()
    assert open_book(tmp_path / "a.xlsx").sheets == ("一",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_text_tables_of_every_encoding_and_separator_are_read(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [HEAD, ("2026-03-05", "党组会议“三重一大”", "㙍"), ("2026-03-06", "007", "一、二")]
    path = text_table(tmp_path / "a.csv", rows, encoding=encoding, separator=separator)
    assert open_book(path).grids["a"].rows == [list(r) for r in rows]


def test_the_apostrophe_that_guards_our_own_texts_is_taken_off(tmp_path: Path) -> None:
    path = text_table(tmp_path / "a.csv", [("甲", "乙"), ("'=1+1", "'好")])
    assert open_book(path).grids["a"].rows[1] == ["=1+1", "'好"]


def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "旧.xlsx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert ".xlsx" in refused(old, ErrorCode.UNSUPPORTED).action
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert "密码" in refused(old, ErrorCode.UNSUPPORTED).message
    for name in ("a.xls", "a.pdf", "a"):
        (tmp_path / name).write_bytes(b"x")
        refused(tmp_path / name, ErrorCode.UNSUPPORTED)
    (tmp_path / "b.xlsx").write_bytes(b"just text")
    refused(tmp_path / "b.xlsx", ErrorCode.UNSUPPORTED)
    (tmp_path / "c.csv").write_bytes(bytes(range(256)))
    refused(tmp_path / "c.csv", ErrorCode.BAD_INPUT)
    (tmp_path / "d.csv").write_bytes(b"")
    refused(tmp_path / "d.csv", ErrorCode.BAD_INPUT)
    refused(tmp_path / "none.xlsx", ErrorCode.NOT_FOUND)


def test_a_damaged_workbook_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", [HEAD, ("2026-03-05", "会", "")]).read_bytes()
    part = tmp_path / "b.xlsx"
    for size in range(4, len(whole), len(whole) // 40):
        part.write_bytes(whole[:size])
        refused(part, ErrorCode.DAMAGED, ErrorCode.UNSUPPORTED)


def test_bytes_changed_at_random_are_read_or_refused(tmp_path: Path) -> None:
    rows = [HEAD, *((f"2026-01-{n:02}", f"会{n}", n) for n in range(1, 29))]
    rng = random.Random(1)
    wholes = (workbook(tmp_path / "a.xlsx", rows), text_table(tmp_path / "a.csv", rows, encoding="gb18030"))
    for number in range(400):
        whole = wholes[number % 2]
        data = bytearray(whole.read_bytes())
        for _n in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = tmp_path / f"b{whole.suffix}"
        path.write_bytes(data)
        with contextlib.suppress(AppError):
            for grid in open_book(path).grids.values():
                table_of(grid, find_head(grid, {"日期"}))


def rezipped(data: bytes, name: str, change: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change if part == name else old.read(part))
    return made.getvalue()


SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def test_what_would_unpack_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(tmp_path / "a.xlsx", [HEAD]).read_bytes()
    bomb = tmp_path / "bomb.xlsx"
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1_000_000)
    bomb.write_bytes(rezipped(data, "xl/worksheets/sheet1.xml", SHEET % (b" " * 2_000_000)))
    refused(bomb, ErrorCode.TOO_LARGE)


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1'><c r='A1'><v>1</v></c></row><row r='9999999'><c r='ZZZ9999999'><v>1</v></c></row>",
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
    ],
)  # fmt: skip
def test_cells_that_lie_too_far_apart_are_refused(tmp_path: Path, cells: bytes) -> None:
    data = workbook(tmp_path / "a.xlsx", [HEAD]).read_bytes()
    far = tmp_path / "far.xlsx"
    far.write_bytes(rezipped(data, "xl/worksheets/sheet1.xml", SHEET % cells))
    refused(far, ErrorCode.TOO_LARGE, ErrorCode.DAMAGED)


def test_one_long_text_in_very_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_TEXT", 1_000_000)
    path = workbook(tmp_path / "a.xlsx", [[f"{'长' * 1000}"] * 20 for _n in range(30)])
    refused(path, ErrorCode.TOO_LARGE)
    open_book(workbook(tmp_path / "b.xlsx", [[f"{'长' * 1000}"] * 10 for _n in range(30)]))


def test_many_sheets_do_not_get_more_room_than_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_PLACES", 2_000)
    far: list[tuple[int | None, ...]] = [(1,), *[()] * 98, (*[None] * 9, 1)]
    open_book(workbook(tmp_path / "a.xlsx", far))
    refused(workbook(tmp_path / "b.xlsx", far, more={f"表{n}": far for n in range(3)}), ErrorCode.TOO_LARGE)


def test_a_million_formatted_empty_rows_do_no_harm(tmp_path: Path) -> None:
    data = workbook(tmp_path / "a.xlsx", [HEAD]).read_bytes()
    wide = tmp_path / "wide.xlsx"
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    wide.write_bytes(rezipped(data, "xl/worksheets/sheet1.xml", SHEET % cells))
    assert open_book(wide).grids["表"].rows == [[1]]


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    data = workbook(tmp_path / "a.xlsx", [HEAD]).read_bytes()
    path = tmp_path / "e.xlsx"
    path.write_bytes(rezipped(data, "xl/sharedStrings.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst/>'))
    refused(path, ErrorCode.DAMAGED)


def test_more_rows_than_one_import_takes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    monkeypatch.setattr(reading, "ABOVE_AND_BELOW", 2)
    for path in (workbook(tmp_path / "a.xlsx", [HEAD] * 13), text_table(tmp_path / "a.csv", [HEAD] * 13)):
        assert "分成几个文件" in refused(path, ErrorCode.TOO_LARGE).action
    open_book(workbook(tmp_path / "b.xlsx", [HEAD] * 11))


def test_the_head_is_found_below_titles_and_above_merged_groups(tmp_path: Path) -> None:
    rows = [
        ("2026年整改台账", "", "", "", ""), ("填表单位：办公室", "", "", "", "2026-03-01"), (),
        ("序号", "问题", "整改", "", "备注"), ("", "", "措施", "时限", ""), (1, "表态次序没有写", "统一格式", dt.date(2026, 6, 30), "无"),
    ]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", rows, merged=("A1:E1", "A4:A5", "B4:B5", "C4:D4", "E4:E5"))
    grid = open_book(path).grids["表"]
    known = {key_of(n) for n in ("序号", "问题", "整改措施", "措施", "时限", "备注")}
    table = table_of(grid, find_head(grid, known))
    assert table.heads == ("序号", "问题", "措施", "时限", "备注")
    assert table.head_row == 5
    assert [line.number for line in table.lines] == [6]


def test_heads_that_stand_twice_get_their_group_in_front(tmp_path: Path) -> None:
    rows = [("议题", "", "决定", ""), ("名称", "时限", "名称", "时限"), ("甲", "乙", "丙", "丁")]
    grid = open_book(workbook(tmp_path / "a.xlsx", rows, merged=("A1:B1", "C1:D1"))).grids["表"]
    assert table_of(grid, 1).heads == ("议题·名称", "议题·时限", "决定·名称", "决定·时限")


def test_notes_below_and_empty_lines_between_are_left_out(tmp_path: Path) -> None:
    rows = [HEAD, ("2026-03-05", "一", "x"), (), ("2026-03-06", "二", ""), (), ("填表人：王敏",), ("共 2 条",)]
    grid = open_book(text_table(tmp_path / "a.csv", rows)).grids["a"]
    table = table_of(grid, 0)
    assert [line.number for line in table.lines] == [2, 4]
    assert table.notes == 2


def test_columns_are_recognised_by_name_other_name_and_part_of_a_name() -> None:
    known = [Known("date", ("谈话日期", "日期", "时间")), Known("title", ("标题", "名称")), Known("start", ("开始时间",)), Known("who", ("谈话对象", "对象"))]
    assert guess(["序号", "谈话日期*", "开始\n时间", "谈话对象姓名", "名 称"], known, frozenset({"序号"})) == {1: "date", 2: "start", 3: "who", 4: "title"}
    assert guess(["日期", "日期"], known) == {0: "date"}
    assert guess(["完全无关"], known) == {}


def test_a_table_is_known_again_by_its_heads_in_any_order() -> None:
    assert fingerprint(["日期*", "标题"]) == fingerprint(["标题", "日期", ""])
    assert fingerprint(["日期"]) != fingerprint(["标题"])
