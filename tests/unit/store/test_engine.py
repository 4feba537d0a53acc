"""The engine: what statements it denies, how transactions end, what other failures are called."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from app.domain.errors import AppError, ErrorCode
from app.store import engine
from app.store.database import Database, create_business, create_office, open_business
from app.store.tables import meta as business_meta

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return create_business(tmp_path / "b.lvdb", KEY, "s1")


def run(database: Database, statement: str) -> list[object]:
    with database.write() as conn:
        result = conn.exec_driver_sql(statement)
        return [tuple(row) for row in result] if result.returns_rows else []


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '/tmp/x.db' AS x", "ATTACH DATABASE '/tmp/x.db' AS x KEY ''", "SELECT load_extension('x')",
        "SELECT sqlcipher_export('main')", "PRAGMA rekey = 'x'", "PRAGMA key = 'x'", "VACUUM INTO '/tmp/x.db'",
    ],
)  # fmt: skip
def test_statements_that_could_copy_the_data_out_are_denied(database: Database, statement: str) -> None:
    with pytest.raises((DatabaseError, AppError)):
        run(database, statement)
    assert run(database, "SELECT value FROM meta WHERE key = 'database_id'") == [("s1",)]


def test_the_connection_recipe_holds(database: Database) -> None:
    expected = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0,
        "cell_size_check": 1, "temp_store": 2,
    }  # fmt: skip
    with database.read() as conn:
        assert {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected} == expected


def test_an_exception_rolls_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as conn:  # noqa: PT012
        database.put_meta(conn, "x", "1")
        raise ZeroDivisionError
    assert database.get_meta("x") is None


def test_a_reader_sees_one_state_while_another_writes(database: Database) -> None:
    with database.read() as reader:
        assert database.read_meta(reader, "x") is None
        with database.write() as writer:
            database.put_meta(writer, "x", "1")
        assert database.read_meta(reader, "x") is None
    assert database.get_meta("x") == "1"


def test_the_wrong_key_and_a_plain_file_are_refused(database: Database, tmp_path: Path) -> None:
    database.close()
    with pytest.raises(AppError) as wrong:
        open_business(database.path, bytes(32))
    assert wrong.value.code is ErrorCode.DAMAGED
    plain = tmp_path / "plain.lvdb"
    plain.write_bytes(b"SQLite format 3\x00" + bytes(8192))
    with pytest.raises(AppError) as found:
        open_business(plain, KEY)
    assert found.value.code is ErrorCode.DAMAGED
    assert KEY.hex() not in f"{wrong.value!r}{wrong.value.__cause__!r}"


def test_a_file_that_is_there_is_never_made_anew(database: Database) -> None:
    with pytest.raises(AppError) as found:
        create_office(database.path, KEY, "s2")
    assert found.value.code is ErrorCode.IN_USE


def test_a_change_of_key_keeps_the_content_and_ends_the_old_key(database: Database) -> None:
    new = bytes(reversed(KEY))
    database.rekey(new)
    assert database.get_meta("database_id") == "s1"
    assert database.problems() == []
    database.close()
    with pytest.raises(AppError):
        open_business(database.path, KEY)
    open_business(database.path, new).close()


def test_a_compact_copy_opens_with_the_same_key(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "copy.lvdb"
    database.copy_to(target)
    copy = open_business(target, KEY)
    assert copy.get_meta("database_id") == "s1"
    copy.close()
    with pytest.raises(AppError):
        database.copy_to(tmp_path / "no" / "such" / "folder")


def test_an_unknown_failure_of_the_database_stays_a_bug(database: Database) -> None:
    with pytest.raises(DatabaseError):
        run(database, "SELECT no_such_column FROM meta")


def test_an_old_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MIN_SQLITE", (99, 0, 0))
    with pytest.raises(AppError) as found:
        engine.check_library()
    assert found.value.code is ErrorCode.UNSUPPORTED


def fill(database: Database) -> None:
    with database.write() as conn:
        for n in range(200):
            database.put_meta(conn, f"k{n}", "x" * 200)


def torn(source: Database, folder: Path) -> Path:
    """The files as a power cut leaves them while the log is folded in: one page that the log holds is half written."""
    folder.mkdir()
    target = folder / source.path.name
    shutil.copy(source.path, target)
    log = source.path.with_name(source.path.name + "-wal")
    shutil.copy(log, folder / log.name)
    frames = log.read_bytes()[32:]
    size = struct.unpack(">I", log.read_bytes()[8:12])[0]
    pages = [struct.unpack(">I", frames[at : at + 4])[0] for at in range(0, len(frames), 24 + size)]
    chosen = next(n for n in pages if 1 < n <= source.path.stat().st_size // size)
    with target.open("r+b") as stream:
        stream.seek((chosen - 1) * size + size // 2)
        stream.write(bytes(size // 2))
    return target


def test_a_page_torn_while_the_log_was_folded_in_is_no_damage(database: Database, tmp_path: Path) -> None:
    fill(database)
    with database.read() as conn:
        conn.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    run(database, "UPDATE meta SET value = 'later' WHERE key LIKE 'k%'")
    found = open_business(torn(database, tmp_path / "torn"), KEY)
    assert found.problems() == []
    assert found.get_meta("k7") == "later"
    found.close()


def test_a_page_that_is_wrong_in_the_file_and_not_in_the_log_is_damage(database: Database, tmp_path: Path) -> None:
    fill(database)
    database.close()
    data = bytearray(database.path.read_bytes())
    data[-2000:-1000] = bytes(1000)
    database.path.write_bytes(bytes(data))
    assert Database(database.path, KEY, database.what, business_meta).problems()
