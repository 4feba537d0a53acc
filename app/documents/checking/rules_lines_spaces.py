"""Rules of the spaces between the characters of a PDF's lines: whole elements, single lines, a few characters inside a line.

Programs spread the lines that others go on, so that they end at the edge: those are judged only where no word at the
beginning of the next line explains the room. The signature is not judged, its names are spaced to one width.
"""

from __future__ import annotations

import re
import statistics
from itertools import pairwise

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Para
from app.documents.checking.sheet import Sheet

_WIDER = 1.5
_FULL = 2.5  # characters before the edge: such lines may be spread
_UNIT = re.compile(r"[（《〈“‘「『【〔［｛]*([!-~]+|.)?[，。、；：？！）》”’】〕%—…·年月日]*")
_ENDS = "。：；！？"
_RULE, _CLAUSE, _WANTED = "字符间距", "5.2.3", "标准间距"


def judge_spaces(sheet: Sheet, found: Elements, findings: Findings) -> None:
    """Text, and every element but the mark and the signature."""
    body = [para for _, para in found.body if para.place == "flow"]
    usual = _text(sheet, body, findings)
    _text(sheet, [p for p in found.annex_text if p.place == "flow" and p.size and abs(p.size - sheet.size) <= 0.4], findings)
    _full(sheet, body, usual, findings)
    named = [p for p in (found.copy_no, found.secrecy, found.urgency, found.number, found.to, found.date, found.note) if p is not None]
    others = [*named, *found.titles, *found.attached, *found.annexes, *found.attendance, *found.imprint]
    for para in [p for p in others if p.place in {"flow", "footer"}]:
        standing = para is found.number or para in found.titles
        for line in para.lines:
            wider = line.gap - max(usual, 0.0)
            _judge(wider <= _WIDER or not (standing or (sheet.right - line.rect.right) / sheet.cell >= _FULL), wider, para, findings)
    for para in [*body, *others, *found.annex_text]:
        for line in para.lines if para.place == "flow" else ():
            text, wider = line.odd or ("", 0.0)
            findings.judge(_RULE, _CLAUSE, not text, f"“{text[:12]}”加宽约 {wider:.0f} 磅", _WANTED, at=para, grade=Grade.CUSTOM)


def _text(sheet: Sheet, paras: list[Para], findings: Findings) -> float:
    """Lines that end early, beside the others; returns what is usual."""
    last = [p for p, q in zip(paras, [*paras[1:], None], strict=False)
            if sheet.ended(p, q) and (p.bare[-1] in _ENDS or len(p.bare) < 13 or q is None or q.index - p.index != 1)]  # fmt: skip
    rows = [(para, line) for para in last for line in para.lines if line.gap]
    gaps = [line.gap for para in paras for line in para.lines if line.gap]
    usual = statistics.median(gaps) if len(gaps) > 4 else 0.0
    for para, line in rows:
        _judge(line.gap - usual <= _WIDER, line.gap - usual, para, findings)
    return usual


def _full(sheet: Sheet, body: list[Para], usual: float, findings: Findings) -> None:
    """Lines that were spread although more would have stood in them."""
    for para, following in pairwise(body):
        if len(para.lines) != 1 or following.index - para.index != 1 or sheet.ended(para, following) or para.bare[-1] in _ENDS:
            continue
        wider = para.lines[0].gap - usual
        if wider <= _WIDER or len(para.bare) < 8 or abs((para.size or 0.0) - sheet.size) > 0.4:
            continue
        room = wider * sum(not (a.isascii() and b.isascii()) for a, b in pairwise(para.bare)) / sheet.cell
        word = _UNIT.match(following.bare)
        _judge(room <= 2.0 + (_cells(word.group()) if word else 1.0), wider, para, findings)


def _cells(text: str) -> float:
    return sum(0.55 if char.isascii() else 1.0 for char in text)


def _judge(ok: bool, wider: float, para: Para, findings: Findings) -> None:
    findings.judge(_RULE, _CLAUSE, ok, f"加宽约 {wider:.0f} 磅", _WANTED, at=para, grade=Grade.CUSTOM)
