"""What the examination sees of a document, whatever program and format it came from. Lengths in pt.

A paragraph carries what takes effect (styles, defaults, themes and direct formats already resolved). In a PDF a
paragraph is put together from lines; places on the page are known there, in a docx only when they are said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on a page, pt from the paper's top left."""

    left: float
    top: float
    right: float
    bottom: float

    def mm(self) -> tuple[float, float, float, float]:
        """The same in mm, rounded to tenths."""
        return tuple(round(v / MM, 1) for v in (self.left, self.top, self.right, self.bottom))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look. face: the Chinese font; latin: the font that quotes and dashes take; ascii: that of figures and letters; adorned: what is put on the
    characters (下划线, 倾斜, 删除线…); marked: 突出显示 or 底纹; scale: width of the characters in hundredths; spacing: pt added behind each character; themed: whether a theme names the font; coloured: neither black nor the automatic colour; node: where it came from, for mending;
    span: its left and right end on the page, in a PDF."""

    text: str
    face: str = ""
    latin: str = ""
    size: float | None = None
    red: bool = False
    bold: bool = False
    spacing: float = 0.0
    node: Any = None
    themed: bool = False
    coloured: bool = False
    ascii: str = ""
    adorned: str = ""
    marked: str = ""
    scale: float = 100.0
    span: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Border:
    """A horizontal border of a paragraph or table. width: thickness; space: distance to the text; kind: single, double, dashed…"""

    width: float
    red: bool
    space: float = 0.0
    kind: str = "single"
    coloured: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where something stands that does not flow. origin: page, margin or text; y: from its top; side: top, bottom or center of it; across: left, right, center, inside, outside;
    x: of a frame from the left of the page or, unless from_page, of the text."""

    origin: str
    y: float | None = None
    side: str = ""
    across: str = ""
    x: float | None = None
    from_page: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell of a table. row, column: from 0, of rows and columns; above, under: the lines there; width: of the table;
    anchor: of a table that does not flow; height: least height of the row; pad: space between the line and the text at left and right; upright: whether it has
    lines at its sides; indent: of the table."""

    table: int
    row: int
    rows: int
    column: int
    columns: int
    above: Border | None
    under: Border | None
    width: float
    anchor: Anchor | None = None
    height: float = 0.0
    pad: tuple[float, float] = (0.0, 0.0)
    upright: bool = False
    indent: float = 0.0


@dataclass(slots=True)
class Line:
    """A line of a PDF paragraph. gap: the usual space between its characters; odd: characters beside each other that stand
    further apart than the others of the line, and by how much."""

    text: str
    rect: Rect
    page: int
    gap: float = 0.0
    odd: tuple[str, float] | None = None


@dataclass(slots=True)
class Para:
    """A paragraph. place: flow, frame, box, table; index: its number in the file, from 1; page: 0 when unknown.

    first, left, right: indents; pitch with pitch_rule (exact, atLeast, auto: then a multiple of the single line);
    snap: whether it stands on the document's grid; hangs: whether marks may hang out at the line's end; boxed: 边框 or 底纹 of the whole paragraph; spread: 分散对齐; cell: of a table it stands in; anchor: of a frame or box;
    between: the line that parts it from a neighbour with the same borders; width: of a frame; tabs: its tab stops and their kinds;
    number_run: the look of the field of a page number, its text is the field's own form (ROMAN…); node: where it came from, for mending; grid: the lines of the document's grid that its lines without a fixed pitch take, 0 when it takes none; top: where it stands on its page, of a docx only for frames and boxes;
    moved: how far it was set aside to stand where its page should begin (settled).
    """

    index: int
    runs: list[Run] = field(default_factory=list)
    place: str = "flow"
    align: str = "left"
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    pitch: float | None = None
    pitch_rule: str = ""
    before: float = 0.0
    after: float = 0.0
    new_page: bool = False
    kinsoku: bool = True
    snap: bool = True
    hangs: bool = True
    page: int = 0
    rect: Rect | None = None
    top: float | None = None
    lines: list[Line] = field(default_factory=list)
    above: Border | None = None
    under: Border | None = None
    section: int = 0
    number_field: bool = False
    number_run: Run | None = None
    table: int = 0
    boxed: str = ""
    spread: bool = False
    cell: Cell | None = None
    anchor: Anchor | None = None
    between: Border | None = None
    width: float | None = None
    tabs: tuple[tuple[float, str], ...] = ()
    node: Any = None
    grid: float = 0.0
    moved: float = 0.0

    @property
    def text(self) -> str:
        """Its characters, automatic numbers included."""
        return "".join(run.text for run in self.runs)

    @property
    def typed(self) -> str:
        """Its characters without the spaces that stand for distances between the words of a PDF."""
        return self.text if self.rect is None else "".join(run.text for run in self.runs if run.face)

    @property
    def bare(self) -> str:
        """Its characters without any space."""
        return "".join(self.text.split())

    @property
    def size(self) -> float | None:
        """The size of most of its characters."""
        return _most({run.size: 0 for run in self.runs if run.size}, self.runs)

    @property
    def red(self) -> bool:
        """Whether most of its characters are red."""
        count = sum(len(run.text.strip()) * (1 if run.red else -1) for run in self.runs)
        return count > 0


def _most(weights: dict[float | None, int], runs: list[Run]) -> float | None:
    for run in runs:
        if run.size:
            weights[run.size] += len("".join(run.text.split()))
    return max(weights, key=lambda size: weights[size]) if weights else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn horizontal line. top, left are None when they depend on the text's flow; kind: single, double, thickThin, thinThick, dashed…, of a PDF also box and picture, that may hold several;
    offset: from the top of the paragraph (node) it hangs on; a border of a table has the table as its node."""

    length: float
    thickness: float
    red: bool
    page: int = 0
    top: float | None = None
    left: float | None = None
    kind: str = "single"
    offset: float | None = None
    node: Any = None
    coloured: bool = False


