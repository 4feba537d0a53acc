"""Draws a layout as PDF with reportlab's canvas. Millimetres become points here.

Fonts are embedded as subsets; the same document gives the same bytes (invariant).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.documents.blocks import BASELINE, MM, Block, Line, Piece
from app.documents.breaking import Span
from app.documents.column import Page, Placed, PlacedTable
from app.documents.imprint import PADDING
from app.documents.pages import Layout
from app.documents.pdf_file import PdfFile
from app.documents.pdf_fonts import OFTEN, SharedFonts
from app.documents.pdf_lines import Colour, DocumentFonts, Lines, stroke_operators
from app.documents.pdf_tables import Drawing, draw_part
from app.documents.pdf_tags import Tags
from app.documents.tables import INNER, TableBlock
from app.documents.titles import MARKS
from app.jobs.progress import JobContext

RED = (0.85, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)
_NUMBERS = Line((Piece(0.0, (Span("— 0123456789 —", "song"),), 0.0),))  # what page numbers are made of
_DASH_CENTRE = 0.38  # em above the baseline, where the dash of a page number lies


class PdfWriter:
    """Writes letters of one profile; those of a batch share lines, and fonts when there are several."""

    def __init__(self, layouts: Sequence[Layout], *, least: float = OFTEN) -> None:
        """layouts: all letters there will be; least: how much of them must use a character to share it."""
        first = layouts[0]
        self._page, self._lines = first.profile.page, Lines(first.book, first.profile.page.left * MM)
        self._font = first.book.role("body").faces[0].name
        uses = [self._lines.uses(_lines_of(layout)) for layout in layouts] if len(layouts) > 1 else []
        self._shared = SharedFonts(uses, least=least)

    def write(self, layout: Layout) -> bytes:
        """A letter as a file."""
        file, fonts = self._open(_title(layout))
        self._draw(file, fonts, Tags(file), layout)
        return self._close(file, fonts)

    def merged(self, layouts: Sequence[Layout], title: str, context: JobContext) -> bytes:
        """Letters as one file, each with its own page numbers and a bookmark. Raises Cancelled."""
        file, fonts = self._open(title)
        for index, layout in enumerate(layouts):
            context.report(index, len(layouts), "合并文件")
            name = " ".join(filter(None, (layout.document.number, _title(layout))))
            file.bookmark(name, 0, self._page.height * MM)
            self._draw(file, fonts, Tags(file, file.element("Sect"), level=1), layout)
        context.report(len(layouts), len(layouts), "合并文件")
        return self._close(file, fonts)

    def _open(self, title: str) -> tuple[PdfFile, DocumentFonts]:
        file = PdfFile(title, self._page.width * MM, self._page.height * MM, self._font)
        document = file.canvas._doc
        self._shared.enter(document)
        return file, DocumentFonts(document)

    def _draw(self, file: PdfFile, fonts: DocumentFonts, tags: Tags, layout: Layout) -> None:
        for number in range(1, len(layout.pages) + 1):
            _Sheet(file, fonts, tags, layout, self._lines, number).draw()
            file.turn()

    def _close(self, file: PdfFile, fonts: DocumentFonts) -> bytes:
        fonts.embed()
        return file.finish()


def write_pdf(layout: Layout) -> bytes:
    """The PDF of a layout."""
    return PdfWriter([layout]).write(layout)


def _title(layout: Layout) -> str:
    title = "".join(char for char in layout.document.title if char not in MARKS)
    return title or layout.document.mark


def _lines_of(layout: Layout) -> Iterator[tuple[Line, float]]:
    """The lines of a letter and their sizes; of its page numbers all figures."""
    yield _NUMBERS, layout.profile.sizes.small
    head = layout.flow.head
    blocks = [block for block in (head.letterhead, head.beside) if block]
    blocks += [layout.flow.page_sign] if layout.flow.page_sign else []
    blocks += [unit.block for unit in layout.units if isinstance(unit.block, Block)]
    blocks += [block for group in layout.imprint.groups for block in group]
    yield from ((line, block.size) for block in blocks for line in block.lines)
    for unit in layout.units:
        if isinstance(unit.block, TableBlock):
            yield from ((line, unit.block.size) for line in unit.block.lines())


class _Sheet:
    """Draws one page; y is measured downwards from the paper's top."""

    def __init__(
        self, file: PdfFile, fonts: DocumentFonts, tags: Tags, layout: Layout, lines: Lines, number: int
    ) -> None:
        page = layout.profile.page
        self._file, self._fonts, self._tags, self._lines = file, fonts, tags, lines
        self._canvas, self._layout, self._number = file.canvas, layout, number
        self._left, self._top = page.left * MM, page.top * MM
        self._width, self._height = page.text_width * MM, page.height * MM
        self._foot = page.text_height * MM

    def draw(self) -> None:
        """Everything on the page. A page turned by a quarter is an upright one whose content is turned to the left,
        and which readers show turned back: its head is at the left of the upright page, its number where it always is."""
        layout = self._layout
        page = layout.pages[self._number - 1]
        width, height = self._layout.profile.page.width * MM, self._height
        self._canvas.setPageRotation(90 if page.landscape else 0)
        self._canvas.setPageSize((height, width) if page.landscape else (width, height))  # as it is shown
        if page.landscape:  # x counts from the same left edge as on an upright page: lines are drawn alike
            shift = height - self._top - self._foot - self._left
            upright = self._top, self._width, self._height, self._foot
            self._canvas.transform(0, 1, -1, 0, width, shift)
            self._top, self._width, self._height, self._foot = self._left, self._foot, width, self._width
        self._flow(page)
        if page.landscape:
            self._canvas.transform(0, -1, 1, 0, -shift, width)
            self._top, self._width, self._height, self._foot = upright
        if page.numbered:
            self._page_number()

    def _flow(self, page: Page) -> None:
        layout = self._layout
        stand: list[Placed | PlacedTable] = [*page.lines, *page.tables]
        for placed in sorted(stand, key=lambda one: one.y):
            if isinstance(placed, PlacedTable):
                self._table(placed)
            else:
                self._line(placed.block, placed.line, self._top + placed.y)
        for y in page.rules:
            self._rule(self._left, self._width, self._top + y, layout.profile.header.rule_thickness, RED)
        if self._number == 1:
            self._first_page()
        if self._number == len(layout.pages):
            self._imprint()
        if layout.flow.page_sign:
            self._page_sign(layout.flow.page_sign)

    def _table(self, placed: PlacedTable) -> None:
        def cell(row: int, column: int, head: bool) -> None:
            self._tags.cell(placed.part.block, row, column, head=head)

        def text(line: Line, size: float, baseline: float) -> None:
            if line.pieces:
                self._text(line, size, baseline, BLACK)

        def rule(place: tuple[float, float, float, float], thickness: float) -> None:
            x0, y0, x1, y1 = place
            self._stroke((self._left + x0, y0, self._left + x1, y1), thickness, BLACK)

        draw_part(placed.part, self._top + placed.y, Drawing(cell, text, rule))

    def _page_sign(self, block: Block) -> None:
        """The rule and the line to sign, on the last line of the type area."""
        y = self._top + self._foot - block.pitch
        self._rule(self._left, self._width, y, INNER, BLACK)
        self._line(block, block.lines[0], y)

    def _line(self, block: Block, line: Line, y: float) -> None:
        if not line.pieces:
            return
        self._tags.line(block, line, self._height - y)
        self._text(line, block.size, y + BASELINE * block.pitch, RED if block.red else BLACK)

    def _text(self, line: Line, size: float, baseline: float, colour: Colour) -> None:
        height = self._height - baseline
        self._canvas.addLiteral(self._lines.operators(line, size, colour, height, self._fonts))

    def _rule(
        self, x: float, width: float, y: float, thickness: float, colour: tuple[float, float, float]
    ) -> None:
        self._stroke((x, y, x + width, y), thickness, colour)

    def _stroke(
        self, place: tuple[float, float, float, float], thickness: float, colour: tuple[float, float, float]
    ) -> None:
        self._file.artifact()
        x0, y0, x1, y1 = place
        ends = (x0, self._height - y0, x1, self._height - y1)
        self._canvas.addLiteral(stroke_operators(ends, thickness * MM, colour))

    def _first_page(self) -> None:
        layout, header, head = self._layout, self._layout.profile.header, self._layout.flow.head
        if head.letterhead:
            for i, line in enumerate(head.letterhead.lines):
                self._line(head.letterhead, line, head.letterhead_top + i * head.letterhead.pitch)
        if head.beside:
            self._line(head.beside, head.beside.lines[0], self._top + head.beside_top)
        for y, thickness in letter_rules(layout):
            width = header.letter_rule_length * MM
            self._rule((layout.profile.page.width * MM - width) / 2, width, y, thickness, RED)

    def _imprint(self) -> None:
        layout, sizes = self._layout, self._layout.profile.imprint
        foot = layout.imprint
        y = self._top + layout.foot - foot.height
        for i, group in enumerate(foot.groups):
            if foot.ruled:
                self._rule(self._left, self._width, y, sizes.inner_rule if i else sizes.outer_rule, BLACK)
            y += PADDING
            for block in group:
                for line in block.lines:
                    self._line(block, line, y)
                    y += block.pitch
            y += PADDING
        if foot.groups and foot.ruled:
            self._rule(self._left, self._width, y, sizes.outer_rule, BLACK)

    def _page_number(self) -> None:
        layout, size = self._layout, self._layout.profile.sizes.small
        role = layout.book.role("song")
        label = f"— {self._number} —"
        width = role.width(label) * size
        baseline = self._top + (layout.profile.page.text_height + layout.profile.page_number.gap) * MM
        baseline += _DASH_CENTRE * size
        if layout.profile.page_number.style == "centre":
            x = (self._width - width) / 2
        else:
            x = self._width - size - width if self._number % 2 else size
        self._file.artifact()
        self._text(self._lines.label(label, "song", x, width), size, baseline, BLACK)


def letter_rules(layout: Layout) -> list[tuple[float, float]]:
    """Red rules of a 信函 from top to foot: y under the paper's top in pt, thickness in mm.

    None for another format, or where the paper has them already.
    """
    header = layout.profile.header
    if not layout.flow.head.rule or header.preprinted != "no":
        return []
    gap = header.letter_double_gap * MM
    foot = (layout.profile.page.height - header.letter_foot) * MM
    top = layout.flow.head.rule
    thick, thin = header.letter_thick, header.letter_thin
    return [(top, thick), (top + gap, thin), (foot - gap, thin), (foot, thick)]
