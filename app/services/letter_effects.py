"""What a served or answered letter proposes to enter elsewhere: ledger rows to open, steps of linked records to take.

The kind says what (catalog.letter_effects); a proposal waits while no record of the kind is tied to the letter (of a text
with items: none for the item), or while a tied one can still take the step and would lack nothing, so that asking again,
doing it twice or undoing needs no book-keeping. A person ticks; nothing is entered by itself. Entries into dossiers are dossier_proposals, steps of workflows run over the
records that are opened and moved here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.catalog.body import is_empty
from app.catalog.letter_effects import Effect
from app.catalog.needs import lacking
from app.catalog.records import RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import record_move, records
from app.services.flow_items import ROW
from app.services.flow_offers import fitted
from app.services.letter_items import Item, items
from app.services.record_body import as_list
from app.services.record_sight import refuse_apart
from app.services.records import RecordView
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store.unit_of_work import UnitOfWork

FORM = "letter"
MOST_TIED, MOST_WORDS = 200, 40
NAMED = ("basis_records", "links", "collective_ref", "replaces", "replaced_by")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that could be entered. key: what carry_out takes; record: the tied record that would move, or empty."""

    key: str
    words: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A proposal with what it rests on. item: of the letter's text, for one of several records to open."""

    proposal: Proposal
    effect: Effect
    form: RecordForm
    step: Transition | None = None
    item: Item | None = None


def pending(session: Session, record_id: str) -> list[Proposal]:
    """What a letter proposes now, as far as the account may do it. Raises AppError NOT_FOUND."""
    return [found.proposal for found in _all(session, _letter(session, record_id))]


def carry_out(session: Session, record_id: str, keys: Iterable[str]) -> OpResult[int]:
    """Enter what was ticked, in one operation. Undoable unless a step locks its record.

    Raises AppError BAD_INPUT (nothing, or something that is not proposed any more), and what the steps raise.
    """
    view, wanted = _letter(session, record_id), list(dict.fromkeys(keys))
    known = {found.proposal.key: found for found in _all(session, view)}
    if not wanted or not set(wanted) <= set(known):
        raise AppError(ErrorCode.BAD_INPUT, "选中的事项已经办过，或者现在不能办。", action="请刷新后再选。")
    chosen = [known[key] for key in wanted]
    undoable = not any(one.step is not None and records.is_locked(one.form, one.step.target) for one in chosen)
    touched, label = Touched(), "登记文书的后续"
    with session.change("letter.effect", label, touched, {one.form.id for one in chosen}, undoable=undoable) as uow:
        for one in chosen:
            _enter(session, uow, one, view)
    return session.result(len(chosen), touched, label, undoable=undoable)


def _enter(session: Session, uow: UnitOfWork, one: _Found, view: RecordView) -> None:
    values = _copied(one, view) | _link(one.form, one.effect, view.id)
    if one.step is not None:
        asked, before = {*one.step.needs, *one.step.fills}, record_move.current(uow, one.form, one.proposal.record)["body"]
        given = {n: v for n, v in values.items() if n in asked and is_empty(before.get(n))}  # what was said stays
        record_move.move(session, uow, one.form, one.proposal.record, one.step, "", given)
        return
    body = records.new_body(session, one.form.id, one.effect.kind) | values
    target, mark = new_id("r"), {ROW: _mark(view, one.item)} if one.item is not None else None
    refuse_apart(session, uow.conn, one.form, one.effect.kind, body)
    records.write_body(session, uow, one.form, one.effect.kind, body, target, new=True, issued=mark)
    records.refuse_unseen(session, uow, [target])


def tied(session: Session, view: RecordView) -> list[Any]:
    """Rows of the records that a letter names or that name it, as far as the account may see them, latest first."""
    named = [str(i) for name in NAMED for i in as_list(view.body.get(name))]
    with session.store.read() as conn:
        rows = {str(r.id): r for r in session.sight().those(conn, queries.rows_by_id(conn, named).values())}
        rows |= {str(r.id): r for r in queries.referring(conn, view.id, session.sight(), MOST_TIED)}
    return sorted(rows.values(), key=lambda r: (r.date or "", r.id), reverse=True)


def _all(session: Session, view: RecordView) -> Iterator[_Found]:
    kind = session.catalog.letters.get(view.kind)
    effects = [e for e in kind.effects if view.state in e.states and not _ruled_out(e, view)] if kind is not None else []
    rows = tied(session, view) if effects else []
    for effect in effects:
        form = _form(session, effect)
        of = [r for r in rows if effect.kind in (r.kind, r.form)]
        if effect.step:
            yield from _steps(session, view, effect, form, of)
        elif session.can("create", form.id, effect.kind):
            yield from _openings(session, view, effect, form, of)


def _ruled_out(effect: Effect, view: RecordView) -> bool:
    return any(str(view.body.get(name) or "") in values for name, values in (effect.unless or {}).items())


def _steps(session: Session, view: RecordView, effect: Effect, form: RecordForm, rows: list[Any]) -> Iterator[_Found]:
    """The step of every tied record that can take it and would then lack nothing."""
    for row in rows:
        step = next((t for t in form.transitions_from(row.state, row.kind) if t.id == effect.step), None)
        if step is None or not session.can_on(step.action, row.id):
            continue
        label = session.catalog.vocab.short(row.kind)
        words = f"{label}“{row.title}”登记为“{step.label}”"
        found = _Found(Proposal(f"{step.id}:{row.id}", words, str(row.id)), effect, form, step)
        known = json.loads(row.body)
        if not lacking(form, row.kind, {**_copied(found, view), **known}, step):
            yield found


def _openings(session: Session, view: RecordView, effect: Effect, form: RecordForm, rows: list[Any]) -> Iterator[_Found]:
    """One record, or one for every item that has none; none where records that led to the letter are tied already."""
    label = session.catalog.vocab.short(effect.kind)
    marks = {str(json.loads(r.body).get(ROW) or "") for r in rows} if effect.under else set()
    several = items(view.body, effect.under) if effect.under else []
    if rows and (not several or not any(mark.startswith(f"{view.id}#") for mark in marks)):
        return
    if not effect.under:
        yield _Found(Proposal(f"open:{effect.kind}", f"登记一条“{label}”"), effect, form)
    for item in several:
        if _mark(view, item) not in marks:
            words = f"登记一条“{label}”：{_short(item.text)}" + (f"（{item.due} 前）" if item.due else "")
            yield _Found(Proposal(f"open:{effect.kind}#{item.id}", words), effect, form, item=item)


def _mark(view: RecordView, item: Item | None) -> str:
    return f"{view.id}#{item.id}" if item is not None else ""


def _short(text: str) -> str:
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"


def _form(session: Session, effect: Effect) -> RecordForm:
    found = next((f for f in session.catalog.records if effect.kind in (*f.kinds, f.id)), None)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "文书种类里写的后续事项没有对应的记录种类。", action="请在文书种类里改正。")
    return found


def _copied(one: _Found, view: RecordView) -> dict[str, Any]:
    found: dict[str, Any] = {}
    item = {"item": one.item.text, "item_due": one.item.due} if one.item is not None else {}
    for name, source in (one.effect.copy or {}).items():
        target, value = one.form.field(name), item.get(source) or view.body.get("reply_due" if source == "item_due" else source)
        if target is not None and not is_empty(value):
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
