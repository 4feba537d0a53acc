"""Lines of a letter as PDF operators, made once for all letters of a batch that have the line.

Belongs here: which faces draw a line, where each stretch of it starts. Does not belong here:
where a line stands on the page, rules (pdf), fonts in the file (pdf_fonts). Lengths in pt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfdoc import PDFDocument

from app.documents.blocks import Line, Piece
from app.documents.breaking import GAP, Span, gap
from app.documents.faces import Face, FontBook, Role
from app.documents.linerules import LEANING
from app.documents.pdf_fonts import Codes, PdfFont

Colour = tuple[float, float, float]
_SAME = re.compile(r"(.)\1*", re.DOTALL)


@dataclass(slots=True)
class _Run:
    """A stretch of one face that starts at x."""

    x: float
    face: Face
    text: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line as operators, cut where its baseline is written; subsets: what it needs of fonts."""

    line: Line
    parts: list[str]
    subsets: dict[tuple[PdfFont, int], None]


@dataclass(frozen=True, slots=True)
class DocumentFonts:
    """The fonts of a document being drawn. subsets: what its lines need of fonts, in the order they came."""

    document: PDFDocument
    subsets: dict[tuple[PdfFont, int], None] = field(default_factory=dict)
    _codes: dict[PdfFont, Codes] = field(default_factory=dict)

    def codes(self, font: PdfFont) -> Codes:
        """What encodes text of a font."""
        found = self._codes.get(font)
        if found is None:
            found = self._codes[font] = font.codes(self.document)
        return found

    def embed(self) -> None:
        """Have the subsets written."""
        for font, subset in self.subsets:
            self.codes(font).name(subset)


class Lines:
    """Turns lines into operators and remembers those that are the same in every letter.

    Lines are told apart by identity (blocks.Setter shares them); what is remembered holds them alive.
    """

    def __init__(self, book: FontBook, left: float) -> None:
        """left: of the type area, where the x of lines count from."""
        self._book, self._left = book, left
        self._runs: dict[tuple[int, float], tuple[Line, list[_Run]]] = {}
        self._drawn: dict[tuple[int, float, Colour], _Drawn] = {}
        self._classes: dict[str, _Classes] = {}
        self._labels: dict[tuple[str, float, float], Line] = {}

    def label(self, text: str, role: str, x: float, width: float) -> Line:
        """A line of one short text, such as a page number."""
        key = (text, x, width)
        if key not in self._labels:
            self._labels[key] = Line((Piece(x, (Span(text, role),), width),))
        return self._labels[key]

    def uses(self, lines: Iterable[tuple[Line, float]]) -> dict[PdfFont, set[str]]:
        """Characters by face of lines of a size."""
        found: dict[PdfFont, list[str]] = {}
        for line, size in lines:
            for run in self.runs(line, size):
                found.setdefault(run.face.font, []).append(run.text)
        return {font: set("".join(texts)) for font, texts in found.items()}

    def operators(self, line: Line, size: float, colour: Colour, baseline: float, fonts: DocumentFonts) -> str:
        """Draw a line on a baseline (pt above the paper's foot)."""
        key = (id(line), size, colour)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn, everywhere = self._draw(line, size, colour, fonts)
            if everywhere:
                self._drawn[key] = drawn
        fonts.subsets.update(drawn.subsets)
        return f"{baseline:.2f}".join(drawn.parts)

    def runs(self, line: Line, size: float) -> list[_Run]:
        """The stretches of a line, from the left of the type area."""
        key = (id(line), size)
        if key not in self._runs:
            found = [run for piece in line.pieces for run in self._split(piece, size, line.spacing)]
            self._runs[key] = (line, found)
        return self._runs[key][1]

    def _draw(self, line: Line, size: float, colour: Colour, fonts: DocumentFonts) -> tuple[_Drawn, bool]:
        # Each string starts at a written place: readers differ in what spacing follows the one before.
        red, green, blue = map(_number, colour)
        written = f"BT {red} {green} {blue} rg {_number(line.spacing)} Tc"
        height = _number(size)
        parts: list[str] = []
        subsets: dict[tuple[PdfFont, int], None] = {}
        everywhere = True
        for run in self.runs(line, size):
            codes = fonts.codes(run.face.font)
            at, x = 0, self._left + run.x
            strings = codes.strings(run.text)
            for subset, string in strings:
                subsets[codes.font, subset] = None
                everywhere = everywhere and subset < codes.shared
                parts.append(f"{written} 1 0 0 1 {x:.2f} ")
                written = f" Tm {codes.name(subset)} {height} Tf <{string.hex()}> Tj"
                if len(strings) > 1:
                    x += _advance(run.face, run.text[at : at + len(string)], size, line.spacing)
                    at += len(string)
        return _Drawn(line, [*parts, f"{written} ET"], subsets), everywhere

    def _split(self, piece: Piece, size: float, spacing: float) -> list[_Run]:
        """One run per face, set apart where a figure stands beside a hanzi."""
        found: list[_Run] = []
        x, before, pending = piece.x, "", ""
        face: Face | None = None
        for span in piece.spans:
            classes = self._classes.get(span.role)
            if classes is None:
                classes = self._classes[span.role] = _Classes(self._book.role(span.role))
            for match in _SAME.finditer(span.text.translate(classes)):
                text = span.text[match.start() : match.end()]
                now = classes.faces[text[0]]
                apart = GAP * size if before and gap(before, text[0]) else 0.0
                if face is not None and (now is not face or apart):
                    found.append(_Run(x, face, pending))
                    x += _advance(face, pending, size, spacing) + apart
                    pending = ""
                before = before + text if text[-1] in LEANING else text
                face, pending = now, pending + text
        if face is not None:
            found.append(_Run(x, face, pending))
        return found


class _Classes(dict[int, int]):
    """For each character a number of its own for its face and its side of a gap."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._numbers: dict[tuple[str, str], int] = {}
        self.faces: dict[str, Face] = {}

    def __missing__(self, code: int) -> int:
        char = chr(code)
        face = self.faces[char] = self._role.face_of(char)
        side = "leaning" if char in LEANING else "apart" if gap("字", char) else ""
        number = self._numbers.setdefault((face.name, side), len(self._numbers))
        self[code] = number
        return number


def stroke_operators(ends: tuple[float, float, float, float], thickness: float, colour: Colour) -> str:
    """A straight line between two points of the paper (pt from its left and its foot)."""
    red, green, blue = map(_number, colour)
    x0, y0, x1, y1 = map(_number, ends)
    return f"{red} {green} {blue} RG {_number(thickness)} w {x0} {y0} m {x1} {y1} l S"


def _advance(face: Face, text: str, size: float, spacing: float) -> float:
    return face.width(text) * size + spacing * len(text)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
