"""Rules of paper, margins and grid (clause 5). Does not belong here: page numbers (rules_number)."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para, Section
from app.documents.model import Format

_SLACK = 1.25
_OVER = 0.5  # pt by which the last line may pass the type area
_FORM = re.compile(r"—\s*\d+\s*—")


def judge_pages(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Paper and, in a docx, margins of each section that has text."""
    judge_sizes(paper, profile, findings)
    if paper.kind == "docx":
        if form is not Format.PLAIN:
            _paper_of_text(paper, findings)
            _first_page(found, findings)
        _headers(paper, form, found, findings)
        for section in paper.sections:
            if section.width < section.height and (section.chars or len(paper.sections) == 1):
                _margins(section, profile, findings)


def judge_sizes(paper: Paper, profile: Profile, findings: Findings) -> None:
    """The size of every page or section, whichever way it is turned."""
    page = profile.page
    wanted = f"{page.width:.0f}×{page.height:.0f} 毫米"
    sizes = paper.pages or [(s.width, s.height) for s in paper.sections]
    for number, (width, height) in enumerate(sizes, 1):
        short, long = sorted((width / MM, height / MM))
        ok = abs(short - page.width) < 1 and abs(long - page.height) < 1
        findings.judge("纸张", "5.1", ok, f"{width / MM:.0f}×{height / MM:.0f} 毫米", wanted, page=number if paper.pages else 0)


def _paper_of_text(paper: Paper, findings: Findings) -> None:
    """The pages of the text stand upright, in one column, with nothing but the text on them."""
    first = paper.sections[0]
    findings.judge("纸张", "5.1", first.width < first.height or len(paper.sections) > 1, "纸张横放", "竖放（横排表格另用一节）")
    main = max(paper.sections, key=lambda section: section.chars)
    findings.judge("分栏", "5.2.3", main.columns < 2, f"{main.columns} 栏", "不分栏", grade=Grade.CUSTOM)
    findings.judge("页面对齐", "5.2.1", not any(s.centred and s.chars for s in paper.sections), "正文在页面上下居中或者靠下", "从版心上边缘起")
    findings.judge("文字方向", "5.2.4", main.upright, "竖排", "从左至右横写")
    for section in paper.sections:
        for name in section.decorated:
            findings.judge("页面装饰", "5.2.3", False, name, "没有页面边框和行号", grade=Grade.CUSTOM)


def _first_page(found: Elements, findings: Findings) -> None:
    """The first page shows text: no page is turned before its first paragraph."""
    first = found.first_text
    if first is not None and (found.marks or found.titles):
        findings.judge("首页正文", "7.3.2", not first.new_page or first.place != "flow", "正文从第二面起", "首页必须显示正文", at=first)


def _headers(paper: Paper, form: Format, found: Elements, findings: Findings) -> None:
    """Nothing stands over the type area but what belongs to the head of a 信函."""
    known = {id(p) for p in [*found.head, *found.marks, *found.text]}
    loose = [p for section in paper.sections for paras in section.headers.values() for p in paras if id(p) not in known]
    wrong = next((p for p in loose if len(p.bare) > 1 and not p.number_field), None)
    below = [p for section in paper.sections for paras in section.footers.values() for p in paras]
    wordy = next((p for p in below if len(re.findall(r"[\u4e00-\u9fff]", p.text)) > 2 and "（" not in p.bare), None)
    if form is not Format.PLAIN:
        findings.judge("页脚", "7.5", wordy is None, wordy.text.strip()[:20] if wordy else "", "页脚只有页码", at=wordy, grade=Grade.CUSTOM)
    findings.judge("页眉", "5.2.3", wrong is None, wrong.text.strip()[:20] if wrong else "", "没有页眉", at=wrong, grade=Grade.CUSTOM)


def _margins(section: Section, profile: Profile, findings: Findings) -> None:
    page = profile.page
    bottom = page.height - page.top - page.text_height
    signed = any(len(p.bare) > 2 and not _FORM.search(p.text) and not p.number_field for p in section.footers.get("default", []))
    rows: list[tuple[str, float | None, float]] = [
        ("天头", section.top, page.top), ("订口", section.left, page.left),
    ]  # fmt: skip
    right = section.width - (section.left or 0.0) - (section.measure or 0.0)
    follows = abs(right / MM - (page.width - page.left - page.text_width)) <= _SLACK and abs((section.left or 0.0) / MM - page.left) > _SLACK
    if not follows and abs(section.width / MM - page.width) < 1:  # else 订口 or 纸张 says it
        rows.append(("版心宽", section.measure, page.text_width))
    if not signed:
        rows.append(("下白边", section.bottom, bottom))
    for name, found, wanted in rows:
        if found is not None:
            ok = abs(abs(found) / MM - wanted) <= _SLACK
            clause = "5.2.1"
            findings.judge(name, clause, ok, f"{found / MM:.1f} 毫米", f"{wanted:g}±1 毫米")


def judge_grid(paper: Paper, profile: Profile, body: list[Para], to: Para | None, findings: Findings) -> None:
    """Lines and characters of the text of a docx, by what decides them: exact pitch, character spacing, grid."""
    grid = profile.grid
    wanted = f"固定值 {grid.pitch:g} 磅（每面 {grid.lines} 行）"
    for para in [*body, *([to] if to is not None and to.place == "flow" else [])]:
        section = paper.sections[para.section]
        if section.width > section.height:
            continue
        pitch, found = pitch_of(para, section)
        ok = pitch is not None and (abs(pitch - grid.pitch) <= 0.1 or int((profile.page.text_height * MM + _OVER) / pitch) == grid.lines)
        findings.judge("行距", "5.2.3", ok, found, wanted, at=para, grade=Grade.USUAL)
        if para is to or (para.before >= 14 and (para is body[0] or _under_title(paper, para))):
            continue  # blank lines over it, as space
        spaced = max(para.before, para.after)
        findings.judge("段前段后", "5.2.3", spaced < 1.0, f"段前 {para.before:g} 磅、段后 {para.after:g} 磅", "0 磅", at=para,
                       grade=Grade.CUSTOM)  # fmt: skip
        findings.judge("标点避头尾", "GB/T 15834 5.1", para.kinsoku, "关闭了避头尾", "标点不出现在行首", at=para)
    _columns(paper, profile, body, findings)


def _under_title(paper: Paper, para: Para) -> bool:
    """Whether the line before it is the title of an attachment."""
    above = next((p for p in reversed(paper.flowing[: paper.flowing.index(para)]) if p.bare), None)
    return above is not None and above.align == "center" and (above.size or 0) >= 18


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
    for para, after in zip(body, [*body[1:], None], strict=False):  # a document may have no text
        section = paper.sections[para.section]
        if after is not None and after.new_page and not after.first and not after.left:
            continue  # the page was turned by hand inside it, and its last line may be spread
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
    """How far a character of a paragraph goes: its size, what the grid adds or the cells it takes, and the space behind it."""
    # the last run: programs spread the lines before it to the full width
    spacing = next((run.spacing for run in reversed(para.runs) if len(run.text.strip()) > 1), 0.0)
    size = para.size or 16.0
    if not section.cell or not para.snap:
        return size + spacing
    return (size + section.extra if section.grid == "linesAndChars" else -(-size // section.cell) * section.cell) + spacing
