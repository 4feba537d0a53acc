"""Punctuation and figures of the text (GB/T 15834, GB/T 15835): what can be told from the characters alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.documents.checking.finding import Findings, Grade
from app.documents.checking.passages import Passage

_HANZI = "\u4e00-\u9fff"
_ENDS = re.compile(r"[。！？：；…”’）〕》〉—]$")
_LIST = re.compile(r"^(联系|电话|地址|邮编|传真|邮箱|附|注|此[复致令]|特此)")
_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"))


@dataclass(frozen=True, slots=True)
class _Mark:
    rule: str
    clause: str
    pattern: re.Pattern[str]
    wanted: str
    grade: Grade = Grade.FIXED


_MARKS = (
    _Mark("半角标点", "GB/T 15834", re.compile(
        rf"[{_HANZI}”’》）〕%％][,;:?!](?=[{_HANZI}“‘《（]|$)|\d[,;](?=[{_HANZI}“《（])|[{_HANZI}”》）]\.(?=[{_HANZI}“《（]|$)"), "全角标点"),
    _Mark("半角括号", "GB/T 15834", re.compile(rf"\([^()（）]*[{_HANZI}][^()（）]*\)|(?<=[{_HANZI}])\(\d{{4}}[年.\d月日\-至]*\)"), "全角括号（）"),
    _Mark("文号括号", "7.2.5", re.compile(
        rf"[{_HANZI}][\[(（【［﹝]\d{{4}}[\])）】］﹞]\s*第?\s*\d{{1,5}}\s*号|〔\d{{4}}〕\s*(?:第\s*\d+|0\d*)\s*号|〔\d{{2}}〕\s*\d+\s*号"), "六角括号〔2026〕1号"),
    _Mark("标点重复", "GB/T 15834", re.compile(r"(?<!。)。。(?!。)|[，；：、！？]{2,}|，[。；：、]|[。；：、][，；、]|。[：；]"), "一个标点"),
    _Mark("省略号", "GB/T 15834", re.compile(rf"。{{3,}}|\.{{3,}}(?=[{_HANZI}]|$)|(?<!…)…(?!…)|…{{3,}}|等(?:等)?……|……等"), "……，不与“等”同用"),
    _Mark("破折号", "GB/T 15834", re.compile(rf"[{_HANZI}](--+|(?<!—)—(?!—)|——-+|－－+)[{_HANZI}]"), "——"),
    _Mark("直引号", "GB/T 15834", re.compile(rf"\"[^\"]{{1,60}}\"|(?<![A-Za-z])'[^']*[{_HANZI}][^']*'|\"[^\"”]{{1,60}}”|“[^\"”]{{1,60}}\""), "“”"),
    _Mark("引号嵌套", "GB/T 15834 4.8", re.compile(r"“[^”]*“"), "引号里面的引号用‘ ’"),
    _Mark("书名号嵌套", "GB/T 15834 4.15", re.compile(r"《[^》]*《"), "书名号里面的书名号用〈 〉"),
    _Mark("并列标号间顿号", "GB/T 15834 4.5.3.5", re.compile(r"》、(?=《)|”、(?=“)"), "并列的书名号、引号之间通常不用顿号", Grade.USUAL),
    _Mark("连词前顿号", "GB/T 15834 4.5", re.compile(r"、(?:以及|及其|和(?![谐平睦解气美合善顺缓好])|与(?![会此时其]))"), "“和”“以及”前不用顿号", Grade.CUSTOM),
    _Mark("等字前顿号", "GB/T 15834 4.5", re.compile(r"、等(?![级次于])"), "“等”前不用顿号", Grade.CUSTOM),
    _Mark("年份简写", "GB/T 15835", re.compile(r"[’'‘]\d{2}年"), "2026年"),
    _Mark("百分数范围", "GB/T 15835", re.compile(r"(?<![\d.])\d+(?:\.\d+)?[～~—\-]\d+(?:\.\d+)?[%％]"), "10%～20%", Grade.CUSTOM),
    _Mark("概数顿号", "GB/T 15835", re.compile(r"(?<![第十百一二三四五六七八九、])[一二三四五六七八]、[二三四五六七八九](?=[个名家人天年次项])"), "三四个（相邻两数不加顿号）", Grade.CUSTOM),
    _Mark("倍数写法", "GB/T 15835", re.compile(r"(?:下降|减少|降低|缩小|缩短)了?\d+(?:\.\d+)?倍"), "减少不用倍数", Grade.CUSTOM),
    _Mark("千分位写法", "GB/T 15835", re.compile(r"(?<!\d)\d{1,3}，\d{3}(?=[万亿元个人])"), "12345万元", Grade.CUSTOM),
    _Mark("百分数写法", "GB/T 15835", re.compile(r"百分之\d+(?:\.\d+)?"), "95%", Grade.CUSTOM),
    _Mark("数值范围写法", "GB/T 15834 4.13", re.compile(r"(?<![\d.\-A-Za-z/])\d+(?:\.\d+)?-\d+(?:\.\d+)?(?=[万亿元人名个天公米吨亩户次岁%％])"), "10—15万元，或者用“～”",
          Grade.CUSTOM),
    _Mark("概数写法", "GB/T 15835", re.compile(r"约[^，。；]{0,2}\d、\d(?=[个名家人天年次项条])"), "三四个（相邻两数用汉字，不加顿号）", Grade.CUSTOM),
    _Mark("概数重复", "GB/T 15835", re.compile(r"(?:约|大约|将近)[^，。；、]{1,8}(?:左右|上下)"), "“约”和“左右”用一个", Grade.CUSTOM),
    _Mark("序数词混用", "GB/T 15834", re.compile(r"一是[^。]*第二[，、要]|第一[，、][^。]*二是|首先[，、][^。]*第二[，、]"), "前后一致", Grade.CUSTOM),
    _Mark("序数词标点", "GB/T 15834", re.compile(r"(?:^|(?<=[。；：]))(?:第[一二三四五六七八九十]|首先|其次|再次|最后)、"), "“第一”“首先”后用逗号", Grade.CUSTOM),
    _Mark("计量单位写法", "GB 3100", re.compile(r"\d\s?(?:KW|Kw|kw|KM|Km|KG|Kg|KWH|Kwh)(?![A-Za-z])|\d(?:市斤|市尺|公分|华里)"), "kW、km、kg", Grade.CUSTOM),
    _Mark("法规名称书名号", "GB/T 15834 4.15", re.compile(rf"(?<![《〈“])(?:中华人民共和国|中国共产党)[{_HANZI}]{{2,16}}?(?:法|条例|准则)(?=第[一二三四五六七八九十百\d]+条|的规定|有关规定)"), "《中华人民共和国…法》", Grade.CUSTOM),
    _Mark("全角数字", "GB/T 15835", re.compile(r"[０-９Ａ-Ｚａ-ｚ]+"), "半角数字和字母", Grade.CUSTOM),
    _Mark("多余空格", "GB/T 15834", re.compile(rf"(?<=[{_HANZI}，。；：、])[ \u00a0](?=[{_HANZI}“《（])"), "汉字之间不空格", Grade.CUSTOM),
)


def judge_marks(rows: list[Passage], findings: Findings) -> None:
    """Marks of every passage, pairs of brackets, ends of sentences and headings."""
    for row in rows:
        _marks(row, findings)
        if row.whole:
            _pairs(row, findings)
        if row.role == "body":
            _heading_end(row, rows, findings)
            _end(row, findings)


def _marks(row: Passage, findings: Findings) -> None:
    text, start = row.text, row.head
    stop = len(text) - 1 if row.role == "to" else len(text)  # its colon has a rule of its own
    for mark in _MARKS:
        found = list(_found(mark.pattern, text, start, stop))
        findings.judge(mark.rule, mark.clause, True, "", mark.wanted, topic="writing")
        for match in found:
            findings.judge(mark.rule, mark.clause, False, _shown(text, match), mark.wanted,
                           at=row.at(match.start()), grade=mark.grade, topic="writing")  # fmt: skip


def _shown(text: str, match: re.Match[str]) -> str:
    """What was matched, with a few characters around it when it is short."""
    if len(match.group()) >= 6:
        return match.group()
    start, end = max(match.start() - 3, 0), min(match.end() + 3, len(text))
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _found(pattern: re.Pattern[str], text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    seen: set[str] = set()
    for match in pattern.finditer(text, start, stop):
        if match.group() not in seen:
            seen.add(match.group())
            yield match


def _pairs(row: Passage, findings: Findings) -> None:
    text = row.text
    findings.judge("括号引号配对", "GB/T 15834", not _reversed(text), "”在“之前", "成对使用", at=row.at(0), topic="writing")
    for opening, closing in _PAIRS:
        left, right = text.count(opening), text.count(closing)
        findings.judge("括号引号配对", "GB/T 15834", left == right or _halved(text, opening), f"{opening}{left} 个、{closing}{right} 个", "成对使用",
                       at=row.at(0), topic="writing")  # fmt: skip


def _reversed(text: str) -> bool:
    """Whether the first quotation mark closes."""
    first = re.search("[“”]", text)
    return first is not None and first.group() == "”"


def _halved(text: str, opening: str) -> bool:
    """Whether its other half is a half-width mark, which is said by itself."""
    return (opening == "“" and '"' in text) or (opening == "（" and ("(" in text or ")" in text))


def _heading_end(row: Passage, rows: list[Passage], findings: Findings) -> None:
    """A heading that stands alone has no mark at its end; one of the second level only when the others have none."""
    text = row.text[row.head :]
    if row.level not in {1, 2} or len(text) > 28 or re.search(r"[。；！？]", text[:-1]):
        return
    if row.level == 2:
        ends = [other.text[-1:] in "。；" for other in rows if other.level == 2]
        if sum(ends) * 2 >= len(ends):
            return
    findings.judge("层次标题标点", "7.3.3", text[-1:] not in "。；，、：.,;:", text[-1:], "单独成行的标题末尾不加标点", at=row.last, grade=Grade.CUSTOM,
                   topic="writing")  # fmt: skip


def _end(row: Passage, findings: Findings) -> None:
    text = row.text
    if row.level or len(text) < 30 or _LIST.match(text) or not re.search(r"[，。；]", text):
        return
    bare = re.sub(r"[“”]", "", text)
    ok = bool(_ENDS.search(text)) or not re.search(rf"[{_HANZI}，、,;:.?!]$", bare)
    half = re.search(r"[,;:.?!]$", text) is not None  # said by 半角标点
    findings.judge("句末标点", "GB/T 15834", ok or half, f"…{text[-6:]}", "句末用句号", at=row.last, grade=Grade.CUSTOM, topic="writing")
