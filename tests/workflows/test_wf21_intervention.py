"""WF-21: interference is reported, received by somebody, dealt with; a period without any is said to be so."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import runs
from tests.unit.services.desk import refused
from tests.workflows.days import Office

LEDGER = "ledger.intervention"


def test_from_the_day_it_happened_to_the_end(town: Office) -> None:
    by, hears = town.member("李建国"), town.member("陈文博", "discipline_secretary")
    town.set("wf21_intervention", report_days=3, accept_days=2, dispose_days=10)
    case = town.on("2026-05-18").add(LEDGER, matter_kind="int.construction", person=by, occurred_at="2026-05-18", matter="工程分包")
    assert town.at(case, "report").standing == "soon"
    assert town.at(case, "not_told").standing == "passed"
    assert town.on("2026-05-22").at(case, "report").standing == "overdue"
    assert "event.accountability_situation" in {o.args.get("kind") for o in town.at(case, "not_told").offers}
    town.fill(case, reported_at="2026-05-22")
    assert town.at(case, "not_told").standing == "passed"
    assert town.on("2026-05-25").at(case, "accept").standing == "overdue"
    with refused(ErrorCode.BAD_INPUT):
        town.step(case, "accept")
    town.fill(case, received_by=hears)
    town.step(case, "accept", accepted_on="2026-05-25")
    assert town.on("2026-06-05").at(case, "dispose").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(case, "finalise")
    town.step(case, "dispose", disposed_at="2026-06-05", result="已制止")
    town.step(case, "finalise")
    assert not town.run(case).open


def test_nobody_who_received_it_no_end(town: Office) -> None:
    case = town.add(LEDGER, matter_kind="int.family_friend", occurred_at="2026-01-04", reported_at="2026-01-05", accepted_on="2026-01-05")
    with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
        town.step(case, "finalise")
    assert town.at(case, "accept").standing != "done"


@pytest.mark.parametrize("period", ["2026Q3", "2026H1", "2026"])
def test_a_nil_return_names_its_period(town: Office, period: str) -> None:
    nil = town.on("2026-09-30").add(LEDGER, zero_report=True)
    assert town.run(nil).flow == "wf21_zero_report"
    with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
        town.step(nil, "finalise")
    town.fill(nil, zero_period=period)
    town.step(nil, "finalise")
    assert [s.id for s in town.run(nil).next] == ["following"]


@pytest.mark.parametrize(("months", "period", "due"), [(3, "2026Q3", "2026-12-31"), (6, "2026H1", "2026-12-31"), (12, "2026", "2027-12-31"), (3, "2026Q4", "2027-03-31")])
def test_the_next_period_is_asked_for_in_time(town: Office, months: int, period: str, due: str) -> None:
    town.set("wf21_zero_report", zero_months=months)
    nil = town.on("2026-09-30").add(LEDGER, "finalise", zero_report=True, zero_period=period)
    step = town.at(nil, "following")
    assert step.due is not None
    assert step.due.isoformat() == due
    assert town.on("2028-01-01").at(nil, "following").standing == "overdue"


@pytest.mark.parametrize("again", [{"zero_report": True, "zero_period": "2026Q4"}, {"matter_kind": "int.construction"}])
def test_the_next_return_or_a_real_case_answers_it(town: Office, again: dict[str, object]) -> None:
    town.set("wf21_zero_report", zero_months=3)
    nil = town.on("2026-09-30").add(LEDGER, "finalise", zero_report=True, zero_period="2026Q3")
    assert town.on("2026-12-30").at(nil, "following").standing == "soon"
    town.add(LEDGER, **again)
    assert town.at(nil, "following").standing == "done"
    assert not town.run(nil).open


def test_a_real_one_is_no_nil_return(town: Office) -> None:
    case = town.add(LEDGER, matter_kind="int.construction")
    assert [r.flow for r in runs.runs_of(town.desk.session, case)] == ["wf21_intervention"]
