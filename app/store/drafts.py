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
    """One draft without its content."""

    key: str
    title: str
    at: str


def put(conn: Connection, user: str, key: str, title: str, at: str, payload: dict[str, Any]) -> None:
    """Keep a draft, replacing the one under the same key."""
    drop(conn, user, key)
    conn.execute(insert(draft).values(user=user, key=key, title=title, at=at, payload=canonical(payload)))


def get(conn: Connection, user: str, key: str) -> dict[str, Any] | None:
    """A draft's content."""
    value = conn.execute(select(draft.c.payload).where((draft.c.user == user) & (draft.c.key == key))).scalar()
    return dict(json.loads(value)) if value is not None else None


def drop(conn: Connection, user: str, key: str) -> None:
    """Forget a draft."""
    conn.execute(delete(draft).where((draft.c.user == user) & (draft.c.key == key)))


def all_of(conn: Connection, user: str) -> list[DraftRow]:
    """A person's drafts, latest first."""
    rows = conn.execute(select(draft.c.key, draft.c.title, draft.c.at).where(draft.c.user == user))
    return sorted((DraftRow(r.key, r.title, r.at) for r in rows), key=lambda d: d.at, reverse=True)
