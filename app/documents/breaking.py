"""Breaks text into lines, once, for every writer.

Rules (GB/T 15834-2011 for marks, GB/T 9704-2012 5.2.3 and 7.3.3 for figures): no closing
mark opens a line, no opening mark ends one, “——” and “……” stay whole, figures, years,
document numbers and Latin words are not divided. Widths in pt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.faces import FontBook

NO_START = frozenset("，。、；：？！）》”’】〕〉」』］｝％‰℃·～,.;:?!)]}%/")
NO_END = frozenset("（《“‘【〔〈「『［｛([{/")
_ATOM = re.compile(
    r"——|……|〔\d{4}〕\d+号|\d{4}年"
    r"|[0-9A-Za-z]+(?:[.,:/%@&+_'’\-][0-9A-Za-z]+)*[%‰℃]?(?:(?<=\d{4})年)?"
    r"|.",
    re.DOTALL,
)
_EPSILON = 0.01
_CJK_START = 0x2E80
_ENCLOSED = range(0x2460, 0x2500)


def gap(before: str, after: str) -> bool:
    """Whether a fifth of an em stands between two characters: a hanzi beside a figure or Latin letter.

    The standard is silent; Word does so unless told otherwise and LibreOffice always, and
    every writer must get the same lines.
    """
    return before.isalnum() and after.isalnum() and _is_wide(before) != _is_wide(after)


def _is_wide(char: str) -> bool:
    return ord(char) >= _CJK_START or ord(char) in _ENCLOSED


GAP = 0.2  # em


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one role (body, kai, hei, title, song)."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One line: its spans, natural width and added space after every character (pt).

    hard: a writer that breaks lines by itself might break elsewhere, so it must be told.
    """

    spans: tuple[Span, ...]
    width: float
    spacing: float
    hard: bool

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class _Atom:
    text: str
    role: str
    width: float


class Breaker:
    """Breaks spans at one size. size and spacing in pt; spacing is added to each character."""

    def __init__(self, book: FontBook, size: float, spacing: float, cell: float) -> None:
        self._book = book
        self._size = size
        self._spacing = spacing
        self._cell = cell

    def width(self, text: str, role: str) -> float:
        """Natural width of a text in pt, spacing included."""
        gaps = sum(map(gap, text, text[1:]))
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
        atoms: list[_Atom] = []
        for span in spans:
            for found in _ATOM.findall(span.text):
                width = self.width(found, span.role)
                if width > limit:  # a word longer than a line has to be divided somewhere
                    atoms += [_Atom(ch, span.role, self.width(ch, span.role)) for ch in found]
                else:
                    atoms.append(_Atom(found, span.role, width))
        return atoms

    def _line_end(self, atoms: Sequence[_Atom], start: int, limit: float) -> int:
        width, end = 0.0, start
        while end < len(atoms):
            width += atoms[end].width + (self._gap(atoms[end - 1], atoms[end]) if end > start else 0.0)
            if width > limit + _EPSILON:
                break
            end += 1
        if end == len(atoms):
            return end
        if end > start and atoms[end].text == " ":
            return end + 1  # a space at the turn of a line is not drawn and takes no room
        best = max(end, start + 1)
        for cut in range(best, start, -1):
            if may_break(atoms[cut - 1].text, atoms[cut].text):
                return cut
        return best

    def _gap(self, before: _Atom, after: _Atom) -> float:
        return GAP * self._size if gap(before.text[-1], after.text[0]) else 0.0

    def _finish(self, lines: list[list[_Atom]], index: int, limit: float) -> Broken:
        line = lines[index]
        width = sum(atom.width for atom in line) + sum(map(self._gap, line, line[1:]))
        count = sum(len(atom.text) for atom in line)
        last = index == len(lines) - 1
        slack = limit - width
        grid = abs(slack / self._cell - round(slack / self._cell)) < _EPSILON
        spacing = self._spacing
        if not last and not grid and 0 < slack < 2 * self._cell and count > 1:
            spacing += slack / (count - 1)  # figures are narrower than a cell: fill the line
        hard = not last and not (slack < self._cell and _plain_break(line, lines[index + 1]))
        return Broken(_merge(line), width, spacing, hard)


def may_break(before: str, after: str) -> bool:
    """Whether a line may end after `before` when `after` opens the next."""
    return before[-1] not in NO_END and after[0] not in NO_START


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


def atoms_of(text: str) -> list[str]:
    """The indivisible pieces of a text."""
    return _ATOM.findall(text)