@dataclass(slots=True)
class Section:
    """Page settings. grid: '', lines, linesAndChars or snapToChars; cell, line: the grid's, 0 when it has none; extra: what it
    adds to each character.

    footers: paragraphs of the page number's places, by default, even, first; a key that is absent is inherited; number_form,
    number_start: of the page numbers, '' and None as usual; upright: whether text runs from left to right; centred: whether text begins
    elsewhere than at the top; decorated: 页面边框, 行号; joined: whether it goes on the page of the one before it.
    """

    width: float
    height: float
    top: float | None = None
    bottom: float | None = None
    left: float | None = None
    right: float | None = None
    footer_distance: float | None = None
    header_distance: float | None = None
    grid: str = ""
    cell: float = 0.0
    extra: float = 0.0
    line: float = 0.0
    title_page: bool = False
    footers: dict[str, list[Para]] = field(default_factory=dict)
    headers: dict[str, list[Para]] = field(default_factory=dict)
    chars: int = 0
    columns: int = 1
    number_form: str = ""
    number_start: int | None = None
    upright: bool = True
    centred: bool = False
    decorated: tuple[str, ...] = ()
    joined: bool = False

    @property
    def measure(self) -> float | None:
        """Width of the type area."""
        return None if self.left is None or self.right is None else self.width - self.left - self.right


@dataclass(slots=True)
class Paper:
    """A document. kind: docx or pdf; flowing: paragraphs in reading order; pages: sizes of a PDF's pages; scanned: those that are only pictures; framed: those of a PDF with a frame about the page;
    pictures: those of a PDF that are no lines, with their pages; seals: those, and drawn ones, that are seals; unred_seals: drawn ones in another colour than red;
    offsets: how far pages were off the margin that were moved (settled)."""

    kind: str
    sections: list[Section] = field(default_factory=list)
    flowing: list[Para] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pages: list[tuple[float, float]] = field(default_factory=list)
    marks: list[Para | None] = field(default_factory=list)
    odd_and_even: bool = False
    loose_fonts: tuple[str, ...] = ()
    scanned: tuple[int, ...] = ()
    framed: tuple[int, ...] = ()
    pictures: list[tuple[int, Rect]] = field(default_factory=list)
    seals: list[tuple[int, Rect]] = field(default_factory=list)
    unred_seals: list[tuple[int, Rect]] = field(default_factory=list)
    offsets: dict[int, float] = field(default_factory=dict)
