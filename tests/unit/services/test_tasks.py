"""Tasks come and go with the records; who takes one and what is set aside is decided by people and undone like anything."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.clock import FixedClock
from app.domain.errors import ErrorCode
from app.services import evaluation, gap_offers, people, records, runs, tasks, undo
from app.services.session import User
from app.services.tasks import TaskScope
from tests.unit.services.desk import Desk, refused
from tests.unit.services.test_gap_letters import reminded
from tests.unit.services.test_runs import suggestion

OFFICE = TaskScope(office=True)


def of(desk: Desk, source: str, scope: TaskScope = OFFICE) -> dict[str, tasks.Task]:
    """The tasks of a source by step, or by id where there is no step."""
    return {t.step or t.id: t for t in tasks.tasks(desk.session, scope).tasks if t.source == source}


def the_day(desk: Desk, day: str) -> None:
    assert isinstance(desk.session.clock, FixedClock)
    desk.session.clock.instant = dt.datetime.fromisoformat(f"{day}T09:00:00+00:00")


def test_a_task_stands_as_long_as_its_step_is_asked(desk: Desk) -> None:
    record = suggestion(desk)
    assert set(of(desk, "flow")) == {"cc", "feedback"}
    view = records.get(desk.session, record)
    records.save(desk.session, "suggestion", view.kind, {**view.body, "cc_leader": [desk.principal]}, record)
    assert set(of(desk, "flow")) == {"feedback"}
    records.transition(desk.session, record, "feedback", values={"feedback_at": "2026-05-01"})
    assert set(of(desk, "flow")) == {"visit"}
    undo.undo(desk.session)
    assert set(of(desk, "flow")) == {"feedback"}
    records.delete(desk.session, [record])
    assert of(desk, "flow") == {}


@pytest.mark.parametrize(("day", "state", "words"), [
    ("2026-04-23", "todo", "还有 8 天"), ("2026-04-24", "soon", "还有 7 天"), ("2026-05-01", "soon", "今天到期"),
    ("2026-05-02", "overdue", "逾期 1 天"),
])  # fmt: skip
def test_a_task_is_near_its_limit_seven_days_before_and_late_the_day_after(desk: Desk, day: str, state: str, words: str) -> None:
    the_day(desk, day)
    suggestion(desk)
    runs.set_param(desk.session, "wf06_suggestion", "reply_days", 30)
    found = of(desk, "flow")["feedback"]
    assert (found.state, found.due_words) == (state, words)


@pytest.mark.parametrize(("day", "before", "stage"), [
    ("2026-05-01", ("handler",), "handler"), ("2026-05-02", ("handler",), "leader"), ("2026-05-15", ("handler", "leader"), "leader"),
    ("2026-05-16", ("handler", "leader"), "principal"),
])  # fmt: skip
def test_reminders_go_up_from_the_handler_to_the_leader_to_the_principal(desk: Desk, day: str, before: tuple[str, ...], stage: str) -> None:
    the_day(desk, day)
    leader = desk.person("李建国", fields=("某县质监站",))
    suggestion(desk)
    runs.set_param(desk.session, "wf06_suggestion", "reply_days", 30)
    tasks.set_reminders(desk.session, 1, 15)
    reminded(desk, of(desk, "flow")["feedback"].id, *before)
    reminder = of(desk, "flow")["feedback"].reminder
    assert reminder is not None
    assert reminder.stage == stage
    expected = {"leader": "李建国", "principal": "周明远"}.get(stage)
    assert leader
    assert expected is None or reminder.who == expected


@pytest.mark.parametrize(("before", "stage"), [((), "handler"), (("handler",), "leader"), (("handler", "leader"), "principal")])
def test_no_stage_is_passed_over_however_late_a_task_is(desk: Desk, before: tuple[str, ...], stage: str) -> None:
    the_day(desk, "2026-08-30")
    desk.person("李建国", fields=("某县质监站",))
    suggestion(desk)
    runs.set_param(desk.session, "wf06_suggestion", "reply_days", 30)
    tasks.set_reminders(desk.session, 1, 15)
    task = of(desk, "flow")["feedback"]
    reminded(desk, task.id, *before)
    shown = of(desk, "flow")["feedback"].reminder
    assert shown is not None
    assert shown.stage == gap_offers.offers(desk.session, task.id).stage == stage


@pytest.mark.parametrize("day", ["2026-05-02", "2026-08-30"])
def test_as_long_as_the_unit_has_not_said_from_when_leaders_are_not_proposed_by_themselves(desk: Desk, day: str) -> None:
    the_day(desk, day)
    suggestion(desk)
    runs.set_param(desk.session, "wf06_suggestion", "reply_days", 30)
    reminder = of(desk, "flow")["feedback"].reminder
    assert reminder is not None
    assert (reminder.stage, reminder.words) == ("handler", "第一级：经办")


def test_the_unit_says_whom_a_stage_goes_to(desk: Desk) -> None:
    the_day(desk, "2026-05-02")
    desk.person("李建国", fields=("某县质监站",))
    suggestion(desk)
    runs.set_param(desk.session, "wf06_suggestion", "reply_days", 30)
    tasks.set_reminders(desk.session, 1, None, {"leader": "principal"})
    reminded(desk, of(desk, "flow")["feedback"].id, "handler")
    reminder = of(desk, "flow")["feedback"].reminder
    assert reminder is not None
    assert (reminder.stage, reminder.who) == ("leader", "周明远")
    for to in ({"leader": "everybody"}, {"nobody": "principal"}):
        with refused(ErrorCode.BAD_INPUT):
            tasks.set_reminders(desk.session, 1, None, to)


def test_the_unit_sets_from_when_on_leaders_are_reminded(desk: Desk) -> None:
    the_day(desk, "2026-05-05")
    suggestion(desk)
    runs.set_param(desk.session, "wf06_suggestion", "reply_days", 30)
    tasks.set_reminders(desk.session, 5, 30)
    found = of(desk, "flow")["feedback"].reminder
    assert found is not None
    assert found.stage == "handler"
    with refused(ErrorCode.BAD_INPUT):
        tasks.set_reminders(desk.session, 5, 4)


def test_who_takes_a_task_has_it_and_others_do_not(desk: Desk) -> None:
    other = desk.person("李建国")
    suggestion(desk)
    mine = {t.id for t in tasks.tasks(desk.session, TaskScope(mine=True)).tasks if t.source == "flow"}
    chosen = of(desk, "flow")["cc"]
    tasks.take(desk.session, chosen.id, other)
    assert of(desk, "flow")["cc"].assignee_name == "李建国"
    assert [t.step for t in tasks.tasks(desk.session, TaskScope(person=other)).tasks if t.source == "flow"] == ["cc"]
    after = {t.id for t in tasks.tasks(desk.session, TaskScope(mine=True)).tasks if t.source == "flow"}
    assert mine - after <= {chosen.id}
    tasks.give_back(desk.session, chosen.id)
    assert of(desk, "flow")["cc"].assignee == ""
    with refused(ErrorCode.NOT_FOUND):
        tasks.give_back(desk.session, chosen.id)


def test_a_task_set_aside_comes_back_the_day_after(desk: Desk) -> None:
    suggestion(desk)
    chosen = of(desk, "flow")["cc"].id
    tasks.set_aside(desk.session, chosen, "等分管领导出差回来", dt.date(2026, 11, 25))
    assert "cc" not in of(desk, "flow")
    held = tasks.tasks(desk.session, OFFICE).aside
    assert [(t.id, t.aside.reason, t.aside.until) for t in held if t.aside] == [(chosen, "等分管领导出差回来", dt.date(2026, 11, 25))]
    the_day(desk, "2026-11-25")
    assert "cc" not in of(desk, "flow")
    the_day(desk, "2026-11-26")
    assert "cc" in of(desk, "flow")


def test_setting_aside_is_undone_and_ended_like_any_change(desk: Desk) -> None:
    suggestion(desk)
    chosen = of(desk, "flow")["cc"].id
    tasks.set_aside(desk.session, chosen, "等回来", dt.date(2026, 12, 1))
    undo.undo(desk.session)
    assert "cc" in of(desk, "flow")
    tasks.set_aside(desk.session, chosen, "等回来", dt.date(2026, 12, 1))
    tasks.resume(desk.session, chosen)
    assert "cc" in of(desk, "flow")


@pytest.mark.parametrize(("reason", "until"), [("", "2026-12-01"), ("  ", "2026-12-01"), ("等", "2026-11-20"), ("等" * 501, "2026-12-01")])
def test_setting_aside_wants_a_reason_and_a_day_to_come(desk: Desk, reason: str, until: str) -> None:
    suggestion(desk)
    with refused(ErrorCode.BAD_INPUT):
        tasks.set_aside(desk.session, of(desk, "flow")["cc"].id, reason, dt.date.fromisoformat(until))


def test_a_task_that_is_gone_cannot_be_taken(desk: Desk) -> None:
    with refused(ErrorCode.NOT_FOUND):
        tasks.take(desk.session, "flow:wf06_suggestion:nothing:cc")


def test_a_gap_of_a_duty_is_a_task_with_the_place_it_explains(duty_desk: Desk) -> None:
    found = of(duty_desk, "duty")
    judged = evaluation.evaluation(duty_desk.session)
    assert found
    for one in found.values():
        assert one.explain is not None
        assert judged.find(one.explain.duty, one.explain.period, one.explain.subject, one.explain.record) is not None


def test_a_ledger_row_that_leads_no_workflow_gives_a_task_by_its_limit(desk: Desk) -> None:
    body = {"title": "关于某事的批示", "date": "2026-11-01", "due": "2026-11-18", "owner": desk.principal}
    record = records.save(desk.session, "ledger", "ledger.instruction", body).value.id
    led = desk.session.catalog.workflows.leading("ledger", "ledger.instruction")
    rows = [t for t in tasks.tasks(desk.session, OFFICE).tasks if t.record == record]
    assert [t.source for t in rows] == (["flow"] * len(rows) if led else ["ledger"])


def test_what_an_account_may_not_view_gives_it_no_task(desk: Desk) -> None:
    suggestion(desk)
    desk.session.user = User("x", "x", "党办", ("party_clerk",))
    desk.session.cache.clear()
    assert [t for t in tasks.tasks(desk.session, OFFICE).tasks if t.form == "suggestion"] == []


def test_who_is_not_in_the_register_keeps_what_the_account_has_taken(desk: Desk) -> None:
    suggestion(desk)
    desk.session.user = User("a-new", "new", "新来的", ("discipline_clerk",))
    chosen = of(desk, "flow")["cc"]
    tasks.take(desk.session, chosen.id)
    assert "cc" in of(desk, "flow", TaskScope(mine=True))


def test_a_step_that_rested_on_a_record_nobody_linked_is_asked_again_when_that_is_deleted(desk: Desk) -> None:
    row = {"text": "抓好党风廉政建设", "owner": desk.person("李建国"), "requirement": "每季度研究", "deadline": "2026-12-20"}
    records.save(desk.session, "document", "doc.task_table", {"title": "任务明细表", "date": "2026-11-12", "year": "2026", "rows": [row]})
    assert "meeting" in of(desk, "flow")
    meeting = desk.meeting("2026-11-02", topics=["task_decomposition"]).id
    records.transition(desk.session, meeting, "review")
    assert "meeting" not in of(desk, "flow")
    records.delete(desk.session, [meeting])
    assert "meeting" in of(desk, "flow")


def test_reports_of_one_title_are_told_apart_by_who_wrote_them(desk: Desk) -> None:
    session = desk.session
    for name in ("许涛", "金家豪"):
        body = {"title": "2026年度述责述廉报告", "date": "2026-11-02", "actor": people.save_person(session, name).value, "written": True}
        records.save(session, "report", "report.shuze", body)
    titles = {t.title for t in tasks.tasks(session, OFFICE).tasks if t.form == "report"}
    assert {t[t.index("（") :] for t in titles if "（" in t} == {"（许涛）", "（金家豪）"}


def test_a_name_that_the_title_says_is_not_said_again_nor_is_the_own_unit(desk: Desk) -> None:
    session = desk.session
    own, _name = session.own_unit()
    for title, who in (("许涛述责述廉报告", people.save_person(session, "许涛").value), ("单位述责述廉报告", own)):
        records.save(session, "report", "report.shuze", {"title": title, "date": "2026-11-02", "actor": who})
    assert all("（" not in t.title for t in tasks.tasks(session, OFFICE).tasks if t.form == "report")
