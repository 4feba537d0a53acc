"""Timelines: links are followed both ways, hidden records neither shown nor walked through."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import ErrorCode
from app.services import records, timeline
from app.services.timeline import Timeline
from tests.unit.services.desk import Desk, refused


def titles(found: Timeline) -> list[str]:
    """The titles of the records, in order."""
    return [e.title for e in found.events if e.what == "record"]


def chain(desk: Desk) -> tuple[str, str, str]:
    """A meeting, a talk that came of it, and a letter that rests on the talk."""
    member = desk.person("李雷")
    meeting = desk.meeting("2026-03-02")
    talk = desk.talk(member, "2026-04-02", links=[meeting.id])
    letter = desk.letter(date="2026-05-02", basis_records=[talk.id])
    return meeting.id, talk.id, letter.id


def test_a_matter_is_the_same_from_each_of_its_records(desk: Desk) -> None:
    ids = chain(desk)
    found = [timeline.matter(desk.session, i) for i in ids]
    assert titles(found[0]) == titles(found[1]) == titles(found[2])
    assert len(titles(found[0])) == 3
    for one, record in zip(found, ids, strict=True):
        assert [e.record for e in one.events if e.here] == [record]


def test_a_link_says_what_it_is(desk: Desk) -> None:
    meeting, talk, letter = chain(desk)
    events = {e.key: e for e in timeline.matter(desk.session, meeting).events}
    assert events[letter].after == ((talk, "依据的记录"),)
    assert events[talk].after == ((meeting, "关联记录"),)
    assert events[meeting].after == ()


def test_what_may_not_be_viewed_is_neither_shown_nor_walked_through(desk: Desk) -> None:
    member = desk.person("李雷")
    meeting = desk.meeting("2026-03-02")
    body = {"title": "述责述廉报告", "date": "2026-03-20", "subject": member, "links": [meeting.id]}
    entry = records.save(desk.session, "dossier", "dossier.shuze", body).value
    talk = desk.talk(member, "2026-04-02", links=[entry.id])
    assert len(titles(timeline.matter(desk.session, meeting.id))) == 3
    clerk = replace(desk.session, user=replace(desk.session.user, roles=("party_clerk",)))
    assert [e.record for e in timeline.matter(clerk, meeting.id).events if e.what == "record"] == [meeting.id]
    assert [e.record for e in timeline.matter(clerk, talk.id).events if e.what == "record"] == [talk.id]
    assert entry.id not in {e.record for e in timeline.person(clerk, member).events}
    with refused(ErrorCode.NOT_FOUND):
        timeline.matter(clerk, entry.id)


def test_a_matter_of_many_records_ends_and_says_so(desk: Desk) -> None:
    meeting = desk.meeting("2026-03-02")
    member = desk.person("李雷")
    for number in range(timeline.MAX_RECORDS + 3):
        desk.talk(member, f"2026-04-{number % 28 + 1:02d}", links=[meeting.id])
    found = timeline.matter(desk.session, meeting.id)
    assert found.more
    assert len(titles(found)) == timeline.MAX_RECORDS


def test_a_person_s_line_has_posts_records_and_deadlines_in_order(duty_desk: Desk) -> None:
    member = duty_desk.person("李雷", fields=("城建科",))
    duty_desk.talk(member, "2026-04-02")
    found = timeline.person(duty_desk.session, member)
    days = [e.day for e in found.events]
    assert days == sorted(days)
    assert {e.what for e in found.events} == {"post", "record", "due"}
    for event in found.events:
        if event.what == "due":
            assert event.cell is not None
            assert event.cell.subject == member


def test_a_record_that_is_gone_has_no_matter(desk: Desk) -> None:
    with refused(ErrorCode.NOT_FOUND):
        timeline.matter(desk.session, "r-gone")
    with refused(ErrorCode.NOT_FOUND):
        timeline.person(desk.session, "p-gone")
