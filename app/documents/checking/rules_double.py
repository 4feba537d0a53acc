"""Rules of the red double lines of a 信函: in a docx, drawn or as borders in header and footer; in a PDF, how many there are (clause 10.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.heights import glyph_top
from app.documents.checking.paper import MM, Paper, Para, Rule
from app.documents.checking.saying import beneath

_MOVED = 5.5  # mm that a mark stands from its place: that is told by itself, and a line that is where it belongs is right
_LONG = 150 * MM
_NEAR = 3 * MM
_SINGLE = 4.0  # pt: what beside a double line of two strokes is one line
_ONE = (1.0, 2.7)  # pt: the thick line of a double one by itself
_PAIR = frozenset(("double", "thickThin", "thinThick"))


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A red line or a pair in one. upper: in the upper half of the page, None when that is not known; top: pt."""

    kind: str
    thickness: float
    upper: bool | None
    top: float | None = None

    @property
    def lines(self) -> int:
        return 2 if _kind(self.kind) in _PAIR else 1


def judge_double(paper: Paper, profile: Profile, found: Elements, rules: list[Rule], edges: list[Para], findings: Findings) -> None:
    """Two at the top, thick above thin, and two at the foot, thin above thick, each at its place."""
    half = paper.sections[0].height / 2
    strokes = [_Stroke(r.kind, r.thickness, None if r.top is None else r.top < half, r.top) for r in rules]
    strokes += [_Stroke(b.kind, b.width, p.place == "header", _hung(p)) for p in edges for b in (p.above, p.under) if b is not None and b.red]
    under = [p for p in found.marks[-1:] if p not in edges and p.under is not None and p.under.red] if not any(s.upper for s in strokes) else []
    strokes += [_Stroke(p.under.kind, p.under.width, True) for p in under if p.under is not None]  # the line hangs on the mark
    upper, lower = ([s for s in strokes if s.upper is side] for side in (True, False))
    loose = sum(s.lines for s in strokes if s.upper is None)
    for name, own in (("上", upper), ("下", lower)):
        count = sum(s.lines for s in own) + loose
        findings.judge("红色分隔线", "10.1", count >= 2, f"{name}边 {count} 条", "红色双线上下各一", page=1)
    total = sum(s.lines for s in strokes)
    if min(sum(s.lines for s in own) + loose for own in (upper, lower)) >= 2:
        findings.judge("红色分隔线", "10.1", total >= 4, f"{total} 条", "红色双线上下各一", page=1)
    extra = [p for p in paper.flowing if p.place == "flow" and p not in under and any(b is not None and b.red for b in (p.above, p.under))]
    findings.judge("红色分隔线", "10.1", not extra or total < 4, f"{total + len(extra)} 条", "红色双线上下各一", at=extra[0] if extra else None, page=1)
    wanted = (profile.page.width - profile.header.letter_rule_length) / 2
    for rule in rules:
        left = wanted if rule.left is None else rule.left / MM
        moved = 0.0 if rule.left is None else left + rule.length / MM / 2 - profile.page.width / 2  # its length is told by itself
        findings.judge("红线位置", "10.1", abs(moved) <= 2.5, f"左端距左页边 {left:.0f} 毫米", f"居中，距左页边 {wanted:g} 毫米", page=1)
    ok = all(_ordered(own, thick_first=own is upper) for own in (upper, lower))
    findings.judge("双线粗细", "10.1", ok, "粗细次序或者间距不对", "上边上粗下细，下边上细下粗，两线相邻", page=1)
    _places(paper, profile, found, upper, lower, findings)


def judge_singles(paper: Paper, red: list[Rule], findings: Findings) -> None:
    """The lines of a 信函 in a PDF of which only one of two is drawn. A picture may hold both, and so may a stroke that is thick."""
    half = paper.pages[0][1] / 2
    upper, lower = ([r for r in red if r.top is not None and (r.top < half) is side] for side in (True, False))
    for name, own, other in (("上", upper, lower), ("下", lower, upper)):
        if len(own) != 1 or own[0].kind != "single" or own[0].top is None or own[0].length < _LONG:
            continue
        line, at = own[0], own[0].top
        pair = len(other) > 1 and line.thickness <= _SINGLE
        plain = _ONE[0] <= line.thickness <= _ONE[1]
        covered = any(page == 1 and place.top - _NEAR < at < place.bottom + _NEAR and place.right - place.left > _LONG for page, place in paper.pictures)
        findings.judge("红色分隔线", "10.1", covered or not (pair or plain), f"{name}边 1 条", "红色双线上下各一", page=1)


def _hung(para: Para) -> float | None:
    """Where the border of a frame is that hangs at a place of the page; None when the text decides."""
    return para.anchor.y if para.anchor is not None and para.anchor.origin == "page" and not para.anchor.side else None


def _kind(kind: str) -> str:
    """The kind of a border is that of a drawn line with the width of its gap behind."""
    match = re.match(r"(thickThin|thinThick)(?!Thin|Thick)", kind)
    return match[1] if match else kind


def _ordered(own: list[_Stroke], *, thick_first: bool) -> bool:
    kinds = [_kind(s.kind) for s in own if s.lines == 2]
    tops = sorted(s.top for s in own if s.top is not None)
    if len(tops) == 2 and tops[1] - tops[0] > 2.5 * MM:
        return False  # two lines, not a double one
    if kinds:
        return all(kind == ("thickThin" if thick_first else "thinThick") for kind in kinds)
    placed = sorted((s for s in own if s.top is not None), key=lambda s: s.top or 0.0)
    if len(placed) != 2:
        return True
    first, second = (placed[0].thickness, placed[1].thickness) if thick_first else (placed[1].thickness, placed[0].thickness)
    return first > second


def _places(paper: Paper, profile: Profile, found: Elements, upper: list[_Stroke], lower: list[_Stroke], findings: Findings) -> None:
    foot = profile.page.height - profile.header.letter_foot
    placed = [s.top / MM for s in lower if s.top is not None]
    if placed:
        findings.judge("下双线位置", "10.1", abs(max(placed) - foot) <= 2.2, f"距下页边 {profile.page.height - max(placed):.1f} 毫米", f"距下页边 {profile.header.letter_foot:g} 毫米", page=1)
    tops = [s.top for s in upper if s.top is not None]
    mark = found.marks[-1] if found.marks else None
    top = glyph_top(paper, mark) if mark is not None else None
    if tops and mark is not None and top is not None:
        gap = (min(tops) - top - (mark.size or 0.0)) / MM
        header, size = profile.header, (mark.size or 0.0) / MM
        stays = abs(top / MM - header.mark_top_letter) > _MOVED and abs(min(tops) / MM - header.mark_top_letter - size - header.rule_gap) <= _MOVED
        findings.judge("红线位置", "10.1", stays or 1.0 <= gap <= 7.5, f"约{beneath('标志', gap)}", f"标志下 {profile.header.rule_gap:g} 毫米", page=1)
