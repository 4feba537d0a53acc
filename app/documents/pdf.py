"""Draws a layout as PDF with reportlab's canvas. Millimetres become points here.

Fonts are embedded as subsets; the same document gives the same bytes (invariant).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.documents.blocks import BASELINE, MM, Block, Line
from app.documents.imprint import PADDING
from app.documents.pages import Layout
from app.documents.pdf_file import PdfFile
from app.documents.pdf_fonts import OFTEN, SharedFonts
from app.documents.pdf_lines import Colour, Lines
from app.documents.pdf_tags import Tags

RED = (0.85, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)
_DASH_CENTRE = 0.38  # em above the baseline, where the dash of a page number lies


class PdfWriter:
    """Writes letters of one profile; those of a batch share lines, and fonts when there are several."""

    def __init__(self, layouts: Sequence[Layout], *, least: float = OFTEN) -> None:
        """layouts: all letters there will be; least: how much of them must use a character to share it."""
        first = layouts[0]
        self._page, self._lines = first.profile.page, Lines(first.book, first.profile.page.left * MM)
        self._font = first.book.role("body").faces[0].name
        uses = [self._lines.uses(_lines_of(layout)) for layout in layouts] if len(layouts) > 1 else []
        self._fonts = SharedFonts(uses, least=least)

    def open(self, title: str) -> PdfFile:
        """A file to draw letters in."""
        file = PdfFile(title, self._page.width * MM, self._page.height * MM, self._font)
        self._fonts.enter(file.canvas._doc)
        return file

    def draw(self, file: PdfFile, tags: Tags, layout: Layout) -> None:
        """Draw a letter on pages of its own."""
        for number in range(1, len(layout.pages) + 1):
            _Sheet(file, tags, layout, self._lines, number).draw()
            file.turn()

    def write(self, layout: Layout) -> bytes:
        """A letter as a file."""
        file = self.open(layout.document.title or layout.document.mark)
        self.draw(file, Tags(file), layout)
        return file.finish()


def write_pdf(layout: Layout) -> bytes:
    """The PDF of a layout."""
    return PdfWriter([layout]).write(layout)


def _lines_of(layout: Layout) -> Iterator[tuple[Line, float]]:
    """The lines of a letter and their sizes, without page numbers."""
    head = layout.flow.head
    blocks = [block for block in (head.letterhead, head.beside) if block]
    blocks += [unit.block for unit in layout.units]
    blocks += [block for group in layout.imprint.groups for block in group]
    return ((line, block.size) for block in blocks for line in block.lines)


class _Sheet:
    """Draws one page; y is measured downwards from the paper's top."""

    def __init__(self, file: PdfFile, tags: Tags, layout: Layout, lines: Lines, number: int) -> None:
        page = layout.profile.page
        self._file, self._tags, self._lines = file, tags, lines
        self._canvas, self._layout, self._number = file.canvas, layout, number
        self._left, self._top = page.left * MM, page.top * MM
        self._width, self._height = page.text_width * MM, page.height * MM

    def draw(self) -> None:
        """Everything on the page."""
        layout = self._layout
        page = layout.pages[self._number - 1]
        for placed in page.lines:
            self._line(placed.block, placed.line, self._top + placed.y)
        for y in page.rules:
            self._rule(self._left, self._width, self._top + y, layout.profile.header.rule_thickness, RED)
        if self._number == 1:
            self._first_page()
        if self._number == len(layout.pages):
            self._imprint()
        if page.numbered:
            self._page_number()

    def _line(self, block: Block, line: Line, y: float) -> None:
        if not line.pieces:
            return
        self._tags.line(block, line, self._height - y)
        self._text(line, block.size, y + BASELINE * block.pitch, RED if block.red else BLACK)

    def _text(self, line: Line, size: float, baseline: float, colour: Colour) -> None:
        height = self._height - baseline
        self._canvas.addLiteral(self._lines.operators(line, size, colour, height, self._canvas._doc))

    def _rule(
        self, x: float, width: float, y: float, thickness: float, colour: tuple[float, float, float]
    ) -> None:
        self._file.artifact()
        canvas = self._canvas
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thickness * MM)
        canvas.line(x, self._height - y, x + width, self._height - y)

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
        y = self._top + layout.profile.page.text_height * MM - foot.height
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
