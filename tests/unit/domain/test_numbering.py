"""Titles of a series go on by one, in the numerals they were written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.numbering import next_title, to_chinese, to_number


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("第21次党组会议", "第22次党组会议"),
        ("第二十一次党组会议", "第二十二次党组会议"),
        ("第九次党组（扩大）会议", "第十次党组（扩大）会议"),
        ("第十九次党组会议", "第二十次党组会议"),
        ("2026年第99次党组会议", "2026年第100次党组会议"),
        ("2025年第31次党组会议", "2026年第1次党组会议"),
        ("第二届委员会第三次会议", "第二届委员会第四次会议"),
        ("廉政学习第3期", "廉政学习第4期"),
        ("党风廉政建设专题会", ""),
        ("第千次", ""),
    ],
)
def test_the_next_title(title: str, following: str) -> None:
    assert next_title(title, 2026) == following


@given(st.integers(1, 9999))
def test_chinese_numbers_read_back(number: int) -> None:
    assert to_number(to_chinese(number)) == number


def test_how_numbers_are_written() -> None:
    assert [to_chinese(n) for n in (1, 10, 12, 20, 101, 110, 1005)] == [
        "一", "十", "十二", "二十", "一百零一", "一百一十", "一千零五",
    ]  # fmt: skip
