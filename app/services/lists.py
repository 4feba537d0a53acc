"""Lists: ordered row ids and pages of display rows, the same for every form."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.records import FieldDef, FieldType, RecordForm
from app.services.session import Session
from app.store import names, queries
from app.store.database import Connection
from app.store.queries import ListQuery

__all__ = ["Column", "ListQuery", "Row", "columns", "list_ids", "rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a list shows it. cells: display text by column id."""

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
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    id: str
    label: str
    numeric: bool = False


COMMON = {"kind": "种类", "state": "状态", "entered": "录入日期"}


def columns(session: Session, form_ids: Sequence[str]) -> list[Column]:
    """The columns of a list over the given forms (several forms share the common ones)."""
    forms = [session.form(f) for f in form_ids]
    if len(forms) != 1:
        return [
            Column("date", "日期"), Column("kind", "种类"), Column("title", "标题"), Column("actor", "主持／办理"),
            Column("subject", "对象"), Column("state", "状态"),
        ]  # fmt: skip
    found = []
    for name in forms[0].columns:
        definition = forms[0].field(name)
        numeric = definition is not None and definition.type in (FieldType.INTEGER, FieldType.MONEY)
        found.append(Column(name, COMMON.get(name) or (definition.label if definition else name), numeric))
    return found


def list_ids(session: Session, query: ListQuery) -> array[int]:
    """Ordered row ids of the records the user may see."""
    allowed = tuple(f for f in query.forms if session.can("view", f))
    with session.store.read() as conn:
        return queries.list_ids(conn, replace(query, forms=allowed))


def rows(session: Session, form_ids: Sequence[str], rids: Sequence[int]) -> list[Row]:
    """Display rows in the given order; rows the user may not see are left out."""
    with session.store.read() as conn:
        return display_rows(conn, session.catalog, queries.rows_by_rid(conn, rids), session.visible_forms())


def display_rows(
    conn: Connection, catalog: Catalog, found: Iterable[Any], visible: Iterable[str]
) -> list[Row]:
    """Rows of the record table as a list shows them."""
    allowed = set(visible)
    kept = [(r, json.loads(r.body)) for r in found if r.form in allowed]
    wanted = {v for r, body in kept for v in _ids(catalog.records.get(r.form), body)}
    known = names.names_of(conn, wanted)
    return [_row(catalog, r, body, known) for r, body in kept]


def _ids(form: RecordForm, body: Mapping[str, Any]) -> Iterable[str]:
    for name in {*form.columns, form.base.get("actor", "actor"), form.base.get("subject", "subject")}:
        definition = form.field(name)
        if definition is not None and definition.type in (FieldType.PERSON, FieldType.UNIT, FieldType.PEOPLE):
            for one in _many(body.get(name)):
                yield str(one["person"] if isinstance(one, Mapping) else one)


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _row(catalog: Catalog, r: Any, body: Mapping[str, Any], known: Mapping[str, str]) -> Row:
    form = catalog.records.get(r.form)
    state = form.state(r.state)
    common = {
        "kind": catalog.vocab.short(r.kind),
        "state": state.label if state else r.state,
        "entered": r.entered,
        "title": r.title,
    }
    cells = {
        name: common[name] if name in common else cell_text(catalog, form.field(name), body.get(name), known)
        for name in form.columns
    }
    actor = _people_text(form, body, "actor", known)
    subject = _people_text(form, body, "subject", known)
    cells.setdefault("actor", actor)
    cells.setdefault("subject", subject)
    for name, text in (*common.items(), ("date", r.date or "")):
        cells.setdefault(name, text)
    return Row(
        rid=int(r.rid), id=r.id, form=r.form, kind=r.kind, kind_label=common["kind"], title=r.title,
        date=r.date or "", state=r.state, state_label=common["state"], tone=state.tone if state else "info",
        actor=actor, subject=subject, due=r.due or "", cells=cells,
    )  # fmt: skip


def _people_text(form: RecordForm, body: Mapping[str, Any], column: str, known: Mapping[str, str]) -> str:
    values = _many(body.get(form.base.get(column, column)))
    return "、".join(known.get(str(v), "") for v in values if isinstance(v, str) and known.get(str(v)))


def cell_text(
    catalog: Catalog, definition: FieldDef | None, value: Any, known: Mapping[str, str]
) -> str:
    """A field value as a person reads it: names for ids, labels for codes."""
    if definition is None or value is None or value == "":
        return ""
    kind = definition.type
    if kind in (FieldType.PERSON, FieldType.UNIT):
        return "、".join(known.get(str(v), "") for v in _many(value))
    if kind is FieldType.PEOPLE:
        return "、".join(known.get(row["person"], "") for row in value)
    if kind in (FieldType.CHOICE, FieldType.MULTI_CHOICE):
        return "、".join(catalog.vocab.short(str(v)) for v in _many(value))
    if kind is FieldType.FLAG:
        return "是" if value else "否"
    if kind is FieldType.MONEY:
        return f"{value:,.2f}"
    if kind in (FieldType.TABLE, FieldType.ORDERED_TABLE, FieldType.ATTACHMENTS, FieldType.RECORD_LINK):
        return f"{len(_many(value))} 项"
    return "、".join(str(one) for one in _many(value))
