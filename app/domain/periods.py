"""Calendar periods that duties are counted in: year, half, quarter, term, and spans such as P2M.

Quarters and years are natural ones. Belongs here: arithmetic on days. Does not belong
here: which duty uses which period (duties), what a clerk types (dates).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class PeriodUnit(StrEnum):
    """How long one period is."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    TERM = "term"


_MONTHS = {PeriodUnit.YEAR: 12, PeriodUnit.HALF: 6, PeriodUnit.QUARTER: 3}
_LETTERS = {PeriodUnit.YEAR: "", PeriodUnit.HALF: "H", PeriodUnit.QUARTER: "Q"}
_NAME = re.compile(r"(\d{4})(?:([HQ])([1-4]))?")
_TERM = re.compile(r"term:(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})?")
_SPAN = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?")
FOREVER = dt.date.max


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both included. end is date.max for a term without an end."""

    start: dt.date
    end: dt.date
    name: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: whole months, then days."""

    months: int = 0
    days: int = 0

    def after(self, day: dt.date) -> dt.date:
        """The day this long after; months clamp to the last day of the month."""
        return shift_days(add_months(day, self.months), self.days)


def shift_days(day: dt.date, days: int) -> dt.date:
    """The day so many days later, held at the ends of the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return dt.date.max if days > 0 else dt.date.min


def parse_span(text: str) -> Span:
    """Read `P2M`, `P30D`, `P1Y6M`; ValueError otherwise."""
    found = _SPAN.fullmatch(text)
    if not found or text == "P":
        raise ValueError(text)
    years, months, days = (int(g or 0) for g in found.groups())
    return Span(years * 12 + months, days)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; a day that does not exist becomes the month's last.

    >>> add_months(dt.date(2024, 12, 31), 2)
    datetime.date(2025, 2, 28)
    >>> add_months(dt.date(2023, 12, 31), 2)
    datetime.date(2024, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    if year < dt.MINYEAR:
        return dt.date.min
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def year_of(year: int) -> Period:
    """The calendar year."""
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31), f"{year:04d}")


@lru_cache(maxsize=4096)
def _part(year: int, unit: PeriodUnit, number: int) -> Period:
    months = _MONTHS[unit]
    first = (number - 1) * months + 1
    last = first + months - 1
    end = dt.date(year, last, calendar.monthrange(year, last)[1])
    name = f"{year:04d}{_LETTERS[unit]}{number}" if unit is not PeriodUnit.YEAR else f"{year:04d}"
    return Period(dt.date(year, first, 1), end, name)


def period_of(day: dt.date, unit: PeriodUnit) -> Period:
    """The year, half or quarter a day falls in; a term has no such answer (ValueError)."""
    if unit is PeriodUnit.TERM:
        raise ValueError("a term depends on a post")
    return _part(day.year, unit, (day.month - 1) // _MONTHS[unit] + 1)


def term(start: dt.date, end: dt.date | None) -> Period:
    """A term of office; without an end its name ends with the slash."""
    tail = end.isoformat() if end else ""
    return Period(start, end or FOREVER, f"term:{start.isoformat()}/{tail}")


def periods_between(unit: PeriodUnit, start: dt.date, end: dt.date) -> Iterator[Period]:
    """Every period of the unit that touches the span of days, in order."""
    current = period_of(start, unit)
    while current.start <= end:
        yield current
        if current.end >= dt.date.max:
            return
        current = period_of(current.end + dt.timedelta(days=1), unit)


def parse_period(name: str) -> Period:
    """Read `2024`, `2024H1`, `2024Q3`, `term:2021-06-01/2026-06-01`; ValueError otherwise."""
    found = _NAME.fullmatch(name)
    if found:
        year, letter, number = found.groups()
        if not 1 <= int(year) <= dt.MAXYEAR or (letter == "H" and int(number) > 2):
            raise ValueError(name)
        if letter is None:
            return year_of(int(year))
        unit = PeriodUnit.HALF if letter == "H" else PeriodUnit.QUARTER
        return _part(int(year), unit, int(number))
    found = _TERM.fullmatch(name)
    if not found:
        raise ValueError(name)
    end = dt.date.fromisoformat(found[2]) if found[2] else None
    return term(dt.date.fromisoformat(found[1]), end)


def month_day(year: int, text: str) -> dt.date:
    """The day `MM-DD` of a year; 02-29 of a common year is its last February day; ValueError otherwise."""
    if not re.fullmatch(r"\d{2}-\d{2}", text):
        raise ValueError(text)
    month, day = int(text[:2]), int(text[3:])
    if (month, day) == (2, 29):
        return dt.date(year, 2, calendar.monthrange(year, 2)[1])
    return dt.date(year, month, day)
