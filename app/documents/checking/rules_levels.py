"""Numbers of the levels of text and attachments: 一、（一）1.（1）, written so and in order (clause 7.3.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.documents.checking.elements import Elements
from app.documents.checking.faces import face_of
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.numbering import chinese, counted
from app.documents.checking.paper import Para, Run
from app.documents.checking.patterns import LEVELS, level_of

_MARK_AFTER = {1: "、", 2: "", 3: ".．", 4: ""}
_CLAUSE, _BLANKS = "7.3.3", " \u3000\t"
_OTHER = re.compile(
    r"[⒈-⒛⑴-⒇㈠-㈩]|\d{1,2}[)）](?=[\u4e00-\u9fff])|[一二三四五六七八九十]{1,2}[)）]|[\[【〔][一二三四五六七八九十\d]{1,2}[\]】〕]|[壹贰叁肆伍陆柒捌玖拾][、.．]"
    r"|(?:[A-Za-z]|[IVX]{1,4})[.．、)）](?=[\u4e00-\u9fff])|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ][.．、]?|\d{1,2}\.\d{1,2}[ \u3000.、](?=[\u4e00-\u9fff])|\d{1,2}[:：](?=[\u4e00-\u9fff])"
)
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_LONG = 20  # characters of a sentence without a comma that is no heading any more
_LABELLED = re.compile(r"[^：，]{2,8}：.")  # 会议时间：…
_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条[ \u3000]")
_ARTICLES = 3  # from which they are a set of rules
_CIRCLED = re.compile(r"[①-⑳]")


_HANZI = re.compile(r"[\u4e00-\u9fff]")
_COUNTED = re.compile(rf"(?:{LEVELS[0].pattern}|{LEVELS[1].pattern})")
_APART = re.compile(r"[一二三四五六七八九十]{1,3}[ \u3000、.．]+[ \u3000]")


def odd_number(text: str) -> bool:
    """Whether a text begins with the number of a level in a form that it should not have."""
    start = text.lstrip(_BLANKS)
    return bool(oddly_numbered(start)) or _CIRCLED.match(start) is not None or _APART.match(start) is not None


def oddly_numbered(text: str) -> str:
    """The number that a text begins with when it is none of the four kinds: 1）; '' when it has none."""
    match = _OTHER.match(text)
    return match.group() if match else ""


def judge_levels(found: Elements, findings: Findings) -> None:
    """The text, and each attachment by itself."""
    _row(found.body, findings)
    starts = sorted(para.index for para in found.annexes)
    for start, end in pairwise([*starts, 10**9]):
        own = [para for para in found.annex_text if start < para.index < end and para.place == "flow"]
        articles = [(para, match) for para in own if (match := _ARTICLE.match(para.text.lstrip(_BLANKS)))]
        _articles(articles, findings)
        if not articles:  # rules count their items anew in every article
            _row([(level_of(para.text), para) for para in own], findings)


def _articles(rows: Sequence[tuple[Para, re.Match[str]]], findings: Findings) -> None:
    """第一条, 第二条 … of a set of rules; those that are quoted out of others begin elsewhere."""
    counts = [counted(match[1]) for _, match in rows]
    if len(counts) < _ARTICLES or counts[0] != 1 or None in counts:
        return
    told = False
    for (last, now), (para, _match) in zip(pairwise(counts), rows[1:], strict=True):
        if last is not None and now is not None:
            again, told = now == last or (now == last + 2 and not told), now == last
            findings.judge("条文次序", "文书写法，国标没有规定", not again, f"“第{chinese(last)}条”之后是“第{chinese(now)}条”", f"“第{chinese(last + 1)}条”", at=para,
                           grade=Grade.CUSTOM)  # fmt: skip


def as_set(rows: Sequence[tuple[int, Para]]) -> list[tuple[int, Para]]:
    """The same paragraphs, those of the first two levels that are only counted as text."""
    counted_so = {para.index for level in (1, 2) for group in _groups(rows, level) if _are_counted(group, level) for para in group}
    counted_so |= {para.index for level, para in rows if level == 1 and _face(para) == "仿宋" and _goes_on(para.bare)}
    return [(0 if para.index in counted_so else level, para) for level, para in rows]


def _groups(rows: Sequence[tuple[int, Para]], wanted: int) -> Iterator[list[Para]]:
    """The paragraphs of the first level together, those of the second below each of it."""
    groups: list[list[Para]] = [[]]
    for level, para in rows:
        if level == wanted:
            groups[-1].append(para)
        elif level == 1:
            groups.append([])
    return (group for group in groups if group)


def stop_of_heading(runs: Sequence[Run], face: str) -> str:
    """What ends the heading that a paragraph begins with: 。 or, where the face of the level ends with it, ：."""
    text = ""
    for run, following in pairwise(run for run in runs if run.text.strip()):
        text += run.text
        if "。" in text or (_HANZI.search(run.text) and face_of(run.face) != face):
            break
        if text.rstrip().endswith("：") and face_of(following.face) not in {face, ""}:
            return "："
    return "。"


def are_set_whole(rows: Sequence[tuple[int, Para]]) -> bool:
    """Whether an office sets all paragraphs that begin with （一） in 楷体 to their end; the clause says of the number and what it counts no more."""
    longer = [para for level, para in rows if level == 2 and "。" in para.bare[:-1]]
    faces = {face_of(run.face) for para in longer for run in para.runs if len(_HANZI.findall(run.text)) > 1}
    return len(longer) > 1 and faces == {"楷体"}


def _are_counted(paras: list[Para], level: int) -> bool:
    """Whether the paragraphs of a level are sentences or items of one, in the face of the text, as in 批复, and no headings."""
    if any(_face(para) != "仿宋" for para in paras):
        return False
    if level == 2 and len(paras) > 1 and all(para.bare[-1] == "；" for para in paras[:-1]):
        return True
    whole = [_is_sentence(para.bare) and (level == 1 or "。" not in para.bare[:-1]) for para in paras]  # below a heading a whole sentence only
    most = sum(whole) * 2 > len(paras) or (level == 2 and any(whole) and not any("。" in para.bare[:-1] for para in paras))
    return most and all(said or para.bare[-1] in "。；" for para, said in zip(paras, whole, strict=True))


def _goes_on(text: str) -> bool:
    """Whether the first sentence of a paragraph is too long for a heading: 四、自本公告发布之日起30日内，……。"""
    said, stop, _ = text.partition("。")
    return bool(stop) and "，" in said and len(said) > _LONG


def _is_sentence(text: str) -> bool:
    said, stop, _ = text[start.end() if (start := _COUNTED.match(text)) else 0 :].partition("。")
    if not stop and "，" in said and len(said) > _LONG:
        return True  # its stop was left out, which is told by itself
    return text[-1] in "。；" and (bool(stop) or text[-1] == "；") and ("，" in said[:-1] or len(said) > _LONG or _LABELLED.match(said) is not None)


def _face(para: Para) -> str:
    return next((face_of(run.face) for run in para.runs if len(_HANZI.findall(run.text)) > 1), "")


def _row(rows: list[tuple[int, Para]], findings: Findings) -> None:
    last, before, deepest = [0, 0, 0, 0, 0], "", 0
    odd: set[tuple[int, int]] = set()  # (level, 0 for none; count) of what has been told and is not told again by what follows
    first = stand_for_first(rows)
    for level, para in rows:
        text = para.text.lstrip(_BLANKS)
        if level:
            _written(level, para, text, last, findings, 1 if para.index in first else level)
            if para.index in first:
                odd.add((level, counted(_number(level, text)[1]) or 0))
            _in_order(level, para, text, before, last, odd, findings)
        elif text and (other := oddly_numbered(text)) and before.count("（") <= before.count("）"):  # （星期｜五）
            odd.add((0, _counted_oddly(other)))
            findings.judge("层次序数写法", _CLAUSE, False, f"“{other.strip()}”", "“一、”“（一）”“1.”“（1）”四种", at=para)
        elif text and _CIRCLED.match(text):
            findings.judge("层次序数写法", _CLAUSE, deepest == 4, f"“{text[0]}”", "“（1）”这样的序数（“①”等只用在它下面）", at=para, grade=Grade.CUSTOM)
        deepest, before = level or deepest, text


def _counted_oddly(number: str) -> int:
    """What a number in another form counts: 2 for 2）, ⑵ and 贰、; 0 when that cannot be told."""
    plain = unicodedata.normalize("NFKC", number).translate(_CAPITALS)
    figures = re.findall(r"\d+|[一二三四五六七八九十]+", plain)
    return counted(figures[-1]) or 0 if figures else 0


def _ordinal(level: int, count: int) -> str:
    """How a number of a level is written."""
    return {1: f"{chinese(count)}、", 2: f"（{chinese(count)}）", 3: f"{count}.", 4: f"（{count}）"}[level]


def stand_for_first(rows: Sequence[tuple[int, Para]]) -> frozenset[int]:
    """The paragraphs numbered 1、 in the face of the first level, where no 一、 is: they are headings of that level."""
    if any(level == 1 for level, _ in rows):
        return frozenset()
    deeper = next((para.index for level, para in rows if level == 2), 10**9)
    counted_so = [(para, _number(3, para.text.lstrip(_BLANKS))) for level, para in rows if level == 3 and _face(para) == "黑体"]
    over = any(para.index < deeper for para, _ in counted_so)  # 1. below （一） is a level of its own, in a wrong face
    return frozenset(para.index for para, found in counted_so if found[2] == "、" or (over and _is_heading(para.text)))


def _is_heading(text: str) -> bool:
    return "。" not in text and "，" not in text and len(text) <= _LONG


def _number(level: int, text: str) -> re.Match[str]:
    """The number that a paragraph of a level begins with."""
    match = LEVELS[level - 1].match(text)
    assert match is not None  # noqa: S101 - level_of matched
    return match


def _written(level: int, para: Para, text: str, last: list[int], findings: Findings, wanted: int) -> None:
    match = _number(level, text)
    count, mark = counted(match[1]), match[2]
    if level in {3, 4} and not match[1].isascii():
        findings.judge("层次序数写法", _CLAUSE, False, f"“{match.group().strip()}”", f"“{_ordinal(level, count or 1)}”", at=para)
    good = level == wanted and (mark in _MARK_AFTER[level] if _MARK_AFTER[level] else not mark)
    if level in {2, 4}:
        good = good and text[0] == "（" and "）" in match.group()
    if level == wanted == 3 and mark == "、" and count is not None and not (last[3] or count == 1):
        return
    said = f"“{match[1]}”后面是空格" if mark == " " else f"“{match.group().strip()}”"
    findings.judge("层次序数写法", _CLAUSE, good and bool(mark if _MARK_AFTER[level] else True), said, f"“{_ordinal(wanted, count or 1)}”", at=para)
    if level == 3 and mark == "．" and match[1].isascii():
        findings.judge("层次序数写法", _CLAUSE, False, f"“{match.group()}”，用了全角的点", f"“{match[1]}.”，用半角的点", at=para, grade=Grade.CUSTOM)
    rest = text[match.end() :]
    findings.judge("层次序数写法", _CLAUSE, rest[:1] not in {" ", "\u3000", "\u00a0"} or para.rect is not None, f"“{match.group()}”后面空了格", "序数后面不空格", at=para,
                   grade=Grade.CUSTOM)  # fmt: skip
    twice = LEVELS[level - 1].match(rest)
    findings.judge("层次序数写法", _CLAUSE, twice is None or (not twice[2] and level != 2), f"“{(match.group() + (twice.group() if twice else '')).strip()}”两个序数连在一起", "一个序数", at=para)


def _in_order(level: int, para: Para, text: str, before: str, last: list[int], odd: set[tuple[int, int]], findings: Findings) -> None:
    match = _number(level, text)
    count = counted(match[1])
    if count is not None:
        again = count == 1 and (last[level] == 1 or (last[level] > 1 and (level == 1 or level_of(before) == level)))
        follows = count in {last[level] + 1, 1} and not again
        follows = follows or before.startswith(f"{count - 1}.") or bool({(0, count - 1), (level, count - 1)} & odd)  # “2.17套…” before it was read as a decimal
        shown = match.group().strip()
        findings.judge("层次序数次序", _CLAUSE, follows, f"“{_ordinal(level, last[level])}”之后是“{shown}”" if last[level] else f"从“{shown}”起",
                       f"“{_ordinal(level, last[level] + 1)}”", at=para)  # fmt: skip
        if not follows:
            odd.add((level, last[level] + 1))
        last[level] = count
    for deeper in range(level + 1, 5):
        last[deeper] = 0
