"""Periods: quarters, halves, terms and spans of calendar months."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import (
    PeriodUnit,
    Span,
    add_months,
    month_day,
    parse_period,
    parse_span,
    period_of,
    periods_between,
    term,
)

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2024, 12, 31), 2, dt.date(2025, 2, 28)),
        (dt.date(2023, 12, 31), 2, dt.date(2024, 2, 29)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 1, 15), -2, dt.date(2023, 11, 15)),
    ],
)
def test_months_clamp_to_the_end_of_the_month(day: dt.date, months: int, expected: dt.date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024H1", "2024-01-01", "2024-06-30"),
        ("2024Q3", "2024-07-01", "2024-09-30"),
        ("term:2021-06-01/2026-06-01", "2021-06-01", "2026-06-01"),
    ],
)
def test_a_name_is_read_and_written_the_same(name: str, start: str, end: str) -> None:
    found = parse_period(name)
    assert (found.start.isoformat(), found.end.isoformat(), found.name) == (start, end, name)


@pytest.mark.parametrize("name", ["", "24", "2024H3", "2024Q5", "2024-01", "term:x/y", "0000"])
def test_anything_else_is_no_period(name: str) -> None:
    with pytest.raises(ValueError):
        parse_period(name)


@given(DAYS, st.sampled_from([PeriodUnit.YEAR, PeriodUnit.HALF, PeriodUnit.QUARTER]))
def test_a_day_lies_in_its_own_period_and_the_name_leads_back(day: dt.date, unit: PeriodUnit) -> None:
    period = period_of(day, unit)
    assert day in period
    assert parse_period(period.name) == period


@given(DAYS, st.integers(0, 900))
def test_periods_follow_each_other_without_a_gap(day: dt.date, days: int) -> None:
    end = day + dt.timedelta(days=days)
    found = list(periods_between(PeriodUnit.QUARTER, day, end))
    assert day in found[0]
    assert end in found[-1]
    for one, following in itertools.pairwise(found):
        assert following.start == one.end + dt.timedelta(days=1)


def test_an_open_term_has_no_end_in_its_name() -> None:
    assert term(dt.date(2021, 6, 1), None).name == "term:2021-06-01/"


def test_spans_are_months_then_days() -> None:
    assert parse_span("P2M").after(dt.date(2024, 12, 31)) == dt.date(2025, 2, 28)
    assert parse_span("P1Y10D") == Span(12, 10)
    with pytest.raises(ValueError):
        parse_span("2M")


def test_a_day_of_the_year_follows_leap_years() -> None:
    assert month_day(2024, "02-29") == dt.date(2024, 2, 29)
    assert month_day(2025, "02-29") == dt.date(2025, 2, 28)
    with pytest.raises(ValueError):
        month_day(2025, "13-01")
