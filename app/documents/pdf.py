"""Draws a layout as PDF with reportlab's canvas. Millimetres become points here.

Fonts are embedded as subsets; the same document gives the same bytes (invariant).
"""

from __future__ import annotations

from collections.abc import Iterable

from reportlab.pdfgen.textobject import PDFTextObject

from app.documents.blocks import BASELINE, MM, Block, Line
from app.documents.breaking import GAP, Span, gap
from app.documents.faces import Face, FontBook
from app.documents.imprint import PADDING
from app.documents.pages import Layout
from app.documents.pdf_file import PdfFile
from app.documents.pdf_tags import Tags

RED = (0.85, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)
_DASH_CENTRE = 0.38  # em above the baseline, where the dash of a page number lies


def write_pdf(layout: Layout) -> bytes:
    """The PDF of a layout."""
    page, font = layout.profile.page, layout.book.role("body").faces[0].name
    title = layout.document.title or layout.document.mark
    file = PdfFile(title, page.width * MM, page.height * MM, font)
    tags = Tags(file)
    for number in range(1, len(layout.pages) + 1):
        _Sheet(file, tags, layout, number).draw()
        file.turn()
    return file.finish()


class _Sheet:
    """Draws one page; y is measured downwards from the paper's top."""

    def __init__(self, file: PdfFile, tags: Tags, layout: Layout, number: int) -> None:
        page = layout.profile.page
        self._file, self._tags = file, tags
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

    def _text(self, line: Line, size: float, baseline: float, colour: tuple[float, float, float]) -> None:
        text = self._canvas.beginText()
        text.setFillColorRGB(*colour)
        text.setCharSpace(line.spacing)
        for piece in line.pieces:
            start = (self._left + piece.x, self._height - baseline)
            _show(text, piece.spans, self._layout.book, size, line.spacing, start)
        self._canvas.drawText(text)

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
        text = self._canvas.beginText()
        text.setFillColorRGB(*BLACK)
        text.setCharSpace(0)
        _show(text, (Span(label, "song"),), layout.book, size, 0.0, (self._left + x, self._height - baseline))
        self._canvas.drawText(text)


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


def _show(
    text: PDFTextObject,
    spans: Iterable[Span],
    book: FontBook,
    size: float,
    spacing: float,
    start: tuple[float, float],
) -> None:
    """Draw spans from a point: one string per face, set apart where a figure stands beside a hanzi."""
    x, y = start
    before, pending = "", ""
    face: Face | None = None
    for span in spans:
        role = book.role(span.role)
        for char in span.text:
            now = role.face_of(char)
            apart = GAP * size if before and gap(before, char) else 0.0
            if now is not face or apart:
                x += _flush(text, pending, face, size, spacing) + apart
                text.setTextOrigin(x, y)
                face, pending = now, ""
            pending += char
            before = char
    _flush(text, pending, face, size, spacing)


def _flush(text: PDFTextObject, pending: str, face: Face | None, size: float, spacing: float) -> float:
    if not pending or face is None:
        return 0.0
    text.setFont(face.name, size)
    text.textOut(pending)
    return sum(face.advance(ord(char)) for char in pending) * size + spacing * len(pending)
