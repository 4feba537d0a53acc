"""Reads the tables of letter data into the model, strictly, as data does the rest.

Belongs here: keys, sizes and the grid of a table, and the widths and alignments nobody wrote down.
"""

from __future__ import annotations

import re
from typing import Any

from app.catalog.lettertables import (
    ALIGNS,
    CELL_KEYS,
    COLUMN_KEYS,
    MAX_COLUMNS,
    MAX_HEIGHT,
    ROW_KEYS,
    TABLE_KEYS,
    grid_problem,
    said_text,
)
from app.documents.fields import MAX_NAME, MAX_TITLE, Field
from app.documents.model import Cell, Table, TableRow

MAX_ROWS = 2_000
MAX_CELL = 5_000
_SHORT = 8  # characters: columns of short entries stand centred
_WIDEST = 18  # characters beyond which a column does not ask for more room than others


def read_table(field: Field) -> Table:
    """One table. Raises AppError(BAD_INPUT) naming the path."""
    keys = field.mapping(TABLE_KEYS)
    for name in ("columns", "rows"):
        if name not in keys:
            field.fail(f"缺少键“{name}”。")
    columns = [_Column(item) for item in keys["columns"].items(MAX_COLUMNS)]
    if not columns:
        keys["columns"].fail("至少要有一列。")
    labelled = any(column.label for column in columns)
    head_rows = _whole(keys["head_rows"], 0, 20) if "head_rows" in keys else 0
    written = [_row(item) for item in keys["rows"].items(MAX_ROWS)]
    head = [TableRow(tuple(Cell(c.label, align="centre", head=True) for c in columns))] if labelled else []
    if not written and not head:
        keys["rows"].fail("表格至少要有一行。")
    _check_grid(keys["rows"], written, len(columns), head_rows)
    at = starts(written, len(columns))
    aligns = [column.align for column in columns]
    if labelled:
        usual = [_usual(written[head_rows:], at[head_rows:], i) for i in range(len(columns))]
        aligns = [align or usual[i] for i, align in enumerate(aligns)]
    rows = [_aligned(row, at[i], aligns, i < head_rows) for i, row in enumerate(written)]
    return Table(
        columns=_shares(columns, [*head, *written]),
        rows=(*head, *rows),
        head_rows=len(head) + head_rows,
        landscape=keys["landscape"].flag() if "landscape" in keys else False,
        title=keys["title"].text(MAX_TITLE, empty=True).replace("\n", "") if "title" in keys else "",
    )


class _Column:
    """A column as written: a share, a label, or both with an alignment."""

    def __init__(self, field: Field) -> None:
        self.label, self.share, self.align = "", 0.0, ""
        if isinstance(field.raw, str):
            self.label = field.text(MAX_NAME)
        elif isinstance(field.raw, dict):
            keys = field.mapping(COLUMN_KEYS)
            self.label = keys["label"].text(MAX_NAME, empty=True) if "label" in keys else ""
            self.share = _number(keys["share"]) if "share" in keys else 0.0
            self.align = _align(keys["align"]) if "align" in keys else ""
        else:
            self.share = _number(field)


def _row(field: Field) -> TableRow:
    if isinstance(field.raw, list):
        return TableRow(tuple(map(_cell, field.items(MAX_COLUMNS))))
    keys = field.mapping(ROW_KEYS)
    if "cells" not in keys:
        field.fail("缺少键“cells”。")
    height = _number(keys["height"]) if "height" in keys else 0.0
    return TableRow(tuple(map(_cell, keys["cells"].items(MAX_COLUMNS))), height)


def _cell(field: Field) -> Cell:
    if not isinstance(field.raw, dict):
        return Cell(_text(field), align="")
    keys = field.mapping(CELL_KEYS)
    head = keys["head"].flag() if "head" in keys else False
    return Cell(
        text=_text(keys["text"]) if "text" in keys else "",
        span=_whole(keys["span"], 1, MAX_COLUMNS) if "span" in keys else 1,
        rows=_whole(keys["rows"], 1, MAX_ROWS) if "rows" in keys else 1,
        align=_align(keys["align"]) if "align" in keys else "centre" if head else "",
        head=head,
        foot=_text(keys["foot"]) if "foot" in keys else "",
    )


