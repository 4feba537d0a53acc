"""What the clipboard holds, as paragraphs with levels and tables: from Word, WPS, LibreOffice, pages, plain text.

Looks are dropped; levels are kept, by the typed number first (一、 （一） 1. （1）), else by outline
level, list or heading. Does not belong here: reading HTML (pastehtml), putting rows into a text.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QMimeData

from app.catalog.lettertables import long_table
from app.ui.fields.clipboard import from_tabs
from app.ui.lettertext import numbers, to_rows
from app.ui.paragraphlook import cell_texts, head_texts
from app.ui.paragraphs import Row, rows_of
from app.ui.pastehtml import read_html

OWN = "application/x-lvze-paragraphs"
MOST_ROWS = 2_000
MOST_SIGNS = 4_000_000


@dataclass(frozen=True, slots=True)
class Pasted:
    """Rows, and what was left out, in words."""

    rows: tuple[Row, ...] = ()
    note: str = ""


def read_mime(mime: QMimeData) -> Pasted:
    """Read the best of what the clipboard offers."""
    if mime.hasFormat(OWN):
        return Pasted(tuple(rows_of(json.loads(bytes(mime.data(OWN).data())))))
    if mime.hasHtml() and len(mime.html()) <= MOST_SIGNS:
        rows, left_out = read_html(mime.html())
        if rows:
            return _bounded(rows, left_out)
    return _bounded(from_plain(mime.text()), {})


def from_plain(text: str) -> list[Row]:
    """Plain text: cells of a sheet as a table, else one paragraph a line, numbers recognised."""
    cells = from_tabs(text) if "\t" in text else []
    width = len(cells[0]) if cells else 0
    if len(cells) > 1 and width > 1 and all(len(row) == width for row in cells):
        return [Row(table={"columns": [1] * width, "rows": cells})]
    return rows_of(to_rows(text.replace("\t", " ")))


def _bounded(rows: Sequence[Row], left_out: Mapping[str, int]) -> Pasted:
    notes = [f"{word} {count} 处" for word, count in left_out.items() if count]
    note = f"没有带过来：{'、'.join(notes)}。" if notes else ""
    if len(rows) > MOST_ROWS:
        note = f"内容太长，只粘贴了前 {MOST_ROWS} 段。{note}"
    return Pasted(tuple(rows[:MOST_ROWS]), note)


def to_html(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows for other programs: paragraphs with their numbers, tables as tables."""
    heads = numbers(int(r.get("level") or 0) for r in rows)
    parts = []
    for head, row in zip(heads, rows, strict=True):
        table = row.get("table")
        parts.append(_table_html(table) if table else f"<p>{html.escape(head + str(row.get('text', '')))}</p>")
    return "\n".join(parts)


def _table_html(table: dict[str, Any]) -> str:
    table = long_table(table)
    rows = [("th", head_texts(table))] if head_texts(table) else []
    rows += [("td", cell_texts(row)) for row in table["rows"]]
    lines = ("".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) for tag, cells in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
