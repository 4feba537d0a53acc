"""Ordinals inside the text (一是…二是…, 第一，…第二，…, 首先…其次…): one kind in a row, and none left out."""

from __future__ import annotations

import re

from app.documents.checking.finding import Findings, Grade
from app.documents.checking.numbering import chinese, counted
from app.documents.checking.passages import Passage

_AT = r"(?:^|(?<=[。；：，、“.…]))"
_SERIES = {
    "一是": re.compile(_AT + r"([一二三四五六七八九十]{1,2})是(?!一|二)"),
    "一要": re.compile(_AT + r"([一二三四五六七八九十]{1,2})要(?![素件点义领旨求目])"),
    "第一": re.compile(_AT + r"第([一二三四五六七八九十]{1,2})(?=[，、：,]|[是要](?!一))(?!、第?[一二三四五六七八九十])"),
}
_IN_WORDS = re.compile(_AT + r"(首先|其次|再次)[，、：,]?")
_SECOND = {"一是": "二是", "一要": "二要", "第一": "第二", "首先": "其次"}
_CLAUSE = "GB/T 15834"


def judge_order(rows: list[Passage], findings: Findings) -> None:
    """Every passage of the text; a row of ordinals may go on over passages."""
    last = dict.fromkeys(_SERIES, 0)
    for row in rows:
        if row.role not in {"body", "annex"}:
            continue
        said = row.text[row.head :]  # （1）一是…: the row begins behind the number
        found = [(name, match) for name, pattern in _SERIES.items() for match in pattern.finditer(said)]
        other = _mixed(row, found, findings)
        for name, match in found:
            count = counted(match[1]) or 0
            ok = count in {1, last[name] + 1} or name == other
            findings.judge("序数词次序", _CLAUSE, ok, f"“{_word(name, last[name])}”之后是“{match.group()}”" if last[name] else f"从“{match.group()}”起",
                           f"“{_word(name, last[name] + 1)}”", at=row.at(row.head + match.start()), grade=Grade.CUSTOM, topic="writing")  # fmt: skip
            last[name] = count


def _word(name: str, count: int) -> str:
    """An ordinal of a kind: 一是, 第一."""
    return name.replace("一", chinese(count))


def _mixed(row: Passage, found: list[tuple[str, re.Match[str]]], findings: Findings) -> str:
    """A row begins in one kind and goes on in another, whose name is given back; a whole row inside another is none."""
    kinds: dict[str, list[int]] = {}
    for name, match in found:
        kinds.setdefault(name, []).append(counted(match[1]) or 0)
    words = [{"首先": 1, "其次": 2, "再次": 3}[m[1]] for m in _IN_WORDS.finditer(row.text[row.head :])]
    if words:
        kinds["首先"] = words
    begun = [name for name, counts in kinds.items() if 1 in counts and 2 not in counts and 3 not in counts]
    gone_on = [name for name, counts in kinds.items() if 1 not in counts]
    wrong = bool(begun and gone_on)
    findings.judge("序数词混用", _CLAUSE, not wrong, f"“{begun[0]}”后面接“{_SECOND[gone_on[0]]}”" if wrong else "", "前后一致", at=row.at(0), grade=Grade.CUSTOM,
                   topic="writing")  # fmt: skip
    return gone_on[0] if wrong else ""
