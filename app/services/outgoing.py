"""Pages and kept files on their way out as files of a person's own: what they are made of, and who must stand by (VIS-12).

Whoever makes pages of guarded records says so with `guard`; a preview that keeps pages as a PDF, and whoever saves a file
that lies with records, goes through here, so that no way out asks fewer people than another. Does not belong here: the
second person's password (second_person), tables and packages, which ask for themselves as they are made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from app.crypto.files import write_atomic
from app.services import attachments
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.store import queries

PAGES = "guarded pages"


def guard(session: Session, pdf: bytes, classes: Iterable[str]) -> bytes:
    """The same pages, noted as made of records of these classes for as long as the office is open."""
    known = session.catalog.rights.classes
    if found := {c for c in classes if known[c].by_two}:
        _noted(session)[_digest(pdf)] = frozenset(found)
    return pdf


def classes_of(session: Session, record_ids: Iterable[str]) -> set[str]:
    """The classes of records; none for what is no record."""
    with session.store.read() as conn:
        rows = queries.rows_by_id(conn, record_ids).values()
    return {session.form(r.form).class_of(r.kind) for r in rows}


def pages_want_second(session: Session, pdf: bytes) -> bool:
    """Whether another person must stand by when these pages are kept as a file."""
    return bool(wanted(session, _classes(session, pdf)))


def save_pages(session: Session | None, path: Path, pdf: bytes, second: Second | None = None) -> None:
    """Write pages that were shown into a file; logged. session: None before there is an office (the recovery sheet).

    second: who stands by, where `pages_want_second` says so. Raises AppError NOT_ALLOWED (guarded pages, and the account
    may only print them), BAD_INPUT, WRONG_PASSWORD (the second person), DISK_FULL, FILE_ACCESS, NOT_FOUND.
    """
    who = _allowed(session, _classes(session, pdf), second) if session is not None else ""
    write_atomic(path, pdf, mode=0o644)
    if session is not None:
        session.log("export", f"pages {who}".strip())


def file_wants_second(session: Session, sha256: str) -> bool:
    """Whether another person must stand by when a file that lies with records is saved outside."""
    return bool(wanted(session, _holding(session, sha256)))


def save_file(session: Session, sha256: str, path: Path, second: Second | None = None) -> Path:
    """Write a file that lies with records, or with one's own typing, to a file of the person's choosing; logged.

    It is as guarded as the records that hold it, a kept letter as its letter. second, errors as save_pages; NOT_FOUND,
    DAMAGED (what lies there is not what was put in).
    """
    data = attachments.attachment_bytes(session, sha256)
    who = _allowed(session, _holding(session, sha256), second)
    write_atomic(path, data, mode=0o644)
    session.log("export", f"{sha256[:16]} {who}".strip())
    return path


def _allowed(session: Session, classes: frozenset[str], second: Second | None) -> str:
    """Who stood by, for the log."""
    rights = session.catalog.rights
    if not all(rights.allows(session.user.roles, "export", c) for c in classes):
        raise session.refused("export")
    return confirm_export(session, classes, second)


def _holding(session: Session, sha256: str) -> frozenset[str]:
    """The guarded classes of the records with the file, as far as the account sees them."""
    known = session.catalog.rights.classes
    with session.store.read() as conn:
        held = queries.holders(conn, sha256, session.sight())
    found = {session.form(form).class_of(kind) for form, kind in held}
    return frozenset(c for c in found if known[c].by_two)


def _classes(session: Session, pdf: bytes) -> frozenset[str]:
    return _noted(session).get(_digest(pdf), frozenset())


def _noted(session: Session) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = session.cache.setdefault(PAGES, {})  # type: ignore[assignment]
    return found


def _digest(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()
