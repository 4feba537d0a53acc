"""WF-08: five gates with the people responsible, what must stand before the decision and before the appointment."""

from __future__ import annotations

from typing import Any

import pytest

from app.services import appointment_chain, records
from tests.workflows.walk import Walk

PASSES = {f"pass.{p}": "结论" for p in ("political", "conduct", "ability", "style", "clean")}
CHECKS = {f"check{n}{part}": value for n in range(1, 5) for part, value in (("_name", f"必查{n}"), ("", "已核查"), ("_at", "2026-05-20"))}


def gate(walk: Walk, name: str, day: str) -> dict[str, str]:
    return {"gate": f"gate.{name}", "person": walk.o, "duty": "承办", "date": day}


def inspected(walk: Walk, **body: Any) -> str:
    walk.day("2026-05-06")
    gates = [gate(walk, g, "2026-05-06") for g in ("motion", "recommend", "inspect", "decide", "appoint")]
    made = walk.save(
        "doc.appoint_record", subject=walk.m1, promotion=True, gate_people=gates, **{f"gate.{g}": "passed" for g in ("motion", "recommend", "inspect")}, **body
    )  # fmt: skip
    walk.go(made, "pass_motion", "pass_recommend", "pass_inspect")
    return made


def ready(walk: Walk, made: str, **body: Any) -> None:
    walk.day("2026-06-01")
    meeting = walk.meeting("mtg.standing")
    opinion = walk.letter("letter.clean_opinion_reply", walk.m1, political_appraisal="立场坚定", conclusion="no_problem")
    walk.edit(made, **PASSES, **CHECKS, consulted_at="2026-05-20", opinion_ref=opinion, collective_ref=meeting, **{"gate.decide": "passed"}, **body)


def test_a_gate_needs_somebody_who_answers_for_it(walk: Walk) -> None:
    walk.day("2026-05-06")
    made = walk.save("doc.appoint_record", subject=walk.m1, **{"gate.motion": "passed"})
    walk.refused(made, "pass_motion", "各关口责任人")
    walk.edit(made, gate_people=[gate(walk, "motion", "2026-05-06")])
    walk.go(made, "pass_motion")
    assert walk.stand(made, "motion", "recommend", "exam") == ("done", "open", "waiting")


def test_from_the_motion_to_the_final_record(walk: Walk) -> None:
    made = inspected(walk, reflections=[{"text": "作风", "state": "no_effect"}])
    assert walk.stand(made, "inspect", "passes", "consult", "checks", "collective") == ("done", "open", "open", "open", "waiting")
    walk.refused(made, "pass_decide", "五关", **{"gate.decide": "passed"})
    ready(walk, made)
    walk.go(made, "pass_decide")
    walk.refused(made, "pass_appoint", "考试", **{"gate.appoint": "passed"})
    walk.edit(made, exam_score=86, exam_line=80, exam_passed=True)
    walk.go(made, "pass_appoint", **{"gate.appoint": "passed"})
    walk.go(made, "finalise")
    assert not walk.run(made).open
    assert [g.words for g in appointment_chain.chain(walk.session, made).now] == ["孙组工 承办 2026-05-06"] * 5


@pytest.mark.parametrize("state", ["unverified", "verifying"])
def test_nobody_is_decided_on_before_what_was_reported_is_verified(walk: Walk, state: str) -> None:
    made = inspected(walk, reflections=[{"text": "作风", "state": state}])
    assert walk.stand(made, "verify") == ("open",)
    ready(walk, made)
    walk.refused(made, "pass_decide", "没核查清楚")
    walk.edit(made, **{"gate.decide": "not_passed"})
    walk.go(made, "pass_decide")


def test_nobody_is_appointed_against_what_was_found(walk: Walk) -> None:
    made = inspected(walk, reflections=[{"text": "廉洁", "state": "affects"}])
    ready(walk, made, exam_score=90, exam_line=80, exam_passed=True)
    walk.go(made, "pass_decide")
    walk.refused(made, "pass_appoint", "影响任职", **{"gate.appoint": "passed"})
    walk.go(made, "pass_appoint", **{"gate.appoint": "not_passed"})


def test_four_checks_are_named_by_the_unit_and_each_has_its_day(walk: Walk) -> None:
    made = inspected(walk)
    ready(walk, made)
    walk.edit(made, check3_name="")
    assert walk.stand(made, "checks") == ("open",)
    walk.refused(made, "pass_decide", "四项必查")
    walk.edit(made, promotion=False)
    assert walk.stand(made, "checks", "exam") == ("passed", "passed")


def test_interference_is_registered_with_the_record(walk: Walk) -> None:
    made = inspected(walk)
    assert walk.stand(made, "interference") == ("open",)
    walk.save("ledger.intervention", links=[made])
    assert records.get(walk.session, made).state == "gate.inspect"


def test_who_failed_the_exam_is_not_promoted(walk: Walk) -> None:
    made = inspected(walk)
    ready(walk, made, exam_score=55, exam_line=60, exam_passed=False)
    walk.go(made, "pass_decide")
    walk.refused(made, "pass_appoint", "考试", **{"gate.appoint": "passed"})
    walk.edit(made, **{"gate.appoint": "not_passed"})
    walk.go(made, "pass_appoint")


def test_an_exam_that_was_registered_and_passed_is_enough(walk: Walk) -> None:
    made = inspected(walk)
    exam = walk.save("study.exam", actor=walk.m1, score=88, passed=True, links=[made])
    walk.go(exam, "finalise")
    assert walk.stand(made, "exam") == ("done",)
