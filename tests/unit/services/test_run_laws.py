"""Runs and tasks kept in the session are those that would be read anew; a step is refused exactly while it has to wait."""

from __future__ import annotations

import random
from typing import Any

import pytest

from app.domain.errors import AppError, ErrorCode
from app.domain.workflow.model import SETTLED
from app.domain.workflow.progress import Progress
from app.services import flow_guard, flow_standing, records, runs, setup, tasks, undo
from app.services.flow_standing import RunBook
from app.services.session import Session
from app.services.tasks import TaskScope
from app.store import queries
from tests.unit.services.desk import PASSWORD, Desk


def said(found: Progress) -> list[tuple[Any, ...]]:
    """What a run says of every step."""
    return [(s.step.id, s.state, s.day, s.due, s.not_before, s.held, s.waits, s.reason, s.unset) for s in found.steps]


FILLED = ("cc_leader", "feedback_at", "return_visit_at")


@pytest.mark.parametrize("filled", [(), FILLED[:1], FILLED[1:], FILLED, (FILLED[0], FILLED[2])])
def test_a_step_is_refused_exactly_while_the_one_it_waits_for_is_open(desk: Desk, filled: tuple[str, ...]) -> None:
    values = {"cc_leader": [desk.principal], "feedback_at": "2026-05-01", "return_visit_at": "2026-06-01"}
    body = {"title": "建议", "date": "2026-04-01", "issued_at": "2026-04-01", **{n: values[n] for n in filled}}
    record = records.save(desk.session, "suggestion", "ledger.suggestion", body).value.id
    for _ in range(6):
        view = records.get(desk.session, record)
        run = runs.run_of(desk.session, record)
        assert run is not None
        flow = desk.session.catalog.workflows.find(run.flow)
        assert flow is not None
        standing = {s.id: s.standing for s in run.steps}
        for step in view.transitions:
            open_ones = [s.id for s in flow.steps if step.id in s.blocks and standing[s.id] not in SETTLED]
            answer = _taken(desk.session, record, step.id)
            assert (answer is ErrorCode.BAD_STATE) == (bool(open_ones) and answer is not ErrorCode.BAD_INPUT), step.id
            if answer is None:
                break
        else:
            break


def _taken(session: Session, record: str, step: str) -> ErrorCode | None:
    """Take a step; why it was refused, None when it was taken."""
    try:
        records.transition(session, record, step)
    except AppError as error:
        return error.code
    return None


def snapshot(book: RunBook) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """What a book says of every run."""
    return {(e.flow.id, e.matter.lead.id): said(e.stands) for e in book.entries()}


def _anything(session: Session, chance: random.Random, ids: list[str]) -> None:
    """One change such as people make, or none where it is refused."""
    with session.store.read() as conn:
        rows = list(queries.rows_by_id(conn, chance.sample(ids, 1)).values())
    try:
        if not rows or chance.random() < 0.2:
            undo.undo(session)
            return
        view = records.get(session, rows[0].id)
        what = chance.choice(("step", "link", "date", "delete", "new"))
        if what == "step" and view.transitions:
            records.transition(session, view.id, chance.choice(view.transitions).id)
        elif what == "link" and session.form(view.form).field("links"):
            records.save(session, view.form, view.kind, {**view.body, "links": chance.sample(ids, 2)}, view.id)
        elif what == "date":
            records.save(session, view.form, view.kind, {**view.body, "date": f"2026-{chance.randrange(1, 12):02d}-15"}, view.id)
        elif what == "delete":
            records.delete(session, [view.id])
        elif what == "new":
            body = {**records.copy_of(session, view.id), "links": [view.id]}
            ids.append(records.save(session, view.form, view.kind, body).value.id)
    except AppError:
        return


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_runs_that_are_followed_are_the_runs_that_are_read_anew(example_office: Session, seed: int) -> None:
    chance, session = random.Random(seed), example_office
    ids = sorted({e.matter.lead.id for e in flow_standing.book(session).entries()})
    for turn in range(40):
        _anything(session, chance, ids)
        book = flow_standing.book(session)
        if turn % 4 == 3:
            with session.store.read() as conn:
                assert snapshot(book) == snapshot(RunBook(session, conn))


def test_tasks_and_runs_are_the_same_after_the_office_is_opened_again(example_office: Session) -> None:
    chance, session = random.Random(7), example_office
    ids = sorted({e.matter.lead.id for e in flow_standing.book(session).entries()})
    for _turn in range(10):
        _anything(session, chance, ids)
    every = TaskScope(office=True)
    before = (snapshot(flow_standing.book(session)), tasks.tasks(session, every))
    folder, catalog, clock = session.folder, session.catalog, session.clock
    session.close()
    again = setup.unlock(folder, catalog, clock, "clerk", PASSWORD)
    try:
        assert (snapshot(flow_standing.book(again)), tasks.tasks(again, every)) == before
    finally:
        again.close()


@pytest.mark.parametrize(("filled", "refused"), [(FILLED, False), (FILLED[1:], True)])
def test_a_record_entered_in_a_later_state_is_held_to_the_same(desk: Desk, filled: tuple[str, ...], refused: bool) -> None:
    form = desk.session.form("suggestion")
    step = next(t for t in form.transitions if t.id == "assess")
    values = {"cc_leader": [desk.principal], "feedback_at": "2026-05-01", "return_visit_at": "2026-06-01"}
    body = {"title": "建议", "date": "2026-04-01", "issued_at": "2026-04-01", **{n: values[n] for n in filled}}
    snapshot = {"kind": "ledger.suggestion", "state": "ss.assessed", "entered": "2026-11-20", "author": "a", "body": body}
    with desk.session.store.read() as conn:
        found = flow_guard.blocked(desk.session, conn, form, "", flow_guard.came(form, snapshot, step), step)
    assert (found is not None) is refused
