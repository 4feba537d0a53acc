"""Rules that tables of grants do not show: criticism (VIS-10), logged looks (VIS-13), files, quarterly reports (VIS-06)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import attachments, history, lists, prints, records, search
from app.services.lists import ListQuery
from app.services.session import Session
from app.store import office
from tests.unit.services.desk import Desk, new_office, refused

WORDS = "下基层少得出奇"


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk with all business roles."""
    made = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    yield made
    made.session.close()


def as_other(desk: Desk, role: str, person: str = "") -> Session:
    """The office as another account of one role sees it."""
    user = replace(desk.session.user, id="a-other", login="other", roles=(role,), person=person)
    return replace(desk.session, user=user, undo_stack=[], redo_stack=[], cache={})


def meeting(desk: Desk, who: str) -> records.RecordView:
    body = {
        "title": "民主生活会", "date": "2026-01-20", "chair": desk.principal,
        "attendance": [{"id": "w1", "person": desk.principal, "role": "chair"}, {"id": "w2", "person": who, "role": "attendee"}],
        "criticism": [{"id": "c1", "from": who, "to": desk.principal, "text": WORDS}],
    }  # fmt: skip
    return records.save(desk.session, "dem_life", "mtg.dem_life", body).value


def test_criticism_is_read_by_who_was_there_and_who_typed_it(desk: Desk) -> None:
    there, away = desk.person("李雷"), desk.person("韩梅")
    made = meeting(desk, there)
    assert records.get(desk.session, made.id).body["criticism"][0]["text"] == WORDS
    assert records.get(as_other(desk, "member", there), made.id).body["criticism"][0]["text"] == WORDS
    for other in (as_other(desk, "member", away), as_other(desk, "discipline_clerk"), as_other(desk, "principal", away)):
        assert "criticism" not in records.get(other, made.id).body
        assert not [c for h in history.history(other, made.id) for c in h.changes if "批评" in c.label]
        assert [h for h in search.search(other, WORDS) if h.kind == "record"] == []
        row = lists.rows(other, ("dem_life",), [made.rid], ["criticism"])[0]
        assert row.cells.get("criticism", "") == ""


def test_who_does_not_read_a_field_keeps_it_when_saving(desk: Desk) -> None:
    made = meeting(desk, desk.person("李雷"))
    other = as_other(desk, "party_clerk")
    view = records.get(other, made.id)
    records.save(other, "dem_life", made.kind, {**view.body, "title": "改了名称", "criticism": []}, made.id)
    kept = records.get(desk.session, made.id).body
    assert kept["title"] == "改了名称"
    assert kept["criticism"][0]["text"] == WORDS
    assert prints.record_pdf(other, made.id)


def test_a_look_at_a_clue_leaves_a_line_and_one_at_a_meeting_does_not(desk: Desk) -> None:
    clue = records.save(desk.session, "clue", "ledger.clue", {"title": "XS-1", "date": "2026-05-02"}).value
    talk = desk.talk(desk.person("李雷"))

    def looks(record: str) -> int:
        with desk.session.office.read() as conn:
            return sum(r.action == "view" and r.detail == record for r in office.log_rows(conn, 100))

    before = looks(clue.id), looks(talk.id)
    for one in (clue, talk):
        records.get(desk.session, one.id)
    assert (looks(clue.id), looks(talk.id)) == (before[0] + 1, before[1])


def test_a_file_is_given_out_only_through_a_record_that_is_seen(desk: Desk) -> None:
    value = attachments.attach_bytes(desk.session, "材料.txt", b"secret paper")
    assert attachments.attachment_bytes(desk.session, value["sha256"]) == b"secret paper"
    party, clerk = as_other(desk, "party_clerk"), as_other(desk, "discipline_clerk")
    for session in (party, clerk):
        with refused(ErrorCode.NOT_FOUND):
            attachments.attachment_bytes(session, value["sha256"])
    body = {"title": "XS-1", "date": "2026-05-02", "attachments": [value]}
    records.save(desk.session, "clue", "ledger.clue", body)
    assert attachments.attachment_bytes(clerk, value["sha256"]) == b"secret paper"
    with refused(ErrorCode.NOT_FOUND):
        attachments.attachment_bytes(party, value["sha256"])


@pytest.mark.parametrize("kind", ["report.petition_quarterly", "report.clue_quarterly"])
def test_a_quarterly_report_does_not_speak_of_the_own_principal(desk: Desk, kind: str) -> None:
    body = {"title": "季度报告", "date": "2026-10-08", "subject": [desk.principal]}
    with refused(ErrorCode.BAD_INPUT):
        records.save(desk.session, "report", kind, body)
    assert records.save(desk.session, "report", kind, {**body, "subject": [desk.lower_unit]}).value.id


def test_nobody_registers_a_clue_about_oneself(desk: Desk) -> None:
    who = desk.person("李雷")
    clerk = as_other(desk, "discipline_clerk", who)
    with refused(ErrorCode.NOT_ALLOWED):
        records.save(clerk, "clue", "ledger.clue", {"title": "XS-9", "date": "2026-05-02", "subject": [who]})
    assert lists.count(desk.session, ListQuery(("clue",))) == 0
