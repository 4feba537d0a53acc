"""Rows as lines of a sheet: columns of one width in all rows, a head above, text until the row is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.catalog.records import TABLES, FieldDef, FieldType
from app.ui.fields.base import FieldEditor
from app.ui.fields.day import DayField
from app.ui.fields.rows import Handle, RowEditor, tool
from app.ui.fields.scalar import LongField
from app.ui.parts import Elided, label

if TYPE_CHECKING:
    from app.ui.fields.table import TableField

FIXED = {FieldType.INTEGER: 60, FieldType.DATE: 112, FieldType.TIME: 84, FieldType.FLAG: 56, FieldType.MONEY: 116,
         FieldType.PERSON: 112, FieldType.CHOICE: 126, FieldType.UNIT: 140, FieldType.PERIOD: 100}  # fmt: skip
LEAST = {FieldType.TEXT: 130, FieldType.LONG_TEXT: 180}
OTHER = 160
GAP = 6
EDGE = 20  # the handle in front
TAIL = 36  # the remove button behind
MOST_WIDTH = 860
NARROWEST = 44
LINE = 34
READ_LINE = 28


def fits_a_line(columns: Sequence[FieldDef]) -> bool:
    """Whether the rows of a table can be lines; otherwise they are cards."""
    if any(c.type in (*TABLES, FieldType.PEOPLE, FieldType.ATTACHMENTS) or c.wide for c in columns):
        return False
    return sum(least(c) + GAP for c in columns) <= MOST_WIDTH and len(columns) <= 6


def least(column: FieldDef) -> int:
    """The least comfortable width of a column."""
    if column.many or column.type is FieldType.MULTI_CHOICE:
        return OTHER
    return FIXED.get(column.type) or LEAST.get(column.type, OTHER)


def widths(columns: Sequence[FieldDef], room: int) -> list[int]:
    """How wide each column is: texts share what is left, everything shrinks when there is too little."""
    wanted = [least(c) for c in columns]
    left = room - sum(wanted) - GAP * (len(columns) - 1)
    if left < 0:
        total = sum(wanted)
        return [max(NARROWEST, w + left * w // total) for w in wanted]
    weights = [3 if c.type is FieldType.LONG_TEXT else 2 if c.type not in FIXED or c.many else 0 for c in columns]
    if not sum(weights):
        return wanted
    return [w + left * weight // sum(weights) for w, weight in zip(wanted, weights, strict=True)]


class SheetRow(RowEditor):
    """A line. Rows further down are drawn as text and get their editors when they come into sight."""

    def __init__(self, table: TableField, value: dict[str, Any]) -> None:
        super().__init__(table, value)
        self.setProperty("role", "sheet-row")
        self.widths: list[int] = []
        self._line = QHBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 1, 0, 1)
        box.setSpacing(1)
        box.addLayout(self._line)
        self.note.setContentsMargins(EDGE, 0, 0, 0)
        box.addWidget(self.note)
        self._handle: Handle | None = None
        self._remove: QToolButton | None = None
        self.setMinimumHeight(LINE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(0)
        self._handle = Handle(self) if self.table.ordered else None
        self._remove = tool("×", "", lambda: self.table.remove_row(self))
        self._remove.setToolTip("删除这一行（Ctrl+Delete）")
        lead: QWidget = self._handle or QWidget()
        lead.setFixedWidth(EDGE - GAP)
        top = Qt.AlignmentFlag.AlignTop
        self._line.addWidget(lead, 0, top)
        for one in self.columns:
            made = self.fields[one.id]
            compact(made)
            self._line.addWidget(made, 0, top)
        self._line.addWidget(self._remove, 0, top)
        self._line.addStretch(1)
        self.set_widths(self.widths)
        self.renew()

    def set_widths(self, found: list[int]) -> None:
        """How wide each column is now."""
        self.widths = found
        if self.built:
            for one, width in zip(self.columns, found, strict=False):
                self.fields[one.id].setFixedWidth(width)
        self._fit()
        self.update()

    def _fit(self) -> None:
        """Text that is only drawn needs its height too."""
        if self.built or not self.readonly:
            return
        metrics = self.fontMetrics()
        flags = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)
        heights = [
            metrics.boundingRect(QRect(0, 0, max(width - 12, 20), 9999), flags, self.text(one.id)).height()
            for one, width in zip(self.columns, self.widths, strict=False)
        ]
        self.setMinimumHeight(max([READ_LINE, *(h + 12 for h in heights)]))

    def renew(self) -> None:
        name = f"{self.table.definition.label}第 {self.number} 行"
        self.setAccessibleName(name)
        if self._remove is not None:
            self._remove.setAccessibleName(f"删除{name}")
        self._fit()

    # --- until it is built -------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.built:
            return
        if not self.readonly:
            QTimer.singleShot(0, self, self._build)
        painter = QPainter(self)
        painter.setPen(self.palette().text().color())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)
        x = EDGE if not self.readonly else 0
        for one, width in zip(self.columns, self.widths, strict=False):
            painter.drawText(QRect(x + 6, 0, width - 12, self.height()), flags, self.text(one.id))
            x += width + GAP
        painter.end()

    def _build(self) -> None:
        if not self.readonly:
            _made = self.fields

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.built and not self.readonly:
            target = self.first(last=event.reason() == Qt.FocusReason.BacktabFocusReason)
            if target is not None:
                target.setFocus(event.reason())

    def focusNextPrevChild(self, forward: bool) -> bool:
        if forward and self.table.entered(self):
            return True
        return super().focusNextPrevChild(forward)


class SheetHead(QWidget):
    """The names of the columns, once above the rows."""

    def __init__(self, columns: Sequence[FieldDef]) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GAP)
        self._edge = label("")
        box.addWidget(self._edge)
        self._names = []
        for one in columns:
            name = Elided(f"{one.label}{' *' if one.required else ''}", "sub")
            name.setToolTip(one.help or one.label)
            name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            name.setContentsMargins(3, 0, 0, 0)
            self._names.append(name)
            box.addWidget(name)
        box.addStretch(1)

    def set_widths(self, found: list[int], *, edge: bool) -> None:
        """The same as the rows."""
        self._edge.setFixedWidth(EDGE - GAP if edge else 0)
        self._edge.setVisible(edge)
        for name, width in zip(self._names, found, strict=False):
            name.setFixedWidth(width)


def compact(made: FieldEditor) -> None:
    """Make an editor fit a line: no buttons and hints inside, Enter goes on."""
    made.set_hint("")
    if isinstance(made, LongField):
        made.text.enter_moves = True
    elif isinstance(made, DayField):
        made.be_compact()
