"""Measures the lines of a PDF from the edges of the text and from each other, and puts them together to paragraphs.

Belongs here: what several rules measure alike. Does not belong here: what is right (rules_lines and its fellows).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.paper import MM, Para

_ENDED = 2.5  # characters before the right edge
_AT_EDGE = 1.3
_WORD = re.compile(r"[!-~]{3,}")
_LATIN = 0.6  # of a Chinese character: a letter or figure


_TOP = (-1.2, 5.5)  # mm: text that begins elsewhere is told of by itself

OPENING = "（《〈“‘「『【〔［｛"


def left_ends(lines: Iterable[Para]) -> list[float]:
    """Where lines begin; programs put an opening mark half a character out to the left."""
    return [p.rect.left for p in lines if p.rect is not None and p.bare[:1] not in OPENING]


class Sheet:
    """Measures in characters from the text's edges, in lines from each other, in mm from its middle."""

    def __init__(self, profile: Profile, found: Elements) -> None:
        lefts = left_ends(p for _, p in found.body if p.place == "flow" and len(p.bare) > 20)
        self.cell, self.pitch, self.size = profile.grid.cell, profile.grid.pitch, profile.sizes.body
        edge, least = profile.page.left * MM, min(lefts, default=0.0)
        self.left = least if abs(least - edge) < 1.3 * self.cell else edge  # of short paragraphs only their first lines are there
        self.right = self.left + profile.page.text_width * MM
        self.top = profile.page.top * MM
        self.foot = (profile.page.top + profile.page.text_height) * MM + 6
        firsts = [min(p.top or 0.0 for p in page) for page in _by_page(found)]
        begins = min(firsts, default=self.top)
        self._begins = begins if firsts and not _TOP[0] <= (begins - self.top) / MM <= _TOP[1] else self.top

    @property
    def begins(self) -> float:
        """Where the text of the pages begins, from the top of the paper: where it should unless it is far off."""
        return self._begins

    def below_top(self, para: Para) -> float:
        """How far, in mm, a line is below the head of the text's area: where that should be, or where the text of the other pages begins."""
        return min(((para.top or 0.0) - top for top in (self.top, self._begins)), key=abs) / MM

    def indent(self, para: Para) -> float:
        """Characters from the left edge of the text to a line."""
        return (para.rect.left - self.left) / self.cell if para.rect is not None else 0.0

    def rest(self, para: Para) -> float:
        """Characters from the end of a line to the right edge of the text."""
        return (self.right - para.rect.right) / self.cell if para.rect is not None else 0.0

    def aside(self, para: Para) -> float:
        """How far the middle of a line is from the middle of the text, mm."""
        return (para.rect.left + para.rect.right - self.left - self.right) / 2 / MM if para.rect is not None else 0.0

    def centred(self, para: Para) -> bool:
        """Whether a short line stands in the middle."""
        return abs(self.aside(para)) < 2.2 and self.indent(para) > 3

    def blank(self, upper: Para | None, lower: Para | None) -> float | None:
        """Blank lines between two lines of one page; None when they are not on one."""
        if upper is None or lower is None or upper.rect is None or lower.rect is None or upper.page != lower.page:
            return None
        gap = (lower.rect.top + lower.rect.bottom - upper.rect.top - upper.rect.bottom) / 2
        return gap / self.pitch - 1

    def ended(self, para: Para, following: Para | None = None) -> bool:
        """Whether a line ends well before the right edge, with room for the word or figure that the following one begins with."""
        word = _WORD.match(following.bare) if following is not None else None
        return self.rest(para) > _ENDED + (len(word.group()) * _LATIN if word else 0.0)

    def goes_on(self, before: Para, para: Para) -> bool:
        """Whether a line goes on the one before it."""
        if before.rect is None or para.rect is None or before.place != "flow" or self.ended(before, para):
            return False
        indent = self.indent(para)
        if abs(indent - self.indent(before)) < 0.4 and before.bare[-1] not in "。：；！？":
            return True  # a paragraph that stands in as a whole
        return indent < _AT_EDGE or (before.bare[-1] not in "。：；！？" and indent < 2.6)


def _by_page(found: Elements) -> list[list[Para]]:
    """The lines of the text on each page but the first."""
    pages: dict[int, list[Para]] = {}
    for para in (*(p for _, p in found.body), *found.attached, *found.annexes, *found.annex_text):
        if para.page > 1 and para.top is not None and para.place == "flow":
            pages.setdefault(para.page, []).append(para)
    return list(pages.values())


def paragraphs(sheet: Sheet, rows: list[tuple[int, Para]]) -> list[tuple[int, Para]]:
    """Lines with their levels put together to paragraphs; each stands where its first line does."""
    found: list[tuple[int, Para]] = []
    last: Para | None = None
    for level, line in rows:
        if found and last is not None and not level and sheet.goes_on(last, line) and abs((line.size or 0) - (last.size or 0)) < 0.5:
            whole = found[-1][1]
            whole.runs += line.runs
            whole.lines += line.lines
        else:
            found.append((level, replace(line, runs=list(line.runs), lines=list(line.lines))))
        last = line
    return found
