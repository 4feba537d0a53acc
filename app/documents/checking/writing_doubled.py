"""Characters and words that are typed twice: 领导导, 意意义, 27个个, 部门部门.

A character counts as doubled only when the likeliest division of the text leaves it over beside a word that has it
already (规定定 执行, not 规定 定期); those that often stand alone are left out. Wrong characters are writing_words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.documents.checking.finding import Findings, Grade
from app.documents.checking.passages import Passage, without_titles
from app.documents.words import segment, word_list

_DOUBLE = re.compile(r"([\u4e00-\u9fff])\1(?!\1)")
_ALONE = frozenset("全县区州旗乡镇村市省局部厅处科股室组院所站校委会党政国家人年月日时分次项各每该本某新老大小高多再更最未无可能须应已将从向由被把对为以于与和同及或在到自是有等"
                   "后前中内外上下左右东西南北页法字任条点号款章节层级类种队班栋查水")  # fmt: skip
_RARE = 16  # cost in the word list from which a character seldom stands alone
_LAW = "立法法"  # the one name that ends so
_PLAN = "十五五"  # the five years from 2026
_NEAR = 10  # characters at each side that decide how the text is divided
_COMMON = 11  # of those that may stand twice before a point by chance, as 是是
_UNITS = re.compile(r"(?<=\d)(?:[万亿]|平方|公)?(个|名|元|米|里|斤|件|项|次|户|家|条|份|处|亩|吨|顷)\1")
_WORDS = re.compile(r"(部门|相关|有关|认真|单位|情况|领导|干部|群众|党员|机关|组织|纪律|制度|责任|任务|措施|方案|要求|开展|以及|及时|严格|全面|深入|切实|根据|按照|由于|现就|现将|为了|对于|如下|事项|问题|自纠|自查|我们|他们|各级|同时|加强|推进|进一步|认真贯彻)\1(?!曲)")


def judge_doubled(rows: list[Passage], findings: Findings) -> None:
    """Every passage; titles are cited as they are."""
    for row in rows:
        findings.judge("叠字", "用字", True, "", "", topic="writing")
        said = without_titles(row.text)
        units = [m for m in _UNITS.finditer(said) if said[m.end() - 1 : m.end() + 1] not in word_list().costs]  # 12个个体户
        for start, end in dict.fromkeys((*_characters(said), *((m.start(1), m.end()) for m in (*units, *_WORDS.finditer(said))))):
            half = (end - start) // 2
            findings.judge("叠字", "用字", False, f"…{said[max(start - 3, 0) : end + 3]}…", said[start : start + half], at=row.at(start), grade=Grade.CUSTOM, topic="writing")


def _characters(text: str) -> Iterator[tuple[int, int]]:
    """Where a character stands twice, of which one belongs to no word."""
    for match in _DOUBLE.finditer(text):
        char = match[1]
        cost = word_list().costs.get(char, _RARE)
        begin, end = _run(text, match)
        if text[match.start() - 1 : match.end()] in {_LAW, _PLAN}:
            continue
        if (char in _ALONE or cost < _RARE) and not (end == match.end() < len(text) and cost >= _COMMON):
            continue
        words, at = segment(text[begin:end]), begin
        for number, word in enumerate(words):
            if at == match.start() + 1 and number and _left_over(words, number):
                yield match.span()
            at += len(word)


def _left_over(words: list[str], second: int) -> bool:
    """Whether of two words that share a character one is that character alone, and not the start or end of an unknown word."""
    first, after, before = second - 1, words[second + 1 : second + 2], words[second - 2 : second - 1] if second > 1 else []
    if len(words[second]) == 1 and len(words[first]) > 1:
        return not after or len(after[0]) > 1
    return len(words[first]) == 1 and len(words[second]) > 1 and (not before or len(before[0]) > 1)


def _run(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The Chinese characters around, as far as they matter."""
    begin, end = match.span()
    while begin > max(match.start() - _NEAR, 0) and "\u4e00" <= text[begin - 1] <= "\u9fff":
        begin -= 1
    while end < min(match.end() + _NEAR, len(text)) and "\u4e00" <= text[end] <= "\u9fff":
        end += 1
    return begin, end
