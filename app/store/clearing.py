"""Which records were cleared: named by a filed clarification as what it clears (binhai-2021/25).

Says only that it is so, never of whom or by what: it may be shown wherever the record itself is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, select

from app.store.tables import record, record_ref

CLEARS = "clears"  # the field of a clarification that names what it clears
PART = 500


def cleared_among(conn: Connection, ids: Iterable[str], filed: Iterable[tuple[str, str]]) -> set[str]:
    """Those of the records that a clarification in one of the states (form, state) names as cleared."""
    wanted, states = list(dict.fromkeys(ids)), set(filed)
    found: set[str] = set()
    for start in range(0, len(wanted), PART):
        found |= _part(conn, wanted[start : start + PART], states)
    return found


def _part(conn: Connection, ids: Sequence[str], states: set[tuple[str, str]]) -> set[str]:
    statement = (
        select(record_ref.c.target, record.c.form, record.c.state, record.c.deleted)
        .join(record, record.c.rid == record_ref.c.rid)
        .where(and_(record_ref.c.target.in_(ids), record_ref.c.field == CLEARS))
    )  # deleted is looked at here: in the query it tempts SQLite to walk the list index
    return {str(r[0]) for r in conn.execute(statement) if not r[3] and (r[1], r[2]) in states}
