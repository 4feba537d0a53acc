"""Accounts that belong to people of the register: who links them, what is then open to the person alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.domain.errors import ErrorCode
from app.services import accounts, dossier, lists, records, search
from app.services.accounts import User
from app.services.session import Session
from app.services.setup import LeaderPlan, OfficePlan, create_office
from app.store import office
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, TODAY, Desk, new_office, quick_folder, refused


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Desk:
    """A clerk at work in a new office."""
    return Desk(new_office(tmp_path / "office", catalog, packs=False).session)


def account_of(desk: Desk, person: str, *roles: str) -> User:
    return accounts.add_user(desk.session, "lilei", "李雷", roles, OTHER_PASSWORD, person)


def entry(desk: Desk, person: str, title: str) -> records.RecordView:
    body = {"title": title, "date": "2026-05-02", "subject": person, "summary": "按决定登记"}
    made = records.save(desk.session, "dossier", "dossier.shuze", body).value
    return records.transition(desk.session, made.id, "finalise").value


def test_the_person_of_a_dossier_reads_it_and_nobody_elses(desk: Desk) -> None:
    mine, other = desk.person("李雷"), desk.person("韩梅")
    shown, hidden = entry(desk, mine, "本人述责述廉"), entry(desk, other, "他人述责述廉")
    account_of(desk, mine, "dossier_subject")
    session = desk.relogin("lilei", OTHER_PASSWORD)
    assert session.person == mine
    assert [h.person.id for h in dossier.holders(session)] == [mine]
    assert [e.id for e in dossier.dossier(session, mine).entries] == [shown.id]
    assert dossier.dossier(session, other).entries == []
    assert records.get(session, shown.id).title == "本人述责述廉"
    with refused(ErrorCode.NOT_FOUND):
        records.get(session, hidden.id)
    assert lists.count(session, lists.ListQuery(("dossier",))) == 1
    assert [h.id for h in search.search(session, "述责述廉") if h.kind == "record"] == [shown.id]
    session.close()


def test_the_person_adds_a_note_to_the_own_entry(desk: Desk) -> None:
    mine = desk.person("李雷")
    shown = entry(desk, mine, "本人述责述廉")
    account_of(desk, mine, "dossier_subject")
    session = desk.relogin("lilei", OTHER_PASSWORD)
    noted = records.transition(session, shown.id, "note", values={"own_note": "已按要求整改"}).value
    assert noted.body["own_note"] == "已按要求整改"
    with refused(ErrorCode.NOT_ALLOWED):
        records.correct(session, shown.id, "更正")
    session.close()


def test_a_link_is_made_changed_and_taken_away_by_another_account(desk: Desk) -> None:
    mine = desk.person("李雷")
    user = account_of(desk, "", "dossier_subject")
    accounts.link_person(desk.session, user.id, mine)
    assert [u.person for u in accounts.users(desk.session) if u.id == user.id] == [mine]
    accounts.link_person(desk.session, user.id, "")
    assert [u.person for u in accounts.users(desk.session) if u.id == user.id] == [""]
    with refused(ErrorCode.BAD_INPUT):
        accounts.link_person(desk.session, user.id, "p-unknown")
    with refused(ErrorCode.BAD_STATE):
        accounts.link_person(desk.session, desk.session.user.id, mine)
    with desk.session.office.read() as conn:
        assert "account.person" in [r.action for r in office.log_rows(conn, 10)]
    session = desk.relogin("lilei", OTHER_PASSWORD)
    with refused(ErrorCode.NOT_ALLOWED):
        accounts.link_person(session, user.id, mine)
    session.close()


def test_the_first_account_is_the_leaders_of_the_same_name(tmp_path: Path, catalog: Catalog) -> None:
    plan = OfficePlan(
        unit_name="某局党组", login="zhou", user_name="周明远", password=PASSWORD, roles=("principal",),
        leaders=(LeaderPlan("周明远", "党组书记", ("principal",), TODAY.date()), LeaderPlan("李雷", "成员", ("member",), TODAY.date())),
    )  # fmt: skip
    made: Session = create_office(quick_folder(tmp_path / "office"), catalog, FixedClock(TODAY), plan).session
    assert made.person
    assert made.person == accounts.users(made)[0].person
    made.close()
