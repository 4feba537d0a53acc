"""发文机关标志 (GB/T 9704-2012, 7.2.4, 10.1–10.3): of one body, or of all that issue jointly. pt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.documents.blocks import ASCENT, BASELINE, DESCENT, MM, Align, Block, Line, Piece, Setter, Style
from app.documents.breaking import Span
from app.documents.faces import clean_text
from app.documents.model import Format, OfficialDocument
from app.documents.titles import divide_name

_WIDEST = 0.97  # of the type area
_SUFFIXES = ("文件", "命令", "令")
_APART = 0.4  # em between the names of a joint mark and the word beside them
_JOINT_PITCH = 1.25  # em
_SMALLEST = 14.0  # pt, of a joint mark


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in red. beside: “文件” of a joint mark, `drop` under the top of the names' first line."""

    block: Block
    beside: Block | None = None
    drop: float = 0.0

    @property
    def lead(self) -> float:
        """From the top of the first line box down to the top of its characters."""
        return BASELINE * self.block.pitch - ASCENT * self.block.size

    @property
    def tail(self) -> float:
        """From the foot of the last line's characters down to the foot of its box."""
        return (1 - BASELINE) * self.block.pitch - DESCENT * self.block.size


def mark(document: OfficialDocument, setter: Setter, room: float) -> Mark:
    """The mark; of a joint mark the names are made small enough to take `room` at most.

    In a 信函 the mark is always the first body's (10.1).
    """
    joint = document.joint_mark and len(document.issuers) > 1
    if joint and document.format in (Format.GENERAL, Format.ORDER):
        return _joint(document, setter, room)
    text = clean_text(document.mark)
    return Mark(setter.once((Style.MARK, text), lambda: _single(text, setter)))


def _single(text: str, setter: Setter) -> Block:
    sizes, widest = setter.profile.sizes, setter.measure * _WIDEST
    em = _em(setter)
    rows = [text]
    if em(text) * sizes.mark_min > widest:
        rows = divide_name(text, em, max(widest / sizes.mark_min, em(text) / 4))
    size = min(sizes.mark_max, int(widest / max(map(em, rows)) * 2) / 2)
    lines = []
    for row in rows:
        width = em(row) * size
        lines.append(Line((Piece((setter.measure - width) / 2, (Span(row, "title"),), width),)))
    return Block(Style.MARK, tuple(lines), size, _twip(size * 1.3), Align.CENTRE, red=True)


def _joint(document: OfficialDocument, setter: Setter, room: float) -> Mark:
    """All names, the leading body first, spread to one width; “文件” to their right, half way down."""
    em = _em(setter)
    names = [clean_text(name) for name in document.issuers]
    word = next((suffix for suffix in _SUFFIXES if document.mark.endswith(suffix)), "")
    widest = max(map(em, names))
    whole = widest + (_APART + em(word) if word else 0.0)
    size = min(setter.profile.sizes.mark_max, int(setter.measure * _WIDEST / whole * 2) / 2)
    size = max(min(size, int(room / len(names) / _JOINT_PITCH * 2) / 2), _SMALLEST)
    pitch = _twip(size * _JOINT_PITCH)
    left = (setter.measure - whole * size) / 2
    lines = []
    for name in names:
        spacing = (widest - em(name)) * size / (len(name) - 1) if len(name) > 1 else 0.0
        lines.append(Line((Piece(left, (Span(name, "title"),), widest * size),), spacing))
    block = Block(Style.MARK, tuple(lines), size, pitch, left=left, red=True)
    if not word:
        return Mark(block)
    x = left + (widest + _APART) * size
    line = Line((Piece(x, (Span(word, "title"),), em(word) * size),))
    return Mark(block, Block(Style.MARK, (line,), size, pitch, left=x, red=True), pitch * (len(names) - 1) / 2)


def _em(setter: Setter) -> Callable[[str], float]:
    """Measures the width of a text in em, with the free space beside figures and Latin letters."""
    return lambda text: setter.title.width(text, "title") / setter.profile.sizes.title


def _twip(points: float) -> float:
    return round(points * 20) / 20


def paper_top(document: OfficialDocument, setter: Setter) -> float:
    """Where the characters of the mark begin, pt from the paper's top."""
    header = setter.profile.header
    tops = {Format.LETTER: header.mark_top_letter, Format.MINUTES: header.mark_top_minutes,
            Format.ORDER: header.mark_top_order}  # fmt: skip
    return tops.get(document.format, header.mark_top_general) * MM
