"""What a clerk types into a date, period or time field, read as a value.

Days: 1122, 11-22, 11.22, 20261122, 2026年11月22日, 二〇二六年十一月二十二日, 22 (of this month),
今天, 昨天, 大后天, 周五, 上周五, 下周一, 上月底, 月初, -3. Periods: 2026Q3, 三季度, 上半年, 去年, 5月.
Times: 930, 9:30, 9点半, 下午3点. Does not belong here: periods of duties (periods).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_WEEK = {"": 0, "这": 0, "本": 0, "上": -1, "上上": -2, "下": 1, "下下": 2}
_DAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"(上上|下下|上|下|这|本|)(?:个)?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_SEPARATED = re.compile(r"(?:(\d{4}|\d{2})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_PACKED = re.compile(r"(\d{4}|\d{2})?(\d{2})(\d{2})")
_ALONE = re.compile(r"()()(\d{1,2})[日号]?")
_EDGE = re.compile(r"(上上|上|本|这|下|)(?:个)?(月|季度|季)(底|末|初)|(去|上|本|今|明|)年(底|末|初)")
_RELATIVE = re.compile(r"([+-])(\d{1,4})天?")
_SHIFT = {"": 0, "本": 0, "这": 0, "今": 0, "上": -1, "去": -1, "上上": -2, "下": 1, "明": 1}
_HAN = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")

_PERIOD = re.compile(r"(?:(\d{4}|\d{2})年?|(去年|今年|本年|明年))?(?:度)?(.*)")
_QUARTER = re.compile(r"(?:第?([1-4])季度?|q([1-4])|([1-4])q)")
_MONTH = re.compile(r"(?:-|/|\.)?(0?[1-9]|1[0-2])(?:月份?)?")
_HALF = {"上半年": 1, "下半年": 2, "h1": 1, "h2": 2}
_OWN = re.compile(r"(上上|上|本|这|下)(?:个)?(季度|季|月|半年)")

_TIME = re.compile(r"(上午|早上|早|中午|下午|晚上|晚|am|pm)?(\d{1,2})(?:(?::|点|时)(半|[13]刻|\d{1,2})?分?|(\d{2}))?(am|pm)?")
_LATE = {"下午", "晚上", "晚", "pm"}
_PARTS = {"半": 30, "1刻": 15, "3刻": 45}


def parse_day(text: str, today: dt.date) -> dt.date | None:
    """The day that was meant, or None when the text is no date.

    Without a year it is the year of today, without a month the month of today. Two-digit
    years are of this century. The answer may lie in the future: whether that is allowed is
    the field's business.
    """
    typed = _plain(text)
    try:
        return _word(typed, today) or _numbers(_arabic(typed), today)
    except (ValueError, OverflowError):
        return None


def parse_period(text: str, today: dt.date) -> str | None:
    """A period as forms keep it (2026, 2026H1, 2026Q3, 2026-05), or None when the text is none."""
    typed = _arabic(_plain(text).lower())
    if not typed:
        return None
    own = _OWN.fullmatch(typed)
    if own:
        return _own_period(today, own[2], _SHIFT[own[1]])
    found = _PERIOD.fullmatch(typed)
    if not found:
        return None
    word, rest = found[2], found[3]
    year = today.year + _SHIFT[word[0]] if word else _year(found[1], today)
    stated = bool(found[1] or word)
    if not rest:
        return f"{year:04d}" if stated and (word or len(found[1]) == 4 or "年" in typed) else _month_of(typed, today)
    quarter = _QUARTER.fullmatch(rest)
    if quarter:
        return f"{year:04d}Q{quarter[1] or quarter[2] or quarter[3]}"
    if rest in _HALF:
        return f"{year:04d}H{_HALF[rest]}"
    month = _MONTH.fullmatch(rest)
    if month and (stated or "月" in rest):
        return f"{year:04d}-{int(month[1]):02d}"
    return f"{year:04d}" if rest in ("全年", "年度") else _month_of(typed, today)


def parse_time(text: str) -> str | None:
    """A time of day as HH:MM, or None when the text is none."""
    typed = _arabic(_plain(text).lower()).replace("：", ":")
    found = _TIME.fullmatch(typed)
    if not found:
        return None
    before, hours, part, packed, after = found.groups()
    hour = int(hours)
    minute = int(packed or 0) if part is None else _PARTS.get(part) or int(part if part.isdigit() else 0)
    if (before or after) in _LATE and hour < 12:
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _arabic(typed: str) -> str:
    """Chinese numerals as digits: 二〇二六年十一月二十二日 → 2026年11月22日."""
    tens = _TENS.sub(lambda m: f"{_HAN.get(m[1], '1')}{_HAN.get(m[2], '0')}", typed)
    return "".join(_HAN.get(c, c) for c in tens)


def _word(typed: str, today: dt.date) -> dt.date | None:
    if typed in _WORDS:
        return today + dt.timedelta(days=_WORDS[typed])
    edge = _EDGE.fullmatch(typed)
    if edge:
        return _edge(edge, today)
    relative = _RELATIVE.fullmatch(typed)
    if relative:
        return today + dt.timedelta(days=int(relative[1] + relative[2]))
    found = _WEEKDAY.fullmatch(typed)
    if not found:
        return None
    monday = today - dt.timedelta(days=today.weekday())
    day = int(found[2]) - 1 if found[2].isdigit() else _DAYS.index(found[2].replace("天", "日"))
    return monday + dt.timedelta(weeks=_WEEK[found[1]], days=day)


def _edge(found: re.Match[str], today: dt.date) -> dt.date:
    """First or last day of a month, quarter or year."""
    which, unit, end, year_word, year_end = found.groups()
    if unit is None:
        year = today.year + _SHIFT[year_word]
        return dt.date(year, 1, 1) if year_end == "初" else dt.date(year, 12, 31)
    wide = 1 if unit == "月" else 3
    index = (today.year * 12 + today.month - 1) // wide + _SHIFT[which]
    first = index * wide
    year, month = divmod(first if end == "初" else first + wide - 1, 12)
    return dt.date(year, month + 1, 1 if end == "初" else calendar.monthrange(year, month + 1)[1])


def _numbers(typed: str, today: dt.date) -> dt.date | None:
    found = _SEPARATED.fullmatch(typed) or _PACKED.fullmatch(typed) or _ALONE.fullmatch(typed)
    if not found:
        return None
    year, month, day = found.groups()
    return dt.date(_year(year, today), int(month or today.month), int(day))


def _year(text: str | None, today: dt.date) -> int:
    if not text:
        return today.year
    return int(text) + (2000 if len(text) == 2 else 0)


def _month_of(typed: str, today: dt.date) -> str | None:
    """`202605` and `5月`: a month without a sign between year and month."""
    packed = re.fullmatch(r"(\d{4})(0[1-9]|1[0-2])", typed) or re.fullmatch(r"()(0?[1-9]|1[0-2])月份?", typed)
    return f"{int(packed[1] or today.year):04d}-{int(packed[2]):02d}" if packed else None


def _own_period(today: dt.date, unit: str, shift: int) -> str:
    """本季度, 上个月, 上半年 counted from today."""
    wide = {"月": 1, "半年": 6}.get(unit, 3)
    if unit == "半年":
        return f"{today.year}H{1 if shift < 0 else 2 if shift > 0 else (today.month - 1) // 6 + 1}"
    index = (today.year * 12 + today.month - 1) // wide + shift
    year, at = divmod(index, 12 // wide)
    return f"{year}-{at + 1:02d}" if wide == 1 else f"{year}Q{at + 1}"
