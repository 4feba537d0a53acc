"""Which structure element and which bookmark a block of a letter is in the PDF."""

from __future__ import annotations

from app.documents.blocks import Block, Line, Style
from app.documents.pdf_file import Element, PdfFile
from app.documents.tables import TableBlock

_HEADINGS = {Style.TITLE: "H1", Style.ANNEX_TITLE: "H1", Style.LEVEL1: "H2", Style.LEVEL2: "H3"}
_DEPTHS = {Style.TITLE: 0, Style.ANNEX_TITLE: 0, Style.LEVEL1: 1, Style.LEVEL2: 2}


class Tags:
    """Tells a file which block is being drawn; a block that goes over pages stays one element."""

    def __init__(self, file: PdfFile, parent: Element | None = None, level: int = 0) -> None:
        """parent: what the letter's elements belong to; level: of the bookmark of its title."""
        self._file, self._parent, self._level = file, parent, level
        self._elements: dict[int, Element] = {}
        self._rows: dict[tuple[int, int], Element] = {}
        self._cells: dict[tuple[int, int, int], Element] = {}
        self._annex = ""

    def line(self, block: Block, line: Line, top: float) -> None:
        """What is drawn next is this line of this block. top: upper edge of the line, pt above the page's foot.

        Equal paragraphs may be one block (blocks.Setter): its first line begins an element.
        """
        element = self._elements.get(id(block))
        if element is None or line is block.lines[0]:
            element = self._elements[id(block)] = self._file.element(_kind(block), self._parent)
            self._bookmark(block, top)
        self._file.text(element)

    def cell(self, table: TableBlock, row: int, column: int, *, head: bool) -> None:
        """What is drawn next belongs to this cell of a table; a cell that goes over pages stays one element."""
        if id(table) not in self._elements:
            self._elements[id(table)] = self._file.element("Table", self._parent)
        if (id(table), row) not in self._rows:
            self._rows[id(table), row] = self._file.element("TR", self._elements[id(table)])
        place = id(table), row, column
        if place not in self._cells:
            self._cells[place] = self._file.element("TH" if head else "TD", self._rows[id(table), row])
        self._file.text(self._cells[place])

    def _bookmark(self, block: Block, top: float) -> None:
        if block.style is Style.ANNEX_MARK:
            self._annex = _text(block)
        depth = _DEPTHS.get(block.style)
        if depth is None:
            return
        text = _heading(block) if depth else _text(block)
        if block.style is Style.ANNEX_TITLE:
            text = f"{self._annex} {text}".strip()
        self._file.bookmark(text, self._level + depth, top)


def _kind(block: Block) -> str:
    kind = _HEADINGS.get(block.style, "P")
    if block.style in (Style.LEVEL1, Style.LEVEL2) and _heading(block) != _text(block):
        return "P"  # “（一）小标题。正文……” is a paragraph
    return kind


def _text(block: Block) -> str:
    return "".join(span.text for line in block.lines for piece in line.pieces for span in piece.spans)


def _heading(block: Block) -> str:
    """The part of a numbered paragraph that is set as its heading."""
    spans = [span for line in block.lines for piece in line.pieces for span in piece.spans]
    return "".join(span.text for span in spans if span.role == spans[0].role)
