"""WF-04: notice, own statement, signed opinion and reminder, conclusion, verification of drawn and untruthful, next year's statement."""

from __future__ import annotations

from app.services import draws, records, runs
from app.services.draws_population import INQUIRIES
from tests.workflows.walk import Walk


def sent(walk: Walk) -> str:
    walk.day("2026-05-06")
    made = walk.save("talk.inquiry", actor=walk.d, subject=[walk.m1])
    walk.go(made, "send", reply_due="2026-05-20")
    return made


def concluded(walk: Walk, conclusion: str = "truthful") -> str:
    made = sent(walk)
    walk.day("2026-05-15").edit(made, own_statement="已书面说明有关情况", replied_at="2026-05-15")
    walk.go(made, "explain")
    walk.day("2026-05-18").go(made, "sign", signed_by=walk.p, sign_opinion="如实说明", signed_at="2026-05-18")
    walk.held("talk.inquiry_sign", walk.m1, links=[made])
    walk.day("2026-05-25").go(made, "conclude", conclusion=conclusion)
    return made


def test_signing_alone_without_the_reminder_does_not_lead_to_a_conclusion(walk: Walk) -> None:
    made = sent(walk)
    assert walk.day("2026-05-21").stand(made, "explain") == ("overdue",)
    walk.edit(made, own_statement="已书面说明", replied_at="2026-05-21")
    walk.go(made, "explain")
    walk.refused(made, "conclude", "签署", conclusion="truthful")
    walk.day("2026-05-22").go(made, "sign", signed_by=walk.p, sign_opinion="如实说明", signed_at="2026-05-22")
    walk.refused(made, "conclude", "教育提醒", conclusion="truthful")
    walk.held("talk.inquiry_sign", walk.m1, links=[made])
    walk.go(made, "conclude", conclusion="truthful")
    assert walk.stand(made, "sign", "remind", "conclude") == ("done", "done", "done")


def test_what_was_not_truthful_is_verified_before_it_is_closed(walk: Walk) -> None:
    made = concluded(walk, "untruthful")
    runs.set_param(walk.session, "wf04_inquiry", "verify_days", 10)
    assert walk.stand(made, "verify_untruthful", "verify_sampled") == ("open", "passed")
    assert walk.day("2026-06-05").stand(made, "verify_untruthful") == ("overdue",)
    walk.refused(made, "close", "核实", closed_at="2026-06-05")
    walk.edit(made, verified_at="2026-06-06", verify_result="true")
    walk.day("2026-06-06")
    walk.refused(made, "close", "不能早于", closed_at="2026-06-05")
    walk.go(made, "close", closed_at="2026-06-06")
    assert walk.stand(made, "verify_untruthful", "close") == ("done", "done")


def test_the_truthful_one_closes_and_is_verified_only_when_it_is_drawn(walk: Walk) -> None:
    made = concluded(walk)
    walk.go(made, "close", closed_at="2026-05-25")
    assert walk.stand(made, "close", "verify_sampled") == ("done", "passed")
    seeded = draws.fix_seed(walk.session, INQUIRIES, 2026, seed="8412 0097", witnesses="李雷").value
    draws.draw(walk.session, seeded.id)
    assert records.get(walk.session, made).body["sampled"] is True
    assert walk.stand(made, "verify_sampled") == ("unconfigured",)
    walk.go(made, "record_verification", verified_at="2026-05-25", verify_note="与说明一致", verify_result="truthful")
    assert walk.stand(made, "verify_sampled") == ("done",)


def test_the_person_speaks_of_it_at_a_meeting_by_the_end_of_next_year(walk: Walk) -> None:
    made = concluded(walk)
    walk.go(made, "close", closed_at="2026-05-25")
    step = walk.step(made, "statement")
    assert step.due is not None
    assert step.due.isoformat() == "2027-12-31"
    walk.day("2027-01-20")
    meeting = walk.save("mtg.dem_life", date="2027-01-20", statement=[{"person": walk.m2, "item": "st.inquiry", "explained": True}])
    walk.go(meeting, "finalise")
    assert walk.stand(made, "statement") == ("open",)
    other = walk.save("mtg.dem_life", date="2027-01-21", statement=[{"person": walk.m1, "item": "st.inquiry", "explained": True}])
    walk.day("2027-01-21").go(other, "finalise")
    assert walk.stand(made, "statement") == ("done",)


def test_nobody_spoke_of_it_within_the_next_year(walk: Walk) -> None:
    made = concluded(walk)
    walk.go(made, "close", closed_at="2026-05-25")
    assert walk.day("2028-01-01").stand(made, "statement") == ("overdue",)
