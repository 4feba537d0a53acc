"""Rules of the text of a PDF: faces and sizes inside its paragraphs, indents, edges, distances of its lines.

The questions and the names of the rules are those of a docx. Does not belong here: head and title (rules_lines), what is
below the text (rules_lines_tail), the grid as a whole (rules_pdf).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Paper, Para, Run
from app.documents.checking.patterns import level_of
from app.documents.checking.rules_levels import are_set_whole, as_set, odd_number, stop_of_heading
from app.documents.checking.rules_lines_spaces import judge_spaces
from app.documents.checking.saying import beside, blank_lines, indented, kind
from app.documents.checking.sheet import Sheet, paragraphs

HANZI = re.compile(r"[\u4e00-\u9fff]")
_LEVELS = {1: ("一级标题", "黑体"), 2: ("二级标题", "楷体")}
_SLACK = 0.6  # of a character
_FEW = 3  # characters that a font may lack
_ENDS = "。：；！？"


def judge_lines_of_text(paper: Paper, profile: Profile, sheet: Sheet, found: Elements, findings: Findings) -> None:
    """Everything about the paragraphs of the text."""
    rows = paragraphs(sheet, found.body)
    whole = are_set_whole(rows)
    for level, para in as_set(rows):
        _faces(level, para, findings, whole=whole)
        _sizes(para, profile.sizes.body, findings)
    annexed = [(level_of(para.text) if sheet.indent(para) > 1 else 0, para) for para in found.annex_text if para.place == "flow"]
    for level, para in paragraphs(sheet, annexed):
        _sizes(para, profile.sizes.body, findings, "附件正文字号")
        if len(para.lines) > 1 and sheet.indent(para) < 3:
            behind = _split(para.runs, _LEVELS[level][1])[1] if level in _LEVELS else para.runs
            _main_face("附件正文字体", "7.3.7", "仿宋", behind, para, findings)
    _annexed(sheet, found, findings)
    to = [(0, found.to)] if found.to is not None else []
    _indents(sheet, [*to, *found.body], findings)
    if not to and found.titles and found.body and found.body[0][0] and found.body[0][1].place == "flow":
        cells = sheet.indent(found.body[0][1])  # a heading right under the title
        findings.judge("首行缩进", "5.2.3", abs(cells - 2) <= _SLACK, indented(cells), "2 字", at=found.body[0][1])
    _edges(sheet, found, findings)
    _narrowed(sheet, found, findings)
    judge_spaces(sheet, found, findings)
    _under_recipients(sheet, found, findings)
    _distances(paper, sheet, found, findings)


# faces and sizes


def stretches(runs: Iterable[Run]) -> Iterator[tuple[str, str]]:
    """(Chinese characters, face) of neighbours of one face; other characters tell nothing."""
    text = face = ""
    for run in runs:
        now, hanzi = face_of(run.face), "".join(HANZI.findall(run.text))
        if not hanzi:
            continue
        if now != face and text:
            yield text, face
            text = ""
        text, face = text + hanzi, now
    if text:
        yield text, face


def _split(runs: list[Run], face: str) -> tuple[list[Run], list[Run]]:
    """The runs of the heading, which has a face of its own, and those behind it."""
    end = stop_of_heading(runs, face)
    for i, run in enumerate(runs):
        head, stop, rest = run.text.partition(end)
        if stop:
            cut = (Run(head, face=run.face, size=run.size), Run(rest, face=run.face, size=run.size))
            return [*runs[:i], cut[0]], [cut[1], *runs[i + 1 :]]
    return runs, []


def _faces(level: int, para: Para, findings: Findings, *, whole: bool) -> None:
    """whole: whether paragraphs that begin with （一） are set in one face to their end."""
    named, wanted = _LEVELS.get(level, ("正文", "仿宋"))
    head, rest = _split(para.runs, wanted) if level in _LEVELS else (para.runs, [])
    said = "".join(run.text for run in head)
    if not level and odd_number(para.text):
        return  # a heading whose number is written otherwise, which is said by itself
    if level in _LEVELS and len(said) > 60:
        return  # a paragraph that is only counted
    _main_face(f"{named}字体", "7.3.3" if level else "5.2.2", wanted, head, para, findings)
    if level not in _LEVELS:
        rest = para.runs
    own = {"仿宋", ""}
    behind = list(stretches(rest))
    if level in _LEVELS and behind and behind[0][1] == wanted and len(behind) == 1:
        own.add(wanted)  # a paragraph set as a heading whole is told of once, by its look in other paragraphs
        findings.judge("正文字体", "5.2.2", len(behind[0][0]) < 12 or (whole and level == 2), f"标题后的正文用了{wanted}", "仿宋", at=para, grade=Grade.USUAL)
    if level not in _LEVELS and _most(behind) != "仿宋":
        return
    odd = next((face for text, face in behind if face not in own and len(text) > _FEW), "")
    findings.judge("正文字体", "5.2.2", not odd, f"其中有{kind(odd)}", "仿宋", at=para, grade=Grade.USUAL)


def _most(parts: list[tuple[str, str]]) -> str:
    weights: dict[str, int] = {}
    for text, face in parts:
        weights[face] = weights.get(face, 0) + len(text)
    return max(weights, key=lambda face: weights[face]) if weights else ""


def _main_face(rule: str, clause: str, wanted: str, runs: list[Run], para: Para, findings: Findings) -> None:
    parts = list(stretches(runs))
    face = _most(parts)
    if not face:
        return  # fonts whose names tell nothing
    odd = next((other for text, other in parts if other not in {wanted, ""} and len(text) > _FEW), "") if rule != "正文字体" else ""
    said = kind(face) if face != wanted else f"其中有{kind(odd)}" if odd else ""
    findings.judge(rule, clause, not said, said, wanted, at=para, grade=Grade.USUAL)


def _sizes(para: Para, wanted: float, findings: Findings, rule: str = "正文字号") -> None:
    """Words inside a paragraph that are larger or smaller; that the whole is, says its own rule."""
    if not para.size or abs(para.size - wanted) > 0.4:
        return
    odd = next((run for run in para.runs if run.size and abs(run.size - wanted) > 0.4 and len(HANZI.findall(run.text)) > 1), None)
    findings.judge(rule, "5.2.2", odd is None, f"其中有 {odd.size:g} 磅" if odd else "", f"{wanted:g} 磅", at=para)


# places


def _indents(sheet: Sheet, rows: list[tuple[int, Para]], findings: Findings) -> None:
    for (over, before), (level, para) in pairwise(rows):
        if para.rect is None or para.place != "flow" or before.place != "flow" or para.index - before.index != 1:
            continue
        if abs((para.size or 16) - 16) > 0.4 or abs((before.size or 16) - 16) > 0.4:
            continue
        cells, ended = sheet.indent(para), sheet.ended(before, para) or (over > 0 and sheet.indent(before) > 3)  # a heading set elsewhere
        stops = before.bare[-1] in _ENDS
        begins = level > 0 or len(para.bare) > 6
        under = over > 0 and sheet.rest(before) > 6  # a heading that stands by itself
        if ended and begins and (stops or under or level):
            if sheet.centred(para) and not level:
                findings.judge("正文对齐", "5.2.3", False, "居中", "左对齐或两端对齐", at=para, grade=Grade.CUSTOM)
            else:
                findings.judge("首行缩进", "5.2.3", abs(cells - 2) <= _SLACK, indented(cells), "2 字", at=para)
        elif not ended and stops and begins and cells > _SLACK:
            findings.judge("首行缩进", "5.2.3", abs(cells - 2) <= _SLACK, indented(cells), "2 字", at=para)
        elif not ended and not stops and not level:
            findings.judge("回行顶格", "5.2.3", cells <= _SLACK, beside("左", cells), "回行顶格", at=para)


def _annexed(sheet: Sheet, found: Elements, findings: Findings) -> None:
    """Long lines of an attachment that begin a paragraph: below its title, or behind a line that ends early."""
    for before, para in pairwise(found.annex_text):
        if para.place != "flow" or before.place != "flow" or para.index - before.index != 1 or abs((para.size or 0) - sheet.size) > 0.4 or len(para.bare) < 20:
            continue
        titled = ((before.size or 0) >= 18 and sheet.centred(before)) or level_of(before.text) > 0
        if sheet.ended(before, para) and (titled or (before.bare[-1] in _ENDS and abs((before.size or 0) - sheet.size) <= 0.4)):
            cells = sheet.indent(para)
            findings.judge("首行缩进", "7.3.7", abs(cells - 2) <= _SLACK, indented(cells), "2 字", at=para)


def _edges(sheet: Sheet, found: Elements, findings: Findings) -> None:
    """Lines that others go on end at the right edge; single ones end earlier where a figure is not broken."""
    for (_, first), (_, second), (_, third) in zip(found.body, found.body[1:], found.body[2:], strict=False):
        lines = (first, second, third)
        if any(p.rect is None or p.place != "flow" for p in lines) or second.index - first.index != 1 or third.index - second.index != 1:
            continue
        rests = [sheet.rest(first), sheet.rest(second)]
        going = all(p.bare[-1] not in _ENDS and not re.match(r"[（(“《\d]", q.bare) for p, q in pairwise(lines)) and sheet.indent(third) < _SLACK
        if going and sheet.indent(second) < _SLACK and len(first.bare) > 12:
            ok = min(rests) < 1.6 or abs(rests[0] - rests[1]) > 1.2
            findings.judge("右缩进", "5.2.3", ok, beside("右", min(rests)), "不缩进", at=second, grade=Grade.USUAL)


def _narrowed(sheet: Sheet, found: Elements, findings: Findings) -> None:
    """Lines that end early and are gone on with below: their paragraph has an indent at the right."""
    for (level, before), (below, para) in pairwise(found.body):
        if level or below or para.index - before.index != 1 or before.page != para.page or before.place != "flow" or para.place != "flow":
            continue
        alike = all(p.size and abs(p.size - sheet.size) <= 0.4 for p in (before, para))
        going = before.bare[-1] not in _ENDS and HANZI.match(para.bare) is not None and sheet.indent(para) < _SLACK and sheet.indent(before) < 2.6
        if alike and going and len(before.bare) > 12:
            rest = sheet.rest(before)
            findings.judge("右缩进", "5.2.3", rest <= 2.9, beside("右", rest), "不缩进", at=before, grade=Grade.USUAL)


def _under_recipients(sheet: Sheet, found: Elements, findings: Findings) -> None:
    """The text follows 主送机关 on the next line (7.3.3)."""
    to, first = found.to, found.body[0][1] if found.body else None
    if to is None or first is None or to.rect is None or first.index <= to.index or first.place != "flow":
        return
    last = to.lines[-1].rect if to.lines else to.rect
    upper = replace(to, rect=last, page=to.lines[-1].page if to.lines else to.page)
    blank = sheet.blank(upper, first)
    if blank is not None:
        findings.judge("主送下空行", "7.3.2", blank < 0.75, blank_lines(blank), "主送机关与正文之间不空行", at=first)


def _distances(paper: Paper, sheet: Sheet, found: Elements, findings: Findings) -> None:
    """Blank lines and spaces between paragraphs, and paragraphs with a pitch of their own."""
    steps = []
    for (_, before), (_, para) in pairwise(found.body):
        near = para.index - before.index == 1 and before.page == para.page and before.place == para.place == "flow"
        if not near or para.rect is None or before.rect is None or abs((para.size or 16) - (before.size or 16)) > 0.4:
            continue
        step = (para.rect.top + para.rect.bottom - before.rect.top - before.rect.bottom) / 2
        steps.append((step, before, para))
    usual = statistics.median([step for step, _, _ in steps]) if len(steps) > 4 else 0.0
    if not 16 < usual < 60:
        return
    for step, before, para in steps:
        over = step - usual
        if _held_apart(paper, before, para):
            continue
        findings.judge("正文空行", "5.2.3", not 0.75 * usual < over < 4 * usual, "段落之间空了一行", "段落之间不空行", at=para, grade=Grade.CUSTOM)
        inside = sheet.goes_on(before, para)
        findings.judge("段前段后", "5.2.3", inside or not 3 < over <= 0.75 * usual, f"段间多 {over:.0f} 磅", "0 磅", at=para, grade=Grade.CUSTOM)
        findings.judge("行距", "5.2.3", over > -2 and (not inside or over <= 1.5), f"{step:.1f} 磅，别处 {usual:.1f} 磅" if step > 0 else "与上一行重叠", "全文一致", at=para, grade=Grade.USUAL)


def _held_apart(paper: Paper, before: Para, para: Para) -> bool:
    """Whether a drawn line, such as that of a table, stands between two lines."""
    assert before.rect is not None  # noqa: S101 - asked by the caller
    assert para.rect is not None  # noqa: S101 - asked by the caller
    low, high = before.rect.bottom - 2, para.rect.top + 2
    return any(r.page == para.page and r.top is not None and low < r.top < high for r in paper.rules)
