"""Unsaved typing: kept encrypted within two seconds, offered again after a crash.

A draft of a stored record lies under the record's id; a new record has a key of its own, so
that several new records of one kind may wait side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.ids import new_id
from app.services.session import Session
from app.store import drafts as draft_rows
from app.store import queries

NEW = "new:"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not saved.

    key: where it lies. form, kind: of which record. title: what a list may call it. at: when it
    was kept last, UTC. body: the typing. version, base: the stored record it began from (None
    and empty for a new one). loose: typing that is no value yet, by field.
    """

    key: str
    form: str
    kind: str
    title: str
    body: dict[str, Any]
    at: str = ""
    version: int | None = None
    base: dict[str, Any] | None = None
    loose: dict[str, str] | None = None

    @property
    def record_id(self) -> str:
        """The stored record this belongs to; empty for a new one."""
        return "" if self.key.startswith(NEW) else self.key


def new_key(form_id: str, kind: str) -> str:
    """A key for a new record that nobody has begun yet."""
    return f"{NEW}{form_id}:{kind}:{new_id('d')}"


def save_draft(session: Session, draft: Draft) -> str:
    """Keep a draft under its key, in place of what lay there; returns when."""
    at = session.stamp()
    payload = {
        "form": draft.form, "kind": draft.kind, "body": draft.body, "version": draft.version, "base": draft.base,
        "loose": draft.loose,
    }  # fmt: skip
    with session.store.database.write() as conn:
        draft_rows.put(conn, session.user.id, draft.key, draft.title, at, payload)
    return at


def load_draft(session: Session, key: str) -> Draft | None:
    """A draft, None when there is none."""
    with session.store.read() as conn:
        found = draft_rows.get(conn, session.user.id, key)
    return _draft(found) if found else None


def drop_draft(session: Session, key: str) -> None:
    """Forget a draft (after saving or when the person discards it)."""
    with session.store.database.write() as conn:
        draft_rows.drop(conn, session.user.id, key)


def drafts(session: Session) -> list[Draft]:
    """All drafts of this person that they may still go on with, latest first."""
    with session.store.read() as conn:
        found = [_draft(row) for row in draft_rows.all_of(conn, session.user.id)]
        rows = queries.rows_by_id(conn, [d.record_id for d in found if d.record_id])
        seen = {str(r.id) for r in session.sight("edit").those(conn, rows.values())}
    return [d for d in found if (d.record_id in seen if d.record_id else session.can("create", d.form, d.kind))]


def new_drafts(session: Session, form_id: str, kind: str) -> list[Draft]:
    """Drafts of new records of one kind, latest first."""
    return [d for d in drafts(session) if not d.record_id and (d.form, d.kind) == (form_id, kind)]


def _draft(row: draft_rows.DraftRow) -> Draft:
    """Drafts of earlier versions lack the later entries."""
    kept = row.payload
    form, kind = (str(kept.get(name) or "") for name in ("form", "kind"))
    return Draft(
        row.key, form, kind, row.title, dict(kept.get("body") or {}), row.at,
        kept.get("version"), kept.get("base"), kept.get("loose"),
    )  # fmt: skip
