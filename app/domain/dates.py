"""What a clerk types into a date field, read as a day.

Accepts 1122, 11-22, 20261122, 2026-11-22, 2026年11月22日, 11月22日, 今天, 昨天, 前天, 明天,
周五, 上周五, 下周一, -3, 月底. Does not belong here: periods of duties (periods).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3, "明天": 1, "后天": 2}
_WEEK = {"": 0, "这": 0, "本": 0, "上": -1, "上上": -2, "下": 1}
_DAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"(上上|上|下|这|本|)(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_SEPARATED = re.compile(r"(?:(\d{4}|\d{2})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_PACKED = re.compile(r"(\d{4}|\d{2})?(\d{2})(\d{2})")
_ENDS = {"月底": 0, "本月底": 0, "上月底": -1, "年底": None, "本年底": None}
_RELATIVE = re.compile(r"([+-])(\d{1,4})")


def parse_day(text: str, today: dt.date) -> dt.date | None:
    """The day that was meant, or None when the text is no date.

    Without a year it is the year of today. Two-digit years are of this century. The
    answer may lie in the future: whether that is allowed is the field's business.
    """
    typed = unicodedata.normalize("NFKC", text).replace(" ", "").strip()
    try:
        return _word(typed, today) or _numbers(typed, today)
    except (ValueError, OverflowError):
        return None


def _word(typed: str, today: dt.date) -> dt.date | None:
    if typed in _WORDS:
        return today + dt.timedelta(days=_WORDS[typed])
    if typed in _ENDS:
        return _end(today, _ENDS[typed])
    relative = _RELATIVE.fullmatch(typed)
    if relative:
        return today + dt.timedelta(days=int(relative[1] + relative[2]))
    found = _WEEKDAY.fullmatch(typed)
    if not found:
        return None
    monday = today - dt.timedelta(days=today.weekday())
    day = _DAYS.index(found[2].replace("天", "日"))
    return monday + dt.timedelta(weeks=_WEEK[found[1]], days=day)


def _end(today: dt.date, months: int | None) -> dt.date:
    if months is None:
        return dt.date(today.year, 12, 31)
    index = today.year * 12 + today.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _numbers(typed: str, today: dt.date) -> dt.date | None:
    found = _SEPARATED.fullmatch(typed) or _PACKED.fullmatch(typed)
    if not found:
        return None
    year, month, day = found.groups()
    return dt.date(_year(year, today), int(month), int(day))


def _year(text: str | None, today: dt.date) -> int:
    if text is None:
        return today.year
    return int(text) + (2000 if len(text) == 2 else 0)
