"""Stores of every released schema still open, verify, list, evaluate and take new work."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import (
    attachments,
    backup,
    duties,
    duty_settings,
    history,
    lists,
    people,
    records,
    register,
    setup,
)
from app.services.search import search
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD, TODAY, Desk, quick_folder

STORES = Path(__file__).parents[1] / "corpus" / "stores"
VERSIONS = sorted(p.name for p in STORES.glob("v*"))
SMALL = 320_000


@pytest.fixture(params=VERSIONS)
def desk(request: pytest.FixtureRequest, tmp_path: Path, catalog: Catalog) -> Desk:
    """A released store, opened by this program."""
    folder = quick_folder(tmp_path / "office")
    folder.make()
    source = STORES / request.param
    for name in ("business.lvdb", "office.lvdb", "keys.lvkeys"):
        shutil.copy(source / name, folder.business.parent / name)
    return Desk(setup.unlock(folder, catalog, FixedClock(TODAY), "clerk", PASSWORD))


def test_there_is_a_store_of_the_present_schema() -> None:
    assert "v1" in VERSIONS
    for version in VERSIONS:
        assert sum(p.stat().st_size for p in (STORES / version).iterdir()) <= SMALL


def test_a_released_store_is_read_and_worked_on(desk: Desk) -> None:
    session = desk.session
    assert backup.verify(session) == []
    forms = session.visible_forms()
    rows = lists.rows(session, forms, lists.list_ids(session, lists.ListQuery(forms)))
    assert {(r.form, r.date) for r in rows} >= {("talk", "2026-03-03"), ("meeting", "2026-04-04")}
    assert not [r for r in rows if r.date == "2026-05-05"]
    talk = next(r for r in rows if r.form == "talk")
    view = records.get(session, talk.id)
    assert attachments.attachment_bytes(session, view.body["attachments"][0]["sha256"]).decode() == "谈话笔录"
    assert [e.label for e in history.history(session, talk.id)][-1].startswith("登记")
    assert [h.id for h in search(session, "李雷") if h.form == "talk"] == [talk.id]
    assert people.find_people(session, "ll")[0].name == "李雷"
    assert [r.number for r in register.register(session, 2026)] == ["某纪提〔2026〕1号"]
    assert duties.board(session, 2026).counts
    packs = {d.id: d.params for p in duty_settings.packs(session, 2026) for d in p.duties}
    assert packs["beijing-28/12/principal-heart-talk"]["min_per_year"] == 2
    desk.talk(people.find_people(session, "李雷")[0].id)
    assert backup.verify(session) == []
    session.close()


def test_the_other_account_of_a_released_store_opens_too(desk: Desk) -> None:
    auditor = desk.relogin("audit", OTHER_PASSWORD)
    assert auditor.business is None
    auditor.close()
