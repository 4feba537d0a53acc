"""Divides a measured table over pages. Lengths in pt.

Rows stay whole unless one is taller than a page, heads are repeated, rows held together by merged cells turn the
page together. Both writers draw the parts found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.documents.tables import BOTTOM, RULE, TOP, CellBox, CellLine, TableBlock

SAFETY = 3.0  # other programs count the frame to the height, and a paragraph of 1 pt follows each table
_AROUND = TOP + BOTTOM + RULE  # of a row, what is not text
_LEAST_LINES = 2  # of a row that goes over a page, on each of them


@dataclass(frozen=True, slots=True)
class PartCell:
    """A cell on a page. box: with the lines that stand here; rows: how many rows of the part it covers."""

    box: CellBox
    rows: int


@dataclass(frozen=True, slots=True)
class PartRow:
    """A row on a page. index: its place in the table; head: one of the rows that stand on each page."""

    index: int
    cells: tuple[PartCell, ...]
    height: float
    head: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What of a table stands on one page. turned: the page must be turned before it by the writer, because a
    program that flows by itself would not do so here."""

    block: TableBlock
    rows: tuple[PartRow, ...]
    turned: bool = False

    @property
    def height(self) -> float:
        """Height on its page."""
        return sum(row.height for row in self.rows)


@dataclass(slots=True)
class _Slice:
    """A row, or the lines from `start` to `end` of one, on its way to a page."""

    row: int
    height: float
    start: int = 0
    end: int | None = None


def first_need(block: TableBlock, page: float) -> float:
    """Height of the least that may stand at the foot of a page: heads and what follows them."""
    groups = block.groups()
    if not groups:
        return block.height
    start, end = groups[0]
    height = sum(row.height for row in block.rows[start:end])
    if height > page - block.head_height:
        height = min(height, _AROUND + _LEAST_LINES * block.pitch)
    return block.head_height + height


def divide(block: TableBlock, room: float, page: float, turns: frozenset[int] = frozenset()) -> list[Part]:
    """The parts of a table that begins where `room` is left of a page of height `page`.

    turns: rows before which the page is turned in any case. The first part is empty when nothing fits there.
    """
    return _Division(block, room - SAFETY, page - SAFETY, turns).parts()


