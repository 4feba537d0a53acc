"""One step of a record, checked and written within a unit of work: its fields, its state, who and when.

Window, command line, import, batches and workflows all take steps through here. Does not belong here: who may take a
step at all (the caller's rights), what a step does beside the record (letters, draws), what a step writes by itself
(record_steps).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.body import References, check_body
from app.catalog.needs import lacking
from app.catalog.records import RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.services import letter_versions, protections, record_steps
from app.services.flow_guard import refuse_blocked
from app.services.record_body import references, refuse_problems, tidy
from app.services.record_sight import with_links
from app.services.session import Session
from app.store import queries
from app.store.adapters import Snapshot
from app.store.record_adapter import snapshot_of
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Held:
    """A record of a batch as it is before the step, with what was looked up for all of them. exist: which ids of a body
    are there; ready: of a letter that is signed or numbered, its files."""

    before: Snapshot
    exist: Callable[[Mapping[str, Any]], References]
    ready: letter_versions.Ready | None = None


def current(uow: UnitOfWork, form: RecordForm, record_id: str, version: int | None = None) -> Snapshot:
    """The stored snapshot of a record of this form; AppError NOT_FOUND, STALE."""
    row = queries.row_by_id(uow.conn, record_id)
    if row is None or row.form != form.id:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不存在或已删除。")
    if version is not None and row.version != version:
        raise AppError(ErrorCode.STALE, "这条记录在别处改过了。", action="请查看最新内容，再把您的修改合进去。")
    return snapshot_of(row)


def move(
    session: Session, uow: UnitOfWork, form: RecordForm, record_id: str, step: Transition, note: str, values: Mapping[str, Any]
) -> None:
    """Write one step of one record. Raises what `moved` raises, and NOT_FOUND."""
    held = Held(current(uow, form, record_id), lambda body: references(uow.conn, body))
    uow.put("record", record_id, moved(session, uow, form, record_id, held, step, note, values))


def moved(
    session: Session, uow: UnitOfWork, form: RecordForm, record_id: str, held: Held, step: Transition, note: str,
    values: Mapping[str, Any],
) -> Snapshot:  # fmt: skip
    """The record behind a step, checked as a whole; the record itself is for the caller to write (batches write many at once).

    Raises AppError BAD_STATE (out of turn, the same person, a workflow waits for something), BAD_INPUT (naming the field).
    """
    before = held.before
    if before["state"] not in step.sources:
        raise record_steps.out_of_turn(form, before["kind"], before["state"], step.id)
    if why := record_steps.same_person(form, step, before["author"], before["body"], session.user):
        raise AppError(ErrorCode.BAD_STATE, f"{why}。", action="请由另一位同志办理这一步。")
    asked = {*step.needs, *step.fills, *(n for c in step.conditions if not c.rows for n in c.fields)}
    for name in values:
        if name not in asked:
            raise AppError(ErrorCode.BAD_INPUT, "这一步不能填写这一项。", where=name)
    typed = with_links(session, uow.conn, [f for f in form.fields if f.id in values], before["body"], values)
    body = tidy(form, before["kind"], {**before["body"], **typed})
    target = form.state(step.target)
    complete = target is not None and target.counts
    refuse_problems(check_body(form, before["kind"], body, session.catalog.vocab, held.exist(body), complete=complete))
    for lack in lacking(form, before["kind"], body, step):
        raise AppError(ErrorCode.BAD_INPUT, lack.sentence(step.label), where=lack.label)
    protections.refuse_body(session, form, before["kind"], before, body, record_id)
    protections.refuse_step(session, uow.conn, form, step, before, body)
    refuse_blocked(session, uow.conn, form, record_id, {**before, "body": body}, step)
    body = record_steps.written(body, step, session.user, session.stamp(), note)
    body = letter_versions.keep(session, uow, step, before["kind"], body, held.ready)
    return {**before, "state": step.target, "body": body}
