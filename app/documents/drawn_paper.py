"""Draws a docx from elsewhere as pages, from what takes effect in it, so that a person sees what the examination saw.

It is a picture, not a layout: where pages really end only the program that opens the file decides; text boxes and
tables stand where they come in the file. Belongs here: pages, margins, lines and where each paragraph came to stand.
Does not belong here: judging (rules), reading (docx_reader), our own letters (pages, pdf). Lengths in pt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.catalog.profiles import Profile
from app.documents.blocks import ASCENT, BASELINE, DESCENT, Line, Piece
from app.documents.breaking import Span
from app.documents.checking.effect import N, Q, points
from app.documents.checking.paper import Border, Paper, Para, Rect, Section
from app.documents.checking.roles import recognise
from app.documents.drawn_lines import DrawnLine, Stretch, Tabs, line_height, lines_of
from app.documents.faces import FontBook, open_fonts
from app.documents.pdf_file import PdfFile
from app.documents.pdf_lines import Colour, DocumentFonts, Lines, stroke_operators

MOST_PAGES = 100
RED: Colour = (0.85, 0.0, 0.0)
BLACK: Colour = (0.0, 0.0, 0.0)
GREY: Colour = (0.6, 0.6, 0.6)
_USUAL_MARGIN = 72.0
_UNDER_HEAD = 4 * 72 / 25.4  # where 7.2.7 wants the red line; what a file says of it is often relative to the text
_CELL_PAD = 5.4  # pt, what Word leaves beside the text of a cell
_LEAST_ROOM = 60.0
_BOLD = 0.03  # em, by which strokes are made thicker: the shipped fonts have no bold
_LARGEST_PAGE = 3000.0


@dataclass(slots=True)
class Drawing:
    """The pages as a PDF, and where paragraphs stand: by their number in the file, page and place in mm.

    cut: whether the document goes on behind the last page that was drawn.
    """

    pdf: bytes
    places: dict[int, list[tuple[int, tuple[float, ...]]]] = field(default_factory=dict)
    pages: int = 0
    cut: bool = False


def draw_paper(paper: Paper, profile: Profile, title: str = "") -> Drawing:
    """Draw a document that was read from a docx. profile: whose fonts stand for those of the document."""
    return _Artist(paper, open_fonts(profile), title).drawing()


class _Full(Exception):  # noqa: N818 - not an error: enough was drawn
    """No more pages are drawn."""


class _Artist:
    """Goes through the paragraphs from the top of the first page on."""

    def __init__(self, paper: Paper, book: FontBook, title: str) -> None:
        self._paper, self._book = paper, book
        section = paper.sections[0]
        self._file = PdfFile(title, *_size(section), book.role("body").faces[0].name)
        self._lines = Lines(book, 0.0)
        self._fonts = DocumentFonts(self._file.canvas._doc)
        self._made = Drawing(b"")
        self._section, self._at = section, 0
        self._height = 0.0
        self._y = 0.0
        self._under = recognise(paper).number

    def drawing(self) -> Drawing:
        """The finished pages."""
        self._open(self._paper.sections[0])
        try:
            self._flow()
        except _Full:
            self._made.cut = True
        self._file.turn()
        self._fonts.embed()
        self._made.pdf = self._file.finish()
        return self._made

    # --- pages -----------------------------------------------------------------------------
    def _open(self, section: Section) -> None:
        if self._made.pages >= MOST_PAGES:
            raise _Full
        if self._made.pages:
            self._file.turn()
        self._made.pages += 1
        self._section = section
        width, self._height = _size(section)
        self._file.canvas.setPageSize((width, self._height))
        self._file.artifact()
        self._y = section.top if section.top is not None else _USUAL_MARGIN
        first = self._made.pages == 1
        if not first:  # those of the first page are the beginning of the text
            self._edge(section.headers, section.header_distance or 0.0)
        self._edge(section.footers, -(section.footer_distance if section.footer_distance is not None else 42.0))
        if first:
            for rule in self._paper.rules:
                if rule.top is not None and rule.left is not None:
                    self._stroke(rule.left, rule.top, rule.length, rule.thickness, RED if rule.red else BLACK)

    def _edge(self, parts: dict[str, list[Para]], distance: float) -> None:
        """Header or footer: from the paper's top, or so far above its foot when distance is negative."""
        page, section = self._made.pages, self._section
        kind = "first" if section.title_page and page == 1 else "even" if self._paper.odd_and_even and page % 2 == 0 else "default"
        paras = [p for p in parts.get(kind, []) if p.bare]
        if not paras:
            return
        left, width = self._measure()
        rows = [(p, line) for p in map(self._numbered, paras) for line in lines_of(p, section, width, self._book)]
        heights = [line_height(line, p, section) for p, line in rows]
        y = distance if distance >= 0 else self._height + distance - sum(heights)
        for (para, line), height in zip(rows, heights, strict=True):
            self._draw(para, line, left, y, height)
            y += height

    def _numbered(self, para: Para) -> Para:
        """A paragraph of a footer with the number of this page."""
        if not para.number_field:
            return para
        page = str(self._made.pages)
        runs = [replace(run, text=re.sub(r"\d+", page, run.text)) for run in para.runs]
        return replace(para, runs=runs)

    def _measure(self) -> tuple[float, float]:
        """Left edge and width of the type area."""
        section = self._section
        left = section.left if section.left is not None else _USUAL_MARGIN
        right = section.right if section.right is not None else _USUAL_MARGIN
        return left, max(_size(section)[0] - left - right, _LEAST_ROOM)

    @property
    def _foot(self) -> float:
        bottom = self._section.bottom if self._section.bottom is not None else _USUAL_MARGIN
        return max(self._height - bottom, _LEAST_ROOM)

    def _room(self, height: float) -> None:
        """Turn the page when so much no longer fits."""
        top = self._section.top if self._section.top is not None else _USUAL_MARGIN
        if self._y + height > self._foot + 1.0 and self._y > top + 1.0:
            self._open(self._section)

    # --- text ------------------------------------------------------------------------------
    def _flow(self) -> None:
        paras = self._paper.flowing
        at = 0
        if paras and paras[0].place == "header":
            self._y, at = self._head(paras)
        while at < len(paras):
            para = paras[at]
            section = self._paper.sections[para.section]
            if section is not self._section and para.place != "header":
                self._open(section)
            if para.place == "table":
                at = self._table(paras, at)
                continue
            if para.place == "frame" and "y" in _frame_of(para):
                at = self._frame(paras, at)
                continue
            if para.new_page and at:
                self._open(section)
            self._paragraph(para)
            if para is self._under:
                self._loose_rules()
            at += 1

    def _loose_rules(self) -> None:
        """Red lines whose place the file gives by the text around them: they belong under the head."""
        left, width = self._measure()
        for rule in self._paper.rules:
            if rule.red and (rule.top is None or rule.left is None):
                self._stroke(left + (width - rule.length) / 2, self._y + _UNDER_HEAD, rule.length, rule.thickness, RED)

    def _frame(self, paras: list[Para], at: int) -> int:
        """Paragraphs in a frame at its place on the page; returns the number of the paragraph behind it."""
        said = _frame_of(paras[at])
        section, (left, width) = self._section, self._measure()
        top = points(said["y"]) or 0.0
        origins = {"page": 0.0, "margin": section.top if section.top is not None else _USUAL_MARGIN}
        y = top + origins.get(said.get("vAnchor", "margin"), self._y)
        x = (points(said.get("x", "")) or 0.0) + (0.0 if said.get("hAnchor") == "page" else left) if "x" in said else left
        wide = points(said.get("w", "")) or width
        while at < len(paras) and paras[at].place == "frame" and _frame_of(paras[at]) == said:
            for line in lines_of(paras[at], section, wide, self._book, _tabs(paras[at])):
                height = line_height(line, paras[at], section)
                self._draw(paras[at], line, x, y, height)
                y += height
            at += 1
        return at

    def _head(self, paras: list[Para]) -> tuple[float, int]:
        """What stands in the header of the first page; returns where the text begins and with which paragraph."""
        top, count = self._y, 0
        self._y = self._section.header_distance or 0.0
        while count < len(paras) and paras[count].place == "header":
            self._paragraph(paras[count])
            count += 1
        return max(self._y, top), count

    def _paragraph(self, para: Para) -> None:
        left, width = self._measure()
        self._y += para.before
        self._border(para.above, para, left, width)
        for line in lines_of(para, self._section, width, self._book, _tabs(para)):
            height = line_height(line, para, self._section)
            self._room(height)
            self._draw(para, line, left, self._y, height)
            self._y += height
        self._border(para.under, para, left, width)
        self._y += para.after

    def _border(self, border: Border | None, para: Para, left: float, width: float) -> None:
        if border is not None:
            gap = border.space if border is para.under else -border.space
            start = left + max(para.left + min(para.first, 0.0), 0.0)
            self._stroke(start, self._y + gap, width - para.left - para.right, border.width, RED if border.red else BLACK)

    # --- tables ----------------------------------------------------------------------------
    def _table(self, paras: list[Para], at: int) -> int:
        """The rows of a table, each cell in its column; returns the number of the paragraph behind it."""
        end = at
        while end < len(paras) and paras[end].place == "table" and paras[end].table == paras[at].table:
            end += 1
        left, width = self._measure()
        head = any(para is self._under for para in paras[at:end])  # a table that is there for its red line
        for cells in _table_rows(paras[at:end]):
            total = sum(share for share, _paras in cells) or 1.0
            places = [(share / total * width, inside) for share, inside in cells]
            laid = [[(p, line) for p in inside for line in lines_of(p, self._section, max(wide - 2 * _CELL_PAD, 12.0), self._book)]
                    for wide, inside in places]  # fmt: skip
            height = max((sum(line_height(line, p, self._section) for p, line in rows) for rows in laid), default=0.0)
            self._room(height)
            x = left
            for (wide, _inside), rows in zip(places, laid, strict=True):
                y = self._y
                for para, line in rows:
                    tall = line_height(line, para, self._section)
                    self._draw(para, line, x + _CELL_PAD, y, tall)
                    y += tall
                if not head:
                    self._box(x, self._y, wide, height)
                x += wide
            self._y += height
        if head:
            self._loose_rules()
        return end

    def _box(self, x: float, y: float, width: float, height: float) -> None:
        for start, end in (((x, y), (x + width, y)), ((x, y + height), (x + width, y + height)), ((x, y), (x, y + height)),
                           ((x + width, y), (x + width, y + height))):  # fmt: skip
            ends = (start[0], self._height - start[1], end[0], self._height - end[1])
            self._file.canvas.addLiteral(stroke_operators(ends, 0.3, GREY))

    # --- ink -------------------------------------------------------------------------------
    def _draw(self, para: Para, line: DrawnLine, left: float, y: float, height: float) -> None:
        for stretch in line.stretches:
            if stretch.text.strip():
                self._ink(stretch, left, self._height - y - BASELINE * height)
        if line.stretches and para.bare:
            base = y + BASELINE * height
            rect = Rect(left + line.left, base - ASCENT * line.size, left + line.right, base + DESCENT * line.size)
            self._made.places.setdefault(para.index, []).append((self._made.pages, rect.mm()))

    def _ink(self, stretch: Stretch, left: float, baseline: float) -> None:
        look = stretch.look
        colour = RED if look.red else BLACK
        piece = Piece(left + stretch.x, (Span(stretch.text, look.role),), stretch.width)
        text = self._lines.operators(Line((piece,), look.spacing), look.size, colour, baseline, self._fonts)
        if look.bold:
            red, green, blue = colour
            text = f"q {red} {green} {blue} RG {look.size * _BOLD:.3f} w 2 Tr {text} Q"
        self._file.canvas.addLiteral(text)

    def _stroke(self, x: float, y: float, length: float, thickness: float, colour: Colour) -> None:
        ends = (x, self._height - y, x + length, self._height - y)
        self._file.canvas.addLiteral(stroke_operators(ends, max(thickness, 0.3), colour))


