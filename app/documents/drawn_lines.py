"""The lines of a paragraph of a document from elsewhere, for drawing it: every run in its own size, colour and font.

Belongs here: widths and where lines end, by the laws of linerules. Does not belong here: pages (drawn_paper), letters
of our own, whose lines are measured on the grid (breaking). Lengths in pt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.documents.breaking import GAP, gap
from app.documents.checking.faces import face_of
from app.documents.checking.paper import Para, Run, Section
from app.documents.faces import FontBook, clean_text
from app.documents.linerules import break_places, pieces

ROLES = {"仿宋": "body", "楷体": "kai", "黑体": "hei", "小标宋": "title", "宋体": "song"}
_TAB = 21.0
NATURAL = 1.3  # height of a single line of a Chinese font, em
_FIRST_WIDE = "\u2e80"
_SMALLEST, _LARGEST = 1.0, 200.0
_TABS = re.compile(r"(\t)")
Tabs = tuple[tuple[float, str], ...]  # places with left, center or right: which side of what follows stands there


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look. spacing: behind each."""

    role: str
    size: float
    red: bool = False
    bold: bool = False
    spacing: float = 0.0


@dataclass(slots=True)
class Stretch:
    """Characters of one look beside each other; x counts from the left of the paragraph's place."""

    x: float
    text: str
    look: Look
    width: float


@dataclass(slots=True)
class DrawnLine:
    """One line. size: of its largest character, by which its height is found."""

    stretches: list[Stretch] = field(default_factory=list)
    size: float = 0.0

    @property
    def left(self) -> float:
        """Where its first character stands."""
        return self.stretches[0].x if self.stretches else 0.0

    @property
    def right(self) -> float:
        """Where its last character ends."""
        return self.stretches[-1].x + self.stretches[-1].width if self.stretches else 0.0


@dataclass(frozen=True, slots=True)
class _Sign:
    """One character with its look and how far it goes; begins: whether a line may begin with it."""

    char: str
    look: Look
    step: float
    begins: bool


def lines_of(para: Para, section: Section, width: float, book: FontBook, tabs: Tabs = ()) -> list[DrawnLine]:
    """The lines of a paragraph in a place so wide, its indents and alignment included. tabs: where its tabs lead to.

    A paragraph without characters is one empty line.
    """
    lines = []
    first = True
    for signs in _rows(para, section, book):
        at = 0
        while first or at < len(signs):
            start = para.left + (para.first if first else 0.0)
            line, at = _fill(signs, at, max(start, 0.0), width - para.right, tabs, para.size or 10.5)
            _align(line, para, width)
            lines.append(line)
            first = False
            if at >= len(signs):
                break
    return lines or [DrawnLine(size=para.size or 10.5)]


def line_height(line: DrawnLine, para: Para, section: Section) -> float:
    """How high a line of a paragraph is: as said, or what its characters take, on the document's grid when it has one."""
    natural = line.size * NATURAL
    step = section.line if section.grid and section.line and para.snap else 0.0
    pitch = para.pitch or 1.0
    if para.pitch_rule == "exact":
        return max(pitch, 1.0)
    if para.pitch_rule == "atLeast":
        return max(pitch, natural, step)
    return pitch * max(natural, step) if step >= natural * 0.75 or not step else pitch * 2 * step


def _rows(para: Para, section: Section, book: FontBook) -> Iterator[list[_Sign]]:
    """The characters between forced ends of lines."""
    row: list[tuple[str, Run]] = []
    for run in para.runs:
        for char in clean_text(run.text):
            if char == "\n":
                yield _signs(row, para, section, book)
                row = []
            elif char == "\t" or char.isprintable() or char == "\u3000":
                row.append((char, run))
    yield _signs(row, para, section, book)


