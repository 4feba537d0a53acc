"""The text of a letter as a widget: rows in and out, levels, moves, tables and the clipboard, each one step of undo.

Does not belong here: keys, input methods and painting (paragraphbox), what the clipboard means (letterpaste).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from app.domain.ids import new_id
from app.ui import paragraphs
from app.ui.charts.base import Inked
from app.ui.letterpaste import OWN, read_mime, to_html
from app.ui.lettertext import LEVELS, to_text
from app.ui.paragraphlook import LevelFaces, Numbers, TableSketch
from app.ui.paragraphs import (
    OBJECT,
    TABLE_OBJECT,
    Row,
    block_format,
    blocks_between,
    level_of,
    table_format,
    table_in,
)


class ParagraphText(QTextEdit):
    """Rows in, rows out; every change of a person is said once and can be undone."""

    changed = Signal()
    at_level = Signal(int)  # of the paragraph with the cursor
    moved = Signal()  # the cursor
    table_wanted = Signal()  # a table is to be edited
    noted = Signal(str)  # what a paste left out

    def __init__(self, inked: Inked, name: str) -> None:
        super().__init__()
        self.inked = inked
        self._loading = False
        self._ids: dict[tuple[str, int], str] = {}
        self.setAcceptRichText(True)
        self.setAccessibleName(name)
        self.setProperty("role", "text")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursorWidth(2)
        document = self.document()
        font = self.font()
        font.setPixelSize(15)
        document.setDefaultFont(font)
        document.setDocumentMargin(6)
        self._sketch = TableSketch(inked, self)
        document.documentLayout().registerHandler(TABLE_OBJECT, self._sketch)
        self._faces = LevelFaces(inked, self)
        self._faces.setDocument(document)
        self.numbers = Numbers()
        self.numbers.watch(document)
        self.textChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self.tell_place)

    @property
    def em(self) -> float:
        """Width of a character."""
        return float(self.document().defaultFont().pixelSize())

    # --- rows ----------------------------------------------------------------
    def set_rows(self, stored: Sequence[Mapping[str, Any]]) -> None:
        """Show the rows of a record; what is there already stays with its cursor and its undo."""
        rows = paragraphs.rows_of(stored)
        if [(r.level, r.text, r.table) for r in rows] == [(r.level, r.text, r.table) for _n, r in self._read()]:
            return
        self._loading = True
        self.setUndoRedoEnabled(False)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, row in enumerate(rows or [Row()]):
            if number:
                cursor.insertBlock()
            paragraphs.put(cursor, row, self.em)
        cursor.endEditBlock()
        self.numbers.forget()
        self._faces.rehighlight()
        self.setUndoRedoEnabled(True)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._ids.clear()
        self._loading = False

    def rows(self) -> list[dict[str, Any]]:
        """The text as rows of a record body. A paragraph that was divided keeps its id in its first part."""
        found, seen = [], dict[str, int]()
        for _block, row in self._read():
            seen[row.id] = count = seen.get(row.id, -1) + 1
            row_id = row.id if row.id and not count else self._ids.setdefault((row.id, count), new_id("w"))
            one: dict[str, Any] = {"id": row_id, "level": row.level, "text": row.text}
            if row.table is not None:
                one["table"] = dict(row.table)
            found.append(one)
        return found

    def _read(self) -> list[tuple[int, Row]]:
        return paragraphs.read(self.document())

    def row_at_cursor(self) -> int:
        """The number of the row in which the cursor stands; -1 in an empty paragraph."""
        here = self.textCursor().blockNumber()
        return next((n for n, (block, _row) in enumerate(self._read()) if block == here), -1)

    def go_to_row(self, number: int) -> None:
        """Put the cursor at the start of a row and show it."""
        found = self._read()
        if 0 <= number < len(found):
            cursor = QTextCursor(self.document().findBlockByNumber(found[number][0]))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
            self.setFocus()

    def plain_text(self) -> str:
        """All text, without numbers and tables."""
        return self.toPlainText().replace(OBJECT, "")

    def change_rows(self, stored: Sequence[Mapping[str, Any]]) -> None:
        """Put other rows in the place of all, as one step of undo."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        cursor.setBlockFormat(block_format(Row(), self.em))
        paragraphs.insert(cursor, paragraphs.rows_of(stored), self.em)
        cursor.endEditBlock()
        self.numbers.forget()
        self.end_step()

    def add_paragraph(self, text: str) -> None:
        """One more paragraph behind the one with the cursor."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        if cursor.block().length() > 1:
            cursor.insertBlock()
        paragraphs.put(cursor, Row(text=text), self.em)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.end_step()

    def replace_all(self, old: str, new: str) -> None:
        """Put one text for another everywhere, as one step of undo."""
        steps = QTextCursor(self.document())
        steps.beginEditBlock()
        found = self.document().find(old, 0, QTextDocument.FindFlag.FindCaseSensitively)
        while not found.isNull():
            found.insertText(new)
            found = self.document().find(old, found)
        steps.endEditBlock()

    # --- steps of undo and telling -----------------------------------------
    def end_step(self) -> None:
        """What follows is another step of undo."""
        self.document().setModified(False)  # Qt joins typing to the last step only while the document is modified

    def tell_place(self) -> None:
        """Say where the cursor is."""
        if not self._loading:
            self.at_level.emit(level_of(self.textCursor().block()))
            self.moved.emit()

    def _changed(self) -> None:
        if not self._loading:
            self.changed.emit()

    # --- levels and places -----------------------------------------------------
    def set_level(self, level: int) -> None:
        """Give the selected paragraphs a level."""
        if self.isReadOnly():
            return
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for block in blocks_between(cursor):
            if OBJECT not in block.text():
                self.level_block(QTextCursor(block), level)
        cursor.endEditBlock()
        self.end_step()
        self.tell_place()

    def level_block(self, cursor: QTextCursor, level: int) -> None:
        row_id = str(cursor.blockFormat().property(paragraphs.ROW) or "")
        cursor.setBlockFormat(block_format(Row(level, id=row_id), self.em))

    def shift_level(self, step: int) -> None:
        """A level down (1) or up (-1); text is above 一、."""
        self.set_level(max(0, min(LEVELS, level_of(self.textCursor().block()) + step)))

    def move_paragraphs(self, step: int) -> None:
        """Move the selected paragraphs over their neighbour, as one step of undo."""
        if self.isReadOnly():
            return
        moved = blocks_between(self.textCursor())
        first, last = moved[0].blockNumber(), moved[-1].blockNumber()
        over = moved[0].previous() if step < 0 else moved[-1].next()
        if not over.isValid():
            return
        column = self.textCursor().positionInBlock()
        block, text = over.blockFormat(), over.text()
        table = table_in(over)
        cursor = QTextCursor(over)
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if step < 0:
            cursor.deleteChar()
        else:
            cursor.deletePreviousChar()
        target = self.document().findBlockByNumber(last - 1 if step < 0 else first)
        keep = target.blockFormat()
        cursor = QTextCursor(target)
        if step < 0:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            cursor.insertBlock(block)
        else:
            cursor.insertBlock(keep)
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.setBlockFormat(block)
        if table is not None:
            cursor.insertText(OBJECT, table_format(table[1]))
        else:
            cursor.insertText(text)
        cursor.endEditBlock()
        back = QTextCursor(self.document().findBlockByNumber(first + step))
        back.setPosition(back.position() + min(column, back.block().length() - 1))
        self.setTextCursor(back)
        self.numbers.forget()
        self.end_step()

    # --- tables ----------------------------------------------------------------
    def table_at_cursor(self) -> dict[str, Any] | None:
        """The table in the paragraph of the cursor."""
        found = table_in(self.textCursor().block())
        return found[1] if found else None

    def put_table(self, table: Mapping[str, Any]) -> None:
        """Replace the table at the cursor, or insert one after the paragraph of the cursor."""
        cursor = self.textCursor()
        found = table_in(cursor.block())
        cursor.beginEditBlock()
        if found:
            cursor.setPosition(found[0])
            cursor.setPosition(found[0] + 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(OBJECT, table_format(table))
        else:
            if cursor.block().length() > 1:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
                cursor.insertBlock()
            paragraphs.put(cursor, Row(table=table), self.em)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.end_step()

    # --- clipboard ---------------------------------------------------------------
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasHtml() or source.hasFormat(OWN)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Keep levels and tables of what is pasted or dropped, nothing of its looks."""
        if self.isReadOnly():
            return
        found = read_mime(source)
        if found.rows:
            cursor = self.textCursor()
            paragraphs.insert(cursor, [Row(r.level, r.text, r.table) for r in found.rows], self.em)
            self.setTextCursor(cursor)
            self.numbers.forget()
            self.end_step()
            self.ensureCursorVisible()
        if found.note:
            self.noted.emit(found.note)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Text with its numbers for other programs, rows for this one."""
        made, cursor = QMimeData(), self.textCursor()
        rows = self._selected(cursor)
        whole = len(rows) > 1 or any("table" in r for r in rows)
        if not whole:
            made.setText(cursor.selectedText().replace(OBJECT, ""))
            return made
        made.setText(to_text(rows))
        made.setHtml(to_html(rows))
        made.setData(OWN, json.dumps(rows, ensure_ascii=False).encode("utf-8"))
        return made

    def _selected(self, cursor: QTextCursor) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for block in blocks_between(cursor):
            start = max(cursor.selectionStart() - block.position(), 0)
            end = min(cursor.selectionEnd() - block.position(), block.length() - 1)
            table = table_in(block)
            text = block.text()[start:end].replace(OBJECT, "").strip()
            if text:
                found.append({"level": level_of(block) if not start else 0, "text": text})
            if table is not None and block.position() + start <= table[0] < block.position() + end:
                found.append({"level": 0, "text": "", "table": table[1]})
        return found
