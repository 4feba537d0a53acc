"""Variants of mechanisms 7, 34, 40, 44, 54, 61 and 62: thresholds, rows of ledgers, late reports, contradictory entries."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.services import records, runs, shuze, tasks, undo
from app.services.tasks import TaskScope
from tests.systems.judged import rows, states
from tests.unit.services.desk import refused
from tests.workflows.days import Office

SIGN = "tianshui-2014/5.2/sign-back"


def expense(town: Office, amount: int | None, matter: str = "sb.large_expense") -> str:
    body: dict[str, Any] = {"subject": [town.people["李建国"]], "signback_matter": matter}
    return town.add("event.signback_matter", **body, **({"amount": amount} if amount is not None else {}))


@pytest.fixture
def payer(town: Office) -> Office:
    """An office that asks for signatures from 600,000 on."""
    town.member("李建国")
    town.set("wf27_signback", large_fund=600_000)
    return town


@pytest.mark.parametrize(
    ("amount", "matter", "asked"),
    [
        (599_999, "sb.large_expense", False), (600_000, "sb.large_expense", True), (600_001, "sb.large_expense", True),
        (None, "sb.large_expense", True), (None, "sb.recommendation", True), (1, "sb.investigation", True),
    ],
)  # fmt: skip
def test_s07_the_duty_asks_for_a_signature_from_the_standard_on(payer: Office, amount: int | None, matter: str, asked: bool) -> None:
    case = expense(payer, amount, matter)
    payer.on("2026-01-06")
    assert states(payer, SIGN, case) == (["overdue"] if asked else [])


def test_s07_another_standard_leaves_the_duty_of_earlier_matters_as_it_was(payer: Office) -> None:
    small, large = expense(payer, 500_000), expense(payer, 700_000)
    payer.on("2026-03-01").set("wf27_signback", large_fund=1_000_000)
    later = expense(payer, 700_000)
    payer.on("2026-03-02")
    assert [states(payer, SIGN, c) for c in (small, large, later)] == [[], ["overdue"], []]
    undo.undo(payer.desk.session)
    undo.undo(payer.desk.session)
    again = expense(payer, 700_000)
    payer.on("2026-03-03")
    assert states(payer, SIGN, again) == ["overdue"]


def test_s07_a_row_of_the_ledger_is_a_signature_once_it_is_signed(payer: Office) -> None:
    case = expense(payer, 860_000)
    row = payer.add("ledger.signback", owner=payer.people["李建国"], signback_matter="sb.large_expense", amount=860_000, links=[case])
    payer.on("2026-01-06")
    assert states(payer, SIGN, case) == ["overdue"]
    payer.step(row, "sign", signed_at="2026-01-06")
    assert states(payer, SIGN, case) == ["met"]


def listed(town: Office, record: str) -> list[tuple[str, str]]:
    """Step and state of the tasks about a record."""
    found = tasks.tasks(town.desk.session, TaskScope(office=True)).tasks
    return [(t.step, t.state) for t in found if t.record == record and t.source == "flow"]


@pytest.mark.parametrize(("days", "day", "state"), [(None, "2026-01-19", "soon"), (None, "2026-01-20", "overdue"), (3, "2026-01-08", "overdue")])
def test_s44_a_row_of_the_ledger_that_was_not_passed_on_is_late_too(town: Office, days: int | None, day: str, state: str) -> None:
    if days is not None:
        runs.set_param(town.desk.session, "instruction", "within_days", days)
    row = town.add("ledger.instruction", received_at="2026-01-04", owner=town.desk.principal)
    town.on(day)
    assert ("transmit", state) in listed(town, row)
    seats = [{"person": town.desk.principal, "role": "chair"}]
    meeting = town.add("mtg.transmit", "finalise", links=[row], attendance=seats)
    assert town.at(row, "transmit").standing == "done"
    records.delete(town.desk.session, [town.add("mtg.transmit", links=[row], attendance=seats)])
    assert town.at(row, "transmit").standing == "done"
    assert meeting


def test_s44_passing_on_can_be_said_in_the_row_itself(town: Office) -> None:
    row = town.add("ledger.instruction", received_at="2026-01-04", owner=town.desk.principal)
    town.on("2026-02-01").step(row, "transmit", transmitted_at="2026-01-30")
    assert town.at(row, "transmit").standing == "done"


def test_s34_a_petition_of_the_ledger_to_be_talked_over_waits_for_its_talk(town: Office) -> None:
    row = town.add("ledger.petition", disposition="talk", accepted_at="2026-01-05")
    other = town.add("ledger.petition", disposition="disp.first_form", accepted_at="2026-01-05")
    town.step(row, "accept")
    assert ("talk", "todo") in listed(town, row)
    assert town.at(other, "talk").standing == "passed"
    with refused(ErrorCode.BAD_STATE):
        town.step(row, "finalise")
    town.add("talk.petition", "hold", actor=town.desk.principal, subject=[town.member("李建国")], links=[row])
    assert town.at(row, "talk").standing == "done"
    town.step(row, "finalise")


def test_s40_a_report_handed_in_after_the_year_it_is_about_counts_for_that_year(town: Office) -> None:
    heads = [town.head_below(n) for n in ("何晓峰", "钱文")]
    town.on("2027-01-20").add("report.shuze", "finalise", actor=heads[0], period="2026")
    town.add("report.shuze", "finalise", actor=heads[1])
    found = shuze.written(town.desk.session, 2026)
    [row] = rows(town, "beijing-28/11/written-full-coverage")
    assert ({n.id for n in found.missing}, len(found.done)) == ({heads[1], town.desk.principal}, 1)
    assert (set(row.missing), row.count) == ({heads[1], town.desk.principal}, 1)
    assert {n.id for n in shuze.written(town.desk.session, 2027).done} == {heads[1]}


GATES = ("motion", "recommend", "inspect", "decide", "appoint")


@pytest.mark.parametrize(("score", "settled"), [(59, False), (60, True), (61, True)])
def test_s54_a_mark_below_the_line_stops_the_last_gate_although_nobody_ticked_the_box(town: Office, score: int, settled: bool) -> None:
    who = town.member("李建国")
    people = [{"gate": f"gate.{g}", "person": town.desk.principal, "date": "2026-01-05"} for g in GATES]
    gates = {f"gate.{g}": "passed" for g in GATES}
    one = town.add("doc.appoint_record", subject=who, promotion=True, gate_people=people, exam_score=score, exam_line=60, **gates)
    if settled:
        town.step(one, "finalise")
    else:
        with refused(ErrorCode.BAD_INPUT):
            town.step(one, "finalise")


def test_s54_a_mark_below_the_line_cannot_be_a_pass(town: Office) -> None:
    exam = town.add("study.exam", actor=town.desk.principal, subject=[town.member("李建国")], score=59, pass_line=60, passed=True)
    with refused(ErrorCode.BAD_INPUT):
        town.step(exam, "finalise")
    town.fill(exam, passed=False)
    town.step(exam, "finalise")


@pytest.mark.parametrize("told", [{"matter_kind": "int.construction"}, {"person": "李建国"}])
def test_s62_a_nil_return_that_tells_of_a_matter_is_none(town: Office, told: dict[str, str]) -> None:
    who = town.member("李建国")
    body = {k: who if v == "李建国" else v for k, v in told.items()}
    one = town.add("ledger.intervention", zero_report=True, zero_period="2026Q1", **body)
    with refused(ErrorCode.BAD_INPUT):
        town.step(one, "finalise")
    town.step(town.add("ledger.intervention", zero_report=True, zero_period="2026Q1"), "finalise")


@pytest.mark.parametrize(("day", "state"), [("2026-02-09", "due"), ("2026-02-10", "due"), ("2026-02-11", "overdue")])
def test_s61_the_handover_is_asked_from_the_day_of_leaving_although_it_was_entered_before(town: Office, day: str, state: str) -> None:
    duty, who = "beijing-28/20/leave-handover", town.head_below("何晓峰")
    case = town.add("event.leave_post", subject=[who], effective_date="2026-02-10")
    town.on(day)
    assert states(town, duty, case) == [state]
    signed = {f"handover_{n}": who for n in ("from", "to", "witness")} | {f"handover_{n}_at": day for n in ("from", "to", "witness")}
    town.add("doc.handover", "finalise", subject=[who], links=[case], **signed)
    assert states(town, duty, case) == ["met"]
