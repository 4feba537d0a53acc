"""Reads by day and by link: what is dated or due on a day, who talked with whom, which records name each other.

Belongs here: counts grouped in SQL for calendar, charts and timelines, of what the sight of who asks lets through
(store.sight).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from app.store.sight import Sight
from app.store.tables import record, record_ref

PART = 500


def _of(
    column: ColumnElement[Any], sight: Sight, first: str, last: str, person: str | None
) -> list[ColumnElement[bool]]:
    """Conditions on a span. `deleted` is wrapped for deadlines: bare, it tempts SQLite to walk the whole list index."""
    living = record.c.deleted.is_(False) if column is record.c.date else func.coalesce(record.c.deleted, True).is_(False)
    found = [living, *sight.listed(), column >= first, column <= last]
    if person is not None:
        found.append(record.c.rid.in_(select(record_ref.c.rid).where(record_ref.c.target == person)))
    return found


def dated_by_day(
    conn: Connection, sight: Sight, first: str, last: str, person: str | None = None
) -> dict[str, int]:
    """How many records are dated on each day; days without any are left out."""
    where = and_(*_of(record.c.date, sight, first, last, person))
    statement = select(record.c.date, func.count()).where(where).group_by(record.c.date)
    return {str(day): int(n) for day, n in conn.execute(statement)}


def dated_rids(
    conn: Connection, sight: Sight, first: str, last: str, person: str | None, limit: int
) -> list[int]:
    """Row ids of the records dated in a span, in order of date."""
    where = and_(*_of(record.c.date, sight, first, last, person))
    statement = select(record.c.rid).where(where).order_by(record.c.date, record.c.rid).limit(limit)
    return [int(r[0]) for r in conn.execute(statement)]


def due_by_day(
    conn: Connection, sight: Sight, first: str, last: str, person: str | None = None
) -> list[tuple[str, str, str, int]]:
    """(day, form, state, number) of the records with a deadline in a span."""
    where = and_(*_of(record.c.due, sight, first, last, person))
    keys = (record.c.due, record.c.form, record.c.state)
    statement = select(*keys, func.count()).where(where).group_by(*keys)
    return [(str(d), str(f), str(s), int(n)) for d, f, s, n in conn.execute(statement)]


def due_rows(
    conn: Connection, sight: Sight, first: str, last: str, person: str | None, limit: int
) -> list[Any]:
    """Whole rows of the records with a deadline in a span, soonest first."""
    where = and_(*_of(record.c.due, sight, first, last, person))
    return list(conn.execute(select(record).where(where).order_by(record.c.due, record.c.rid).limit(limit)))


def _between(sight: Sight, first: str, last: str) -> ColumnElement[bool]:
    return and_(
        record.c.deleted.is_(False), *sight.listed(), record.c.date >= first, record.c.date <= last,
        record_ref.c.rid == record.c.rid, record_ref.c.field == "subject", record.c.actor.is_not(None),
    )  # fmt: skip


def pairs(conn: Connection, sight: Sight, first: str, last: str) -> list[tuple[str, str, str, str, str, int]]:
    """(who acted, with whom, kind, state, day, number) of the records seen that are dated in a span, in order of day."""
    keys = (record.c.actor, record_ref.c.target, record.c.kind, record.c.state, record.c.date)
    statement = select(*keys, func.count()).where(_between(sight, first, last)).group_by(*keys).order_by(record.c.date)
    return [(str(a), str(s), str(k), str(t), str(d), int(n)) for a, s, k, t, d, n in conn.execute(statement)]


def pair_rids(
    conn: Connection, sight: Sight, first: str, last: str, actor: str, subject: str, kind: str, limit: int
) -> list[int]:
    """Row ids of what one did with another, latest first. actor, kind: empty for any."""
    where = _between(sight, first, last) & (record_ref.c.target == subject)
    if actor:
        where &= record.c.actor == actor
    if kind:
        where &= record.c.kind == kind
    statement = select(record.c.rid).where(where).order_by(record.c.date.desc(), record.c.rid.desc()).limit(limit)
    return [int(r[0]) for r in conn.execute(statement)]


def links(conn: Connection, record_ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """(record, the record it names, field) for every link that begins or ends at one of the records."""
    wanted = sorted(set(record_ids))
    other = record.alias("other")
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        for near in (record.c.id.in_(part), other.c.id.in_(part)):
            statement = select(record.c.id, other.c.id, record_ref.c.field).where(
                record_ref.c.rid == record.c.rid, record_ref.c.target == other.c.id, near,
                record.c.deleted.is_(False), other.c.deleted.is_(False),
            )  # fmt: skip
            found.update((str(a), str(b), str(f)) for a, b, f in conn.execute(statement))
    return sorted(found)
