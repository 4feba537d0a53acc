"""What 体检 found, painted: the marks on a page and the list beside it. Keys and the mouse choose alike.

Does not belong here: which page is shown and how it is drawn (checkpages), what is done with a finding (checkresult).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from app.services.file_check import GRADES, Finding, Place
from app.ui.charts.base import Chart, Inked, Item
from app.ui.theme import Tokens

TONES = dict(zip(GRADES, ("bad", "warn", "info", "muted"), strict=True))
BADGE = 19.0
PAD = 12.0  # px round the paper
HEAD, ROW = 30, 50


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding at one of its places. key: number of the finding and of the place."""

    key: tuple[int, int]
    tone: str
    place: Place
    words: str


def marks_of(rows: Sequence[Finding], page: int) -> list[Mark]:
    """The marks of a page."""
    return [
        Mark((row.number, at), TONES[row.grade], place, f"{row.number}，{row.grade}，{row.rule}：{row.found}，应为{row.expected}")
        for row in rows for at, place in enumerate(row.places) if place.page == page
    ]  # fmt: skip


def badge(painter: QPainter, tokens: Tokens, rect: QRectF, number: int, tone: str) -> None:
    """A number in a filled circle of a tone."""
    painter.setPen(QPen(tokens.soft(tone), 1))
    painter.setBrush(tokens.strong(tone))
    painter.drawRoundedRect(rect, BADGE / 2, BADGE / 2)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(number))


