"""Working days: weekends, holidays, weekends worked, and what a notice says."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.workdays import load_holidays
from app.domain.workdays import Holiday, Workdays, read_notice

SHIPPED = load_holidays()
CALENDAR = Workdays((one for holidays in SHIPPED.values() for one in holidays), SHIPPED)
NOTICE_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。"""
days = st.dates(dt.date(2012, 2, 1), dt.date(2026, 11, 30))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "worked", "note"),
    [
        ("2026-02-13", True, ""),
        ("2026-02-14", True, "调休上班"),
        ("2026-02-16", False, "春节"),
        ("2026-02-24", True, ""),
        ("2026-10-10", True, "调休上班"),
        ("2026-11-21", False, ""),
        ("2011-12-31", True, "调休上班"),
    ],
)
def test_a_day_is_worked_as_the_notice_says(text: str, worked: bool, note: str) -> None:
    assert CALENDAR.is_workday(day(text)) is worked
    assert CALENDAR.note(day(text)) == note


def test_five_working_days_before_the_spring_festival_run_over_it() -> None:
    assert CALENDAR.add(day("2026-02-12"), 5) == day("2026-02-26")
    assert CALENDAR.between(day("2026-02-12"), day("2026-02-26")) == 5


def test_a_limit_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert CALENDAR.on_or_after(day("2026-10-03")) == day("2026-10-08")
    assert CALENDAR.add(day("2026-10-03"), 0) == day("2026-10-08")


def test_years_without_a_plan_know_only_weekends_and_say_so() -> None:
    assert not CALENDAR.knows(day("2026-12-20"), day("2027-01-05"))
    assert CALENDAR.knows(day("2025-12-20"), day("2026-01-05"))
    assert CALENDAR.is_workday(day("2027-10-01"))
    assert CALENDAR.known_until == day("2026-12-31")
    assert Workdays().known_until == dt.date.min


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(start: dt.date, number: int) -> None:
    end = CALENDAR.add(start, number)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.between(start, end) == number
    assert CALENDAR.between(end, start) == -number


@given(days.filter(CALENDAR.is_workday), st.integers(1, 60))
def test_going_back_undoes_going_on(start: dt.date, number: int) -> None:
    assert CALENDAR.add(CALENDAR.add(start, number), -number) == start


def test_the_shipped_year_is_what_its_notice_says() -> None:
    assert read_notice(NOTICE_2026, 2026) == SHIPPED[2026]


@pytest.mark.parametrize(
    ("text", "first", "last", "work"),
    [
        ("元旦：2022年12月31日至2023年1月2日放假调休，共3天。", "2022-12-31", "2023-01-02", []),
        ("国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。",
         "2025-10-01", "2025-10-08", ["2025-09-28", "2025-10-11"]),
        ("清明节:4月5日放假，4月6日（星期一）补休。", "2025-04-05", "2025-04-05", []),
        ("劳动节：５月１日放假，与周末连休。", "2025-05-01", "2025-05-01", []),
        ("端午节：5月31日（周六）至6月2日（周一）放假，共3天。", "2025-05-31", "2025-06-02", []),
    ],
)  # fmt: skip
def test_a_notice_is_read_in_the_wordings_of_other_years(text: str, first: str, last: str, work: list[str]) -> None:
    [one] = read_notice(text, int(last[:4]))
    assert (one.first, one.last, [str(d) for d in one.work]) == (day(first), day(last), work)


def test_text_that_is_no_notice_gives_nothing_and_an_impossible_day_is_refused() -> None:
    assert read_notice("关于做好节日期间值班工作的通知", 2026) == ()
    with pytest.raises(ValueError, match="day"):
        read_notice("元旦：2月30日放假。", 2026)


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (Holiday("国庆节", day("2026-10-07"), day("2026-10-01")), "早于"),
        (Holiday("国庆节", day("2026-10-01"), day("2026-11-07")), "超过"),
        (Holiday("国庆节", day("2026-10-01"), day("2026-10-07"), (day("2026-10-09"),)), "不是周六"),
        (Holiday("国庆节", day("2026-10-01"), day("2026-10-07"), (day("2026-10-04"),)), "又在放假"),
    ],
)
def test_a_plan_that_cannot_be_right_is_named(one: Holiday, fault: str) -> None:
    assert any(fault in words for words in one.faults())
