"""WF-05: feedback into rows, signed plan, report and review, two-step closing, extension, lasting work, share, look back."""

from __future__ import annotations

from typing import Any

import pytest

from app.services import records, runs
from tests.workflows.walk import Walk


def feedback(walk: Walk, number: int = 3) -> str:
    walk.day("2026-05-06")
    problems = [{"text": f"问题{n}", "owner": walk.m1, "deadline": "2026-08-06"} for n in range(1, number + 1)]
    return walk.save("event.inspection_feedback", subject=[walk.own], basis="某巡察〔2026〕3号", problems=problems)


def rows(walk: Walk, event: str) -> tuple[str, ...]:
    return runs.open_rows(walk.session, walk.offer(event, "ledger", "problems")).value


FILLED: dict[str, Any] = {
    "dim.person": "谈话提醒", "dim.matter": "补齐", "dim.cause": "把关不严", "dim.system": "修订制度",
    "horizon": ["horizon.now", "horizon.long"], "measures": "逐项整改", "plan_signed_at": "2026-05-20",
    "progress": [{"date": "2026-07-01", "text": "已补齐"}],
}  # fmt: skip


def close(walk: Walk, row: str, day: str = "2026-08-05") -> None:
    walk.day(day).edit(row, **FILLED, reviewer=walk.d, opinion="整改到位")
    walk.go(row, "sign_plan", "start", "report")
    with walk.second():
        walk.go(row, "verify")
    walk.go(row, "close", closed_at=day)


def test_every_problem_becomes_a_row_of_its_own_once(walk: Walk) -> None:
    event = feedback(walk)
    runs.set_param(walk.session, "wf05_feedback", "ledger_days", 10)
    assert walk.stand(event, "ledger") == ("open",)
    made = rows(walk, event)
    assert len(made) == 3
    one = records.get(walk.session, made[1])
    assert (one.body["problem"], one.body["source"], one.body["source_ref"], one.due) == ("问题2", "inspection", "某巡察〔2026〕3号", "2026-08-06")
    assert walk.stand(event, "ledger") == ("done",)
    assert not [o for o in walk.step(event, "ledger").offers if o.kind == "rows"]


def test_the_work_begins_when_the_first_in_charge_has_signed_the_plan(walk: Walk) -> None:
    event = feedback(walk)
    walk.refused(event, "rectify", "主要负责人签字")
    walk.go(event, "plan", plan_signed_at="2026-05-06", plan_signed_by=walk.p)
    rows(walk, event)
    walk.go(event, "rectify")
    assert walk.stand(event, "plan", "rectify", "report") == ("done", "done", "unconfigured")
    report = walk.save("report.rectification", links=[event], actor=walk.own)
    walk.go(report, "finalise")
    walk.refused(event, "assess", "审核整改报告", assessed_at="2026-05-06")


def test_a_row_is_late_the_day_after_its_limit_and_closed_by_two_people(walk: Walk) -> None:
    row = rows(walk, feedback(walk, 1))[0]
    assert walk.day("2026-08-06").stand(row, "report", "dimensions") == ("waiting", "open")
    walk.refused(row, "report", "")
    walk.edit(row, **FILLED, reviewer=walk.d, opinion="整改到位")
    assert walk.stand(row, "plan", "dimensions", "report") == ("done", "done", "soon")
    assert walk.day("2026-08-07").stand(row, "report") == ("overdue",)
    walk.go(row, "sign_plan", "start", "report")
    walk.refused(row, "verify", "两个人")
    with walk.second():
        walk.go(row, "verify")
        walk.refused(row, "close", "两个人", closed_at="2026-08-07")
    walk.go(row, "close", closed_at="2026-08-07")
    assert walk.stand(row, "verify", "close", "lookback") == ("done", "done", "unconfigured")
    walk.go(row, "plan_lookback")
    walk.go(row, "pass_lookback", lookback_at="2026-11-20", lookback_result="没有反弹")
    assert not walk.run(row).open


def test_an_extension_waits_for_approval_and_moves_the_limit(walk: Walk) -> None:
    row = rows(walk, feedback(walk, 1))[0]
    walk.edit(row, **FILLED)
    walk.go(row, "sign_plan", "start")
    assert walk.stand(row, "extension") == ("passed",)
    walk.day("2026-08-01").go(row, "ask_extension", extension_until="2026-10-31", extension_reason="验收推迟")
    assert walk.stand(row, "extension") == ("open",)
    with walk.second():
        walk.go(row, "approve_extension", extension_by=walk.p, extension_at="2026-08-02")
    assert walk.stand(row, "extension", "report") == ("done", "open")
    assert walk.day("2026-10-31").stand(row, "report") == ("soon",)
    assert walk.day("2026-11-01").stand(row, "report") == ("overdue",)
    assert records.get(walk.session, row).body["first_due"] == "2026-08-06"