def _size(section: Section) -> tuple[float, float]:
    return min(max(section.width, _LEAST_ROOM), _LARGEST_PAGE), min(max(section.height, _LEAST_ROOM), _LARGEST_PAGE)


def _tabs(para: Para) -> Tabs:
    """Where the tabs of a paragraph lead to, those it says itself."""
    if para.node is None or "\t" not in para.text:
        return ()
    stops = ((points(tab.get(Q + "pos")), tab.get(Q + "val") or "left") for tab in para.node.iterfind("w:pPr/w:tabs/w:tab", N))
    return tuple(sorted((at, {"end": "right"}.get(kind, kind)) for at, kind in stops if at is not None and kind != "clear"))


def _frame_of(para: Para) -> dict[str, str]:
    """What a paragraph says of the frame it stands in."""
    node = para.node.find("w:pPr/w:framePr", N) if para.node is not None else None
    return {name.rpartition("}")[2]: value for name, value in node.attrib.items()} if node is not None else {}


def _table_rows(paras: Iterable[Para]) -> list[list[tuple[float, list[Para]]]]:
    """The paragraphs of a table by row and cell, each cell with its width."""
    rows: list[tuple[object, list[tuple[object, float, list[Para]]]]] = []
    for para in paras:
        cell = next((node for node in para.node.iterancestors(Q + "tc")), None) if para.node is not None else None
        row = cell.getparent() if cell is not None else None
        if not rows or rows[-1][0] is not row:
            rows.append((row, []))
        cells = rows[-1][1]
        if not cells or cells[-1][0] is not cell:
            said = cell.find("w:tcPr/w:tcW", N) if cell is not None else None
            cells.append((cell, (points(said.get(Q + "w")) if said is not None else None) or 100.0, []))
        cells[-1][2].append(para)
    return [[(width, inside) for _cell, width, inside in cells] for _row, cells in rows]
