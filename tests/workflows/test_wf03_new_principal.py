"""WF-03: the talk before the first day in office, the reminder letter with its receipt, the other talks, the dossier."""

from __future__ import annotations

from app.services import letters, runs
from tests.workflows.walk import Walk


def appointed(walk: Walk, day: str = "2026-01-20", effective: str = "2026-02-03", *more: str) -> str:
    walk.day(day)
    return walk.save("event.new_principal", subject=[walk.head, *more], effective_date=effective)


def test_from_the_appointment_to_the_dossier(walk: Walk) -> None:
    event = appointed(walk)
    assert walk.stand(event, "integrity", "letter", "receipt") == ("open", "waiting", "waiting")
    walk.day("2026-01-28")
    walk.take_up(event, "integrity", "talk.integrity_new", actor=walk.d)
    assert walk.stand(event, "integrity") == ("soon",)  # only planned
    walk.held("talk.integrity_new", walk.head, by=walk.d)
    assert walk.stand(event, "integrity", "letter") == ("done", "unconfigured")
    sent = walk.letter("letter.integrity_reminder", walk.head)
    assert walk.stand(event, "letter", "receipt") == ("done", "unconfigured")
    runs.set_param(walk.session, "wf03_new_principal", "receipt_days", 7)
    walk.day("2026-02-05")
    assert walk.stand(event, "receipt") == ("overdue",)
    letters.advance(walk.session, sent, "number", series="某纪提")
    letters.advance(walk.session, sent, "deliver", values={"delivered_at": "2026-01-29"})
    letters.advance(walk.session, sent, "receipt", values={"receipt_at": "2026-02-05"})
    assert walk.stand(event, "receipt", "file") == ("done", "open")
    walk.refused(event, "handle", "上级“一把手”任职谈话")
    walk.held("talk.appointment", walk.head, by=walk.p)
    assert walk.stand(event, "superior_talk", "org_talk") == ("done", "unconfigured")
    walk.held("talk.appointment", walk.head, by=walk.o)
    walk.held("talk.integrity_collective", walk.head, by=walk.d)
    entry = walk.save("dossier.integrity_talk", subject=walk.head, summary="任前廉政谈话")
    walk.go(entry, "finalise")
    assert walk.stand(event, "org_talk", "collective", "file", "handled") == ("done", "done", "done", "open")
    walk.go(event, "handle")
    assert not walk.run(event).open


def test_the_talk_is_due_the_day_before_and_a_late_one_is_told_as_late(walk: Walk) -> None:
    event = appointed(walk)
    assert walk.day("2026-02-02").stand(event, "integrity") == ("soon",)
    assert walk.day("2026-02-03").stand(event, "integrity") == ("overdue",)
    walk.day("2026-02-06").held("talk.integrity_new", walk.head, by=walk.d)
    found = walk.step(event, "integrity")
    assert found.day is not None
    assert found.due is not None
    assert found.day > found.due


def test_somebody_else_cannot_hold_the_talk_in_place_of_the_head_of_discipline(walk: Walk) -> None:
    event = appointed(walk)
    walk.day("2026-01-28").held("talk.integrity_new", walk.head, by=walk.m1)
    assert walk.stand(event, "integrity") == ("soon",)
    walk.held("talk.integrity_new", walk.head, by=walk.m1, actor_role="discipline_head")
    assert walk.stand(event, "integrity") == ("done",)


def test_two_new_heads_both_need_their_talk(walk: Walk) -> None:
    event = appointed(walk, "2026-01-20", "2026-02-03", walk.m2)
    walk.day("2026-01-28").held("talk.integrity_new", walk.head, by=walk.d)
    found = walk.step(event, "integrity")
    assert "2 人中已有 1 人" in found.words
    assert "王五湖" in found.words
    walk.held("talk.integrity_new", walk.m2, by=walk.d)
    assert walk.stand(event, "integrity") == ("done",)
