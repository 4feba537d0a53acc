"""The grid of the duty board, painted in one widget: groups that fold, a word in every cell, keys between cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.services.duties import BoardRow, DutyCell
from app.services.duty_print import Layout
from app.services.duty_spans import HEADS, Grain, within
from app.ui.boardplaces import GAP, GROUP, Bunch, Heading, Line, Places, left_of, place
from app.ui.charts.base import Inked, Item
from app.ui.charts.cells import BRIEF, paint_cell
from app.ui.charts.lined import LinedChart
from app.ui.theme import Tokens

SHORT = ("一季", "二季", "三季", "四季")
BAR = 18


class BoardHeader(QWidget):
    """The names of the columns above the grid, and the group that is being looked at."""

    def __init__(self, inked: Inked) -> None:
        super().__init__()
        self._inked = inked
        self._group = ""
        self._grain = Grain.QUARTER
        self._now = -1
        self.setFixedHeight(30)
        self.setAccessibleName("列的名称")

    def set_group(self, text: str) -> None:
        """The group at the top of what is seen."""
        if text != self._group:
            self._group = text
            self.update()

    def set_columns(self, grain: Grain, now: int) -> None:
        """Name months, quarters or the year. now: the present column, -1 in other years."""
        self._grain, self._now = grain, now
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._inked.tokens
        painter = QPainter(self)
        painter.setPen(tokens.color("info"))
        left = left_of(self.width() - BAR, self._grain)
        metrics = painter.fontMetrics()
        group = metrics.elidedText(self._group, Qt.TextElideMode.ElideRight, left - 12)
        painter.drawText(QRectF(0, 0, left - 12, 28), Qt.AlignmentFlag.AlignVCenter, group)
        names = HEADS[self._grain]
        step = (self.width() - left - BAR) / len(names)
        if self._grain is Grain.QUARTER and metrics.horizontalAdvance(names[0]) > step - GAP:
            names = SHORT
        for number, name in enumerate(names):
            painter.setPen(tokens.color("info" if number == self._now else "sub"))
            painter.drawText(QRectF(left + number * step, 0, step - GAP, 28), Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, 29, self.width(), 29)
        painter.end()


class BoardGrid(LinedChart):
    """Rows of duties with their cells, under headings that fold."""

    chosen = Signal(object)  # DutyCell
    entered = Signal()
    folded = Signal(object)  # frozenset of the groups that are folded now
    asked = Signal(object, QPoint)  # BoardRow whose menu is wanted, and where

    def __init__(self, inked: Inked) -> None:
        super().__init__(inked, "履责清单")
        self._rows: tuple[BoardRow, ...] = ()
        self._layout = Layout()
        self._places = Places()
        self._open: set[tuple[str, str]] = set()
        self.header = BoardHeader(inked)
        self.moved.connect(self._tell)
        self.activated.connect(self._activate)

    def set_rows(self, rows: Sequence[BoardRow], layout: Layout) -> None:
        """Show other rows or show them otherwise; the chosen cell stays chosen when it is still there."""
        kept = self.cell
        self._rows, self._layout = tuple(rows), layout
        self.current = -1
        self.shown()
        if kept is not None:
            self.current = self._find(kept.duty, kept.period, kept.subject, kept.record)
        self.seen_from(self.area.verticalScrollBar().value() if self.area is not None else 0)

    @property
    def arrangement(self) -> Layout:
        """How the rows are shown."""
        return self._layout

    def cells(self) -> list[DutyCell]:
        """The cells that are drawn one by one, in order."""
        return [i.key for i in self.items if isinstance(i.key, DutyCell)]

    @property
    def cell(self) -> DutyCell | None:
        """The chosen cell."""
        key = self.items[self.current].key if 0 <= self.current < len(self.items) else None
        return key if isinstance(key, DutyCell) else None

    def _find(self, duty: str, period: str, subject: str, record: str = "") -> int:
        for number, item in enumerate(self.items):
            key = item.key
            if not isinstance(key, DutyCell) or (key.duty, key.period, key.subject) != (duty, period, subject):
                continue
            if record in ("", key.record):
                return number
        return -1

    def choose_cell(self, duty: str, period: str, subject: str, record: str = "") -> None:
        """Choose a cell by what it is about; its group and its row are opened for it."""
        row = next((r for r in self._rows if r.duty == duty and any(c.subject == subject for c in r.cells)), None)
        if row is not None and self._layout.group_of(row) in self._layout.folded:
            self.fold(self._layout.group_of(row), folded=False)
        found = self._find(duty, period, subject, record)
        if found < 0 and (duty, subject) not in self._open:
            self._open.add((duty, subject))
            self.shown()
            found = self._find(duty, period, subject, record)
        self._x = None
        self.choose(found)

    def rechoose(self) -> bool:
        """Explain the chosen cell again; False when none is chosen."""
        if self.cell is None:
            return False
        self.chosen.emit(self.cell)
        return True

    # --- folding -------------------------------------------------------------------
    def groups(self) -> list[str]:
        """The groups that are shown, folded or not."""
        return [group for group, _rows in self._layout.grouped(self._rows)]

    def fold(self, group: str, *, folded: bool) -> None:
        """Fold a group or open it."""
        rest = self._layout.folded - {group}
        self.set_folded(rest | {group} if folded else rest)

    def set_folded(self, groups: frozenset[str]) -> None:
        """Fold these groups and open the others."""
        if groups != self._layout.folded:
            self._layout = replace(self._layout, folded=groups)
            self.shown()
            self.folded.emit(groups)

    def _tell(self, key: object) -> None:
        if isinstance(key, DutyCell):
            self.chosen.emit(key)

    def _activate(self, key: object) -> None:
        if isinstance(key, Heading):
            self.fold(key.group, folded=key.group not in self._layout.folded)
        elif isinstance(key, Bunch):
            self._open.add((key.duty, key.subject))
            self.shown()
        elif not self.by_mouse:  # a click explains; it does not take the keyboard into the explanation
            self.entered.emit()

    # --- mouse and keys --------------------------------------------------------------
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        spot = self.items[self.current].rect.center() if by_key and self.current >= 0 else QPointF(event.pos())
        row = self.row_at(spot.y())
        if row is not None:
            self.asked.emit(row, self.mapToGlobal(spot.toPoint()))

    def row_at(self, y: float) -> BoardRow | None:
        """The row that stands at a height."""
        lines = self._places.lines
        number = bisect_right([line.top for line in lines], y) - 1
        line = lines[number] if 0 <= number < len(lines) else None
        return line.row if line is not None and y < line.top + line.height else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.items[self.current] if 0 <= self.current < len(self.items) else None
        key = event.key()
        if item is not None and isinstance(item.key, Heading) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.fold(item.key.group, folded=key == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def first_item(self) -> int:
        """The first cell; headings are reached by ↑."""
        return next((n for n, i in enumerate(self.items) if not isinstance(i.key, Heading)), 0)

    def spans_line(self, number: int) -> bool:
        return isinstance(self.items[number].key, Heading)

    # --- geometry ----------------------------------------------------------------
    def lay_out(self, width: int) -> tuple[list[Item], int]:
        self._places = place(self._rows, self._layout, self._open, width)
        return self._places.items, self._places.height

    def summary(self) -> str:
        return "；".join(line.group for line in self._places.lines if line.group) or "没有内容"

    def seen_from(self, top: int) -> None:
        """Tell the header whose rows are at the top of what is seen, once their heading has gone."""
        groups = [line for line in self._places.lines if line.group and line.top < top]
        self.header.set_group(groups[-1].group if groups else "")

    # --- paint -------------------------------------------------------------------
    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        lines = self._places.lines
        first = max(bisect_right([line.top for line in lines], seen.top()) - 1, 0)
        for line in lines[first:]:
            if line.top > seen.bottom():
                break
            if line.row is None:
                self._group(painter, tokens, line, width)
                continue
            self._label(painter, tokens, line.row, line, width)
            painter.setFont(self.font())
            for number in range(line.first, line.last):
                self._cell(painter, tokens, number)

    def _group(self, painter: QPainter, tokens: Tokens, line: Line, width: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("hover"))
        painter.drawRect(QRectF(0, line.top, width, GROUP - 1))
        painter.setPen(QPen(tokens.color("sub"), 1.6))
        middle = line.top + GROUP / 2 - 0.5
        bend = ((10, -4), (14, 0), (10, 4)) if line.folded else ((8, -2), (12, 2), (16, -2))
        painter.drawPolyline([QPointF(x, middle + y) for x, y in bend])
        painter.setFont(self.font())
        painter.setPen(tokens.color("sub"))
        painter.drawText(QRectF(24, line.top, width - 24, GROUP - 1), Qt.AlignmentFlag.AlignVCenter, line.group)

    def _label(self, painter: QPainter, tokens: Tokens, row: BoardRow, line: Line, width: int) -> None:
        room = left_of(width, self._layout.grain) - 18
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.font())
        painter.setPen(tokens.color("ink"))
        title = painter.fontMetrics().elidedText(row.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, line.top + 5, room, 20), side, title)
        painter.setFont(self.small())
        painter.setPen(tokens.color("sub"))
        sub = painter.fontMetrics().elidedText(row.sub, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, line.top + 25, room, 16), side, sub)
        painter.setPen(tokens.color("line"))
        bottom = line.top + line.height - 1
        painter.drawLine(0, bottom, width, bottom)

    def _cell(self, painter: QPainter, tokens: Tokens, number: int) -> None:
        item = self.items[number]
        span = self._places.spans.get(number)
        day = within(span, self._layout.grain) if span is not None else ""
        day += " " if day else ""
        if isinstance(item.key, DutyCell):
            one = item.key
            brief = BRIEF.get(one.state, one.state_label[:1])
            texts = [f"{day}{one.text or one.state_label}", f"{day}{one.state_label}", one.state_label, f"{day}{brief}", brief]
            paint_cell(painter, tokens, item.rect, one.tone, texts, chosen=number == self.current)
        elif isinstance(item.key, Bunch):
            texts = [f"{item.key.count} 件 {item.key.worst.state_label}", f"{item.key.count} 件", str(item.key.count)]
            paint_cell(painter, tokens, item.rect, item.key.worst.tone, texts, chosen=number == self.current)
