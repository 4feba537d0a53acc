"""Tables of other programs opened for reading: .xlsx (python-calamine, ADR 0080) and .csv.

A file is read into memory once and never written anywhere. Merged cells hold their text in every cell
they cover; formulas give the values the sheet had when it was saved.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.crypto.files import read_small
from app.domain.errors import AppError, ErrorCode
from app.sheets import csvtext
from app.sheets.archive import OTHER_FORMAT, check_workbook, damaged
from app.sheets.values import Cell

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 300
ABOVE_AND_BELOW = 200  # rows that are not records: titles, heads, notes
MOST_MERGED = 200_000
HALF_SECOND = dt.timedelta(milliseconds=500)  # a sheet keeps times as fractions of a day
SUFFIXES = (".xlsx", ".xlsm", ".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet. first: the number the sheet gives the first of these rows.

    joined: (row, column) places that a merged cell covers below its first row.
    """

    rows: list[list[Cell]]
    first: int = 1
    joined: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """A file that was read. sheets: names of its visible sheets with something in them."""

    path: Path
    sheets: tuple[str, ...]
    grids: dict[str, Grid] = field(repr=False)


def open_book(path: Path) -> Book:
    """Read a file. Raises AppError NOT_FOUND, FILE_ACCESS, TOO_LARGE, UNSUPPORTED, DAMAGED, BAD_INPUT (empty)."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise AppError(ErrorCode.UNSUPPORTED, "只能读 .xlsx 和 .csv 表格。", action=OTHER_FORMAT)
    data = read_small(path, MOST_BYTES)
    grids = _workbook(data) if suffix in (".xlsx", ".xlsm") else {path.stem: Grid(list(csvtext.rows(data, _most_rows())))}  # type: ignore[arg-type]
    filled = {name: grid for name, grid in grids.items() if any(any(c != "" for c in r) for r in grid.rows)}
    if not filled:
        raise AppError(ErrorCode.BAD_INPUT, "表格里没有内容。", action="请核对选的是不是这个文件。")
    for grid in filled.values():
        _refuse_large(grid)
    return Book(path, tuple(filled), filled)


def _most_rows() -> int:
    return MOST_ROWS + ABOVE_AND_BELOW + 1


def _refuse_large(grid: Grid) -> None:
    if len(grid.rows) >= _most_rows():
        raise AppError(ErrorCode.TOO_LARGE, f"一张表最多导入 {MOST_ROWS} 行。", action="请分成几个文件，一个一个导入。")
    if max(map(len, grid.rows)) > MOST_COLUMNS:
        raise AppError(ErrorCode.TOO_LARGE, f"一张表最多 {MOST_COLUMNS} 列。", action="请删去不用的列。")


def _workbook(data: bytes) -> dict[str, Grid]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    check_workbook(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [
            s.name for s in book.sheets_metadata
            if s.visible == SheetVisibleEnum.Visible and s.typ == SheetTypeEnum.WorkSheet
        ]  # fmt: skip
        return {name: _grid(book.get_sheet_by_name(name)) for name in shown}
    except PasswordError:
        raise AppError(ErrorCode.UNSUPPORTED, "这个表格加了密码，读不了。", action="请先去掉密码，再另存一份。") from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise damaged() from None


def _grid(sheet: Any) -> Grid:
    top, left = sheet.start or (0, 0)
    rows = [[_cell(c) for c in row] for row in sheet.to_python(skip_empty_area=True, nrows=_most_rows())]
    joined: set[tuple[int, int]] = set()
    places = 0
    for (first, low), (last, high) in sheet.merged_cell_ranges or ():
        r0, r1, c0, c1 = first - top, min(last - top, len(rows) - 1), low - left, high - left
        if not rows or not (0 <= r0 < len(rows) and 0 <= c0 < len(rows[0])):
            continue
        places += (r1 - r0 + 1) * (c1 - c0 + 1)
        if places > MOST_MERGED:
            raise damaged()
        for r in range(r0, r1 + 1):
            for c in range(c0, min(c1, len(rows[r]) - 1) + 1):
                rows[r][c] = rows[r0][c0]
                if r > r0:
                    joined.add((r, c))
    return Grid(rows, top + 1, frozenset(joined))


def _cell(value: Any) -> Cell:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip("\ufeff")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return dt.time(minutes // 60 % 24, minutes % 60)
    if isinstance(value, dt.time):
        return (dt.datetime.combine(dt.date(2000, 1, 1), value) + HALF_SECOND).time().replace(microsecond=0)
    if isinstance(value, dt.datetime):
        return (value + HALF_SECOND).replace(microsecond=0)
    return value if isinstance(value, bool | int | dt.date) else ""
