"""Attachments: bytes kept in the encrypted store by hash; their names are for display only."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from app.crypto.files import read_small
from app.domain.errors import AppError, ErrorCode
from app.services.session import Session
from app.store import blobs

MAX_BYTES = 64 * 1024 * 1024
MEDIA = {
    ".pdf": "application/pdf", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".txt": "text/plain",
}  # fmt: skip


def attach(session: Session, path: Path) -> dict[str, Any]:
    """Keep a file's bytes; returns the value for an attachments field. The record is saved separately.

    Raises AppError NOT_ALLOWED, NOT_FOUND, TOO_LARGE, FILE_ACCESS, DISK_FULL.
    """
    if not (session.visible_forms("create") or session.visible_forms("edit")):
        raise AppError(ErrorCode.NOT_ALLOWED, "您的账号不能添加附件。", action="需要时请联系安全保密管理员。")
    data = read_small(path, MAX_BYTES)
    media = MEDIA.get(path.suffix.lower(), "application/octet-stream")
    with session.store.database.write() as conn:
        digest = blobs.put(conn, data, media)
    return {"sha256": digest, "name": display_name(path.name), "size": len(data), "media": media}


def display_name(name: str) -> str:
    """A file name that shows what it is: no folders, no invisible or direction-changing characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    return shown.strip(" .")[:120] or "附件"


def attachment_bytes(session: Session, sha256: str) -> bytes:
    """The bytes of an attachment, checked. Raises AppError NOT_ALLOWED, NOT_FOUND, DAMAGED."""
    if not session.visible_forms():
        raise AppError(ErrorCode.NOT_ALLOWED, "您的账号不能查看附件。")
    with session.store.read() as conn:
        return blobs.read(conn, sha256)
