"""Records that belong into somebody's dossier and are not there yet: waiting, entered, or set aside with a reason.

What belongs there is data of the forms (`dossier:` in forms/records). A record waits while no entry of the person
names it as its source and nobody set it aside, so asking again, entering twice or undoing needs no book-keeping.
Nothing of the closed reports about the principal is ever offered.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalog.needs import lacking, matches
from app.catalog.records import DossierRule, RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import records
from app.services.lists import cell_text
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import changelog, listing, names, queries
from app.store.database import Connection

PAGE = "dossier"
ASIDE = "dossier.aside:"
SOURCE = "source_record"
LINKING = (SOURCE, "links")
NAMED = 5
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that could be made. entry: its kind; person: whose dossier; reason: why it was set aside, else empty."""

    record: str
    form: str
    kind_label: str
    title: str
    person: str
    person_name: str
    entry: str
    entry_label: str
    date: str
    basis: str
    summary: str
    reason: str = ""
    body: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """The record and whose dossier: what makes it one proposal."""
        return self.record, self.person


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of entering. kept: how many still wait; names: the first of those and what they lack.

    unfiled: how many were entered but wait for another person to file them.
    """

    done: int
    kept: int = 0
    names: tuple[str, ...] = ()
    unfiled: int = 0

    def sentence(self) -> str:
        """For the message bar; empty when everything was entered and filed."""
        kept = f"{self.kept} 条没有归入：{'；'.join(self.names)}。请点“修改后归入”补上。" if self.kept else ""
        return kept + (f"{self.unfiled} 条待另一位同志核对后入档。" if self.unfiled else "")


def proposals(
    session: Session, *, person: str = "", record: str = "", since: str = "", records: Collection[str] = ()
) -> list[Proposal]:
    """What waits for entry, latest first: of everybody, of one person, of one record or several, of records since an ISO day.

    Empty without the right.
    """
    return [p for p in _all(session, person, [record] if record else records, since) if not p.reason]


def aside(session: Session) -> list[Proposal]:
    """What was set aside, each with its reason."""
    return [p for p in _all(session, "", (), "") if p.reason]


def _all(session: Session, person: str, of: Collection[str], since: str) -> list[Proposal]:
    sight, pages = session.sight(), session.catalog.records.on_page(PAGE)
    if not any(sight.whole(f.id, f.kinds[0]) for f in pages):
        return []
    with session.store.read() as conn:
        if person or of or since:
            return _find(session, conn, person, of, since)
        key = (changelog.head(conn).seq, session.user)
        cached = session.cache.get("dossier.proposals")
        if not (isinstance(cached, tuple) and cached[0] == key):
            cached = (key, _find(session, conn, "", (), ""))
            session.cache["dossier.proposals"] = cached
    return list(cached[1])


def _find(session: Session, conn: Connection, person: str, of: Collection[str], since: str) -> list[Proposal]:
    entries = [f.id for f in session.catalog.records.on_page(PAGE)]
    linked = set(queries.named_by(conn, entries, LINKING, of))
    set_aside = queries.settings(conn, ASIDE)
    known = names.all_names(conn)
    found: dict[tuple[str, str], Proposal] = {}
    for form in session.catalog.records:
        if form.dossier and session.can("view", form.id):
            for row in _candidates(session, conn, form, person, of, since):
                for one in _of_row(session, form, row, known):
                    if one.key not in linked and (not person or one.person == person):
                        found.setdefault(one.key, one)
    persons, _units, _records = queries.existing(conn, {p.person for p in found.values()})
    waiting = [_with_reason(p, set_aside) for p in found.values() if p.person in persons]
    return sorted(waiting, key=lambda p: (p.date, p.record, p.person), reverse=True)


def _with_reason(one: Proposal, set_aside: Mapping[str, Any]) -> Proposal:
    said = set_aside.get(_aside_id(one.record, one.person))
    if not said:
        return one
    return Proposal(**{n: getattr(one, n) for n in Proposal.__slots__} | {"reason": str(said.get("reason") or "没有写明")})


def _candidates(
    session: Session, conn: Connection, form: RecordForm, person: str, of: Collection[str], since: str
) -> Iterable[Any]:
    if of:
        found = (row for row in queries.rows_by_id(conn, of).values() if row.form == form.id)
        return [row for row in found if not session.secret(row) and session.allows(conn, "view", row)]
    kinds = {k for rule in form.dossier for k in (rule.kinds or form.kinds)}
    states = {s for rule in form.dossier for s in rule.states}
    query = listing.ListQuery(forms=(form.id,), kinds=tuple(kinds), states=tuple(states), person=person or None, date_from=since or None)
    rows = queries.rows_by_rid(conn, listing.list_ids(conn, query, session.sight()))
    return [r for r in rows if not session.secret(r)]


def _of_row(session: Session, form: RecordForm, row: Any, known: Mapping[str, str]) -> Iterator[Proposal]:
    body = None
    for rule in form.dossier:
        if row.state not in rule.states or (rule.kinds and row.kind not in rule.kinds):
            continue
        body = json.loads(row.body) if body is None else body
        if matches(body, rule.when):
            for who in _people(body, rule.person):
                yield _proposal(session, form, row, body, rule, who, known)


def _people(body: Mapping[str, Any], path: str) -> list[str]:
    """Ids in a person field, a list of them, a people field or a column of a table, each once."""
    whole = body.get(path)
    table, _dot, column = path.rpartition(".")
    values = body.get(table) if whole is None and table else whole
    items = values if isinstance(values, list) else [values]
    ids = [(i.get(column if whole is None and table else "person") if isinstance(i, Mapping) else i) for i in items]
    return list(dict.fromkeys(str(i) for i in ids if isinstance(i, str) and i))


def _proposal(
    session: Session, form: RecordForm, row: Any, body: Mapping[str, Any], rule: DossierRule, who: str,
    known: Mapping[str, str],
) -> Proposal:  # fmt: skip
    vocab = session.catalog.vocab
    date = str(body.get(rule.date) or row.date or "")
    basis = str(body.get(rule.basis) or "") if rule.basis else ""
    summary = _summary(session, form, body, rule, known)
    made = {"title": row.title, "date": date, "subject": who, "basis": basis, "summary": summary, SOURCE: row.id}
    made |= {name: body[source] for name, source in rule.copy.items() if body.get(source) is not None}
    return Proposal(
        record=row.id, form=form.id, kind_label=vocab.short(row.kind), title=row.title, person=who,
        person_name=known.get(who, ""), entry=rule.entry, entry_label=vocab.short(rule.entry),
        date=date, basis=basis, summary=summary, body={k: v for k, v in made.items() if v != ""},
    )  # fmt: skip


def _summary(
    session: Session, form: RecordForm, body: Mapping[str, Any], rule: DossierRule, known: Mapping[str, str]
) -> str:
    """The words of the fields that the form names; each with its label when they are several."""
    said = []
    for name in rule.summary:
        definition = form.field(name)
        text = cell_text(session.catalog, definition, body.get(name), known).strip()
        if definition is not None and text:
            said.append((definition.label, text))
    return said[0][1] if len(said) == 1 else "；".join(f"{label}：{text.rstrip('。；')}" for label, text in said)


def draft_of(session: Session, record: str, person: str) -> tuple[str, str, dict[str, Any]]:
    """(form, kind, body) of the entry as a start for typing. Raises AppError NOT_FOUND when it no longer waits."""
    one = next((p for p in proposals(session, record=record) if p.person == person), None)
    if one is None:
        raise AppError(ErrorCode.NOT_FOUND, "这一条已经归入或不再需要归入。", action="请刷新后再看。")
    return _entry_form(session, one.entry).id, one.entry, dict(one.body)


def enter(session: Session, keys: Sequence[tuple[str, str]]) -> OpResult[Entered]:
    """Make the entries of proposals (record, person), all in one operation. Undoable; what no longer waits is passed over.

    An entry that another person must file is made unfiled.

    An entry that lacks what its form wants before it is filed keeps waiting and is named.
    Raises AppError NOT_ALLOWED; NOT_FOUND when none of them waits.
    """
    wanted = set(keys)
    chosen = [p for p in proposals(session) if p.key in wanted]
    if not chosen:
        raise AppError(ErrorCode.NOT_FOUND, "选中的都已归入或不再需要归入。", action="请刷新后再看。")
    ready: list[tuple[Proposal, RecordForm, Transition]] = []
    lacks: list[str] = []
    for one in chosen:
        form = _entry_form(session, one.entry)
        step = _filing(form, one.entry)
        session.require("create", form.id)
        session.require(step.action, form.id)
        missing = lacking(form, one.entry, one.body, step)
        if missing:
            lacks.append(f"{one.person_name}的{one.entry_label}缺“{missing[0].label}”")
        else:
            ready.append((one, form, step))
    result = Entered(len(ready), len(lacks), tuple(lacks[:NAMED]), sum(step.separate for _p, _f, step in ready))
    if not ready:
        raise AppError(ErrorCode.BAD_INPUT, result.sentence())
    touched, label = Touched(), f"归入廉政档案 {len(ready)} 条"
    own, _name = session.own_unit()
    with session.change("dossier.enter", label, touched, {f.id for _p, f, _s in ready}) as uow:
        for one, form, step in ready:
            body = {"actor": own, **one.body}
            state = form.initial_for(one.entry) if step.separate else step.target
            records.write_body(session, uow, form, one.entry, body, new_id("r"), new=True, state=state)
    return session.result(result, touched, label)


def set_aside(session: Session, record: str, person: str, reason: str) -> OpResult[str]:
    """Say that a record does not go into a person's dossier, and why. Undoable.

    Raises AppError NOT_ALLOWED, BAD_INPUT (no reason), NOT_FOUND (it does not wait).
    """
    words = reason.strip()
    if not words or len(words) > MOST_REASON:
        raise AppError(ErrorCode.BAD_INPUT, f"请写明为什么不归入，不超过 {MOST_REASON} 字。", where="理由")
    one = next((p for p in proposals(session, record=record) if p.person == person), None)
    if one is None:
        raise AppError(ErrorCode.NOT_FOUND, "这一条已经归入或不再需要归入。", action="请刷新后再看。")
    value = {"reason": words, "who": session.user.name, "at": session.stamp()}
    return _keep_aside(session, one, {"value": value}, "定为不归入廉政档案")


def take_up(session: Session, record: str, person: str) -> OpResult[str]:
    """Let something that was set aside wait again. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    one = next((p for p in aside(session) if p.key == (record, person)), None)
    if one is None:
        raise AppError(ErrorCode.NOT_FOUND, "这一条没有定为不归入。", action="请刷新后再看。")
    return _keep_aside(session, one, None, "重新列为待归入")


def _keep_aside(session: Session, one: Proposal, value: dict[str, Any] | None, label: str) -> OpResult[str]:
    form = _entry_form(session, one.entry).id
    session.require("create", form)
    touched = Touched()
    with session.change("dossier.aside", label, touched, [form]) as uow:
        uow.put("setting", _aside_id(one.record, one.person), value)
    return session.result(one.record, touched, label)


def _aside_id(record: str, person: str) -> str:
    return f"{ASIDE}{record}:{person}"


def _entry_form(session: Session, entry: str) -> RecordForm:
    form = session.catalog.records.of_kind(entry)
    if form is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种档案条目。")
    return form


def _filing(form: RecordForm, entry: str) -> Transition:
    """The step by which a new entry is filed: the first that locks it."""
    for step in form.transitions_from(form.initial_for(entry), entry):
        target = form.state(step.target)
        if target is not None and target.locked and target.counts:
            return step
    raise AppError(ErrorCode.BAD_STATE, "档案条目的表单没有“入档”这一步。")
