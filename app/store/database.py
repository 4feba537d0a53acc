"""One opened store file: reading, writing, versions, closing.

Both files (business, office) are a `Database`; the unit of work of the business store
adds the operation log (changelog).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, Table, delete, insert, select

from app.domain.errors import AppError, ErrorCode
from app.store.engine import (
    READ,
    integrity_problems,
    make_engine,
    rekey,
    require_file,
    translated,
    vacuum_into,
)
from app.store.gate import Gate
from app.store.migrations import BUSINESS, OFFICE, Migration, migrate
from app.store.office_tables import meta as office_meta
from app.store.tables import meta as business_meta


class Database:
    """An opened encrypted SQLite file.

    path: the file. key: its 32-byte data key. what: its Chinese name in messages.
    """

    def __init__(self, path: Path, key: bytes, what: str, meta: Table) -> None:
        self.path = path
        self.what = what
        self._key = key
        self._meta = meta
        self._gate = Gate()
        self._engine: Engine = make_engine(path, key)
        self._reader = self._engine.execution_options(**READ)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection in a read transaction: one consistent view."""
        with self._gate.reading(), translated(self.what), self._reader.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in a write transaction, committed at the end, rolled back on any exception."""
        with translated(self.what), self._engine.begin() as conn:
            yield conn

    def get_meta(self, key: str) -> str | None:
        """A value of the meta table."""
        with self.read() as conn:
            return self.read_meta(conn, key)

    def read_meta(self, conn: Connection, key: str) -> str | None:
        """A value of the meta table within a transaction."""
        value = conn.execute(select(self._meta.c.value).where(self._meta.c.key == key)).scalar()
        return str(value) if value is not None else None

    def put_meta(self, conn: Connection, key: str, value: str) -> None:
        """Set a value of the meta table within a transaction."""
        conn.execute(delete(self._meta).where(self._meta.c.key == key))
        conn.execute(insert(self._meta).values(key=key, value=value))

    def check_id(self, database_id: str) -> None:
        """Refuse a file that belongs to another unit or another slot file."""
        if self.get_meta("database_id") != database_id:
            raise AppError(ErrorCode.DAMAGED, f"{self.what}与密钥文件不是一套。", action="请把同一份备份的文件一起放回。")

    def problems(self) -> list[str]:
        """Everything wrong with pages or structure; empty when sound."""
        with self._reader.connect() as conn:
            return integrity_problems(conn)

    def copy_to(self, target: Path) -> None:
        """A compact encrypted copy with the same key (VACUUM INTO)."""
        with translated(self.what):
            vacuum_into(self.path, self._key, target)

    def rekey(self, key: bytes) -> None:
        """Rewrite the file under a new 32-byte key; connections are reopened."""
        with self._gate.alone():
            self.close()
            with translated(self.what):
                rekey(self.path, self._key, key)
            self._key = key
            self._engine = make_engine(self.path, key)
            self._reader = self._engine.execution_options(**READ)

    def close(self) -> None:
        """Fold the WAL into the file and close every connection."""
        with self._gate.alone():
            with translated(self.what), self._reader.connect() as conn:
                conn.rollback()
                driver = conn.connection.driver_connection
                if driver is not None:
                    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._engine.dispose()

    def abandon(self) -> None:
        """Close without touching the file (after damage was found)."""
        self._engine.dispose()

    def _prepare(self, migrations: Sequence[Migration]) -> None:
        migrate(self._engine, migrations, self.what)


BUSINESS_NAME = "业务数据库"
OFFICE_NAME = "办公室数据库"


def open_business(path: Path, key: bytes) -> Database:
    """Open the business store. Raises AppError NOT_FOUND, DAMAGED, TOO_NEW, LOCKED."""
    require_file(path, BUSINESS_NAME)
    return _opened(Database(path, key, BUSINESS_NAME, business_meta), BUSINESS)


def open_office(path: Path, key: bytes) -> Database:
    """Open the office file. Errors as in open_business."""
    require_file(path, OFFICE_NAME)
    return _opened(Database(path, key, OFFICE_NAME, office_meta), OFFICE)


def create_business(path: Path, key: bytes, database_id: str) -> Database:
    """Make a new business store; AppError(IN_USE) when the file exists."""
    return _created(Database(path, key, BUSINESS_NAME, business_meta), BUSINESS, database_id)


def create_office(path: Path, key: bytes, database_id: str) -> Database:
    """Make a new office file; AppError(IN_USE) when the file exists."""
    return _created(Database(path, key, OFFICE_NAME, office_meta), OFFICE, database_id)


def _opened(database: Database, migrations: Sequence[Migration]) -> Database:
    try:
        database._prepare(migrations)
    except BaseException:
        database.abandon()
        raise
    return database


def _created(database: Database, migrations: Sequence[Migration], database_id: str) -> Database:
    if database.path.exists():
        raise AppError(ErrorCode.IN_USE, f"{database.what}已经存在。", action="请换一个文件夹，或直接打开它。")
    try:
        database.path.touch(mode=0o600)  # SQLite gives the log beside it the same rights
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, f"{database.what}无法建立。", action="请检查磁盘和文件夹权限。") from exc
    _opened(database, migrations)
    with database.write() as conn:
        database.put_meta(conn, "database_id", database_id)
    return database
