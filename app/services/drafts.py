"""Unsaved typing: kept encrypted within two seconds, offered again after a crash."""

from __future__ import annotations

from typing import Any

from app.services.session import Session
from app.store import drafts as draft_rows
from app.store.drafts import DraftRow

__all__ = ["DraftRow", "drafts", "drop_draft", "load_draft", "save_draft"]


def save_draft(session: Session, key: str, title: str, payload: dict[str, Any]) -> None:
    """Keep a draft under a key of the page's choosing (form and record id)."""
    with session.store.database.write() as conn:
        draft_rows.put(conn, session.user.id, key, title, session.stamp(), payload)


def load_draft(session: Session, key: str) -> dict[str, Any] | None:
    """A draft's content, None when there is none."""
    with session.store.read() as conn:
        return draft_rows.get(conn, session.user.id, key)


def drop_draft(session: Session, key: str) -> None:
    """Forget a draft (after saving or when the person discards it)."""
    with session.store.database.write() as conn:
        draft_rows.drop(conn, session.user.id, key)


def drafts(session: Session) -> list[DraftRow]:
    """All drafts of this person, latest first."""
    with session.store.read() as conn:
        return draft_rows.all_of(conn, session.user.id)