def _signs(row: list[tuple[str, Run]], para: Para, section: Section, book: FontBook) -> list[_Sign]:
    text = "".join(char for char, _run in row)
    begins = _beginnings(text, kinsoku=para.kinsoku)
    looks: dict[tuple[int, bool], Look] = {}
    signs = []
    for at, (char, run) in enumerate(row):
        wide = char >= _FIRST_WIDE or char in "“”‘’—…"
        key = (id(run), wide)
        look = looks.get(key)
        if look is None:
            look = looks[key] = _look(run, section, para, wide=wide)
        role = book.role(look.role)
        drawn = char if char == "\t" or role.draws(char) else "？"
        step = 0.0 if char == "\t" else role.advance(drawn) * look.size + look.spacing
        signs.append(_Sign(drawn, look, step, at in begins))
    return signs


def _look(run: Run, section: Section, para: Para, *, wide: bool) -> Look:
    size = min(max(run.size or 10.5, _SMALLEST), _LARGEST)
    grid = section.cell - size if wide and section.cell and para.snap and abs(section.cell - size) < 2 else 0.0
    face = face_of(run.face) if wide else face_of(run.latin)
    return Look(ROLES.get(face, "song"), size, run.red, run.bold, run.spacing + grid)


def _beginnings(text: str, *, kinsoku: bool) -> set[int]:
    """The numbers of characters that a line may begin with."""
    if not kinsoku:
        return set(range(len(text)))
    found: list[str] = []
    for part in _TABS.split(text):
        found += [part] if part == "\t" else pieces(part) if part else []
    at, places = 0, set()
    for piece, may in zip(found, break_places(found), strict=True):
        if may or piece == "\t":
            places.add(at)
        at += len(piece)
    return places


def _fill(signs: list[_Sign], at: int, start: float, end: float, tabs: Tabs, empty: float) -> tuple[DrawnLine, int]:
    """One line from a character on, and where the next begins."""
    x, last, begun = start, 0, at
    widths: list[float] = []
    while at < len(signs):
        sign = signs[at]
        before = signs[at - 1].char if at > begun else ""
        apart = GAP * sign.look.size if before and before != "\t" and sign.char != "\t" and gap(before, sign.char) else 0.0
        if sign.begins and at > begun:
            last = at
        step = _tab(x, tabs, signs[at + 1 :]) - x if sign.char == "\t" else sign.step
        if x + apart + step > end + 0.6 + max(sign.look.spacing, 0.0) and at > begun and sign.char not in " \u3000":
            at = last or at
            break
        widths.append(apart + step)
        x += apart + step
        at += 1
    return _line(signs[begun:at], widths, start, empty), at


def _tab(x: float, tabs: Tabs, following: list[_Sign]) -> float:
    """Where the text behind a tab begins."""
    place, kind = next(((at, kind) for at, kind in tabs if at > x + 1), (x + _TAB - x % _TAB, "left"))
    if kind == "left":
        return place
    width = 0.0
    for sign in following:
        if sign.char == "\t":
            break
        width += sign.step
    return max(place - (width if kind == "right" else width / 2), x)


def _line(signs: list[_Sign], widths: list[float], x: float, empty: float) -> DrawnLine:
    line = DrawnLine(size=max((s.look.size for s in signs), default=empty))
    for sign, width in zip(signs, widths, strict=False):
        open_ = line.stretches[-1] if line.stretches else None
        plain = sign.char != "\t" and abs(width - sign.step) < 0.01
        if open_ is not None and plain and open_.look == sign.look and abs(open_.x + open_.width - x) < 0.01:
            open_.text += sign.char
            open_.width += width
        elif sign.char != "\t":
            line.stretches.append(Stretch(x + width - sign.step, sign.char, sign.look, sign.step))
        x += width
    return line


def _align(line: DrawnLine, para: Para, width: float) -> None:
    if para.align not in {"center", "right"} or not line.stretches:
        return
    free = width - para.right - line.right
    shift = free if para.align == "right" else free / 2
    for stretch in line.stretches:
        stretch.x += shift

