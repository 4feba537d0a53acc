"""Backups: verified copies, a list that tells damage, a restored copy that is another device."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import backup, records, setup
from app.services.session import DataFolder
from app.store import changelog
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, Desk, quick_folder, refused, snapshot


def unlock(desk: Desk, folder: DataFolder) -> Desk:
    return Desk(setup.unlock(folder, desk.session.catalog, desk.session.clock, "clerk", PASSWORD))


def test_a_backup_restores_to_the_same_content_on_another_device(desk: Desk, tmp_path: Path) -> None:
    view = desk.talk(desk.person("李雷"), requirements="管好分管领域")
    made = backup.backup(desk.session)
    desk.talk(desk.principal)
    folder = quick_folder(tmp_path / "other")
    backup.restore(made, folder)
    other = unlock(desk, folder)
    assert records.get(other.session, view.id).title == view.title
    assert other.session.device != desk.session.device
    assert backup.verify(other.session) == []
    other.talk(other.principal)
    with other.session.store.read() as conn:
        last = list(changelog.operations(conn))[-1]
    assert (last.device, last.device_seq) == (other.session.device, 1)
    other.session.close()
    again = unlock(desk, folder)
    assert again.session.device == other.session.device
    again.session.close()


def test_a_backup_holds_what_the_log_still_holds_only(desk: Desk) -> None:
    """VACUUM INTO reads through the write-ahead log: nothing acknowledged is missing."""
    for day in range(1, 20):
        desk.talk(desk.principal, f"2026-10-{day:02d}")
    made = backup.backup(desk.session)
    row = backup.backups(desk.session)[0]
    assert row.path == made
    with desk.session.store.read() as conn:
        assert row.business_head == changelog.head(conn).short


def test_the_system_administrator_backs_up_what_they_cannot_read(desk: Desk, tmp_path: Path) -> None:
    view = desk.talk(desk.person("李雷"))
    desk.add_account("root", "system_admin")
    root = desk.relogin("root", OTHER_PASSWORD)
    made = backup.backup(root)
    row = backup.backups(root)[0]
    root.close()
    folder = quick_folder(tmp_path / "other")
    backup.restore(made, folder)
    other = unlock(desk, folder)
    assert records.get(other.session, view.id).title == view.title
    with other.session.store.read() as conn:
        assert row.business_head == changelog.head(conn).short
    other.session.close()


def test_a_store_left_open_by_a_kill_is_not_copied_blindly(desk: Desk) -> None:
    desk.add_account("root", "system_admin")
    folder = desk.session.folder
    desk.talk(desk.principal)
    root = setup.unlock(folder, desk.session.catalog, desk.session.clock, "root", OTHER_PASSWORD)
    with refused(ErrorCode.BAD_STATE):
        backup.backup(root)
    root.close()


def test_a_backup_of_the_folder_in_use_is_one_folder_and_no_rest(desk: Desk, tmp_path: Path) -> None:
    made = backup.backup(desk.session, tmp_path / "stick")
    assert [p.name for p in (tmp_path / "stick").iterdir()] == [made.name]
    assert sorted(p.name for p in made.iterdir()) == ["backup.json", "business.lvdb", "keys.lvkeys", "office.lvdb"]


def test_a_cancelled_backup_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    context = JobContext(stopped=lambda: True)
    with pytest.raises(Cancelled):
        backup.backup(desk.session, tmp_path / "stick", context)
    assert list((tmp_path / "stick").iterdir()) == []


@pytest.mark.parametrize("name", ["business.lvdb", "office.lvdb", "keys.lvkeys", "backup.json"])
def test_a_damaged_backup_is_refused_and_makes_no_office(desk: Desk, tmp_path: Path, name: str) -> None:
    made = backup.backup(desk.session)
    data = bytearray((made / name).read_bytes())
    data[len(data) // 2] ^= 1
    (made / name).write_bytes(bytes(data))
    folder = quick_folder(tmp_path / "other")
    if name != "backup.json":
        with refused(ErrorCode.DAMAGED):
            backup.restore(made, folder)
        assert not folder.exists_office()
    (made / name).unlink()
    with refused(ErrorCode.DAMAGED, ErrorCode.NOT_FOUND):
        backup.restore(made, folder)
    assert not folder.exists_office()


def test_a_backup_is_restored_only_into_an_empty_place(desk: Desk) -> None:
    made = backup.backup(desk.session)
    with refused(ErrorCode.IN_USE):
        backup.restore(made, desk.session.folder)


def test_a_restore_that_was_cut_off_is_done_again(desk: Desk, tmp_path: Path) -> None:
    made = backup.backup(desk.session)
    folder = quick_folder(tmp_path / "other")
    backup.restore(made, folder)
    folder.unfinished.write_bytes(b"1")
    folder.keys[0].unlink()
    assert not folder.exists_office()
    backup.restore(made, folder)
    other = unlock(desk, folder)
    assert snapshot(other.session) == snapshot(desk.session)
    other.session.close()


def test_an_older_backup_in_the_place_of_a_lost_office_opens(desk: Desk) -> None:
    made = backup.backup(desk.session)
    desk.talk(desk.principal)
    folder = desk.session.folder
    desk.session.close()
    for path in (folder.business, folder.office, *folder.keys):
        path.unlink()
    backup.restore(made, folder)
    desk.session = unlock(desk, folder).session
    assert backup.verify(desk.session) == []


def test_old_backups_of_the_same_reason_make_room(desk: Desk) -> None:
    for _ in range(backup.KEEP["import"] + 3):
        backup.before(desk.session, "import", JobContext())
    backup.backup(desk.session)
    reasons = [b.reason for b in backup.backups(desk.session)]
    assert reasons.count("import") == backup.KEEP["import"]
    assert reasons.count("manual") == 1


def test_verify_is_quiet_on_a_sound_office(desk: Desk) -> None:
    desk.talk(desk.person("李雷"))
    assert backup.verify(desk.session) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET title = '改过'",
        "UPDATE record SET body = replace(body, '2026', '2025')",
        "UPDATE record_count SET n = n + 1",
        "DELETE FROM post",
        "UPDATE person SET name = '某某'",
        "INSERT INTO unit VALUES ('u9', '多出的单位', NULL, 0, '[]', 'x', 0, 0)",
        "UPDATE change SET after = '\"x\"' WHERE no = (SELECT max(no) FROM change)",
        "DELETE FROM change WHERE no = (SELECT max(no) FROM change)",
        "UPDATE operation SET user_name = '别人' WHERE seq = 2",
        "UPDATE operation SET label = '别的事' WHERE seq = 2",
        "UPDATE operation SET seq = seq + 100 WHERE seq = (SELECT max(seq) FROM operation)",
        "INSERT INTO change SELECT no + 1000, id || 'x', 9999, entity, entity_id, path, before, after, supersedes, 1 "
        "FROM change WHERE no = 1",
    ],
)
def test_what_was_changed_past_the_log_is_found(desk: Desk, statement: str) -> None:
    desk.talk(desk.person("李雷"))
    with desk.session.store.database.write() as conn:
        conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    raw = desk.session.store.database
    with raw._reader.connect() as conn:  # a person with the key, another program and foreign keys off
        driver = conn.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute(statement)
        driver.execute("PRAGMA foreign_keys = ON")
    found = backup.verify(desk.session)
    assert found
    assert all(line.endswith("。") for line in found)


def test_a_security_log_line_that_was_rewritten_is_found(desk: Desk) -> None:
    with desk.session.office.write() as conn:
        conn.exec_driver_sql("UPDATE security_log SET user_name = '别人' WHERE seq = 1")
    assert any("安全日志" in line for line in backup.verify(desk.session))


def test_a_folder_that_cannot_be_written_is_named_in_words(desk: Desk, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with refused(ErrorCode.FILE_ACCESS, ErrorCode.NOT_FOUND):
        backup.backup(desk.session, blocked / "inside")
