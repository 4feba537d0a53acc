"""A painted list of states: a tag with its word, a title, a line below; Enter or a click opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.charts.base import Chart, Inked, Item
from app.ui.theme import Tokens

ROW = 46
HEAD = 30
TAG = 76
SIDE = 116


@dataclass(frozen=True, slots=True)
class StateRow:
    """One line. tag and tone: its state in a word and a colour. head: a heading instead of a line.

    side: two short texts at the right end, one over the other.
    """

    title: str
    sub: str = ""
    tag: str = ""
    tone: str = "muted"
    key: object = None
    head: bool = False
    side: tuple[str, str] = ("", "")

    def words(self) -> str:
        """The line as a screen reader says it."""
        return "，".join(t for t in (self.tag, self.title, self.sub, *self.side) if t)


class StateRows(Chart):
    """Lines under headings; the key of an item is the line's key. row: their height; low ones have no second line."""

    def __init__(self, inked: Inked, name: str, row: int = ROW) -> None:
        super().__init__(inked, name)
        self._high = row
        self._rows: tuple[StateRow, ...] = ()

    def set_rows(self, rows: Sequence[StateRow]) -> None:
        """Show other lines."""
        self._rows = tuple(rows)
        self.shown()

    @property
    def rows(self) -> tuple[StateRow, ...]:
        """The lines that are shown, without headings."""
        return tuple(r for r in self._rows if not r.head)

    def summary(self) -> str:
        return "；".join(r.title if r.head else r.words() for r in self._rows[:60]) or "没有内容"

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        items, y = [], 0
        for one in self._rows:
            if not one.head:
                items.append(Item(QRectF(0, y, width, self._high - 1), one.words(), one.key))
            y += HEAD if one.head else self._high
        return items, max(y, HEAD)

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        y = 0
        for one in self._rows:
            high = HEAD if one.head else self._high
            if y <= seen.bottom() and y + high >= seen.top():
                self._head(painter, tokens, one, y, width) if one.head else self._row(painter, tokens, one, y, width)
            y += high

    def _head(self, painter: QPainter, tokens: Tokens, one: StateRow, y: int, width: int) -> None:
        painter.setFont(self.font())
        painter.setPen(tokens.color("sub"))
        painter.drawText(QRectF(2, y + 4, width, HEAD - 6), Qt.AlignmentFlag.AlignVCenter, one.title)

    def _row(self, painter: QPainter, tokens: Tokens, one: StateRow, y: int, width: int) -> None:
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.small())
        left = 4.0
        if one.tag:
            rect = QRectF(2, y + 11, TAG - 12, 22)
            painter.setPen(QPen(tokens.strong(one.tone), 1))
            painter.setBrush(tokens.soft(one.tone))
            painter.drawRoundedRect(rect, 5, 5)
            painter.setPen(tokens.strong(one.tone))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(one.tag, Qt.TextElideMode.ElideRight, int(rect.width()) - 4)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)
            left = float(TAG)
        room = int(width - left - 4)
        if any(one.side):
            room -= SIDE
            painter.setPen(tokens.color("sub"))
            for text, top in zip(one.side, (4, 24), strict=True):
                shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, SIDE - 10)
                painter.drawText(QRectF(width - SIDE, y + top, SIDE - 6, 18), side | Qt.AlignmentFlag.AlignRight, shown)
        painter.setFont(self.font())
        painter.setPen(tokens.color("ink"))
        title = painter.fontMetrics().elidedText(one.title, Qt.TextElideMode.ElideRight, room)
        low = self._high < ROW
        painter.drawText(QRectF(left, y + (0 if low else 4), room, self._high - 1 if low else 20), side, title)
        if low:
            return
        painter.setFont(self.small())
        painter.setPen(tokens.color("sub"))
        sub = painter.fontMetrics().elidedText(one.sub, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, y + 24, room, 16), side, sub)
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, y + ROW - 1, width, y + ROW - 1)
