"""Text of a PDF that begins off the margin, or is wider than it should be: said once, and examined as if the page were so meant.

A page set off its margin would otherwise bring a sentence for every line on it. What is moved keeps how far, so that its place on the
picture of the page stays. Does not belong here: lines inside the text that stand elsewhere (rules_lines_text).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.paper import MM, Paper, Para, Rect
from app.documents.checking.saying import from_edge
from app.documents.checking.sheet import OPENING, Sheet

_OFF = 1.2 * MM  # what the standard leaves, and how exactly a page is measured
_ALIKE = 2.0
_ENDS = "。：；！？"
_OF_MARK = 6.0  # mm
_OF_LETTER = 165 * MM  # lines that are longer are placed from the middle of the paper
_ROUGHLY = 2.2 * MM
_MOST = 16 * MM  # what hangs in further is a list
_SIZES = (9.0, 21.5)
_BY_WIDTH = frozenset(("红线长度", "红线位置", "版记线长度"))
_BY_PAPER = frozenset(("天头", "下白边", "页码位置", "版记末线", "版记线长度", "红线位置", "红线长度", "下双线位置", "标志位置"))


def settle(paper: Paper, profile: Profile) -> None:
    """Move the pages of a PDF whose text begins off the margin to where it should; `Paper.offsets` and `Para.moved` tell how far they were off."""
    if paper.kind != "pdf":
        return
    edge, starts = profile.page.left * MM, {}
    for page, (width, height) in enumerate(paper.pages, 1):
        start = _start(paper, page, profile) if width < height else None
        if start is not None:
            starts[page] = start
    if not starts:
        return
    usual = _most(starts.values())
    standing = [p.rect.left for page in starts for p in _rows(paper, page) if p.rect is not None]
    right, own = (sum(abs(left - at) <= _ALIKE for left in standing) for at in (edge, usual))
    whole = usual - edge if _OFF < abs(usual - edge) <= _MOST and right * 5 < own else 0.0
    for page, (width, height) in enumerate(paper.pages, 1):
        off = starts.get(page, usual) - edge
        if abs(off - whole) > _OFF and not _mark_is_off(paper, page, profile, off):
            off = whole
        if width < height and _OFF < abs(off) <= _MOST and (whole or page in starts) and (abs(off - whole) <= _OFF or len(starts) > 1):
            paper.offsets[page] = off
            _move(paper, page, -off)


def _rows(paper: Paper, page: int) -> list[Para]:
    return [p for p in paper.flowing if p.page == page and p.rect is not None and p.place == "flow" and _SIZES[0] <= (p.size or 0) <= _SIZES[1]]


def _start(paper: Paper, page: int, profile: Profile) -> float | None:
    """Where the lines of a page begin that go on others; None when fewer than two tell."""
    rows = _rows(paper, page)
    end = max((p.rect.right for p in rows if p.rect is not None and len(p.bare) > 15), default=0.0)
    lefts = list(_going_on(rows, end - 2.6 * profile.grid.cell))
    known = [left for left in lefts if sum(abs(left - p.rect.left) <= _ALIKE for p in rows if p.rect is not None) > 1]
    return min(known, default=None)


def _going_on(rows: list[Para], full: float) -> Iterator[float]:
    for before, para in pairwise(rows):
        if before.rect is None or para.rect is None or para.index - before.index != 1 or len(before.bare) < 12:
            continue
        if before.rect.right > full and before.bare[-1] not in _ENDS and para.bare[0] not in OPENING and para.rect.left <= before.rect.left + 3:
            yield para.rect.left


def _most(values: Iterable[float]) -> float:
    rows = list(values)
    return max(rows, key=lambda value: sum(abs(value - other) <= _ALIKE for other in rows))


def _mark_is_off(paper: Paper, page: int, profile: Profile, off: float) -> bool:
    """Whether a page's number is off as far as its text, as it is when the whole page was set elsewhere."""
    mark = paper.marks[page - 1]
    if mark is None or mark.rect is None:
        return False
    left, wide, cell = profile.page.left * MM, profile.page.text_width * MM, profile.sizes.small
    if profile.page_number.style == "centre":
        at = (mark.rect.left + mark.rect.right) / 2 - left - wide / 2
    else:
        at = mark.rect.right - (left + wide - cell) if page % 2 else mark.rect.left - (left + cell)
    return abs(at - off) <= _ROUGHLY


