"""The periods a report can be made for: year, half, quarter, month, and everything up to a day.

Belongs here: reading and naming them. Which of them a report knows stands in its definition.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.errors import AppError, ErrorCode
from app.domain.periods import Period, PeriodUnit, parse_period, period_of
from app.services.duty_words import period_label

MONTH = re.compile(r"(\d{4})-(\d{2})")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OLDEST = dt.date(1900, 1, 1)
NUMBER_OF = {"year": 5, "half": 6, "quarter": 8, "month": 12}
UNITS = {"year": PeriodUnit.YEAR, "half": PeriodUnit.HALF, "quarter": PeriodUnit.QUARTER}


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A period. code: 2026, 2026H1, 2026Q3, 2026-05, 2026-05-31 (everything up to that day)."""

    code: str
    kind: str
    first: dt.date
    last: dt.date
    label: str

    @property
    def year(self) -> int:
        """The year it ends in."""
        return self.last.year

    def until(self, today: dt.date) -> dt.date:
        """The last day that can be counted: its end, or today while it runs."""
        return min(self.last, today)

    def holds(self, day: str) -> bool:
        """Whether an ISO day lies in it."""
        return bool(day) and self.first.isoformat() <= day <= self.last.isoformat()


def parse(code: str) -> ReportPeriod:
    """Read a period; AppError(BAD_INPUT) for anything else."""
    try:
        if DAY.fullmatch(code):
            day = dt.date.fromisoformat(code)
            return ReportPeriod(code, "day", OLDEST, day, f"截至 {day.year} 年 {day.month} 月 {day.day} 日")
        if found := MONTH.fullmatch(code):
            year, month = int(found[1]), int(found[2])
            first = dt.date(year, month, 1)
            last = dt.date(year, month, calendar.monthrange(year, month)[1])
            return ReportPeriod(code, "month", first, last, f"{year} 年 {month} 月")
        if code.startswith("term:"):
            raise ValueError(code)
        return _natural(parse_period(code))
    except ValueError as exc:
        raise AppError(
            ErrorCode.BAD_INPUT, "这个时期看不懂。", action="可写 2026、2026H1、2026Q3、2026-05 或 2026-05-31。"
        ) from exc


def _natural(period: Period) -> ReportPeriod:
    kind = "half" if "H" in period.name else "quarter" if "Q" in period.name else "year"
    return ReportPeriod(period.name, kind, period.start, period.end, period_label(period.name, {}))


def latest(kind: str, today: dt.date) -> ReportPeriod:
    """The running period of a kind; for a day, today."""
    if kind == "day":
        return parse(today.isoformat())
    if kind == "month":
        return parse(today.isoformat()[:7])
    return _natural(period_of(today, UNITS[kind]))


def offered(kind: str, today: dt.date) -> list[ReportPeriod]:
    """The last periods of a kind, the running one first; for a day, today and the ends of the last quarters."""
    return list(_offered(kind, today))


def _offered(kind: str, today: dt.date) -> Iterator[ReportPeriod]:
    current = latest("quarter" if kind == "day" else kind, today)
    if kind == "day":
        yield parse(today.isoformat())
    for _number in range(NUMBER_OF.get(kind, 6)):
        before = current.first - dt.timedelta(days=1)
        if kind != "day":
            yield current
        current = latest("quarter" if kind == "day" else kind, before)
        if kind == "day":
            yield parse(before.isoformat())
