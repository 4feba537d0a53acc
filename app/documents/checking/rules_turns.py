"""Rules of what the end of a line may not cut: words and names in a title (7.3.1), figures and years in the text (7.3.3).

A word counts as cut when nothing but single characters would be left of it; ends of lines that only some would choose
otherwise are no deviation. Does not belong here: marks at the edges of lines (rules_pdf), the shape of a title (rules_text).
"""

from __future__ import annotations

import re
from itertools import pairwise

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.sheet import Sheet
from app.documents.words import cost_of, segment, word_list

_SURE = 10  # how much likelier the word must be than its parts, in the costs of words
_LONG_NAME = 14  # a longer name of an organ may need two lines
_LONG_FIGURE = 8  # a longer one is a code or a telephone number
_HANZI_END, _HANZI_START = re.compile(r"[\u4e00-\u9fff]*$"), re.compile(r"[\u4e00-\u9fff]*")
_FIGURE_END, _FIGURE_START = re.compile(r"(?<![-\d—])\d+(?:[.．]\d*)?$"), re.compile(r"\d+(?:[.．]\d+)?(?![-\d—])")


def judge_title_turns(found: Elements, findings: Findings) -> None:
    """No word, name of the issuer or figure goes over two lines of the title."""
    names = {p.bare.removesuffix("文件") for p in found.marks} | {p.bare for p in found.issuers}
    lines = [(line.strip(), para) for para in found.titles for line in para.text.split("\n") if line.strip()]
    for (before, _), (after, para) in pairwise(lines):
        if len(after) == 1:
            continue  # a character that stands alone is told of by itself
        word = cut_figure(before, after) or _cut_name(before, after, names) or cut_word(before, after)
        findings.judge("标题回行", "7.3.1", not word, f"“{word}”拆在两行", "词意完整，不把词语、名称和年份拆开", at=para)


def judge_figures(sheet: Sheet, found: Elements, findings: Findings) -> None:
    """No figure goes over two lines of the text of a PDF."""
    for (_, before), (level, after) in pairwise([*found.body, *((0, p) for p in found.annex_text)]):
        if not level and after.index - before.index == 1 and after.place == "flow" and sheet.goes_on(before, after):
            figure = cut_figure(before.typed.strip(), after.typed.strip())
            findings.judge("数字回行", "7.3.3", not figure, f"“{figure}”拆在两行", "数字、年份不能回行", at=before)


def cut_figure(before: str, after: str) -> str:
    """The figure of which a part ends one line and the rest begins the next, with a mark where; '' when none is cut. One with dashes is a telephone number."""
    head, rest = _FIGURE_END.search(before), _FIGURE_START.match(after)
    if head is None or rest is None or len(head.group()) + len(rest.group()) > _LONG_FIGURE:
        return ""
    return f"{head.group()}｜{rest.group()}"


def cut_word(before: str, after: str) -> str:
    """The word that the end of a line cuts, with a mark where; '' when none is cut or it is not sure to be a word."""
    head, rest = _HANZI_END.search(before), _HANZI_START.match(after)
    left, right = head.group() if head else "", rest.group() if rest else ""
    units = segment(left + right)
    if cost_of([*segment(left), *segment(right)]) - cost_of(units) < _SURE:
        return ""
    at = 0
    for unit in units:
        if at < len(left) < at + len(unit):
            parts = unit[: len(left) - at], unit[len(left) - at :]
            whole = any(len(piece) == 1 for part in parts for piece in segment(part)) and len(parts[0]) not in word_list().joints.get(unit, ())
            return "｜".join(parts) if whole else ""
        at += len(unit)
    return ""


def _cut_name(before: str, after: str, names: set[str]) -> str:
    """The name of an issuer of which a piece too short to mean anything stands on a line of its own."""
    for name in sorted(names):
        for at in range(1, len(name)) if len(name) <= _LONG_NAME else ():
            if (at <= 3 or len(name) - at <= 2) and before.endswith(name[:at]) and after.startswith(name[at:]):
                return f"{name[:at]}｜{name[at:]}"
    return ""
