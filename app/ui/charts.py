"""The few charts the program needs, drawn with QPainter; words stand beside every colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Tokens


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of parts: (number, tone, word)."""

    label: str
    parts: tuple[tuple[int, str, str], ...]
    text: str = ""

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(n for n, _t, _w in self.parts)

    def words(self) -> str:
        """What a screen reader says."""
        return f"{self.label}：" + "，".join(f"{w} {n}" for n, _t, w in self.parts)


class Bars(QWidget):
    """Horizontal bars of parts."""

    def __init__(self, tokens: Tokens, label_width: int = 90, name: str = "图表", row: int = 34) -> None:
        super().__init__()
        self.ROW = row
        self._tokens = tokens
        self._label_width = label_width
        self._bars: tuple[Bar, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self._bars = tuple(bars)
        words = "；".join(b.words() for b in bars)
        self.setAccessibleDescription(words)
        self.setToolTip("\n".join(b.words() for b in bars))
        self.setFixedHeight(max(len(bars), 1) * self.ROW)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, max(len(self._bars), 1) * self.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        texts = [b.text or str(b.total) for b in self._bars]
        room = self.width() - self._label_width - max((metrics.horizontalAdvance(t) for t in texts), default=0) - 12
        most = max((b.total for b in self._bars), default=0) or 1
        for number, (bar, text) in enumerate(zip(self._bars, texts, strict=True)):
            y = number * self.ROW
            painter.setPen(self._tokens.color("sub"))
            shown = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, self._label_width - 8)
            painter.drawText(QRectF(0, y, self._label_width, self.ROW), Qt.AlignmentFlag.AlignVCenter, shown)
            x = float(self._label_width)
            for count, tone, _word in bar.parts:
                if not count:
                    continue
                width = max(room * count / most, 3.0)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._tokens.color(tone if tone in self._tokens.values else "bar_rest"))
                painter.drawRoundedRect(QRectF(x, y + self.ROW / 2 - 7, width - 2, 14), 3, 3)
                x += width
            painter.setPen(self._tokens.color("ink"))
            painter.drawText(QRectF(x + 6, y, 120, self.ROW), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class Months(QWidget):
    """Twelve columns with their numbers on top."""

    def __init__(self, tokens: Tokens, name: str) -> None:
        super().__init__()
        self._tokens = tokens
        self._numbers = [0] * 12
        self.setMinimumHeight(150)
        self.setAccessibleName(name)

    def set_numbers(self, numbers: Sequence[int]) -> None:
        """Show other numbers."""
        self._numbers = list(numbers)
        self.setAccessibleDescription("，".join(f"{m} 月 {n}" for m, n in enumerate(numbers, 1)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slot = self.width() / 12
        high = self.height() - 44
        most = max(self._numbers) or 1
        for month, number in enumerate(self._numbers):
            tall = high * number / most
            bar = QRectF(month * slot + slot * 0.26, 20 + high - tall, slot * 0.48, max(tall, 1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tokens.color("primary" if number else "line"))
            painter.drawRoundedRect(bar, 2, 2)
            center = Qt.AlignmentFlag.AlignCenter
            painter.setPen(self._tokens.color("ink"))
            if number:
                painter.drawText(QRectF(month * slot, bar.y() - 19, slot, 18), center, str(number))
            painter.setPen(self._tokens.color("sub"))
            painter.drawText(QRectF(month * slot, self.height() - 22, slot, 20), center, f"{month + 1} 月")
        painter.end()
