"""Attachments inside the encrypted store, by SHA-256, in 1 MiB pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, insert, select

from app.domain.errors import AppError, ErrorCode
from app.store.tables import blob, blob_chunk

PIECE = 1 << 20


def put(conn: Connection, data: bytes, media: str) -> str:
    """Keep bytes; the same bytes are kept once. Returns the SHA-256 in hexadecimal."""
    return put_many(conn, [(data, media)])[0]


def put_many(conn: Connection, files: Sequence[tuple[bytes, str]]) -> list[str]:
    """Keep the bytes of many files, each with its media type. Returns their SHA-256 in hexadecimal, in order."""
    digests = [hashlib.sha256(data).hexdigest() for data, _media in files]
    wanted = dict(zip(digests, files, strict=True))
    for digest in _known_among(conn, list(wanted)):
        del wanted[digest]
    if wanted:
        heads = [{"sha256": digest, "size": len(data), "media": media} for digest, (data, media) in wanted.items()]
        conn.execute(insert(blob), heads)
    pieces = [
        {"sha256": digest, "no": i, "data": data[start : start + PIECE]}
        for digest, (data, _media) in wanted.items()
        for i, start in enumerate(range(0, len(data), PIECE))
    ]
    if pieces:
        conn.execute(insert(blob_chunk), pieces)
    return digests


def _known_among(conn: Connection, digests: Sequence[str]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(digests), 500):
        part = digests[start : start + 500]
        found += [str(r.sha256) for r in conn.execute(select(blob.c.sha256).where(blob.c.sha256.in_(part)))]
    return found


def pieces(conn: Connection, sha256: str) -> Iterator[bytes]:
    """The bytes in pieces, in order."""
    rows = conn.execute(
        select(blob_chunk.c.data).where(blob_chunk.c.sha256 == sha256).order_by(blob_chunk.c.no)
    )
    for row in rows:
        yield bytes(row[0])


def known(conn: Connection) -> list[str]:
    """Every SHA-256 that is kept, in order."""
    return [str(r.sha256) for r in conn.execute(select(blob.c.sha256).order_by(blob.c.sha256))]


def is_sound(conn: Connection, sha256: str) -> bool:
    """Whether the pieces that are kept make what was put in; False also when there are none."""
    made = hashlib.sha256()
    for piece in pieces(conn, sha256):
        made.update(piece)
    return made.hexdigest() == sha256


def read(conn: Connection, sha256: str) -> bytes:
    """All bytes, checked; AppError NOT_FOUND or DAMAGED."""
    data = b"".join(pieces(conn, sha256))
    if not data and sha256 not in _known_among(conn, [sha256]):
        raise AppError(ErrorCode.NOT_FOUND, "找不到这个附件。", action="请重新添加。")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise AppError(ErrorCode.DAMAGED, "附件内容已损坏。", action="请从备份恢复。")
    return data
