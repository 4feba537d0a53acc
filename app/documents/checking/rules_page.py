"""Rules of paper, margins, grid and page numbers (clauses 5 and 7.5)."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para, Section
from app.documents.model import Format

_SLACK = 1.25
_FORM = re.compile(r"—\s*\d+\s*—")
_PLACED = re.compile(r"—\s*\d*\s*—")


def judge_pages(paper: Paper, profile: Profile, findings: Findings) -> None:
    """Paper and, in a docx, margins of each section that has text."""
    page = profile.page
    wanted = f"{page.width:.0f}×{page.height:.0f} 毫米"
    sizes = paper.pages or [(s.width, s.height) for s in paper.sections]
    for number, (width, height) in enumerate(sizes, 1):
        short, long = sorted((width / MM, height / MM))
        ok = abs(short - page.width) < 1 and abs(long - page.height) < 1
        findings.judge("纸张", "5.1", ok, f"{width / MM:.0f}×{height / MM:.0f} 毫米", wanted, page=number if paper.pages else 0)
    if paper.kind == "docx":
        for section in paper.sections:
            if section.width < section.height and (section.chars or len(paper.sections) == 1):
                _margins(section, profile, findings)


def _margins(section: Section, profile: Profile, findings: Findings) -> None:
    page = profile.page
    bottom = page.height - page.top - page.text_height
    signed = any(len(p.bare) > 2 and not _FORM.search(p.text) and not p.number_field for p in section.footers.get("default", []))
    rows: list[tuple[str, float | None, float]] = [
        ("天头", section.top, page.top), ("订口", section.left, page.left), ("版心宽", section.measure, page.text_width),
    ]  # fmt: skip
    if not signed:
        rows.append(("下白边", section.bottom, bottom))
    for name, found, wanted in rows:
        if found is not None:
            ok = abs(abs(found) / MM - wanted) <= _SLACK
            clause = "5.2.1"
            findings.judge(name, clause, ok, f"{found / MM:.1f} 毫米", f"{wanted:g}±1 毫米")


def judge_numbers(paper: Paper, profile: Profile, form: Format, findings: Findings) -> None:
    """Page numbers of a docx: form, font, size, side, distance. A field makes them; a typed number is none."""
    main = max(paper.sections, key=lambda s: s.chars)
    section = next((s for s in paper.sections if s.footers), main)
    found = {kind: next((p for p in paras if p.number_field or re.search(r"\d", p.text)), None)
             for kind, paras in section.footers.items()}  # fmt: skip
    odd = found.get("default")
    findings.judge("页码", "7.5", odd is not None, "没有页码", "— 1 —（4 号半角宋体）")
    if odd is None:
        return
    for kind in ("default", "even") if paper.odd_and_even else ("default",):
        para = found.get(kind)
        if para is None:
            findings.judge("页码", "7.5", kind == "default", "双页没有页码", "每页都有页码")
            continue
        _number(para, profile, findings)
    _sides(paper, profile, found, findings)
    if form is Format.LETTER:
        first = found.get("first")
        shown = not section.title_page or first is not None
        findings.judge("首页页码", "10.1", not shown, "首页有页码", "信函首页不显示页码")
    distance = section.footer_distance
    if distance is not None and odd.place == "footer":
        line = odd.pitch if odd.pitch_rule == "exact" and odd.pitch else (odd.size or 14) * 1.3
        dash = (section.height - distance - odd.after - line * 0.55) / MM
        wanted = profile.page.top + profile.page.text_height + profile.page_number.gap
        findings.judge("页码位置", "7.5", abs(dash - wanted) <= 4.5, f"一字线约在距上页边 {dash:.0f} 毫米处",
                       f"一字线上距版心下边缘 {profile.page_number.gap:g} 毫米（距上页边 {wanted:.0f} 毫米）", at=odd)  # fmt: skip


def _number(para: Para, profile: Profile, findings: Findings) -> None:
    text = para.text.strip()
    pattern = _PLACED if para.number_field else _FORM
    findings.judge("页码", "7.5", bool(pattern.fullmatch(text)), text or "没有一字线", "— 1 —", at=para)
    findings.judge("页码域", "7.5", para.number_field, "手工输入的数字", "自动页码")
    size = profile.sizes.small
    if para.size:
        findings.judge("页码字号", "7.5", abs(para.size - size) < 0.5, f"{para.size:g} 磅", f"{size:g} 磅（4 号）", at=para)
    findings.judge("页码颜色", "7.5", not any(run.coloured and run.text.strip() for run in para.runs), "不是黑色", "黑色", at=para)
    faces = [run for run in para.runs if run.text.strip()]
    face = face_of(faces[0].latin or faces[0].face) if faces else "宋体"
    named = faces[0].latin or faces[0].face if faces else ""
    findings.judge("页码字体", "7.5", face == "宋体", named or "未指定", "宋体", at=para)


def _sides(paper: Paper, profile: Profile, found: dict[str, Para | None], findings: Findings) -> None:
    odd, even = found.get("default"), found.get("even")
    assert odd is not None  # noqa: S101 - asked before
    if profile.page_number.style == "centre":
        findings.judge("页码位置", "7.5", odd.align == "center", _SIDE.get(odd.align, odd.align), "居中", at=odd)
        return
    sized = odd.size or 14.0
    if odd.place == "footer":
        findings.judge("单页页码位置", "7.5", odd.align == "right", _SIDE.get(odd.align, odd.align), "居右空一字", at=odd)
        if odd.align == "right":
            gap = _gap(odd, after=True)
            findings.judge("单页页码空字", "7.5", abs(gap - sized) <= 0.6 * sized, f"右空 {gap / sized:.1f} 字", "右空一字", at=odd)
    if not paper.odd_and_even:
        single = sum(s.chars for s in paper.sections) < 350
        findings.judge("双页页码位置", "7.5", single, "单双页页码在同一侧", "双页居左空一字")
    elif even is not None and even.place == "footer":
        findings.judge("双页页码位置", "7.5", even.align in {"left", "both"}, _SIDE.get(even.align, even.align), "居左空一字", at=even)
        if even.align in {"left", "both"}:
            gap = _gap(even, after=False)
            findings.judge("双页页码空字", "7.5", abs(gap - sized) <= 0.6 * sized, f"左空 {gap / sized:.1f} 字", "左空一字", at=even)


def _gap(para: Para, *, after: bool) -> float:
    text = para.text
    spaces = text[len(text.rstrip(" 　")):] if after else text[: len(text) - len(text.lstrip(" 　"))]
    size = para.size or 14.0
    typed = sum(size if space == "　" else size / 2 for space in spaces)
    return typed + (para.right if after else para.left + para.first)


_SIDE = {"left": "居左", "right": "居右", "center": "居中", "both": "两端对齐"}


def judge_grid(paper: Paper, profile: Profile, body: list[Para], findings: Findings) -> None:
    """Lines and characters of the text of a docx, by what decides them: exact pitch, character spacing, grid."""
    grid = profile.grid
    wanted = f"固定值 {grid.pitch:g} 磅（每面 {grid.lines} 行）"
    for para in body:
        section = paper.sections[para.section]
        if section.width > section.height:
            continue
        pitch, found = pitch_of(para, section)
        findings.judge("行距", "5.2.3", pitch is not None and abs(pitch - grid.pitch) <= 0.5, found, wanted, at=para, grade=Grade.USUAL)
        spaced = max(para.before, para.after)
        findings.judge("段前段后", "5.2.3", spaced < 1.0, f"段前 {para.before:g} 磅、段后 {para.after:g} 磅", "0 磅", at=para,
                       grade=Grade.CUSTOM)  # fmt: skip
        findings.judge("标点避头尾", "GB/T 15834 5.1", para.kinsoku, "关闭了避头尾", "标点不出现在行首", at=para)
    _columns(paper, profile, body, findings)


def pitch_of(para: Para, section: Section) -> tuple[float | None, str]:
    """The line pitch that takes effect, None when it depends on the font; and how it is set, in words."""
    if para.pitch is None:
        return None, "未设"
    if para.pitch_rule == "exact":
        return para.pitch, f"固定值 {para.pitch:g} 磅"
    gridded = section.grid and section.line and para.snap
    if gridded and para.pitch_rule == "auto":
        lines = para.pitch * section.line
        return lines, f"{para.pitch:g} 倍行距（网格 {section.line:g} 磅）"
    if para.pitch_rule == "atLeast":
        natural = (para.size or 16) * 1.3
        if gridded and para.pitch <= section.line:
            return section.line, f"最小值 {para.pitch:g} 磅"
        return (None if natural > para.pitch + 0.5 else para.pitch), f"最小值 {para.pitch:g} 磅"
    return None, "单倍行距" if abs(para.pitch - 1) < 0.01 else f"{para.pitch:.2f} 倍行距".replace(".00", "")


def _columns(paper: Paper, profile: Profile, body: list[Para], findings: Findings) -> None:
    grid = profile.grid
    counts: dict[tuple[int, float], tuple[int, Para]] = {}
    for para in body:
        section = paper.sections[para.section]
        if section.measure is None or not para.size or section.width > section.height or abs(para.size - profile.sizes.body) > 0.4:
            continue
        if "\n" in para.text:  # lines that were turned by hand may be spread
            continue
        if abs(section.measure / MM - profile.page.text_width) > _SLACK:  # said once, by the margins
            continue
        cell = cell_of(para, section)
        key = (int((section.measure + 0.6) / cell), round(cell, 2))
        counts[key] = (counts.get(key, (0, para))[0] + len(para.bare), counts.get(key, (0, para))[1])
    if counts:
        (columns, _), (_, para) = max(counts.items(), key=lambda item: item[1][0])
        findings.judge("每行字数", "5.2.3", columns == grid.columns, f"{columns} 字", f"{grid.columns} 字", at=para, grade=Grade.USUAL)


def cell_of(para: Para, section: Section) -> float:
    """How far a character of a paragraph goes: its size or the grid's cell, and the space behind it."""
    # the last run: programs spread the lines before it to the full width
    spacing = next((run.spacing for run in reversed(para.runs) if len(run.text.strip()) > 1), 0.0)
    return (section.cell if section.cell and para.snap else para.size or 16.0) + spacing
