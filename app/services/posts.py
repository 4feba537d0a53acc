"""The office as the domain sees it: the unit, those below it, people and their posts, read from the store.

Not here: editing people and posts (people), who may see what (sight).
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from app.domain.duties.people import Office, Post, UnitInfo
from app.store import queries
from app.store.database import Connection


def office_of(conn: Connection, known: dict[str, str]) -> Office:
    """The unit, those below, people and posts as the evaluator sees them."""
    units = queries.units(conn)
    own = next((u for u in units if u.own), None)
    return Office(
        unit=own.id if own is not None else "",
        name=own.name if own is not None else "",
        applies=frozenset(json.loads(own.applies)) if own is not None else None,
        units=tuple(UnitInfo(u.id, u.name, u.parent) for u in units if not u.own),
        people={p.id: known.get(p.id, "") for p in queries.people(conn)},
        posts=tuple(_post(row) for row in queries.posts(conn)),
    )


def _post(row: Any) -> Post:
    term = json.loads(row.term) if row.term else None
    return Post(
        person=row.person,
        unit=row.unit,
        title=row.title,
        roles=frozenset(json.loads(row.roles)),
        start=dt.date.fromisoformat(row.since),
        end=dt.date.fromisoformat(row.until) if row.until else None,
        fields=tuple(json.loads(row.fields)),
        term=(dt.date.fromisoformat(term["from"]), dt.date.fromisoformat(term["to"])) if term else None,
    )
