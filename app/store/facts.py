"""Projects records to facts by the `emits:` of their form: pure, in the transaction of the save.

Long texts become just "filled in": duties ask whether something is written, never what,
so no sentence of a record stands in the fact table. Secret fields are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from app.catalog.body import is_empty, is_iso_date
from app.catalog.records import TABLES, Emit, FieldDef, FieldType, RecordForm
from app.domain.facts import BESIDES, Fact
from app.domain.records import RecordData


def project(form: RecordForm, record: RecordData) -> list[Fact]:
    """The facts of one record, own fact first; none for a state that does not count or without a date."""
    state = form.state(record.state)
    if state is None or not state.counts:
        return []
    return [fact for emit in form.emits for fact in _emitted(form, record, emit)]


def _emitted(form: RecordForm, record: RecordData, emit: Emit) -> Iterator[Fact]:
    body = record.body
    day = _day(body.get(emit.date))
    if day is None or any(not _holds(record, name, wanted) for name, wanted in emit.when.items()):
        return
    if emit.rows is None:
        yield _whole(form, record, emit.kind or record.kind, day)
        return
    table = form.field(emit.rows)
    rows = body.get(emit.rows)
    if table is not None and isinstance(rows, list):
        kind = f"{record.kind}.{emit.suffix}"
        for number, row in enumerate(rows, 1):
            if isinstance(row, Mapping):
                yield _row(form, record, kind, day, table, row, str(row.get("id") or number))


def _holds(record: RecordData, name: str, wanted: Any) -> bool:
    value = {"kind": record.kind, "state": record.state}.get(name, record.body.get(name))
    return value in wanted if isinstance(wanted, list) else bool(value == wanted)


def _whole(form: RecordForm, record: RecordData, kind: str, day: dt.date) -> Fact:
    body = record.body

    def base(column: str) -> Any:
        name = form.base.get(column)
        return body.get(name) if name else None

    subjects = texts(base("subject"))
    # A field that gives a common column under another name can be asked for by its own name too.
    columns = {name for column, name in form.base.items() if name == column and column != "due"}
    values = dict(_values(form.fields, body, skip=columns))
    if kind != record.kind:
        values[BESIDES] = True
    if len(subjects) > 1:
        values["subject"] = list(subjects)
    return Fact(
        kind=kind,
        record=record.id,
        date=day,
        actor=_first(base("actor")),
        subject=subjects[0] if subjects else None,
        end=_day(base("end")),
        entered=record.entered,
        due=_day(base("due")),
        state=record.state,
        unit=record.unit,
        title=base("title") or "",
        topics=frozenset(_topics(base("topics"), body.get("agenda"))),
        recipients=texts(base("recipients")),
        links=tuple(dict.fromkeys(_links(form, body))),
        values=values,
    )


def _row(
    form: RecordForm, record: RecordData, kind: str, day: dt.date, table: FieldDef, row: Mapping[str, Any], row_id: str
) -> Fact:
    actor = form.base.get("actor")
    return Fact(
        kind=kind,
        record=record.id,
        date=_day(row.get("date")) or day,
        actor=_first(record.body.get(actor)) if actor else None,
        subject=_first(row.get("person")),
        entered=record.entered,
        state=record.state,
        unit=record.unit,
        links=tuple(dict.fromkeys(_links(form, record.body))),
        row=row_id,
        values=dict(_values(table.columns, row, skip=set())),
    )


def _values(fields: tuple[FieldDef, ...], body: Mapping[str, Any], skip: set[str]) -> Iterator[tuple[str, Any]]:
    for field in fields:
        value = body.get(field.id)
        if field.id in skip or field.secret or field.own_page or is_empty(value):
            continue
        if field.type in (FieldType.LONG_TEXT, FieldType.ATTACHMENTS):
            yield field.id, True
        elif field.type in TABLES and isinstance(value, list):
            yield field.id, [_table_row(field, row) for row in value if isinstance(row, Mapping)]
        else:
            yield field.id, value


def _table_row(table: FieldDef, row: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(_values(table.columns, row, skip=set()))
    if row.get("id"):
        values["id"] = row["id"]
    return values


def _links(form: RecordForm, body: Mapping[str, Any]) -> Iterator[str]:
    # Every field that points to a record is a link; agenda rows do not point anywhere.
    for field in form.fields:
        if field.type is FieldType.RECORD_LINK:
            yield from texts(body.get(field.id))


def _topics(topics: Any, agenda: Any) -> Iterator[str]:
    yield from texts(topics)
    for item in agenda if isinstance(agenda, list) else ():
        if isinstance(item, Mapping):
            yield from texts(item.get("topics"))


def texts(value: Any) -> tuple[str, ...]:
    """A text or a list of texts as a tuple; anything else is left out."""
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(item for item in items if isinstance(item, str) and item)


def _first(value: Any) -> str | None:
    found = texts(value)
    return found[0] if found else None


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if is_iso_date(value) else None
