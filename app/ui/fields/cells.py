"""A field with its label, help and problem, and the grid that arranges such cells by the width there is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.catalog.records import TABLES, FieldDef, FieldType
from app.ui.fields.base import FieldEditor
from app.ui.parts import label, restyle

LABEL_WIDTH = 104
LONG_LABEL = 16  # characters: a longer label stands above its field
WIDE = frozenset((*TABLES, FieldType.PEOPLE, FieldType.ATTACHMENTS, FieldType.LONG_TEXT))
ABOVE = frozenset((*TABLES, FieldType.PEOPLE))


class FieldCell(QWidget):
    """Label, editor, help and what is wrong, in this order. above: the label stands over the field."""

    def __init__(self, definition: FieldDef, editor: FieldEditor, *, above: bool) -> None:
        super().__init__()
        self.definition, self.editor = definition, editor
        self.above = above or definition.type in ABOVE or len(definition.label) > LONG_LABEL
        self.heading = self._heading()
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self._help = label(definition.help, "sub", wrap=True)
        self._helps = not above  # in a card there is no room: the tooltip says it
        if definition.help:
            editor.setAccessibleDescription(definition.help)
            self.heading.setToolTip(definition.help)
        inner = QVBoxLayout()
        inner.setSpacing(2)
        box: QVBoxLayout | QHBoxLayout
        if self.above:
            box = QVBoxLayout(self)
            box.setSpacing(3 if above else 5)
        else:
            box = QHBoxLayout(self)
            box.setSpacing(10)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.heading, 0, Qt.AlignmentFlag(0) if self.above else Qt.AlignmentFlag.AlignTop)
        box.addLayout(inner, 1)
        if definition.type in ABOVE:
            inner.addWidget(self._help)
        inner.addWidget(editor)
        if definition.type not in ABOVE:
            inner.addWidget(self._help)
        inner.addWidget(self.problem)
        # only now: a label without a parent would be shown as a window of its own
        self._help.setVisible(bool(definition.help) and self._helps)
        inner.addStretch(1)

    def _heading(self) -> QLabel:
        text = f"{self.definition.label}{' *' if self.definition.required else ''}"
        made = label(text, "row-title" if self.definition.type in ABOVE else "field", wrap=True)
        made.setBuddy(self.editor)
        if not self.above:
            made.setFixedWidth(LABEL_WIDTH)
            made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            made.setContentsMargins(0, 7, 0, 0)
        return made

    def complain(self, text: str, tone: str = "bad") -> None:
        """Say what is wrong beside the field; nothing when empty."""
        if text == self.problem.text() and self.problem.isHidden() == (not text):
            return
        self.problem.setText(text)
        restyle(self.problem, tone=tone)
        self.problem.setVisible(bool(text))
        self.editor.set_bad(bool(text) and tone == "bad")

    def set_readonly(self, readonly: bool) -> None:
        """Help is for those who type."""
        self.editor.set_readonly(readonly)
        self._help.setVisible(bool(self.definition.help) and self._helps and not readonly)


class CellGrid(QWidget):
    """Cells in as many columns as fit; arranged again when the width or what is shown changes."""

    def __init__(self, columns: Callable[[int], int], spans: Callable[[FieldDef, int], int], gap: int = 8) -> None:
        super().__init__()
        self._columns, self._spans = columns, spans
        self._cells: list[FieldCell] = []
        self._now = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(gap)

    def add(self, cell: FieldCell) -> None:
        """One more cell; arrange() puts it in its place."""
        cell.setParent(self)
        self._cells.append(cell)

    def arrange(self, columns: int = 0) -> None:
        """Put every shown cell into its place."""
        self._now = columns or self._now or self._columns(self.width())
        for cell in self._cells:
            self._grid.removeWidget(cell)
        row = at = 0
        for cell in self._cells:
            if cell.isHidden() and cell.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                continue
            span = max(1, min(self._now, self._spans(cell.definition, self._now)))
            if at + span > self._now:
                row, at = row + 1, 0
            self._grid.addWidget(cell, row, at, 1, span, Qt.AlignmentFlag.AlignTop)
            at += span
            if at >= self._now:
                row, at = row + 1, 0
        for one in range(self._grid.columnCount()):
            self._grid.setColumnStretch(one, 1 if one < self._now else 0)
            self._grid.setColumnMinimumWidth(one, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self._columns(event.size().width())
        if wanted != self._now:
            self.arrange(wanted)


def beside(width: int) -> int:
    """Columns of a form: labels beside the fields."""
    return 2 if width >= 690 else 1


def beside_span(definition: FieldDef, columns: int) -> int:
    """Tables, people, files and long text take the whole line."""
    return columns if definition.wide or definition.type in WIDE else 1


def packed(width: int) -> int:
    """Columns of a card: labels above the fields."""
    return max(1, min(4, width // 176))


def packed_span(definition: FieldDef, columns: int) -> int:
    """Titles, tables and wide texts take the whole line, other texts and lists half of it."""
    if definition.wide or definition.type in ABOVE or definition.id == "title":
        return columns
    if definition.type in (FieldType.LONG_TEXT, FieldType.MULTI_CHOICE, FieldType.ATTACHMENTS) or definition.many:
        return max(1, columns // 2)
    return 1
