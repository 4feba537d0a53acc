"""The spaces between the characters of a line of a PDF: what is usual in it, and which characters stand further apart.

Does not belong here: which space is right (rules_lines_text), words and gaps between them (pdf_rows).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pdfminer.layout import LTChar

from app.documents.checking.pdf_device import ends, text_of

_WORDS = 0.8  # of the size: a gap so wide parts words
_MANY = 8  # gaps that tell what stands out
_FURTHER = 1.5
_OWN = 4  # gaps between Chinese characters that tell what is usual by themselves


def spaces_of(chars: Sequence[LTChar]) -> tuple[float, tuple[str, float] | None]:
    """The usual space between two characters of a line, pt, and the characters that stand further apart with how much more."""
    gaps = list(_gaps(chars))
    if not gaps:
        return 0.0, None
    own = [gap for at, gap in gaps if _kind(text_of(chars[at])) == 1]  # programs that spread a line leave figures as they are
    usual = statistics.median(own if len(own) >= _OWN else [gap for _, gap in gaps])
    if len(gaps) < _MANY:
        return usual, None
    most: list[tuple[int, float]] = []
    now: list[tuple[int, float]] = []
    for at, gap in gaps:
        if gap - usual <= _FURTHER:
            continue
        now = [*now, (at, gap)] if now and now[-1][0] == at - 1 else [(at, gap)]
        most = max(most, now, key=len)
    if len(most) < 2:
        return usual, None
    text = "".join(text_of(char) for char in chars[most[0][0] : most[-1][0] + 2])
    return usual, (text, statistics.median(gap for _, gap in most) - usual)


def _gaps(chars: Sequence[LTChar]) -> Iterator[tuple[int, float]]:
    """Between which characters there is how much space; only between two Chinese characters, or two figures or letters."""
    for at, (char, following) in enumerate(pairwise(chars)):
        first, second = text_of(char), text_of(following)
        if _kind(first) and _kind(first) == _kind(second) and abs(char.size - following.size) < 0.5:
            gap = ends(following)[0] - ends(char)[1]
            if abs(gap) < _WORDS * char.size:
                yield at, gap


def _kind(text: str) -> int:
    return 1 if "\u4e00" <= text[:1] <= "\u9fff" or text == "★" else 2 if text[:1].isascii() and text[:1].isalnum() else 0
