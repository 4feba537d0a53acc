"""One row of a sub-table: its values, its editors made when they are needed, its handle.

Does not belong here: the order of rows, pasting and keys of the table (table), how a row is laid
out as a line (sheet) or as a card (card).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from app.catalog.body import is_empty
from app.domain.ids import new_id
from app.ui.fields.base import FieldEditor
from app.ui.fields.convert import text_of, value_of
from app.ui.parts import label

if TYPE_CHECKING:
    from app.ui.fields.table import TableField

ORDER = "order"


class RowEditor(QFrame):
    """The editors of one row. `fields` makes them on first use; until then the values wait in `raw`."""

    def __init__(self, table: TableField, value: dict[str, Any]) -> None:
        super().__init__(table)
        self.table = table
        self.columns = table.definition.columns
        self.id = str(value.get("id") or new_id("w"))
        known = {c.id for c in self.columns}
        self.extra = {k: v for k, v in value.items() if k not in known and k != "id"}
        self.raw = {c.id: value.get(c.id, c.default) for c in self.columns}
        self._fields: dict[str, FieldEditor] | None = None
        self.readonly = False
        self.number = 0
        self.note = label("", "problem", wrap=True)
        self.note.hide()

    # --- values ------------------------------------------------------------
    @property
    def built(self) -> bool:
        """Whether the editors exist."""
        return self._fields is not None

    @property
    def fields(self) -> dict[str, FieldEditor]:
        """The editors by column."""
        if self._fields is None:
            self._fields = {}
            for one in self.columns:
                made = self.table.make(one)
                made.name(f"{self.table.definition.label} {one.label}")
                made.set_value(self.raw[one.id])
                made.set_readonly(self.readonly)
                made.changed.connect(lambda n=one.id: self.table.row_changed(self, n))
                self._fields[one.id] = made
            self.lay_out()
            for made in self._fields.values():
                self.table.watch(made)
            self.table.chain_later()
        return self._fields

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops in this row."""
        if self._fields is None:
            return [self]
        return [stop for made in self._fields.values() for stop in made.stops()]

    def lay_out(self) -> None:
        """Put the editors into their places."""
        raise NotImplementedError

    def renew(self) -> None:
        """The number, summary or context of the row changed."""

    def peek(self, name: str) -> Any:
        """The value of a column without making its editor."""
        return self._fields[name].value() if self._fields is not None else self.raw.get(name)

    def value(self) -> dict[str, Any]:
        """The row as it stands in a body."""
        filled = {c.id: self.peek(c.id) for c in self.columns}
        return {"id": self.id, **self.extra, **{k: v for k, v in filled.items() if not is_empty(v)}}

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return all(is_empty(self.peek(c.id)) or self.peek(c.id) == c.default for c in self.columns if c.id != ORDER)

    def put(self, name: str, text: str) -> bool:
        """A pasted cell; text that means nothing stays as typed and is marked. Whether it was understood."""
        definition = next(c for c in self.columns if c.id == name)
        found, understood = value_of(self.table.desk, definition, text)
        if not understood:
            self.fields[name].set_text(text)
        elif self._fields is not None:
            self._fields[name].set_value(found)
        else:
            self.raw[name] = found
        return understood

    def text(self, name: str) -> str:
        """A column as text."""
        definition = next(c for c in self.columns if c.id == name)
        return text_of(self.table.desk, definition, self.peek(name))

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing."""
        self.readonly = readonly
        for made in (self._fields or {}).values():
            made.set_readonly(readonly)
        self.renew()

    # --- problems ----------------------------------------------------------
    def typing(self) -> str:
        """What is wrong with the typing in this row."""
        found = [(one.label, self.fields[one.id].problem()) for one in self.columns] if self.built else []
        return "；".join(f"“{name}”{text}" for name, text in found if text)

    def complain(self, text: str) -> None:
        """Say under the row what is wrong."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def show_typing(self) -> None:
        """Mark cells whose typing is no value yet."""
        for made in (self._fields or {}).values():
            made.set_bad(bool(made.problem()))
        self.complain(self.typing())

    def first(self, *, last: bool = False) -> FieldEditor | None:
        """The editor a person starts with."""
        names = [c.id for c in self.columns if c.id != ORDER] or [c.id for c in self.columns]
        return self.fields[names[-1 if last else 0]] if names else None


class Handle(QWidget):
    """Six dots: dragging them moves the row."""

    def __init__(self, row: RowEditor) -> None:
        super().__init__()
        self._row = row
        self.setFixedSize(QSize(14, 33))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("拖动调整次序，也可按 Alt+↑ Alt+↓")
        self.setAccessibleName("拖动调整次序")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().placeholderText())
        for x in (3.0, 8.0):
            for y in (10.0, 15.0, 20.0):
                painter.drawEllipse(QRectF(x, y, 2.6, 2.6))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._row.table.drag(self._row, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor)


def tool(text: str, name: str, act: Any) -> QToolButton:
    """A small button for the mouse; the keyboard has a key for the same."""
    made = QToolButton()
    made.setProperty("role", "inline")
    made.setText(text)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.clicked.connect(lambda _on: act())
    return made


def number_label() -> QLabel:
    """The number in front of a row."""
    made = label("", "sub")
    made.setFixedWidth(22)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
