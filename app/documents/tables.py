"""Measures tables: column edges, cell text broken into lines, row heights. Lengths in pt.

Belongs here: a table by itself. Does not belong here: its place on pages (table_pages) and how it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from app.documents.blocks import MM, Align, Block, Line, Piece, Setter, Style
from app.documents.breaking import Breaker, Span
from app.documents.faces import clean_text
from app.documents.linerules import pieces
from app.documents.model import Cell, Table
from app.documents.tabledata import starts

OUTER, INNER = 0.35, 0.25  # mm, thickness of the frame and of the rules inside
SIDE = 3.4  # free space left and right of a cell's text
TOP, BOTTOM = 0.5, 4.5  # free space above and under a cell's text; lines stand on the foot of their height
RULE = 1.0  # room for the rules of a row, which other programs count to its height
SMALLER = (12.0, 10.5, 9.0)  # 小四, 五号, 小五: taken where the columns are too narrow for the usual size
SPREAD = 1.5  # line height in sizes: more than any face asks for by itself, so that “at least” is exactly this
_ROOMY = 4  # characters: narrower columns tell other programs each line, for they divide figures otherwise
_SENTENCE = 20  # characters from which an entry is a sentence, which wants room for some characters a line
_OVERHANG = 1.5  # a line may reach so far into the free space: the official 仿宋 has wider figures


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of a cell. ends: the last of its paragraph."""

    line: Line
    ends: bool


@dataclass(frozen=True, slots=True)
class CellBox:
    """A measured cell. column: where it begins; foot: lines at its right foot; indent: of first lines."""

    column: int
    span: int
    rows: int
    align: str
    head: bool
    lines: tuple[CellLine, ...]
    foot: tuple[CellLine, ...] = ()
    indent: float = 0.0
    on_top: bool = False


@dataclass(frozen=True, slots=True)
class RowBox:
    """The cells that begin in a row, and its height."""

    cells: tuple[CellBox, ...]
    height: float


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A measured table. edges: x of its columns from the left of the type area, one more than columns."""

    edges: tuple[float, ...]
    rows: tuple[RowBox, ...]
    head_rows: int
    size: float
    pitch: float
    landscape: bool = False
    style: Style = Style.TABLE
    keep_next: bool = False
    new_page: bool = False

    @property
    def height(self) -> float:
        """Height in one piece."""
        return sum(row.height for row in self.rows)

    def lines(self) -> Iterator[Line]:
        """Every line of text."""
        return (one.line for row in self.rows for box in row.cells for one in (*box.lines, *box.foot))

    @property
    def head_height(self) -> float:
        """Height of the rows that are repeated."""
        return sum(row.height for row in self.rows[: self.head_rows])

    def text_height(self, box: CellBox) -> float:
        """Height that the text of a cell needs, free space included."""
        foot = len(box.foot) * self.pitch + (self.pitch / 3 if box.foot and box.lines else 0.0)
        return len(box.lines) * self.pitch + foot + TOP + BOTTOM + RULE

    def groups(self) -> list[tuple[int, int]]:
        """First and last+1 of the rows, heads left out, that cells merged downwards hold together."""
        found: list[tuple[int, int]] = []
        start = end = self.head_rows
        for index in range(self.head_rows, len(self.rows)):
            end = max(end, index + 1, *(index + cell.rows for cell in self.rows[index].cells), index + 1)
            if end == index + 1:
                found.append((start, end))
                start = end
        return found


def table_blocks(table: Table, setter: Setter) -> list[Block | TableBlock]:
    """A table and its title, on pages of its own when it lies on its side and the text around it does not."""
    own = setter.turned() if table.landscape and not setter.is_turned else setter
    blocks: list[Block | TableBlock] = [measure_table(table, own)]
    if table.title:
        title = own.single(Style.TABLE_TITLE, table.title, "hei", align=Align.CENTRE)
        blocks.insert(0, replace(title, keep_next=True, landscape=own.is_turned))
    return blocks


def measure_table(table: Table, setter: Setter) -> TableBlock:
    """Measure a table to the full width of the setter's type area."""
    edges = _edges(table.columns, setter.measure)
    at = starts(table.rows, len(table.columns))
    size = _size(table, at, edges, setter)
    pitch = _twips(size * SPREAD)
    breaker = Breaker(setter.book, size, 0.0, size)
    rows = [
        tuple(_cell(cell, start, edges, breaker, size) for cell, start in zip(row.cells, begins, strict=True))
        for row, begins in zip(table.rows, at, strict=True)
    ]
    block = TableBlock(edges, (), table.head_rows, size, pitch, setter.is_turned)
    page = setter.profile.page.text_height * MM - block.pitch
    heights = _heights(block, rows, [row.height * MM for row in table.rows], page)
    boxes = tuple(RowBox(cells, height) for cells, height in zip(rows, heights, strict=True))
    return replace(block, rows=boxes)


def _twips(points: float) -> float:
    return round(points * 20) / 20


def _edges(shares: Sequence[float], width: float) -> tuple[float, ...]:
    """Edges by the shares; no column is narrower than a character of the smallest size."""
    least = min(SMALLER[-1] + 2 * SIDE + 0.5, width / len(shares))
    widths = [width * share / sum(shares) for share in shares]
    spare = sum(w - least for w in widths if w > least)
    lacking = sum(least - w for w in widths if w < least)
    widths = [least if w < least else w - (w - least) * lacking / spare if spare else w for w in widths]
    edges = [0.0]
    for index in range(len(widths)):
        edges.append(_twips(sum(widths[: index + 1])))
    return tuple(edges)


