"""What lists ask of the record table: ordered row ids, counts, sums, the place of a typed beginning.

Lists are ordered integer row ids (8 bytes each) and pages of 256 rows: a million rows
scroll. Every question takes the sight of who asks (store.sight): what it leaves out is not there. Sorting by a
field of the body reads the JSON (json_extract): no index, so it belongs on the store thread.
"""

from __future__ import annotations

import calendar
import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from app.store import search
from app.store.sight import Sight, kept_counts, live_counts
from app.store.tables import person, record, record_count, record_ref, unit

SORTABLE = {
    "date": record.c.date, "title": record.c.title, "kind": record.c.kind, "state": record.c.state,
    "due": record.c.due, "end": record.c.end, "entered": record.c.entered, "author": record.c.author_name,
}  # fmt: skip
NAMED = {"actor": record.c.actor, "subject": record.c.subject}
SEARCH_LIMIT = 100_000
PART = 5000


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows. forms: of these, what the sight lets through.

    person, unit: ids that a record mentions. late_on: only records whose limit lies before that
    day and whose (form, state) is in `late_states`. pairs: only these (form, state); due_from, due_to: only
    limits within these days. files: names of attachment fields of which one
    must hold something (empty: no matter). sort: a common column, else a field of the body; named:
    that field holds people or units.
    """

    forms: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    text: str = ""
    person: str | None = None
    unit: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    late_on: str | None = None
    late_states: tuple[tuple[str, str], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    due_from: str | None = None
    due_to: str | None = None
    files: tuple[str, ...] = ()
    sort: str = "date"
    descending: bool = True
    named: bool = False


def list_ids(conn: Connection, query: ListQuery, sight: Sight, limit: int = 0) -> array[int]:
    """Row ids in the order of the list. limit: only the first of them (0 = all)."""
    if query.sort in NAMED or query.named:
        return _by_name(conn, query, sight)
    statement = _ordered(query, select(record.c.rid).where(and_(*_conditions(conn, query, sight))))
    if limit:
        statement = statement.limit(limit)
    return array("q", conn.execute(statement).scalars())


def _column(sort: str) -> ColumnElement[Any]:
    if sort in SORTABLE:
        return SORTABLE[sort]
    return NAMED[sort] if sort in NAMED else field_value(sort)


def field_value(name: str) -> ColumnElement[Any]:
    """The value of a top-level field of the body."""
    return func.json_extract(record.c.body, f'$."{name}"')


def _ordered(query: ListQuery, statement: Select[Any]) -> Select[Any]:
    column = _column(query.sort)
    order = (column.desc(), record.c.rid.desc()) if query.descending else (column, record.c.rid)
    return statement.order_by(*order)


def _by_name(conn: Connection, query: ListQuery, sight: Sight) -> array[int]:
    """In the order of the names behind the ids (pinyin initials, then the name), as a person would look for them."""
    return array("q", [rid for _place, rid, _id in _with_names(conn, query, sight)])


def _with_names(conn: Connection, query: ListQuery, sight: Sight) -> list[tuple[int, int, str]]:
    """(place of the name, row id, the id named), in the order of the list."""
    place = {entity_id: i + 1 for i, entity_id in enumerate(_names_in_order(conn))}
    statement = select(record.c.rid, _column(query.sort)).where(and_(*_conditions(conn, query, sight)))
    found = []
    for rid, value in conn.execute(statement):
        named = _first(value)
        found.append((place.get(named, 0), int(rid), named))
    found.sort(reverse=query.descending)
    return found


def _first(value: object) -> str:
    """The id in a body's value: itself, or the first of several (json_extract gives those as JSON)."""
    text = str(value or "")
    if not text.startswith("["):
        return text
    many = json.loads(text)
    one = many[0] if many else ""
    return str(one.get("person", "")) if isinstance(one, dict) else str(one)


def _names_in_order(conn: Connection) -> list[str]:
    rows = [r for table in (person, unit) for r in conn.execute(select(table.c.initials, table.c.name, table.c.id))]
    return [str(r[2]) for r in sorted(rows)]


def _conditions(conn: Connection, query: ListQuery, sight: Sight) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [record.c.deleted.is_(False), *sight.only(query.forms).listed_by_day(conn), *_plain(query)]
    for target in filter(None, (query.person, query.unit)):
        found.append(record.c.rid.in_(select(record_ref.c.rid).where(record_ref.c.target == target)))
    if query.late_on:
        open_ones = [(record.c.form == form) & (record.c.state == state) for form, state in query.late_states]
        found += [record.c.due < query.late_on, record.c.due > "", or_(*open_ones)]
    if query.pairs:
        found.append(or_(*((record.c.form == form) & (record.c.state == state) for form, state in query.pairs)))
    if query.due_from:
        found.append(record.c.due >= query.due_from)
    if query.due_to:
        found += [record.c.due <= query.due_to, record.c.due > ""]
    if query.files:
        # bodies are canonical JSON: a filled list of attachments begins exactly so
        found.append(or_(*(func.instr(record.c.body, f'"{name}":[{{') > 0 for name in query.files)))
    if query.text.strip():
        hits = search.find(conn, query.text, sight.only(query.forms), SEARCH_LIMIT)
        found.append(record.c.rid.in_(hits))
    return found


