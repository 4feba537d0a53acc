"""Files kept with records: read, checked, stored by their SHA-256 inside the encrypted store."""

from __future__ import annotations

import mimetypes
import unicodedata
from pathlib import Path
from typing import Any

from app.crypto.files import read_small
from app.domain.errors import AppError, ErrorCode
from app.services.session import Session
from app.store import blobs, drafts, queries

MAX_BYTES = 200 * 1024 * 1024
_RISKY = frozenset('\\/:*?"<>|')


def attach(session: Session, path: Path) -> dict[str, Any]:
    """Keep a file and return the value for an attachments field. The file itself is not changed.

    Raises AppError NOT_ALLOWED, BAD_INPUT (empty), NOT_FOUND, TOO_LARGE (over 200 MB), FILE_ACCESS, DISK_FULL.
    """
    return attach_bytes(session, path.name, read_small(path, MAX_BYTES))


def attach_bytes(session: Session, name: str, data: bytes) -> dict[str, Any]:
    """Keep bytes under a display name (a pasted picture). Errors as attach."""
    if not (session.visible_forms("create") or session.visible_forms("edit")):
        raise AppError(ErrorCode.NOT_ALLOWED, "您的账号不能添加附件。", action="需要时请联系安全保密管理员。")
    if not data:
        raise AppError(ErrorCode.BAD_INPUT, "这个文件是空的。")
    shown = safe_name(name)
    media = mimetypes.guess_type(shown)[0] or "application/octet-stream"
    with session.store.database.write() as conn:
        digest = blobs.put(conn, data, media)
    attached(session).add(digest)
    return {"sha256": digest, "name": shown, "size": len(data), "media": media}


def safe_name(name: str) -> str:
    """A display name without path parts, control or direction marks; never used as a path inside."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c not in _RISKY and unicodedata.category(c)[0] != "C")
    return kept.strip(" .")[:120] or "附件"


def attachment_bytes(session: Session, sha256: str) -> bytes:
    """The bytes of an attachment of a record the account may see, or of its own typing, checked.

    Raises AppError NOT_FOUND, DAMAGED.
    """
    with session.store.read() as conn:
        own = sha256 in attached(session) or any(sha256 in str(row.payload) for row in drafts.all_of(conn, session.user.id))
        if not own and not queries.holding_file(conn, sha256, session.sight()):
            raise AppError(ErrorCode.NOT_FOUND, "没有这个附件，或者您看不到它所在的记录。")
        return blobs.read(conn, sha256)


def attached(session: Session) -> set[str]:
    """What this account added since it logged in, saved or not."""
    found: set[str] = session.cache.setdefault(f"attached {session.user.id}", set())  # type: ignore[assignment]
    return found
