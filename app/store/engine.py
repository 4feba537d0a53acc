"""Opens an encrypted SQLite file through SQLAlchemy; everything SQLite-only is in here.

SQLCipher with a raw 32-byte key, WAL + synchronous=FULL, foreign keys, a deny list of
statements, BEGIN IMMEDIATE for writers (ADR 0002). Tables and queries elsewhere are
dialect-neutral SQLAlchemy Core.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from app.domain.errors import AppError, ErrorCode

MIN_SQLITE = (3, 51, 3)
MIN_PAGES_BYTES = 4096
BUSY_SECONDS = 10.0  # how long a writer waits for another one
PAUSES = (0.0, 0.3, 1.0)  # seconds before what looks wrong is looked for again
READ = {"lvze_read": True}
_DENIED = frozenset({"load_extension", "sqlcipher_export"})


def check_library() -> None:
    """Refuse an SQLite library older than 3.51.3 (the WAL-reset bug loses commits)."""
    if sqlcipher.sqlite_version_info < MIN_SQLITE:
        raise AppError(
            ErrorCode.UNSUPPORTED, "加密数据库组件版本过旧，可能丢失数据。", action="请用安装包重新安装本程序。"
        )


def make_engine(path: Path, key: bytes) -> Engine:
    """An engine over one encrypted file. key: 32 bytes. Opens nothing yet."""
    check_library()

    def connect() -> Any:
        return _connect(path, key)

    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=connect, hide_parameters=True, poolclass=QueuePool,
        pool_size=4, max_overflow=4,
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        reading = conn.get_execution_options().get("lvze_read")
        conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _connect(path: Path, key: bytes) -> Any:
    raw = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    raw.execute("PRAGMA cipher_log_level = NONE")
    raw.set_key(b"x'" + key.hex().encode("ascii") + b"'")
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF",
        "cell_size_check=ON", "temp_store=MEMORY", "cache_size=-16000", f"busy_timeout={int(BUSY_SECONDS * 1000)}",
    ):  # fmt: skip
        raw.execute(f"PRAGMA {pragma}")
    raw.set_authorizer(_authorize)
    return raw


def _authorize(action: int, first: str | None, second: str | None, _db: str | None, _via: str | None) -> int:
    if action == sqlite3.SQLITE_ATTACH and first:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and second in _DENIED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and first in {"key", "rekey", "hexkey", "hexrekey"}:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn failures of the file or the disk into AppErrors; `what` names the file in Chinese."""
    try:
        yield
    except DBAPIError as exc:
        raise _known(exc.orig, what) or exc from exc
    except sqlcipher.Error as exc:
        raise _known(exc, what) or exc from exc


def _known(exc: BaseException | None, what: str) -> AppError | None:
    text = str(exc).lower()
    table: tuple[tuple[tuple[str, ...], Callable[[], AppError]], ...] = (
        (
            ("file is not a database", "malformed", "corrupt", "hmac"),
            lambda: AppError(
                ErrorCode.DAMAGED, f"{what}已损坏，或不是本单位的文件。", action="请停止使用，并从最近的备份恢复。"
            ),
        ),
        (
            ("database is locked", "busy"),
            lambda: AppError(ErrorCode.LOCKED, f"{what}正被占用。", action="请关闭其他窗口后再试。"),
        ),
        (
            ("disk is full", "full"),
            lambda: AppError(ErrorCode.DISK_FULL, "磁盘已满，刚才的内容没有存入。", action="请腾出空间后再保存。"),
        ),
        (
            ("unable to open", "readonly", "read-only", "disk i/o", "permission"),
            lambda: AppError(ErrorCode.FILE_ACCESS, f"{what}无法读写。", action="请检查磁盘和文件夹权限。"),
        ),
    )
    for needles, make in table:
        if any(n in text for n in needles):
            return make()
    return None


def require_file(path: Path, what: str) -> None:
    """Refuse a missing or emptied database file: SQLite would silently make a new one."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as exc:
        raise AppError(ErrorCode.NOT_FOUND, f"找不到{what}。", action="请从备份恢复。") from exc
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, f"{what}无法读取。") from exc
    if size < MIN_PAGES_BYTES:
        raise AppError(ErrorCode.DAMAGED, f"{what}被清空或截断。", action="请从最近的备份恢复。")


def integrity_problems(conn: Connection) -> list[str]:
    """Check every page's seal, then SQLite's own structure; an empty list means sound.

    The seals are looked at in the file itself, past the log beside it: a page that a power cut tore while the log was
    folded in, or that another program is folding in now, looks wrong there and is whole in the log. So what is found is
    looked for once more when the log is folded in and nobody else writes.
    """
    raw: Any = conn.connection.driver_connection
    found = _wrong(raw)
    for pause in PAUSES if found and _logged(raw) else ():
        time.sleep(pause)
        try:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            raw.execute("BEGIN IMMEDIATE")  # who writes folds the log in when he has written
            found = _wrong(raw)
        except sqlcipher.Error:
            continue
        finally:
            if raw.in_transaction:
                raw.rollback()
        if not found:
            break
    return found


def _logged(raw: Any) -> bool:
    """Whether the log beside the file holds pages; they are folded in as far as nobody reads them."""
    try:
        _busy, pages, _done = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlcipher.Error:
        return False
    return bool(pages > 0)


def _wrong(raw: Any) -> list[str]:
    try:
        found = [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]
        found += [str(row[0]) for row in raw.execute("PRAGMA integrity_check") if str(row[0]).lower() != "ok"]
        found += ["外键不一致" for _row in raw.execute("PRAGMA foreign_key_check").fetchmany(1)]
    except sqlcipher.Error:
        return ["有内容无法读出"]
    return found


def vacuum_into(path: Path, key: bytes, target: Path) -> None:
    """Write a compact encrypted copy with the same key; the one routine that may ATTACH."""
    raw = _connect(path, key)
    try:
        raw.set_authorizer(None)
        raw.execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()


def rekey(path: Path, old: bytes, new: bytes) -> None:
    """Change the raw data key of a closed database file (crash-safe: WAL is off while it runs)."""
    raw = _connect(path, old)
    try:
        raw.set_authorizer(None)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.reset_key(b"x'" + new.hex().encode("ascii") + b"'")
        raw.execute("PRAGMA journal_mode=WAL")
    finally:
        raw.close()
