"""Sub-tables: their rows in their order, added, moved, removed and brought back.

Rows are lines of a sheet, or cards when they have many or nested columns. A row is moved by
dragging its handle or typing a number in its `order` column. Does not belong here: keys
(tablekeys), blocks of cells (tablepaste), how a row looks (sheet, card).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.catalog.body import is_empty
from app.catalog.records import FieldDef, FieldType
from app.domain.ids import new_id
from app.ui.desk import Desk
from app.ui.fields import tablepaste
from app.ui.fields.base import FieldEditor, anchor_in, chain
from app.ui.fields.card import CardRow
from app.ui.fields.lastword import judge
from app.ui.fields.rows import ORDER, RowEditor
from app.ui.fields.sheet import EDGE, TAIL, SheetHead, SheetRow, fits_a_line, widths
from app.ui.fields.tablekeys import TableKeys
from app.ui.parts import button, label, row

AT_ONCE = 12  # rows of a sheet that get their editors at once
SLICE = 24  # rows made in one go
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
        self.readonly = False
        self._day = ""
        self._present: set[str] = set()
        self._later: list[dict[str, Any]] = []  # rows of a long table that are still to be made
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._next_slice)
        self._removed: tuple[int, dict[str, Any]] | None = None
        self._anchor = anchor_in(self)
        self._keys = TableKeys(self)
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
        return [*(r.value() for r in self.rows if not r.is_empty()), *self._later] or None

    def set_value(self, value: Any) -> None:
        for old in self.rows:
            self._drop(old)
        rows = [dict(v) for v in value or []]
        self._later = [{"id": str(v.get("id") or new_id("w")), **v} for v in rows[SLICE:]]
        self.rows = [self._new(v) for v in rows[:SLICE]]
        if self._later:
            self._slices.start()
        self._removed = None
        self.say("")
        self._count()
        self._unfold()
        self._arrange()

    def _next_slice(self) -> None:
        """The next rows of a long table, so that opening it never holds the window up."""
        found, self._later = self._later[:SLICE], self._later[SLICE:]
        if not self._later:
            self._slices.stop()
        for value in found:
            self.rows.append(self._new(value))
        self._count()
        for one in self.rows[len(self.rows) - len(found) :]:
            one.renew()
        self._arrange()

    def finish(self) -> None:
        """Make all rows now: something is about to be done with them."""
        while self._later:
            self._next_slice()

    def _new(self, value: dict[str, Any]) -> RowEditor:
        made = CardRow(self, value) if self.cards else SheetRow(self, value)
        made.readonly = self.readonly
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
            for one in self.rows:
                one.renew()
            for one in self.rows[:AT_ONCE] if not self.readonly else ():
                _made = one.fields
            return
        few = len(self.rows) + len(self._later) <= (READ_CARDS if self.readonly else OPEN_CARDS)
        for one in self.rows:
            if isinstance(one, CardRow):
                one.fold(folded=not few)

    def set_readonly(self, readonly: bool) -> None:
        if readonly == self.readonly:
            return
        self.finish()
        self.readonly = readonly
        if not self.cards:  # lines are drawn as text, so they start anew
            self.set_value([r.value() for r in self.rows])
        for one in self.rows:
            one.set_readonly(readonly)
        self._unfold()
        self._arrange()

    def set_context(self, day: str, present: set[str]) -> None:
        """The day and who is there, for the judgement of the speaking order."""
        self._day, self._present = day, present
        for one in self.rows:
            for made in one.fields.values() if one.built else ():
                if isinstance(made, TableField):
                    made.set_context(day, present)
            if "stances" in one.raw:
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
        self.finish()
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
        self.finish()
        start: dict[str, Any] = {}
        if self.definition.column(ORDER) is not None:
            start[ORDER] = len(self.rows) + 1
        made = self._new(start)
        self.rows.append(made)
        self._count()
        made.renew()
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
        self.finish()
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
        self.finish()
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

    def _count(self) -> None:
        for number, one in enumerate(self.rows, 1):
            one.number = number

    def _number(self) -> None:
        self._count()
        for number, one in enumerate(self.rows, 1):
            if ORDER in one.raw:
                one.raw[ORDER] = number
                if one.built:
                    one.fields[ORDER].set_value(number)
            one.renew()

    def put_in_order(self, one: RowEditor) -> None:
        """A number typed into the order column puts the row there."""
        wanted = one.peek(ORDER)
        at = self.rows.index(one)
        if isinstance(wanted, int) and wanted != at + 1 and self.ordered:
            self._put(one, max(0, min(len(self.rows) - 1, wanted - 1)))

    # --- looks -------------------------------------------------------------
    def _arrange(self) -> None:
        """Head, foot, widths and the way of the Tab key follow the rows."""
        self.chain_later()
        self.add_button.setVisible(not self.readonly)
        self._copy.setVisible(bool(self.rows) and self._depth == 0)
        self._foot.setVisible(not self.readonly or (bool(self.rows) and self._depth == 0))
        if self._head is None:
            return
        self._head.setVisible(bool(self.rows))
        edge = 0 if self.readonly else EDGE + TAIL
        found = widths(self.definition.columns, max(self.width() - edge, 200))
        self._head.set_widths(found, edge=not self.readonly)
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
            target.installEventFilter(self._keys)

    def entered(self, one: RowEditor) -> bool:
        """Whether Enter in the last cell of the last row has started a new one."""
        return self._keys.entered(one)

    def copy_rows(self) -> None:
        """All rows with their heads, as Excel and WPS take them."""
        self.finish()
        QGuiApplication.clipboard().setText(tablepaste.copied(self))
        self.say(f"已复制 {len(self.rows)} 行，可粘贴到 Excel、WPS。")
