"""What stands in the cells of real tables, and what it means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sheets import values
from app.sheets.values import UnreadableError


@pytest.mark.parametrize(
    "cell",
    [
        "2026年3月5日", "2026.3.5", "2026-3-5", "2026/03/05", "2026 年 3 月 5 日", "２０２６．３．５", "20260305", 20260305, 46086, "46086",
        dt.date(2026, 3, 5), dt.datetime(2026, 3, 5, 9, 30),  # noqa: DTZ001 - sheets know no zones
        "2026-03-05 09:30", "2026年3月5日上午9:30", "2026.3.5（星期四）", "2026年3月5号",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell: Any) -> None:
    assert values.day(cell) == "2026-03-05"


def test_the_end_of_a_month_is_its_last_day() -> None:
    assert values.day("2026年6月底") == "2026-06-30"
    assert values.day("2026.12月末前") == "2026-12-31"


@pytest.mark.parametrize(
    ("cell", "says"),
    [("3月5日", "没有写年份"), ("2026年3月", "哪一天"), ("2026.2.30", "没有这一天"), ("去年", "不是日期"), (12, "不是日期"), ("26.3.5", "不是日期")],
)
def test_what_is_no_day_is_said_with_what_to_write(cell: Any, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        values.day(cell)


@given(st.dates(dt.date(1900, 3, 1), dt.date(2999, 12, 31)))
def test_every_day_comes_back_as_it_was_shown(day: dt.date) -> None:
    assert values.day(day) == values.day(values.text_of(day)) == values.day(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


READINGS: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (values.clock, "9:30", "09:30"), (values.clock, "下午3点半", "15:30"), (values.clock, "上午9时5分", "09:05"),
    (values.clock, 0.5, "12:00"), (values.clock, dt.time(8, 0), "08:00"), (values.clock, "09:30:15", "09:30"),
    (values.integer, "1,200", 1200), (values.integer, "35人", 35), (values.integer, 12.0, 12), (values.integer, "-3", -3),
    (values.money, "￥1,234.50", 1234.5), (values.money, "86万元", 860000), (values.money, 0.1, 0.1), (values.money, "1亿", 100_000_000),
    (values.flag, "√", True), (values.flag, "×", False), (values.flag, "是", True), (values.flag, 0, False), (values.flag, "无", False),
    (values.period, "2026年上半年", "2026H1"), (values.period, "2026年第三季度", "2026Q3"), (values.period, "2026年5月", "2026-05"),
    (values.period, 2026, "2026"), (values.period, "2026年度", "2026"), (values.period, "2026q2", "2026Q2"),
    (values.period, dt.date(2026, 5, 1), "2026-05"), (values.period, "2026-05", "2026-05"), (values.period, "2026H2", "2026H2"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "cell", "meant"), READINGS)
def test_times_numbers_and_marks_are_read(read: Callable[[Any], Any], cell: Any, meant: Any) -> None:
    assert read(cell) == meant
    assert type(read(cell)) is type(meant)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (values.clock, "25:00"), (values.clock, "晨会"), (values.integer, "三十"), (values.integer, 0.85), (values.money, "面议"),
        (values.flag, "也许"), (values.period, "2026年13月"), (values.period, "去年"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(read: Callable[[Any], Any], cell: Any) -> None:
    with pytest.raises(UnreadableError, match=r"[\u4e00-\u9fff]"):
        read(cell)


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(allow_nan=False), st.booleans(), st.datetimes()))
def test_no_cell_breaks_the_reading(cell: Any) -> None:
    for read in (values.day, values.clock, values.integer, values.money, values.flag, values.period):
        try:
            found = read(cell)
        except UnreadableError:
            continue
        assert found is not None
        assert read(found) == found, "what was read is read again as the same"
