"""The operation log: everything written is in it, chained, with what it superseded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.store import changelog
from app.store.anchor import Anchor
from app.store.database import create_business
from app.store.record_adapter import recount
from app.store.unit_of_work import Actor, BusinessStore

ME = Actor("a1", "王敏", "d1")


@pytest.fixture
def store(tmp_path: Path, catalog: Catalog) -> Iterator[BusinessStore]:
    database = create_business(tmp_path / "b.lvdb", bytes(32), "s1")
    clock = FixedClock(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))
    made = BusinessStore(database, catalog.records, catalog.vocab, clock, Anchor(tmp_path / "anchor", "s1"))
    yield made
    made.close()


def talk(title: str, day: str = "2026-10-10", **body: Any) -> dict[str, Any]:
    return {
        "form": "talk", "kind": "talk.heart", "state": "planned", "entered": "2026-11-20", "author": "a1",
        "author_name": "王敏", "example": False, "body": {"title": title, "date": day, **body},
    }  # fmt: skip


def put(store: BusinessStore, *items: tuple[str, str, dict[str, Any] | None], actor: Actor = ME) -> Any:
    with store.change(actor, "test", "试") as uow:
        for entity, entity_id, snapshot in items:
            uow.put(entity, entity_id, snapshot)
    return uow.committed


def operations(store: BusinessStore) -> list[changelog.OperationRow]:
    with store.read() as conn:
        return list(changelog.operations(conn))


def sound(store: BusinessStore) -> bool:
    with store.read() as conn:
        return changelog.verify(conn) is None and recount(conn) == [] and store.unlogged() == 0


def test_operations_are_numbered_and_chained(store: BusinessStore) -> None:
    for number in range(5):
        put(store, ("record", f"r{number}", talk(f"谈话{number}")))
    found = operations(store)
    assert [op.seq for op in found] == [op.device_seq for op in found] == [1, 2, 3, 4, 5]
    assert [op.prev_hash for op in found] == [changelog.GENESIS, *(op.hash for op in found[:-1])]
    assert [op.hlc for op in found] == sorted({op.hlc for op in found})
    assert sound(store)


def test_devices_number_their_own_operations(store: BusinessStore) -> None:
    for device in ("d1", "d2", "d1"):
        put(store, ("record", f"r{len(operations(store))}", talk("谈话")), actor=Actor("a", "某", device))
    assert [(op.device, op.device_seq) for op in operations(store)] == [("d1", 1), ("d2", 1), ("d1", 2)]


def test_bulk_writing_logs_every_record(store: BusinessStore) -> None:
    items = [(f"r{n}", talk(f"谈话{n}", f"2026-{n % 12 + 1:02d}-10")) for n in range(1300)]
    with store.change(ME, "bulk", "批量") as uow:
        uow.add("record", items)
    with store.read() as conn:
        logged = {i: s for _e, i, s in changelog.net_state(conn)}
    assert logged == dict(items)
    assert sound(store)


def test_bulk_writing_logs_every_row_of_another_kind_and_refuses_what_is_there(store: BusinessStore) -> None:
    people = [(f"p{n}", {"name": f"同志{n}", "note": "", "example": False}) for n in range(600)]
    with store.change(ME, "bulk", "批量") as uow:
        uow.add("person", people)
    with store.read() as conn:
        assert {i: s for _e, i, s in changelog.net_state(conn)} == dict(people)
        assert conn.exec_driver_sql("SELECT count(*) FROM initials").scalar() == 600
    with pytest.raises(IntegrityError), store.change(ME, "bulk", "批量") as uow:
        uow.add("person", [("p600", people[0][1]), people[0]])
    with store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM person").scalar() == 600
    assert len(operations(store)) == 1
    assert sound(store)


def test_deleting_and_what_hangs_on_it_is_logged_and_comes_back(store: BusinessStore) -> None:
    put(store, ("person", "p1", {"name": "李雷", "note": "", "example": False}))
    put(store, ("record", "r1", talk("谈话", actor="p1", subject=["p1"])))
    gone = put(store, ("record", "r1", None), ("person", "p1", None))
    with store.read() as conn:
        assert {c.entity: c.after for c in changelog.changes_of(conn, gone.seq)} == {"record": None, "person": None}
        assert conn.exec_driver_sql("SELECT count(*) FROM fact").scalar() == 0
        assert conn.exec_driver_sql("SELECT count(*) FROM record_text").scalar() == 0
    with store.change(ME, "undo", "撤销", undo_of=gone.id) as uow:
        uow.revert(gone)
    with store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM record_text").scalar() == 1
    assert sound(store)


def test_a_change_names_what_it_superseded(store: BusinessStore) -> None:
    first = put(store, ("record", "r1", talk("一")))
    second = put(store, ("record", "r1", talk("二")))
    third = put(store, ("record", "r1", talk("三", place="甲")))
    with store.read() as conn:
        heads = {op.seq: {c.path: c.supersedes for c in changelog.changes_of(conn, op.seq)} for op in (first, second, third)}
    assert heads[1] == {"": ()}
    assert heads[2] == {"body/title": (f"{first.id}.0",)}
    assert heads[3]["body/title"] == (f"{second.id}.0",)
    assert heads[3]["body/place"] == (f"{first.id}.0",)


def test_writing_the_same_again_is_no_operation(store: BusinessStore) -> None:
    put(store, ("record", "r1", talk("一")))
    assert put(store, ("record", "r1", talk("一"))) is None
    assert put(store, ("record", "r1", talk("二")), ("record", "r1", talk("一"))) is None
    assert len(operations(store)) == 1


def test_several_writes_of_one_thing_are_one_change(store: BusinessStore) -> None:
    done = put(store, ("record", "r1", talk("一")), ("record", "r1", talk("二", place="甲")))
    with store.read() as conn:
        assert [(c.path, c.before) for c in changelog.changes_of(conn, done.seq)] == [("", None)]
    with store.change(ME, "undo", "撤销") as uow:
        uow.revert(done)
        assert uow.get("record", "r1") is None


def test_an_exception_leaves_neither_the_row_nor_the_operation(store: BusinessStore) -> None:
    with pytest.raises(ZeroDivisionError), store.change(ME, "test", "试") as uow:  # noqa: PT012
        uow.put("record", "r1", talk("一"))
        raise ZeroDivisionError
    assert operations(store) == []
    assert sound(store)


def test_facts_search_and_counts_follow_the_record(store: BusinessStore) -> None:
    held = {**talk("一", actor="p1", subject=["p1"]), "state": "held"}
    put(store, ("person", "p1", {"name": "李雷", "note": "", "example": False}), ("record", "r1", held))

    def rows(query: str) -> list[Any]:
        with store.read() as conn:
            return [tuple(r) for r in conn.exec_driver_sql(query)]

    assert rows("SELECT kind, date, actor FROM fact") == [("talk.heart", "2026-10-10", "p1")]
    assert rows("SELECT state, month, n FROM record_count WHERE n != 0") == [("held", "2026-10", 1)]
    assert rows("SELECT target, field FROM record_ref ORDER BY field") == [("p1", "actor"), ("p1", "subject")]
    put(store, ("record", "r1", {**held, "state": "planned", "body": {**held["body"], "date": "2026-09-09"}}))
    assert rows("SELECT kind FROM fact") == []
    assert rows("SELECT state, month, n FROM record_count WHERE n != 0") == [("planned", "2026-09", 1)]
    assert sound(store)


@pytest.mark.parametrize(
    ("seq", "digest", "code"),
    [(1, "0" * 64, ErrorCode.ROLLED_BACK), (9, "a" * 64, ErrorCode.ROLLED_BACK), (0, changelog.GENESIS, None)],
)
def test_an_anchor_that_the_log_does_not_reach_is_an_alarm(
    store: BusinessStore, tmp_path: Path, seq: int, digest: str, code: ErrorCode | None
) -> None:
    put(store, ("record", "r1", talk("一")))
    anchor = Anchor(tmp_path / "other", "s1")
    anchor.keep(seq, digest)
    if code is None:
        assert anchor.check(store.database)
        return
    with pytest.raises(AppError) as found:
        anchor.check(store.database)
    assert found.value.code is code


@pytest.mark.parametrize("content", ["", "{", "[]", '{"id": "s1"}', '{"id": "s2", "seq": 1, "hash": "x"}', "\x00"])
def test_an_anchor_that_says_nothing_is_none(store: BusinessStore, tmp_path: Path, content: str) -> None:
    path = tmp_path / "odd"
    path.write_text(content, encoding="utf-8")
    assert Anchor(path, "s1").read() is None
    assert Anchor(path, "s1").check(store.database) is False


def test_a_migration_that_fails_leaves_the_old_version(store: BusinessStore) -> None:
    from app.store import migrations

    def half(conn: Any) -> None:
        conn.exec_driver_sql("CREATE TABLE half_done (x)")
        raise ZeroDivisionError

    engine, now = store.database._engine, migrations.current_version(migrations.BUSINESS)
    with pytest.raises(ZeroDivisionError):
        migrations.migrate(engine, [*migrations.BUSINESS, (now + 1, half)], "业务数据库")
    assert migrations.file_version(engine, "业务数据库") == now
    with store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'half_done'").scalar() == 0
    migrations.migrate(engine, [*migrations.BUSINESS, (now + 1, lambda conn: conn.exec_driver_sql("CREATE TABLE b (x)"))], "")
    assert migrations.file_version(engine, "业务数据库") == now + 1
    migrations.migrate(engine, migrations.BUSINESS, "业务数据库")  # a newer minor version is readable
