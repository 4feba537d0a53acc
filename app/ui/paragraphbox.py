"""The box in which the text of a letter is written: keys, input methods, numbers painted before headings.

Keys: Ctrl+1…4 make a heading, Ctrl+0 text, Tab and Shift+Tab at the start of a paragraph go a
level down and up, Alt+↑ and Alt+↓ move paragraphs, Enter on a table edits it.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)

from app.ui.charts.base import Inked
from app.ui.fields.base import ENTER, pastes_files
from app.ui.lettertext import bare, typed_number
from app.ui.paragraphlook import draw_number, level_font
from app.ui.paragraphs import OBJECT, Row, block_format, blocks_between, level_of
from app.ui.paragraphtext import ParagraphText

PAUSE = 2.0  # seconds without a key that end a step of undo
STOPS = "。；！？：\n"
CTRL, ALT, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
LEVEL_KEYS = {Qt.Key.Key_0: 0, Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_3: 3, Qt.Key.Key_4: 4}
START = QTextCursor.MoveOperation.StartOfBlock


class ParagraphBox(ParagraphText):
    """Paragraphs as a person types them. Typing that goes on without a pause or a full stop is one step of undo."""

    def __init__(self, inked: Inked, name: str) -> None:
        super().__init__(inked, name)
        self._passing = False  # came by Tab and has not typed: Tab goes on
        self._typed_at, self._typed_to = 0.0, -1
        self.composing = False
        self.setTabChangesFocus(True)

    # --- keys --------------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        """Keys of the box go before shortcuts of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~KEYPAD
            mine = held == CTRL and Qt.Key(event.key()) in LEVEL_KEYS
            moves = held == ALT and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            if (mine or moves) and not self.isReadOnly():
                event.accept()
                return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._tab(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held, key = event.modifiers() & ~KEYPAD, Qt.Key(event.key())
        if (key in ENTER and held & CTRL) or pastes_files(event):
            event.ignore()
            return
        self._passing = False
        if self.isReadOnly() or self.composing:
            super().keyPressEvent(event)
            return
        if held == CTRL and key in LEVEL_KEYS:
            self.set_level(LEVEL_KEYS[key])
        elif held == ALT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_paragraphs(-1 if key == Qt.Key.Key_Up else 1)
        elif key in ENTER:
            self._enter()
        elif key == Qt.Key.Key_Backspace and not held and self._backspace_level():
            pass
        else:
            self._type(event)

    def _tab(self, event: QKeyEvent) -> bool:
        """Whether Tab is a level and not the way to the next field: at the start of a paragraph, once in the text."""
        held = event.modifiers() & ~KEYPAD
        if event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or held & (CTRL | ALT) or self.isReadOnly():
            return False
        if self.composing:
            return True
        cursor = self.textCursor()
        if self._passing or not (cursor.atBlockStart() or len(blocks_between(cursor)) > 1):
            return False
        self.shift_level(-1 if event.key() == Qt.Key.Key_Backtab or held & SHIFT else 1)
        return True

    def _enter(self) -> None:
        """A new paragraph: text follows a heading that stands alone, the same level a paragraph that begins with one."""
        cursor = self.textCursor()
        block = cursor.block()
        if OBJECT in block.text() and not cursor.hasSelection():
            self.table_wanted.emit()
            return
        level, end = level_of(block), cursor.atBlockEnd()
        if level and not block.text().strip():
            self.set_level(0)  # Enter in an empty heading leaves the list
            return
        alone = end and level in (1, 2) and "。" not in block.text()[:-1]
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        cursor.insertBlock(block_format(Row(0 if alone else level), self.em))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.end_step()

    def _backspace_level(self) -> bool:
        cursor = self.textCursor()
        if cursor.hasSelection() or not cursor.atBlockStart() or not level_of(cursor.block()):
            return False
        self.set_level(0)
        return True

    def _type(self, event: QKeyEvent) -> None:
        before = self.document().revision()
        if self._beside_table(event.text()):
            self._after_table()
        if (event.text().isprintable() and event.text() and not self._goes_on()) or not event.text():
            self.end_step()
        super().keyPressEvent(event)
        if self.document().revision() != before and not event.matches(QKeySequence.StandardKey.Undo):
            self._after_typing(event.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        self._passing = False
        said = event.commitString()
        if self._beside_table(said) and not self.isReadOnly():
            self._after_table()
        joined = bool(said) and self._goes_on() and not self.textCursor().hasSelection() and not self.isReadOnly()
        steps = QTextCursor(self.document())
        if joined:
            steps.joinPreviousEditBlock()
        super().inputMethodEvent(event)
        if joined:
            steps.endEditBlock()
        if said and not self.isReadOnly():
            self._after_typing(said)

    # --- steps of undo -------------------------------------------------------------
    def end_step(self) -> None:
        """What follows is another step of undo."""
        self._typed_to = -1
        super().end_step()

    def _goes_on(self) -> bool:
        """Whether the typing goes on where it was a moment ago: then it is one step of undo."""
        return self._typed_to == self.textCursor().position() and time.monotonic() - self._typed_at < PAUSE

    def _after_typing(self, text: str) -> None:
        cursor = self.textCursor()
        if not cursor.hasSelection() and text and text.isprintable() and self._recognise(cursor, len(text)):
            return
        self._typed_at, self._typed_to = time.monotonic(), cursor.position()
        if text and text[-1] in STOPS:
            self.end_step()

    def _recognise(self, cursor: QTextCursor, typed: int) -> bool:
        """A number typed at the start of a paragraph becomes its level; one Ctrl+Z brings the number back."""
        block = cursor.block()
        if OBJECT in block.text():
            return False
        before = block.text()[: cursor.positionInBlock()]
        level = typed_number(before, typed)
        if not level:
            return False
        self.end_step()
        rest = bare(before)
        cursor.beginEditBlock()
        cursor.movePosition(START)
        cursor.setPosition(cursor.position() + len(before) - len(rest), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self.level_block(cursor, level)
        cursor.endEditBlock()
        self.end_step()
        self.tell_place()
        return True

    def _beside_table(self, text: str) -> bool:
        return bool(text) and text.isprintable() and OBJECT in self.textCursor().block().text()

    def _after_table(self) -> None:
        """Text typed beside a table begins a paragraph of its own."""
        cursor = self.textCursor()
        cursor.clearSelection()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertBlock(block_format(Row(), self.em))
        self.setTextCursor(cursor)

    def sizeHint(self) -> QSize:
        """No more than the least it needs: where there is room it is given the rest."""
        return QSize(320, max(self.minimumHeight(), 80))

    # --- focus and mouse ---
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._passing = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        self.end_step()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._passing = False
        self.end_step()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.table_at_cursor() is not None and not self.isReadOnly():
            self.table_wanted.emit()

    # --- painting ---------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        layout, scrolled = self.document().documentLayout(), self.verticalScrollBar().value()
        block = self.cursorForPosition(self.viewport().rect().topLeft()).block()
        ink = self.inked.tokens.color("ink")
        while block.isValid():
            room = layout.blockBoundingRect(block)
            if room.top() - scrolled > self.viewport().height():
                break
            text, lines = self.numbers.of(self.document(), block.blockNumber()), block.layout()
            if text and lines.lineCount():
                first = lines.lineAt(0)
                font = level_font(self.document().defaultFont(), level_of(block))
                right, y = room.left() + first.x(), room.top() + first.y() + first.ascent() - scrolled
                draw_number(painter, text, right, y, font, ink)
            block = block.next()
        painter.end()
