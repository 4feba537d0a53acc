"""The lines of the head of a PDF and the double lines of a 信函, whatever their colour: they are known by their places, so that
a black one is no missing one.

Does not belong here: what is right of them (rules_red, rules_lines).
"""

from __future__ import annotations

from app.documents.checking.elements import Elements
from app.documents.checking.paper import MM, Paper, Rule

_LONG = 150 * MM
_WIDE = 165 * MM  # longer than any line of a 文件
_BELOW = 16 * MM  # of the mark
_FOOT = 32 * MM
_LEAST = 100 * MM  # of the line under the head
_MARK = (40 * MM, 110 * MM)  # least width of a drawn mark, greatest distance of its top from that of the page


def red_lines(paper: Paper, found: Elements) -> list[Rule]:
    """The red lines of the first page of a PDF; of a docx all but those of the table of 版记, whose colour is told there."""
    tables = {id(node) for p in found.imprint if p.node is not None and p.place == "table" for node in p.node.iterancestors()}
    return [rule for rule in paper.rules if rule.red and rule.page in {0, 1} and (rule.node is None or id(rule.node) not in tables)]


def letter_lines(paper: Paper, found: Elements) -> list[Rule]:
    """The red lines of the first page, and those in other colours that stand below its mark or under the type area."""
    low = max((p.rect.bottom for p in found.marks if p.rect is not None and p.page == 1), default=None)
    placed = []
    for rule in paper.rules:
        if rule.page != 1 or rule.top is None:
            continue
        at = low is not None and low - 2 <= rule.top <= low + _BELOW
        if rule.red or (rule.length > _LONG and (at or rule.top > paper.pages[0][1] - _FOOT)):
            placed.append(rule)
    return placed


def is_mark_drawn(paper: Paper, found: Elements) -> bool:
    """Whether a PDF without a mark in letters has a picture over its number that may be one, as offices paste their red heads."""
    number = found.number.rect if found.number is not None else None
    if found.marks or number is None:
        return False
    wide = [place for page, place in paper.pictures if page == 1 and place.right - place.left >= _MARK[0]]
    return any(place.top < _MARK[1] and place.bottom <= number.top + 3 for place in wide)


def looks_like_letter(paper: Paper, found: Elements) -> bool:
    """Whether long lines stand below the mark and at the foot of the first page."""
    if paper.kind != "pdf" or not (found.marks or is_mark_drawn(paper, found)):
        return False
    tops = [rule.top for rule in letter_lines(paper, found) if rule.length > _WIDE and rule.top is not None]
    half = paper.pages[0][1] / 2
    return any(top < half for top in tops) and any(top > half for top in tops)


def line_under_head(paper: Paper, found: Elements) -> Rule | None:
    """A line that is not red between the head and the title of the first page."""
    head = [p.rect.bottom for p in (*found.marks, found.number) if p is not None and p.rect is not None and p.page == 1]
    title = next((p.rect.top for p in found.titles if p.rect is not None and p.page == 1), None)
    if not head or title is None:
        return None
    return next((r for r in paper.rules if r.page == 1 and not r.red and r.top is not None and r.length > _LEAST and max(head) - 3 < r.top < title), None)
