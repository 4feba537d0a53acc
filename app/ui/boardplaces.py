"""Where the rows of the duty board and their cells stand: geometry only, nothing is painted here.

A cell stands under the months or quarters it covers; marks of single days stand in their column, and when a
column has no room for them, one bunch stands for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QRectF

from app.services.duties import BoardRow, DutyCell
from app.services.duty_print import Layout
from app.services.duty_spans import HEADS, Grain, Span, columns
from app.ui.charts.base import Item

ROW = 48
GROUP = 30
GAP = 6
LINE = ROW - 10
LEFT = (200, 304)
LEFT_SHARE = 0.42
LEAST = 25  # px that a cell needs for its shortest word
WIDE_CELLS = 6
URGENT = ("violated", "overdue", "manual_unmet", "partial", "undetermined", "manual_pending", "unconfigured", "due")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a group, which folds and opens it."""

    group: str


@dataclass(frozen=True, slots=True)
class Bunch:
    """Cells of one column that have no room side by side; opens the row. worst: the one that most needs a look."""

    duty: str
    subject: str
    column: int
    count: int
    worst: DutyCell


@dataclass(slots=True)
class Line:
    """Where a row or heading stands: top, height, its items. group: the words of a heading."""

    top: int
    height: int
    group: str = ""
    row: BoardRow | None = None
    folded: bool = False
    first: int = 0
    last: int = 0


@dataclass(slots=True)
class Places:
    """A board laid out for a width. days: what each cell covers, by its number among the items."""

    items: list[Item] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    spans: dict[int, Span] = field(default_factory=dict)
    height: int = 0


def left_of(width: int, grain: Grain) -> int:
    """Room for the names of the duties."""
    most = LEFT[1] - (40 if grain is Grain.MONTH else 0)
    return max(LEFT[0], min(round(width * LEFT_SHARE), most))


def place(rows: Sequence[BoardRow], layout: Layout, opened: set[tuple[str, str]], width: int) -> Places:
    """Lay a board out. opened: rows (duty, subject) whose bunches are shown one by one."""
    made = Places()
    y = 0
    for group, members in layout.grouped(rows):
        folded = group in layout.folded
        words = heading_words(layout.title_of(group), members)
        made.lines.append(Line(y, GROUP, words, folded=folded, first=len(made.items), last=len(made.items) + 1))
        tip = f"{words}，{'已收起，Enter 展开' if folded else 'Enter 收起'}"
        made.items.append(Item(QRectF(0, y, width, GROUP - 1), tip, Heading(group)))
        y += GROUP
        for row in () if folded else members:
            line = Line(y, ROW, row=row, first=len(made.items))
            for item, span in _items(row, layout.grain, opened, y, width):
                made.spans[len(made.items)] = span
                made.items.append(item)
            line.last = len(made.items)
            if line.last > line.first:
                line.height = max(ROW, round(made.items[-1].rect.bottom()) - y + 7)
            made.lines.append(line)
            y += line.height
    made.height = y + 4
    return made


def heading_words(title: str, rows: Sequence[BoardRow]) -> str:
    """A group in words: how many rows, how many cells are late or not as they should be."""
    late = sum(c.state in ("overdue", "violated") for r in rows for c in r.cells)
    return f"{title} · {len(rows)} 项" + (f" · {late} 格逾期或不符" if late else "")


def _items(
    row: BoardRow, grain: Grain, opened: set[tuple[str, str]], top: int, whole: int
) -> Iterator[tuple[Item, Span]]:
    begin = left_of(whole, grain)
    width = whole - begin
    subject = row.cells[0].subject if row.cells else ""
    slots = _slots(row, grain)
    step = width / len(HEADS[grain])
    tight = any((b - a + 1) * step / len(inside) < LEAST for (a, b), inside in slots.items())
    if tight and (row.duty, subject) in opened:
        step = width / WIDE_CELLS
        for n, (cell, span) in enumerate(zip(row.cells, row.spans, strict=True)):
            spot = QRectF(begin + round(n % WIDE_CELLS * step), top + 7 + n // WIDE_CELLS * LINE, round(step) - GAP, ROW - 14)
            yield cell_item(row, cell, spot), span
        return
    for (a, b), inside in sorted(slots.items()):
        left, wide = begin + a * step, (b - a + 1) * step
        if wide / len(inside) < LEAST:
            cells = [row.cells[n] for n in inside]
            worst = min(cells, key=lambda c: URGENT.index(c.state) if c.state in URGENT else len(URGENT))
            words = f"{row.label}，{HEADS[grain][a]}：{len(cells)} 件，其中 {worst.state_label} {sum(c.state == worst.state for c in cells)} 件，Enter 展开"
            spot = QRectF(round(left), top + 7, round(wide) - gap_of(wide), ROW - 14)
            yield Item(spot, words, Bunch(row.duty, subject, a, len(cells), worst)), row.spans[inside[0]]
            continue
        part = wide / len(inside)
        for at, n in enumerate(inside):
            spot = QRectF(round(left + at * part), top + 7, round(part) - gap_of(part), ROW - 14)
            yield cell_item(row, row.cells[n], spot), row.spans[n]


def gap_of(width: float) -> int:
    """The space between cells: less where they are narrow."""
    return GAP if width > 60 else 3


def _slots(row: BoardRow, grain: Grain) -> dict[tuple[int, int], list[int]]:
    """Columns from and to, and the cells that share them; what would overlap shares the whole width."""
    found: dict[tuple[int, int], list[int]] = {}
    for n, span in enumerate(row.spans):
        found.setdefault(columns(span, grain), []).append(n)
    places = sorted(found)
    if any(b[0] <= a[1] for a, b in pairwise(places)):
        return {(0, len(HEADS[grain]) - 1): list(range(len(row.cells)))}
    return found


def cell_item(row: BoardRow, cell: DutyCell, spot: QRectF) -> Item:
    """A cell that can be reached, with all there is to say."""
    state = " ".join(dict.fromkeys((cell.state_label, cell.text))).strip()
    words = f"{row.label}，{cell.subject_label}，{cell.period_label}：{state}"
    tip = f"{row.label}\n{row.sub}\n{cell.subject_label} · {cell.period_label}\n{state}\n{row.article}\nEnter 看为什么"
    return Item(spot, words, cell, tip)
