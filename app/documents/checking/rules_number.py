"""Rules of page numbers in a docx: form, font, size, side, distance (clause 7.5). A field makes them; a typed number is none."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para, Run, Section
from app.documents.checking.saying import beside, figures, font, spacing
from app.documents.model import Format

_FORM = re.compile(r"—\s*[0-9]+\s*—")
_PLACED = re.compile(r"—\s*[0-9]*\s*—")
_SIDE = {"left": "居左", "right": "居右", "center": "居中", "both": "两端对齐"}
_PLAIN = frozenset(("", "decimal", "arabic", "Arabic", "ARABIC"))


def judge_numbers(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Page numbers of every section that says its own; the others go on those before them."""
    _counting(paper, findings)
    sections = [s for s in paper.sections if s.footers]
    if not sections:
        findings.judge("页码", "7.5", False, "没有页码", "— 1 —（4 号半角宋体）")
        return
    imprint = {id(p) for p in found.imprint}
    told = {id(paper.sections[p.section]) for p in paper.flowing if p.bare and id(p) not in imprint}
    for at, section in enumerate(sections):
        if at and id(section) not in told:
            continue  # a page that holds only 版记 needs no number
        _section(paper, section, profile, form, findings, first=at == 0)


def _section(paper: Paper, section: Section, profile: Profile, form: Format, findings: Findings, *, first: bool) -> None:
    found = {kind: next((p for p in paras if p.number_field or re.search(r"\d", p.text)), None) for kind, paras in section.footers.items()}
    odd = found.get("default")
    if odd is None and not first and "default" not in section.footers:
        return
    findings.judge("页码", "7.5", odd is not None, "没有页码", "— 1 —（4 号半角宋体）")
    if odd is None:
        return
    kinds = ("default", "even") if paper.odd_and_even else ("default",)
    for kind in kinds:
        para = found.get(kind)
        if para is None:
            findings.judge("页码", "7.5", kind == "default", "双页没有页码", "每页都有页码")
            continue
        _number(para, profile, findings)
    _sides(paper, section, profile, found, findings)
    if first and form is Format.LETTER:
        shown = not section.title_page or found.get("first") is not None
        findings.judge("首页页码", "10.1", not shown, "首页有页码", "信函首页不显示页码")
    elif first and (form is not Format.PLAIN or profile.header.preprinted == "no"):  # else it may be a 信函
        hidden = section.title_page and found.get("first") is None
        findings.judge("页码", "7.5", not hidden, "首页没有页码", "每页都有页码")
    if section.width < section.height:
        _distance(section, odd, profile, findings)
    lined = any(b is not None and not b.red for b in (odd.above, odd.under)) and form is not Format.PLAIN
    findings.judge("页码修饰", "7.5", not lined, "页脚有横线", "没有横线", at=odd, grade=Grade.CUSTOM)


def _counting(paper: Paper, findings: Findings) -> None:
    """Arabic figures that count through from 1, attachments included."""
    for at, section in enumerate(paper.sections):
        findings.judge("页码数字", "7.5", section.number_form in _PLAIN, figures(section.number_form), "阿拉伯数字", page=0)
        start = section.number_start
        ok = start is None or (start == 1 and not at)
        findings.judge("页码连续", "7.5", ok, f"从 {start} 起" if not at else f"第 {at + 1} 节从 {start} 起", "从 1 起连续编排", page=0)


def _distance(section: Section, odd: Para, profile: Profile, findings: Findings) -> None:
    distance = section.footer_distance
    other = abs(section.height / MM - profile.page.height) > 2  # the paper is told by itself
    if distance is None or other or (odd.place != "footer" and not _hangs_on_line(odd)):
        return
    line = odd.pitch if odd.pitch_rule == "exact" and odd.pitch else (odd.size or 14) * 1.3
    dash = (section.height - distance - odd.after - line * 0.55) / MM
    wanted = profile.page.top + profile.page.text_height + profile.page_number.gap
    findings.judge("页码位置", "7.5", abs(dash - wanted) <= 4.5, f"一字线约在距上页边 {dash:.0f} 毫米处",
                   f"一字线上距版心下边缘 {profile.page_number.gap:g} 毫米（距上页边 {wanted:.0f} 毫米）", at=odd)  # fmt: skip


def _hangs_on_line(odd: Para) -> bool:
    """Whether a text box begins where its paragraph does, as those that WPS puts page numbers in."""
    return odd.place == "box" and odd.anchor is not None and odd.anchor.origin == "text" and abs(odd.anchor.y or 0.0) < 3 and not odd.anchor.side


