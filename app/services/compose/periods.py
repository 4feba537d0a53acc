"""The period a draft speaks of, and the earlier ones it is compared with. Pure arithmetic on days."""

from __future__ import annotations

import datetime as dt

from app.domain.periods import Period, PeriodUnit, parse_period, period_of, shift_days

UNITS = {"year": PeriodUnit.YEAR, "half": PeriodUnit.HALF, "quarter": PeriodUnit.QUARTER}
BEFORE = {PeriodUnit.YEAR: "上年度", PeriodUnit.HALF: "上一个半年", PeriodUnit.QUARTER: "上季度"}
_QUARTERS = "一二三四"


def unit_of(period: Period) -> PeriodUnit:
    """Whether a period is a year, a half or a quarter."""
    letter = period.name[4:5]
    return {"H": PeriodUnit.HALF, "Q": PeriodUnit.QUARTER}.get(letter, PeriodUnit.YEAR)


def earlier(period: Period) -> tuple[tuple[str, Period], ...]:
    """The period before and, of parts of a year, the same part of the year before, each with its word."""
    unit = unit_of(period)
    last = (BEFORE[unit], period_of(shift_days(period.start, -1), unit))
    if unit is PeriodUnit.YEAR:
        return (last,)
    return last, ("上年同期", parse_period(f"{period.start.year - 1:04d}{period.name[4:]}"))


def label(period: Period) -> str:
    """As a sentence says it: 2026年第三季度、2026年上半年、2026年度."""
    year, number = period.name[:4], period.name[5:6]
    match unit_of(period):
        case PeriodUnit.QUARTER:
            return f"{year}年第{_QUARTERS[int(number) - 1]}季度"
        case PeriodUnit.HALF:
            return f"{year}年{'上' if number == '1' else '下'}半年"
        case _:
            return f"{year}年度"


def usual(kind: str, today: dt.date) -> Period:
    """The period a draft of this kind is usually written of: the last one that is over."""
    unit = UNITS[kind]
    return period_of(shift_days(period_of(today, unit).start, -1), unit)


def offered(kind: str, today: dt.date, many: int = 8) -> list[Period]:
    """Periods to choose from, the running one first."""
    found = [period_of(today, UNITS[kind])]
    while len(found) < many:
        found.append(period_of(shift_days(found[-1].start, -1), UNITS[kind]))
    return found


def day_words(iso: str) -> str:
    """3月12日."""
    day = dt.date.fromisoformat(iso)
    return f"{day.month}月{day.day}日"
