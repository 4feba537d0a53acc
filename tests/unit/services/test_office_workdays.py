"""The office's plans of days off: pasted, corrected, taken back."""

from __future__ import annotations

import datetime as dt

from app.domain.errors import ErrorCode
from app.domain.workdays import Holiday
from app.services import undo, workdays
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

NEXT = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。"


def test_a_pasted_notice_becomes_the_plan_of_a_year_and_undo_takes_it_back(desk: Desk) -> None:
    session = desk.session
    assert workdays.workdays(session).is_workday(dt.date(2027, 1, 1))
    workdays.keep(session, 2027, workdays.read(NEXT, 2027))
    calendar = workdays.workdays(session)
    assert not calendar.is_workday(dt.date(2027, 1, 1))
    assert calendar.is_workday(dt.date(2027, 2, 14))
    assert calendar.known_until == dt.date(2027, 12, 31)
    assert next(p for p in workdays.plans(session) if p.year == 2027).origin == "own"
    undo.undo(session)
    assert workdays.workdays(session).is_workday(dt.date(2027, 1, 1))
    assert next(p for p in workdays.plans(session) if p.year == 2027).origin == "none"


def test_the_offices_plan_stands_before_the_shipped_one_until_it_is_dropped(desk: Desk) -> None:
    session = desk.session
    local = Holiday("本地纪念日", dt.date(2026, 11, 24), dt.date(2026, 11, 24))
    workdays.keep(session, 2026, [*session.catalog.holidays[2026], local])
    assert not workdays.workdays(session).is_workday(dt.date(2026, 11, 24))
    workdays.drop(session, 2026)
    assert workdays.workdays(session).is_workday(dt.date(2026, 11, 24))
    with refused(ErrorCode.NOT_FOUND):
        workdays.drop(session, 2026)


def test_what_cannot_be_right_is_refused_with_the_holiday_named(desk: Desk) -> None:
    session = desk.session
    first, last = dt.date(2027, 10, 1), dt.date(2027, 10, 7)
    for wrong in (
        [],
        [Holiday("国庆节", last, first)],
        [Holiday("", first, last)],
        [Holiday("国庆节", dt.date(2026, 10, 1), dt.date(2026, 10, 7))],
        [Holiday("国庆节", first, last), Holiday("中秋节", dt.date(2027, 10, 7), dt.date(2027, 10, 8))],
        [Holiday("国庆节", first, last, (dt.date(2027, 10, 11),))],
    ):
        with refused(ErrorCode.BAD_INPUT):
            workdays.keep(session, 2027, wrong)
    with refused(ErrorCode.BAD_INPUT):
        workdays.read("没有放假安排的文字", 2027)
    assert 2027 not in workdays.workdays(session).years


def test_who_may_not_configure_changes_no_plan(desk: Desk) -> None:
    desk.add_account("chen", "org_clerk")
    session = desk.relogin("chen", OTHER_PASSWORD)
    with refused(ErrorCode.NOT_ALLOWED):
        workdays.keep(session, 2027, [Holiday("元旦", dt.date(2027, 1, 1), dt.date(2027, 1, 1))])
