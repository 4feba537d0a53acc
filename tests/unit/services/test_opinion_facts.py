"""Periods that still run are proposed for a reply on clean conduct; what is over, replaced, cleared or unverified is not."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.clock import FixedClock
from app.domain.errors import ErrorCode
from app.services import opinion_facts, records, undo
from tests.unit.services.desk import OTHER_PASSWORD, TODAY, Desk, refused

LAST = "2026-11-20"  # the day of the desk


def entry(desk: Desk, who: str, kind: str = "dossier.discipline", *, draft: bool = False, **fields: object) -> str:
    body = {"title": "党内警告", "date": "2025-11-21", "subject": who, "basis": "某纪〔2025〕6号", "summary": "党内警告", **fields}
    made = records.save(desk.session, "dossier", kind, body).value.id
    if not draft:
        records.transition(desk.session, made, "finalise")
    return made


def request(desk: Desk, *people: str) -> str:
    body = {"title": "征求意见", "date": "2026-11-18", "subject": list(people), "about": "cadre", "basis": "某组〔2026〕7号"}
    return records.save(desk.session, "event", "event.opinion_request", body).value.id


def test_a_period_runs_through_its_last_day_and_not_a_day_longer(desk: Desk) -> None:
    who = desk.person("李四海")
    last = entry(desk, who, valid_until=LAST)
    entry(desk, who, valid_until="2026-11-19")
    one = request(desk, who)
    found = opinion_facts.periods(desk.session, one)
    assert [(p.entry, p.until, p.name, p.note) for p in found] == [(last, LAST, "李四海", "")]
    desk.session.clock = FixedClock(TODAY + dt.timedelta(days=1))
    assert opinion_facts.periods(desk.session, one) == []


def test_an_entry_without_an_end_is_proposed_with_a_word_to_look_it_up(desk: Desk) -> None:
    who = desk.person("李四海")
    entry(desk, who, "dossier.org_measure")
    assert [bool(p.note) for p in opinion_facts.periods(desk.session, request(desk, who))] == [True]


def test_drafts_corrected_and_cleared_entries_other_people_and_unverified_matters_are_left_out(desk: Desk) -> None:
    who, other = desk.person("李四海"), desk.person("王五湖")
    wrong = entry(desk, who, valid_until="2027-01-01")
    right = entry(desk, who, valid_until="2027-03-01", corrects=wrong)
    cleared = entry(desk, who, "dossier.accountability", valid_until="2027-05-01")
    entry(desk, who, valid_until="2027-06-01", draft=True)
    entry(desk, who, "dossier.inquiry", valid_until="2027-06-01")
    entry(desk, other, valid_until="2027-06-01")
    records.save(desk.session, "clue", "ledger.clue", {"title": "XS-1", "date": "2026-11-01", "subject": [who]})
    body = {"title": "澄清", "date": "2026-10-01", "subject": who, "method": "会议", "scope": "本单位", "own_statement": "同意", "clears": [cleared]}
    clearing = records.save(desk.session, "dossier", "dossier.clarification", body).value.id
    one = request(desk, who)
    assert {p.entry for p in opinion_facts.periods(desk.session, one)} == {right, cleared}
    desk.add_account("second", "discipline_secretary", name="赵文")
    desk.session = desk.relogin("second", OTHER_PASSWORD)
    records.transition(desk.session, clearing, "file_clarification")
    assert [p.entry for p in opinion_facts.periods(desk.session, one)] == [right]


def test_what_the_clerk_confirms_is_written_once_and_can_be_undone(desk: Desk) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, valid_until="2027-03-01")
    one = request(desk, who)
    assert records.get(desk.session, one).body.get("periods") is None
    done = opinion_facts.take_in(desk.session, one, [found])
    row = done.value.body["periods"][0]
    assert (row["person"], row["basis"], row["decided"], row["until"]) == (who, "某纪〔2025〕6号", "2025-11-21", "2027-03-01")
    assert opinion_facts.periods(desk.session, one) == []
    with refused(ErrorCode.BAD_INPUT):
        opinion_facts.take_in(desk.session, one, [found])
    undo.undo(desk.session)
    assert [p.entry for p in opinion_facts.periods(desk.session, one)] == [found]


def test_it_belongs_to_a_request_and_to_who_may_see_dossiers(desk: Desk) -> None:
    with refused(ErrorCode.BAD_STATE):
        opinion_facts.periods(desk.session, desk.talk(desk.principal).id)
    one = request(desk, desk.person("李四海"))
    desk.add_account("party", "party_clerk", name="钱敏")
    desk.session = desk.relogin("party", OTHER_PASSWORD)
    with refused(ErrorCode.NOT_ALLOWED, ErrorCode.NOT_FOUND):
        opinion_facts.periods(desk.session, one)


@pytest.mark.parametrize(("about", "result", "needs"), [("principal", "op.none", True), ("cadre", "op.period", True), ("cadre", "op.object", True), ("cadre", "op.none", False)])
def test_an_opinion_on_the_first_in_charge_or_against_somebody_is_settled_by_a_meeting_only(
    desk: Desk, about: str, result: str, needs: bool
) -> None:
    who = desk.person("李四海")
    one = request(desk, who)
    view = records.get(desk.session, one)
    body = view.body | {
        "about": about, "dossier_read_at": "2026-11-18", "dossier_read_by": desk.principal, "facts_confirmed": True,
        "appraisal": "立场坚定", "appraised_by": [desk.principal], "appraised_at": "2026-11-19", "decided_at": "2026-11-19",
        "opinions": [{"person": who, "result": result, "text": "查阅档案"}],
    }  # fmt: skip
    records.save(desk.session, "event", view.kind, body, one)
    meeting = {"title": "廉政意见研究", "date": "2026-11-19", "attendance": [{"person": desk.principal, "role": "chair"}, {"person": who, "role": "attendee"}]}
    held = records.save(desk.session, "meeting", "mtg.clean_opinion_review", meeting).value.id
    records.transition(desk.session, held, "finalise")
    records.transition(desk.session, one, "check_dossier")
    desk.add_account("second", "discipline_secretary", name="赵文")
    other = desk.relogin("second", OTHER_PASSWORD)
    desk.session = other
    if needs:
        with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
            records.transition(other, one, "settle_opinion")
        values = records.get(other, one).body | {"collective_ref": held}
        records.save(other, "event", view.kind, values, one)
    assert records.transition(other, one, "settle_opinion").value.state == "decided"
