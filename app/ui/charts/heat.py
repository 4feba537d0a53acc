"""A heat map: rows × columns with the number in every cell, so that the colour is never alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.charts.base import Chart, Inked, Item, mix
from app.ui.theme import Tokens

HEAD = 26
GAP = 2
STRONGEST = 0.82
TURN = 0.5
SUM = 44


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A line of the map. key: what the line is about; numbers: one a column, None where there can be none."""

    label: str
    numbers: tuple[int | None, ...]
    key: object = None

    @property
    def total(self) -> int:
        """The sum of the line."""
        return sum(n or 0 for n in self.numbers)


class HeatMap(Chart):
    """Numbers by two things. The key of a cell is (row key, column key)."""

    def __init__(self, inked: Inked, name: str, label_width: int = 110, row: int = 26, unit: str = "") -> None:
        super().__init__(inked, name)
        self._label_width, self._row, self._unit = label_width, row, unit
        self._columns: tuple[str, ...] = ()
        self._keys: tuple[object, ...] = ()
        self._rows: tuple[HeatRow, ...] = ()
        self._tone = "primary"

    def set_rows(
        self, columns: Sequence[str], rows: Sequence[HeatRow], keys: Sequence[object] = (), tone: str = "primary"
    ) -> None:
        """Show other numbers. keys: what the columns are about (their numbers when not given)."""
        self._columns, self._rows, self._tone = tuple(columns), tuple(rows), tone
        self._keys = tuple(keys) or tuple(range(len(columns)))
        self.shown()

    def summary(self) -> str:
        lines = []
        for one in self._rows:
            cells = [f"{c} {n}" for c, n in zip(self._columns, one.numbers, strict=True) if n]
            lines.append(f"{one.label}：{'，'.join(cells) or '没有'}，共 {one.total}{self._unit}")
        return "；".join(lines) or "没有内容"

    def _cell(self, line: int, column: int, width: int) -> QRectF:
        step = (width - self._label_width - SUM) / max(len(self._columns), 1)
        return QRectF(self._label_width + column * step, HEAD + line * self._row, step - GAP, self._row - GAP)

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        items = []
        for line, one in enumerate(self._rows):
            for column, number in enumerate(one.numbers):
                if number is not None:
                    words = f"{one.label}，{self._columns[column]}：{number}{self._unit}"
                    items.append(Item(self._cell(line, column, width), words, (one.key, self._keys[column])))
        return items, HEAD + max(len(self._rows), 1) * self._row + 2

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        painter.setFont(self.small())
        center = int(Qt.AlignmentFlag.AlignCenter)
        painter.setPen(tokens.color("sub"))
        for column, name in enumerate(self._columns):
            rect = self._cell(0, column, width).translated(0, -HEAD)
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(rect.width()) + GAP)
            painter.drawText(rect, center, shown)
        painter.drawText(QRectF(width - SUM, 0, SUM - 4, HEAD - 2), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), "合计")
        most = max((n for r in self._rows for n in r.numbers if n), default=0) or 1
        for line, one in enumerate(self._rows):
            self._line(painter, tokens, one, line, width, most)

    def _line(self, painter: QPainter, tokens: Tokens, one: HeatRow, line: int, width: int, most: int) -> None:
        side = int(Qt.AlignmentFlag.AlignVCenter)
        y = HEAD + line * self._row
        painter.setFont(self.font())
        painter.setPen(tokens.color("sub"))
        shown = painter.fontMetrics().elidedText(one.label, Qt.TextElideMode.ElideRight, self._label_width - 10)
        painter.drawText(QRectF(4, y, self._label_width, self._row - GAP), side, shown)
        painter.setPen(tokens.color("ink"))
        right = int(Qt.AlignmentFlag.AlignRight) | side
        painter.drawText(QRectF(width - SUM, y, SUM - 4, self._row - GAP), right, str(one.total))
        painter.setFont(self.small())
        for column, number in enumerate(one.numbers):
            rect = self._cell(line, column, width)
            if number is None:
                painter.setPen(tokens.color("faint"))
                painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), "—")
                continue
            share = STRONGEST * (0.14 + 0.86 * number / most) if number else 0.0
            painter.setBrush(mix(tokens.color("card"), tokens.color(self._tone), share))
            painter.setPen(QPen(tokens.color("line"), 1))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(tokens.color("primary_ink" if share > TURN else "ink" if number else "faint"))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(number) if number else "·")
