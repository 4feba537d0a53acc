"""Records of every form: new, check, save, state, correction, delete.

All checks of a record body are the catalog's; all writes go through one unit of work.
Finalised records are locked: only corrections are appended.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.body import PROGRAM_KEYS, Problem, References, check_body, is_empty
from app.catalog.records import FieldType, RecordForm, State, Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.domain.numbering import next_title
from app.services import division_check, protections, record_steps
from app.services.appeals import with_appeal
from app.services.record_body import ID_LENGTH, references, refuse_problems, set_title, strings_in, tidy
from app.services.record_move import current, move
from app.services.record_sight import refuse_apart, with_unread, without_unread
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import names, queries
from app.store.adapters import Snapshot
from app.store.database import Connection
from app.store.unit_of_work import UnitOfWork

CORRECTIONS = "corrections"
CARRIED = frozenset({FieldType.PERSON, FieldType.PEOPLE, FieldType.UNIT, FieldType.TIME})
# steps that do more than move the record: services.letters.advance and services.draws.draw take them
OWN_WAY = frozenset({("letter", "number"), ("letter", "void"), ("inspection", "seed"), ("inspection", "draw")})


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record as pages show it. labels: display names of every id in the body; may: what the account may do with it."""

    id: str
    rid: int
    form: str
    kind: str
    title: str
    date: str
    end: str
    due: str
    actor: str
    subject: str
    state: str
    state_label: str
    state_tone: str
    locked: bool
    entered: str
    author: str
    author_name: str
    body: dict[str, Any]
    version: int
    transitions: tuple[Transition, ...]
    labels: dict[str, str]
    may: frozenset[str] = frozenset()


def new_body(session: Session, form_id: str, kind: str) -> dict[str, Any]:
    """The start of a new record: default values and today's date."""
    form = session.form(form_id)
    body = {f.id: copy.deepcopy(f.default) for f in form.fields_for(kind) if f.default is not None}
    body.setdefault(form.base["date"], session.clock.today().isoformat())
    own, _name = session.own_unit()
    actor = form.field(form.base.get("actor", "actor"))
    if actor is not None and actor.allow_unit and form.page in ("meetings", "reports", "checks"):
        body.setdefault(actor.id, own)
    return body


def copy_last(session: Session, form_id: str, kind: str) -> dict[str, Any]:
    """The last record of this kind as a start: its people, units, times and what the form carries over.

    Never its date, text or outcome; a numbered title goes on by one. Raises AppError NOT_ALLOWED.
    """
    form = session.form(form_id)
    session.require("view", form_id, kind)
    body = new_body(session, form_id, kind)
    with session.store.read() as conn:
        row = queries.last_of_kind(conn, form_id, kind, session.sight())
    if row is None:
        return body
    last = json.loads(row.body)
    for definition in form.fields_for(kind):
        carried = definition.type in CARRIED or definition.id in form.carry
        if carried and definition.id != form.base["date"] and not is_empty(last.get(definition.id)):
            body[definition.id] = last[definition.id]
    title = next_title(str(last.get(form.base["title"]) or ""), session.clock.today().year)
    if title:
        body[form.base["title"]] = title
    return body


def copy_of(session: Session, record_id: str) -> dict[str, Any]:
    """A record as the start of another: all that was typed, dated today, without number and attachments.

    Raises AppError NOT_FOUND.
    """
    view = get(session, record_id)
    form = session.form(view.form)
    left = {f.id for f in form.fields if f.type is FieldType.ATTACHMENTS or f.issued} | {"archive_no"}
    body = {k: copy.deepcopy(v) for k, v in view.body.items() if k not in PROGRAM_KEYS and k not in left}
    return body | {form.base["date"]: session.clock.today().isoformat()}


