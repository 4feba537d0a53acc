"""The grid of the duty board, painted in one widget: groups of rows, a word in every cell, keys between cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.services.duties import BoardRow, DutyCell
from app.services.duty_words import TIERS
from app.ui.charts.base import Chart, Inked, Item, mix
from app.ui.theme import Tokens

ROW = 48
GROUP = 30
LEFT = (200, 304)
LEFT_SHARE = 0.42
GAP = 6
LINE = ROW - 10
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
SHORT = ("一季", "二季", "三季", "四季")
BAR = 18
MOST_CELLS = 12
WIDE_CELLS = 6
BRIEF = {"met": "有", "manual_met": "有", "due": "未", "overdue": "逾", "violated": "不符", "partial": "部",
         "exempt": "—", "undetermined": "？", "unconfigured": "配", "manual_pending": "待", "manual_unmet": "未"}  # fmt: skip
GAPS = ("overdue", "violated", "partial", "manual_unmet", "undetermined")
ISO_TAIL = 2
EDGE = 0.1


@dataclass(frozen=True, slots=True)
class More:
    """The last cell of a row with more cells than have room: opens the rest."""

    duty: str
    subject: str
    count: int


@dataclass(slots=True)
class Line:
    """Where a row stands: its top, its height, its items. group: the words of a heading instead of a row."""

    top: int
    height: int
    group: str = ""
    row: BoardRow | None = None
    first: int = 0
    last: int = 0


def left_of(width: int) -> int:
    """Room for the names of the duties."""
    return max(LEFT[0], min(round(width * LEFT_SHARE), LEFT[1]))


def spans(row: BoardRow, width: int) -> list[tuple[int, int]]:
    """Left and width of each cell of a row: quarters in their columns, others side by side."""
    quarter = [c.period[-ISO_TAIL:] for c in row.cells]
    if quarter and all(q[0:1] == "Q" and q[1:] in "1234" for q in quarter):
        step = width / 4
        return [(round((int(q[1]) - 1) * step), round(step) - GAP) for q in quarter]
    if quarter and all(q[0:1] == "H" for q in quarter):
        step = width / 2
        return [(round((int(q[1]) - 1) * step), round(step) - GAP) for q in quarter]
    step = width / max(len(quarter), 1)
    return [(round(n * step), round(step) - GAP) for n in range(len(quarter))]


class BoardHeader(QWidget):
    """The names of the quarters above the grid, and the group that is being looked at."""

    def __init__(self, inked: Inked) -> None:
        super().__init__()
        self._inked = inked
        self._group = ""
        self.setFixedHeight(30)
        self.setAccessibleName("季度")

    def set_group(self, text: str) -> None:
        """The group at the top of what is seen."""
        if text != self._group:
            self._group = text
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._inked.tokens
        painter = QPainter(self)
        painter.setPen(tokens.color("info"))
        left = left_of(self.width() - BAR)
        metrics = painter.fontMetrics()
        group = metrics.elidedText(self._group, Qt.TextElideMode.ElideRight, left - 12)
        painter.drawText(QRectF(0, 0, left - 12, 28), Qt.AlignmentFlag.AlignVCenter, group)
        painter.setPen(tokens.color("sub"))
        step = (self.width() - left - BAR) / 4
        names = QUARTERS if metrics.horizontalAdvance(QUARTERS[0]) < step - GAP else SHORT
        for number, name in enumerate(names):
            painter.drawText(QRectF(left + number * step, 0, step - GAP, 28), Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(tokens.color("line"))
        painter.drawLine(0, 29, self.width(), 29)
        painter.end()


class BoardGrid(Chart):
    """Rows of duties with their cells, under headings of who bears them."""

    chosen = Signal(object)  # DutyCell
    entered = Signal()

    def __init__(self, inked: Inked) -> None:
        super().__init__(inked, "履责清单")
        self._rows: tuple[BoardRow, ...] = ()
        self._lines: list[Line] = []
        self._open: set[tuple[str, str]] = set()
        self._quiet = False
        self.header = BoardHeader(inked)
        self.moved.connect(self._tell)
        self.activated.connect(self._activate)

    def set_rows(self, rows: Sequence[BoardRow]) -> None:
        """Show other rows; the chosen cell stays chosen when it is still there."""
        kept = self.cell
        self._rows = tuple(rows)
        self.current = -1
        self.shown()
        if kept is not None:
            self.current = self._find(kept.duty, kept.period, kept.subject, kept.record)
        self.seen_from(0)

    def cells(self) -> list[DutyCell]:
        """The cells that are drawn, in order."""
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
        """Choose a cell by what it is about; a folded row is opened for it."""
        found = self._find(duty, period, subject, record)
        if found < 0 and (duty, subject) not in self._open:
            self._open.add((duty, subject))
            self.shown()
            found = self._find(duty, period, subject, record)
        self.choose(found)

    def rechoose(self) -> bool:
        """Explain the chosen cell again; False when none is chosen."""
        if self.cell is None:
            return False
        self.chosen.emit(self.cell)
        return True

    def _tell(self, key: object) -> None:
        if isinstance(key, DutyCell):
            self.chosen.emit(key)

    def _activate(self, key: object) -> None:
        if isinstance(key, More):
            self._open.add((key.duty, key.subject))
            self.shown()
        elif not self._quiet:
            self.entered.emit()

    def mousePressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """A click explains; it does not take the keyboard into the explanation."""
        self._quiet = True
        super().mousePressEvent(event)
        self._quiet = False

    # --- geometry ----------------------------------------------------------------
    def lay_out(self, width: int) -> tuple[list[Item], int]:
        items: list[Item] = []
        tier: str | None = None
        self._lines, y = [], 0
        for row in self._rows:
            if row.tier != tier:
                tier = row.tier
                self._lines.append(Line(y, GROUP, self._heading(tier)))
                y += GROUP
            line = Line(y, ROW, row=row, first=len(items))
            items.extend(self._items(row, y, left_of(width), width))
            line.last = len(items)
            line.height = max(ROW, round(items[-1].rect.bottom()) - y + 7) if line.last > line.first else ROW
            self._lines.append(line)
            y += line.height
        return items, y + 4

    def _heading(self, tier: str) -> str:
        rows = [r for r in self._rows if r.tier == tier]
        late = sum(c.state in ("overdue", "violated") for r in rows for c in r.cells)
        return f"{TIERS.get(tier, '其他')} · {len(rows)} 项" + (f" · {late} 格逾期或不符" if late else "")

    def _items(self, row: BoardRow, top: int, begin: int, whole: int) -> list[Item]:
        width = whole - begin
        cells = row.cells
        subject = cells[0].subject if cells else ""
        if len(cells) <= MOST_CELLS:
            places = [(begin + left, top + 7, wide) for left, wide in spans(row, width)]
            return [self._item(row, c, p) for c, p in zip(cells, places, strict=True)]
        cells = tuple(sorted(cells, key=lambda c: c.state not in GAPS))
        if (row.duty, subject) in self._open:
            step = width / WIDE_CELLS
            places = [
                (begin + round(n % WIDE_CELLS * step), top + 7 + n // WIDE_CELLS * LINE, round(step) - GAP) for n in range(len(cells))
            ]
            return [self._item(row, c, p) for c, p in zip(cells, places, strict=True)]
        step = width / MOST_CELLS
        shown = [
            self._item(row, c, (begin + round(n * step), top + 7, round(step) - GAP)) for n, c in enumerate(cells[: MOST_CELLS - 1])
        ]
        rest = len(cells) - len(shown)
        rect = QRectF(begin + (MOST_CELLS - 1) * step, top + 7, round(step) - GAP, ROW - 14)
        return [*shown, Item(rect, f"{row.label}：另有 {rest} 件，Enter 展开", More(row.duty, subject, rest))]

    @staticmethod
    def _item(row: BoardRow, cell: DutyCell, place: tuple[int, int, int]) -> Item:
        left, top, wide = place
        state = " ".join(dict.fromkeys((cell.state_label, cell.text))).strip()
        words = f"{row.label}，{cell.subject_label}，{cell.period_label}：{state}"
        tip = f"{row.label}\n{cell.subject_label} · {cell.period_label}\n{state}\n{row.article}\nEnter 看为什么"
        return Item(QRectF(left, top, wide, ROW - 14), words, cell, tip)

    def summary(self) -> str:
        return "；".join(line.group for line in self._lines if line.group) or "没有内容"

    def seen_from(self, top: int) -> None:
        """Tell the header whose rows are at the top of what is seen, once their heading has gone."""
        groups = [line for line in self._lines if line.group and line.top < top]
        self.header.set_group(groups[-1].group if groups else "")

    # --- paint -------------------------------------------------------------------
    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        first = max(bisect_right([line.top for line in self._lines], seen.top()) - 1, 0)
        for line in self._lines[first:]:
            if line.top > seen.bottom():
                break
            if line.row is None:
                self._group(painter, tokens, line, width)
                continue
            self._label(painter, tokens, line.row, line, width)
            painter.setFont(self.font())
            for number in range(line.first, line.last):
                self._cell(painter, tokens, self.items[number], chosen=number == self.current)

    def _group(self, painter: QPainter, tokens: Tokens, line: Line, width: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("hover"))
        painter.drawRect(QRectF(0, line.top, width, GROUP - 1))
        painter.setFont(self.font())
        painter.setPen(tokens.color("sub"))
        painter.drawText(QRectF(8, line.top, width - 8, GROUP - 1), Qt.AlignmentFlag.AlignVCenter, line.group)

    def _label(self, painter: QPainter, tokens: Tokens, row: BoardRow, line: Line, width: int) -> None:
        room = left_of(width) - 18
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

    def _cell(self, painter: QPainter, tokens: Tokens, item: Item, *, chosen: bool) -> None:
        cell = item.key
        tone = cell.tone if isinstance(cell, DutyCell) else "info"
        plain = tokens.soft(tone) == tokens.color("card")  # high contrast: the edge must show the cell
        edge = tokens.strong(tone) if plain else mix(tokens.soft(tone), tokens.strong(tone), EDGE)
        painter.setPen(QPen(tokens.strong(tone), 3 if plain else 2) if chosen else QPen(edge, 1))
        painter.setBrush(tokens.soft(tone))
        painter.drawRoundedRect(item.rect.adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(tokens.strong(tone))
        inner = item.rect.adjusted(6, 0, -6, 0)
        metrics = painter.fontMetrics()
        texts: tuple[str, ...] = ("",)
        if isinstance(cell, DutyCell):
            texts = (cell.text or cell.state_label, cell.state_label, BRIEF.get(cell.state, cell.state_label[:1]))
        elif isinstance(cell, More):
            texts = (f"另 {cell.count} 件", f"+{cell.count}")
        text = next((t for t in texts if metrics.horizontalAdvance(t) <= inner.width()), texts[-1])
        painter.drawText(item.rect, int(Qt.AlignmentFlag.AlignCenter), text)
