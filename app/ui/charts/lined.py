"""Keys for charts whose items stand in lines: ←→ within a line, ↑↓ to the next line and near the same place across."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.ui.charts.base import Chart, Inked

PAGE_LINES = 8


class LinedChart(Chart):
    """Items are in order of lines (their tops), within a line from the left. However wide they are, no line is skipped."""

    def __init__(self, inked: Inked, name: str) -> None:
        super().__init__(inked, name)
        self._x: float | None = None  # where ↑↓ keep to
        self.by_mouse = False  # whether what is told now was clicked: then the keys stay in the chart

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._x, self.by_mouse = event.position().x(), True
            super().mousePressEvent(event)
            self.by_mouse = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and self.items:
            step = Qt.Key.Key_Down if key == Qt.Key.Key_PageDown else Qt.Key.Key_Up
            number = self.current if self.current >= 0 else self.first_item()
            for _ in range(PAGE_LINES):
                number = self._next_line(number, step)
            self.choose(number)
        else:
            super().keyPressEvent(event)

    def neighbour(self, key: Qt.Key) -> int:
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self._next_line(self.current, key)
        found = self.current + (1 if key == Qt.Key.Key_Right else -1)
        if not 0 <= found < len(self.items) or self.items[found].rect.top() != self.items[self.current].rect.top():
            return self.current
        self._x = self.items[found].rect.center().x()
        return found

    def spans_line(self, number: int) -> bool:
        """Whether an item is as wide as the chart, such as a heading: ↑↓ through it keep to their place."""
        return False

    def _next_line(self, number: int, key: Qt.Key) -> int:
        here = self.items[number]
        if self._x is None and not self.spans_line(number):
            self._x = here.rect.center().x()
        tops = [i.rect.top() for i in self.items]
        step = 1 if key == Qt.Key.Key_Down else -1
        first = number
        while 0 <= first < len(tops) and tops[first] == tops[number]:
            first += step
        if not 0 <= first < len(tops):
            return number
        last = first
        while 0 <= last + step < len(tops) and tops[last + step] == tops[first]:
            last += step
        x = self._x if self._x is not None else here.rect.left()
        return min(range(min(first, last), max(first, last) + 1), key=lambda n: _aside(self.items[n].rect, x))


def _aside(rect: QRectF, x: float) -> float:
    """How far a place is from a line going up or down."""
    return max(rect.left() - x, x - rect.right(), 0.0)
