"""Rules of where the lines below the text of a PDF stand: attachments, signature, notes, attendance, 版记.

Does not belong here: the text itself (rules_lines_text), what is judged of a docx alike (rules_tail, rules_imprint).
"""

from __future__ import annotations

import re
from itertools import pairwise

from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.rules_lines_text import HANZI
from app.documents.checking.rules_signed import is_signed
from app.documents.checking.saying import beneath, beside, blank_lines, ending, hung
from app.documents.checking.sheet import Sheet
from app.documents.model import Format

_SLACK = 0.6  # of a character
_TOO_FAR = "正文（附件说明）下空一行；加盖印章的，印章顶端距正文一行之内"  # a seal takes some lines over the signature, not more


def judge_lines_below(paper: Paper, sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    """Everything below the text."""
    _attached(sheet, found, findings)
    _signature(paper, sheet, form, found, findings)
    date = found.date
    if date is not None:
        late = next((p for p in paper.flowing if p.page == date.page and p.index > date.index and p.place == "flow" and re.match(r"附件\d?[：:]\S", p.bare)), None)
        findings.judge("附件说明位置", "7.3.4", late is None, "在成文日期之下", "正文之下、署名之上", at=late)
    if found.note is not None and found.note.rect is not None:
        _starts("附注位置", "7.3.6", 2, "居左空二字", found.note, sheet, findings)
    for para in found.annexes:
        if para.rect is not None and para.place == "flow":
            _annex(paper, sheet, found, para, findings)
    _attendance(sheet, found, findings)
    if form in {Format.GENERAL, Format.MINUTES}:
        _imprint(paper, sheet, form, found, findings)
    elif form is Format.LETTER and found.imprint:
        _letter_imprint(paper, sheet, found, findings)
    for para in found.annex_text:
        bold = para.place == "flow" and len(HANZI.findall("".join(run.text for run in para.runs if run.bold))) > 3
        findings.judge("加粗", "7.3.7", not bold, "加粗", "不加粗", at=para, grade=Grade.CUSTOM)


def _starts(rule: str, clause: str, wanted: float, said: str, para: Para, sheet: Sheet, findings: Findings) -> None:
    cells = sheet.indent(para)
    findings.judge(rule, clause, abs(cells - wanted) <= _SLACK, beside("左", cells), said, at=para)


def _attached(sheet: Sheet, found: Elements, findings: Findings) -> None:
    attached = [p for p in found.attached if p.rect is not None]
    if not attached:
        return
    first = attached[0]
    _starts("附件说明缩进", "7.3.4", 2, "左空二字", first, sheet, findings)
    before = next((p for _, p in reversed(found.body) if p.index == first.index - 1), None)
    blank = sheet.blank(before, first) if before is not None and before.place == "flow" else None
    if blank is not None:
        findings.judge("附件说明空行", "7.3.4", abs(blank - 1) <= 0.6, blank_lines(blank), "正文下空一行", at=first)
    numbered = re.match(r"附件：1[.．]", first.bare) is not None
    for upper, para in pairwise(attached):
        apart = sheet.blank(upper, para)
        if apart is not None:
            findings.judge("附件说明空行", "7.3.4", apart <= 0.6, f"各项之间{blank_lines(apart)}", "各项之间不空行", at=para)
        if re.match(r"\d{1,2}[.．、]", para.bare):
            moved = sheet.indent(first) - 2  # that the first stands elsewhere is told by itself
            wanted = min((5.0, 5.0 + moved), key=lambda place: abs(sheet.indent(para) - place))
            _starts("附件说明缩进", "7.3.4", wanted, "序号与上一行的序号对齐", para, sheet, findings)
        elif not HANZI.match(para.bare) and not re.match(r"[《“（]", para.bare):
            continue
        else:
            cells, wanted = sheet.indent(para), 6.0 if numbered else 5.0
            if cells > 9:
                break  # a signature without a date
            findings.judge("附件说明缩进", "7.3.4", -0.7 <= cells - wanted <= 1.1, beside("左", cells), "回行与附件名称的首字对齐", at=para)


def _signature(paper: Paper, sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    """A blank line over the signature, two over that of a 命令; none between it and its date."""
    if not found.issuers or found.date is None:
        return
    first, last = found.issuers[0], found.issuers[-1]
    upper = next((p for p in reversed([*(p for _, p in found.body), *found.attached]) if p.index == first.index - 1), None)
    blank = sheet.blank(upper, first) if upper is not None and upper.place == "flow" else None
    if blank is not None and form is Format.ORDER and is_signed(paper, first):
        findings.judge("署名空行", "7.3.5.3", abs(blank - 2) <= 0.7, blank_lines(blank), "正文下空二行", at=first)
    elif blank is not None:
        wanted = _TOO_FAR if blank > 5.5 else "正文（附件说明）下至少空一行"
        findings.judge("署名空行", "7.3.5", 0.5 <= blank <= 5.5, blank_lines(blank), wanted, at=first, grade=Grade.USUAL)
    if upper is not None and re.fullmatch(r"（.{2,40}）", upper.bare) and found.note is None:
        findings.judge("附注位置", "7.3.6", False, "在署名之上", "成文日期下一行", at=upper)
    between = sheet.blank(last, found.date)
    organ = re.search(r"[局委办厅部府组会室院校司团队处科站所心]$", last.bare) is not None  # under a person's name a line is left for the seal
    if between is not None and organ and found.date.place == "flow" and found.date.index - last.index == 1 and len(found.issuers) == 1:
        findings.judge("署名日期空行", "7.3.5", between <= 0.7, blank_lines(between), "成文日期在署名的下一行", at=found.date)
    below = sheet.blank(found.date, found.note) if found.date.place == "flow" else None
    if below is not None and found.note is not None and found.note.index - found.date.index == 1:
        findings.judge("附注空行", "7.3.6", below <= 0.7, blank_lines(below), "成文日期的下一行", at=found.note)


def _annex(paper: Paper, sheet: Sheet, found: Elements, para: Para, findings: Findings) -> None:
    _starts("附件标识位置", "7.3.7", 0, "顶格编排在版心左上角第一行", para, sheet, findings)
    over = [p for p in paper.flowing if p.page == para.page and p.place == "flow" and p.index < para.index]
    findings.judge("附件另面", "7.3.7", not over, "没有另起一面", "另面编排", at=para)
    if not over and para.rect is not None:
        low = sheet.below_top(para)
        findings.judge("附件标识位置", "7.3.7", -2 <= low <= 8, beneath("版心上边缘", low), "版心左上角第一行", at=para)
    title = next((p for p in found.annex_text if p.index == para.index + 1 and p.page == para.page), None)
    if title is None or title.rect is None or title.place != "flow" or len(title.bare) > 30:
        return
    large, aside = (title.size or 0) >= 18, sheet.aside(title)
    if large:
        findings.judge("附件标题居中", "7.3.7", abs(aside) <= 2.2, f"中线偏 {abs(aside):.1f} 毫米", "居中", at=title)
    blank = sheet.blank(para, title)
    if large and blank is not None:
        findings.judge("附件标题位置", "7.3.7", 0.4 <= blank <= 1.8, f"附件标识下{blank_lines(blank)}", "版心第三行", at=title)
    if abs(aside) > sheet.cell / 2 / MM or sheet.indent(title) < 1.5 or title.bare[-1] in "。；：，":
        return
    findings.judge("附件标题字号", "7.3.7", abs((title.size or 22) - 22) <= 0.6, f"{title.size or 0:g} 磅", "22 磅（2 号）", at=title, grade=Grade.USUAL)
    face = next((face_of(run.face) for run in title.runs if HANZI.search(run.text)), "")
    findings.judge("附件标题字体", "7.3.7", face in {"", "小标宋"}, face, "小标宋体", at=title, grade=Grade.USUAL)


def _attendance(sheet: Sheet, found: Elements, findings: Findings) -> None:
    labelled = [p for p in found.attendance if p.rect is not None]
    for para in labelled:
        _starts("出席缩进", "10.3", 2, "左空二字", para, sheet, findings)
        for line in para.lines[1:]:
            cells = (line.rect.left - sheet.left) / sheet.cell
            findings.judge("出席回行", "10.3", abs(cells - 5) <= 1.2, beside("左", cells), "回行与冒号后的首字对齐", at=para)
    if not labelled:
        return
    before = next((p for _, p in found.body if p.index == labelled[0].index - 1), None)
    blank = sheet.blank(before, labelled[0]) if before is not None and before.place == "flow" else None
    if blank is not None:
        findings.judge("出席空行", "10.3", abs(blank - 1) <= 0.6, blank_lines(blank), "正文下空一行", at=labelled[0])


# 版记


def _imprint(paper: Paper, sheet: Sheet, form: Format, found: Elements, findings: Findings) -> None:
    last = found.copies[-1] if found.copies else None
    printer = found.printer if found.printer is not None and found.printer.rect is not None else None
    if last is not None and last.rect is not None and printer is not None and printer.rect is not None and printer.page == last.page:
        findings.judge("版记次序", "7.4", printer.rect.top > last.rect.top, "印发机关在抄送之上", "抄送在上，印发机关和印发日期在下", at=printer)
    if last is not None:
        _copied(last, findings)
    for rule, para in (("抄送缩进", found.copies[0] if found.copies else None), ("印发缩进", printer)):
        if para is not None and para.rect is not None and (rule == "抄送缩进" or not para.bare[0].isdigit()):
            small = para.size or 14.0
            cells = (para.rect.left - sheet.left) / small
            findings.judge(rule, "7.4.2", 0.4 <= cells <= 1.6, beside("左", cells), "左空一字", at=para)
            rest = (sheet.right - para.rect.right) / small
            ok = 0.3 <= rest <= 1.8 if rule == "印发缩进" and para.bare.endswith(("印发", "日")) else rest >= 0.2
            findings.judge(rule, "7.4.3", ok, beside("右", rest), "右空一字", at=para)
    if printer is not None:
        findings.judge("缺印发机关", "7.4.3", re.match(r"\d{4}[年./-]", printer.bare) is None, "印发日期前没有印发机关", "印发机关居左空一字", at=printer)


def _copied(copies: Para, findings: Findings) -> None:
    """The lines of the last 抄送: further ones stand under the first name, the end has its mark."""
    findings.judge("抄送句号", "7.4.2", copies.bare[-1] == "。", ending(copies.bare, "；;，,、.：:．"), "最后一个机关名称后标句号", at=copies)
    first, *more = copies.lines
    for line in more:
        hang = (line.rect.left - first.rect.left) / (copies.size or 14.0)
        findings.judge("抄送回行", "7.4.2", abs(hang - 3) <= 0.7, hung(hang), "回行与冒号后的首字对齐", at=copies)


def _letter_imprint(paper: Paper, sheet: Sheet, found: Elements, findings: Findings) -> None:
    """版记 of a 信函 has no lines."""
    if found.copies:
        _copied(found.copies[-1], findings)
    if found.copies and found.copies[0].rect is not None:
        cells = (found.copies[0].rect.left - sheet.left) / (found.copies[0].size or 14.0)
        findings.judge("抄送缩进", "10.1", 0.4 <= cells <= 1.6, beside("左", cells), "左空一字", at=found.copies[0])
    first = found.imprint[0]
    if first.rect is None:
        return
    near = [r for r in paper.rules if r.page == first.page and not r.red and r.top is not None and r.length > 100 * MM
            and first.rect.top - 30 < r.top < min(first.rect.bottom + 60, sheet.foot)]  # fmt: skip
    findings.judge("信函版记", "10.1", not near, f"有 {len(near)} 条分隔线", "信函版记不加分隔线", at=first)
