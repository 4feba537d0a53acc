"""Sub-tables: the order of rows, adding, moving, removing, pasting, and the keys for all of it.

Rows are lines of a sheet, or cards when they have many or nested columns. Alt+↑ and Alt+↓ move a
row, so does dragging its handle or typing a number in its `order` column; Ctrl+Delete removes it
and 撤销 brings it back. ↑ and ↓ go through a column of a sheet, Enter in the last cell of the last
row starts a new one. Cells copied in Excel or WPS are pasted as a block.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.catalog.body import is_empty
from app.catalog.records import FieldDef, FieldType
from app.ui.desk import Desk
from app.ui.fields import tablepaste
from app.ui.fields.base import ENTER, FieldEditor, anchor_in, chain
from app.ui.fields.card import CardRow
from app.ui.fields.lastword import judge
from app.ui.fields.picker import PickEdit
from app.ui.fields.rows import ORDER, RowEditor
from app.ui.fields.sheet import EDGE, TAIL, SheetHead, SheetRow, fits_a_line, widths
from app.ui.parts import button, label, row

AT_ONCE = 12  # rows of a sheet that get their editors at once
OPEN_CARDS = 1
READ_CARDS = 6


class TableField(FieldEditor):
    """An editor of a (possibly ordered) sub-table."""

    def __init__(self, desk: Desk, definition: FieldDef, make: Any, depth: int = 0) -> None:
        super().__init__()
        self.desk, self.definition, self._make, self._depth = desk, definition, make, depth
        self.ordered = definition.type is FieldType.ORDERED_TABLE
        self.cards = not fits_a_line(definition.columns)
        self.rows: list[RowEditor] = []
        self._readonly = False
        self._day = ""
        self._present: set[str] = set()
        self._entered = False
        self._removed: tuple[int, dict[str, Any]] | None = None
        self._anchor = anchor_in(self)
        self._chaining = QTimer(self)
        self._chaining.setSingleShot(True)
        self._chaining.timeout.connect(lambda: chain(self.stops()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self._head = None if self.cards else SheetHead(definition.columns)
        if self._head is not None:
            self._head.hide()
            box.addWidget(self._head)
        self._body = QVBoxLayout()
        self._body.setSpacing(6 if self.cards else 0)
        box.addLayout(self._body)
        self.add_button = button("+ 加一项" if self.cards else "+ 加一行", self.add_row, "small")
        self.add_button.setAccessibleName(f"{definition.label}：加一行")
        self._copy = button("复制表格", self.copy_rows, "small", name=f"{definition.label}：复制表格")
        self._copy.setToolTip("复制全部行，可粘贴到 Excel、WPS（Ctrl+Shift+C）")
        self.said = label("", "sub", wrap=True)
        self._undo = button("撤销", self.restore_row, "link", name=f"{definition.label}：恢复删去的行")
        self._foot = QWidget()
        foot = row(self.add_button, self._copy, self.said, self._undo, None)
        foot.setStretch(2, 1)
        self._foot.setLayout(foot)
        box.addWidget(self._foot)
        self.setFocusProxy(self.add_button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # its columns follow it
        self.say("")
        self._arrange()

    def make(self, definition: FieldDef) -> FieldEditor:
        """An editor for a column."""
        made: FieldEditor = self._make(definition, self._depth + 1)
        if isinstance(made, TableField):
            made.set_context(self._day, self._present)
        return made

    # --- values ------------------------------------------------------------
    def value(self) -> Any:
        return [r.value() for r in self.rows if not r.is_empty()] or None

    def set_value(self, value: Any) -> None:
        for old in self.rows:
            self._drop(old)
        self.rows = [self._new(dict(v)) for v in value or []]
        self._removed = None
        self.say("")
        self._arrange()
        self._unfold()

    def _new(self, value: dict[str, Any]) -> RowEditor:
        made = CardRow(self, value) if self.cards else SheetRow(self, value)
        made.readonly = self._readonly
        self._body.addWidget(made)
        return made

    def _drop(self, one: RowEditor) -> None:
        self._body.removeWidget(one)
        one.hide()
        one.setParent(None)
        one.deleteLater()

    def _unfold(self) -> None:
        """Few cards are open, many are folded; the first lines of a sheet get their editors."""
        if not self.cards:
            for one in self.rows[:AT_ONCE] if not self._readonly else ():
                _made = one.fields
            return
        few = len(self.rows) <= (READ_CARDS if self._readonly else OPEN_CARDS)
        for one in self.rows:
            if isinstance(one, CardRow):
                one.fold(folded=not few)

    def set_readonly(self, readonly: bool) -> None:
        changed = readonly != self._readonly
        self._readonly = readonly
        if changed and self.rows and not self.cards:  # lines are drawn as text, so they start anew
            self.set_value([r.value() for r in self.rows])
        for one in self.rows:
            one.set_readonly(readonly)
        if changed:
            self._unfold()
        self._arrange()

    def set_context(self, day: str, present: set[str]) -> None:
        """The day and who is there, for the judgement of the speaking order."""
        self._day, self._present = day, present
        for one in self.rows:
            for made in one.fields.values() if one.built else ():
                if isinstance(made, TableField):
                    made.set_context(day, present)
            one.renew()

    def row_changed(self, one: RowEditor, name: str) -> None:
        """Something in a row was typed."""
        if name != ORDER:
            one.renew()
        self.changed.emit()

    def judged(self, one: RowEditor) -> tuple[str, str] | None:
        """Tell early what the duty of speaking last will say (items of 三重一大 only)."""
        names = [c.id for c in self.definition.columns]
        if "stances" not in names or ("category" in names and is_empty(one.peek("category"))):
            return None
        return judge(one.peek("stances") or [], self.desk.directory.principals_on(self._day), self._present)

    # --- problems ----------------------------------------------------------
    def problem(self) -> str:
        for number, one in enumerate(self.rows, 1):
            text = one.typing()
            if text:
                return f"第 {number} 行{text}"
        return ""

    def show_typing(self) -> None:
        """Mark every cell whose typing is no value yet."""
        for one in self.rows:
            one.show_typing()

    def mark(self, path: str, text: str) -> bool:
        number, _sign, rest = path.removeprefix("[").partition("]")
        filled = [r for r in self.rows if not r.is_empty()]
        if not number.isdigit() or int(number) >= len(filled):
            return False
        one = filled[int(number)]
        name, dot, deeper = rest.removeprefix(".").partition("[")
        inner = one.fields.get(name) if one.built else None
        if dot and isinstance(inner, TableField) and inner.mark("[" + deeper, text):
            return True
        if isinstance(one, CardRow):
            one.mark(name, text)
        else:
            one.complain(text)
            if inner is not None:
                inner.set_bad(True)
        return True

    # --- rows --------------------------------------------------------------
    def append_row(self) -> RowEditor:
        """One more empty row at the end; its editors wait until it is seen."""
        start: dict[str, Any] = {}
        if self.definition.column(ORDER) is not None:
            start[ORDER] = len(self.rows) + 1
        made = self._new(start)
        self.rows.append(made)
        self._removed = None
        self.say("")
        if isinstance(made, SheetRow) and len(self.rows) > 1 and isinstance(self.rows[0], SheetRow):
            made.set_widths(self.rows[0].widths)
        return made

    def add_row(self) -> RowEditor:
        """Add an empty row and go into it."""
        made = self.append_row()
        if isinstance(made, CardRow):
            for other in self.rows[:-1]:
                if isinstance(other, CardRow) and not other.is_empty():
                    other.fold(folded=True)
            made.fold(folded=False)
        first = made.first()
        self._arrange()
        if first is not None:
            QTimer.singleShot(0, first, first.setFocus)
        self.changed.emit()
        return made

    def remove_row(self, one: RowEditor) -> None:
        """Take a row away; it can be brought back until the next change of rows."""
        at = self.rows.index(one)
        self.rows.remove(one)
        self._removed = None if one.is_empty() else (at, one.value())
        self._drop(one)
        self._number()
        self.say(f"已删去第 {at + 1} 行" if self._removed else "")
        self._arrange()
        self.changed.emit()
        near = self.rows[min(at, len(self.rows) - 1)].first() if self.rows else None
        target = near if near is not None and near.isVisible() else self.add_button
        target.setFocus()

    def restore_row(self) -> None:
        """Bring the removed row back to its place."""
        if self._removed is None:
            return
        at, value = self._removed
        made = self._new(value)
        self.rows.append(made)
        self._removed = None
        self.say("")
        self._put(made, at)
        self._arrange()

    def move_row(self, one: RowEditor, step: int) -> None:
        """Move a row up or down; its number follows."""
        to = self.rows.index(one) + step
        if 0 <= to < len(self.rows):
            self._put(one, to)

    def _put(self, one: RowEditor, to: int) -> None:
        focus = self.window().focusWidget()
        self.rows.remove(one)
        self.rows.insert(to, one)
        self._body.removeWidget(one)
        self._body.insertWidget(to, one)
        self._number()
        self.chain_later()
        if focus is not None and one.isAncestorOf(focus):
            focus.setFocus()
        self.changed.emit()

    def drag(self, one: RowEditor, place: QPoint) -> None:
        """The handle of a row was dragged to a place on the screen."""
        y = self.mapFromGlobal(place).y()
        at = self.rows.index(one)
        if at and y < self.rows[at - 1].geometry().center().y():
            self._put(one, at - 1)
        elif at + 1 < len(self.rows) and y > self.rows[at + 1].geometry().center().y():
            self._put(one, at + 1)

    def _number(self) -> None:
        for number, one in enumerate(self.rows, 1):
            if ORDER in one.raw:
                one.raw[ORDER] = number
                if one.built:
                    one.fields[ORDER].set_value(number)
            one.renew()

    def _order_typed(self, one: RowEditor) -> None:
        """A number typed into the order column puts the row there."""
        wanted = one.peek(ORDER)
        at = self.rows.index(one)
        if isinstance(wanted, int) and wanted != at + 1 and self.ordered:
            self._put(one, max(0, min(len(self.rows) - 1, wanted - 1)))

    # --- looks -------------------------------------------------------------
    def _arrange(self) -> None:
        """Head, foot, widths and the way of the Tab key follow the rows."""
        self.chain_later()
        self.add_button.setVisible(not self._readonly)
        self._copy.setVisible(bool(self.rows) and self._depth == 0)
        self._foot.setVisible(not self._readonly or (bool(self.rows) and self._depth == 0))
        for one in self.rows:
            one.renew()
            one.setVisible(True)
        if self._head is None:
            return
        self._head.setVisible(bool(self.rows))
        edge = 0 if self._readonly else EDGE + TAIL
        found = widths(self.definition.columns, max(self.width() - edge, 200))
        self._head.set_widths(found, edge=not self._readonly)
        for one in self.rows:
            if isinstance(one, SheetRow):
                one.set_widths(found)

    def chain_later(self) -> None:
        """Put the stops of the Tab key into reading order once the present work is done."""
        self._chaining.start()

    def stops(self) -> list[QWidget]:
        return [self._anchor, *(stop for one in self.rows for stop in one.stops()), self.add_button, self._copy, self._undo]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._head is not None and event.size().width() != event.oldSize().width():
            self._arrange()

    def say(self, text: str) -> None:
        """A word under the table."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self._undo.setVisible(self._removed is not None)

    # --- keyboard ----------------------------------------------------------
    def watch(self, made: FieldEditor) -> None:
        """Have the table see the keys of a cell, before the cell does."""
        target = made.focusProxy()
        if target is not None:
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._readonly or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._entered = event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            return self._key(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            found = self._cell(watched)
            if found is not None and found[1] == ORDER:
                QTimer.singleShot(0, found[0], lambda r=found[0]: self._order_typed(r) if r in self.rows else None)
        return False

    def _cell(self, watched: QWidget) -> tuple[RowEditor, str] | None:
        for one in self.rows:
            for name, made in one.fields.items() if one.built else ():
                if made.focusProxy() is watched:
                    return one, name
        return None

    def _key(self, watched: QWidget, event: QKeyEvent) -> bool:
        found = self._cell(watched)
        if found is None or getattr(watched, "composing", False):
            return False
        one, name = found
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.AltModifier and step and self.ordered:
            self.move_row(one, step)
            return True
        if held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Delete:
            self.remove_row(one)
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and not self.cards:
            return tablepaste.paste(self, one, name)
        if held == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier and event.key() == Qt.Key.Key_C:
            self.copy_rows()
            return True
        return bool(step) and not held and not self.cards and self._go(one, name, step, watched)

    def _go(self, one: RowEditor, name: str, step: int, watched: QWidget) -> bool:
        """The same column of the next row; inside a text of several lines first its lines."""
        made = one.fields[name]
        if isinstance(made, PickEdit) and made.open:
            return False
        if isinstance(watched, QPlainTextEdit):
            block = watched.textCursor().blockNumber() + step
            if 0 <= block < watched.document().blockCount():
                return False
        to = self.rows.index(one) + step
        if not 0 <= to < len(self.rows):
            return not isinstance(made, PickEdit)
        self.rows[to].fields[name].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def entered(self, one: RowEditor) -> bool:
        """Enter in the last cell: on to the next row, or a new one; an empty last row ends the table."""
        focus = self.window().focusWidget()
        last = next(reversed(one.fields.values())) if one.built and one.fields else None
        inside = last is not None and focus is not None and (last is focus or last.isAncestorOf(focus))
        if not (self._entered and inside) or one is not self.rows[-1] or one.is_empty():
            return False
        self._entered = False
        self.add_row()
        return True

    def copy_rows(self) -> None:
        """All rows with their heads, as Excel and WPS take them."""
        QGuiApplication.clipboard().setText(tablepaste.copied(self))
        self.say(f"已复制 {len(self.rows)} 行，可粘贴到 Excel、WPS。")