def count(conn: Connection, query: ListQuery, sight: Sight) -> int:
    """How many records the list has; from the table kept by the writes whenever that can say it."""
    if not _by_months(query):
        return int(conn.execute(select(func.count()).select_from(record).where(and_(*_conditions(conn, query, sight)))).scalar_one())
    seen, columns = sight.only(query.forms), record_count.c
    where = [kept_counts(seen)]
    if query.kinds:
        where.append(columns.kind.in_(query.kinds))
    if query.states:
        where.append(columns.state.in_(query.states))
    if query.date_from:
        where.append(columns.month >= query.date_from[:7])
    if query.date_to:
        where += [columns.month <= query.date_to[:7], columns.month > ""]
    total = int(conn.execute(select(func.sum(columns.n)).where(and_(*where))).scalar() or 0)
    plain = _plain(query)
    for sign, part in live_counts(seen):
        total += sign * int(conn.execute(select(func.count()).select_from(record).where(part, *plain)).scalar_one())
    return total


def _plain(query: ListQuery) -> list[ColumnElement[bool]]:
    """What a query asks of kind, state and day."""
    found: list[ColumnElement[bool]] = []
    if query.kinds:
        found.append(record.c.kind.in_(query.kinds))
    if query.states:
        found.append(record.c.state.in_(query.states))
    if query.date_from:
        found.append(record.c.date >= query.date_from)
    if query.date_to:
        found.append(record.c.date <= query.date_to)
    return found


def _by_months(query: ListQuery) -> bool:
    """Whether whole months, kinds and states say everything."""
    if query.text.strip() or query.person or query.unit or query.late_on or query.files or query.pairs or query.due_to:
        return False
    if query.date_from and not query.date_from.endswith("-01"):
        return False
    if not query.date_to:
        return True
    year, month, day = (int(p) for p in query.date_to.split("-"))
    return day >= calendar.monthrange(year, month)[1]


def tally(
    conn: Connection, query: ListQuery, sight: Sight, today: str, soon: str, by: str = ""
) -> list[tuple[str, str, str, str, int]]:
    """(form, state, limit, value, number) of the list: limit is late, soon, later or none as of today.

    by: a field of the body whose values are counted apart (of several values the first).
    """
    due = record.c.due
    limit = case((due.is_(None), "none"), (due == "", "none"), (due < today, "late"), (due <= soon, "soon"), else_="later")
    value = field_value(by) if by else literal("")
    statement = (
        select(record.c.form, record.c.state, limit, value, func.count())
        .where(and_(*_conditions(conn, query, sight)))
        .group_by(record.c.form, record.c.state, limit, value)
    )
    return [(r[0], r[1], r[2], _first(r[3]), int(r[4])) for r in conn.execute(statement)]


def sums(conn: Connection, query: ListQuery, sight: Sight, fields: Sequence[str]) -> dict[str, float]:
    """The sum of number fields over the whole list."""
    if not fields:
        return {}
    columns = [func.total(field_value(name)) for name in fields]
    row = conn.execute(select(*columns).where(and_(*_conditions(conn, query, sight)))).one()
    return {name: float(value) for name, value in zip(fields, row, strict=True)}


def seek(conn: Connection, query: ListQuery, sight: Sight, begins: str, among: Sequence[str] | None = None) -> int | None:
    """The first row, in the order of the list, whose sort column begins with a text.

    Days go to the nearest one in the direction of the list. among: the values (codes, ids) that
    stand for the typed text when the column does not hold what is shown.
    """
    column = _column(query.sort)
    if among is not None:
        return _seek_among(conn, query, sight, column, among)
    if query.sort in ("date", "due", "end", "entered"):
        wanted = column <= begins + "\uffff" if query.descending else column >= begins
    else:
        wanted = and_(column >= begins, column < begins + "\uffff")
    where = and_(*_conditions(conn, query, sight), wanted)
    found = conn.execute(_ordered(query, select(record.c.rid).where(where)).limit(1)).scalar()
    return None if found is None else int(found)


def _seek_among(
    conn: Connection, query: ListQuery, sight: Sight, column: ColumnElement[Any], among: Sequence[str]
) -> int | None:
    if not among:
        return None
    if query.sort in NAMED or query.named:
        wanted = set(among)
        return next((rid for _place, rid, named in _with_names(conn, query, sight) if named in wanted), None)
    where = and_(*_conditions(conn, query, sight), column.in_(among))
    found = conn.execute(_ordered(query, select(record.c.rid).where(where)).limit(1)).scalar()
    return None if found is None else int(found)


class Outline(NamedTuple):
    """What a selection of many records needs of each."""

    rid: int
    id: str
    form: str
    kind: str
    state: str
    title: str


def outline(conn: Connection, rids: Sequence[int]) -> list[Outline]:
    """Row id, id, form, kind, state and title of records that are not deleted, in the given order."""
    found: dict[int, Outline] = {}
    columns = (record.c.rid, record.c.id, record.c.form, record.c.kind, record.c.state, record.c.title, record.c.deleted)
    for start in range(0, len(rids), PART):
        part = list(rids[start : start + PART])
        for row in conn.execute(select(*columns).where(record.c.rid.in_(part))):
            if not row[6]:
                found[int(row[0])] = Outline(int(row[0]), *row[1:6])
    return [found[r] for r in rids if r in found]