def test_a_refused_extension_leaves_the_limit(walk: Walk) -> None:
    row = rows(walk, feedback(walk, 1))[0]
    walk.edit(row, **FILLED)
    walk.go(row, "sign_plan", "start")
    walk.go(row, "ask_extension", extension_until="2026-10-31", extension_reason="验收推迟")
    with walk.second():
        walk.refused(row, "refuse_extension", "延期审批意见", extension_by=walk.p, extension_at="2026-08-02")
        walk.go(row, "refuse_extension", extension_by=walk.p, extension_at="2026-08-02", extension_opinion="能按期完成")
    assert records.get(walk.session, row).due == "2026-08-06"


def test_lasting_work_is_reviewed_every_year(walk: Walk) -> None:
    row = rows(walk, feedback(walk, 1))[0]
    walk.day("2026-08-01").edit(row, **FILLED)
    walk.go(row, "sign_plan", "start")
    walk.go(row, "ask_long", long_reason="制度已建，长期执行")
    assert walk.stand(row, "lasting", "report") == ("open", "passed")
    with walk.second():
        walk.go(row, "approve_long", long_by=walk.p, long_at="2026-09-01")
    walk.day("2026-09-02")
    assert walk.stand(row, "lasting", "lasting_review", "close") == ("done", "open", "passed")
    assert walk.day("2027-09-01").stand(row, "lasting_review") == ("soon",)
    assert walk.day("2027-09-02").stand(row, "lasting_review") == ("overdue",)
    walk.go(row, "review_long", long_review_at="2027-09-02", long_review="执行正常")
    assert walk.stand(row, "lasting_review") == ("open",)
    assert walk.step(row, "lasting_review").due.isoformat() == "2028-09-02"  # type: ignore[union-attr]


@pytest.mark.parametrize("state", ["late", "insufficient", "refused"])
def test_what_is_not_done_well_is_listed_until_something_follows(walk: Walk, state: str) -> None:
    row = rows(walk, feedback(walk, 1))[0]
    walk.go(row, state)
    step = walk.step(row, "escalate")
    assert step.standing.value in ("open", "unconfigured")
    assert {o.args.get("kind") for o in step.offers} >= {"letter.interview_notice", "talk.interview", "letter.circular", "ledger.accountability"}
    assert records.get(walk.session, row).state == state
    walk.refused(row, "escalate", "约谈、通报或问责的情况")
    walk.go(row, "escalate", escalated_note="已约谈站长")
    assert walk.stand(row, "escalate") == ("done",)


def test_a_problem_of_the_whole_system_is_studied_before_it_is_closed(walk: Walk) -> None:
    row = rows(walk, feedback(walk, 1))[0]
    walk.day("2026-08-05").edit(row, **FILLED, **{"class": "class.systemic"}, reviewer=walk.d, opinion="整改到位")
    assert walk.stand(row, "research") == ("open",)
    walk.go(row, "sign_plan", "start", "report")
    with walk.second():
        walk.go(row, "verify")
    walk.refused(row, "close", "专题研究", closed_at="2026-08-05")
    walk.meeting("mtg.rectify_research", links=[row])
    walk.go(row, "close", closed_at="2026-08-05")


@pytest.mark.parametrize(("done", "total", "asked"), [(7, 10, False), (6, 9, True), (0, 1, True)])
def test_the_share_is_exact_and_the_draft_is_offered_only_where_the_unit_wants_it(
    walk: Walk, done: int, total: int, asked: bool
) -> None:
    event = feedback(walk, total)
    made = rows(walk, event)
    for row in made[:done]:
        close(walk, row)
    walk.go(event, "plan", plan_signed_at="2026-05-06")
    walk.go(event, "rectify")
    report = walk.save("report.rectification", links=[event], reviewer=walk.d, opinion="属实", conclusion="ok", actor=walk.own)
    walk.go(report, "finalise")
    walk.go(event, "assess", assessed_at="2026-05-06")
    assert walk.stand(event, "deep_check") == ("passed",)
    runs.set_param(walk.session, "wf05_feedback", "deep_check", True)
    assert walk.stand(event, "deep_check") == (("open",) if asked else ("passed",))
    assert [o.args["kind"] for o in walk.step(event, "deep_check").offers] == (["letter.deep_check"] if asked else [])
    assert records.get(walk.session, event).state == "assessed"


def test_the_feedback_is_closed_when_every_row_is(walk: Walk) -> None:
    event = feedback(walk, 2)
    first, second = rows(walk, event)
    close(walk, first)
    assert "1" in walk.step(event, "all_closed").words
    walk.refused(event, "close", "")
    close(walk, second)
    assert walk.stand(event, "all_closed") == ("done",)
