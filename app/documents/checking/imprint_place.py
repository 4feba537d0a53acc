"""Where 版记 of a docx stands: at the foot of the last page, behind everything else (clauses 7.4.1, 7.3.7).

A frame or table that does not flow says its place. One that flows is where the lines before it end, which programs count
differently: it is judged only where it was pushed down by blank lines and all programs leave it far above the foot.
"""

from __future__ import annotations

from typing import Any

from app.catalog.profiles import Profile
from app.documents.checking.docx_flow import falls
from app.documents.checking.effect import N, Q
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.heights import anchored_top, height_of, line_of
from app.documents.checking.paper import MM, Anchor, Paper, Para
from app.documents.checking.rules_page import pitch_of
from app.documents.checking.saying import blank_lines

_SLACK = 9.0  # mm, as heights of rows are guessed
_PAPER = 3.0  # mm
_LINES = 2.4  # that the count may be short below a 版记 that flows
# what moves the lines over a 版记 that flows, and is told by itself
_PUSHING = frozenset(("标志位置", "标志下空行", "标题上空行", "标题下空行", "标题行间空行", "签发人位置", "纸张", "天头"))
_PACE = 0.6  # pt that the lines of the text may be higher or lower than they should be
_EXPECTED = "最后一面，末条分隔线与版心下边缘重合"


def judge_place(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """At the foot, and not before an attachment."""
    first, last = found.imprint[0], max(found.imprint, key=lambda p: p.index)
    later = next((p for p in found.annexes if p.index > last.index), None)
    findings.judge("版记位置", "7.3.7", later is None, "版记在附件之前", "附件在版记之前", at=first)
    anchor = first.anchor or (first.cell.anchor if first.cell is not None else None)
    if later is not None or abs((paper.sections[-1].height or 0.0) / MM - profile.page.height) > _PAPER:
        return  # other paper is told by itself
    if anchor is not None:
        _anchored(paper, profile, found, anchor, findings)
    elif last.place in {"flow", "table"} and _pushed(paper, first) > 1.9 * profile.grid.pitch and not _moved(paper, profile, found, findings):
        _flowing(paper, profile, last, findings)


def _pushed(paper: Paper, first: Para) -> float:
    """The height of the blank lines over 版记."""
    height = first.before if first.cell is None else 0.0
    for para in reversed(paper.flowing[: paper.flowing.index(first)]):
        if para.bare or para.place != "flow" or para.new_page:
            break
        height += height_of(para)
    return height


def _moved(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> bool:
    """Whether lines over 版记 are told to be out of place or of another height: it follows them."""
    if any(deviation.rule in _PUSHING for deviation in findings.deviations):
        return True
    pitches = [pitch_of(para, paper.sections[para.section])[0] for _, para in found.body if para.place == "flow"]
    return any(pitch is None or abs(pitch - profile.grid.pitch) > _PACE for pitch in pitches)


def _flowing(paper: Paper, profile: Profile, last: Para, findings: Findings) -> None:
    ends = falls(paper, last)
    if ends is None or ends[0].end != ends[1].end:
        return
    below = (ends[1].room - max(end.bottom for end in ends)) / profile.grid.pitch
    findings.judge("版记位置", "7.4.1", below <= _LINES, f"版记下面约{blank_lines(round(below))}", _EXPECTED, at=last)


def _anchored(paper: Paper, profile: Profile, found: Elements, anchor: Anchor, findings: Findings) -> None:
    first = found.imprint[0]
    if anchor.origin == "text":
        return
    if anchor.side:
        ok = anchor.side == "bottom" and anchor.origin == "margin"
        findings.judge("版记位置", "7.4.1", ok, {"top": "在页面上方", "center": "在页面中间"}.get(anchor.side, "不在版心下边缘"), _EXPECTED, at=first)
        return
    lowest = max(found.imprint, key=lambda p: p.index)
    own = lowest.anchor if first.cell is None else anchor
    top = anchored_top(own, paper.sections[-1])
    if top is None:
        return
    rows = _rows(paper, found) if first.cell is not None else [[p] for p in paper.flowing if _together(p, lowest)]
    wanted = profile.page.top + profile.page.text_height
    ends = [(top + sum(_height(row, profile, full=full) for row in rows)) / MM for full in (True, False)]
    end = min(ends, key=lambda end: abs(end - wanted))  # where lines turn, programs decide
    findings.judge("版记位置", "7.4.1", abs(end - wanted) <= _SLACK, f"下边约距上页边 {end:.0f} 毫米", f"{_EXPECTED}（{wanted:g} 毫米）", at=first)


def _together(para: Para, other: Para) -> bool:
    """Whether two paragraphs stand in the same box or frame; others may stand beside it at the same height."""
    if para.place != other.place or para.anchor != other.anchor or (para.node is None) != (other.node is None):
        return False
    return para.node is None or other.node is None or _holder(para.node) == _holder(other.node)


def _holder(node: Any) -> object:
    """The box that holds a paragraph, or what its frame says."""
    box = next(node.iterancestors(Q + "txbxContent"), None)
    frame = node.find("w:pPr/w:framePr", N)
    return box if box is not None else frame is not None and sorted(frame.items())


def _rows(paper: Paper, found: Elements) -> list[list[Para]]:
    table = found.imprint[0].table
    rows: dict[int, list[Para]] = {}
    for para in paper.flowing:
        if para.table == table and para.cell is not None:
            rows.setdefault(para.cell.row, []).append(para)
    return list(rows.values())


def _height(row: list[Para], profile: Profile, *, full: bool) -> float:
    """The height of a row: of its fullest cell, or what the row says. full: whether the first line is taken for no longer than the others."""
    cells: dict[int, float] = {}
    for para in row:
        wide = para.cell.width / para.cell.columns if para.cell is not None else para.width or profile.page.text_width * MM
        room = max(wide - para.left - para.right, 40.0)
        long = sum(1.0 if ord(c) > 0x2000 else 0.5 for c in para.text) * (para.size or 14.0)
        column = para.cell.column if para.cell is not None else 0
        lines = max(1, -(-long // room)) if full else 1 + max(0, -(-(long - room + para.first) // room))
        cells[column] = cells.get(column, 0.0) + lines * line_of(para) + para.before + para.after
    return max(*cells.values(), row[0].cell.height if row[0].cell is not None else 0.0, 0.0)
