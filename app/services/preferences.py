"""What one person likes: theme, idle minutes, columns of lists. Kept in the office file."""

from __future__ import annotations

from app.services.session import Session
from app.store import office

IDLE_MINUTES = "idle_minutes"
THEME = "theme"
DEFAULTS = {IDLE_MINUTES: "10", THEME: "light"}


def get(session: Session, key: str) -> str:
    """A preference, its default, or an empty text."""
    with session.office.read() as conn:
        found = office.get_preference(conn, session.user.id, key)
    return found if found is not None else DEFAULTS.get(key, "")


def put(session: Session, key: str, value: str) -> None:
    """Set a preference."""
    with session.office.write() as conn:
        office.put_preference(conn, session.user.id, key, value)