def _size(table: Table, at: list[list[int]], edges: tuple[float, ...], setter: Setter) -> float:
    """The largest size at which no figure or word must be divided and no column is a thread."""
    usual = setter.profile.sizes.table
    sizes = (usual, *(size for size in SMALLER if size < usual))
    for size in sizes:
        breaker = Breaker(setter.book, size, 0.0, size)
        if all(
            _fits(cell, edges[start + cell.span] - edges[start] - 2 * SIDE, breaker, size)
            for row, begins in zip(table.rows, at, strict=True)
            for cell, start in zip(row.cells, begins, strict=True)
        ):
            return size
    return sizes[-1]


def _fits(cell: Cell, width: float, breaker: Breaker, size: float) -> bool:
    role = "hei" if cell.head else "body"
    least = 5 if len(cell.text) > _SENTENCE else min(len(cell.text), 1 if cell.head else 2)
    if width < least * size:
        return False
    words = {atom for atom in pieces(clean_text(cell.text)) if len(atom) > 1 and atom.isascii()}
    return all(breaker.width(word, role) <= width for word in words)


def _cell(cell: Cell, start: int, edges: tuple[float, ...], breaker: Breaker, size: float) -> CellBox:
    left, right = edges[start] + SIDE, edges[start + cell.span] - SIDE
    role = "hei" if cell.head else "body"
    indent = 2 * size if _is_prose(cell, (right - left) / size) else 0.0
    lines = [line for text in cell.text.split("\n") for line in _paragraph(text, role, left, right, cell.align, indent, breaker, size)]
    away = right - size  # 日 stands one character from the rule
    foot = [line for text in cell.foot.split("\n") for line in _paragraph(text, role, left, away, "right", 0.0, breaker, size)]
    if not cell.text:
        lines = []
    return CellBox(start, cell.span, cell.rows, cell.align, cell.head, tuple(lines), tuple(foot) if cell.foot else (), indent)


def _is_prose(cell: Cell, characters: float) -> bool:
    return cell.align == "left" and not cell.head and "。" in cell.text and characters >= 14 and len(cell.text) > characters * 2


def _paragraph(text: str, role: str, left: float, right: float, align: str, indent: float, breaker: Breaker,
               size: float) -> list[CellLine]:  # fmt: skip
    width = right - left
    spans = (Span(clean_text(text), role),)
    broken = breaker.lines(spans, width - indent, width)
    if role == "hei" and len(broken) > 1:  # a label is divided into lines of one length: 集体研究/情况
        even = breaker.width(spans[0].text, role) / len(broken) + size * 0.55
        balanced = breaker.lines(spans, min(even, width), min(even, width))
        broken = balanced if len(balanced) == len(broken) else broken
    if not broken:  # an empty line of a cell takes a line
        return [CellLine(Line(()), True)]
    found = []
    for index, one in enumerate(broken):
        last = index == len(broken) - 1
        first = indent if index == 0 else 0.0
        free = width - first - one.width
        x = left + first + {"left": 0.0, "centre": free / 2, "right": free}[align]
        slack = free + _OVERHANG
        soft = not last and _ROOMY * size <= width and slack < size and _plain(one.text[-1], broken[index + 1].text[0])
        found.append(CellLine(Line((Piece(x, one.spans, one.width),), 0.0, not last and not soft), last))
    return found


def _plain(before: str, after: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in (before, after))


def _heights(block: TableBlock, rows: Sequence[Sequence[CellBox]], least: Sequence[float], page: float) -> list[float]:
    """Heights of the rows; what a merged cell lacks is added to the last row it covers."""
    usual = block.pitch + TOP + BOTTOM + RULE
    heights = []
    for cells, wanted in zip(rows, least, strict=True):
        needs = [block.text_height(box) for box in cells if box.rows == 1]
        heights.append(max([usual, min(wanted, page * 0.85), *needs]))
    _widen(block, rows, heights, lambda _index: 0.0)
    boxes = tuple(RowBox(tuple(cells), height) for cells, height in zip(rows, heights, strict=True))
    pages: dict[int, int] = {}  # rows held together that go over a page: the text of merged cells loses up to a line at each turn
    for start, end in replace(block, rows=boxes).groups():
        turns = ceil(sum(heights[start:end]) / (page * 0.8)) if sum(heights[start:end]) > page * 0.8 else 0
        pages |= dict.fromkeys(range(start, end), turns)
    _widen(block, rows, heights, lambda index: (pages.get(index, 0) + 1) * usual if pages.get(index) else 0.0)
    return [ceil(height * 20 - 0.01) / 20 for height in heights]


def _widen(block: TableBlock, rows: Sequence[Sequence[CellBox]], heights: list[float], more: Callable[[int], float]) -> None:
    for index, cells in enumerate(rows):
        for box in cells:
            lacking = block.text_height(box) + more(index) - sum(heights[index : index + box.rows])
            if box.rows > 1 and lacking > 0 and box.lines:
                heights[index + box.rows - 1] += lacking
