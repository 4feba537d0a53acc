"""Periods of sanctions are counted in calendar months; the day it takes effect counts."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.effect_period import last_day

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))
MONTHS = st.integers(1, 120)


@pytest.mark.parametrize(("start", "months", "last"), [
    ("2026-08-03", 6, "2027-02-02"), ("2025-03-10", 12, "2026-03-09"), ("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"),
    ("2026-08-29", 6, "2027-02-28"), ("2026-08-28", 6, "2027-02-27"), ("2026-03-01", 6, "2026-08-31"), ("2024-02-29", 12, "2025-02-28"),
    ("2024-02-29", 24, "2026-02-28"), ("2026-01-31", 18, "2027-07-30"), ("2026-12-31", 18, "2028-06-30"),
])  # fmt: skip
def test_the_last_day_is_the_one_before_its_like_or_the_end_of_a_month_that_has_no_such_day(start: str, months: int, last: str) -> None:
    assert last_day(dt.date.fromisoformat(start), months).isoformat() == last


@given(DAYS, MONTHS)
def test_the_day_after_the_period_has_the_same_number_or_begins_a_month(start: dt.date, months: int) -> None:
    after = last_day(start, months) + dt.timedelta(days=1)
    assert after.day == start.day or (after.day == 1 and start.day > calendar.monthrange(*divmod_month(start, months))[1])


@given(DAYS, DAYS, MONTHS)
def test_who_begins_later_never_ends_earlier(one: dt.date, other: dt.date, months: int) -> None:
    first, second = sorted((one, other))
    assert last_day(first, months) <= last_day(second, months)


@given(DAYS, MONTHS, MONTHS)
def test_more_months_never_end_earlier_and_no_month_is_shorter_than_february(start: dt.date, months: int, more: int) -> None:
    assert last_day(start, min(months, more)) <= last_day(start, max(months, more))
    assert (last_day(start, months) - start).days + 1 >= 28 * months


@pytest.mark.parametrize("months", [0, -1, 121])
def test_months_outside_what_a_sanction_can_last_are_refused(months: int) -> None:
    with pytest.raises(ValueError, match="months"):
        last_day(dt.date(2026, 1, 1), months)


def divmod_month(start: dt.date, months: int) -> tuple[int, int]:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return year, month + 1
