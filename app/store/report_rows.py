"""Reads for reports: the common columns of records with some fields of their bodies, parsed once in SQLite.

`rows` reads what the sight of who asks lets through (store.sight).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from app.store.sight import Sight
from app.store.tables import record

COLUMNS = (
    record.c.id, record.c.form, record.c.kind, record.c.state, record.c.title, record.c.date, record.c.end,
    record.c.due, record.c.actor, record.c.entered,
)  # fmt: skip
SUBJECT = "subject"
PART = 500


def rows(
    conn: Connection, sight: Sight, kinds: Sequence[str], first: str, last: str, fields: Sequence[str],
    *, holding: str = "",
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """(id, form, kind, state, title, date, end, due, actor, entered, {field: value}) in order of day.

    first, last: ISO days, empty for no limit; holding: a key that the body must have filled
    (a cheap test before anything is parsed). The field `subject` always comes along.
    """
    wanted = tuple(dict.fromkeys((SUBJECT, *fields, "actor")))  # several paths: SQLite then answers with one list
    paths = [f'$."{name}"' for name in wanted]
    where: list[ColumnElement[bool]] = [*sight.listed(), record.c.deleted.is_(False)]
    if kinds:
        where.append(record.c.kind.in_(kinds))
    if first:
        where.append(record.c.date >= first)
    if last:
        where.append(record.c.date <= last)
    if holding:
        where.append(func.instr(record.c.body, f'"{holding}":') > 0)
    statement = select(*COLUMNS, func.json_extract(record.c.body, *paths)).where(and_(*where)).order_by(record.c.date, record.c.rid)
    for found in conn.execute(statement):
        yield (*found[:-1], dict(zip(wanted, json.loads(found[-1]), strict=True)))


def entered_late(conn: Connection, record_ids: Sequence[str]) -> list[tuple[str, str, str, str, str, str]]:
    """(id, form, kind, title, date, entered) of those of the records that were typed after the day they are about."""
    found = []
    columns = (record.c.id, record.c.form, record.c.kind, record.c.title, record.c.date, record.c.entered)
    for start in range(0, len(record_ids), PART):
        where = and_(
            record.c.id.in_(record_ids[start : start + PART]), func.substr(record.c.entered, 1, 10) > record.c.date
        )
        found += [(r[0], r[1], r[2], r[3], r[4], str(r[5])[:10]) for r in conn.execute(select(*columns).where(where))]
    return sorted(found, key=lambda r: (r[4], r[5], r[0]))
