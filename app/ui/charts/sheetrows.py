"""A person's duties by quarter with the records behind them and what is missing, in words beside each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.services.duties import DutyCell
from app.services.duty_sheet import SheetRow
from app.services.duty_sheet_print import records_words
from app.services.duty_spans import HEADS, Grain, columns, within
from app.ui.boardplaces import cell_item
from app.ui.charts.base import Inked, Item
from app.ui.charts.cells import BRIEF, paint_cell
from app.ui.charts.lined import LinedChart
from app.ui.theme import Tokens

LEAST = 50
CELL = 30
HEAD = 30
GAP = 4
PAD = 8
MOST_LINES = 6
# Word wrap alone: Qt then keeps 。 and 、 from the beginning of a line.
WRAP = Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; key: what folding it tells."""

    key: str
    title: str
    rows: tuple[SheetRow, ...]
    folded: bool = False


@dataclass(slots=True)
class _Line:
    top: int
    height: int
    section: Section | None = None
    row: SheetRow | None = None
    first: int = 0
    last: int = 0


class SheetRows(LinedChart):
    """Sections that fold; the key of a cell is its DutyCell, of a heading its section's key."""

    def __init__(self, inked: Inked, name: str) -> None:
        super().__init__(inked, name)
        self._sections: tuple[Section, ...] = ()
        self._lines: list[_Line] = []

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show other sections."""
        self._sections = tuple(sections)
        self.shown()

    def summary(self) -> str:
        return "；".join(f"{s.title} {len(s.rows)} 项" for s in self._sections) or "没有内容"

    # --- geometry ------------------------------------------------------------------
    @staticmethod
    def parts(width: int) -> tuple[int, int, int]:
        """Widths of name, quarters and each of the two columns of words."""
        name = max(170, round(width * 0.24))
        cells = max(200, round(width * 0.32))
        return name, cells, (width - name - cells) // 2

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        items: list[Item] = []
        self._lines = []
        y = 0
        for section in self._sections:
            how = "已收起，Enter 展开" if section.folded else "Enter 收起"
            self._lines.append(_Line(y, HEAD, section=section, first=len(items), last=len(items) + 1))
            items.append(Item(QRectF(0, y, width, HEAD - 1), f"{section.title}，{len(section.rows)} 项，{how}", section.key))
            y += HEAD
            for row in () if section.folded else section.rows:
                line = _Line(y, self._height(row, width), row=row, first=len(items))
                items += self._cells(row, y, width)
                line.last = len(items)
                self._lines.append(line)
                y += line.height
        return items, max(y, HEAD)

    def _height(self, row: SheetRow, width: int) -> int:
        metrics = QFontMetrics(self.small())
        room = self.parts(width)[2] - 2 * PAD
        lines = max(_lines(metrics, text, room) for text in (records_words(row), row.gap))
        return max(LEAST, min(lines, MOST_LINES) * metrics.lineSpacing() + PAD * 2)

    def spans_line(self, number: int) -> bool:
        return not isinstance(self.items[number].key, DutyCell)

    def _cells(self, row: SheetRow, top: int, width: int) -> list[Item]:
        name, wide, _words = self.parts(width)
        step = wide / len(HEADS[Grain.QUARTER])
        slots: dict[tuple[int, int], list[int]] = {}
        for number, span in enumerate(row.row.spans):
            slots.setdefault(columns(span, Grain.QUARTER), []).append(number)
        made: list[tuple[int, Item]] = []
        for (a, b), inside in slots.items():
            part = (b - a + 1) * step / len(inside)
            for at, number in enumerate(inside):
                spot = QRectF(round(name + a * step + at * part), top + PAD, max(round(part) - GAP, 6), CELL)
                made.append((number, cell_item(row.row, row.row.cells[number], spot)))
        return [item for _n, item in sorted(made, key=lambda pair: (pair[1].rect.top(), pair[1].rect.left()))]

    # --- paint -----------------------------------------------------------------------
    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        for line in self._lines:
            if line.top > seen.bottom():
                break
            if line.top + line.height >= seen.top():
                if line.section is not None:
                    self._heading(painter, tokens, line, width)
                elif line.row is not None:
                    self._row(painter, tokens, line, line.row, width)

    def _heading(self, painter: QPainter, tokens: Tokens, line: _Line, width: int) -> None:
        section = line.section
        if section is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("hover"))
        painter.drawRect(QRectF(0, line.top, width, HEAD - 2))
        painter.setFont(self.font())
        painter.setPen(tokens.color("sub"))
        mark = "▸" if section.folded else "▾"
        text = f"{mark} {section.title} · {len(section.rows)} 项"
        side = Qt.AlignmentFlag.AlignVCenter
        name, wide, words = self.parts(width)
        painter.drawText(QRectF(8, line.top, name, HEAD - 2), side, text)
        painter.setFont(self.small())
        step = wide / len(HEADS[Grain.QUARTER])
        for number, head in enumerate(("一季", "二季", "三季", "四季")):
            spot = QRectF(name + number * step, line.top, step - GAP, HEAD - 2)
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), head)
        for number, head in enumerate(("依据的记录", "还差什么")):
            painter.drawText(QRectF(name + wide + number * words + 8, line.top, words, HEAD - 2), side, head)

    def _row(self, painter: QPainter, tokens: Tokens, line: _Line, row: SheetRow, width: int) -> None:
        name, wide, words = self.parts(width)
        room = name - PAD - 12
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.font())
        painter.setPen(tokens.color("ink"))
        shown = painter.fontMetrics().elidedText(row.row.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(PAD, line.top + 6, room, 20), side, shown)
        painter.setFont(self.small())
        painter.setPen(tokens.color("sub"))
        shown = painter.fontMetrics().elidedText(row.row.sub, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(PAD, line.top + 26, room, 16), side, shown)
        top = line.top + PAD
        high = line.height - 2 * PAD + 1
        for number, (text, ink) in enumerate(((records_words(row), "ink"), (row.gap, "sub"))):
            painter.setPen(tokens.color(ink))
            spot = QRectF(name + wide + number * words + PAD, top, words - 2 * PAD, high)
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignTop | WRAP), text or ("0 条" if not number else "—"))
        painter.setFont(self.font())
        for number in range(line.first, line.last):
            item = self.items[number]
            if isinstance(item.key, DutyCell):
                cell = item.key
                day = within(row.row.spans[row.row.cells.index(cell)], Grain.QUARTER)
                day += " " if day else ""
                brief = BRIEF.get(cell.state, cell.state_label[:1])
                texts = (f"{day}{cell.text or cell.state_label}", cell.text or cell.state_label, cell.state_label, brief)
                paint_cell(painter, tokens, item.rect, cell.tone, texts, chosen=number == self.current)
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, line.top + line.height - 1, width, line.top + line.height - 1)


def _lines(metrics: QFontMetrics, text: str, room: int) -> int:
    """How many lines a text takes."""
    if not text:
        return 1
    high = metrics.boundingRect(QRect(0, 0, room, 10_000), int(Qt.AlignmentFlag.AlignTop | WRAP), text).height()
    return -(-high // metrics.lineSpacing())
