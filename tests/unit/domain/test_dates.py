"""What a clerk types is understood as the day that was meant."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import parse_day, parse_period, parse_time

TODAY = dt.date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1122", "2026-11-22"), ("11-22", "2026-11-22"), ("11.2", "2026-11-02"), ("20261122", "2026-11-22"),
        ("2026-11-22", "2026-11-22"), ("2026/1/2", "2026-01-02"), ("2026年11月22日", "2026-11-22"),
        ("11月2日", "2026-11-02"), ("１１２２", "2026-11-22"), ("26-1-5", "2026-01-05"), ("今天", "2026-11-22"),
        ("昨天", "2026-11-21"), ("明天", "2026-11-23"), ("上周五", "2026-11-13"), ("周五", "2026-11-20"),
        ("下周一", "2026-11-23"), ("星期天", "2026-11-22"), ("月底", "2026-11-30"), ("上月底", "2026-10-31"),
        ("年底", "2026-12-31"), ("-3", "2026-11-19"), ("+10", "2026-12-02"), ("前天", "2026-11-20"),
        ("后天", "2026-11-24"), ("大后天", "2026-11-25"), ("本周五", "2026-11-20"), ("25", "2026-11-25"),
        ("11/22", "2026-11-22"), ("11.22", "2026-11-22"), ("二〇二六年十一月二十二日", "2026-11-22"),
        ("月初", "2026-11-01"), ("季度末", "2026-12-31"), ("上季度末", "2026-09-30"), ("去年底", "2025-12-31"),
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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026", "2026"), ("2026年", "2026"), ("去年", "2025"), ("Q3", "2026Q3"), ("三季度", "2026Q3"), ("26Q1", "2026Q1"),
        ("2026年第四季度", "2026Q4"), ("上半年", "2026H1"), ("2026年下半年", "2026H2"), ("h2", "2026H2"), ("本季度", "2026Q4"),
        ("上季度", "2026Q3"), ("上个月", "2026-10"), ("5月", "2026-05"), ("2026.5", "2026-05"), ("202605", "2026-05"),
    ],
)  # fmt: skip
def test_a_period_is_understood(typed: str, expected: str) -> None:
    assert parse_period(typed, TODAY) == expected


@pytest.mark.parametrize("typed", ["", "12", "2026-13", "五季度", "随便"])
def test_what_is_no_period_is_refused(typed: str) -> None:
    assert parse_period(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("930", "09:30"), ("9:30", "09:30"), ("９：３０", "09:30"), ("1430", "14:30"), ("9点", "09:00"), ("9点半", "09:30"),
        ("下午3点", "15:00"), ("下午三点半", "15:30"), ("晚上8点一刻", "20:15"), ("上午10点15分", "10:15"), ("3pm", "15:00"),
    ],
)  # fmt: skip
def test_a_time_is_understood(typed: str, expected: str) -> None:
    assert parse_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "24:00", "9:75", "25", "几点"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    assert parse_time(typed) is None


@given(st.text(max_size=12), st.dates())
def test_no_typing_of_a_period_or_time_raises(typed: str, today: dt.date) -> None:
    for found in (parse_period(typed, today), parse_time(typed)):
        assert found is None or isinstance(found, str)
