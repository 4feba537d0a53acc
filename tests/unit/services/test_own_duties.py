"""The unit's own duties: written, judged, revised from a year on, exported and imported, undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import Desk, refused, snapshot

from app.catalog.catalog import Catalog
from app.catalog.places import forms_dir
from app.domain.errors import ErrorCode
from app.services import duties, duty_settings, own_duties, own_packs, records, undo
from app.services.evaluation import evaluation
from app.services.results import Touched

YEAR = 2026
TALKS: dict[str, Any] = {
    "article_no": "3", "article": "第三条", "label": "每季谈心", "summary": "主要负责人每季度谈心两次。",
    "actors": ["principal"], "tier": "first", "frequency": "quarterly",
    "rule": {"type": "count", "kinds": ["talk.heart"], "where": {"by": ["principal"]}, "period": "quarter", "least": 2},
}  # fmt: skip
EXAMPLE: dict[str, Any] = {
    "as_of": "2025-01-10",
    "records": [{"id": f"r{n}", "kind": "talk.heart", "date": "2024-05-10", "actor": "p1", "subject": ["p2"]} for n in (1, 2)],
    "expect": {"period": "2024Q2", "subject": "u1", "state": "met"},
}  # fmt: skip


@pytest.fixture
def pack(desk: Desk) -> str:
    """An own document, switched on."""
    return own_duties.save_pack(desk.session, {"title": "本局党组落实主体责任办法", "short": "本局办法"}, YEAR).value


def states(desk: Desk, duty: str) -> dict[str, str]:
    return {r.period: r.state.value for r in evaluation(desk.session).results if r.duty == duty}


def test_a_saved_duty_is_judged_like_a_shipped_one(desk: Desk, pack: str) -> None:
    duty = own_duties.save_duty(desk.session, pack, TALKS, YEAR).value
    who = desk.person("李雷")
    assert states(desk, duty)["2026Q3"] == "overdue"
    for view in [desk.talk(who, "2026-10-12"), desk.talk(who, "2026-10-13")]:
        records.transition(desk.session, view.id, "hold")
    assert states(desk, duty)["2026Q4"] == "met"


def test_it_stands_on_the_settings_page_the_board_and_in_the_explanation(desk: Desk, pack: str) -> None:
    duty = own_duties.save_duty(desk.session, pack, TALKS, YEAR).value
    shown = next(p for p in duty_settings.packs(desk.session, YEAR) if p.id == pack)
    assert (shown.on, [d.id for d in shown.duties]) == (True, [duty])
    board = duties.board(desk.session, YEAR)
    assert duty in {r.duty for r in board.rows}
    row = next(r for r in board.rows if r.duty == duty)
    why = duties.explain(desk.session, duty, "2026Q3", row.cells[0].subject)
    assert why.article_text == "本局党组落实主体责任办法 第三条"


def test_it_says_its_rule_in_words(desk: Desk, pack: str) -> None:
    said = own_duties.check(desk.session, pack, TALKS).said
    assert said.startswith("每季度，本单位至少要有 2 次“谈心谈话”（由党委（党组）主要负责人做）。")


def test_its_examples_run_and_say_what_came_out(desk: Desk, pack: str) -> None:
    wrong = {**EXAMPLE, "expect": {**EXAMPLE["expect"], "state": "overdue"}}
    nowhere = {**EXAMPLE, "expect": {**EXAMPLE["expect"], "period": "2019Q1"}}
    outcomes = own_duties.check(desk.session, pack, {**TALKS, "examples": [EXAMPLE, wrong, nowhere]}).outcomes
    assert [o.passed for o in outcomes] == [True, False, False]
    assert outcomes[1].state == "有记录"
    assert "2024 年第二季度" in outcomes[2].note


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"label": ""}, "label"),
        ({"grade": "D"}, "grade"),
        ({"rule": {**TALKS["rule"], "kinds": []}}, "rule.kinds"),
        ({"rule": {**TALKS["rule"], "kinds": ["talk.none"]}}, "rule.kinds[0]"),
        ({"rule": {**TALKS["rule"], "where": {"topics": ["weather"]}}}, "rule.where.topics"),
        ({"rule": {**TALKS["rule"], "least": {"param": "min_per_year"}}}, "rule.least.param"),
        ({"rule": {"type": "guess"}}, "rule.type"),
        ({"letters": ["letter.none"]}, "letters"),
    ],
)
def test_a_mistake_is_said_in_chinese_at_its_field(desk: Desk, pack: str, change: dict[str, Any], path: str) -> None:
    checked = own_duties.check(desk.session, pack, {**TALKS, **change})
    assert (checked.duty, checked.path) == (None, path)
    assert checked.problem.endswith("。")
    with refused(ErrorCode.BAD_INPUT) as caught:
        own_duties.save_duty(desk.session, pack, {**TALKS, **change}, YEAR)
    assert caught.error is not None
    assert caught.error.where == path


def test_a_change_holds_from_its_year_and_earlier_years_keep_their_version(desk: Desk) -> None:
    pack = own_duties.save_pack(desk.session, {"title": "本局办法"}, 2025).value
    duty = own_duties.save_duty(desk.session, pack, {**TALKS, "rule": {**TALKS["rule"], "least": 0}}, 2025).value
    before = {p: s for p, s in states(desk, duty).items() if p.startswith("2025")}
    assert set(before.values()) == {"met"}
    changed = {**own_duties.data_of(desk.session, duty), "rule": {**TALKS["rule"], "least": 3}}
    own_duties.save_duty(desk.session, pack, changed, 2026)
    after = states(desk, duty)
    assert {p: s for p, s in after.items() if p.startswith("2025")} == before
    assert after["2026Q1"] == "overdue"
    assert [(since, "3 次" in said) for since, _label, said in own_duties.versions(desk.session, duty)] == [(2026, True), (2025, False)]


def test_the_settings_of_a_year_show_the_duties_as_they_read_then(desk: Desk) -> None:
    pack = own_duties.save_pack(desk.session, {"title": "本局办法"}, 2025).value
    duty = own_duties.save_duty(desk.session, pack, TALKS, 2025).value
    changed = {**own_duties.data_of(desk.session, duty), "label": "改过的"}
    own_duties.save_duty(desk.session, pack, changed, 2026)
    read = {y: next(p for p in duty_settings.packs(desk.session, y) if p.id == pack).duties for y in (2025, 2026)}
    assert {y: [d.label for d in duties] for y, duties in read.items()} == {2025: ["每季谈心"], 2026: ["改过的"]}


def test_a_duty_taken_away_asks_nothing_from_its_year_on_and_past_years_stay(desk: Desk) -> None:
    pack = own_duties.save_pack(desk.session, {"title": "本局办法"}, 2025).value
    duty = own_duties.save_duty(desk.session, pack, TALKS, 2025).value
    own_duties.remove_duty(desk.session, duty, 2026)
    assert set(states(desk, duty)) == {"2025Q1", "2025Q2", "2025Q3", "2025Q4"}
    undo.undo(desk.session)
    assert "2026Q1" in states(desk, duty)


def test_saving_for_an_earlier_year_takes_the_place_of_the_present_version(desk: Desk) -> None:
    pack = own_duties.save_pack(desk.session, {"title": "本局办法"}, 2025).value
    duty = own_duties.save_duty(desk.session, pack, TALKS, 2026).value
    changed = {**own_duties.data_of(desk.session, duty), "label": "改过的"}
    own_duties.save_duty(desk.session, pack, changed, 2025)
    assert desk.session.catalog.duties.get(duty).label == "改过的"
    assert [since for since, *_rest in own_duties.versions(desk.session, duty)] == [2025]


def test_a_duty_for_next_year_is_listed_and_can_be_changed_and_asks_nothing_yet(desk: Desk, pack: str) -> None:
    duty = own_duties.save_duty(desk.session, pack, TALKS, 2027).value
    [shown] = own_duties.packs(desk.session)[0].duties
    assert (shown.id, shown.since) == (duty, 2027)
    assert states(desk, duty) == {}
    assert own_duties.data_of(desk.session, duty)["label"] == "每季谈心"
    assert [since for since, *_rest in own_duties.versions(desk.session, duty)] == [2027]


def test_every_write_is_undone_and_done_again(desk: Desk, pack: str) -> None:
    session = desk.session
    duty = own_duties.save_duty(session, pack, TALKS, YEAR).value
    full = snapshot(session)
    undo.undo(session)
    assert session.catalog.duties.find(duty) is None
    undo.redo(session)
    assert session.catalog.duties.find(duty) is not None
    assert snapshot(session) == full
    own_duties.remove_pack(session, pack)
    assert session.catalog.duties.pack(pack) is None
    undo.undo(session)
    assert snapshot(session) == full


def test_it_is_there_after_locking_and_shipped_definitions_are_shared(desk: Desk, pack: str, catalog: Catalog) -> None:
    data = {**TALKS, "config": {"deadline": None, "within_days": 30}}
    duty = own_duties.save_duty(desk.session, pack, data, YEAR).value
    again = desk.relogin()
    try:
        assert again.catalog.duties.get(duty).config == {"deadline": None, "within_days": 30}
        assert again.catalog.records is catalog.records
        assert all(again.catalog.duties.get(d.id) is d for d in catalog.duties)
    finally:
        again.close()


def test_what_cannot_be_read_any_more_is_named_and_the_office_still_opens(desk: Desk, pack: str) -> None:
    duty = own_duties.save_duty(desk.session, pack, TALKS, YEAR).value
    odd = {**own_duties.data_of(desk.session, duty), "id": f"{pack}/3/odd", "label": "读不懂的", "colour": "red"}
    with desk.session.change("own_duties", "来自更新的程序", Touched()) as uow:
        own_duties.put_duties(uow, pack, [odd], YEAR, YEAR)
    again = desk.relogin()
    try:
        assert [d.label for d in own_duties.packs(again)[0].duties] == ["每季谈心"]
        assert len(again.catalog.problems) == 1
        assert again.catalog.problems[0].startswith("“读不懂的”读不出来")
    finally:
        again.close()


def test_every_shipped_duty_can_be_the_start_of_an_own_one(desk: Desk, pack: str, catalog: Catalog) -> None:
    for duty in catalog.duties:
        data = own_duties.copy_of(desk.session, pack, duty.id)
        checked = own_duties.check(desk.session, pack, data)
        assert checked.duty is not None, (duty.id, checked.path, checked.problem)
        assert checked.duty.rule == duty.rule
        assert len(checked.outcomes) == len(duty.examples)
        assert all(o.passed for o in checked.outcomes), (duty.id, checked.outcomes)


def test_only_who_may_configure_writes(desk: Desk, pack: str) -> None:
    desk.add_account("zhao", "org_clerk")
    other = desk.relogin("zhao", "大江东去浪淘尽千古风流")
    try:
        with refused(ErrorCode.NOT_ALLOWED):
            own_duties.save_duty(other, pack, TALKS, YEAR)
        with refused(ErrorCode.NOT_ALLOWED):
            own_duties.remove_pack(other, pack)
    finally:
        other.close()


# --- files -----------------------------------------------------------------
def test_an_exported_pack_comes_back_the_same_in_another_office(desk: Desk, pack: str, tmp_path: Path) -> None:
    session = desk.session
    data = {**TALKS, "config": {"min_per_year": None}, "grade": "C", "examples": [EXAMPLE]}
    data["rule"] = {**TALKS["rule"], "period": "year", "least": {"param": "min_per_year"}}
    own_duties.save_duty(session, pack, {**data, "examples": []}, YEAR)
    own_duties.save_duty(session, pack, {**TALKS, "label": "另一条", "examples": [EXAMPLE]}, YEAR)
    file = tmp_path / "own.yaml"
    assert own_packs.export_pack(session, pack, file) == 2
    before = session.catalog.duties.pack(pack)
    own_duties.remove_pack(session, pack)
    incoming = own_packs.preview(session, file)
    assert (incoming.known, len(incoming.added), incoming.examples, incoming.failed) == (False, 2, 1, ())
    assert dict(incoming.grades) == {"文件写明次数": 1, "次数由单位定": 1}
    assert own_packs.import_pack(session, incoming, YEAR).value == 2
    assert session.catalog.duties.pack(pack) == before
    undo.undo(session)
    assert session.catalog.duties.pack(pack) is None


def test_a_preview_says_what_would_change_and_which_examples_fail(desk: Desk, pack: str, tmp_path: Path) -> None:
    session = desk.session
    own_duties.save_duty(session, pack, {**TALKS, "examples": [EXAMPLE]}, YEAR)
    own_duties.save_duty(session, pack, {**TALKS, "label": "不变的"}, YEAR)
    file = tmp_path / "own.yaml"
    own_packs.export_pack(session, pack, file)
    file.write_text(file.read_text(encoding="utf-8").replace("least: 2", "least: 3", 1), encoding="utf-8")
    incoming = own_packs.preview(session, file)
    assert (incoming.known, incoming.changed, incoming.same) == (True, ("每季谈心",), ("不变的",))
    assert [(f.duty, f.number, f.state) for f in incoming.failed] == [("每季谈心", 1, "逾期")]
    assert own_packs.import_pack(session, incoming, YEAR).value == 1


def test_a_file_with_the_id_of_a_shipped_pack_is_refused(desk: Desk) -> None:
    with refused(ErrorCode.BAD_INPUT):
        own_packs.preview(desk.session, forms_dir() / "duties" / "shibiyan-2022.yaml")


def test_a_mistake_in_a_file_names_line_and_field(desk: Desk, pack: str, tmp_path: Path) -> None:
    own_duties.save_duty(desk.session, pack, TALKS, YEAR)
    file = tmp_path / "own.yaml"
    own_packs.export_pack(desk.session, pack, file)
    file.write_text(file.read_text(encoding="utf-8").replace("talk.heart", "talk.none"), encoding="utf-8")
    with refused(ErrorCode.BAD_DATA_FILE) as caught:
        own_packs.preview(desk.session, file)
    assert caught.error is not None
    assert caught.error.where.startswith("own.yaml 第 ")