class MarkedPage(Chart):
    """One page with its marks; the key of an item is the mark's."""

    def __init__(self, inked: Inked) -> None:
        super().__init__(inked, "页面上的标记")
        self._image: QImage | None = None
        self._size = QSizeF(210.0, 297.0)  # mm
        self._marks: list[Mark] = []
        self._chosen = 0
        self.wide = 0  # px of the paper; 0: as wide as there is room

    def show_page(self, image: QImage | None, size: QSizeF, marks: list[Mark]) -> None:
        """Show a page (None: not yet drawn). size: of the paper, mm."""
        self._image, self._size, self._marks = image, size, marks
        self.setMinimumWidth(self.wide + int(2 * PAD) if self.wide else 0)
        self.shown()

    def mark(self, number: int) -> None:
        """Bring the marks of a finding out."""
        self._chosen = number
        self.update()

    def paper(self, width: int) -> QRectF:
        """Where the paper lies in a width."""
        wide = float(self.wide or max(width - 2 * PAD, 60.0))
        left = max((width - wide) / 2, PAD)
        return QRectF(left, PAD, wide, wide * self._size.height() / max(self._size.width(), 1.0))

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        paper = self.paper(width)
        return [Item(box.united(self._area(mark, paper)), mark.words, mark.key) for mark, box in self._badges(paper)], int(
            paper.height() + 2 * PAD
        )

    def _area(self, mark: Mark, paper: QRectF) -> QRectF:
        """Where a mark's place is; the badge's own corner for the whole page."""
        if not mark.place.rect:
            return QRectF(paper.left() + 6, paper.top() + 6, 0, 0)
        left, top, right, bottom = (v * paper.width() / self._size.width() for v in mark.place.rect)
        found = QRectF(paper.left() + left - 3, paper.top() + top - 2, right - left + 6, bottom - top + 4)
        return found.intersected(paper)

    def _badges(self, paper: QRectF) -> list[tuple[Mark, QRectF]]:
        """Each mark with its number's place: left of it, further left where numbers stand already, a row at the top for the page's."""
        found: list[tuple[Mark, QRectF]] = []
        for mark in self._marks:
            if mark.place.rect:
                area = self._area(mark, paper)
                box, step = QRectF(area.left() - BADGE - 2, area.top() + min((area.height() - BADGE) / 2, 2.0), BADGE, BADGE), -BADGE - 2
            else:
                box, step = QRectF(paper.left() + 6, paper.top() + 6, BADGE, BADGE), BADGE + 2
            while any(box.intersects(other.adjusted(1, 1, -1, -1)) for _m, other in found):
                box.translate(step, 0)
                if box.left() < 0 or box.right() > paper.right():
                    box.moveLeft(max(min(box.left() - step, paper.right() - BADGE), 0.0))
                    box.translate(0, BADGE + 2)
                    step = abs(step)
                if box.bottom() > paper.bottom():
                    break
            found.append((mark, box))
        return found

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        paper = self.paper(width)
        if self._image is None:
            painter.setPen(tokens.color("line"))
            painter.setBrush(tokens.color("card"))
            painter.drawRect(paper)
            painter.setPen(tokens.color("sub"))
            painter.drawText(QRectF(paper.left(), paper.top(), paper.width(), 80), Qt.AlignmentFlag.AlignCenter, "正在画这一页……")
            return
        painter.fillRect(paper, Qt.GlobalColor.white)
        painter.drawImage(paper, self._image)
        painter.setPen(tokens.color("shadow"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(paper.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setFont(self.small())
        rows = self._badges(paper)
        for mark, box in sorted(rows, key=lambda row: row[0].key[0] == self._chosen):
            chosen = mark.key[0] == self._chosen
            if mark.place.rect:
                tint = tokens.strong(mark.tone)
                painter.setPen(QPen(tint, 2.4 if chosen else 1.4))
                tint.setAlpha(46 if chosen else 0)
                painter.setBrush(tint)
                painter.drawRoundedRect(self._area(mark, paper), 2, 2)
            if chosen:
                painter.setPen(QPen(tokens.strong(mark.tone), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), BADGE / 2 + 2, BADGE / 2 + 2)
            badge(painter, tokens, box, mark.key[0], mark.tone)

    def summary(self) -> str:
        return f"这一页有 {len(self._marks)} 个标记" if self._marks else "这一页没有标记"


class FindingRows(Chart):
    """The list: by grade, each with its number, what it is, what was found and what is expected. Keys are numbers."""

    def __init__(self, inked: Inked) -> None:
        super().__init__(inked, "与标准不符之处")
        self._rows: tuple[Finding, ...] = ()

    def show_rows(self, rows: Sequence[Finding]) -> None:
        """Show other findings, in order of grade."""
        self._rows = tuple(rows)
        self.shown()

    @property
    def rows(self) -> tuple[Finding, ...]:
        """What is shown."""
        return self._rows

    def _lines(self) -> list[tuple[float, str, Finding | None]]:
        """Heads and rows with where they begin."""
        found: list[tuple[float, str, Finding | None]] = []
        y, grade = 0.0, ""
        for row in self._rows:
            if row.grade != grade:
                grade = row.grade
                found.append((y, f"{grade}　{sum(r.grade == grade for r in self._rows)} 处", None))
                y += HEAD
            found.append((y, "", row))
            y += ROW
        return [*found, (y, "", None)]

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        lines = self._lines()
        items = [Item(QRectF(0, y, width, ROW - 1), _words(row), row.number) for y, _head, row in lines if row is not None]
        return items, int(max(lines[-1][0], HEAD))

    def summary(self) -> str:
        return "；".join(_words(row) for row in self._rows[:60]) or "没有内容"

    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        for y, head, row in self._lines():
            if y > seen.bottom() or y + ROW < seen.top():
                continue
            if row is not None:
                self._row(painter, tokens, row, y, width)
            elif head:
                painter.setFont(self.font())
                painter.setPen(tokens.color("sub"))
                painter.drawText(QRectF(2, y + 6, width, HEAD - 8), Qt.AlignmentFlag.AlignVCenter, head)

    def _row(self, painter: QPainter, tokens: Tokens, row: Finding, y: float, width: int) -> None:
        if 0 <= self.current < len(self.items) and self.items[self.current].key == row.number:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("selection"))
            painter.drawRoundedRect(QRectF(0, y, width, ROW - 2), 5, 5)
        painter.setFont(self.small())
        badge(painter, tokens, QRectF(6, y + 7, BADGE, BADGE), row.number, TONES[row.grade])
        left, metrics = 34.0, painter.fontMetrics()
        aside = row.clause + (f"　{len(row.places)} 处" if len(row.places) > 1 else "")
        painter.setPen(tokens.color("sub"))
        wide = metrics.horizontalAdvance(aside) + 8
        painter.drawText(QRectF(width - wide - 4, y + 6, wide, 20), _SIDE | Qt.AlignmentFlag.AlignRight, aside)
        words = f"{row.found} → {row.expected}"
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(width - left - 8))
        painter.drawText(QRectF(left, y + 27, width - left - 8, 17), _SIDE, shown)
        painter.setFont(self.font())
        painter.setPen(tokens.color("ink"))
        title = painter.fontMetrics().elidedText(row.rule, Qt.TextElideMode.ElideRight, int(width - left - wide - 12))
        painter.drawText(QRectF(left, y + 5, width - left - wide - 12, 21), _SIDE, title)
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, int(y + ROW - 1), width, int(y + ROW - 1))


_SIDE = Qt.AlignmentFlag.AlignVCenter


def _words(row: Finding) -> str:
    return f"{row.number}，{row.grade}，{row.rule}，{row.found}，应为{row.expected}，{row.clause}"
