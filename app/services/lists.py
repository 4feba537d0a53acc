"""Lists: ordered row ids and pages of display rows, the same for every form."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.services.appeals import with_appeal
from app.services.record_body import as_list
from app.services.session import Session
from app.store import listing, names, queries
from app.store.clearing import CLEARS, cleared_among
from app.store.database import Connection
from app.store.listing import ListQuery
from app.store.sight import Sight

__all__ = ["Column", "ListQuery", "Row", "all_columns", "columns", "count", "list_ids", "rows", "seek", "sums"]


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a list shows it. waits: its limit still matters; cells: display text by column id."""

    rid: int
    id: str
    form: str
    kind: str
    kind_label: str
    title: str
    date: str
    state: str
    state_label: str
    tone: str
    actor: str
    subject: str
    due: str
    waits: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. kind: text, date or number, as a sheet stores it; money: two decimals."""

    id: str
    label: str
    numeric: bool = False
    kind: str = "text"
    money: bool = False


COMMON = {
    "date": "日期", "kind": "种类", "title": "标题", "actor": "主持／办理", "subject": "对象", "state": "状态",
    "end": "结束日期", "due": "期限", "entered": "录入日期", "author": "录入人",
}  # fmt: skip
CLEARED = "已澄清"
SEVERAL = ("date", "kind", "title", "actor", "subject", "state")
WAITING_LETTERS = ("delivered", "receipted")
NUMBERS = (FieldType.INTEGER, FieldType.MONEY)
NAMES = (FieldType.PERSON, FieldType.UNIT, FieldType.PEOPLE)
UNLISTED = frozenset({*TABLES, FieldType.LONG_TEXT, FieldType.RECORD_LINK})


def columns(session: Session, form_ids: Sequence[str]) -> list[Column]:
    """The columns a list over the given forms begins with (several forms share the common ones)."""
    forms = [session.form(f) for f in form_ids]
    if len(forms) != 1:
        return [_column(None, name) for name in SEVERAL]
    return [_column(forms[0], name) for name in forms[0].columns]


def all_columns(session: Session, form_ids: Sequence[str]) -> list[Column]:
    """Every column a list over the forms may show: its own, the common ones, plain fields of a single form.

    Of several forms their number fields, which a list can add up.
    """
    forms = [session.form(f) for f in form_ids]
    form = forms[0] if len(forms) == 1 else None
    found = {c.id: c for c in columns(session, form_ids)}
    for name in COMMON:
        if form is None or name not in ("actor", "subject", "end", "due") or form.field(form.base.get(name, name)):
            found.setdefault(name, _column(form, name))
    for one in forms:
        for definition in one.fields:
            able = (definition.type not in UNLISTED if form is not None else definition.type in NUMBERS) and not definition.own_page
            if able and not definition.secret and definition.id not in one.base.values():
                found.setdefault(definition.id, _column(one, definition.id))
    return list(found.values())


def _column(form: RecordForm | None, name: str) -> Column:
    definition = form.field(name) if form is not None else None
    if definition is None:
        label = COMMON.get(name, name)
        return Column(name, label, kind="date" if name in ("date", "end", "due", "entered") else "text")
    own = name in ("kind", "state", "entered", "author")
    kind = "date" if definition.type is FieldType.DATE else "number" if definition.type in NUMBERS else "text"
    return Column(name, COMMON[name] if own else definition.label, definition.type in NUMBERS, kind, definition.type is FieldType.MONEY)


def list_ids(session: Session, query: ListQuery, limit: int = 0) -> array[int]:
    """Ordered row ids of the records the user may see. limit: only the first of them."""
    with session.store.read() as conn:
        return listing.list_ids(conn, _allowed(session, query), session.sight(), limit)


def count(session: Session, query: ListQuery) -> int:
    """How many records the user may see in a list; mostly without counting."""
    with session.store.read() as conn:
        return listing.count(conn, _allowed(session, query), session.sight())


def sums(session: Session, query: ListQuery, wanted: Sequence[Column]) -> dict[str, str]:
    """Sums of the number columns as text, by column id."""
    numbers = [c for c in wanted if c.numeric]
    with session.store.read() as conn:
        found = listing.sums(conn, _allowed(session, query), session.sight(), [c.id for c in numbers])
    return {c.id: f"{found[c.id]:,.2f}" if c.money else f"{found[c.id]:,.0f}" for c in numbers}


def seek(session: Session, query: ListQuery, typed: str) -> int | None:
    """The first row whose sort column begins with what was typed: a day, a word, a name or its initials."""
    words = typed.strip()
    if not words:
        return None
    asked = _allowed(session, query)
    vocab = session.catalog.vocab
    among: list[str] | None = None
    if asked.sort in ("date", "due", "end", "entered"):
        words = _day_beginning(words)
    elif asked.sort == "kind":
        codes = {k for f in asked.forms for k in session.form(f).kinds}
        among = [c for c in codes if _begins(vocab.short(c), words)]
    elif asked.sort == "state":
        states = {(s.code, s.label) for f in asked.forms for s in session.form(f).states}
        among = [code for code, label in states if _begins(label, words)]
    with session.store.read() as conn:
        if asked.named or asked.sort in listing.NAMED:
            among = [i for i, name in names.all_names(conn).items() if _begins(name, words)]
        return listing.seek(conn, asked, session.sight(), words, among)


def _begins(name: str, typed: str) -> bool:
    if name.startswith(typed):
        return True
    return typed.isascii() and any(r.startswith(typed.lower()) for r in names.readings(name))


def _day_beginning(typed: str) -> str:
    """2025, 202503, 2025-3, 20250301 as the beginning of an ISO day."""
    digits = "".join(c for c in typed if c.isdigit())
    if "-" in typed or len(digits) < 5:
        return typed
    parts = (digits[:4], digits[4:6], digits[6:8])
    return "-".join(p for p in parts if p)


def _allowed(session: Session, query: ListQuery) -> ListQuery:
    """The query over the forms the user may see, sorting names as names."""
    allowed = tuple(f for f in query.forms if session.can("view", f))
    definition = next((d for f in allowed if (d := session.form(f).field(query.sort)) is not None), None)
    plain = query.sort in listing.SORTABLE or query.sort in listing.NAMED
    if not plain and definition is None:
        return replace(query, forms=allowed, sort="date", named=False)
    named = not plain and definition is not None and definition.type in NAMES
    return replace(query, forms=allowed, named=named)


def rows(
    session: Session, form_ids: Sequence[str], rids: Sequence[int], wanted: Iterable[str] = ()
) -> list[Row]:
    """Display rows in the given order; rows the user may not see are left out. wanted: more columns."""
    with session.store.read() as conn:
        return display_rows(conn, session.catalog, queries.rows_by_rid(conn, rids), session.sight(), wanted)


def display_rows(
    conn: Connection, catalog: Catalog, found: Iterable[Any], sight: Sight, wanted: Iterable[str] = ()
) -> list[Row]:
    """Rows of the record table that the sight lets through, as a list shows them. wanted: columns besides those of the form."""
    more = tuple(wanted)
    kept = [(r, json.loads(r.body)) for r in sight.those(conn, found)]
    ids = {v for r, body in kept for v in _ids(catalog.records.get(r.form), body, more)}
    known = names.names_of(conn, ids)
    marked = cleared_among(conn, (r.id for r, _body in kept), clearing_states(catalog.records))
    shown = [_row(catalog, r, body, known, more) for r, body in kept]
    return [_cleared(row) if row.id in marked else row for row in shown]


def clearing_states(forms: Iterable[RecordForm]) -> set[tuple[str, str]]:
    """(form, state) in which a clarification is filed."""
    return {(f.id, s.code) for f in forms if f.field(CLEARS) is not None for s in f.states if s.counts}


def _cleared(row: Row) -> Row:
    """A record that was cleared says so wherever it is listed, printed or exported (DP-02)."""
    words = f"{row.state_label} · {CLEARED}"
    return replace(row, state_label=words, cells={**row.cells, "state": words})


def _ids(form: RecordForm, body: Mapping[str, Any], more: Iterable[str]) -> Iterable[str]:
    for name in {*form.columns, *more, form.base.get("actor", "actor"), form.base.get("subject", "subject")}:
        definition = form.field(name)
        if definition is not None and definition.type in (FieldType.PERSON, FieldType.UNIT, FieldType.PEOPLE):
            for one in as_list(body.get(name)):
                yield str(one["person"] if isinstance(one, Mapping) else one)


def waits(form: RecordForm, code: str) -> bool:
    """Whether a limit still matters in a state: what is done well or locked waits for nothing more."""
    if form.id == "letter":
        return code in WAITING_LETTERS
    state = form.state(code)
    return state is not None and not state.locked and state.tone != "good"


def _row(catalog: Catalog, r: Any, body: Mapping[str, Any], known: Mapping[str, str], more: Iterable[str]) -> Row:
    form = catalog.records.get(r.form)
    state = form.state(r.state)
    common = {
        "kind": catalog.vocab.short(r.kind),
        "state": with_appeal(state.label if state else r.state, body),
        "entered": r.entered,
        "author": r.author_name,
        "title": r.title,
    }
    cells = {
        name: common[name] if name in common else cell_text(catalog, form.field(name), body.get(name), known)
        for name in dict.fromkeys((*form.columns, *more))
        if name in common or ((definition := form.field(name)) is not None and not definition.seen_by)
    }
    actor = _people_text(form, body, "actor", known)
    subject = _people_text(form, body, "subject", known)
    cells.setdefault("actor", actor)
    cells.setdefault("subject", subject)
    for name, text in (*common.items(), ("date", r.date or ""), ("end", r.end or ""), ("due", r.due or "")):
        cells.setdefault(name, text)
    return Row(
        rid=int(r.rid), id=r.id, form=r.form, kind=r.kind, kind_label=common["kind"], title=r.title,
        date=r.date or "", state=r.state, state_label=common["state"], tone=state.tone if state else "info",
        actor=actor, subject=subject, due=r.due or "", waits=waits(form, r.state), cells=cells,
    )  # fmt: skip


def _people_text(form: RecordForm, body: Mapping[str, Any], column: str, known: Mapping[str, str]) -> str:
    values = as_list(body.get(form.base.get(column, column)))
    return "、".join(known.get(str(v), "") for v in values if isinstance(v, str) and known.get(str(v)))


def cell_text(
    catalog: Catalog, definition: FieldDef | None, value: Any, known: Mapping[str, str]
) -> str:
    """A field value as a person reads it: names for ids, labels for codes."""
    if definition is None or value is None or value == "":
        return ""
    kind = definition.type
    if kind in (FieldType.PERSON, FieldType.UNIT):
        return "、".join(known.get(str(v), "") for v in as_list(value))
    if kind is FieldType.PEOPLE:
        return "、".join(known.get(row["person"], "") for row in value)
    if kind in (FieldType.CHOICE, FieldType.MULTI_CHOICE):
        return "、".join(catalog.vocab.short(str(v), definition.vocab) for v in as_list(value))
    if kind is FieldType.FLAG:
        return "是" if value else "否"
    if kind is FieldType.MONEY:
        return f"{value:,.2f}"
    if kind in (FieldType.TABLE, FieldType.ORDERED_TABLE, FieldType.ATTACHMENTS, FieldType.RECORD_LINK):
        return f"{len(as_list(value))} 项"
    return "、".join(known.get(str(one), str(one)) for one in as_list(value))  # a letter keeps its duty as text
