"""Key material kept inside the encrypted business store: the unit's identity."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from app.domain.errors import AppError, ErrorCode
from app.store.tables import secret

IDENTITY = "identity"


def put(conn: Connection, secret_id: str, value: bytes) -> None:
    """Keep a value."""
    conn.execute(delete(secret).where(secret.c.id == secret_id))
    conn.execute(insert(secret).values(id=secret_id, value=value))


def get(conn: Connection, secret_id: str) -> bytes:
    """A value; AppError(NOT_FOUND)."""
    value = conn.execute(select(secret.c.value).where(secret.c.id == secret_id)).scalar()
    if value is None:
        raise AppError(ErrorCode.NOT_FOUND, "本单位的密钥不在数据库里。", action="请从备份恢复。")
    return bytes(value)
