"""Attachments by their SHA-256: many at once, the same bytes once, what is not there is said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.domain.errors import ErrorCode
from app.store import blobs
from app.store.database import create_business
from tests.unit.services.desk import refused


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    database = create_business(tmp_path / "b.lvdb", bytes(32), "s1")
    with database.write() as made:
        yield made
    database.close()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept(conn: Connection, *files: bytes) -> list[bytes]:
    return [blobs.read(conn, one) for one in blobs.put_many(conn, [(data, "text/plain") for data in files])]


def test_many_files_are_kept_at_once_each_under_its_own_name(conn: Connection) -> None:
    big = bytes(range(256)) * 5000  # more than one piece
    assert kept(conn, b"one", big, b"two") == [b"one", big, b"two"]
    assert sorted(blobs.known(conn)) == sorted(map(digest, (b"one", big, b"two")))


def test_the_same_bytes_are_kept_once_also_when_they_came_before(conn: Connection) -> None:
    assert kept(conn, b"one", b"two", b"one") == [b"one", b"two", b"one"]
    assert kept(conn, b"two", b"three") == [b"two", b"three"]
    assert len(blobs.known(conn)) == 3
    assert all(blobs.is_sound(conn, one) for one in blobs.known(conn))


def test_nothing_at_all_is_a_file_too(conn: Connection) -> None:
    assert kept(conn, b"") == [b""]
    assert blobs.put_many(conn, []) == []


def test_what_is_not_there_is_said(conn: Connection) -> None:
    with refused(ErrorCode.NOT_FOUND):
        blobs.read(conn, digest(b"never"))