def _move(paper: Paper, page: int, by: float) -> None:
    middle = paper.pages[page - 1][0] / 2
    mark = paper.marks[page - 1]
    letter = sum(rule.red and rule.page == page and rule.length >= _OF_LETTER for rule in paper.rules) > 1
    for para in [*paper.flowing, *([mark] if mark is not None else [])]:
        if para.page != page or para.rect is None:
            continue
        if para.red and (para.size or 0) > 24 and letter and abs((para.rect.left + para.rect.right) / 2 - middle) <= _OFF:
            continue  # the mark of a 信函, in the middle of the paper
        para.moved = by
        para.rect = _beside(para.rect, by)
        para.lines = [replace(line, rect=_beside(line.rect, by)) for line in para.lines]
        para.runs = [replace(run, span=(run.span[0] + by, run.span[1] + by)) if run.span is not None else run for run in para.runs]
    paper.rules = [replace(rule, left=rule.left + by) if rule.page == page and rule.left is not None and rule.length < _OF_LETTER else rule for rule in paper.rules]
    paper.pictures = [(n, _beside(place, by) if n == page else place) for n, place in paper.pictures]
    paper.seals = [(n, _beside(place, by) if n == page else place) for n, place in paper.seals]
    paper.unred_seals = [(n, _beside(place, by) if n == page else place) for n, place in paper.unred_seals]


def _beside(rect: Rect, by: float) -> Rect:
    return Rect(rect.left + by, rect.top, rect.right + by, rect.bottom)


def judge_offsets(paper: Paper, profile: Profile, findings: Findings) -> None:
    """The pages that were moved; on paper of another size nothing is judged by how far it is from the edges."""
    if paper.kind == "pdf" and not is_right_paper(paper, profile):
        findings.leave_out(_BY_PAPER)
    for page, off in paper.offsets.items():
        if is_right_paper(paper, profile):
            findings.judge("订口", "5.2.1", False, from_edge(profile.page.left + off / MM), f"{profile.page.left:g}±1 毫米", page=page)


def is_right_paper(paper: Paper, profile: Profile) -> bool:
    """Whether the first page of a PDF has the size it should; on another nothing stands at its place, and the paper is said by itself."""
    width, height = sorted(paper.pages[0]) if paper.pages else (0.0, 0.0)
    return abs(width / MM - profile.page.width) < 1 and abs(height / MM - profile.page.height) < 1


def as_drawn(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> Profile:
    """The profile with the page as a PDF has it, where its paper is another, or its text wider or narrower and the title in the middle of
    that: elements are placed from those. Lines as wide as they should be, or as the text is, are not judged then."""
    if paper.kind != "pdf" or not paper.pages or paper.pages[0][0] > paper.pages[0][1]:
        return profile
    page = profile.page
    if _mark_follows(profile, found):
        findings.leave_out(frozenset(("标志位置",)))  # 天头 says it
    ends = [p.rect.right for _, p in found.body if p.rect is not None and p.place == "flow" and len(p.bare) > 15 and p.bare[-1] not in "，。、；："]
    wide = _most(ends) / MM - page.left if ends else page.text_width
    if not is_right_paper(paper, profile):
        width, height = (length / MM for length in paper.pages[0])
        return replace(profile, page=replace(page, width=width, height=height, text_width=round(wide, 1), text_height=height - (page.height - page.text_height)))
    heads = [p for p in (*found.titles, *(found.marks if len(found.marks) == 1 else [])) if p.rect is not None and p.page == 1]
    agreed = [abs((p.rect.left + p.rect.right) / 2 / MM - page.left - wide / 2) <= 1.5 for p in heads if p.rect is not None]
    least = 3.0 if paper.offsets else 7.0  # lines may end a little before the edge
    few = 3 if paper.offsets and agreed and all(agreed) else 5  # of a page that is off the margin the head tells too
    if -least <= wide - page.text_width <= 1.5 or len(ends) < few or not agreed or sum(agreed) * 2 < len(agreed):
        return profile
    findings.leave_out(_BY_WIDTH)
    end = page.left + wide + paper.offsets.get(1, 0.0) / MM
    over = page.left + page.text_width
    findings.judge("版心宽", "5.2.1", abs(end - over) <= 1.5, f"右边到 {end:.1f} 毫米", f"{over:g} 毫米", page=1)
    findings.leave_out(frozenset(("版心宽",)))
    return replace(profile, page=replace(page, text_width=round(wide, 1)))


def _mark_follows(profile: Profile, found: Elements) -> bool:
    """Whether the mark is as far below the text's upper edge as it should be, where that edge is off on the other pages."""
    mark = found.marks[0] if found.marks else None
    if mark is None or mark.top is None or mark.bare.endswith("令"):
        return False
    begins = Sheet(profile, found).begins / MM
    wanted = profile.header.mark_top_general - profile.page.top
    return abs(begins - profile.page.top) > _OF_MARK and abs(mark.top / MM - begins - wanted) <= _OF_MARK
