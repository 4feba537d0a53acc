"""Where the paragraphs of text and tail of a docx stand: blank lines between elements, line pitch, right edge, alignment.

Blank lines over the title are rules_head, the places of signature and date rules_tail.
"""

from __future__ import annotations

import re
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Paper, Para
from app.documents.checking.rules_page import pitch_of
from app.documents.checking.rules_tail import ORGAN
from app.documents.checking.saying import beside, blank_lines

_TO_FILL = re.compile(r"：[\u3000 _]{2,}")
_MOST_OVER_SEAL = 6.5  # lines: a seal is some four high, and its top stands no more than one below the text (7.3.5.1)


def judge_gaps(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """Everything; nothing in a PDF."""
    if paper.kind != "docx":
        return
    flow = [p for p in paper.flowing if p.place == "flow"]
    first = found.first_text
    if found.to is not None and first is not None and first.index > found.to.index:
        _none(flow, found.to, first, profile, "主送下空行", "7.3.2", "主送机关与正文之间不空行", findings)
    for upper, lower in pairwise(found.attached):
        _none(flow, upper, lower, profile, "附件说明空行", "7.3.4", "附件名称之间不空行", findings)
    body = [p for _, p in found.body if p.place == "flow"]
    for upper, lower in pairwise(body):
        _blank_lines(flow, upper, lower, findings)
    _signed(flow, profile, found, findings)
    for label in found.annexes:
        _under_label(flow, label, found, profile, findings)
    own = [p for p in (found.to, found.note) if p is not None] + found.attached
    for para in own:
        if para.place == "flow":
            _edges(para, profile, findings)
    usual = _usual_pitch(paper, body)
    for para in [*own, *found.issuers, *([found.date] if found.date else [])] if usual else ():
        section = paper.sections[para.section]
        pitch, shown = pitch_of(para, section)
        if para.place == "flow" and section.width < section.height:
            findings.judge("行距", "5.2.3", pitch is not None and min(abs(pitch - usual), abs(pitch - profile.grid.pitch)) <= 1.0, shown, f"固定值 {usual:g} 磅（与正文相同）", at=para, grade=Grade.USUAL)


def _usual_pitch(paper: Paper, body: list[Para]) -> float:
    """The line pitch of most of the text, 0 when it has none."""
    counts: dict[float, int] = {}
    for para in body:
        pitch, _ = pitch_of(para, paper.sections[para.section])
        if pitch is not None:
            counts[pitch] = counts.get(pitch, 0) + 1
    return max(counts, key=lambda pitch: counts[pitch]) if counts else 0.0


def gap(flow: list[Para], upper: Para, lower: Para, profile: Profile) -> float | None:
    """The blank lines between two paragraphs, spaces before and after counted in; None when something else stands there."""
    if upper.place != "flow" or lower.place != "flow" or lower.new_page or upper.section != lower.section:
        return None
    between = flow[flow.index(upper) + 1 : flow.index(lower)]
    if any(p.bare or p.new_page for p in between):
        return None
    space = upper.after + lower.before + sum(p.before + p.after for p in between)
    return len(between) + space / profile.grid.pitch


def _blank_lines(flow: list[Para], upper: Para, lower: Para, findings: Findings) -> None:
    """No blank lines between the paragraphs of the text; a picture or a break is none."""
    between = flow[flow.index(upper) + 1 : flow.index(lower)]
    if not between or lower.new_page or _TO_FILL.search(lower.text) or any(p.bare or p.new_page or _holds(p) for p in between):
        return
    findings.judge("正文空行", "5.2.3", False, f"段落之间空了 {len(between)} 行", "段落之间不空行", at=lower, grade=Grade.CUSTOM)


def _holds(para: Para) -> bool:
    kinds = ("}drawing", "}pict", "}object", "}br")
    return para.node is not None and any(isinstance(node.tag, str) and node.tag.endswith(kinds) for node in para.node.iter())


def _none(flow: list[Para], upper: Para, lower: Para, profile: Profile, rule: str, clause: str, wanted: str, findings: Findings) -> None:
    lines = gap(flow, upper, lower, profile)
    if lines is not None:
        findings.judge(rule, clause, lines < 0.3, blank_lines(lines), wanted, at=lower, grade=Grade.USUAL)


def _signed(flow: list[Para], profile: Profile, found: Elements, findings: Findings) -> None:
    date = found.date
    if date is None or date.place != "flow":
        return
    if len(found.issuers) == 1 and ORGAN.search(found.issuers[0].bare):  # a name alone has its seal and a blank line below
        _none(flow, found.issuers[0], date, profile, "署名日期空行", "7.3.5", "署名和成文日期之间不空行", findings)
    if found.issuers:
        before = [p for p in flow[: flow.index(found.issuers[0])] if p.bare] if found.issuers[0] in flow else []
        lines = gap(flow, before[-1], found.issuers[0], profile) if before else None
        if lines is not None:
            findings.judge("署名空行", "7.3.5", lines <= _MOST_OVER_SEAL, blank_lines(lines), "正文（附件说明）下空几行，印章顶端距正文一行之内", at=found.issuers[0],
                           grade=Grade.USUAL)  # fmt: skip
    if found.note is not None and found.note.index > date.index:
        _none(flow, date, found.note, profile, "附注空行", "7.3.6", "成文日期下一行", findings)


def _under_label(flow: list[Para], label: Para, found: Elements, profile: Profile, findings: Findings) -> None:
    """The title of an attachment stands on its third line (7.3.7)."""
    title = next((p for p in found.annex_text if p.index > label.index and p.place == "flow"), None)
    if title is None or label.place != "flow" or title.align != "center" or (title.size or 0) < 18:
        return
    lines = gap(flow, label, title, profile)
    if lines is not None:
        findings.judge("附件标题位置", "7.3.7", abs(lines - 1) < 0.6, blank_lines(lines), "编排在第三行（附件标识下空一行）", at=title)


def _edges(para: Para, profile: Profile, findings: Findings) -> None:
    half = profile.sizes.body / 2
    findings.judge("右缩进", "5.2.3", para.right < half, beside("右", para.right / profile.sizes.body), "不缩进", at=para, grade=Grade.USUAL)