def _text(field: Field) -> str:
    if field.raw is None or (isinstance(field.raw, int | float) and not isinstance(field.raw, bool)):
        return said_text(field.raw)
    return "\n".join(line.strip() for line in field.text(MAX_CELL, empty=True).split("\n"))


def _number(field: Field) -> float:
    value: Any = field.raw
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MAX_HEIGHT:
        field.fail(f"这里应是大于 0、不超过 {MAX_HEIGHT:g} 的数。")
    return float(value)


def _whole(field: Field, least: int, most: int) -> int:
    value: Any = field.raw
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    if not whole or not least <= value <= most:
        field.fail(f"这里应是 {least} 到 {most} 的整数。")
    return int(value)


def _align(field: Field) -> str:
    value = field.text(10)
    if value not in ALIGNS:
        field.fail("不认识的对齐方式。", f"可用：{'、'.join(ALIGNS)}。")
    return value


def _check_grid(field: Field, rows: list[TableRow], columns: int, head_rows: int) -> None:
    if head_rows > len(rows):
        field.fail("表头行多于表格的行。")
    problem = grid_problem([[(c.span, c.rows) for c in row.cells] for row in rows], columns, head_rows)
    if problem:
        field.items(MAX_ROWS)[problem[0]].fail(problem[1])


def starts(rows: tuple[TableRow, ...] | list[TableRow], columns: int) -> list[list[int]]:
    """The column (from 0) in which each cell of each row begins; the grid must be filled."""
    found: list[list[int]] = []
    covered: dict[int, set[int]] = {}
    for index, row in enumerate(rows):
        taken = covered.pop(index, set())
        at: list[int] = []
        for cell in row.cells:
            start = min(c for c in range(columns) if c not in taken)
            at.append(start)
            place = range(start, start + cell.span)
            taken.update(place)
            for below in range(index + 1, index + cell.rows):
                covered.setdefault(below, set()).update(place)
        found.append(at)
    return found


def _usual(rows: list[TableRow], at: list[list[int]], column: int) -> str:
    """Columns of short entries and of figures stand centred, sentences to the left."""
    placed = (pair for row, start in zip(rows, at, strict=True) for pair in zip(row.cells, start, strict=True))
    texts = [cell.text for cell, start in placed if start == column and cell.span == 1]
    plain = all(len(text) <= _SHORT and not re.search(r"[。；\n]", text) for text in texts)
    return "centre" if plain else "left"


def _aligned(row: TableRow, at: list[int], aligns: list[str], head: bool) -> TableRow:
    cells = []
    for cell, start in zip(row.cells, at, strict=True):
        align = cell.align or ("centre" if head else aligns[start] or "left")
        cells.append(Cell(cell.text, cell.span, cell.rows, align, cell.head or head, cell.foot))
    return TableRow(tuple(cells), row.height)


def _shares(columns: list[_Column], rows: list[TableRow]) -> tuple[float, ...]:
    """The written shares; a column without one asks for the room of its longest entry."""
    longest = [2.0] * len(columns)
    for row, at in zip(rows, starts(rows, len(columns)), strict=True):
        for cell, start in zip(row.cells, at, strict=True):
            if cell.span == 1:
                width = max((sum(1.0 if ord(ch) > 0x2E7F else 0.55 for ch in line) for line in cell.text.split("\n")), default=0)
                longest[start] = max(longest[start], min(width, _WIDEST))
    if any(column.share for column in columns):
        known = sum(column.share for column in columns if column.share)
        usual = known / sum(1 for column in columns if column.share)
        return tuple(column.share or usual for column in columns)
    return tuple(width + 1.0 for width in longest)
