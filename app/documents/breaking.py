"""Breaks text into lines, once, for every writer: as many pieces as fit, ends only where linerules allows.

A line that its figures leave short is spaced out to the grid's edge within MOST_SPACING; a line of whole cells
stays on the grid. Widths in pt. Does not belong here: which marks may stand where (linerules).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise

from app.documents.faces import FontBook
from app.documents.linerules import (
    LEANING,
    NO_START,
    SPACES,
    break_places,
    may_break,
    pieces_and_special,
    soft_parts,
)

MOST_SPACING = 1 / 8  # of a cell, added after each character of a line that is spaced out
FULL = 1 / 4  # of a cell: a line left shorter than this could take one more character with the docx's slack
LONG = 0.4  # of a line: a longer address or file name may be divided after its marks
_EPSILON = 0.01
_CJK_START = "\u2e80"
_TURNS = re.compile(f"[\0-\u2e7f](?=[{_CJK_START}-\U0010ffff])|[{_CJK_START}-\U0010ffff](?=[\0-\u2e7f])")
_LEANING = "".join(LEANING)
_ASKS_BEFORE = ('"', *SPACES)


def gap(before: str, after: str) -> bool:
    """Whether a fifth of an em stands behind a text and before a character: a hanzi beside a figure or Latin letter.

    The standard is silent; Word does so unless told otherwise and LibreOffice always, and
    every writer must get the same lines. Leaning characters (①) go with the figure or letter before them.
    """
    last = before[-1]
    if last in LEANING:
        last = before.rstrip(_LEANING)[-1:] or "字"
    return (last < _CJK_START) != (after < _CJK_START) and last.isalnum() and after.isalnum() and after not in LEANING


def _gaps_in(text: str) -> int:
    if LEANING.isdisjoint(text):
        return sum([gap(text[turn.start()], text[turn.end()]) for turn in _TURNS.finditer(text)])
    return sum([gap(text[:at], text[at]) for at in range(1, len(text))])


GAP = 0.2  # em


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one role (body, kai, hei, title, song)."""

    text: str
    role: str


@dataclass(slots=True)  # not frozen: a letter has thirty, and they last no longer than their paragraph is made
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


class _Widths(dict[str, float]):
    """Widths of pieces and texts of one role, measured once each."""

    def __init__(self, measure: Callable[[str], float]) -> None:
        self._measure = measure

    def __missing__(self, piece: str) -> float:
        width = self[piece] = self._measure(piece)
        return width