def check(session: Session, form_id: str, kind: str, body: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong or missing in a body, beside its field; warnings are not refused when it is saved."""
    with session.store.read() as conn:
        found = check_body(session.form(form_id), kind, body, session.catalog.vocab, references(conn, body))
    return [*found, *division_check.hints(session, body)] if form_id == division_check.FORM else found


def save(
    session: Session,
    form_id: str,
    kind: str,
    body: Mapping[str, Any],
    record_id: str | None = None,
    version: int | None = None,
) -> OpResult[RecordView]:
    """Write a record in its present state (a new one in the first state). Undoable.

    A first state that does not count (a draft) may lack required fields; others may not.
    Raises AppError NOT_ALLOWED, BAD_INPUT (first problem, with the field), FINALISED, STALE
    when `version` is not the stored one, NOT_FOUND.
    """
    form = session.form(form_id)
    session.require("create" if record_id is None else "edit", form_id, kind)
    if kind not in form.kinds:
        raise AppError(ErrorCode.BAD_INPUT, "这个表单不含这种记录。", where="种类")
    label = ("登记" if record_id is None else "修改") + session.catalog.vocab.short(kind)
    touched = Touched()
    target = record_id or new_id("r")
    with session.change("record.save", label, touched, [form_id]) as uow:
        refuse_apart(session, uow.conn, form, kind, body)
        write_body(session, uow, form, kind, body, target, new=record_id is None, version=version)
        refuse_unseen(session, uow, [target])
    return session.result(get(session, target), touched, label)


def refuse_unseen(session: Session, uow: UnitOfWork, record_ids: Sequence[str]) -> None:
    """Nobody writes what they then do not see: a clue about oneself is another person's to register (VIS-06)."""
    rows = queries.rows_by_id(uow.conn, record_ids)
    if len(session.sight().those(uow.conn, rows.values())) < len(record_ids):
        words = "这条记录涉及您本人，或者登记后您自己看不到。"
        raise AppError(ErrorCode.NOT_ALLOWED, words, action="请由另一位有权限的同志登记。")


def write_body(
    session: Session,
    uow: UnitOfWork,
    form: RecordForm,
    kind: str,
    body: Mapping[str, Any],
    record_id: str,
    *,
    new: bool,
    version: int | None = None,
    state: str | None = None,
    entered: str | None = None,
    example: bool = False,
    issued: Mapping[str, Any] | None = None,
) -> None:
    """Check and write one body within a unit of work (also used by the demo and by batches).

    entered: the day it was typed, when that is not today (the invented records of the example).
    issued: what the program itself gives this time (fields marked so, steps); a body cannot bring it.
    """
    before = None if new else current(uow, form, record_id, version)
    if not new:
        row = session.require_on(uow.conn, "edit", queries.row_by_id(uow.conn, record_id))
        body = with_unread(session, uow.conn, row, before["body"] if before else {}, body)
    snapshot = checked(
        session, form, kind, body, before, lambda ids: references(uow.conn, ids), lambda ids: names.names_of(uow.conn, ids),
        state=state, entered=entered, example=example, issued=issued, record_id=record_id,
    )  # fmt: skip
    uow.put("record", record_id, snapshot)


def checked(
    session: Session,
    form: RecordForm,
    kind: str,
    body: Mapping[str, Any],
    before: Snapshot | None,
    exist: Callable[[Mapping[str, Any]], References],
    named: Callable[[Iterable[str]], Mapping[str, str]],
    *,
    state: str | None = None,
    entered: str | None = None,
    example: bool = False,
    issued: Mapping[str, Any] | None = None,
    record_id: str = "",
) -> Snapshot:
    """What is written for a body: tidy, checked as a whole, with a title. Writes nothing.

    before: the stored record, None for a new one. exist: which ids of a body are there; named: names by id.
    Raises AppError BAD_STATE, BAD_INPUT (first problem), FINALISED (a locked record would change).
    """
    clean = _with_program_keys(form, tidy(form, kind, body), before) | tidy(form, kind, issued or {})
    chosen = state or (before["state"] if before else form.initial_for(kind))
    state_def = form.state(chosen)
    if state_def is None:
        raise AppError(ErrorCode.BAD_STATE, "没有这个状态。")
    refuse_problems(check_body(form, kind, clean, session.catalog.vocab, exist(clean), complete=state_def.counts))
    if not example:  # what invented people say may be written by whoever tries the program
        protections.refuse_body(session, form, kind, before, clean, record_id)
    set_title(session, named, form, kind, clean)
    snapshot: Snapshot = {
        "form": form.id,
        "kind": kind,
        "state": chosen,
        "entered": before["entered"] if before else entered or session.clock.today().isoformat(),
        "author": before["author"] if before else session.user.id,
        "author_name": before["author_name"] if before else session.user.name,
        "example": before["example"] if before else example,
        "body": clean,
    }
    if before and issued is None and is_locked(form, before["state"]) and before != snapshot:
        raise finalised()
    return snapshot


def _with_program_keys(form: RecordForm, body: dict[str, Any], before: Snapshot | None) -> dict[str, Any]:
    """Corrections, steps and issued fields are written by the program alone: what a caller sends for them is not taken."""
    own = PROGRAM_KEYS | {f.id for f in form.fields if f.issued}
    kept = before["body"] if before else {}
    typed = {name: value for name, value in body.items() if name not in own}
    return {**typed, **{name: kept[name] for name in sorted(own) if name in kept}}


def is_locked(form: RecordForm, state: str) -> bool:
    """Whether records in this state take only corrections."""
    found = form.state(state)
    return found is not None and found.locked


def finalised() -> AppError:
    """The failure of changing a locked record."""
    return AppError(ErrorCode.FINALISED, "这条记录已定稿，不能直接修改。", action="请用“追加更正”，原文会保留。")


def get(session: Session, record_id: str) -> RecordView:
    """One record. Raises AppError NOT_FOUND, NOT_ALLOWED. Viewing dossiers and the like is logged."""
    return views(session, [record_id])[0]


def views(session: Session, record_ids: Sequence[str]) -> list[RecordView]:
    """Records in order, each as `get` gives it. Raises what `get` raises for the first that is not there."""
    with session.store.read() as conn:
        by_id = queries.rows_by_id(conn, record_ids)
        rows = [session.require_on(conn, "view", by_id.get(one)) for one in record_ids]
        bodies = [without_unread(session, conn, row) for row in rows]
        known = _labels(session, conn, bodies)
        found = [_view(session, conn, row, body, known) for row, body in zip(rows, bodies, strict=True)]
    classes = session.catalog.rights.classes
    logged = [row.id for row in rows if classes[session.form(row.form).class_of(row.kind)].logged]
    if logged:
        session.log_all("view", logged)
    return found


def _labels(session: Session, conn: Connection, bodies: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Names by id of what the bodies name: people, units, records that are seen, duties."""
    said = {text for body in bodies for text in strings_in(body)}
    ids = {text for text in said if len(text) <= ID_LENGTH}
    found = names.names_of(conn, ids)
    found |= {str(r.id): r.title for r in session.sight().those(conn, queries.rows_by_id(conn, ids).values())}
    return found | {duty.id: duty.label for text in said if "/" in text and (duty := session.catalog.duties.find(text))}


def _view(session: Session, conn: Connection, row: Any, body: dict[str, Any], known: Mapping[str, str]) -> RecordView:
    form = session.form(row.form)
    state = form.state(row.state) or State(row.state, row.state)
    labels = {text: known[text] for text in strings_in(body) if text in known}
    may = frozenset(a for a in session.catalog.rights.actions if session.allows(conn, a, row))
    return RecordView(
        id=row.id, rid=int(row.rid), form=row.form, kind=row.kind, title=row.title, date=row.date or "",
        end=row.end or "", due=row.due or "", actor=row.actor or "", subject=row.subject or "", state=row.state,
        state_label=with_appeal(state.label, body), state_tone=state.tone, locked=state.locked, entered=row.entered, author=row.author,
        author_name=row.author_name, body=body, version=int(row.version),
        transitions=tuple(t for t in form.transitions_from(row.state, row.kind) if t.action in may),
        labels=labels, may=may,
    )  # fmt: skip


def transition(
    session: Session,
    record_id: str,
    transition_id: str,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> OpResult[RecordView]:
    """Move a record to another state. Undoable unless the new state is locked.

    values: fields that this step needs or fills (送达日期 and the like), also on a locked record.

    Raises AppError NOT_ALLOWED, BAD_STATE (no such way from here, or the same person may
    not do both), BAD_INPUT (a needed field is empty), NOT_FOUND.
    """
    with session.store.read() as conn:
        row = session.require_on(conn, "view", queries.row_by_id(conn, record_id))
    form = session.form(row.form)
    step = next((t for t in form.transitions_from(row.state, row.kind) if t.id == transition_id), None)
    if step is None or (form.id, step.id) in OWN_WAY:
        raise record_steps.out_of_turn(form, row.kind, row.state, transition_id)
    if not session.can_on(step.action, record_id):
        raise session.refused(step.action)
    touched = Touched()
    undoable = not is_locked(form, step.target)
    with session.change("record.state", step.label, touched, [form.id], undoable=undoable) as uow:
        move(session, uow, form, record_id, step, note, values or {})
    return session.result(get(session, record_id), touched, step.label, undoable=undoable)


def correct(session: Session, record_id: str, text: str) -> OpResult[RecordView]:
    """Append a correction to a locked record; the original stays. Not undoable.

    Raises AppError NOT_ALLOWED, BAD_INPUT (empty), BAD_STATE (not locked), NOT_FOUND.
    """
    words = text.strip()
    if not words or len(words) > 5000:
        raise AppError(ErrorCode.BAD_INPUT, "更正内容要填写，且不超过 5000 字。", where="更正")
    touched = Touched()
    with session.store.read() as conn:
        row = session.require_on(conn, "correct", queries.row_by_id(conn, record_id))
    form = session.form(row.form)
    if not is_locked(form, row.state):
        raise AppError(ErrorCode.BAD_STATE, "这条记录还没有定稿。", action="请直接修改。")
    with session.change("record.correct", "追加更正", touched, [form.id], undoable=False) as uow:
        before = current(uow, form, record_id)
        line = {"id": new_id("w"), "at": session.stamp(), "who": session.user.name, "text": words}
        body = {**before["body"], CORRECTIONS: [*before["body"].get(CORRECTIONS, []), line]}
        uow.put("record", record_id, {**before, "body": body})
    return session.result(get(session, record_id), touched, "追加更正", undoable=False)


def delete(session: Session, record_ids: Sequence[str]) -> OpResult[int]:
    """Delete records that are not locked, all or none. Undoable.

    Raises AppError NOT_ALLOWED, FINALISED, NOT_FOUND.
    """
    touched = Touched()
    forms: set[str] = set()
    label = f"删除 {len(record_ids)} 条记录"
    with session.change("record.delete", label, touched, forms) as uow:
        for record_id in record_ids:
            row = queries.row_by_id(uow.conn, record_id)
            if row is None or not session.allows(uow.conn, "view", row):
                raise AppError(ErrorCode.NOT_FOUND, "要删除的记录中有一条已不存在。", action="请刷新后再选。")
            session.require_on(uow.conn, "delete", row)
            form = session.form(row.form)
            if is_locked(form, row.state) or form.append_only:
                raise finalised()
            uow.put("record", record_id, None)
            forms.add(row.form)
        touched.note(uow, forms)
    return session.result(len(record_ids), touched, label)
