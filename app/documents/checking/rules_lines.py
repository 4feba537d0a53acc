"""Rules of where the lines of a PDF stand: indents, alignment, blank lines; looks that change inside a line.

The questions and the names of the rules are those of a docx. Does not belong here: the grid and 版记 (rules_pdf).
"""

from __future__ import annotations

import re
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para, Run
from app.documents.checking.roles import Elements
from app.documents.model import Format

_HANZI = re.compile(r"[\u4e00-\u9fff]")
_SLACK = 0.6  # of a character


class _Page:
    """Measures lines from the left edge of the text, in characters, and from each other, in lines."""

    def __init__(self, profile: Profile, found: Elements) -> None:
        lefts = [p.rect.left for _, p in found.body if p.rect is not None and p.place == "flow" and len(p.bare) > 20]
        self.cell, self.pitch = profile.grid.cell, profile.grid.pitch
        edge, least = profile.page.left * MM, min(lefts, default=0.0)
        self.left = least if abs(least - edge) < 1.3 * self.cell else edge  # of short paragraphs only their first lines are there
        self.right = self.left + profile.page.text_width * MM

    def indent(self, para: Para) -> float:
        return (para.rect.left - self.left) / self.cell if para.rect is not None else 0.0

    def blank(self, upper: Para, lower: Para) -> float | None:
        """Blank lines between two lines of one page."""
        if upper.rect is None or lower.rect is None or upper.page != lower.page:
            return None
        gap = (lower.rect.top + lower.rect.bottom - upper.rect.top - upper.rect.bottom) / 2
        return gap / self.pitch - 1

    def ended(self, para: Para) -> bool:
        """Whether a line ends well before the right edge."""
        return para.rect is not None and para.rect.right < self.right - 2.5 * self.cell


