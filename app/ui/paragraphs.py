"""Paragraphs with levels and tables as blocks of a QTextDocument, where every change can be undone.

A level is a property of the block; a table is one object character that carries its data, so
that Qt's own undo takes back levels, moves, pastes and tables alike. Does not belong here: keys
and mouse (paragraphbox), how paragraphs look (paragraphlook).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

_USER = int(QTextFormat.Property.UserProperty.value)
LEVEL, ROW, TABLE = _USER + 1, _USER + 2, _USER + 3
TABLE_OBJECT = int(QTextFormat.ObjectTypes.UserObject.value) + 1
OBJECT = "\ufffc"
BREAKS = ("\u2028", "\u2029", "\r", "\n", "\x0b", "\x0c", "\t")
INDENT = (2.0, 4.0, 5.0, 3.2, 4.4)  # em before the first line of a level, its number included


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph, or a table. id: of the stored row, empty for a new one."""

    level: int = 0
    text: str = ""
    table: Mapping[str, Any] | None = None
    id: str = ""


def rows_of(stored: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Rows of a record body; one with line breaks becomes several, as it does on paper."""
    found: list[Row] = []
    for one in stored:
        level, row_id, table = int(one.get("level") or 0), str(one.get("id") or ""), one.get("table")
        lines = [line for line in str(one.get("text") or "").splitlines() if line.strip()]
        found += [Row(0 if n else level, line, None, "" if n else row_id) for n, line in enumerate(lines)]
        if isinstance(table, Mapping):
            found.append(Row(0, "", table, "" if lines else row_id))
    return found


def level_of(block: QTextBlock) -> int:
    """The level of a paragraph."""
    return int(block.blockFormat().property(LEVEL) or 0)


def block_format(row: Row, em: float) -> QTextBlockFormat:
    """The format of a paragraph; em: width of a character of the text."""
    made = QTextBlockFormat()
    made.setProperty(LEVEL, row.level)
    if row.id:
        made.setProperty(ROW, row.id)
    made.setTextIndent(0.0 if row.table is not None else INDENT[row.level] * em)
    return made


def table_format(table: Mapping[str, Any]) -> QTextCharFormat:
    """The format of the character that stands for a table."""
    made = QTextCharFormat()
    made.setObjectType(TABLE_OBJECT)
    made.setProperty(TABLE, json.dumps(table, ensure_ascii=False))
    return made


def table_in(block: QTextBlock) -> tuple[int, dict[str, Any]] | None:
    """Position and data of the first table in a paragraph."""
    if OBJECT not in block.text():
        return None
    at = block.begin()
    while not at.atEnd():
        piece = at.fragment()
        if piece.isValid() and piece.charFormat().objectType() == TABLE_OBJECT:
            return piece.position(), json.loads(str(piece.charFormat().property(TABLE)))
        at += 1
    return None


def put(cursor: QTextCursor, row: Row, em: float) -> None:
    """Fill the empty paragraph of the cursor."""
    cursor.setBlockFormat(block_format(row, em))
    if row.table is not None:
        cursor.insertText(OBJECT, table_format(row.table))
    else:
        cursor.insertText(plain(row.text), QTextCharFormat())


def plain(text: str) -> str:
    """Text that stays one paragraph."""
    for sign in BREAKS:
        text = text.replace(sign, " ")
    return text.replace(OBJECT, "")


def read(document: QTextDocument) -> list[tuple[int, Row]]:
    """Paragraphs that are not empty, each with the number of its block."""
    found: list[tuple[int, Row]] = []
    block = document.begin()
    while block.isValid():
        found += [(block.blockNumber(), row) for row in _rows(block)]
        block = block.next()
    return found


def _rows(block: QTextBlock) -> list[Row]:
    text, level = block.text(), level_of(block)
    row_id = str(block.blockFormat().property(ROW) or "")
    if OBJECT not in text:
        return _pieces(text, level, row_id)
    table = table_in(block)
    before, _sign, after = text.partition(OBJECT)
    rows = _pieces(before, level, row_id)
    if table is not None:
        rows.append(Row(0, "", table[1], "" if rows else row_id))
    return rows + _pieces(after.replace(OBJECT, ""), level, "")


def _pieces(text: str, level: int, row_id: str) -> list[Row]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [Row(0 if n else level, line, None, "" if n else row_id) for n, line in enumerate(lines)]


def insert(cursor: QTextCursor, rows: Sequence[Row], em: float) -> None:
    """Put rows at the cursor as one step of undo: in the middle of a sentence text joins what is there."""
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    rows = list(rows)
    if rows and _joins(rows[0]) and cursor.positionInBlock() > 0 and OBJECT not in cursor.block().text():
        cursor.insertText(plain(rows.pop(0).text))
    if rows:
        tail = cursor.positionInBlock() < cursor.block().length() - 1
        if tail:
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousCharacter)
        for row in rows:
            if cursor.block().length() > 1:
                cursor.insertBlock()
            put(cursor, row, em)
        if tail and len(rows) > 1 and _joins(rows[-1]):
            cursor.deleteChar()
    cursor.endEditBlock()


def _joins(row: Row) -> bool:
    return row.table is None and not row.level


def blocks_between(cursor: QTextCursor) -> list[QTextBlock]:
    """The paragraphs a selection touches."""
    document = cursor.document()
    first, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
    if last != first and cursor.selectionEnd() == last.position():
        last = last.previous()
    found = [first]
    while found[-1] != last:
        found.append(found[-1].next())
    return found
