"""Blocks of cells into and out of a sub-table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.ui.fields.clipboard import cells_in, to_tabs
from app.ui.fields.rows import ORDER, RowEditor

if TYPE_CHECKING:
    from app.ui.fields.table import TableField

MOST_ROWS = 2_000


def paste(table: TableField, one: RowEditor, name: str) -> bool:
    """Put the block on the clipboard in from a cell on; False when it is a single value for the cell itself."""
    cells = cells_in(QGuiApplication.clipboard().mimeData())
    if not cells or (len(cells) == 1 and len(cells[0]) == 1):
        return False
    columns = [c.id for c in table.definition.columns]
    heads = {c.label: c.id for c in table.definition.columns}
    places: list[str | None] = list(columns[columns.index(name) :])
    if sum(text in heads for text in cells[0]) >= max(1, len([t for t in cells[0] if t]) // 2 + 1):
        places = [heads.get(text) for text in cells[0]]
        cells = cells[1:]
    at = table.rows.index(one)
    unknown = sum(_put(_row(table, at + number), places, line) for number, line in enumerate(cells[:MOST_ROWS]))
    table.show_typing()
    over = max((len([t for t in line[len(places) :] if t]) for line in cells), default=0)
    table.say(_said(len(cells[:MOST_ROWS]), unknown, over + places.count(None), len(cells) - MOST_ROWS))
    table.changed.emit()
    return True


def _row(table: TableField, number: int) -> RowEditor:
    return table.rows[number] if number < len(table.rows) else table.append_row()


def _put(target: RowEditor, places: list[str | None], line: list[str]) -> int:
    wrong = 0
    for name, text in zip(places, line, strict=False):
        if name is not None and (text or name != ORDER):
            wrong += not target.put(name, text)
    target.renew()
    return wrong


def _said(rows: int, unknown: int, over: int, left: int) -> str:
    parts = [f"粘贴了 {rows} 行"]
    if unknown:
        parts.append(f"{unknown} 处没有认出，已在行下注明")
    if over:
        parts.append(f"多出的 {over} 列没有对应的栏，没有粘贴")
    if left > 0:
        parts.append(f"一次最多 {MOST_ROWS} 行，还有 {left} 行没有粘贴")
    return "；".join(parts) + "。"


def copied(table: TableField) -> str:
    """Heads and rows as tabbed text."""
    columns = table.definition.columns
    return to_tabs([[c.label for c in columns], *([r.text(c.id) for c in columns] for r in table.rows)])
