"""Acts on many records: what may go goes, what may not is kept and named; one step, undone in one."""

from __future__ import annotations

from array import array

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import accounts, bulk, lists, records, setup, undo
from app.services.lists import ListQuery
from app.services.records import RecordView
from tests.unit.services.desk import OTHER_PASSWORD, Desk, record_ids, refused, snapshot


def ids_of(*made: RecordView) -> array[int]:
    return array("q", [v.rid for v in made])


@pytest.fixture
def mixed(desk: Desk) -> tuple[list[RecordView], RecordView]:
    """Three drafts of two forms and a finalised meeting."""
    drafts = [desk.talk(desk.principal), desk.talk(desk.principal, "2026-10-11"), desk.meeting()]
    final = records.transition(desk.session, desk.meeting("2026-10-01").id, "finalise").value
    return drafts, final


def test_a_survey_says_what_it_comes_to(desk: Desk, mixed: tuple[list[RecordView], RecordView]) -> None:
    drafts, final = mixed
    found = bulk.survey(desk.session, ids_of(*drafts, final), JobContext())
    assert (found.total, found.deletable) == (4, 3)
    assert dict(found.states) == {"计划": 2, "草稿": 1, "定稿": 1}
    assert len(found.names) == 3
    labels = {label: count for _step, label, count in found.steps}
    assert sum(labels.values()) > 0


def test_deleting_keeps_and_names_what_is_locked_and_is_undone_in_one_step(
    desk: Desk, mixed: tuple[list[RecordView], RecordView]
) -> None:
    drafts, final = mixed
    before = snapshot(desk.session)
    done = bulk.delete_many(desk.session, ids_of(*drafts, final), JobContext())
    assert (done.value.done, done.value.kept) == (3, 1)
    assert "定稿" in done.value.sentence()
    assert record_ids(desk.session) == {final.id}
    assert done.changes.label == "删除 3 条记录"
    assert done.changes.forms == {"talk", "meeting"}
    snapshot(desk.session)  # the log and the tables agree
    assert lists.count(desk.session, ListQuery(("talk", "meeting"))) == 1
    undo.undo(desk.session)
    assert snapshot(desk.session) == before
    undo.redo(desk.session)
    assert record_ids(desk.session) == {final.id}


def test_bulk_deletion_writes_what_single_deletion_writes(desk: Desk) -> None:
    one, two = desk.talk(desk.principal), desk.talk(desk.principal)
    records.delete(desk.session, [one.id])
    single = snapshot(desk.session)
    undo.undo(desk.session)
    bulk.delete_many(desk.session, ids_of(one), JobContext())
    assert snapshot(desk.session) == single
    assert record_ids(desk.session) == {two.id}


def test_cancelling_changes_nothing(desk: Desk, mixed: tuple[list[RecordView], RecordView]) -> None:
    drafts, _final = mixed
    before = snapshot(desk.session)
    calls = iter([False, False, True, True])
    with pytest.raises(Cancelled):
        bulk.delete_many(desk.session, ids_of(*drafts), JobContext(stopped=lambda: next(calls)))
    assert snapshot(desk.session) == before


def test_more_than_one_step_can_hold_is_refused_with_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    made = ids_of(desk.talk(desk.principal), desk.talk(desk.principal))
    with refused(ErrorCode.TOO_LARGE):
        bulk.delete_many(desk.session, made, JobContext())


def test_nothing_to_delete_is_said(desk: Desk, mixed: tuple[list[RecordView], RecordView]) -> None:
    with refused(ErrorCode.NOT_FOUND):
        bulk.delete_many(desk.session, ids_of(mixed[1]), JobContext())


def test_who_may_not_delete_deletes_nothing(desk: Desk, mixed: tuple[list[RecordView], RecordView]) -> None:
    desk.add_account("boss", "member")
    session = setup.unlock(desk.session.folder, desk.session.catalog, desk.session.clock, "boss", OTHER_PASSWORD)
    try:
        with refused(ErrorCode.NOT_FOUND):
            bulk.delete_many(session, ids_of(*mixed[0]), JobContext())
        assert bulk.survey(session, ids_of(*mixed[0]), JobContext()).deletable == 0
    finally:
        session.close()
    assert accounts.users(desk.session)


def test_a_step_is_taken_by_all_that_can_and_undone_in_one(desk: Desk) -> None:
    made = [desk.talk(desk.principal, f"2026-10-{day}") for day in (10, 11, 12)]
    found = bulk.survey(desk.session, ids_of(*made), JobContext())
    step, label, count = found.steps[0]
    assert count == 3
    before = snapshot(desk.session)
    done = bulk.step_many(desk.session, ids_of(*made), step, label, JobContext())
    assert done.value.done + done.value.kept == 3
    assert done.value.done > 0
    moved = {records.get(desk.session, v.id).state for v in made}
    assert moved != {made[0].state}
    if done.undoable:
        undo.undo(desk.session)
        assert snapshot(desk.session) == before


def test_nobody_is_held_accountable_in_bulk(desk: Desk) -> None:
    rows = [
        records.save(desk.session, "accountability", "ledger.accountability", {"title": "立项", "date": day}).value
        for day in ("2026-05-01", "2026-05-02")
    ]
    assert bulk.survey(desk.session, ids_of(*rows), JobContext()).steps == ()
    with refused(ErrorCode.NOT_FOUND):
        bulk.step_many(desk.session, ids_of(*rows), "verify", "核实", JobContext())
