"""What others wrote since a place in the operation log, record by record.

Of what the sight of who asks lets through (store.sight).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from app.store.sight import Sight
from app.store.tables import change, operation, record


def by_others(conn: Connection, sight: Sight, user: str, after: int, since: str, limit: int) -> list[Any]:
    """(seq, at, user_name, action, label, id, form, kind, title, deleted) of records that others wrote, latest first.

    after: number of the operation up to which everything is known; since: instant (UTC, ISO 8601) before which
    nothing is news. One row for each record of an operation.
    """
    o, c = operation.c, change.c
    newest = select(func.coalesce(func.max(o.seq), 0)).where(o.at < since).scalar_subquery()
    statement = (
        select(o.seq, o.at, o.user_name, o.action, o.label, record.c.id, record.c.form, record.c.kind, record.c.title,
               record.c.deleted)
        .select_from(operation)
        .join(change, c.op == o.seq)
        .join(record, record.c.id == c.entity_id)
        .where(o.seq > after, o.seq > newest, o.user != user, c.entity == "record", *sight.where())
        .group_by(o.seq, record.c.id)
        .order_by(o.seq.desc(), record.c.rid.desc())
        .limit(limit)
    )  # fmt: skip
    return list(conn.execute(statement))
