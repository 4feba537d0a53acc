"""WF-18: the ecology report from four sources, what stands out to three, and what a superior says put right."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from tests.unit.services.desk import refused
from tests.workflows.days import Office

SOURCES = {"src_daily": "九次", "src_special": "一次", "src_dossier": "三十一条", "src_survey": "满意率 94%"}


@pytest.mark.parametrize("left_out", sorted(SOURCES))
def test_a_report_from_three_sources_is_not_sent(town: Office, left_out: str) -> None:
    rest = {k: v for k, v in SOURCES.items() if k != left_out}
    one = town.on("2026-12-01").add("report.ecology_annual", actor=town.desk.principal, period="2026", **rest)
    assert town.at(one, "sources").standing == "open"
    with refused(ErrorCode.BAD_STATE):
        town.step(one, "finalise")


def test_from_the_sources_to_the_receipt(town: Office) -> None:
    one = town.on("2026-12-01").add("report.ecology_annual", actor=town.desk.principal, period="2026", **SOURCES, prominent=True)
    assert town.at(one, "three").standing == "open"
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(one, "finalise")
    assert no.error is not None
    assert "三处" in no.error.message
    town.fill(one, sent_principal=True, sent_leader=True)
    assert town.at(one, "three").standing == "open"
    town.fill(one, sent_org_dept=True, team_problems="廉政教育不经常")
    assert town.on("2027-01-01").at(one, "send").standing == "overdue"
    town.step(one, "finalise")
    assert not town.run(one).open


def test_a_key_field_report_names_its_fields(town: Office) -> None:
    one = town.on("2026-07-01").add("report.key_field", actor=town.desk.principal, period="2026H1")
    assert town.stands(one)["sources"] == "passed"
    with refused(ErrorCode.BAD_STATE):
        town.step(one, "finalise")
    town.fill(one, key_field=["kf.approval"])
    town.step(one, "finalise")
    assert not town.run(one).open


def test_what_a_superior_says_is_put_right_and_told_to_two(town: Office) -> None:
    event = town.on("2026-04-15").add("event.ecology_feedback")
    row = town.on("2026-04-20").add("ledger.rectification", links=[event], measures="定期教育", source="ecology")
    assert town.at(event, "ledger").standing == "done"
    assert town.on("2026-07-14").at(event, "rectify").standing == "soon"
    assert town.on("2026-07-15").at(event, "rectify").standing == "overdue"
    for step in ("start", "report"):
        town.step(row, step)
    with town.second():
        town.step(row, "verify", reviewer=town.desk.principal, opinion="通过")
    assert town.at(event, "rectify").standing == "done"
    first = town.add("report.ecology_completion", "finalise", actor=town.desk.principal, links=[event], recipients=["superior_committee"])
    assert first
    assert town.at(event, "answer").standing == "overdue", "only one of two was told"
    with refused(ErrorCode.BAD_STATE):
        town.step(event, "handle")
    town.add("report.ecology_completion", "finalise", actor=town.desk.principal, links=[event], recipients=["superior_discipline"])
    assert town.at(event, "answer").standing == "done"
    town.step(event, "handle")
    assert not town.run(event).open
