"""A matrix of words: people down, quarters or people across, a word in every cell; keys go by line and column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.charts.base import SMALL, Inked, Item
from app.ui.charts.cells import paint_cell
from app.ui.charts.lined import LinedChart
from app.ui.theme import Tokens

ROW = 44
GROUP = 28
HEAD = 46
HEAD_LINES = 3
GAP = 4
BAR = 18
INSET = 8


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """texts: the longest that has room is shown; tone: empty for a cell without a ground; words: all there is to say."""

    texts: tuple[str, ...]
    tone: str
    words: str
    key: object
    tip: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A line. key: what its name leads to, None when it leads nowhere; None among the cells: nothing can be there."""

    label: str
    sub: str
    cells: tuple[MatrixCell | None, ...]
    key: object = None
    group: str = ""


class MatrixHead(QWidget):
    """The names of the columns, smaller and in several lines where they are long; stays while the matrix scrolls."""

    def __init__(self, inked: Inked, label_width: int) -> None:
        super().__init__()
        self._inked, self._label = inked, label_width
        self._columns: tuple[str, ...] = ()
        self._corner = ""
        self.setFixedHeight(HEAD)
        self.setAccessibleName("列的名称")

    def set_columns(self, columns: Sequence[str], corner: str = "") -> None:
        """Other names. corner: what stands above the names of the lines."""
        self._columns, self._corner = tuple(columns), corner
        self.setAccessibleDescription("、".join(columns))
        self.update()

    def _step(self) -> float:
        return (self.width() - BAR - self._label) / max(len(self._columns), 1)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = int((event.pos().x() - self._label) // self._step())
            QToolTip.showText(event.globalPos(), self._columns[number] if 0 <= number < len(self._columns) else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._inked.tokens
        painter = QPainter(self)
        painter.setPen(tokens.color("sub"))
        painter.drawText(QRectF(INSET, 0, self._label - 8 - INSET, HEAD - 4), Qt.AlignmentFlag.AlignVCenter, self._corner)
        step = self._step()
        font = QFont(self.font())
        if any(painter.fontMetrics().horizontalAdvance(n) > step - GAP for n in self._columns):
            font.setPixelSize(SMALL)
            painter.setFont(font)
        for number, name in enumerate(self._columns):
            room = QRectF(self._label + number * step, 0, step - GAP, HEAD - 2)
            text = "\n".join(broken(painter.fontMetrics(), name, room.width()))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, HEAD - 1, self.width(), HEAD - 1)
        painter.end()


def broken(metrics: QFontMetrics, text: str, room: float) -> list[str]:
    """A text in at most three lines; what has no room ends in …"""
    lines: list[str] = []
    while text and len(lines) < HEAD_LINES - 1 and metrics.horizontalAdvance(text) > room:
        fits = next((n for n in range(len(text), 0, -1) if metrics.horizontalAdvance(text[:n]) <= room), 1)
        lines.append(text[:fits])
        text = text[fits:]
    return [*lines, metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))] if text else lines


class Matrix(LinedChart):
    """Lines of cells under headings. The key of an item is its cell's key, or its line's."""

    def __init__(self, inked: Inked, name: str, label_width: int = 190) -> None:
        super().__init__(inked, name)
        self._label_width = label_width
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[MatrixRow, ...] = ()
        self._tops: list[int] = []
        self.header = MatrixHead(inked, label_width)

    def set_rows(self, columns: Sequence[str], rows: Sequence[MatrixRow], corner: str = "") -> None:
        """Show other lines and columns."""
        self._columns, self._rows = tuple(columns), tuple(rows)
        self.header.set_columns(columns, corner)
        self.shown()

    def summary(self) -> str:
        return "；".join(f"{r.label} {r.sub}".strip() for r in self._rows[:60]) or "没有内容"

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        items: list[Item] = []
        self._tops = []
        step = (width - self._label_width) / max(len(self._columns), 1)
        y, group = 0, ""
        for row in self._rows:
            if row.group != group:
                group, y = row.group, y + GROUP
            self._tops.append(y)
            if row.key is not None:
                items.append(Item(QRectF(0, y + 4, self._label_width - 6, ROW - 9), f"{row.label}，{row.sub}", row.key))
            for column, cell in enumerate(row.cells):
                if cell is not None:
                    spot = QRectF(round(self._label_width + column * step), y + 4, round(step) - GAP, ROW - 9)
                    items.append(Item(spot, cell.words, cell.key, cell.tip))
            y += ROW
        return items, max(y, ROW)

    def first_item(self) -> int:
        return next((n for n, i in enumerate(self.items) if i.rect.left() >= self._label_width), 0)

    def breaks(self) -> list[int]:
        return list(self._tops)

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        painter.setFont(self.font())
        first = max(bisect_right(self._tops, seen.top()) - 2, 0)
        group = self._rows[first - 1].group if first else ""
        for row, top in list(zip(self._rows, self._tops, strict=True))[first:]:
            if row.group != group:
                group = row.group
                self._heading(painter, tokens, group, top - GROUP, width)
            if top > seen.bottom():
                break
            self._line(painter, tokens, row, top, width)

    def _heading(self, painter: QPainter, tokens: Tokens, text: str, top: int, width: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("hover"))
        painter.drawRect(QRectF(0, top, width, GROUP - 2))
        painter.setPen(tokens.color("sub"))
        painter.drawText(QRectF(8, top, width, GROUP - 2), Qt.AlignmentFlag.AlignVCenter, text)

    def _line(self, painter: QPainter, tokens: Tokens, row: MatrixRow, top: int, width: int) -> None:
        room = self._label_width - INSET - 8
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(tokens.color("ink"))
        metrics = painter.fontMetrics()
        high = 20 if row.sub else ROW - 8
        painter.drawText(QRectF(INSET, top + 3, room, high), side, metrics.elidedText(row.label, Qt.TextElideMode.ElideRight, room))
        if row.sub:
            painter.setFont(self.small())
            painter.setPen(tokens.color("sub"))
            shown = painter.fontMetrics().elidedText(row.sub, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(INSET, top + 22, room, 16), side, shown)
            painter.setFont(self.font())
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, top + ROW - 1, width, top + ROW - 1)
        step = (width - self._label_width) / max(len(self._columns), 1)
        chosen = self.items[self.current].key if 0 <= self.current < len(self.items) else None
        for column, cell in enumerate(row.cells):
            spot = QRectF(round(self._label_width + column * step), top + 4, round(step) - GAP, ROW - 9)
            if cell is None:
                painter.setPen(tokens.color("faint"))
                painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), "—")
            else:
                paint_cell(painter, tokens, spot, cell.tone, cell.texts, chosen=cell.key == chosen)
