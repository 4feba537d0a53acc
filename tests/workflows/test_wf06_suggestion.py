"""WF-06: issue, copy to the leader in charge, urge, feedback, return visit, assessment."""

from __future__ import annotations

from app.services import runs
from tests.workflows.walk import Walk


def issued(walk: Walk, **body: str) -> str:
    walk.day("2026-04-01")
    return walk.save("ledger.suggestion", subject=[walk.lower], actor=walk.own, issued_at="2026-04-01", **body)


def test_from_the_suggestion_to_the_assessment_no_link_may_lack(walk: Walk) -> None:
    made = issued(walk, due="2026-05-01")
    assert walk.stand(made, "issue", "cc", "feedback", "visit") == ("done", "open", "open", "waiting")
    walk.go(made, "cc", cc_leader=[walk.m1])
    assert walk.day("2026-05-02").stand(made, "feedback") == ("overdue",)
    walk.go(made, "urge", urged_at="2026-05-02")
    walk.day("2026-05-10").go(made, "feedback", feedback_at="2026-05-10", feedback="已采纳")
    assert walk.stand(made, "feedback", "visit", "assess") == ("done", "unconfigured", "waiting")
    runs.set_param(walk.session, "wf06_suggestion", "visit_days", 60)
    assert walk.day("2026-07-09").stand(made, "visit") == ("soon",)
    assert walk.day("2026-07-10").stand(made, "visit") == ("overdue",)
    walk.refused(made, "visit", "回访不能早于", return_visit_at="2026-05-09")
    walk.go(made, "visit", return_visit_at="2026-07-10", return_visit="落实较好")
    assert walk.step(made, "assess").due.isoformat() == "2026-12-31"  # type: ignore[union-attr]
    walk.day("2026-12-10").go(made, "assess", assessed_at="2026-12-10")
    assert not walk.run(made).open


def test_it_is_not_assessed_before_it_was_visited_and_copied(walk: Walk) -> None:
    made = issued(walk)
    walk.day("2026-04-20").go(made, "feedback", feedback_at="2026-04-20")
    walk.go(made, "visit", return_visit_at="2026-04-20")
    walk.refused(made, "assess", "抄送分管领导", assessed_at="2026-04-20")


def test_without_a_limit_it_says_that_the_unit_has_to_set_one(walk: Walk) -> None:
    made = issued(walk)
    assert walk.stand(made, "feedback") == ("unconfigured",)
    assert "待配置" in walk.step(made, "feedback").standing_label
