"""Setting up, unlocking, the recovery key, and files that are not what they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import accounts, people, records, setup
from app.services.session import DataFolder, Session, single_instance
from app.store import changelog
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, TODAY, Desk, new_office, refused


def unlock(session: Session, login: str = "clerk", password: str = PASSWORD) -> Session:
    return setup.unlock(session.folder, session.catalog, session.clock, login, password)


def test_a_new_office_knows_its_unit_leaders_and_subordinates(desk: Desk) -> None:
    session = desk.session
    assert session.unit_name() == "某县住房和城乡建设局党组"
    assert [u.name for u in people.units(session)] == ["某县住房和城乡建设局党组", "某县质监站"]
    assert [(p.name, p.titles) for p in people.people(session)] == [("周明远", "党组书记")]
    assert setup.last_login(session.folder) == "clerk"


def test_a_second_office_in_the_same_folder_is_refused(desk: Desk, catalog: Catalog) -> None:
    with refused(ErrorCode.IN_USE):
        new_office(desk.session.folder.root, catalog)
    assert desk.session.unit_name()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit_name": " "}, ErrorCode.BAD_INPUT),
        ({"roles": ("nobody",)}, ErrorCode.BAD_INPUT),
        ({"roles": ("auditor",)}, ErrorCode.BAD_INPUT),
        ({"roles": ("auditor", "system_admin", "party_clerk")}, ErrorCode.BAD_INPUT),
        ({"password": "短口令"}, ErrorCode.WEAK_PASSWORD),
        ({"packs": ("no-such-pack",)}, ErrorCode.BAD_INPUT),
        ({"leaders": (setup.LeaderPlan("李雷", "书记", ("king",), TODAY.date()),)}, ErrorCode.BAD_INPUT),
    ],
)
def test_a_refused_plan_leaves_nothing_behind(
    tmp_path: Path, catalog: Catalog, change: dict[str, object], code: ErrorCode
) -> None:
    from dataclasses import replace

    from app.domain.clock import FixedClock
    from tests.unit.services.desk import quick_folder

    folder = quick_folder(tmp_path / "office")
    plan = replace(setup.OfficePlan("某局", "clerk", "王敏", PASSWORD), **change)
    with refused(code):
        setup.create_office(folder, catalog, FixedClock(TODAY), plan)
    assert not folder.exists_office()
    left = [p for p in folder.root.rglob("*") if p.is_file()] if folder.root.exists() else []
    assert left == []
    setup.create_office(folder, catalog, FixedClock(TODAY), setup.OfficePlan("某局", "a", "王敏", PASSWORD)).session.close()


def test_a_set_up_that_was_killed_can_be_started_again(desk: Desk, catalog: Catalog) -> None:
    folder = desk.session.folder
    desk.session.close()
    folder.keys[0].unlink()
    folder.keys[1].unlink()
    folder.unfinished.write_bytes(b"1")  # as the killed program left it: stores but no keys
    assert not folder.exists_office()
    made = new_office(folder.root, catalog)
    assert folder.exists_office()
    made.session.close()


def test_the_password_opens_the_office_again(desk: Desk) -> None:
    talk = desk.talk(desk.person("李雷"))
    desk.session = desk.relogin()
    assert records.get(desk.session, talk.id).title == talk.title


def test_full_width_typing_of_the_password_is_the_same_password(tmp_path: Path, catalog: Catalog) -> None:
    made = new_office(tmp_path, catalog).session
    accounts.change_password(made, PASSWORD, "Correct Horse Battery 9")
    made.close()
    unlock(made, password="Ｃｏｒｒｅｃｔ Ｈｏｒｓｅ Ｂａｔｔｅｒｙ ９").close()


def test_wrong_passwords_are_refused_counted_and_entered_in_the_log(desk: Desk) -> None:
    desk.add_account("audit", "auditor")
    desk.session.close()
    for _ in range(3):
        with refused(ErrorCode.WRONG_PASSWORD):
            unlock(desk.session, password=OTHER_PASSWORD)
    with refused(ErrorCode.WRONG_PASSWORD):
        unlock(desk.session, login="nobody")
    assert setup.failed_logins(desk.session.folder) == 4
    auditor = unlock(desk.session, "audit", OTHER_PASSWORD)
    assert setup.failed_logins(auditor.folder) == 0
    assert accounts.security_log(auditor)[0].detail == "failed=4"
    auditor.close()


def test_the_recovery_key_sets_a_new_password_and_is_an_event(tmp_path: Path, catalog: Catalog) -> None:
    made = new_office(tmp_path, catalog)
    session = made.session
    Desk(session).add_account("audit", "auditor")
    session.close()
    at = (session.folder, session.catalog, session.clock)
    again = setup.unlock_with_recovery(*at, made.recovery_key.lower(), "clerk", OTHER_PASSWORD)
    assert again.unit_name()
    again.close()
    with refused(ErrorCode.WRONG_PASSWORD):
        unlock(session)
    unlock(session, password=OTHER_PASSWORD).close()
    auditor = unlock(session, "audit", OTHER_PASSWORD)
    assert "用恢复密钥登录" in [e.action for e in accounts.security_log(auditor)]
    auditor.close()


def test_a_wrong_recovery_key_changes_nothing(tmp_path: Path, catalog: Catalog) -> None:
    made = new_office(tmp_path / "one", catalog)
    other = new_office(tmp_path / "two", catalog)
    other.session.close()
    made.session.close()
    at = (made.session.folder, catalog, made.session.clock)
    before = [k.read_bytes() for k in made.session.folder.keys]
    for key in ("", "AAAAA-BBBBB", other.recovery_key, made.recovery_key[:-1]):
        with refused(ErrorCode.BAD_INPUT, ErrorCode.WRONG_PASSWORD):
            setup.unlock_with_recovery(*at, key, "clerk", OTHER_PASSWORD)
    with refused(ErrorCode.WEAK_PASSWORD):
        setup.unlock_with_recovery(*at, made.recovery_key, "clerk", "短")
    with refused(ErrorCode.NOT_FOUND):
        setup.unlock_with_recovery(*at, made.recovery_key, "stranger", OTHER_PASSWORD)
    assert before == [k.read_bytes() for k in made.session.folder.keys]


def test_an_administrator_who_recovers_gets_no_business_key(tmp_path: Path, catalog: Catalog) -> None:
    made = new_office(tmp_path, catalog)
    Desk(made.session).add_account("root", "system_admin")
    made.session.close()
    at = (made.session.folder, catalog, made.session.clock)
    admin = setup.unlock_with_recovery(*at, made.recovery_key, "root", PASSWORD)
    assert admin.business is None
    assert set(admin.keys) == {"office"}
    admin.close()


def test_the_recovery_sheet_is_one_page_with_the_key_in_groups(tmp_path: Path, catalog: Catalog) -> None:
    import io

    import pdfplumber

    made = new_office(tmp_path, catalog)
    pdf = setup.recovery_sheet_pdf(made.session, made.recovery_key)
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        assert len(read.pages) == 1
        text = read.pages[0].extract_text()
    assert all(group in text for group in made.recovery_key.split("-"))
    made.session.close()


def test_one_damaged_copy_of_the_key_file_is_mended_from_the_other(desk: Desk) -> None:
    first, second = desk.session.folder.keys
    desk.session.close()
    good = first.read_bytes()
    first.write_bytes(good[:-3] + b"xyz")
    unlock(desk.session).close()
    assert first.read_bytes() == good
    second.unlink()
    unlock(desk.session).close()
    assert second.read_bytes() == good


def test_a_lost_anchor_is_accepted_and_entered_in_the_log(desk: Desk) -> None:
    desk.add_account("audit", "auditor")
    folder = desk.session.folder
    desk.session.close()
    folder.anchor.unlink()
    unlock(desk.session).close()
    assert folder.anchor.exists()
    auditor = unlock(desk.session, "audit", OTHER_PASSWORD)
    assert "未见上次使用的核对记录" in [e.action for e in accounts.security_log(auditor)]
    auditor.close()


def test_the_anchor_holds_numbers_and_hashes_only(desk: Desk) -> None:
    desk.talk(desk.person("李雷"))
    with desk.session.store.read() as conn:
        head = changelog.head(conn)
    for path in (desk.session.folder.anchor, desk.session.folder.office_anchor):
        kept = json.loads(path.read_text(encoding="utf-8"))
        assert set(kept) == {"id", "seq", "hash"}
    assert json.loads(desk.session.folder.anchor.read_text(encoding="utf-8"))["hash"] == head.hash


def test_a_clock_that_is_wrong_does_not_stop_work_or_disorder_the_log(desk: Desk) -> None:
    import datetime as dt

    clock = desk.session.clock
    order = []
    for year in (1970, 2056, 2026):
        clock.instant = dt.datetime(year, 1, 1, tzinfo=dt.UTC)  # type: ignore[attr-defined]
        desk.person(f"人{year}")
        with desk.session.store.read() as conn:
            order.append([op.hlc for op in changelog.operations(conn)])
    assert order[-1] == sorted(set(order[-1]))
    desk.session = desk.relogin()


def test_only_one_program_holds_a_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "x")
    with single_instance(folder), refused(ErrorCode.IN_USE), single_instance(folder):
        pass
    with single_instance(folder):
        pass


def test_closing_twice_is_harmless(desk: Desk) -> None:
    desk.session.close()
    desk.session.close()


def test_an_older_office_file_put_back_is_noticed(desk: Desk) -> None:
    folder = desk.session.folder
    desk.session.close()
    old = folder.office.read_bytes()
    unlock(desk.session).close()
    folder.office.write_bytes(old)
    with refused(ErrorCode.ROLLED_BACK):
        unlock(desk.session)


def test_an_older_business_store_put_back_is_noticed(desk: Desk) -> None:
    folder = desk.session.folder
    desk.session = desk.relogin()
    desk.session.close()
    old = folder.business.read_bytes()
    desk.session = unlock(desk.session)
    desk.person("李雷")
    desk.session.close()
    folder.business.write_bytes(old)
    with refused(ErrorCode.ROLLED_BACK):
        unlock(desk.session)
