"""Runs through services: what stands there, what is offered, what is refused on every way, what the unit sets."""

from __future__ import annotations

import datetime as dt
from array import array

import pytest

from app.domain.errors import AppError, ErrorCode
from app.domain.workflow.model import Case, Item, Proof, Tie
from app.jobs.progress import JobContext
from app.services import bulk, records, runs, tasks, undo
from app.services.flow_words import missing_label
from app.services.runs import Offer, Run, RunStep
from app.services.session import User
from tests.unit.services.desk import Desk, refused

FLOW = "wf06_suggestion"


def suggestion(desk: Desk, **fields: object) -> str:
    body = {"title": "关于加强资金管理的建议", "date": "2026-04-01", "issued_at": "2026-04-01", "subject": [desk.lower_unit], **fields}
    return records.save(desk.session, "suggestion", "ledger.suggestion", body).value.id


def the_run(desk: Desk, record: str) -> Run:
    found = runs.run_of(desk.session, record)
    assert found is not None
    return found


def step(desk: Desk, record: str, name: str) -> RunStep:
    return next(s for s in the_run(desk, record).steps if s.id == name)


def test_a_record_that_leads_no_workflow_has_no_run(desk: Desk) -> None:
    assert runs.run_of(desk.session, desk.talk(desk.principal).id) is None
    assert runs.run_of(desk.session, "nothing") is None


def test_a_run_says_in_words_what_is_there_and_what_is_not(desk: Desk) -> None:
    run = the_run(desk, suggestion(desk))
    assert run.open
    words = {s.id: (s.standing_label, s.words) for s in run.steps}
    assert words["issue"] == ("已办", "2026-04-01 有记录。")
    assert words["visit"] == ("等待", "先办：反馈。")
    assert words["feedback"] == ("待配置", "未见记录；待配置：建议提出后多少天内反馈。")
    assert [s.id for s in run.next] == ["cc", "feedback"]
    assert "第 26 条" in step(desk, run.record, "cc").source_label


def test_a_parameter_of_the_unit_gives_the_limit_and_can_be_taken_back(desk: Desk) -> None:
    record = suggestion(desk)
    runs.set_param(desk.session, FLOW, "reply_days", 30)
    found = step(desk, record, "feedback")
    assert (found.due, found.standing_label) == (dt.date(2026, 5, 1), "逾期")
    row = next(p for p in runs.params(desk.session) if p.flow == FLOW and p.name == "reply_days")
    assert (row.words, row.own) == ("30 天", True)
    undo.undo(desk.session)
    assert step(desk, record, "feedback").due is None


def test_a_parameter_that_holds_from_a_day_on_goes_back_to_what_was_shipped(desk: Desk) -> None:
    dated = next(p for p in runs.params(desk.session) if p.dated)
    runs.set_param(desk.session, dated.flow, dated.name, 500)
    assert next(p for p in runs.params(desk.session) if p.name == dated.name).own
    runs.set_param(desk.session, dated.flow, dated.name, None)
    again = next(p for p in runs.params(desk.session) if p.name == dated.name)
    assert (again.value, again.own) == (dated.default, False)
    undo.undo(desk.session)
    assert next(p for p in runs.params(desk.session) if p.name == dated.name).value == 500


def test_a_parameter_from_a_day_on_leaves_what_began_before(desk: Desk) -> None:
    runs.set_param(desk.session, FLOW, "reply_days", 30)
    runs.set_param(desk.session, FLOW, "reply_days", 60, since=dt.date(2026, 6, 1))
    old, new = suggestion(desk), suggestion(desk, date="2026-06-01", issued_at="2026-06-01")
    assert step(desk, old, "feedback").due == dt.date(2026, 5, 1)
    assert step(desk, new, "feedback").due == dt.date(2026, 7, 31)


@pytest.mark.parametrize("value", [-1, "30", True, 99999999])
def test_a_value_that_is_no_number_of_days_is_refused(desk: Desk, value: object) -> None:
    with refused(ErrorCode.BAD_INPUT):
        runs.set_param(desk.session, FLOW, "reply_days", value)


def test_only_who_may_configure_sets_parameters(desk: Desk) -> None:
    desk.session.user = User("x", "x", "某人", ("dossier_subject",))
    with refused(ErrorCode.NOT_ALLOWED):
        runs.set_param(desk.session, FLOW, "reply_days", 30)


