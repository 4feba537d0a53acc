"""Dates and times in the text: how they are written, whether the day exists, and whether they agree with each other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Para
from app.documents.checking.passages import Passage, without_titles
from app.documents.checking.proper import SAMPLE, in_figures
from app.documents.model import chinese_date

_CHINESE = "一二三四五六七八九十"
_NIL = "〇○零0O０Ｏ"  # what is typed for the 〇 of a year in Chinese

_WRITTEN = re.compile(
    r"\d{4}年0\d月(?:\d{1,2}[日号])?|(?<!\d)0\d月\d{1,2}[日号]?|(?<!\d)\d{1,2}月0\d日|\d{4}年\d{1,2}月\d{1,2}号|(?<!\d)\d{1,2}月\d{1,2}号(?![文楼令线院])"
    r"|(?<![\d./\-—])\d{4}([./\-—－．])\d{1,2}\1\d{1,2}(?![\d./\-—])|(?<![\d.])(?:19|20)\d{2}、\d{1,2}、\d{1,2}(?=[前日])"
    r"|(?<![\d.])(?:19|20)\d{2}[./．]\d{1,2}(?=[月前后底起至止—～\-])|(?<![\d.])(?:19|20)\d{2}-\d{1,2}(?=[月前])|\d{4}年\d{1,2}[./．]\d{1,2}"
    r"|(?<![\d.])\d{1,2}[.．]\d{2}日|(?<![\d/])\d{1,2}/\d{1,2}(?=[前日])|(?<![\d.A-Za-z])(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|0[1-9])(?=之?前)|(?<=[于在到])(?:1[0-2]|[1-9])\.[1-9](?=之?前)|(?<![\d.])2\d\.(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|[1-9])(?![\d.])|(?<!\d)\d{1,2}月\d{1,2}(?=[前后止起，。；）]|上午|下午|$)"
)
_MIXED = re.compile(
    rf"\d{{4}}年[{_CHINESE}]{{1,3}}月|[二〇○零{_CHINESE}]{{4}}年\d{{1,2}}月|\d{{1,2}}月[{_CHINESE}]{{1,3}}[日号]|(?<![{_CHINESE}])[{_CHINESE}]{{1,3}}月\d{{1,2}}[日号]"
    rf"|[{_CHINESE}]{{1,3}}世纪\d+年代|\d{{1,2}}世纪[{_CHINESE}]+年代"
)
_YEAR = re.compile(
    rf"(?<![\d第’'‘])[0-9]{{2}}年(?=\d{{1,2}}月|度|第?[一二三四]季度|[上下]半年)|(?<=[自从])[0-9]{{2}}年起|(?<=[自从于])[89]\d年(?=以来|开始|开展|实施|成立|启动|建成|试点|推行|至今)|(?<![\d第近前共了])2\d年(?=底(?![蕴子气])|末|上半年|下半年|[春夏秋冬][季天]?[^秋夏冬]|汛期)|(?<=[与比较在即到自从至以按争])2\d年(?=相比|增|下降|基础|同期|以|减|提|全|，|底|末)"
    rf"|(?<=[到至])2[1-9]年(?=实现|完成|建成|达到|基本|全面)|(?<=(?:19|20)\d\d[～—至])\d{{2}}年|(?<=保障|举办|召开|做好|推进)2[1-9]年(?=[\u4e00-\u9fff])(?![来的间前后中里多以])"
    rf"|(?<![^，。；])2[1-9]年(?=以来)|(?<![^。；])2[1-9]年(?=，[我全各本县市区省镇乡该])|(?<=[照据实成])2\d年(?=工作(?:要点|安排|计划|部署|任务)|目标任务|重点工作|预算)|(?<![\d.〔\-—/])20[12]\d(?=工作(?:要点|安排|计划|部署|任务)|[上下]半年|第[一二三四]季度)"
    rf"|(?<![{_CHINESE}])[二〇○零{_CHINESE}]{{4}}年(?=[{_CHINESE}]{{1,3}}月|底|初|末|度|以来|全年|上半年|下半年)"
    rf"|(?<![{_CHINESE}])二(?=[^年，。]{{0,3}}[○零0O０Ｏ])[{_NIL}{_CHINESE}\d]{{3}}年"
)
_SPELT = re.compile(rf"(?<![{_CHINESE}])[二一][〇○零{_CHINESE}]{{3}}年|(?<![{_CHINESE}历正腊冬年\d])(?:十[一二]|[一二三四五六七八九十])月[一二三四五六七八九十]{{1,3}}日")
_SIGN = r"(?:--?|－|–|~)"
_RANGE = re.compile(
    rf"[旬初底末]{_SIGN}\d|\d{{4}}年{_SIGN}\d{{4}}年|\d{{1,2}}月{_SIGN}\d{{1,2}}月|\d日{_SIGN}\d{{4}}年|\d{{1,2}}日{_SIGN}\d{{1,2}}[日月]|(?<![\d-])\d{{4}}{_SIGN}\d{{4}}年|\d月{_SIGN}\d{{4}}年"
    rf"|(?<![\d-])\d{{1,2}}{_SIGN}\d{{1,2}}[月日]|\d{{1,2}}[:：]\d{{2}}{_SIGN}\d{{1,2}}[:：]\d{{2}}|\d{{1,2}}时{_SIGN}\d{{1,2}}时|[从自]\d{{4}}年(?:\d{{1,2}}月)?[—～]\d"
)
_FULL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]")
_SHORT = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_MONTH = re.compile(r"\d{4}年(?:1[3-9]|[2-9]\d|0)月(?!\d{1,2}[日号])")
_TIME = re.compile(r"(?<![\d:：])(?:2[5-9]|[3-9]\d)时|上午(?:1[3-9]|2\d)[时:：]|\d时(?:[6-9]\d)分|日(?:上午|下午|晚)?(?:2[5-9]|[3-9]\d)(?:时|[:：]\d{2})|日(?:上午|下午|晚)?\d{1,2}[:：][6-9]\d|(?<=[于自从定])\d{1,2}[:：][6-9]\d(?=开始|举行|召开|结束|前|至)|\d[:：][0-5]\d(?:至|到|—|～|-)(?:2[5-9]|[3-9]\d)[:：][0-5]\d")
_WEEKDAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日[（，]?(?:星期|周)([一二三四五六日天])")
_DAY_OF_WEEK = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日[（，]?(?:星期|周)([一二三四五六日天])")
_OPEN = re.compile(r"(?:[×ＸXx＿_]{2,4}|(?<=[于在自])[ \u3000]{2,})年(?:[×ＸXx＿_ \u3000]{1,6}月)?(?:[×ＸXx＿_ \u3000]{1,6}日)?")
_HALF_YEAR = 183
_DUE = re.compile(r"请[^，。；]{0,14}?[于在](\d{4})年(\d{1,2})月(\d{1,2})日(?:之|以)?前")
_SPAN = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?(?:至|—|～)(?:(\d{4})年)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?")
_YEARS = re.compile(r"(?<![\d〔])((?:19|20)\d{2})年?[—～至]((?:19|20)\d{2})年")
_QUARTER = re.compile(r"(第?[一二三四]季度|[上下]半年)（(\d{1,2})月?[至—～](\d{1,2})月）")
_PARTS = {"上半年": (1, 6), "下半年": (7, 12)} | {f"{mark}{count}季度": (first, first + 2) for mark in ("第", "") for count, first in zip("一二三四", (1, 4, 7, 10), strict=True)}
_CLAUSE = "GB/T 15835"
_FORMS = (("日期数字混用", _MIXED), ("日期写法", _WRITTEN), ("年份写法", _YEAR), ("起止写法", _RANGE))
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})[时分]|(\d{1,2})时[:：](\d{2})分?")
_PLANNED = re.compile(r"(?<=[（(])\d{4}(?:--?|－|–|~)\d{4}年(?=[）)])")


def judge_dates(rows: list[Passage], found: Elements, findings: Findings) -> None:
    """Dates of the text, the date of the letter, of its printing and of its number."""
    figures = any(re.search(r"\d{4}年", row.text) for row in rows if row.role == "body")
    for row in rows:
        said = without_titles(row.text)
        _clock(row, findings)
        _titled(row, findings)
        _leap(row, said, day_of(found.date), findings)
        _forms(row, said, (*_FORMS, ("年份写法", _SPELT)) if figures and row.role == "body" else _FORMS, findings)
        _exist(row, said, findings)
        _weekday(row, said, day_of(found.date), findings)
        _spans(row, said, findings)
        _due(row, found, findings)
        _filled(row, found, findings, figures=figures)
    for para in (found.date, found.printer):
        if para is not None:
            wrong = next((m.group() for m in _FULL.finditer(para.bare) if day_in(m) is None), "")
            findings.judge("日期不存在", _CLAUSE, not wrong, wrong, "日历上有的日期", at=para, topic="writing")
    _agree(found, findings)


def _forms(row: Passage, text: str, forms: Sequence[tuple[str, re.Pattern[str]]], findings: Findings) -> None:
    """How dates are written; of characters that two patterns take, only the first tells."""
    taken: list[tuple[int, int]] = []
    for rule, pattern in forms:
        findings.judge(rule, _CLAUSE, True, "", SAMPLE, topic="writing")
        for match in pattern.finditer(text):
            if any(start <= match.start() < end or match.end() == start for start, end in taken):
                continue
            taken.append(match.span())
            ranged = rule == "起止写法"
            wanted = _ranged(match) if ranged else in_figures(match.group()) or SAMPLE
            findings.judge(rule, _CLAUSE, False, _said(match) if ranged else match.group(), wanted, at=row.at(match.start()),
                           grade=Grade.CUSTOM if ranged else Grade.FIXED, topic="writing")  # fmt: skip


def _clock(row: Passage, findings: Findings) -> None:
    """15:30 or 15时30分, not both in one."""
    for match in _CLOCK.finditer(row.text):
        hour, minute = (part for part in match.groups() if part)
        findings.judge("时间写法", _CLAUSE, False, match.group(), f"{hour}时{minute}分或者{hour}:{minute}", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")


def _titled(row: Passage, findings: Findings) -> None:
    """The years of a plan in its title: others' words stand as they are, but a hyphen is nobody's."""
    for title in re.finditer(r"《[^《》]*》", row.text):
        for match in _PLANNED.finditer(title.group()):
            findings.judge("起止写法", _CLAUSE, False, match.group(), _ranged(match), at=row.at(title.start() + match.start()), grade=Grade.CUSTOM, topic="writing")


def _leap(row: Passage, text: str, signed: dt.date | None, findings: Findings) -> None:
    """2月29日 without a year in a letter, and a text, of years that have none."""
    if signed is None:
        return
    years = {int(year) for year in re.findall(r"(\d{4})年", text)} | {signed.year - 1, signed.year, signed.year + 1}
    match = re.search(r"(?<![\d年])2月29日", text)
    ok = match is None or any(made(year, 2, 29) for year in years)
    findings.judge("日期不存在", _CLAUSE, ok, "2月29日", f"{signed.year}年的2月只有28天", at=row.at(match.start() if match else 0), topic="writing")


def _said(match: re.Match[str]) -> str:
    """A range with the whole of its end."""
    end = re.match(r"\d*[年月日时]?(?:\d{1,2}[月日])*[上中下]?[旬初底末]?", match.string[match.end() :])
    start = re.search(r"(?:\d{4}年)?(?:\d{1,2}月)?[年月上中下]?\d*$", match.string[: match.start()])
    return (start.group() if start else "") + match.group() + (end.group() if end else "")


def _ranged(match: re.Match[str]) -> str:
    """至 between two days, a dash between bare figures."""
    said = _said(match)
    if said[0] in "从自":
        return re.sub("[—～]", "至", said)
    return re.sub(_SIGN, "至" if re.search(rf"[年月日时旬初底末]{_SIGN}", said) else "—", said)


def _exist(row: Passage, text: str, findings: Findings) -> None:
    for match in _FULL.finditer(text):
        findings.judge("日期不存在", _CLAUSE, day_in(match) is not None, match.group(), "日历上有的日期", at=row.at(match.start()), topic="writing")
    for match in _SHORT.finditer(text):
        month, day = int(match[1]), int(match[2])
        ok = 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)
        findings.judge("日期不存在", _CLAUSE, ok, match.group(), "日历上有的日期", at=row.at(match.start()), topic="writing")
    for pattern, wanted in ((_MONTH, "日历上有的日期"), (_TIME, "一天里有的时间")):
        for match in pattern.finditer(text):
            findings.judge("日期不存在", _CLAUSE, False, match.group().lstrip("日"), wanted, at=row.at(match.start()), topic="writing")
    for match in _WEEKDAY.finditer(text):
        day_ = day_in(match)
        right = "一二三四五六日"[day_.weekday()] if day_ else ""
        findings.judge("星期不符", _CLAUSE, not right or match[4].replace("天", "日") == right, match.group() + ("）" if "（" in match.group() else ""), f"这一天是星期{right}", at=row.at(match.start()),
                       grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _weekday(row: Passage, text: str, signed: dt.date | None, findings: Findings) -> None:
    """A day without its year is one within half a year of the letter's own."""
    if signed is None:
        return
    for match in _DAY_OF_WEEK.finditer(text):
        near = [day for year in range(signed.year - 1, signed.year + 2) if (day := made(year, int(match[1]), int(match[2]))) and abs((day - signed).days) <= _HALF_YEAR]
        right = "一二三四五六日"[near[0].weekday()] if near else match[3]
        findings.judge("星期不符", _CLAUSE, match[3].replace("天", "日") == right or not near, match.group() + ("）" if "（" in match.group() else ""),
                       f"{chinese_date(near[0])}是星期{right}" if near else "", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _spans(row: Passage, text: str, findings: Findings) -> None:
    """From an earlier day to a later one; a span over the turn of a year names it or not."""
    for match in _YEARS.finditer(text):
        wrong = int(match[1]) > int(match[2])
        findings.judge("起止颠倒", _CLAUSE, not wrong, match.group(), "先写起、后写止", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")
    for match in _QUARTER.finditer(text):
        first, last = _PARTS[match[1]]
        findings.judge("起止月份", _CLAUSE, (int(match[2]), int(match[3])) == (first, last), match.group(), f"{match[1]}是{first}月至{last}月", at=row.at(match.start()),
                       grade=Grade.CUSTOM, topic="writing")  # fmt: skip
    for match in _SPAN.finditer(text):
        year, month, day, to_year, to_month, to_day = (int(part) if part else 0 for part in match.groups())
        if not (to_year or to_month or to_day) or not (year or month or day):
            continue
        if year and to_year:
            wrong = (to_year, to_month or 13, to_day or 32) < (year, month if to_month else 0, day if to_day and to_month else 0)
        elif month and to_month and not to_year:
            wrong = (to_month, to_day or 32) < (month, day) and not (month >= 10 and to_month <= 4)
        else:
            wrong = bool(day and to_day and not to_month and not to_year and to_day < day)
        findings.judge("起止颠倒", _CLAUSE, not wrong, match.group(), "先写起、后写止", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")


def _due(row: Passage, found: Elements, findings: Findings) -> None:
    """What is asked for by a day is asked before that day."""
    signed = day_of(found.date)
    if signed is None or row.role not in {"body", "annex"}:
        return
    for match in _DUE.finditer(row.text):
        day = day_in(match)
        findings.judge("期限早于成文日期", "用语", day is None or day >= signed, match.group(), f"成文日期{chinese_date(signed)}以后的日期", at=row.at(match.start()),
                       grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _filled(row: Passage, found: Elements, findings: Findings, *, figures: bool) -> None:
    """A day left open in the text of a document whose own date and other years are written out."""
    if row.role == "body" and figures and day_of(found.date) is not None:
        match = _OPEN.search(row.text)
        findings.judge("日期未填", _CLAUSE, match is None, f"“{match.group().strip()}”" if match else "", "写出年月日", at=row.at(match.start() if match else 0),
                       grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def day_in(match: re.Match[str]) -> dt.date | None:
    """The day of three figures; None when the calendar has none."""
    return made(int(match[1]), int(match[2]), int(match[3]))


def made(year: int, month: int, day: int) -> dt.date | None:
    """The day; None when the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def day_of(para: Para | None) -> dt.date | None:
    """The date a line says in figures; None when it says none that exists."""
    match = _FULL.search(para.bare) if para is not None else None
    return day_in(match) if match else None


def _agree(found: Elements, findings: Findings) -> None:
    signed, printed = day_of(found.date), day_of(found.printer)
    if signed and printed:
        findings.judge("印发日期早于成文日期", "7.4.3", printed >= signed, f"成文 {chinese_date(signed)}、印发 {chinese_date(printed)}", "印发日期不早于成文日期",
                       at=found.printer, grade=Grade.CUSTOM, topic="writing")  # fmt: skip
    year = re.search(r"[〔\[(（【［﹝]\s*(\d{4})\s*[〕\])）】］﹞]", found.number.bare) if found.number is not None else None
    if year and signed:
        apart = abs(int(year[1]) - signed.year)
        findings.judge("文号年份", "7.2.5", apart == 0, f"文号 {year[1]} 年、成文 {signed.year} 年", "发文字号的年份与成文日期同一年",
                       at=found.number, grade=Grade.CUSTOM, topic="writing")  # fmt: skip
