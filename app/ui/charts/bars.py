"""Horizontal bars of parts, and columns by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from app.ui.charts.base import Chart, Inked, Item, fill, legend
from app.ui.theme import Tokens

LEGEND = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of parts: (number, tone, word). key: what is told when it is opened."""

    label: str
    parts: tuple[tuple[int, str, str], ...]
    text: str = ""
    key: object = None

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(n for n, _t, _w in self.parts)

    def words(self) -> str:
        """What a screen reader says."""
        return f"{self.label}：" + "，".join(f"{w} {n}" for n, _t, w in self.parts)


class Bars(Chart):
    """Horizontal bars of parts; with_legend: the words of the parts below."""

    def __init__(
        self, inked: Inked, name: str, label_width: int = 90, row: int = 34, *, with_legend: bool = False
    ) -> None:
        super().__init__(inked, name)
        self._row, self._label_width, self._legend = row, label_width, with_legend
        self._bars: tuple[Bar, ...] = ()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self._bars = tuple(bars)
        self.shown()

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        items = [
            Item(QRectF(0, n * self._row + 2, width, self._row - 4), b.words(), b.label if b.key is None else b.key)
            for n, b in enumerate(self._bars)
        ]
        return items, max(len(self._bars), 1) * self._row + (LEGEND if self._legend and self._bars else 0)

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        painter.setFont(self.font())
        metrics = painter.fontMetrics()
        texts = [b.text or str(b.total) for b in self._bars]
        widest = max((metrics.horizontalAdvance(t) for t in texts), default=0)
        room = max(width - self._label_width - widest - 14, 20)
        most = max((b.total for b in self._bars), default=0) or 1
        for number, (bar, text) in enumerate(zip(self._bars, texts, strict=True)):
            y = number * self._row
            painter.setPen(tokens.color("sub"))
            shown = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, self._label_width - 8)
            painter.drawText(QRectF(4, y, self._label_width, self._row), Qt.AlignmentFlag.AlignVCenter, shown)
            x = float(self._label_width)
            for count, tone, _word in bar.parts:
                if count:
                    wide = max(room * count / most, 4.0)
                    fill(painter, QRectF(x, y + self._row / 2 - 7, wide - 2, 14), tokens, tone)
                    x += wide
            painter.setPen(tokens.color("ink"))
            painter.drawText(QRectF(x + 6, y, widest + 8, self._row), Qt.AlignmentFlag.AlignVCenter, text)
        if self._legend and self._bars:
            painter.setFont(self.small())
            words = {t: w for b in self._bars for _n, t, w in b.parts}
            legend(painter, tokens, 4, len(self._bars) * self._row + 6, list(words.items()))


class Months(Chart):
    """Twelve columns of parts with their numbers on top."""

    def __init__(self, inked: Inked, name: str, unit: str = "条") -> None:
        super().__init__(inked, name)
        self._unit = unit
        self._columns: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)

    def set_numbers(self, numbers: Sequence[int]) -> None:
        """Show one number a month."""
        self.set_columns([Bar(f"{m} 月", ((n, "primary", self._unit),), key=m) for m, n in enumerate(numbers, 1)])

    def set_columns(self, columns: Sequence[Bar]) -> None:
        """Show other columns."""
        self._columns = tuple(columns)
        self.shown()

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        slot = width / max(len(self._columns), 1)
        tall = max(self.height(), self.minimumHeight())
        items = [
            Item(QRectF(n * slot + 1, 0, slot - 2, tall), c.words(), c.key) for n, c in enumerate(self._columns)
        ]
        return items, tall

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        painter.setFont(self.font())
        slot = width / max(len(self._columns), 1)
        tall = max(self.height(), self.minimumHeight())
        high = tall - 44
        most = max((c.total for c in self._columns), default=0) or 1
        center = Qt.AlignmentFlag.AlignCenter
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, tall - 23, width, tall - 23)
        if not any(c.total for c in self._columns):
            painter.setPen(tokens.color("sub"))
            painter.drawText(QRectF(0, 0, width, high + 20), center, "还没有登记")
        for month, one in enumerate(self._columns):
            bottom = 20.0 + high
            for count, tone, _word in one.parts:
                if count:
                    part = max(high * count / most, 2.0)
                    fill(painter, QRectF(month * slot + slot * 0.26, bottom - part, slot * 0.48, part), tokens, tone, 2)
                    bottom -= part
            painter.setPen(tokens.color("ink"))
            if one.total:
                painter.drawText(QRectF(month * slot, bottom - 19, slot, 18), center, str(one.total))
            painter.setPen(tokens.color("sub"))
            painter.drawText(QRectF(month * slot, tall - 22, slot, 20), center, one.label)
