"""Accounts: keys follow roles, a closed account's keys are changed, a crash in between loses nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.crypto import keyfile as keyfiles
from app.domain.errors import AppError, ErrorCode
from app.services import accounts, keys, people, setup
from app.services.session import Session
from app.store import engine
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, Desk, new_office, refused

ADMINISTRATORS = ("system_admin", "security_admin", "auditor")


def unlock(session: Session, login: str = "clerk", password: str = PASSWORD) -> Session:
    return setup.unlock(session.folder, session.catalog, session.clock, login, password)


def test_each_person_has_a_password_and_rights_of_their_own(desk: Desk) -> None:
    desk.add_account("member", "member", name="孙志强")
    assert [(u.login, u.name) for u in accounts.users(desk.session)] == [("clerk", "王敏"), ("member", "孙志强")]
    session = desk.relogin("member", OTHER_PASSWORD)
    assert session.user.roles == ("member",)
    assert session.unit_name()
    with refused(ErrorCode.NOT_ALLOWED):
        people.save_person(session, "李雷")
    session.close()


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_has_no_key_to_business_data(desk: Desk, role: str) -> None:
    desk.add_account("admin", role)
    known = keyfiles.load_keyfile(*desk.session.folder.keys)
    assert "admin" not in known.holders("business")
    session = desk.relogin("admin", OTHER_PASSWORD)
    assert session.business is None
    assert set(session.keys) == {"office"}
    with refused(ErrorCode.NOT_ALLOWED):
        people.people(session)
    session.close()


def test_the_auditor_reads_the_log_and_nobody_else_does(desk: Desk) -> None:
    desk.add_account("audit", "auditor")
    desk.add_account("root", "system_admin", "security_admin")
    with refused(ErrorCode.NOT_ALLOWED):
        accounts.security_log(desk.session)
    root = desk.relogin("root", OTHER_PASSWORD)
    with refused(ErrorCode.NOT_ALLOWED):
        accounts.security_log(root)
    root.close()
    auditor = unlock(root, "audit", OTHER_PASSWORD)
    actions = [e.action for e in accounts.security_log(auditor)]
    assert {"登录", "退出", "新增账号", "建立办公室"} <= set(actions)
    auditor.close()


@pytest.mark.parametrize(
    ("login", "name", "roles", "code"),
    [
        ("clerk", "赵文", ("member",), ErrorCode.BAD_INPUT),
        ("", "赵文", ("member",), ErrorCode.BAD_INPUT),
        ("a", " ", ("member",), ErrorCode.BAD_INPUT),
        ("a", "赵文", (), ErrorCode.BAD_INPUT),
        ("a", "赵文", ("king",), ErrorCode.BAD_INPUT),
        ("a", "赵文", ("auditor", "system_admin"), ErrorCode.BAD_INPUT),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(
    desk: Desk, login: str, name: str, roles: tuple[str, ...], code: ErrorCode
) -> None:
    with refused(code):
        accounts.add_user(desk.session, login, name, roles, OTHER_PASSWORD)
    assert len(accounts.users(desk.session)) == 1


def test_an_account_that_was_half_added_can_be_added_again(desk: Desk) -> None:
    desk.add_account("member", "member")
    with desk.session.office.write() as conn:
        conn.exec_driver_sql("DELETE FROM account WHERE login = 'member'")
    desk.add_account("member", "member")
    desk.relogin("member", OTHER_PASSWORD).close()


def test_changing_the_own_password_needs_the_old_one(desk: Desk) -> None:
    with refused(ErrorCode.WRONG_PASSWORD):
        accounts.change_password(desk.session, OTHER_PASSWORD, OTHER_PASSWORD)
    with refused(ErrorCode.WEAK_PASSWORD):
        accounts.change_password(desk.session, PASSWORD, "clerk")
    accounts.change_password(desk.session, PASSWORD, OTHER_PASSWORD)
    with refused(ErrorCode.WRONG_PASSWORD):
        desk.relogin()
    unlock(desk.session, password=OTHER_PASSWORD).close()


def test_a_role_with_business_rights_brings_the_key_and_losing_it_takes_the_key(desk: Desk) -> None:
    user = desk.add_account("boss", "auditor")
    accounts.set_roles(desk.session, user.id, ("member",))
    old_key = desk.session.keys["business"]
    session = desk.relogin("boss", OTHER_PASSWORD)
    assert session.unit_name()
    desk.session = unlock_after(session)
    accounts.set_roles(desk.session, user.id, ("auditor",))
    assert desk.session.keys["business"] != old_key
    session = desk.relogin("boss", OTHER_PASSWORD)
    assert session.business is None
    session.close()


def unlock_after(session: Session) -> Session:
    session.close()
    return unlock(session)


def test_nobody_can_lock_everybody_out_of_the_business_data(desk: Desk) -> None:
    clerk = desk.session.user.id
    with refused(ErrorCode.BAD_STATE):
        accounts.set_roles(desk.session, clerk, ("auditor",))
    with refused(ErrorCode.BAD_STATE):
        accounts.remove_user(desk.session, clerk)
    desk.add_account("root", "system_admin")
    root = desk.relogin("root", OTHER_PASSWORD)
    with refused(ErrorCode.BAD_STATE):
        accounts.remove_user(root, clerk)
    root.close()
    unlock(root).close()


def test_old_copies_of_the_key_file_do_not_open_after_an_account_is_closed(desk: Desk, tmp_path: Path) -> None:
    user = desk.add_account("member", "member")
    stolen = [shutil.copy(k, tmp_path / f"{i}.lvkeys") for i, k in enumerate(desk.session.folder.keys)]
    accounts.remove_user(desk.session, user.id)
    assert [u.login for u in accounts.users(desk.session)] == ["clerk"]
    assert people.people(desk.session)  # the open session goes on with the new keys
    desk.session.close()
    for copy, place in zip(stolen, desk.session.folder.keys, strict=True):
        shutil.copy(copy, place)
    with refused(ErrorCode.DAMAGED):
        unlock(desk.session, "member", OTHER_PASSWORD)


def test_an_administrator_without_the_business_key_leaves_the_change_to_the_next_holder(
    desk: Desk, tmp_path: Path
) -> None:
    desk.add_account("root", "system_admin")
    member = desk.add_account("member", "member")
    key = desk.session.keys["business"]
    root = desk.relogin("root", OTHER_PASSWORD)
    accounts.remove_user(root, member.id)
    root.close()
    again = unlock(root)
    assert again.keys["business"] != key
    assert people.people(again)
    changed = again.keys["business"]
    again.close()
    once_more = unlock(root)
    assert once_more.keys["business"] == changed
    once_more.close()


class StoppedError(Exception):
    """The program is killed here."""


def stop_at(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill the key change before (`rekey`), within (`half`) or after (`saved`) its second step."""

    def stop(*_args: object, **_kwargs: object) -> None:
        raise StoppedError

    def one_copy(known: keyfiles.KeyFile, first: Path, _second: Path) -> None:
        first.write_bytes(keyfiles.dump_keyfile(known))
        raise StoppedError

    if step == "before the store is rewritten":
        monkeypatch.setattr("app.store.database.rekey", stop)
    elif step == "before the key file is replaced":
        monkeypatch.setattr(keys.keyfiles, "save_keyfile", stop)
    else:
        monkeypatch.setattr(keys.keyfiles, "save_keyfile", one_copy)


