"""Schema versions of both files: each migration runs in one transaction with its version row.

`user_version` packs major × 1000 + minor: a newer major is refused, a newer minor is
readable. Every released schema stays in tests/corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Engine, inspect

from app.domain.errors import AppError, ErrorCode
from app.store import search
from app.store.engine import READ, translated
from app.store.office_tables import office
from app.store.tables import business

Migration = tuple[int, Callable[[Connection], None]]
MAJOR = 1000


def _business_1(conn: Connection) -> None:
    business.create_all(conn, checkfirst=False)
    search.create(conn)


def _business_1_1(conn: Connection) -> None:
    """For whom a number of the register is reserved, and until when; a new file has the columns already."""
    there = {column["name"] for column in inspect(conn).get_columns("number")}
    for name in ("holder", "until"):
        if name not in there:
            conn.exec_driver_sql(f"ALTER TABLE number ADD COLUMN {name} VARCHAR")


def _office_1(conn: Connection) -> None:
    office.create_all(conn, checkfirst=False)


BUSINESS: Sequence[Migration] = ((1 * MAJOR, _business_1), (1 * MAJOR + 1, _business_1_1))
OFFICE: Sequence[Migration] = ((1 * MAJOR, _office_1),)


def current_version(migrations: Sequence[Migration]) -> int:
    """The version this program writes."""
    return migrations[-1][0]


def file_version(engine: Engine, what: str) -> int:
    """The version stored in the file (0 = new)."""
    with translated(what), engine.execution_options(**READ).connect() as conn:
        return int(conn.exec_driver_sql("PRAGMA user_version").scalar_one())


def migrate(engine: Engine, migrations: Sequence[Migration], what: str) -> None:
    """Bring a file up to date; AppError(TOO_NEW) for a newer major version."""
    version = file_version(engine, what)
    if version // MAJOR > current_version(migrations) // MAJOR:
        raise AppError(
            ErrorCode.TOO_NEW,
            f"{what}由更新版本的程序建立（文件版本 {version // MAJOR}，本程序支持 {current_version(migrations) // MAJOR}）。",
            action="请先升级本程序；文件没有改动。",
        )
    for number, step in migrations:
        if number <= version:
            continue
        with translated(what), engine.begin() as conn:
            step(conn)
            conn.exec_driver_sql(f"PRAGMA user_version = {number:d}")
