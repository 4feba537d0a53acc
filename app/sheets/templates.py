"""Workbooks to be filled in: the table, how to fill it, an example, the words that may be chosen.

Made in memory and written whole or not at all. Does not belong here: which columns there are.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from app.crypto.files import write_atomic
from app.sheets.reading import MOST_ROWS
from app.sheets.writing import sheet_day, sheet_number

EXPLANATION, EXAMPLE, CHOICES = "填写说明", "样例", "可选的词"
EXPLAINED = (("列", 20.0), ("必填", 6.0), ("怎么写", 60.0), ("可以写的词", 50.0), ("举例", 50.0))
LONGEST_LISTED = 255
FORBIDDEN = str.maketrans("[]:*?/\\'", "（）：＊？／＼’")
LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column. kind: text, date or number; words: offered in a list; strict: nothing else may be written."""

    label: str
    required: bool = False
    kind: str = "text"
    width: float = 16.0
    words: tuple[str, ...] = ()
    strict: bool = True
    how: str = ""
    example: str = ""


def write_template(
    path: Path, name: str, hints: Sequence[str], columns: Sequence[TemplateColumn], rows: Sequence[Sequence[str]] = ()
) -> None:
    """Write the workbook. rows: texts already in the table. Raises AppError DISK_FULL, FILE_ACCESS, NOT_FOUND."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        looks = _looks(book)
        sheet = book.add_worksheet(_sheet_name(name))
        explained, example = book.add_worksheet(EXPLANATION), book.add_worksheet(EXAMPLE)
        places = _choices(book, columns, looks)
        _table(sheet, columns, rows, looks)
        _table(example, columns, [[c.example for c in columns]] if any(c.example for c in columns) else [], looks)
        _explain(explained, hints, columns, looks)
        for at, place in places.items():
            _offer(sheet, at, columns[at], place)
        sheet.activate()
    write_atomic(path, made.getvalue(), 0o644)


def _sheet_name(name: str) -> str:
    return name.translate(FORBIDDEN)[:LONGEST_NAME] or "表"


def _looks(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#EEF2F7"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _table(sheet: Any, columns: Sequence[TemplateColumn], rows: Sequence[Sequence[str]], looks: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for at, one in enumerate(columns):
        sheet.set_column(at, at, one.width, looks[one.kind])
        sheet.write_string(0, at, f"{one.label}*" if one.required else one.label, looks["head"])
    for number, row in enumerate(rows, 1):
        for at, (one, text) in enumerate(zip(columns, row, strict=True)):
            if text:
                _cell(sheet, number, at, one.kind, text, looks[one.kind])


def _cell(sheet: Any, row: int, at: int, kind: str, text: str, look: Any) -> None:
    day = sheet_day(text) if kind == "date" else None
    number = sheet_number(text) if kind == "number" else None
    if day is not None:
        sheet.write_datetime(row, at, day, look)
    elif number is not None:
        sheet.write_number(row, at, number, look)
    else:
        sheet.write_string(row, at, text, look)


def _choices(book: Any, columns: Sequence[TemplateColumn], looks: dict[str, Any]) -> dict[int, str]:
    """The sheet of words; returns where each column's words stand."""
    listed = [at for at, c in enumerate(columns) if c.words]
    if not listed:
        return {}
    sheet = book.add_worksheet(CHOICES)
    sheet.freeze_panes(1, 0)
    places = {}
    for to, at in enumerate(listed):
        words = columns[at].words
        sheet.set_column(to, to, 26.0)
        sheet.write_string(0, to, columns[at].label, looks["head"])
        for number, word in enumerate(words, 1):
            sheet.write_string(number, to, word)
        letters = xlsxwriter.utility.xl_col_to_name(to)
        places[at] = f"='{CHOICES}'!${letters}$2:${letters}${len(words) + 1}"
    return places


def _offer(sheet: Any, at: int, column: TemplateColumn, place: str) -> None:
    sheet.data_validation(1, at, MOST_ROWS, at, {
        "validate": "list", "source": place, "ignore_blank": True,
        "error_type": "stop" if column.strict else "information",
        "error_title": column.label[:32], "error_message": "请从下拉列表里选；全部的词见“可选的词”。",
    })  # fmt: skip


def _explain(sheet: Any, hints: Sequence[str], columns: Sequence[TemplateColumn], looks: dict[str, Any]) -> None:
    for at, (head, width) in enumerate(EXPLAINED):
        sheet.set_column(at, at, width, looks["plain"])
        sheet.write_string(len(hints) + 1, at, head, looks["head"])
    for number, hint in enumerate(hints):
        sheet.merge_range(number, 0, number, len(EXPLAINED) - 1, hint, looks["plain"])
    for number, one in enumerate(columns, len(hints) + 2):
        words = "、".join(one.words)
        listed = words if len(words) <= LONGEST_LISTED else f"{len(one.words)} 个，见“可选的词”"
        for at, text in enumerate((one.label, "是" if one.required else "", one.how, listed, one.example)):
            sheet.write_string(number, at, text, looks["plain"])
