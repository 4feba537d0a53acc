"""No record text outside the encrypted files: data folder, temp folder, logs, anchors, key files, messages."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import AppError
from app.services import (
    attachments,
    backup,
    drafts,
    duty_settings,
    judgements,
    letter_limits,
    letter_prints,
    people,
    records,
    setup,
    undo,
)
from app.services.session import Session
from app.store import engine
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, Desk, new_office

CANARY = "渠令闻"
MORE = ("金丝雀内容", "canary-content-7731", "䶮㛃", PASSWORD, OTHER_PASSWORD)
FOUND_IN = ("utf-8", "utf-16-le", "gb18030")


def files_with(root: Path, words: tuple[str, ...]) -> list[str]:
    """Files under a folder whose name or bytes hold one of the words in any usual encoding."""
    found = []
    for path in root.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for word in words:
            if word in path.name or any(word.encode(code) in data for code in FOUND_IN):
                found.append(f"{path.relative_to(root)}: {word}")
    return found


@pytest.fixture
def worked(tmp_path: Path, catalog: Catalog) -> Session:
    """An office in which every kind of content was typed, and some work failed."""
    desk = Desk(new_office(tmp_path / "office", catalog).session)
    session = desk.session
    who = desk.person(CANARY, fields=("金丝雀内容",))
    paper = tmp_path / "canary-content-7731.txt"
    paper.write_text("金丝雀内容" * 100_000, encoding="utf-8")
    value = attachments.attach(session, paper)
    view = desk.talk(who, requirements="金丝雀内容" * 300, attachments=[value])
    records.save(session, "talk", view.kind, {**view.body, "place": "䶮㛃"}, view.id)
    undo.undo(session)
    desk.letter(title=f"关于{CANARY}的提醒函")
    drafts.save_draft(session, drafts.Draft("new:talk", "talk", "talk.heart", CANARY, {"title": "金丝雀内容"}))
    letter_limits.set_contact(session, CANARY)
    duty_settings.set_lists(session, "branches", {"2026": (who, CANARY)})
    desk.add_account("second", "principal", name=CANARY)
    backup.backup(session)
    people.find_people(session, CANARY)
    return session


def test_no_text_lies_open_anywhere_in_the_folder(worked: Session) -> None:
    root = worked.folder.root
    while_open = files_with(root, (CANARY, *MORE))
    worked.close()
    assert while_open == files_with(root, (CANARY, *MORE)) == []


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temp))
    monkeypatch.setattr(tempfile, "tempdir", None)
    desk = Desk(new_office(tmp_path / "office", catalog).session)
    for day in range(1, 20):
        desk.talk(desk.principal, f"2026-10-{day:02d}", requirements="金丝雀内容" * 5000)
    view = desk.signed_letter(title="关于金丝雀内容的提醒函")
    letter_prints.file_copy(desk.session, view.id)
    backup.backup(desk.session)
    desk.session.close()
    assert [p.name for p in temp.iterdir()] == []


def test_the_folder_is_for_its_owner_only(worked: Session) -> None:
    for path in (worked.folder.business.parent, worked.folder.anchor.parent, worked.folder.backups):
        assert path.stat().st_mode & 0o077 == 0
    worked.close()


def test_logs_and_messages_hold_no_content(worked: Session, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    who = people.find_people(worked, CANARY)[0].id
    view = records.save(worked, "talk", "talk.heart", {"date": "2026-01-01", "subject": [who], "actor": who}).value
    attempts = [
        lambda: records.save(worked, "talk", "talk.heart", {**view.body, "date": "金丝雀内容"}, view.id),
        lambda: records.save(worked, "talk", "talk.heart", {**view.body, "title": "金丝雀内容" * 100}, view.id),
        lambda: records.save(worked, "talk", "talk.heart", {**view.body, "subject": CANARY * 30}, view.id),
        lambda: records.save(worked, "talk", "talk.heart", view.body, view.id, version=99),
        lambda: records.transition(worked, view.id, "no"),
        lambda: records.correct(worked, view.id, "金丝雀内容"),
        lambda: records.get(worked, "金丝雀内容"),
        lambda: people.save_person(worked, CANARY * 50),
        lambda: people.save_post(worked, who, "u", CANARY, (), (), "2026-01-01"),
        lambda: letter_limits.set_contact(worked, CANARY * 60),
        lambda: attachments.attach(worked, Path(f"/{CANARY}")),
        lambda: judgements.approve(worked, "x", "y", CANARY, "exempt", "second", OTHER_PASSWORD, "金丝雀内容"),
        lambda: setup.unlock(worked.folder, worked.catalog, worked.clock, CANARY, PASSWORD),
        lambda: backup.backup(worked, worked.folder.business / CANARY),
    ]
    for attempt in attempts:
        with pytest.raises(AppError) as failure:
            attempt()
        told += [str(failure.value), failure.value.sentence(), repr(failure.value)]
    worked.close()
    everything = "\n".join([*told, caplog.text])
    assert [w for w in ("金丝雀内容", PASSWORD, OTHER_PASSWORD) if w in everything] == []
    assert CANARY not in caplog.text
    assert repr(worked).count(worked.user.id) == 1
    assert not worked.keys


def test_a_session_shown_in_a_trace_shows_no_key(tmp_path: Path, catalog: Catalog) -> None:
    session = new_office(tmp_path, catalog).session
    shown = repr(session)
    for key in session.keys.values():
        assert key.hex() not in shown
        assert repr(key) not in shown
    session.close()


def test_a_statement_that_fails_does_not_show_its_values(worked: Session) -> None:
    with pytest.raises(Exception) as failure, worked.store.database.write() as conn:
        conn.exec_driver_sql("INSERT INTO person VALUES (?, ?)", ("p1", "金丝雀内容"))
    assert "金丝雀内容" not in str(failure.value)
    worked.close()


def test_a_plain_reader_sees_noise_and_a_second_library_reads_all(worked: Session) -> None:
    import apsw

    key = worked.keys["business"]
    path = worked.folder.business
    worked.close()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT count(*) FROM record")
    second = apsw.Connection(str(path))
    second.pragma("cipher", "sqlcipher")
    second.pragma("legacy", 4)
    second.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    assert second.execute("SELECT count(*) FROM record").fetchall()[0][0] >= 2
    assert CANARY in [row[0] for row in second.execute("SELECT name FROM person")]
    assert second.pragma("integrity_check") == "ok"
    second.close()


def test_the_library_is_new_enough_not_to_lose_commits() -> None:
    engine.check_library()
    assert engine.sqlcipher.sqlite_version_info >= (3, 51, 3)
