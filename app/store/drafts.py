"""Unsaved typing, kept per person inside the encrypted store; not part of the operation log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.store.changelog import canonical
from app.store.tables import draft


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft. at: when it was kept last, UTC."""

    key: str
    title: str
    at: str
    payload: dict[str, Any]


def put(conn: Connection, user: str, key: str, title: str, at: str, payload: dict[str, Any]) -> None:
    """Keep a draft, replacing the one under the same key."""
    drop(conn, user, key)
    conn.execute(insert(draft).values(user=user, key=key, title=title, at=at, payload=canonical(payload)))


def get(conn: Connection, user: str, key: str) -> DraftRow | None:
    """One draft."""
    row = conn.execute(select(draft).where((draft.c.user == user) & (draft.c.key == key))).first()
    return _row(row) if row is not None else None


def drop(conn: Connection, user: str, key: str) -> None:
    """Forget a draft."""
    conn.execute(delete(draft).where((draft.c.user == user) & (draft.c.key == key)))


def all_of(conn: Connection, user: str) -> list[DraftRow]:
    """A person's drafts, latest first."""
    rows = conn.execute(select(draft).where(draft.c.user == user))
    return sorted((_row(r) for r in rows), key=lambda d: (d.at, d.key), reverse=True)


def _row(row: Any) -> DraftRow:
    return DraftRow(row.key, row.title, row.at, dict(json.loads(row.payload)))
