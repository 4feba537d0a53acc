"""What a clerk types is understood as the day that was meant."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import parse_day

TODAY = dt.date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1122", "2026-11-22"), ("11-22", "2026-11-22"), ("11.2", "2026-11-02"), ("20261122", "2026-11-22"),
        ("2026-11-22", "2026-11-22"), ("2026/1/2", "2026-01-02"), ("2026年11月22日", "2026-11-22"),
        ("11月2日", "2026-11-02"), ("１１２２", "2026-11-22"), ("26-1-5", "2026-01-05"), ("今天", "2026-11-22"),
        ("昨天", "2026-11-21"), ("明天", "2026-11-23"), ("上周五", "2026-11-13"), ("周五", "2026-11-20"),
        ("下周一", "2026-11-23"), ("星期天", "2026-11-22"), ("月底", "2026-11-30"), ("上月底", "2026-10-31"),
        ("年底", "2026-12-31"), ("-3", "2026-11-19"), ("+10", "2026-12-02"),
    ],
)  # fmt: skip
def test_it_is_understood(typed: str, expected: str) -> None:
    assert parse_day(typed, TODAY) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("typed", ["", "1322", "02-30", "随便", "2026-13-01", "周八", "12345", "99999999"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert parse_day(typed, TODAY) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)), st.dates(dt.date(1900, 1, 1), dt.date(2999, 1, 1)))
def test_every_full_spelling_gives_the_day(day: dt.date, today: dt.date) -> None:
    for spelling in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}"):
        assert parse_day(spelling, today) == day


@given(st.text(max_size=12), st.dates())
def test_nothing_typed_raises(typed: str, today: dt.date) -> None:
    found = parse_day(typed, today)
    assert found is None or isinstance(found, dt.date)