def test_a_step_that_waits_is_refused_and_says_which_step_is_missing(desk: Desk) -> None:
    record = suggestion(desk, feedback_at="2026-05-01", feedback="已整改")
    records.transition(desk.session, record, "feedback")
    records.transition(desk.session, record, "visit", values={"return_visit_at": "2026-06-01"})
    with pytest.raises(AppError) as caught:
        records.transition(desk.session, record, "assess", values={"assessed_at": "2026-12-01"})
    assert caught.value.code is ErrorCode.BAD_STATE
    assert "抄送分管领导" in caught.value.message
    assert "抄送分管领导" in caught.value.action


def test_work_on_many_records_leaves_out_the_one_that_waits_and_names_it(desk: Desk) -> None:
    ready = suggestion(desk, cc_leader=[desk.principal], feedback_at="2026-05-01", return_visit_at="2026-06-01", assessed_at="2026-10-01")
    waiting = suggestion(desk, title="还没有抄送的", feedback_at="2026-05-01", return_visit_at="2026-06-01", assessed_at="2026-10-01")
    for record in (ready, waiting):
        for name in ("feedback", "visit"):
            records.transition(desk.session, record, name)
    rids = array("q", [records.get(desk.session, r).rid for r in (ready, waiting)])
    found = bulk.step_many(desk.session, rids, "assess", "纳入考核", JobContext()).value
    assert (found.done, found.kept) == (1, 1)
    assert records.get(desk.session, ready).state == "ss.assessed"
    assert records.get(desk.session, waiting).state == "ss.visited"


def test_what_a_step_offers_begins_with_what_the_lead_says(desk: Desk) -> None:
    record = suggestion(desk)
    offer = next(o for s in the_run(desk, record).steps for o in s.offers if o.kind == "letter")
    assert offer.label.startswith("起草")
    body = runs.offer_values(desk.session, offer)
    assert body["subject"] == [desk.lower_unit]
    assert body["links"] == [record]
    made = records.save(desk.session, "letter", offer.args["kind"], body).value
    assert made.body["links"] == [record]


def test_an_offer_that_the_workflow_no_longer_has_is_refused(desk: Desk) -> None:
    record = suggestion(desk)
    with refused(ErrorCode.NOT_FOUND):
        runs.offer_values(desk.session, Offer("new", "", record, "suggestion", FLOW, "cc", {"form": "talk", "kind": "talk.heart"}))


def test_who_may_not_view_the_lead_sees_no_run(desk: Desk) -> None:
    record = suggestion(desk)
    desk.session.user = User("x", "x", "党办", ("party_clerk",))
    assert runs.run_of(desk.session, record) is None
    assert runs.runs(desk.session, FLOW) == []


def test_a_run_is_over_with_the_last_state_and_is_listed_only_when_asked_for(desk: Desk) -> None:
    record = suggestion(desk, cc_leader=[desk.principal], feedback_at="2026-05-01", return_visit_at="2026-06-01")
    for name in ("feedback", "visit"):
        records.transition(desk.session, record, name)
    records.transition(desk.session, record, "assess", values={"assessed_at": "2026-10-01"})
    assert not the_run(desk, record).open
    assert runs.runs(desk.session, FLOW) == []
    assert [r.record for r in runs.runs(desk.session, FLOW, open_only=False)] == [record]


def test_the_way_of_a_new_letter_lies_ahead(desk: Desk) -> None:
    found = runs.way(desk.session, "letter", "letter.reminder")
    assert [s.label for s in found] == ["草拟", "审核", "签发", "编号用印", "送达", "回执", "反馈", "归档"]


def test_closed_reports_give_no_run_and_no_task_to_who_may_not_know_of_them(desk: Desk) -> None:
    body = {"title": "专题报告", "date": "2026-11-02", "subject": [desk.principal]}
    kind = desk.session.form("report_up").kinds[0]
    record = records.save(desk.session, "report_up", kind, body).value.id
    every = tasks.TaskScope(office=True)
    assert runs.run_of(desk.session, record) is not None
    assert [t for t in tasks.tasks(desk.session, every).tasks if t.record == record]
    for role in ("principal", "party_clerk"):
        desk.session.user = User("x", "x", "某人", (role,))
        assert runs.run_of(desk.session, record) is None
        assert [r for r in runs.runs(desk.session, open_only=False) if r.record == record] == []
        assert [t for t in tasks.tasks(desk.session, every).tasks if t.record == record] == []


def test_what_is_missing_never_names_a_record_that_is_not_seen(desk: Desk) -> None:
    talk = Item("t1", "talk", "talk.remind", "held", None, title="同某某的谈话")
    matter, form = Case(Item("e1", "event", "event.tendency", "open", None), (Tie(talk),)), desk.session.form("event")
    assert missing_label("t1", Proof(), matter, form, {}) == "同某某的谈话"
    assert missing_label("t1", Proof(), matter.without({"t1"}), form, {}) == ""