@dataclass(slots=True)
class _Atoms:
    """A paragraph in pieces that are not divided.

    roles: the first piece of each role and the role; gapped: pieces a gap stands before, in
    order; begins: of some pieces, whether a line may begin with them (the others by their marks).
    """

    texts: list[str]
    widths: list[float]
    roles: list[tuple[int, str]]
    gapped: list[int]
    begins: Mapping[int, bool]

    def may_start(self, index: int) -> bool:
        """Whether a line may begin with a piece."""
        known = self.begins.get(index)
        return may_break(self.texts[index - 1], self.texts[index]) if known is None else known

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The pieces of a line as texts by role."""
        if len(self.roles) == 1:
            return (Span("".join(self.texts[start:end]), self.roles[0][1]),)
        first = bisect_right(self.roles, start, key=lambda pair: pair[0]) - 1
        found = []
        for number in range(first, len(self.roles)):
            at, role = self.roles[number]
            until = self.roles[number + 1][0] if number + 1 < len(self.roles) else end
            if at >= end:
                break
            found.append(Span("".join(self.texts[max(at, start) : min(until, end)]), role))
        return tuple(found)


class Breaker:
    """Breaks spans at one size. size and spacing in pt; spacing is added to each character."""

    def __init__(self, book: FontBook, size: float, spacing: float, cell: float) -> None:
        self._book = book
        self._size = size
        self._spacing = spacing
        self._cell = cell
        self._widths: dict[str, _Widths] = {}

    @property
    def added(self) -> float:
        """What is added to each character of a line that is not spaced out, pt."""
        return self._spacing

    def width(self, text: str, role: str) -> float:
        """Natural width of a text in pt, spacing included."""
        return self._of(role)[text]

    def _of(self, role: str) -> _Widths:
        if role not in self._widths:
            self._widths[role] = _Widths(partial(self._measured, role=role))
        return self._widths[role]

    def _measured(self, text: str, role: str) -> float:
        gaps = _gaps_in(text) if len(text) > 1 else 0
        return (self._book.role(role).width(text) + GAP * gaps) * self._size + self._spacing * len(text)

    def lines(self, spans: Sequence[Span], first: float, rest: float) -> list[Broken]:
        """Break into lines: the first of width `first`, the others of width `rest`."""
        atoms = self._atoms(spans, min(first, rest))
        steps = atoms.widths
        if atoms.gapped:
            steps = steps.copy()
            for index in atoms.gapped:
                steps[index] += GAP * self._size
        places = list(accumulate(steps, initial=0.0))
        ends = [0]
        while ends[-1] < len(atoms.texts):
            ends.append(self._line_end(atoms, places, ends[-1], first if len(ends) == 1 else rest))
        return [self._finish(atoms, pair, first if pair[0] == 0 else rest) for pair in pairwise(ends)]

    def _atoms(self, spans: Sequence[Span], limit: float) -> _Atoms:
        text = "".join(span.text for span in spans)
        found, special = pieces_and_special(text)
        roles = _roles(spans, found)
        widths: list[float] = []
        for (at, role), (until, _) in pairwise([*roles, (len(found), "")]):
            widths += map(self._of(role).__getitem__, found[at:until] if len(roles) > 1 else found)
        # Marks decide where a line may begin; straight quotes and spaces only with what stands before them.
        begins = dict(enumerate(break_places(found))) if any(mark in text for mark in _ASKS_BEFORE) else {}
        long = [index for index in special if widths[index] > limit * LONG]
        if long:
            return self._divided(_Atoms(found, widths, roles, [], begins), long, limit)
        return _Atoms(found, widths, roles, _gapped(found, special), begins)

    def _divided(self, atoms: _Atoms, long: list[int], limit: float) -> _Atoms:
        """Divide addresses too long to be carried over and words longer than a line."""
        texts: list[str] = []
        widths: list[float] = []
        begins: dict[int, bool] = {}
        moved: list[tuple[int, str]] = []
        role_at = dict(atoms.roles)
        role = ""
        for index, piece in enumerate(atoms.texts):
            if index in role_at:
                role = role_at[index]
                moved.append((len(texts), role))
            start = index > 0 and atoms.may_start(index)
            parts = self._parts(piece, role, limit) if index in long else [piece]
            for number, part in enumerate(parts):
                begins[len(texts)] = part[0] not in NO_START if number else start
                texts.append(part)
                widths.append(self._widths[role][part])
        return _Atoms(texts, widths, moved, _gapped(texts, range(len(texts))), begins)

    def _parts(self, piece: str, role: str, limit: float) -> list[str]:
        widths = self._widths[role]
        return [text for part in soft_parts(piece) for text in ([part] if widths[part] <= limit else part)]

    def _line_end(self, atoms: _Atoms, places: list[float], start: int, limit: float) -> int:
        texts, count = atoms.texts, len(atoms.texts)
        origin = places[start] + (GAP * self._size if start and start in atoms.gapped else 0.0)
        end = max(bisect_right(places, origin + limit + _EPSILON, start) - 1, start)
        while start < end < count and texts[end] in SPACES:
            end += 1  # spaces at the turn of a line take no room
        if end == count:
            return end
        best = max(end, start + 1)
        for cut in range(min(best, count - 1), start, -1):
            if atoms.may_start(cut):
                return cut
        return best

    def _gaps(self, atoms: _Atoms, start: int, end: int) -> float:
        """What stands before the pieces from start to end."""
        if not atoms.gapped:
            return 0.0
        number = bisect_left(atoms.gapped, end) - bisect_left(atoms.gapped, start)
        return sum([GAP * self._size] * number)

    def _finish(self, atoms: _Atoms, ends: tuple[int, int], limit: float) -> Broken:
        start, end = ends
        texts, seen = atoms.texts, end
        while seen - start > 1 and texts[seen - 1] in SPACES:
            seen -= 1
        width = sum(atoms.widths[start:seen]) + self._gaps(atoms, start + 1, seen)
        spans = atoms.spans(start, end)
        count = sum([len(span.text) for span in spans]) - (end - seen)
        last = end == len(texts)
        slack = limit - width
        grid = abs(slack - self._cell * round(slack / self._cell)) < _EPSILON
        spread = not last and not grid and 0 < slack <= MOST_SPACING * self._cell * (count - 1)
        spacing = self._spacing + (slack / (count - 1) if spread else 0.0)  # figures are narrower than a cell
        full = slack < self._cell * (1.0 if spread else FULL)
        hard = not last and not (full and _is_hanzi(texts[end - 1]) and _is_hanzi(texts[end]))
        return Broken(spans, width, spacing, hard)


def _roles(spans: Sequence[Span], found: Sequence[str]) -> list[tuple[int, str]]:
    """The first piece of each role; a piece over two roles is in that of its first character."""
    if len(spans) == 1:
        return [(0, spans[0].role)] if found else []
    starts = list(accumulate(map(len, found), initial=0))[:-1]
    roles: list[tuple[int, str]] = []
    at = 0
    for span in spans:
        index = bisect_left(starts, at)
        at += len(span.text)
        if index < len(starts) and starts[index] < at and not (roles and roles[-1][1] == span.role):
            roles.append((index, span.role))
    return roles


def _gapped(texts: Sequence[str], special: Iterable[int]) -> list[int]:
    """The pieces a gap stands before; one stands only beside a special piece."""
    beside = {place for index in special for place in (index, index + 1) if 0 < place < len(texts)}
    return sorted(place for place in beside if gap(texts[place - 1], texts[place][0]))


def _is_hanzi(text: str) -> bool:
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"
