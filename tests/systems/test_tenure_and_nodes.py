"""Rotation by years served (60), festivals with reminders and checks around them (81)."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services import calendar, duty_settings, people, records, rotation, tasks, undo
from app.services.evaluation import evaluation
from app.services.tasks import TaskScope
from tests.unit.services.desk import Desk

NODES = "tianshui-2014/4.3/key-nodes"


def plan(desk: Desk, years: int | None, day: str = "2026-02-16") -> str:
    body = {"title": "交流轮岗计划", "date": day} | ({"tenure_years": years} if years else {})
    return records.save(desk.session, "document", "doc.rotation_plan", body).value.id


def in_force(desk: Desk, years: int | None, day: str = "2026-02-16") -> str:
    made = plan(desk, years, day)
    records.transition(desk.session, made, "finalise")
    return made


def names(desk: Desk) -> list[tuple[str, str, bool]]:
    return [(one.name, one.until.isoformat(), one.full) for one in rotation.served(desk.session)]


def test_s60_without_years_of_its_own_nobody_is_reminded(desk: Desk) -> None:
    desk.person("李雷", since="2010-01-01")
    assert rotation.served(desk.session) == []
    in_force(desk, None)
    assert rotation.served(desk.session) == []
    plan(desk, 5)  # a draft sets nothing
    assert rotation.served(desk.session) == []


def test_s60_with_years_set_those_who_served_so_long_are_named_with_the_day(desk: Desk) -> None:
    desk.person("李雷", since="2016-11-20")
    desk.person("韩梅梅", since="2016-11-21")
    desk.person("王五", since="2022-01-01")
    in_force(desk, 10)
    assert names(desk) == [("李雷", "2026-11-20", True), ("韩梅梅", "2026-11-21", False)]
    in_force(desk, 5, "2026-03-01")  # the later plan holds: the principal serves since 2021 too
    assert {n for n, _until, full in names(desk) if full} == {"李雷", "韩梅梅", "周明远"}


def test_s60_service_is_counted_through_and_ends_with_the_post(desk: Desk) -> None:
    own, _name = desk.session.own_unit()
    who = people.save_person(desk.session, "李雷").value
    people.save_post(desk.session, who, own, "党组成员", ("member",), (), "2015-01-01", "2020-12-31")
    people.save_post(desk.session, who, own, "党组成员", ("member",), (), "2021-01-01")
    gone = people.save_person(desk.session, "韩梅梅").value
    people.save_post(desk.session, gone, own, "党组成员", ("member",), (), "2010-01-01", "2026-10-31")
    in_force(desk, 10)
    (one,) = rotation.served(desk.session)
    assert (one.name, one.since, one.until) == ("李雷", dt.date(2015, 1, 1), dt.date(2025, 1, 1))


def reminded(desk: Desk) -> list[tuple[str, str]]:
    listed = tasks.tasks(desk.session, TaskScope(office=True)).tasks
    return [(t.title, t.tag) for t in listed if t.source == "post"]


def test_s60_the_organisation_clerk_has_it_among_the_tasks_and_only_while_a_plan_says_so(desk: Desk) -> None:
    desk.person("李雷", since="2016-11-20")
    assert reminded(desk) == []
    made = in_force(desk, 10)
    assert reminded(desk) == [("李雷 · 党组成员任职年限", "满 10 年")]
    records.transition(desk.session, made, "abolish", "", {"valid_to": "2026-11-20"})
    assert reminded(desk) == []


@pytest.fixture
def festival(duty_desk: Desk) -> Desk:
    """The unit minds the National Day, fifteen days around."""
    duty_settings.set_parameters(duty_desk.session, NODES, {"nodes": "国庆节 10-01/10-07", "around_days": 15}, 2021)
    return duty_desk


def states(desk: Desk) -> dict[str, str]:
    return {r.period: r.state.value for r in evaluation(desk.session).results if r.duty == NODES}


def test_s81_a_festival_without_reminder_or_check_is_listed_and_stands_in_the_calendar(festival: Desk) -> None:
    assert states(festival)["2026-10-01/2026-10-07"] == "overdue"
    year = calendar.year_calendar(festival.session, 2026)
    assert "国庆节节点" in year.notes["2026-10-03"]
    due = next(r.due for r in evaluation(festival.session).results if r.duty == NODES and r.period.startswith("2026"))
    assert due is not None
    listed = calendar.agenda(festival.session, due.isoformat(), due.isoformat()).due
    assert [i.tone for i in listed if i.cell is not None and i.cell.duty == NODES] == ["bad"]


def test_s81_a_check_after_it_alone_is_a_part_and_undoing_it_lists_it_again(festival: Desk) -> None:
    body = {"title": "节后明察暗访", "date": "2026-10-09"}
    view = records.save(festival.session, "inspection", "insp.covert", body).value
    assert states(festival)["2026-10-01/2026-10-07"] == "overdue"  # a plan is no check
    records.transition(festival.session, view.id, "start")
    assert states(festival)["2026-10-01/2026-10-07"] == "partial"
    undo.undo(festival.session)
    assert states(festival)["2026-10-01/2026-10-07"] == "overdue"


def test_s81_without_a_calendar_of_its_own_the_duty_waits_for_it(duty_desk: Desk) -> None:
    assert set(states(duty_desk).values()) <= {"unconfigured"}
    assert not [n for n in calendar.year_calendar(duty_desk.session, 2026).notes.values() if "节点" in n]
