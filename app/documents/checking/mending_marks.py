"""Marks in the text of a corrected copy: brackets, colons, padded dates, numbers of headings. Words stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from app.documents.checking.effect import N
from app.documents.checking.elements import Elements
from app.documents.checking.mending_xml import Changes
from app.documents.checking.paper import Para
from app.documents.checking.patterns import DATE, LEVELS
from app.documents.checking.proper import day_said
from app.documents.model import chinese_date

_HANZI = "\u4e00-\u9fff"
_LONG = 2000  # characters of a paragraph, from which on its differences may be told less closely
_WIDE = str.maketrans(",;:?!", "，；：？！")


def mend_marks(found: Elements, changes: Changes, headings: Collection[int], without: frozenset[str] = frozenset()) -> None:
    """Repair the marks of every element; text that spans runs is changed where the characters stand. headings: paragraphs whose mark at the end
    is told: only their neighbours show that they are headings."""
    pen = _Pen(changes, without)
    if found.number is not None:
        pen.rewrite(found.number, "发文字号", _number)
    if found.to is not None:
        pen.rewrite(found.to, "主送机关冒号", lambda t: re.sub(r"[:：]?\s*$", "：", t, count=1))
        pen.text(found.to)
    if found.date is not None:
        pen.rewrite(found.date, "成文日期", _date)
    for level, para in found.body:
        if level:
            pen.rewrite(para, "层次序数写法", partial(_heading, level=level))
        if para.index in headings:
            pen.rewrite(para, "层次标题标点", _heading_end)
        pen.text(para)
    for para in found.attached:
        pen.rewrite(para, "附件说明写法", _attached)
    for para in found.titles:
        pen.rewrite(para, "标题标点", lambda t: re.sub(r"[。，；：]\s*$", "", t))
        pen.text(para)
    _imprint(found, pen)
    for para in found.signers:
        pen.rewrite(para, "签发人冒号", lambda t: re.sub(r"(签\s*发\s*人)\s*[:：]?", r"\1：", t))
    if found.note is not None:
        pen.rewrite(found.note, "附注括号", lambda t: re.sub(r"^(\s*)\((.*)\)(\s*)$", r"\1（\2）\3", t))


def _imprint(found: Elements, pen: _Pen) -> None:
    for para in found.copies:
        pen.rewrite(para, "抄送冒号", lambda t: re.sub(r"^(\s*(?:抄送|主送)):", r"\1：", t))
        pen.text(para)
    if found.copies:
        pen.rewrite(found.copies[-1], "抄送句号", lambda t: t if t.rstrip().endswith("。") else re.sub(r"[；，;,.]?\s*$", "。", t))
    if found.printer is not None:
        pen.rewrite(found.printer, "印发日期", lambda t: _date(_padded(t)))


@dataclass(slots=True)
class _Pen:
    """Rewrites a paragraph by the rules that a person did not switch off."""

    changes: Changes
    without: frozenset[str]

    def rewrite(self, para: Para, rule: str, function: Callable[[str], str]) -> None:
        """Apply a repair of a rule."""
        if not self.without & {rule, _TOPICS.get(rule, "format")}:
            _rewrite(para, function, rule, self.changes)

    def text(self, para: Para) -> None:
        """All repairs of marks in running text."""
        for rule, function in _TEXT:
            self.rewrite(para, rule, function)


def _rewrite(para: Para, rule: Any, name: str, changes: Changes) -> None:
    """Apply a rule to the whole text of a paragraph and write the difference back, run by run."""
    if para.node is None:
        return
    nodes = list(para.node.iterfind(".//w:r/w:t", N))
    before = "".join(t.text or "" for t in nodes)
    after = rule(before)
    if after == before or not nodes:
        return
    found = _differences(before, after)
    for start, end, low, high in reversed(found):  # from the end, so that what is before keeps its place
        _splice(nodes, start, end, after[low:high])
    for start, end, low, high in found:
        changes.note(name, before[max(start - 4, 0) : end + 3].strip(), after[max(low - 4, 0) : high + 3].strip() or "（删去）", para)


def _differences(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """The stretches of a text that became others: from and to, in both."""
    rows = SequenceMatcher(None, before, after, autojunk=len(before) > _LONG).get_opcodes()
    return [(a, b, c, d) for kind, a, b, c, d in rows if kind != "equal"]


def _splice(nodes: list[Any], start: int, end: int, new: str) -> None:
    """Put other characters in place of a stretch, into the run in which it begins."""
    at, placed = 0, False
    for node in nodes:
        text = node.text or ""
        low, high = max(start - at, 0), min(end - at, len(text))
        last = node is nodes[-1]
        if low <= len(text) and (low < high or (not placed and low == high and (start < at + len(text) or last))):
            node.text = text[:low] + ("" if placed else new) + text[max(high, low) :]
            placed = True
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)


def _date(text: str) -> str:
    found = DATE.search(text)
    day = day_said(found.group()) if found else None
    return text.replace(found.group(), chinese_date(day)) if found and day else text


def _heading(text: str, level: int) -> str:
    if level == 1:
        return re.sub(r"^(\s*[一二三四五六七八九十]{1,3})[，,.．:： ]", r"\1、", text)
    if level == 3:
        return re.sub(r"^(\s*\d{1,2})[、，](?!\d)", r"\1.", text)
    inside = r"[一二三四五六七八九十]{1,3}" if level == 2 else r"\d{1,2}"
    return re.sub(rf"^(\s*)[（(]({inside})[）)][、，,.．:：]?", r"\1（\2）", text)


def _number(text: str) -> str:
    text = re.sub(r"[\[(（【［﹝]\s*(\d{4})\s*[\])）】］﹞]\s*第?\s*0*(\d{1,5})\s*号", r"〔\1〕\2号", text)
    return re.sub(r"(〔\d{4}〕)\s*第?\s*0*(\d{1,5})(?:\s*号|\s*$)", r"\1\2号", text)


def _heading_end(text: str) -> str:
    """A heading that stands alone loses the mark at its end."""
    return re.sub(r"[。；，、：！？.,;:!?]\s*$", "", text)


def _padded(text: str) -> str:
    return re.sub(r"(\d{4}年)0?(\d{1,2}月)(?:0?(\d{1,2}日))?", lambda m: m[1] + m[2].lstrip("0") + (m[3] or "").lstrip("0"), text)


def _dates(text: str) -> str:
    text = re.sub(r"(?<![\d./\-])(\d{4})([./\-])(\d{1,2})\2(\d{1,2})(?![\d./\-])", _spelt, text)
    text = re.sub(r"(\d{4}年\d{1,2}月\d{1,2})号", r"\1日", _padded(text))
    return re.sub(r"(?<!\d)(\d{1,2}月)0(\d日)", r"\1\2", text)


def _spelt(match: re.Match[str]) -> str:
    day = day_said(match.group())
    return chinese_date(day) if day is not None and day.year > 1900 else match.group()


def _half(text: str) -> str:
    text = re.sub(rf"(?<=[{_HANZI}”’》）〕])[,;:?!](?=[{_HANZI}“‘《（]|$)", lambda m: m.group().translate(_WIDE), text)
    text = re.sub(rf"(?<=\d)[,;](?=[{_HANZI}“《（])", lambda m: m.group().translate(_WIDE), text)
    return re.sub(rf"(?<=[{_HANZI}”》）])\.(?=[{_HANZI}“《（]|$)", "。", text) if not LEVELS[0].match(text.lstrip()) else text


def _brackets(text: str) -> str:
    return re.sub(rf"\(([^()（）]*[{_HANZI}][^()（）]*)\)", r"（\1）", text)


def _numbers(text: str) -> str:
    return re.sub(rf"(?<=[{_HANZI}])[\[(（【［﹝](\d{{4}})[\])）】］﹞]\s*第?\s*0*(\d{{1,5}})\s*号|〔(\d{{4}})〕\s*第?\s*0*(\d{{1,5}})\s*号",
                  lambda m: f"〔{m[1] or m[3]}〕{m[2] or m[4]}号", text)  # fmt: skip


def _doubled(text: str) -> str:
    return re.sub(r"(?<!，)，{2}(?!，)", "，", re.sub(r"(?<!。)。。(?!。)", "。", text))


_NARROW = {ord("０") + i: ord("0") + i for i in range(10)} | {ord(a) + i: ord(b) + i for a, b in (("Ａ", "A"), ("ａ", "a")) for i in range(26)}
_TEXT: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("半角标点", _half),
    ("半角括号", _brackets),
    ("文号括号", _numbers),
    ("标点重复", _doubled),
    ("省略号", lambda t: re.sub(rf"。{{3,}}|\.{{3,}}(?=[{_HANZI}]|$)", "……", t)),
    ("破折号", lambda t: re.sub(rf"(?<=[{_HANZI}])(?:--+|—(?!—)|－－+)(?=[{_HANZI}])", "——", t)),
    ("直引号", lambda t: re.sub(r"\"([^\"]{1,60})\"", r"“\1”", t)),
    ("全角数字", lambda t: t.translate(_NARROW)),
    ("日期写法", _dates),
    ("多余空格", lambda t: re.sub(rf"(?<=[{_HANZI}，。；：、])[ \u00a0](?=[{_HANZI}“《（])", "", t)),
)
_TOPICS = {rule: "writing" for rule, _ in _TEXT} | {"层次标题标点": "writing"}


def _attached(text: str) -> str:
    text = re.sub(r"^(\s*附\s*件)\s*:", r"\1：", text)
    text = re.sub(r"^(\s*(?:附件：)?\d{1,2})[、，](?!\d)", r"\1.", text)
    return re.sub(r"[。；，;,]\s*$", "", text)