def cut_off(desk: Desk, step: str, name: str) -> None:
    """Begin a key change and kill the program in the middle of it."""
    with pytest.MonkeyPatch.context() as patch:
        stop_at(step, patch)
        with pytest.raises(StoppedError):
            keys.change_keys(desk.session, (name,))
    desk.kill()


STEPS = ("before the store is rewritten", "before the key file is replaced", "between its two copies")
NAMES = ("business", "office")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", ["password", "recovery key"])
def test_a_key_change_that_was_cut_off_is_finished_at_the_next_login(
    tmp_path: Path, catalog: Catalog, step: str, name: str, by: str
) -> None:
    made = new_office(tmp_path, catalog)
    session = made.session
    Desk(session).add_account("audit", "auditor")
    old = session.keys[name]
    cut_off(Desk(session), step, name)
    at = (session.folder, session.catalog, session.clock)
    if by == "password":
        again = setup.unlock(*at, "clerk", PASSWORD)
    else:
        again = setup.unlock_with_recovery(*at, made.recovery_key, "clerk", PASSWORD)
    assert people.people(again)
    assert again.keys[name] != old
    assert not session.folder.pending_keys(name).exists()
    again.close()
    unlock(session).close()
    unlock(session, "audit", OTHER_PASSWORD).close()


@pytest.mark.parametrize("step", STEPS)
def test_an_administrator_does_not_throw_away_the_business_key_that_waits(desk: Desk, step: str) -> None:
    desk.add_account("root", "system_admin")
    cut_off(desk, step, "business")
    root = unlock(desk.session, "root", OTHER_PASSWORD)
    accounts.change_password(root, OTHER_PASSWORD, PASSWORD + "又")
    root.close()
    unlock(desk.session).close()
    unlock(desk.session, "root", PASSWORD + "又").close()  # the new password outlives the finished change


def test_a_crash_inside_the_rewriting_leaves_a_store_that_opens(desk: Desk, tmp_path: Path) -> None:
    import os
    import signal

    for number in range(40):
        desk.person(f"人员{number:03d}", since="2020-01-01")
    session, folder = desk.session, desk.session.folder
    desk.session.close()
    new = bytes(range(32))
    old = keys_of(session, "clerk")["business"]
    for delay in (0.0, 0.002, 0.005, 0.01, 0.02):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGALRM, lambda *_a: os.kill(os.getpid(), signal.SIGKILL))  # first: else the test run's own alarm is raised
            signal.setitimer(signal.ITIMER_REAL, max(delay, 1e-4))
            engine.rekey(folder.business, old, new)
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        opened = [key for key in (old, new) if opens(folder.business, key)]
        assert len(opened) == 1
        if opened == [new]:
            engine.rekey(folder.business, new, old)
    unlock(session).close()


def keys_of(session: Session, login: str) -> dict[str, bytes]:
    from app.crypto import slots

    return slots.unlock(
        keyfiles.load_keyfile(*session.folder.keys), login, PASSWORD, bounds=session.folder.bounds
    )


def opens(path: Path, key: bytes) -> bool:
    from app.store.database import open_business

    try:
        database = open_business(path, key)
    except AppError as error:
        if error.code is ErrorCode.DAMAGED:
            return False
        raise
    assert database.problems() == []
    database.close()
    return True


def test_heads_of_both_chains_are_number_and_twenty_hex_digits(desk: Desk) -> None:
    import re

    ends = accounts.heads(desk.session)
    for shown in (ends.business, ends.office):
        assert re.fullmatch(r"\d+ · [0-9a-f]{20}", shown)




def test_nobody_raises_their_own_roles_where_another_could(desk: Desk) -> None:
    me = accounts.users(desk.session)[0]
    accounts.set_roles(desk.session, me.id, ("party_clerk", "discipline_secretary"))
    desk.add_account("member", "member", name="孙志强")
    with refused(ErrorCode.BAD_STATE):
        accounts.set_roles(desk.session, me.id, ("party_clerk", "principal"))
