"""What others wrote since a place in the operation log, record by record.

Of what the sight of who asks lets through (store.sight).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from app.store.sight import Sight
from app.store.tables import change, operation, record

PART = 200  # operations read at a time: most answers need one part


def by_others(conn: Connection, sight: Sight, user: str, after: int, since: str, limit: int) -> list[Any]:
    """(seq, at, user_name, action, label, id, form, kind, title, deleted) of records that others wrote, latest first.

    after: number of the operation up to which everything is known; since: instant (UTC, ISO 8601) before which
    nothing is news. One row for each record of an operation.
    """
    found: list[Any] = []
    known, before = _start(conn, after, since), None
    while len(found) < limit:
        o = operation.c
        where = [o.seq > known, o.user != user, *([o.seq < before] if before is not None else [])]
        numbers = list(conn.execute(select(o.seq).where(*where).order_by(o.seq.desc()).limit(PART)).scalars())
        if not numbers:
            break
        found += conn.execute(_records(sight, numbers, limit - len(found)))
        before = numbers[-1]
    return found


def _start(conn: Connection, after: int, since: str) -> int:
    """The last operation that is no news. Looked for from the end: the log grows with time, and has no index by it."""
    o = operation.c
    older = select(o.seq).where(o.seq > after, o.at < since).order_by(o.seq.desc()).limit(1)
    return int(conn.execute(older).scalar() or after)


def _records(sight: Sight, numbers: list[int], limit: int) -> Any:
    o, c = operation.c, change.c
    return (
        select(o.seq, o.at, o.user_name, o.action, o.label, record.c.id, record.c.form, record.c.kind, record.c.title,
               record.c.deleted)
        .select_from(operation)
        .join(change, c.op == o.seq)
        .join(record, record.c.id == c.entity_id)
        .where(o.seq.in_(numbers), c.entity == "record", *sight.where())
        .group_by(o.seq, record.c.id)
        .order_by(o.seq.desc(), record.c.rid.desc())
        .limit(limit)
    )  # fmt: skip
