"""Workbooks and text tables for tests, written as an office would have them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Row = Sequence[Any]


def workbook(path: Path, rows: Sequence[Row], *, merged: Sequence[str] = (), name: str = "表", more: dict[str, Sequence[Row]] | None = None) -> Path:
    """An .xlsx with these rows from A1. merged: ranges such as A1:C1, which keep their first cell's value."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        for title, lines in {name: rows, **(more or {})}.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(lines):
                for to, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(at, to, cell, day)
                    elif cell is not None:
                        sheet.write(at, to, cell)
            if title == name:
                for place in merged:
                    first = place.split(":")[0]
                    r, c = xlsxwriter.utility.xl_cell_to_rowcol(first)
                    sheet.merge_range(place, rows[r][c] if c < len(rows[r]) else "")
    return path


def text_table(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8", separator: str = ",") -> Path:
    """A .csv with these rows."""
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(rows)
    path.write_bytes(made.getvalue().encode(encoding))
    return path