def _number(para: Para, profile: Profile, findings: Findings) -> None:
    text = para.text.strip()
    pattern = _PLACED if para.number_field else _FORM
    findings.judge("页码", "7.5", bool(pattern.fullmatch(text)), f"“{text}”" if text else "没有一字线", "— 1 —", at=para)
    findings.judge("页码域", "7.5", para.number_field, "手工输入的数字", "自动页码")
    size = profile.sizes.small
    if para.size:
        findings.judge("页码字号", "7.5", abs(para.size - size) < 0.5, f"{para.size:g} 磅", f"{size:g} 磅（4 号）", at=para)
    field = para.number_run
    if field is not None:
        findings.judge("页码数字", "7.5", field.text in _PLAIN, figures(field.text), "阿拉伯数字", at=para)
    shown = [run for run in para.runs if run.text.strip()]
    findings.judge("页码颜色", "7.5", not any(run.coloured for run in shown), "不是黑色", "黑色", at=para)
    odd = next((name for run in shown for name in _faces(run) if face_of(name) != "宋体"), None)
    if not any(run.text.strip().isdigit() for run in shown) and field is not None and odd is None:
        odd = field.ascii if face_of(field.ascii) != "宋体" else None
    findings.judge("页码字体", "7.5", odd is None, font(odd or ""), "宋体", at=para)
    plain = next((run.adorned or run.marked or ("加粗" if run.bold else "") for run in shown if run.adorned or run.marked or run.bold), "")
    wide = next((run for run in shown if abs(run.scale - 100) >= 5 or abs(run.spacing) >= 1.0), None)
    plain = plain or (f"字符缩放 {wide.scale:g}%" if wide and abs(wide.scale - 100) >= 5 else f"字符间距{spacing(wide.spacing)}" if wide else "")
    findings.judge("页码修饰", "7.5", not plain, plain, "不加粗、不加修饰", at=para, grade=Grade.CUSTOM)


def _faces(run: Run) -> list[str]:
    """The fonts in which the figures and the dashes of a run are set."""
    figures = [run.ascii] if re.search(r"[0-9]", run.text) else []
    return [*figures, *([run.latin or run.face] if re.search(r"[^\s0-9]", run.text) else [])]


def _side(para: Para) -> str:
    """left, right, center or outside, '' when a text box does not tell; a box may stand at a side by itself."""
    if para.place == "footer":
        stop = _stop(para)
        return {"end": "right"}.get(stop[1], stop[1]) if stop else para.align
    return para.anchor.across if para.place == "box" and para.anchor is not None else ""


def _stop(para: Para) -> tuple[float, str] | None:
    """The tab stop that a page number behind tabs stands at."""
    lead = para.text[: len(para.text) - len(para.text.lstrip())].count("\t")
    return para.tabs[min(lead, len(para.tabs)) - 1] if lead and para.tabs and para.align in {"left", "both"} else None


def _sides(paper: Paper, section: Section, profile: Profile, found: dict[str, Para | None], findings: Findings) -> None:
    odd, even = found.get("default"), found.get("even")
    assert odd is not None  # noqa: S101 - asked before
    side, boxed = _side(odd), odd.place == "box"
    if boxed and section.width > section.height:
        return  # on a turned page it stands at a short side
    if profile.page_number.style == "centre":
        findings.judge("页码位置", "7.5", side in {"center", ""}, _SIDE.get(side, "没有居中"), "居中", at=odd)
        return
    if side:
        findings.judge("单页页码位置", "7.5", side in {"right", "outside"}, _SIDE.get(side, "没有居右"), "居右空一字", at=odd)
        if side == "right" and not boxed:
            _empty("单页页码空字", "右", odd, _gap(odd, after=True, measure=section.measure) + _beside_frame(odd, section)[1], findings)
    if side == "outside":
        return  # its side changes with the page
    if not paper.odd_and_even:
        single = sum(s.chars for s in paper.sections) < 350
        findings.judge("双页页码位置", "7.5", single, "单双页页码在同一侧", "双页居左空一字")
    elif even is not None and _side(even):
        side = _side(even)
        findings.judge("双页页码位置", "7.5", side in {"left", "both"}, _SIDE.get(side, "没有居左"), "居左空一字", at=even)
        if side in {"left", "both"} and even.place == "footer":
            _empty("双页页码空字", "左", even, _gap(even, after=False) + _beside_frame(even, section)[0], findings)


def _empty(rule: str, said: str, para: Para, gap: float, findings: Findings) -> None:
    sized = para.size or 14.0
    findings.judge(rule, "7.5", abs(gap - sized) <= 0.6 * sized, beside(said, gap / sized), f"{said}空一字", at=para)


def _beside_frame(para: Para, section: Section) -> tuple[float, float]:
    """The room, pt, at the left and right of a frame that stands at a given place across the text; none when no place is given."""
    anchor = para.anchor
    if anchor is None or anchor.x is None or para.width is None or section.measure is None:
        return 0.0, 0.0
    left = anchor.x - ((section.left or 0.0) if anchor.from_page else 0.0)
    return left, section.measure - left - para.width


def _gap(para: Para, *, after: bool, measure: float | None = None) -> float:
    text, stop = para.text, _stop(para)
    if after and stop is not None and measure is not None:
        return measure - stop[0] + sum((para.size or 14.0) * (1.0 if c == "　" else 0.5) for c in text[len(text.rstrip(" 　")):])
    spaces = text[len(text.rstrip(" 　")):] if after else text[: len(text) - len(text.lstrip(" 　"))]
    size = para.size or 14.0
    typed = sum(size if space == "　" else size / 2 for space in spaces)
    return typed + (para.right if after else para.left + para.first)
