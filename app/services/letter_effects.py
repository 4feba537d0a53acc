"""What a served or answered letter proposes to enter elsewhere: ledger rows to open, steps of linked records to take.

The kind says what (catalog.letter_effects); a proposal waits while no record of the kind is tied to the letter, or while
a tied one can still take the step, so that asking again, doing it twice or undoing needs no book-keeping. A person
ticks; nothing is entered by itself. Entries into dossiers are dossier_proposals, steps of workflows run over the
records that are opened and moved here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.catalog.letter_effects import Effect
from app.catalog.records import RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import records
from app.services.flow_offers import fitted
from app.services.record_body import as_list
from app.services.record_sight import refuse_apart
from app.services.records import RecordView
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries

FORM = "letter"
MOST_TIED = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that could be entered. key: what carry_out takes; record: the tied record that would move, or empty."""

    key: str
    words: str
    record: str = ""


def pending(session: Session, record_id: str) -> list[Proposal]:
    """What a letter proposes now, as far as the account may do it. Raises AppError NOT_FOUND."""
    return [proposal for proposal, _effect, _step in _all(session, _letter(session, record_id))]


def carry_out(session: Session, record_id: str, keys: Iterable[str]) -> OpResult[int]:
    """Enter what was ticked, in one operation. Undoable unless a step locks its record.

    Raises AppError BAD_INPUT (nothing, or something that is not proposed any more), and what the steps raise.
    """
    view, wanted = _letter(session, record_id), list(dict.fromkeys(keys))
    known = {proposal.key: (proposal, effect, step) for proposal, effect, step in _all(session, view)}
    if not wanted or not set(wanted) <= set(known):
        raise AppError(ErrorCode.BAD_INPUT, "选中的事项已经办过，或者现在不能办。", action="请刷新后再选。")
    chosen = [known[key] for key in wanted]
    undoable = not any(s is not None and records.is_locked(_form(session, e), s.target) for _p, e, s in chosen)
    touched, label = Touched(), "登记文书的后续"
    with session.change("letter.effect", label, touched, {_form(session, e).id for _p, e, _s in chosen}, undoable=undoable) as uow:
        for proposal, effect, step in chosen:
            form = _form(session, effect)
            values = _copied(session, effect, view) | _link(form, effect, view.id)
            if step is not None:
                asked = {*step.needs, *step.fills}
                records.move(session, uow, form, proposal.record, step, "", {n: v for n, v in values.items() if n in asked})
                continue
            body = records.new_body(session, form.id, effect.kind) | values
            target = new_id("r")
            refuse_apart(session, uow.conn, form, effect.kind, body)
            records.write_body(session, uow, form, effect.kind, body, target, new=True)
            records.refuse_unseen(session, uow, target)
    return session.result(len(chosen), touched, label, undoable=undoable)


def tied(session: Session, view: RecordView) -> list[Any]:
    """Rows of the records that a letter names or that name it, as far as the account may see them, latest first."""
    named = [str(i) for name in ("basis_records", "links", "collective_ref") for i in as_list(view.body.get(name))]
    with session.store.read() as conn:
        rows = {str(r.id): r for r in session.sight().those(conn, queries.rows_by_id(conn, named).values())}
        rows |= {str(r.id): r for r in queries.referring(conn, view.id, session.sight(), MOST_TIED)}
    return sorted(rows.values(), key=lambda r: (r.date or "", r.id), reverse=True)


def _all(session: Session, view: RecordView) -> Iterator[tuple[Proposal, Effect, Transition | None]]:
    kind = session.catalog.letters.get(view.kind)
    effects = [e for e in kind.effects if view.state in e.states] if kind is not None else []
    rows = tied(session, view) if effects else []
    for effect in effects:
        form, of = _form(session, effect), [r for r in rows if r.kind == effect.kind]
        label = session.catalog.vocab.short(effect.kind)
        if not effect.step:
            if not of and session.can("create", form.id, effect.kind):
                yield Proposal(f"open:{effect.kind}", f"登记一条“{label}”"), effect, None
            continue
        for row in of:
            step = next((t for t in form.transitions_from(row.state, row.kind) if t.id == effect.step), None)
            if step is not None and session.can_on(step.action, row.id):
                yield Proposal(f"{step.id}:{row.id}", f"{label}“{row.title}”登记为“{step.label}”", str(row.id)), effect, step


def _form(session: Session, effect: Effect) -> RecordForm:
    found = next((f for f in session.catalog.records if effect.kind in f.kinds), None)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "文书种类里写的后续事项没有对应的记录种类。", action="请在文书种类里改正。")
    return found


def _copied(session: Session, effect: Effect, view: RecordView) -> dict[str, Any]:
    form, found = _form(session, effect), {}
    for name, source in (effect.copy or {}).items():
        target, value = form.field(name), view.body.get(source)
        if target is not None and value not in (None, "", []):
            found[name] = fitted(target, value)
    return found


def _link(form: RecordForm, effect: Effect, letter: str) -> dict[str, Any]:
    field = form.field(effect.link)
    return {} if field is None else {effect.link: [letter] if field.many else letter}


def _letter(session: Session, record_id: str) -> RecordView:
    view = records.get(session, record_id)
    if view.form != FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    return view
