"""A clarification is shown at every place of the original: lists, record, links; and which places are still lacking."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import clearing, lists, record_page, records, search
from app.services.lists import ListQuery
from app.services.session import Session
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused


class Matter:
    """A clue about a person, the inquiry made on it, the entry in the dossier and the event: all in an office."""

    def __init__(self, desk: Desk) -> None:
        self.desk, session = desk, desk.session
        self.who = desk.person("李四海")
        self.clue = self.save("clue", "ledger.clue", title="XS-2026-004", disposition="disp.inquiry")
        self.inquiry = self.save("talk", "talk.inquiry", clue_ref=self.clue, actor=desk.principal)
        self.entry = self.save("dossier", "dossier.inquiry", source_record=self.inquiry, summary="如实说明")
        self.event = self.save("event", "event.clue_false", links=[self.clue], conclusion="false", social_impact=False)
        self.other = self.save("talk", "talk.inquiry", clue_ref=self.clue, actor=desk.principal, subject=[desk.person("王五湖")])
        records.transition(session, self.entry, "finalise")

    def save(self, form: str, kind: str, **fields: object) -> str:
        subject = self.who if form == "dossier" else [self.who]
        body = {"title": "事项", "date": "2026-06-01", "subject": subject, **fields}
        return records.save(self.desk.session, form, kind, body).value.id

    def clarification(self, *clears: str) -> str:
        body = {"method": "会议通报", "scope": "本单位", "own_statement": "同意", "clears": list(clears), "date": "2026-06-18"}
        return self.save("dossier", "dossier.clarification", **body)

    def state_in_list(self, session: Session, form: str, record: str) -> str:
        rids = lists.list_ids(session, ListQuery(forms=(form,)))
        return next(r for r in lists.rows(session, (form,), rids) if r.id == record).cells["state"]


@pytest.fixture
def matter(desk: Desk) -> Matter:
    return Matter(desk)


def file_it(matter: Matter, record: str) -> Session:
    matter.desk.add_account("second", "discipline_secretary", name="赵文")
    other = matter.desk.relogin("second", OTHER_PASSWORD)
    matter.desk.session = other
    records.transition(other, record, "file_clarification")
    return other


def test_the_places_of_one_matter_about_the_same_person_are_proposed(matter: Matter) -> None:
    one = matter.clarification(matter.event)
    found = clearing.places(matter.desk.session, one)
    assert {r.id for r in found.named} == {matter.event}
    assert {r.id for r in found.open} == {matter.clue, matter.inquiry, matter.entry}
    clearing.take_in(matter.desk.session, one, [r.id for r in found.open])
    assert clearing.places(matter.desk.session, one).open == ()


def test_another_persons_inquiry_is_no_place_of_this_clarification(matter: Matter) -> None:
    one = matter.clarification(matter.clue)
    with refused(ErrorCode.BAD_INPUT):
        clearing.take_in(matter.desk.session, one, [matter.other])
    with refused(ErrorCode.BAD_STATE):
        clearing.places(matter.desk.session, matter.clue)


def test_it_says_cleared_in_lists_search_record_and_links_only_once_it_is_filed(matter: Matter) -> None:
    one = matter.clarification(matter.clue, matter.inquiry, matter.entry, matter.event)
    session = matter.desk.session
    places = {"clue": matter.clue, "talk": matter.inquiry, "dossier": matter.entry, "event": matter.event}
    assert not any("已澄清" in matter.state_in_list(session, form, record) for form, record in places.items())
    session = file_it(matter, one)
    assert all(matter.state_in_list(session, form, record).endswith("已澄清") for form, record in places.items())
    assert "已澄清" not in matter.state_in_list(session, "talk", matter.other)
    for record in places.values():
        assert record_page.beside(session, records.get(session, record)).cleared
    linked = record_page.beside(session, records.get(session, matter.event)).linked
    assert next(r for r in linked if r.id == matter.clue).state_label.endswith("已澄清")
    assert any("已澄清" in hit.detail for hit in search.search(session, "XS-2026-004"))


def test_who_may_not_see_dossiers_still_sees_that_it_was_cleared(matter: Matter) -> None:
    session = file_it(matter, matter.clarification(matter.event))
    matter.desk.session = session
    matter.desk.add_account("party", "party_clerk", name="钱敏")
    clerk = matter.desk.relogin("party", OTHER_PASSWORD)
    assert record_page.beside(clerk, records.get(clerk, matter.event)).cleared
    clerk.close()
