"""Dates and numbers in the text: how they are written, whether the day exists, and whether they agree with each other."""

from __future__ import annotations

import datetime as dt
import re

from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Para
from app.documents.checking.passages import Passage
from app.documents.checking.roles import Elements

_CHINESE = "一二三四五六七八九十"
_WRITTEN = re.compile(
    r"\d{4}年0\d?月|(?<!\d)\d{1,2}月0\d?日|\d{4}年\d{1,2}月\d{1,2}号"
    r"|(?<![\d./\-])\d{4}([./\-])\d{1,2}\1\d{1,2}(?![\d./\-])|\d{4}\.\d{1,2}月"
)
_MIXED = re.compile(
    rf"\d{{4}}年[{_CHINESE}]{{1,3}}月|[二〇○零{_CHINESE}]{{4}}年\d{{1,2}}月|\d{{1,2}}月[{_CHINESE}]{{1,3}}[日号]|(?<![{_CHINESE}])[{_CHINESE}]{{1,3}}月\d{{1,2}}[日号]"
)
_YEAR = re.compile(rf"(?<!\d)[0-9]{{2}}年(?=\d{{1,2}}月|度)|(?<![{_CHINESE}])[二〇○零{_CHINESE}]{{4}}年(?=[{_CHINESE}]{{1,3}}月|底|初|末|度|以来|全年|上半年|下半年)")
_RANGE = re.compile(r"\d{4}年-\d{4}年|\d{1,2}月-\d{1,2}月|\d{1,2}日-\d{1,2}[日月]|(?<![\d-])\d{4}-\d{4}年")
_FULL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]")
_SHORT = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_CLAUSE = "GB/T 15835"
_FORMS = (("日期写法", _WRITTEN, "2026年1月5日"), ("日期数字混用", _MIXED, "2026年1月5日，不混用汉字和阿拉伯数字"),
          ("年份写法", _YEAR, "2026年1月"), ("起止写法", _RANGE, "2025年至2026年，或者用“—”“～”"))  # fmt: skip


def judge_dates(rows: list[Passage], found: Elements, findings: Findings) -> None:
    """Dates of the text, the date of the letter, of its printing and of its number."""
    for row in rows:
        for rule, pattern, wanted in _FORMS:
            findings.judge(rule, _CLAUSE, True, "", wanted, topic="writing")
            for match in pattern.finditer(row.text):
                grade = Grade.CUSTOM if rule == "起止写法" else Grade.FIXED
                findings.judge(rule, _CLAUSE, False, match.group(), wanted, at=row.at(match.start()), grade=grade, topic="writing")
        _exist(row, findings)
    for para in (found.date, found.printer):
        if para is not None:
            wrong = next((m.group() for m in _FULL.finditer(para.bare) if _day(m) is None), "")
            findings.judge("日期不存在", _CLAUSE, not wrong, wrong, "日历上有的日期", at=para, topic="writing")
    _agree(found, findings)


def _exist(row: Passage, findings: Findings) -> None:
    for match in _FULL.finditer(row.text):
        findings.judge("日期不存在", _CLAUSE, _day(match) is not None, match.group(), "日历上有的日期", at=row.at(match.start()), topic="writing")
    for match in _SHORT.finditer(row.text):
        month, day = int(match[1]), int(match[2])
        ok = 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)
        findings.judge("日期不存在", _CLAUSE, ok, match.group(), "日历上有的日期", at=row.at(match.start()), topic="writing")


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def day_of(para: Para | None) -> dt.date | None:
    """The date a line says in figures; None when it says none that exists."""
    match = _FULL.search(para.bare) if para is not None else None
    return _day(match) if match else None


def _agree(found: Elements, findings: Findings) -> None:
    signed, printed = day_of(found.date), day_of(found.printer)
    if signed and printed:
        findings.judge("印发日期早于成文日期", "7.4.3", printed >= signed, f"成文 {_words(signed)}、印发 {_words(printed)}", "印发日期不早于成文日期",
                       at=found.printer, grade=Grade.CUSTOM, topic="writing")  # fmt: skip
    year = re.search(r"[〔\[(（【［﹝]\s*(\d{4})\s*[〕\])）】］﹞]", found.number.bare) if found.number is not None else None
    if year and signed:
        apart = abs(int(year[1]) - signed.year)
        findings.judge("文号年份", "7.2.5", apart == 0, f"文号 {year[1]} 年、成文 {signed.year} 年", "发文字号的年份与成文日期同一年",
                       at=found.number, grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
