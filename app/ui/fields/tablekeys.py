"""The keys of a sub-table.

Alt+↑ and Alt+↓ move a row, Ctrl+Delete removes it, Ctrl+Shift+C copies the table, Ctrl+V pastes a
block. ↑ and ↓ go through a column of a sheet, Enter in the last cell of the last row starts a new
row. Does not belong here: what then happens to the rows (table).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.fields import tablepaste
from app.ui.fields.base import ENTER
from app.ui.fields.picker import PickEdit
from app.ui.fields.rows import ORDER, RowEditor

if TYPE_CHECKING:
    from app.ui.fields.table import TableField

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


class TableKeys(QObject):
    """Sees the keys of every cell before the cell does."""

    def __init__(self, table: TableField) -> None:
        super().__init__(table)
        self._table = table
        self._entered = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._table.readonly or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._entered = event.key() in ENTER and not event.modifiers() & CONTROL
            return self._key(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            found = self._cell(watched)
            if found is not None and found[1] == ORDER:
                QTimer.singleShot(0, found[0], lambda row=found[0]: self._left_order(row))
        return False

    def _left_order(self, row: RowEditor) -> None:
        if row in self._table.rows:
            self._table.put_in_order(row)

    def _cell(self, watched: QWidget) -> tuple[RowEditor, str] | None:
        for one in self._table.rows:
            for name, made in one.fields.items() if one.built else ():
                if made.focusProxy() is watched:
                    return one, name
        return None

    def _key(self, watched: QWidget, event: QKeyEvent) -> bool:
        found = None if getattr(watched, "composing", False) else self._cell(watched)
        if found is None:
            return False
        table, (one, name) = self._table, found
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == ALT and step and table.ordered:
            table.move_row(one, step)
        elif held == CONTROL and event.key() == Qt.Key.Key_Delete:
            table.remove_row(one)
        elif held == CONTROL | SHIFT and event.key() == Qt.Key.Key_C:
            table.copy_rows()
        elif event.matches(QKeySequence.StandardKey.Paste) and not table.cards:
            return tablepaste.paste(table, one, name)
        else:
            return bool(step) and not held and not table.cards and self._go(one, name, step, watched)
        return True

    def _go(self, one: RowEditor, name: str, step: int, watched: QWidget) -> bool:
        """The same column of the next row; inside a text of several lines first its lines."""
        made = one.fields[name]
        if isinstance(made, PickEdit) and made.open:
            return False
        if isinstance(watched, QPlainTextEdit):
            block = watched.textCursor().blockNumber() + step
            if 0 <= block < watched.document().blockCount():
                return False
        to = self._table.rows.index(one) + step
        if not 0 <= to < len(self._table.rows):
            return not isinstance(made, PickEdit)  # ↓ in the last row opens the candidates
        self._table.rows[to].fields[name].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def entered(self, one: RowEditor) -> bool:
        """Enter in the last cell starts a new row; an empty last row ends the table."""
        focus = self._table.window().focusWidget()
        last = next(reversed(one.fields.values())) if one.built and one.fields else None
        inside = last is not None and focus is not None and (last is focus or last.isAncestorOf(focus))
        if not (self._entered and inside) or one is not self._table.rows[-1] or one.is_empty():
            return False
        self._entered = False
        self._table.add_row()
        return True