def judge_lines(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Everything that the places of the lines tell."""
    page = _Page(profile, found)
    _head(page, profile, form, found, findings)
    _title(page, form, found, findings)
    _text(page, found, findings)
    _tail(page, paper, found, findings)
    _imprint(page, paper, form, found, findings)
    for mark in paper.marks:
        if mark is not None and mark.page > 0:
            face = next((face_of(run.face) for run in mark.runs if run.text.isdigit()), "")
            findings.judge("页码字体", "7.5", face not in {"仿宋", "楷体", "黑体"}, face, "宋体", at=mark, grade=Grade.USUAL)
            findings.judge("文字颜色", "5.2.2", not any(run.red or run.coloured for run in mark.runs), "不是黑色", "黑色", at=mark)


def _starts(rule: str, clause: str, wanted: float, said: str, para: Para, page: _Page, findings: Findings) -> None:
    cells = page.indent(para)
    findings.judge(rule, clause, abs(cells - wanted) <= _SLACK, f"左空 {cells:.1f} 字", said, at=para)


def _head(page: _Page, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    for rule, clause, para in (("份号位置", "7.2.1", found.copy_no), ("密级位置", "7.2.2", found.secrecy), ("紧急程度位置", "7.2.3", found.urgency)):
        if para is not None and para.place == "flow":
            _starts(rule, clause, 0, "顶格编排在版心左上角", para, page, findings)
    if len(found.marks) == 2 and found.marks[1].bare in {"件", "文件", "要", "纪要"} and found.marks[1].rect is not None:
        rect = found.marks[1].rect
        middle, centre = (rect.left + rect.right) / 2 / MM, (page.left + page.right) / 2 / MM
        findings.judge("标志居中", "7.2.4", abs(middle - centre) <= 2.2, f"中线距左页边 {middle:.1f} 毫米", f"{centre:.1f} 毫米", at=found.marks[1])
    number = found.number
    if number is None or number.rect is None or number.place != "flow":
        return
    if form is Format.GENERAL and number in found.signers and not number.bare.startswith("签"):
        _starts("发文字号位置", "7.2.5", 1, "上行文居左空一字", number, page, findings)
    if form is Format.MINUTES:
        middle, centre = (number.rect.left + number.rect.right) / 2 / MM, (page.left + page.right) / 2 / MM
        if number.bare[-1] == "号" and len(number.bare) < 20:
            findings.judge("发文字号位置", "10.3", abs(middle - centre) <= 2.5, f"中线距左页边 {middle:.1f} 毫米", f"{centre:.0f} 毫米", at=number)
        face = next((face_of(run.face) for run in number.runs if run.text == "号"), "")
        findings.judge("发文字号字体", "5.2.2", face in {"", "仿宋", "宋体"}, face, "仿宋", at=number, grade=Grade.USUAL)
    for para in found.signers:
        face = _behind(para.runs, "签发人")
        findings.judge("签发人字体", "7.2.6", face in {"", "楷体"}, face, "姓名用楷体", at=para)


def _behind(runs: list[Run], label: str) -> str:
    """The face of the first Chinese character behind a label."""
    text = ""
    for run in runs:
        if label in text and _HANZI.search(run.text):
            return face_of(run.face)
        text += "".join(run.text.split())
    return ""


def _title(page: _Page, form: Format, found: Elements, findings: Findings) -> None:
    if not found.titles or form not in {Format.GENERAL, Format.LETTER, Format.MINUTES}:
        return
    head = [p for p in (found.number, found.secrecy, found.urgency, *found.signers) if p is not None and p.rect is not None and p.place == "flow"]
    last = max(head, key=lambda p: (p.page, p.rect.top if p.rect else 0.0), default=None)
    above = page.blank(last, found.titles[0]) if last is not None and found.number is not None else None
    if above is not None:
        low, high = (0.4, 3.8) if form is Format.MINUTES else (1.3, 2.9)
        findings.judge("标题上空行", "7.3.1", low <= above <= high, f"空 {above:.1f} 行", "空 2 行", at=found.titles[0])
    to = found.to
    if to is None or to.place != "flow" or to.bare[-1:] not in {"：", ":", "，"} or form is Format.MINUTES:
        return
    following = [p for p in (to,) if abs(p.index - found.titles[-1].index) == 1]
    for para in following:
        below = page.blank(found.titles[-1], para)
        if below is not None:
            findings.judge("标题下空行", "7.3.2", abs(below - 1) <= 0.6, f"空 {below:.1f} 行", "空 1 行", at=para)
        _starts("主送机关顶格", "7.3.2", 0, "顶格", para, page, findings)


def _text(page: _Page, found: Elements, findings: Findings) -> None:
    rows = [(0, found.to)] if found.to is not None else []
    for (_, before), (level, para) in pairwise([*rows, *found.body]):
        if para.rect is None or before is None or para.place != "flow" or before.place != "flow" or para.index - before.index != 1:
            continue
        if abs((para.size or 16) - 16) > 0.4 or abs((before.size or 16) - 16) > 0.4:
            continue
        cells = page.indent(para)
        if page.ended(before) and before.bare[-1] in "。：；" and (level or len(para.bare) > 20):
            findings.judge("首行缩进", "5.2.3", abs(cells - 2) <= _SLACK, f"{cells:.1f} 字", "2 字", at=para)
        elif not page.ended(before) and before.bare[-1] not in "。：；" and not level:
            findings.judge("回行顶格", "5.2.3", not _SLACK < cells < 1.5, f"左缩进 {cells:.1f} 字", "回行顶格", at=para)
    for _, para in found.body:
        face = _changed(para)
        findings.judge("正文字体", "5.2.2", not face, f"其中有{face}", "仿宋", at=para, grade=Grade.USUAL)


def _changed(para: Para) -> str:
    """The face of more than three characters that follow 仿宋 inside a line; headings stand before the text."""
    seen = face = ""
    count = 0
    for run in para.runs:
        if not _HANZI.search(run.text):
            continue
        now = face_of(run.face)
        if now in {"楷体", "黑体", "小标宋"} and seen:
            count = count + 1 if now == face else 1
            face = now
            if count > 3:
                return face
        else:
            seen, face, count = seen or ("仿宋" if now == "仿宋" else ""), "", 0
    return ""


def _tail(page: _Page, paper: Paper, found: Elements, findings: Findings) -> None:
    attached = [p for p in found.attached if p.rect is not None]
    if attached:
        first = attached[0]
        _starts("附件说明缩进", "7.3.4", 2, "左空二字", first, page, findings)
        before = next((p for _, p in reversed(found.body) if p.index == first.index - 1), None)
        blank = page.blank(before, first) if before is not None and before.place == "flow" else None
        if blank is not None:
            findings.judge("附件说明空行", "7.3.4", abs(blank - 1) <= 0.6, f"空 {blank:.1f} 行", "正文下空一行", at=first)
        if re.match(r"附件：1[.．]", first.bare):
            for para in attached[1:]:
                if re.match(r"\d{1,2}[.．]", para.bare):
                    _starts("附件说明缩进", "7.3.4", 5, "序号与上一行的序号对齐", para, page, findings)
    if found.note is not None and found.note.rect is not None:
        _starts("附注位置", "7.3.6", 2, "居左空二字", found.note, page, findings)
    for para in found.annexes:
        if para.rect is None or para.place != "flow":
            continue
        _starts("附件标识位置", "7.3.7", 0, "顶格编排在版心左上角第一行", para, page, findings)
        over = [p for p in paper.flowing if p.page == para.page and p.place == "flow" and p.index < para.index]
        findings.judge("附件另面", "7.3.7", not over, "没有另起一面", "另面编排", at=para)
        _annex_title(page, found, para, findings)
    for para in found.attendance:
        if para.rect is None:
            continue
        _starts("出席缩进", "10.3", 2, "左空二字", para, page, findings)
        face = _behind(para.runs, "：")
        findings.judge("出席字体", "10.3", face in {"", "仿宋"}, face, "姓名用仿宋", at=para, grade=Grade.USUAL)


def _annex_title(page: _Page, found: Elements, head: Para, findings: Findings) -> None:
    title = next((p for p in found.annex_text if p.index == head.index + 1 and p.page == head.page), None)
    if title is None or title.rect is None or title.place != "flow" or len(title.bare) > 26:
        return
    middle = (title.rect.left + title.rect.right - page.left - page.right) / 2
    if abs(middle) > page.cell / 2 or page.indent(title) < 1.5 or title.bare[-1] in "。；：，":
        return
    face = next((face_of(run.face) for run in title.runs if _HANZI.search(run.text)), "")
    findings.judge("附件标题字体", "7.3.7", face in {"", "小标宋"}, face, "小标宋体", at=title, grade=Grade.USUAL)


def _imprint(page: _Page, paper: Paper, form: Format, found: Elements, findings: Findings) -> None:
    if form not in {Format.GENERAL, Format.MINUTES} or not found.copies:
        return
    last = found.copies[-1]
    if last.rect is None:
        return
    small = last.size or 14.0
    bottom = found.printer.rect.top if found.printer is not None and found.printer.rect is not None else None
    if bottom is not None and found.printer is not None and found.printer.page == last.page:
        rows = [p for p in paper.flowing if p.page == last.page and p.rect is not None and last.rect.top <= p.rect.top < bottom - 4]
        end = max(rows, key=lambda p: p.rect.top if p.rect else 0.0)
        findings.judge("抄送句号", "7.4.2", end.bare[-1] == "。", end.bare[-1], "最后一个机关名称后标句号", at=end)
    for rule, para in (("抄送缩进", found.copies[0]), ("印发缩进", found.printer)):
        if para is not None and para.rect is not None and (rule == "抄送缩进" or not para.bare[0].isdigit()):
            cells = (para.rect.left - page.left) / small
            findings.judge(rule, "7.4.2", 0.4 <= cells <= 1.6, f"左空 {cells:.1f} 字", "左空一字", at=para)