class _Division:
    def __init__(self, block: TableBlock, room: float, page: float, turns: frozenset[int]) -> None:
        self._block, self._turns = block, turns
        self._fresh = page - block.head_height
        self._room = room - block.head_height
        self._pages: list[list[_Slice]] = [[]]
        self._turned = [False]

    def parts(self) -> list[Part]:
        for start, end in self._block.groups():
            self._group(start, end)
        if not self._block.groups() and self._room < 0:
            self._turn(by_writer=True)
        heads = [_Slice(i, self._block.rows[i].height) for i in range(self._block.head_rows)]
        found = []
        for index, (slices, turned) in enumerate(zip(self._pages, self._turned, strict=True)):
            empty = not slices and (index == 0 and len(self._pages) > 1)
            rows = () if empty else (*self._rows(heads, head=True), *self._rows(slices, head=False))
            found.append(Part(self._block, rows, turned))
        return found

    def _group(self, start: int, end: int) -> None:
        height = sum(row.height for row in self._block.rows[start:end])
        if start in self._turns and (self._pages[-1] or len(self._pages) == 1):  # before its first row, too
            self._turn(by_writer=True)
        if height <= self._room:
            self._put([_Slice(i, self._block.rows[i].height) for i in range(start, end)])
        elif height <= self._fresh:
            near = height <= self._room + 2 * SAFETY
            self._turn(by_writer=not self._pages[-1] or end - start > 1 or near)
            self._group(start, end)
        else:
            for index in range(start, end):
                self._tall(index)

    def _tall(self, index: int) -> None:
        row = self._block.rows[index]
        if row.height <= self._room:
            self._put([_Slice(index, row.height)])
        elif row.height <= self._fresh:
            self._turn(by_writer=True)
            self._put([_Slice(index, row.height)])
        else:
            self._cut(index)

    def _cut(self, index: int) -> None:
        """Divide a row that is taller than a page between its lines."""
        pitch, row = self._block.pitch, self._block.rows[index]
        cells = [box for box in row.cells if box.rows == 1]
        count = max((len(box.lines) for box in cells), default=0)
        foot = max((self._block.text_height(replace(box, lines=())) - _AROUND for box in cells if box.foot), default=0.0)
        done, content = 0, row.height - _AROUND  # more than its lines where a merged cell needs more
        while True:
            left = count - done
            need = max(content, left * pitch + foot) + _AROUND
            if need <= self._room:
                self._put([_Slice(index, need, done, None)])
                return
            fitting = int((self._room - _AROUND) / pitch)
            if fitting >= _LEAST_LINES:
                take = min(fitting, max(left - _LEAST_LINES, 0)) if left > fitting - _LEAST_LINES else left
                self._put([_Slice(index, fitting * pitch + _AROUND, done, done + take)])
                done += take
                content -= fitting * pitch
            self._turn(by_writer=True)

    def _put(self, slices: Sequence[_Slice]) -> None:
        self._pages[-1] += slices
        self._room -= sum(one.height for one in slices)

    def _turn(self, *, by_writer: bool) -> None:
        self._pages.append([])
        self._turned.append(by_writer)
        self._room = self._fresh

    def _rows(self, slices: Sequence[_Slice], *, head: bool) -> Iterator[PartRow]:
        for place, one in enumerate(slices):
            cells = [*self._carried(slices, place), *self._own(slices, place)]
            cells.sort(key=lambda cell: cell.box.column)
            yield PartRow(one.row, tuple(cells), one.height, head)

    def _own(self, slices: Sequence[_Slice], place: int) -> Iterator[PartCell]:
        one = slices[place]
        for box in self._block.rows[one.row].cells:
            cut = one.start > 0 or one.end is not None
            if cut and box.rows == 1:
                foot = box.foot if one.end is None else ()
                yield PartCell(replace(box, lines=box.lines[one.start : one.end], foot=foot, on_top=True), 1)
            else:
                yield self._merged(box, one.row, slices, place)

    def _carried(self, slices: Sequence[_Slice], place: int) -> Iterator[PartCell]:
        """Merged cells that begin on an earlier page go on in the first row here."""
        if place:
            return
        row = slices[0].row
        for above in range(self._block.head_rows, row):
            for box in self._block.rows[above].cells:
                if above + box.rows > row:
                    yield self._merged(box, above, slices, 0)

    def _merged(self, box: CellBox, first: int, slices: Sequence[_Slice], place: int) -> PartCell:
        covered = [one for one in slices[place:] if one.row < first + box.rows]
        if box.rows == 1 or sum(1 for p in self._pages for s in p if first <= s.row < first + box.rows) == len(covered):
            return PartCell(box, max(len(covered), 1))
        return PartCell(self._portion(box, first, covered), len(covered))

    def _portion(self, box: CellBox, first: int, covered: Sequence[_Slice]) -> CellBox:
        """The text of a merged cell that goes over pages: all of it on each, or where it is too long a stretch."""
        heights = [sum(s.height for s in page if first <= s.row < first + box.rows) for page in self._pages]
        here = sum(one.height for one in covered)
        if all(self._block.text_height(box) <= height for height in heights if height):
            return box
        fits = [max(int((height - _AROUND) / self._block.pitch), 0) for height in heights]
        page = next(i for i, p in enumerate(self._pages) if any(one is covered[0] for one in p))
        begin = sum(fits[:page])
        last = not any(heights[page + 1 :])
        lines: tuple[CellLine, ...] = box.lines[begin:] if last else box.lines[begin : begin + fits[page]]
        return replace(box, lines=lines, foot=box.foot if last and here else (), on_top=True)
