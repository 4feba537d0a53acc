"""Rules of the seals of a PDF: each is red and lies upon a signature or its date (clause 7.3.5.1).

Does not belong here: what is a seal (pdf_seals), where signature and date stand (rules_tail). A docx does not tell where a picture comes to lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.paper import MM, Paper, Para, Rect
from app.documents.checking.saying import figure

_BESIDE = 1.5 * MM  # from a seal's edge: what is nearer touches it
_PLACES = frozenset(("成文日期位置", "发文机关署名位置", "联合署名"))


def seals_of(paper: Paper, found: Elements) -> list[Rect]:
    """The seals on the page of the date."""
    date = found.date
    return [place for page, place in paper.seals if date is not None and page == date.page] if date is not None and date.page not in paper.scanned else []


def judge_seals(paper: Paper, found: Elements, findings: Findings) -> None:
    """How far seals are from the signatures and dates; where those stand wrong, that is said by itself."""
    date = found.date
    seals = seals_of(paper, found)
    _colour(paper, found, findings)
    if date is None or not seals or not found.issuers or any(d.rule in _PLACES for d in findings.deviations):
        return
    lines = list(_signed(paper, found, date))
    for seal in seals:
        near = min(lines, key=lambda line: _apart(seal, line))
        far = _apart(seal, near)
        findings.judge("印章位置", "7.3.5.1", far <= _BESIDE, f"印章{_side(seal, near)} {figure(far / MM, 0)} 毫米，没有压住署名和成文日期",
                       "印章端正、居中下压发文机关署名和成文日期", at=date)  # fmt: skip


def _colour(paper: Paper, found: Elements, findings: Findings) -> None:
    """A seal upon signature or date is red."""
    date = found.date
    if date is None or date.rect is None or date.page in paper.scanned:
        return
    lines = list(_signed(paper, found, date))
    wrong = [place for page, place in paper.unred_seals if page == date.page and any(_apart(place, line) <= 0 for line in lines)]
    findings.judge("印章颜色", "7.3.5.1", not wrong, "不是红色", "红色", at=date)


def _signed(paper: Paper, found: Elements, date: Para) -> Iterator[Rect]:
    """Signatures and dates, also those that stand between them beside each other."""
    first = min((p.index for p in found.issuers if p.page == date.page), default=date.index)
    last = found.issuers[-1].index if found.issuers else date.index
    for para in paper.flowing:
        if para.rect is not None and para.page == date.page and min(first, date.index) <= para.index <= max(date.index, last):
            yield para.rect


def _apart(seal: Rect, line: Rect) -> float:
    """How far a line is from the round edge of a seal; 0 when it runs into it."""
    x, y = (seal.left + seal.right) / 2, (seal.top + seal.bottom) / 2
    across = max(line.left - x, x - line.right, 0.0)
    down = max(line.top - y, y - line.bottom, 0.0)
    return max(hypot(across, down) - (seal.right - seal.left) / 2, 0.0)


def _side(seal: Rect, line: Rect) -> str:
    """On which side of a line a seal lies."""
    across = (seal.left + seal.right - line.left - line.right) / 2
    down = (seal.top + seal.bottom - line.top - line.bottom) / 2
    if abs(across) - (line.right - line.left) / 2 > abs(down):
        return "偏左，离开" if across < 0 else "偏右，离开"
    return "偏上，离开" if down < 0 else "偏下，离开"
