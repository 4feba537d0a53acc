"""A newer program says otherwise: the office is told, asked, and goes by the old wording until it agrees."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import PASSWORD, Desk, new_office, refused, snapshot

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.duties_writer import pack_data, pack_yaml
from app.catalog.places import forms_dir
from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import duty_settings, own_catalog, pack_upgrade, setup, undo
from app.services.evaluation import evaluation
from app.services.results import Touched
from app.services.session import Session
from app.store import queries

PACK = "tianshui-2014"
YEAR = 2026


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Catalog:
    """The definitions of a newer program: in one pack a duty counts more, one is gone, one is new."""
    folder = tmp_path_factory.mktemp("newer") / "forms"
    shutil.copytree(forms_dir(), folder)
    pack = catalog.duties.pack(PACK)
    assert pack is not None
    data = pack_data(pack)
    entries = data["duties"]
    counted = [e for e in entries if e["rule"]["type"] == "count" and e["applies_when"] == ["always"] and e.get("scope") == "core"]
    yearly = next(e for e in counted if e["rule"]["period"] == "year" and "per" not in e["rule"] and not e.get("config"))
    yearly["rule"]["least"] = 7
    fresh = {**yearly, "id": f"{yearly['id']}-new", "label": f"新的{yearly['label']}"}
    gone = next(e for e in counted if e is not yearly)
    data["duties"] = [*(e for e in entries if e is not gone), fresh]
    (folder / "duties" / f"{PACK}.yaml").write_text(pack_yaml(data), encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture
def upgraded(tmp_path: Path, catalog: Catalog, newer: Catalog) -> Iterator[Desk]:
    """An office of the older program, opened with the newer one."""
    made = new_office(tmp_path / "office", catalog).session
    duty_settings.set_all_grades(made, True, 2021)
    before = rows(made)
    made.close()
    session = setup.unlock(made.folder, newer, made.clock, "clerk", PASSWORD)
    assert rows(session) == before
    yield Desk(session)
    session.close()


def rows(session: Session) -> list[tuple[str, str, str, str, int]]:
    return sorted((r.duty, r.period, r.subject, r.state.value, r.need) for r in evaluation(session).results)


def one(session: Session) -> pack_upgrade.Upgrade:
    [found] = pack_upgrade.pending(session)
    return found


def test_until_it_is_accepted_everything_is_judged_as_before(upgraded: Desk, catalog: Catalog) -> None:
    held = upgraded.session.catalog.duties.pack(PACK)
    shipped = catalog.duties.pack(PACK)
    assert held is not None
    assert shipped is not None
    assert [d.id for d in held.duties] == [d.id for d in shipped.duties]
    assert [d.rule for d in held.duties] == [d.rule for d in shipped.duties]


def test_what_would_change_is_listed_with_the_rule_before_and_after(upgraded: Desk) -> None:
    found = one(upgraded.session)
    assert (found.pack, found.counts, found.declined) == (PACK, "新增 1 条，改动 1 条，去掉 1 条", False)
    changed = next(c for c in found.changes if c.kind == pack_upgrade.CHANGED)
    assert "7 次" not in changed.before
    assert "7 次" in changed.after
    added = next(c for c in found.changes if c.kind == pack_upgrade.ADDED)
    removed = next(c for c in found.changes if c.kind == pack_upgrade.REMOVED)
    assert (added.before, removed.after) == ("", "")
    assert added.label.startswith("新的")


def test_how_many_results_would_move_is_counted_before_the_answer(upgraded: Desk) -> None:
    surveyed = pack_upgrade.survey(upgraded.session, PACK, JobContext())
    moved = {c.kind: " ".join(c.rows) for c in surveyed.changes}
    assert "原来不评价 → " in moved[pack_upgrade.ADDED]
    assert " → 不再评价" in moved[pack_upgrade.REMOVED]
    before = rows(upgraded.session)
    pack_upgrade.accept(upgraded.session, PACK, YEAR)
    after = rows(upgraded.session)
    ids = {c.id for c in surveyed.changes}
    assert [r for r in after if r[0] not in ids] == [r for r in before if r[0] not in ids]


def test_accepted_it_holds_from_this_year_and_last_year_stays(upgraded: Desk) -> None:
    session = upgraded.session
    changes = {c.kind: c.id for c in one(session).changes}
    before = [r for r in rows(session) if r[1].startswith("2025")]
    pack_upgrade.accept(session, PACK, YEAR)
    assert pack_upgrade.pending(session) == []
    after = rows(session)
    assert [r for r in after if r[1].startswith("2025")] == before
    this_year = {r[0]: r for r in after if r[1].startswith("2026")}
    assert this_year[changes[pack_upgrade.CHANGED]][4] == 7
    assert changes[pack_upgrade.ADDED] in this_year
    assert changes[pack_upgrade.REMOVED] not in this_year


def test_accepting_is_undone_as_one_step(upgraded: Desk) -> None:
    full, before = snapshot(upgraded.session), rows(upgraded.session)
    pack_upgrade.accept(upgraded.session, PACK, YEAR)
    undo.undo(upgraded.session)
    assert snapshot(upgraded.session) == full
    assert rows(upgraded.session) == before
    assert len(pack_upgrade.pending(upgraded.session)) == 1


def test_declined_it_is_not_asked_again_but_can_still_be_accepted(upgraded: Desk, newer: Catalog) -> None:
    before = rows(upgraded.session)
    pack_upgrade.decline(upgraded.session, PACK)
    again = upgraded.relogin()
    try:
        assert one(again).declined
        assert rows(again) == before
        pack_upgrade.accept(again, PACK, YEAR)
        assert pack_upgrade.pending(again) == []
    finally:
        again.close()


def test_documents_that_are_off_are_not_asked_about(tmp_path: Path, catalog: Catalog, newer: Catalog) -> None:
    made = new_office(tmp_path / "office", catalog, packs=False).session
    made.close()
    session = setup.unlock(made.folder, newer, made.clock, "clerk", PASSWORD)
    try:
        assert pack_upgrade.pending(session) == []
        duty_settings.set_pack(session, PACK, True, YEAR)
        assert pack_upgrade.pending(session) == []
        assert session.catalog.duties.pack(PACK) is newer.duties.pack(PACK)
    finally:
        session.close()


def test_an_office_of_a_program_that_kept_no_wording_keeps_it_at_the_next_unlocking(
    tmp_path: Path, catalog: Catalog, newer: Catalog
) -> None:
    made = new_office(tmp_path / "office", catalog).session
    with made.change("setting", "旧程序", Touched()) as uow:
        for name in queries.settings(uow.conn, own_catalog.JUDGED):
            uow.put("setting", name, None)
    made.close()
    setup.unlock(made.folder, catalog, made.clock, "clerk", PASSWORD).close()
    session = setup.unlock(made.folder, newer, made.clock, "clerk", PASSWORD)
    try:
        assert [u.pack for u in pack_upgrade.pending(session)] == [PACK]
    finally:
        session.close()


def test_nothing_is_asked_while_the_program_is_the_same(tmp_path: Path, catalog: Catalog) -> None:
    made = new_office(tmp_path / "office", catalog).session
    try:
        assert pack_upgrade.pending(made) == []
        assert made.catalog.duties.pack(PACK) is catalog.duties.pack(PACK)
        with refused(ErrorCode.NOT_FOUND):
            pack_upgrade.survey(made, PACK, JobContext())
    finally:
        made.close()
