"""Records without their bodies, for lists of many whose ids are known: state, kind, days, who.

Does not belong here: whole rows (queries), pages of lists (listing).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from app.store.tables import record


def heads(conn: Connection, record_ids: Iterable[str]) -> dict[str, Any]:
    """Rows by record id of what is not deleted, without their bodies."""
    wanted = sorted(set(record_ids))
    columns = [c for c in record.c if c.name != "body"]
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), 500):
        for row in conn.execute(select(*columns).where(record.c.id.in_(wanted[start : start + 500]))):
            if not row.deleted:
                found[str(row.id)] = row
    return found
