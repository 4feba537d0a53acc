"""Rules of where the lines of a PDF stand: head, title, recipients, page numbers; their faces inside a line.

The questions and the names of the rules are those of a docx. Does not belong here: the grid (rules_pdf), the text
(rules_lines_text), what is below it (rules_lines_tail).
"""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.head_lines import letter_lines, line_under_head
from app.documents.checking.paper import MM, Paper, Para, Rule, Run
from app.documents.checking.rules_double import judge_singles
from app.documents.checking.rules_joint import judge_joint_places
from app.documents.checking.rules_lines_looks import judge_inside
from app.documents.checking.rules_lines_tail import judge_lines_below
from app.documents.checking.rules_lines_text import judge_lines_of_text
from app.documents.checking.rules_turns import judge_figures
from app.documents.checking.saying import beneath, beside, blank_lines
from app.documents.checking.sheet import OPENING, Sheet
from app.documents.model import Format

_HANZI = re.compile(r"[\u4e00-\u9fff]")
_SLACK = 0.6  # of a character
_LONG = 100 * MM


def judge_lines(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything that the places of the lines tell."""
    sheet = Sheet(profile, found)
    _labels(sheet, form, found, findings)
    _mark(sheet, form, found, findings)
    _number(sheet, form, found, findings)
    _under_order(sheet, form, found, findings)
    _signers(sheet, found, findings)
    if form is not Format.PLAIN and profile.header.preprinted == "no":
        _red_rules(paper, profile, sheet, form, found, findings)
    _title(paper, sheet, form, found, findings)
    judge_lines_of_text(paper, profile, sheet, found, findings)
    judge_lines_below(paper, sheet, form, found, findings)
    judge_inside(paper, profile, found, findings)
    judge_figures(sheet, found, findings)
    judge_joint_places(sheet, found, findings)
    for mark in paper.marks:
        if mark is not None and mark.page > 0:
            face = next((face_of(run.face) for run in mark.runs if re.search(r"\d", run.text)), "")
            findings.judge("页码字体", "7.5", face not in {"仿宋", "楷体", "黑体", "小标宋"}, face, "宋体", at=mark, grade=Grade.USUAL)
            findings.judge("页码颜色", "7.5", not any(run.red or run.coloured for run in mark.runs), "不是黑色", "黑色", at=mark)
            bold = any(run.bold and re.search(r"\d", run.text) for run in mark.runs)
            findings.judge("加粗", "7.5", not bold, "加粗", "不加粗", at=mark, grade=Grade.CUSTOM)


def _starts(rule: str, clause: str, wanted: float, said: str, para: Para, sheet: Sheet, findings: Findings) -> None:
    cells = sheet.indent(para)
    findings.judge(rule, clause, abs(cells - wanted) <= _SLACK, beside("左", cells), said, at=para)


# head


def _labels(sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    """份号, 密级, 紧急程度: at the left edge, one under the other, the first of them in the first line."""
    rows = [(rule, clause, p) for rule, clause, p in (
        ("份号位置", "7.2.1", found.copy_no), ("密级位置", "7.2.2", found.secrecy), ("紧急程度位置", "7.2.3", found.urgency),
    ) if p is not None and p.place == "flow" and p.rect is not None]  # fmt: skip
    for rule, clause, para in rows:
        _starts(rule, clause, 0, "顶格编排在版心左上角", para, sheet, findings)
    if rows and form not in {Format.LETTER, Format.PLAIN}:
        rule, clause, para = min(rows, key=lambda row: row[2].top or 0.0)
        over = sheet.below_top(para)
        findings.judge(rule, clause, -2 <= over <= 6.5, beneath("版心上边缘", over), "版心左上角第一行", at=para)
    standing = sorted(rows, key=lambda row: row[2].top or 0.0)  # a wrong order is said by itself
    for (rule, clause, lower), (_, _, upper) in zip(standing[1:], standing, strict=False):
        blank = sheet.blank(upper, lower)
        if blank is not None and blank > 0:
            findings.judge(rule, clause, blank <= 0.7, f"与上一要素{blank_lines(blank)}", "自上而下分行排列，不空行", at=lower)
    if found.copy_no is not None:
        face = next((face_of(run.face) for run in found.copy_no.runs if re.search(r"\d", run.text)), "")
        findings.judge("份号字体", "5.2.2", face not in {"楷体", "黑体", "小标宋"}, face, "仿宋", at=found.copy_no, grade=Grade.USUAL)


def _mark(sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    if len(found.marks) == 2 and found.marks[1].bare in {"件", "文件", "要", "纪要"} and found.marks[1].rect is not None:
        rect = found.marks[1].rect
        middle, centre = (rect.left + rect.right) / 2 / MM, (sheet.left + sheet.right) / 2 / MM
        findings.judge("标志居中", "7.2.4", abs(middle - centre) <= 2.2, f"中线距左页边 {middle:.1f} 毫米", f"居中，中线距左页边 {centre:g} 毫米", at=found.marks[1])
    number, placed = found.number, [p for p in found.marks if p.rect is not None]
    for para in placed:
        wide = (para.rect.right - para.rect.left) / MM if para.rect is not None else 0.0
        findings.judge("标志宽度", "7.2.4", wide <= (sheet.right - sheet.left) / MM + 2, f"{wide:.0f} 毫米", "不超出版心宽度", at=para, grade=Grade.USUAL)
    if form in {Format.GENERAL, Format.ORDER} and placed and number is not None and number.rect is not None and number.page == placed[0].page:
        low = max(p.rect.bottom for p in placed if p.rect is not None)
        first = min(p.rect.top for p in (number, *found.signers) if p.rect is not None and p.page == number.page)
        blank = (first - low) / sheet.pitch - 0.25  # the line's own space over its characters
        findings.judge("标志下空行", "7.2.5" if form is Format.GENERAL else "10.2", 1.2 <= blank <= 3.0, blank_lines(blank), "空 2 行", at=number)


def _number(sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    number = found.number
    if number is None or number.rect is None or number.place != "flow":
        return
    if form is Format.GENERAL and found.signers and not number.bare.startswith("签"):
        _starts("发文字号位置", "7.2.5", 1, "上行文居左空一字", number, sheet, findings)
    if form is Format.LETTER:
        rest = sheet.rest(number)
        findings.judge("发文字号位置", "10.1", abs(rest) <= 0.9, beside("右", rest), "顶格居版心右边缘", at=number)
        if found.copy_no is number or re.match(r"\d{6}(?!\d)", number.bare):
            _starts("份号位置", "10.1", 0, "顶格居版心左边缘", number, sheet, findings)
    if form in {Format.MINUTES, Format.ORDER}:
        middle, centre = (number.rect.left + number.rect.right) / 2 / MM, (sheet.left + sheet.right) / 2 / MM
        if number.bare.rstrip("）)")[-1] in "号期次" and len(number.bare) < 20:
            slack = 4.0 if number.bare[0] in OPENING else 2.5
            rule, clause = ("令号位置", "10.2") if form is Format.ORDER else ("发文字号位置", "10.3")
            findings.judge(rule, clause, abs(middle - centre) <= slack, f"中线距左页边 {middle:.1f} 毫米", f"居中，中线距左页边 {centre:g} 毫米", at=number)


def _under_order(sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    """Two blank lines between 令号 and the text of a 命令."""
    first = found.first_text
    if form is not Format.ORDER or found.number is None or first is None or found.titles or first.index - found.number.index != 1:
        return
    blank = sheet.blank(found.number, first)
    if blank is not None:
        findings.judge("令号下空行", "10.2", 1.2 <= blank <= 3.0, blank_lines(blank), "空 2 行", at=first)


def _signers(sheet: Sheet, found: Elements, findings: Findings) -> None:
    for para in found.signers:
        face = _behind(para.runs, "签发人")
        findings.judge("签发人字体", "7.2.6", face in {"", "楷体"} or findings.told("签发人字体", para), face, "姓名用楷体", at=para)
    first = next((p for p in found.signers if p.place == "flow" and p.rect is not None and "签发人" in p.bare), None)
    if first is not None:
        rest = sheet.rest(first)
        findings.judge("签发人位置", "7.2.6", abs(rest - 1) <= 0.8, beside("右", rest), "居右空一字", at=first)


def _behind(runs: list[Run], label: str) -> str:
    """The face of the first Chinese characters behind a label."""
    text = ""
    for run in runs:
        said = "".join(run.text.split())
        _, mark, after = said.partition(label)
        if (label in text and _HANZI.search(said)) or (mark and _HANZI.search(after)):
            return face_of(run.face)
        text += said
    return ""


def _red_rules(paper: Paper, profile: Profile, sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    """The red lines: their colour and where they begin; in a 信函 also whether they are above and below."""
    rules = [r for r in paper.rules if r.page == 1 and r.top is not None and r.length > _LONG]
    red = [r for r in rules if r.red]
    if form is Format.LETTER:
        lines = letter_lines(paper, found)
        findings.judge("红线颜色", "10.1", all(r.red for r in lines), "不是红色", "红色", page=1)
        _letter_rules(paper, profile, lines, found, findings)
        return
    findings.judge("红线颜色", "7.2.7", bool(red) or line_under_head(paper, found) is None, "不是红色", "红色", page=1)
    for rule in red:
        if rule.left is not None and abs(rule.length / MM - profile.page.text_width) <= 1.5:
            at = rule.left / MM
            findings.judge("红线位置", "7.2.7", abs(at - sheet.left / MM) <= 1.5, f"左端距左页边 {at:.1f} 毫米", f"{sheet.left / MM:.0f} 毫米", page=1)


def _letter_rules(paper: Paper, profile: Profile, red: list[Rule], found: Elements, findings: Findings) -> None:
    header, tops = profile.header, sorted(r.top for r in red if r.top is not None)
    upper, lower = [t for t in tops if t < 150 * MM], [t for t in tops if t > 200 * MM]
    if not tops:
        return
    findings.judge("红色分隔线", "10.1", bool(upper and lower), "只有下面的双线" if lower else "只有上面的双线", "红色双线上下各一", page=1)
    judge_singles(paper, red, findings)
    for rule in red:
        if rule.left is not None and abs(rule.length / MM - header.letter_rule_length) <= 1.5:
            at, wanted = rule.left / MM, (profile.page.width - header.letter_rule_length) / 2
            findings.judge("红线位置", "10.1", abs(at - wanted) <= 2, f"左端距左页边 {at:.1f} 毫米", f"{wanted:g} 毫米（居中）", page=1)
    marks = [p.rect.bottom for p in found.marks if p.rect is not None]
    if upper and marks:
        gap = (upper[0] - max(marks)) / MM
        findings.judge("红线位置", "10.1", 1 <= gap <= 7, beneath("发文机关标志", gap), f"在发文机关标志下面 {header.rule_gap:g} 毫米", page=1)
        first = min((p.rect.top for p in (*found.head,) if p.rect is not None and p.rect.top > upper[-1]), default=None)
        if first is not None:
            under = (first - upper[-1]) / MM
            findings.judge("发文字号位置", "10.1", 2 <= under <= 11, f"距上双线 {under:.1f} 毫米", "3 号汉字高度的 7/8（4.9 毫米）", at=found.number)


# title


def _title(paper: Paper, sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    if not found.titles or form not in {Format.GENERAL, Format.LETTER, Format.MINUTES}:
        return
    title = found.titles[0]
    for line in found.titles:
        wide = (line.rect.right - line.rect.left) / MM if line.rect is not None else 0.0
        over = wide > (sheet.right - sheet.left) / MM + 2
        findings.judge("标题回行", "7.3.1", not over, f"一行宽 {wide:.0f} 毫米，超出版心", f"不超出版心（{(sheet.right - sheet.left) / MM:.0f} 毫米），回行排布", at=line)
    head = [p for p in found.head if p.rect is not None and p.place == "flow"]
    last = max(head, key=lambda p: (p.page, p.rect.top if p.rect else 0.0), default=None)
    above = _under_rule(paper, sheet, title, last) if form is Format.GENERAL else None
    if above is not None:
        findings.judge("标题上空行", "7.3.1", 1.4 <= above <= 2.7, blank_lines(above), "红色分隔线下空 2 行", at=title)
    elif last is not None and found.number is not None:
        blank = sheet.blank(last, title)
        low, high = (0.4, 3.8) if form is Format.MINUTES else (1.3, 2.9)
        if blank is not None:
            findings.judge("标题上空行", "7.3.1" if form is not Format.LETTER else "10.1", low <= blank <= high, blank_lines(blank), "空 2 行", at=title)
    to = found.to
    if to is None or to.place != "flow" or form is Format.MINUTES:
        return
    above_to = (found.passed or found.titles)[-1]
    first = next((p for p in paper.flowing if p.index == above_to.index + 1), to)  # of several lines of recipients
    below = sheet.blank(above_to, first)
    if below is not None and first.place == "flow" and first.index <= to.index:
        findings.judge("标题下空行", "7.3.2", abs(below - 1) <= 0.6, blank_lines(below), "空 1 行", at=first)
    for para in [p for p in paper.flowing if first.index <= p.index <= to.index]:
        if para.place == "flow":
            _starts("主送机关顶格", "7.3.2", 0, "顶格", para, sheet, findings)


def _under_rule(paper: Paper, sheet: Sheet, title: Para, last: Para | None) -> float | None:
    """Blank lines between the line under the head and the title, the space over the title's own characters left out."""
    if title.rect is None or last is None or last.rect is None or last.page != title.page:
        return None
    over = [r.top for r in paper.rules if r.page == title.page and r.top is not None and r.length > _LONG and last.rect.bottom - 3 < r.top < title.rect.top]
    return (title.rect.top - max(over)) / sheet.pitch - 0.17 if over else None
