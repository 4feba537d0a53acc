"""Reads of the store for workflows: leads by form and state, and the records tied to them, by index.

Nothing here checks rights or knows what a workflow asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from app.store.queries import rows_by_rid
from app.store.tables import record, record_ref

PART = 400


@dataclass(frozen=True, slots=True)
class Sort:
    """Which records: of some kinds, or of whole forms."""

    kinds: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()

    def __or__(self, other: Sort) -> Sort:
        return Sort(self.kinds | other.kinds, self.forms | other.forms)

    def __bool__(self) -> bool:
        return bool(self.kinds or self.forms)

    def takes(self, form: str, kind: str) -> bool:
        """Whether a record of a form and kind is meant."""
        return kind in self.kinds or form in self.forms


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), PART):
        yield wanted[start : start + PART]


def leading(
    conn: Connection, form: str, kinds: Collection[str], states: Collection[str], not_states: Collection[str],
    ids: Sequence[str] | None = None, since: str = "",
) -> list[Any]:  # fmt: skip
    """Rows of a form in some states (none given: any) and not in others, oldest first.

    ids: only of these. since: only those dated or due from a day on.
    """
    where: list[ColumnElement[bool]] = [record.c.deleted.is_(False), record.c.form == form]
    if kinds:
        where.append(record.c.kind.in_(sorted(kinds)))
    if states:
        where.append(record.c.state.in_(sorted(states)))
    if not_states:
        where.append(record.c.state.not_in(sorted(not_states)))
    # two questions, each with an index of its own; one with OR would walk the form through all its years
    spans = [[record.c.date >= since], [record.c.due >= since]] if since else [[]]
    parts: list[list[ColumnElement[bool]]] = [[]] if ids is None else [[record.c.id.in_(part)] for part in _parts(ids)]
    found: dict[int, Any] = {}
    for span in spans:
        for part in parts:
            found.update((int(r.rid), r) for r in conn.execute(select(record).where(and_(*where, *span, *part))))
    return sorted(found.values(), key=lambda r: (r.date or "", r.rid))


def naming(
    conn: Connection, targets: Iterable[str], sort: Sort, since: str = "", fields: Collection[str] = ()
) -> list[tuple[str, str, Any]]:
    """(target, field, row) for records that name one of the targets, dated from a day on (empty: whenever)."""
    found: list[tuple[str, str, int]] = []
    columns = (record_ref.c.target, record_ref.c.field, record.c.rid, record.c.form, record.c.kind, record.c.date, record.c.deleted)
    for part in _parts(targets):
        # sort, day and deleted are looked at here: in the query they tempt SQLite to walk another index
        joined = select(*columns).join(record, record.c.rid == record_ref.c.rid).where(record_ref.c.target.in_(part))
        found.extend(
            (str(target), str(name), int(rid)) for target, name, rid, form, kind, date, deleted in conn.execute(joined)
            if not deleted and sort.takes(form, kind) and (not fields or name in fields) and (not since or (date or "") >= since)
        )  # fmt: skip
    rows = {int(r.rid): r for r in rows_by_rid(conn, sorted({rid for _t, _f, rid in found}))}
    return [(target, name, rows[rid]) for target, name, rid in found if rid in rows]


def of_ids(conn: Connection, ids: Iterable[str], sort: Sort) -> list[Any]:
    """Rows of some ids that are of the sort."""
    found: list[int] = []
    columns = (record.c.rid, record.c.form, record.c.kind, record.c.deleted)
    for part in _parts(ids):
        rows = conn.execute(select(*columns).where(record.c.id.in_(part)))
        found.extend(int(rid) for rid, form, kind, deleted in rows if not deleted and sort.takes(form, kind))
    return rows_by_rid(conn, found)


def since(conn: Connection, sort: Sort, day: str) -> list[Any]:
    """Rows of a sort dated from a day on, in order of day."""
    found: dict[int, Any] = {}
    for column, names in ((record.c.kind, sort.kinds), (record.c.form, sort.forms)):
        if names:
            where = and_(record.c.deleted.is_(False), column.in_(sorted(names)), record.c.date >= day)
            found.update((int(r.rid), r) for r in conn.execute(select(record).where(where)))
    return sorted(found.values(), key=lambda r: (r.date, r.rid))


def limited(
    conn: Connection, form: str, not_states: Collection[str], first: str, last: str, apart: Collection[str]
) -> list[Any]:
    """Rows of a form with a limit in a span that are not in some states, soonest first; apart: ids left out."""
    where = and_(
        record.c.form == form, record.c.due >= first, record.c.due <= last, record.c.deleted.is_(False),
        record.c.state.not_in(sorted(not_states)),
    )  # fmt: skip
    found = conn.execute(select(record.c.rid, record.c.id).where(where).order_by(record.c.due, record.c.rid))
    return rows_by_rid(conn, [int(rid) for rid, one in found if one not in apart])
