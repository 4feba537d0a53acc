"""Lines of a letter as PDF operators, made once for all letters of a batch that have the line.

Belongs here: which faces draw a line, where each stretch of it starts. Does not belong here:
where a line stands on the page, rules (pdf), fonts in the file (pdf_fonts). Lengths in pt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.pdfbase.pdfdoc import PDFDocument

from app.documents.blocks import Line, Piece
from app.documents.breaking import GAP, Span, gap
from app.documents.faces import Face, FontBook
from app.documents.pdf_fonts import PdfFont

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
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
    subsets: list[tuple[PdfFont, int]]


class Lines:
    """Turns lines into operators and remembers those that are the same in every letter.

    Lines are told apart by identity (blocks.Setter shares them); what is remembered holds them alive.
    """

    def __init__(self, book: FontBook, left: float) -> None:
        """left: of the type area, where the x of lines count from."""
        self._book, self._left = book, left
        self._runs: dict[tuple[int, float], tuple[Line, list[_Run]]] = {}
        self._drawn: dict[tuple[int, float, Colour], _Drawn] = {}
        self._labels: dict[tuple[str, float, float], Line] = {}

    def label(self, text: str, role: str, x: float, width: float) -> Line:
        """A line of one short text, such as a page number."""
        key = (text, x, width)
        if key not in self._labels:
            self._labels[key] = Line((Piece(x, (Span(text, role),), width),))
        return self._labels[key]

    def uses(self, lines: Iterable[tuple[Line, float]]) -> dict[PdfFont, set[str]]:
        """Characters by face of lines of a size."""
        found: dict[PdfFont, set[str]] = {}
        for line, size in lines:
            for run in self.runs(line, size):
                found.setdefault(run.face.font, set()).update(run.text)
        return found

    def operators(self, line: Line, size: float, colour: Colour, baseline: float, doc: PDFDocument) -> str:
        """Draw a line on a baseline (pt above the paper's foot) in a document."""
        key = (id(line), size, colour)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn, everywhere = self._draw(line, size, colour, doc)
            if everywhere:
                self._drawn[key] = drawn
        else:
            for font, subset in drawn.subsets:
                font.getSubsetInternalName(subset, doc)
        return _number(baseline).join(drawn.parts)

    def runs(self, line: Line, size: float) -> list[_Run]:
        """The stretches of a line, from the left of the type area."""
        key = (id(line), size)
        if key not in self._runs:
            found = [run for piece in line.pieces for run in self._split(piece, size, line.spacing)]
            self._runs[key] = (line, found)
        return self._runs[key][1]

    def _draw(self, line: Line, size: float, colour: Colour, doc: PDFDocument) -> tuple[_Drawn, bool]:
        # Each string starts at a written place: readers differ in what spacing follows the one before.
        red, green, blue = map(_number, colour)
        written = f"BT {red} {green} {blue} rg {_number(line.spacing)} Tc"
        parts, subsets, everywhere = [], [], True
        for run in self.runs(line, size):
            strings, shared = run.face.font.encoded(run.text, doc)
            everywhere = everywhere and shared
            at, x = 0, self._left + run.x
            for subset, codes in strings:
                name = run.face.font.getSubsetInternalName(subset, doc)
                subsets.append((run.face.font, subset))
                parts.append(f"{written} 1 0 0 1 {_number(x)} ")
                written = f" Tm {name} {_number(size)} Tf <{codes.hex()}> Tj"
                x += _advance(run.face, run.text[at : at + len(codes)], size, line.spacing)
                at += len(codes)
        return _Drawn(line, [*parts, f"{written} ET"], list(dict.fromkeys(subsets))), everywhere

    def _split(self, piece: Piece, size: float, spacing: float) -> list[_Run]:
        """One run per face, set apart where a figure stands beside a hanzi."""
        found: list[_Run] = []
        x, before, pending = piece.x, "", ""
        face: Face | None = None
        for span in piece.spans:
            role = self._book.role(span.role)
            for char in span.text:
                now = role.face_of(char)
                apart = GAP * size if before and gap(before, char) else 0.0
                if face is not None and (now is not face or apart):
                    found.append(_Run(x, face, pending))
                    x += _advance(face, pending, size, spacing) + apart
                    pending = ""
                face, pending, before = now, pending + char, char
        if face is not None:
            found.append(_Run(x, face, pending))
        return found


def _advance(face: Face, text: str, size: float, spacing: float) -> float:
    return sum(face.advance(ord(char)) for char in text) * size + spacing * len(text)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
