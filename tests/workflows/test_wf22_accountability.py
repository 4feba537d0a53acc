"""WF-22: clause, facts, both sides, shares, statement, collective study, decision by another person, execution, dossier, visit, appeal."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import bulk, dossier_proposals, records, runs
from tests.unit.services.desk import refused
from tests.workflows.days import Office

KIND = "ledger.accountability"
GROUND = {"situation": ["sit.05"], "basis_article": "第六部分第2条", "facts": "没有督促落实", "grade": "grade.light"}


def opened(town: Office, who: str, **fields: Any) -> str:
    return town.on("2026-06-01").add(KIND, **({"object": "person", "subject": [who], **GROUND, "form": ["form.criticize"]} | fields))


def to_decision(town: Office, case: str) -> None:
    """Everything before the decision but what a test leaves open."""
    town.fill(case, party_liability="负直接责任", main_leading=[{"person": town.desk.principal}], responsibility_kind=["resp.personal"])
    town.step(case, "verify")
    town.on("2026-06-03").step(case, "state", own_statement="认可事实", stated_at="2026-06-03")
    town.on("2026-06-05").fill(case, collective_review="第十五次党组会议")
    town.step(case, "discuss")


def test_from_the_ground_to_the_appeal(town: Office) -> None:
    who = town.member("李建国")
    town.set("wf22_accountability", execute_days=10)
    case = opened(town, who)
    assert {k: v for k, v in town.stands(case).items() if v == "open"}.keys() >= {"double", "split", "state"}
    to_decision(town, case)
    assert [s.id for s in town.run(case).next] == ["decide"]
    with refused(ErrorCode.BAD_STATE):
        town.step(case, "decide")
    with town.second():
        town.on("2026-06-10").step(case, "decide", decided_at="2026-06-10", decision_no="某党〔2026〕9号")
    assert town.on("2026-06-21").at(case, "execute").standing == "overdue"
    assert town.at(case, "enter").standing == "open"
    town.step(case, "execute", executed_at="2026-06-21", visit_due="2026-12-10")
    assert town.on("2026-07-11").at(case, "enter").standing == "overdue"
    entries = [p.key for p in dossier_proposals.proposals(town.desk.session, record=case) if p.person == who]
    dossier_proposals.enter(town.desk.session, entries)
    assert town.at(case, "enter").standing == "done"
    assert town.at(case, "appeal").standing == "open"
    town.step(case, "appeal_executed", appealed_at="2026-07-11", appeal="提出申诉，维持原决定")
    assert town.at(case, "appeal").standing == "done"
    assert town.on("2026-12-03").at(case, "visit").standing == "soon"
    assert town.on("2026-12-11").at(case, "visit").standing == "overdue"
    town.step(case, "visit", visited_at="2026-12-11", visit_note="工作有改进")
    assert not town.run(case).open


def test_nobody_states_before_clause_facts_and_degree(town: Office) -> None:
    case = opened(town, town.member("李建国"), grade=None)
    town.step(case, "verify")
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(case, "state", own_statement="认可")
    assert no.error is not None
    assert "情形、依据、事实" in no.error.message


@pytest.mark.parametrize("left_out", ["party_liability", "responsibility_kind"])
def test_both_sides_and_the_shares_are_needed(town: Office, left_out: str) -> None:
    case = opened(town, town.member("李建国"))
    to_decision(town, case)
    town.fill(case, **{left_out: None})
    with town.second(), refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
        town.step(case, "decide")
    assert records.get(town.desk.session, case).state == "discussed"


def test_an_organisation_is_not_held_without_a_word_on_its_principal(town: Office) -> None:
    case = opened(town, town.desk.lower_unit, object="org", form=["form.written_check"])
    to_decision(town, case)
    assert town.at(case, "principal").standing == "open"
    with town.second(), refused(ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT):
        town.step(case, "decide")
    town.on("2026-06-10").fill(case, principal_conclusion="经查不承担：已经多次部署")
    with town.second():
        town.step(case, "decide", decided_at="2026-06-10")
    assert town.at(case, "enter").standing == "passed", "an organisation has no dossier"


def test_a_form_beside_the_grade_needs_a_reason_and_a_second_person(town: Office) -> None:
    case = opened(town, town.member("李建国"), form=["form.discipline"])
    to_decision(town, case)
    with town.second(), refused(ErrorCode.BAD_INPUT):
        town.step(case, "decide")
    with town.second():
        town.step(
            case, "decide", decided_at="2026-06-10", deviation_reason="拒不改正", deviation_reviewer=town.desk.principal,
            deviation_reviewed_at="2026-06-09",
        )  # fmt: skip
    assert records.get(town.desk.session, case).state == "final"


def test_collective_responsibility_follows_the_minutes(town: Office) -> None:
    yes, no, away = town.member("赵丽华"), town.member("吴明远"), town.member("郑晓峰")
    seats = [{"person": town.desk.principal, "role": "chair"}, *({"person": p, "role": "attendee"} for p in (yes, no)), {"person": away, "role": "absent"}]
    stances = [{"person": p, "order": n, "stance": s} for n, (p, s) in enumerate(((yes, "stance.agree"), (no, "stance.against")), 1)]
    agenda = [{"id": "a1", "title": "项目安排", "category": "category.major_project", "stances": stances}]
    meeting = town.on("2026-05-12").add("mtg.standing", "finalise", attendance=seats, agenda=agenda)
    case = opened(town, yes, responsibility_kind=["resp.collective"])
    assert town.at(case, "split").standing == "open"
    assert "propose" not in [o.kind for o in town.at(case, "split").offers], "there are no minutes yet"
    town.fill(case, meeting_ref=[meeting], agenda_ref="a1", party_liability="负直接责任")
    draft = next(o for o in town.at(case, "split").offers if o.kind == "propose")
    runs.take_draft(town.desk.session, draft)
    body = town.body(case)
    listed = {r["person"] for name in ("main_leading", "important_leading") for r in body[name]}
    assert listed == {town.desk.principal, yes}
    assert (body["dissenters"], body["absentees"]) == ([no], [away])
    assert town.at(case, "split").standing == "done"
    town.fill(case, important_leading=[*body["important_leading"], {"person": away}])
    town.step(case, "verify")
    town.step(case, "state", own_statement="认可事实", stated_at="2026-06-01")
    town.fill(case, collective_review="党组会议")
    town.step(case, "discuss")
    with town.second(), refused(ErrorCode.BAD_INPUT) as refusal:
        town.step(case, "decide", decided_at="2026-06-10")
    assert refusal.error is not None
    assert "郑晓峰" in refusal.error.message


def test_never_many_at_once(town: Office) -> None:
    cases = [opened(town, town.member(name)) for name in ("李建国", "赵丽华")]
    rids = array("q", [records.get(town.desk.session, c).rid for c in cases])
    assert not bulk.survey(town.desk.session, rids, JobContext()).steps
    with refused(ErrorCode.NOT_FOUND, ErrorCode.BAD_STATE):
        bulk.step_many(town.desk.session, rids, "verify", "核实", JobContext())
    assert {records.get(town.desk.session, c).state for c in cases} == {"opened"}


def test_nothing_decides_by_itself(town: Office) -> None:
    case = opened(town, town.member("李建国"))
    before = dict(town.body(case))
    town.on("2027-06-01")
    town.stands(case)
    assert (town.body(case), records.get(town.desk.session, case).state) == (before, "opened")
