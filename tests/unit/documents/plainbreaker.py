"""The line breaker in its plainest form: an object per piece, widths added up one by one.

The one in app.documents.breaking must give the same lines; it only reckons them faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.breaking import FULL, GAP, LONG, MOST_SPACING, Broken, Span, gap
from app.documents.faces import FontBook
from app.documents.linerules import NO_START, SPACES, break_places, pieces, soft_parts

_EPSILON = 0.01


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece that is not divided. start: whether a line may begin with it."""

    text: str
    role: str
    width: float
    start: bool


class PlainBreaker:
    """Breaks spans at one size. size and spacing in pt; spacing is added to each character."""

    def __init__(self, book: FontBook, size: float, spacing: float, cell: float) -> None:
        self._book = book
        self._size = size
        self._spacing = spacing
        self._cell = cell

    def width(self, text: str, role: str) -> float:
        """Natural width of a text in pt, spacing included."""
        gaps = sum(gap(text[:at], text[at]) for at in range(1, len(text)))
        return (self._book.role(role).width(text) + GAP * gaps) * self._size + self._spacing * len(text)

    def lines(self, spans: Sequence[Span], first: float, rest: float) -> list[Broken]:
        """Break into lines: the first of width `first`, the others of width `rest`."""
        atoms = self._atoms(spans, min(first, rest))
        lines: list[list[_Atom]] = []
        start = 0
        while start < len(atoms):
            limit = rest if lines else first
            end = self._line_end(atoms, start, limit)
            lines.append(atoms[start:end])
            start = end
        return [self._finish(lines, i, rest if i else first) for i in range(len(lines))]

    def _atoms(self, spans: Sequence[Span], limit: float) -> list[_Atom]:
        found = pieces("".join(span.text for span in spans))
        roles = [span.role for span in spans for _ in span.text]
        atoms: list[_Atom] = []
        at = 0
        for piece, start in zip(found, break_places(found), strict=True):
            atoms += self._divided(piece, roles[at], limit, start=start)
            at += len(piece)
        return atoms

    def _divided(self, piece: str, role: str, limit: float, *, start: bool) -> list[_Atom]:
        """One atom, or several of an address too long to be carried over and of a word longer than a line."""
        width = self.width(piece, role)
        if width <= limit * LONG:
            return [_Atom(piece, role, width, start)]
        atoms: list[_Atom] = []
        for part in soft_parts(piece):
            width = self.width(part, role)
            for text in [part] if width <= limit else part:
                begins = text[0] not in NO_START if atoms else start
                atoms.append(_Atom(text, role, self.width(text, role), begins))
        return atoms

    def _line_end(self, atoms: Sequence[_Atom], start: int, limit: float) -> int:
        width, end = 0.0, start
        while end < len(atoms):
            width += atoms[end].width + (self._gap(atoms[end - 1], atoms[end]) if end > start else 0.0)
            if width > limit + _EPSILON:
                break
            end += 1
        while end < len(atoms) and end > start and atoms[end].text in SPACES:
            end += 1  # spaces at the turn of a line take no room
        if end == len(atoms):
            return end
        best = max(end, start + 1)
        for cut in range(best, start, -1):
            if atoms[cut].start:
                return cut
        return best

    def _gap(self, before: _Atom, after: _Atom) -> float:
        return GAP * self._size if gap(before.text, after.text[0]) else 0.0

    def _finish(self, lines: list[list[_Atom]], index: int, limit: float) -> Broken:
        line = lines[index]
        seen = line
        while len(seen) > 1 and seen[-1].text in SPACES:
            seen = seen[:-1]
        width = sum(atom.width for atom in seen) + sum(map(self._gap, seen, seen[1:]))
        count = sum(len(atom.text) for atom in seen)
        last = index == len(lines) - 1
        slack = limit - width
        grid = abs(slack - self._cell * round(slack / self._cell)) < _EPSILON
        spread = not last and not grid and 0 < slack <= MOST_SPACING * self._cell * (count - 1)
        spacing = self._spacing + (slack / (count - 1) if spread else 0.0)  # figures are narrower than a cell
        full = slack < self._cell * (1.0 if spread else FULL)
        hard = not last and not (full and _plain_break(line, lines[index + 1]))
        return Broken(_merge(line), width, spacing, hard)


def _plain_break(line: Sequence[_Atom], following: Sequence[_Atom]) -> bool:
    return _is_hanzi(line[-1].text) and _is_hanzi(following[0].text)


def _is_hanzi(text: str) -> bool:
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"


def _merge(atoms: Sequence[_Atom]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for atom in atoms:
        if spans and spans[-1].role == atom.role:
            spans[-1] = Span(spans[-1].text + atom.text, atom.role)
        else:
            spans.append(Span(atom.text, atom.role))
    return tuple(spans)
