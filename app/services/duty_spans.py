"""Which days of a year a row of the evaluation covers, and under which months, quarters or year it stands.

One geometry for the window, paper and files. Does not belong here: how a grid looks (ui), which periods are
judged (domain).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from app.domain.periods import parse_period

Span = tuple[str, str]
SHORT = 28  # days: what is not longer stands in the column of its first day


class Grain(StrEnum):
    """How wide a column of the grid is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


HEADS: Mapping[Grain, tuple[str, ...]] = {
    Grain.MONTH: tuple(f"{m}月" for m in range(1, 13)),
    Grain.QUARTER: ("第一季度", "第二季度", "第三季度", "第四季度"),
    Grain.YEAR: ("全年",),
}
QUARTERS = "一二三四"
MONTHS_IN: Mapping[Grain, int] = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


def span_of(period: str, year: int, event_day: str = "") -> Span:
    """First and last ISO day within the year.

    event_day: the day of the record that the row is about (then both days are this one).
    A term of office is cut to the year; a period that cannot be read stands for the whole year.
    """
    if event_day:
        return event_day, event_day
    first, last = f"{year:04d}-01-01", f"{year:04d}-12-31"
    if period[4:5] == "-" and period[7:8] == "-":  # a node of the calendar: one day, or from/to
        begin, _, end = period.partition("/")
        return begin, end or begin
    try:
        found = parse_period(period)
    except ValueError:
        return first, last
    return max(first, found.start.isoformat()), min(last, found.end.isoformat())


def is_mark(span: Span) -> bool:
    """Whether it is a mark on a day (an event, a festival) and not a period."""
    first, last = (dt.date.fromisoformat(day) for day in span)
    return (last - first).days < SHORT - 1


def columns(span: Span, grain: Grain) -> tuple[int, int]:
    """First and last column, counted from 0, that it stands under."""
    first, last = span
    if is_mark(span):
        last = first
    width = MONTHS_IN[grain]
    return (int(first[5:7]) - 1) // width, (int(last[5:7]) - 1) // width


def within(span: Span, grain: Grain) -> str:
    """What tells a cell from others of its column: the day of a mark, 一季 in a column of the year; else empty."""
    if is_mark(span):
        return f"{int(span[0][5:7])}-{int(span[0][8:])}"
    whole = MONTHS_IN[grain] * (1 + columns(span, grain)[1] - columns(span, grain)[0])
    first, last = int(span[0][5:7]), int(span[1][5:7])
    if last - first + 1 >= whole:
        return ""
    if last - first == 2 and first % 3 == 1:
        return f"{QUARTERS[first // 3]}季"
    return {(1, 6): "上半年", (7, 12): "下半年"}.get((first, last), f"{first}至{last}月")
