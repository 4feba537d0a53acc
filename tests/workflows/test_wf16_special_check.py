"""WF-16: a special check begins with its plan and ends with the look back."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import runs
from tests.unit.services.desk import refused
from tests.workflows.days import Office

PLAN = {"plan_units": "质监站", "plan_people": "站长", "plan_matters": "设备采购", "plan_problems": "化整为零"}


def test_from_the_plan_to_the_look_back(town: Office) -> None:
    town.set("wf16_special_check", feedback_days=10, transfer_days=5, lookback_months=3)
    case = town.on("2026-05-18").add("insp.special", subject=[town.desk.lower_unit], end="2026-05-29")
    assert town.stands(case)["plan"] == "open"
    with refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
        town.step(case, "start")
    town.fill(case, **PLAN)
    town.step(case, "start")
    assert town.at(case, "feedback").due.isoformat() == "2026-06-08"  # type: ignore[union-attr]
    assert town.on("2026-06-09").at(case, "feedback").standing == "overdue"
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(case, "transfer", transferred_at="2026-06-09", transferred_to=town.desk.principal)
    assert no.error is not None
    assert "反馈" in no.error.message
    town.step(case, "feedback", feedback_at="2026-06-09", own_statement="没有异议")
    town.fill(case, findings="合同缺签字", findings_list=[{"text": "合同缺签字", "owner": town.desk.lower_unit, "deadline": "2026-07-30"}])
    assert town.on("2026-06-15").at(case, "transfer").standing == "overdue"
    assert town.at(case, "report").standing == "overdue"
    town.step(case, "transfer", transferred_at="2026-06-15", transferred_to=town.desk.principal)
    town.add("report.check_result", "finalise", actor=town.desk.principal, links=[case])
    made = runs.open_rows(town.desk.session, next(o for o in town.at(case, "ledger").offers if o.kind == "rows"))
    assert town.body(made.value[0])["due"] == "2026-07-30"
    assert town.on("2026-09-15").at(case, "lookback").standing == "soon"
    assert town.on("2026-09-16").at(case, "lookback").standing == "overdue"
    with refused(ErrorCode.BAD_STATE):
        town.step(case, "finalise")
    town.step(case, "rectify")
    town.step(case, "lookback", lookback_at="2026-09-16", lookback_result="已整改到位")
    town.step(case, "finalise")
    assert not town.run(case).open


@pytest.mark.parametrize("left_out", sorted(PLAN))
def test_every_element_of_the_plan_is_asked(town: Office, left_out: str) -> None:
    case = town.add("insp.special", **{k: v for k, v in PLAN.items() if k != left_out})
    assert town.at(case, "plan").standing == "open"
    with refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
        town.step(case, "start")


def test_without_findings_there_is_nothing_to_transfer(town: Office) -> None:
    case = town.on("2026-05-18").add("insp.special", "start", **PLAN)
    town.step(case, "feedback", feedback_at="2026-05-18")
    stands = town.stands(case)
    assert (stands["transfer"], stands["ledger"], stands["lookback"]) == ("passed", "passed", "passed")
    town.step(case, "finalise")


def test_other_checks_are_not_led(town: Office) -> None:
    assert runs.run_of(town.desk.session, town.add("insp.daily")) is None
