"""WF-02: six situations lead to a special meeting with analysis and rectification, or are set aside by approval."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import records
from tests.unit.services.desk import refused
from tests.workflows.walk import Walk

SIX = {
    "event.major_or_common_issue": "t.major_common", "event.decision_error": "t.decision_error",
    "event.emergency_mishandled": "t.emergency", "event.important_issue_found": "t.found",
    "event.serious_case": "t.case", "event.four_winds": "t.four_winds",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "trigger"), SIX.items())
def test_each_of_the_six_situations_offers_the_meeting_with_its_own_reason(walk: Walk, kind: str, trigger: str) -> None:
    walk.day("2026-03-02")
    event = walk.save(kind)
    meeting = walk.take_up(event, "plan", "mtg.dem_life_special", title="专门民主生活会", date="2026-04-10")
    body = records.get(walk.session, meeting).body
    assert (body["trigger"], body["links"]) == (trigger, [event])
    assert walk.stand(event, "plan", "meeting") == ("done", "open")


def test_from_the_situation_to_the_end(walk: Walk) -> None:
    walk.day("2026-03-02")
    event = walk.save("event.decision_error")
    meeting = walk.take_up(event, "plan", "mtg.dem_life_special", title="专门民主生活会", date="2026-04-10")
    walk.refused(event, "handle", "召开会议并定稿")
    walk.day("2026-04-10").edit(meeting, self_criticism=[{"person": walk.p, "order": 1, "text": "把关不严"}])
    walk.go(meeting, "finalise")
    assert walk.stand(event, "meeting", "analyse", "rectify") == ("done", "done", "open")
    walk.refused(event, "handle", "整改立账")
    walk.day("2026-05-02")
    assert walk.stand(event, "rectify") == ("overdue",)
    walk.take_up(event, "rectify", "ledger.rectification", title="修订决策程序")
    assert walk.stand(event, "rectify", "handled") == ("done", "open")
    walk.go(event, "handle")
    assert not walk.run(event).open


def test_nothing_was_held_within_the_days_the_unit_set(walk: Walk) -> None:
    walk.day("2026-03-02")
    event = walk.save("event.four_winds")
    assert walk.day("2026-05-01").stand(event, "plan") == ("soon",)
    assert walk.day("2026-05-02").stand(event, "plan", "meeting") == ("overdue", "waiting")


def test_what_does_not_apply_is_set_aside_by_another_person_with_a_reason(walk: Walk) -> None:
    walk.day("2026-03-02")
    event = walk.save("event.serious_case")
    with refused(ErrorCode.BAD_STATE):
        records.transition(walk.session, event, "set_aside", values={"aside_reason": "不属于本单位"})
    with walk.second():
        walk.refused(event, "set_aside", "不适用的理由")
        walk.go(event, "set_aside", aside_reason="案件发生在所属单位划出以后")
    assert not walk.run(event).open
    assert records.get(walk.session, event).state == "not_applicable"
