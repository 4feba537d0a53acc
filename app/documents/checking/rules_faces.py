"""Faces and sizes inside the paragraphs of a docx: characters that stand out from the element they belong to.

The face of an element as a whole is judged where its other rules stand (rules_text, rules_tail); here only what differs
inside it. The first sentence of a heading of the first or second level has that level's face, what follows it the text's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.catalog.profiles import Profile
from app.documents.checking.annexed import annexed
from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Para, Run
from app.documents.checking.patterns import level_of
from app.documents.checking.rules_levels import are_set_whole, as_set, stop_of_heading
from app.documents.checking.rules_tail import ORGAN
from app.documents.checking.saying import font

_HANZI = re.compile(r"[\u4e00-\u9fff]")
_FACE_OF_LEVEL = {1: "黑体", 2: "楷体"}
_LEVEL = {1: "一级标题", 2: "二级标题", 3: "三级标题", 4: "四级标题"}
_LEAD = re.compile(r"第[一二三四五六七八九十百\d]+[条章]|注[：:]|联系人")
_NUMBER = re.compile(r"[ \u3000]*[一二三四五六七八九十]{1,3}。")
_MANY = 60  # a paragraph that goes on so far without a stop is only counted, no heading


@dataclass(frozen=True, slots=True)
class _Part:
    """Characters that should have one face and one size."""

    name: str
    pieces: list[tuple[str, Run]]
    face: str
    size: float
    clause: str = "5.2.2"
    rest: bool = False  # what follows a heading; nobody else judges its face


def judge_faces(profile: Profile, found: Elements, findings: Findings) -> None:
    """Every element of text and tail."""
    sizes = profile.sizes
    whole = are_set_whole(found.body)
    for level, para in as_set(found.body):
        for part in _of_body(level, para, sizes.body, whole=whole):
            _judge(part, para, findings, lead=level == 0)
    named = [("标题", p, "小标宋", sizes.title) for p in found.titles]
    named += [("主送机关", p, "仿宋", sizes.body) for p in ([found.to] if found.to else [])]
    named += [("附件说明", p, "仿宋", sizes.body) for p in found.attached]
    named += [("发文机关署名", p, "仿宋", sizes.body) for p in found.issuers if ORGAN.search(p.bare)]  # a person's name may be in 楷体
    named += [("成文日期", p, "仿宋", sizes.body) for p in ([found.date] if found.date else [])]
    named += [("附注", p, "仿宋", sizes.body) for p in ([found.note] if found.note else [])]
    named += [("附件标识", p, "黑体", sizes.body) for p in found.annexes]
    for name, para, face, size in named:
        _judge(_Part(name, [(run.text, run) for run in para.runs], face, size), para, findings)
    for level, para in as_set(annexed(found, profile.sizes.body)):
        for part in _of_body(level, para, sizes.body):
            _judge(part if level else replace(part, name="附件正文"), para, findings, lead=not level)


def _of_body(level: int, para: Para, size: float, *, whole: bool = False) -> list[_Part]:
    """whole: whether paragraphs that begin with （一） are set in one face to their end."""
    if level not in _FACE_OF_LEVEL:
        return [_Part("正文" if not level else _LEVEL[level], [(run.text, run) for run in para.runs], "仿宋", size)]
    heading, rest = halves(para, level)
    if sum(len(text) for text, _ in heading) > _MANY:
        return [_Part("正文", heading + rest, "", size)]
    return [_Part(_LEVEL[level], heading, _FACE_OF_LEVEL[level], size, "7.3.3"), _Part("正文", rest, "" if whole and level == 2 else "仿宋", size, rest=True)]


def halves(para: Para, level: int) -> tuple[list[tuple[str, Run]], list[tuple[str, Run]]]:
    """The heading at the beginning of a paragraph, mostly its first sentence, and what follows it, by runs."""
    heading: list[tuple[str, Run]] = []
    rest: list[tuple[str, Run]] = []
    end = stop_of_heading(para.runs, _FACE_OF_LEVEL[level])
    for run in para.runs:
        if rest:
            rest.append((run.text, run))
            continue
        number = _NUMBER.match(run.text) if not heading else None  # “二。” is a number wrongly written
        start = number.end() if number else 0
        head, stop, after = run.text[start:].partition(end)
        heading.append((run.text[:start] + head + stop, run))
        if stop:
            rest.append((after, run))
    return heading, rest


def _judge(part: _Part, para: Para, findings: Findings, *, lead: bool = False) -> None:
    """lead: whether the first words may be set off."""
    number = para.runs[0] if para.runs and para.runs[0].node is None else None  # an automatic number has a look of its own
    if number is not None and any(run is number for _, run in part.pieces):
        findings.judge("加粗", "7.3.3", not number.bold or part.name == "标题", "序号加粗", "不加粗", at=para, grade=Grade.CUSTOM)
        own = {part.face, _FACE_OF_LEVEL.get(level_of(para.bare), "")} if part.name == "正文" else {part.face}  # counted sentences may keep it
        wrong = bool(part.face and _HANZI.search(number.text)) and face_of(number.face) not in own
        findings.judge(f"{part.name}字体", part.clause, not wrong, f"序号用{font(number.face)}", part.face, at=para, grade=Grade.USUAL)
    written = [(text, run) for text, run in part.pieces if len(_HANZI.findall(text)) > 1]
    right = [row for row in written if not part.face or face_of(row[1].face) == part.face]
    if written and not right and not part.rest:
        return  # said of the element as a whole
    other = [(text, run) for text, run in written if part.face and face_of(run.face) != part.face]
    start = next((run for text, run in part.pieces if text.strip()), None)
    if lead and start is not None and (part.name == "正文" or _LEAD.match(para.bare)):
        other = [row for row in other if row[1] is not start]
    rule = "正文字体" if part.name in {_LEVEL[3], _LEVEL[4]} else f"{part.name}字体"
    shown = f"其中“{other[0][0].strip()[:8]}”用{font(other[0][1].face)}" if other else ""
    findings.judge(rule, part.clause, not other, shown, part.face, at=para, grade=Grade.USUAL)
    sized = [(text, run) for text, run in part.pieces if re.search(r"[\u4e00-\u9fff0-9A-Za-z]", text) and run.size and not run.red]
    fitting = [row for row in sized if abs((row[1].size or 0.0) - part.size) <= 0.4]
    odd = [row for row in sized if row not in fitting]
    if odd and (fitting or abs((para.size or 0.0) - part.size) <= 0.4):
        findings.judge(f"{part.name}字号", "5.2.2", False, f"其中“{odd[0][0].strip()[:8]}”是 {odd[0][1].size:g} 磅", f"{part.size:g} 磅", at=para)
