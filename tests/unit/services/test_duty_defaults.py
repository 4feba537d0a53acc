"""What is judged at once, what waits for the unit, what waits for two people (issue: grades and manual duties)."""

from __future__ import annotations

from collections import Counter

import pytest

from app.catalog.pairs import read_pairs
from app.catalog.places import resources_dir
from app.domain.errors import ErrorCode
from app.services import duties, duty_settings, evaluation, judgements, records
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

PACK = "tianshui-2014"
OTHERS = ("beijing-28", "binhai-2021", "shibiyan-2022", "tianjin-xunshi")
WITH_NUMBER = "tianshui-2014/5.1/hear-discipline-work"
MANUAL = "tianshui-2014/3.2/supervise-team"
NODES = "tianshui-2014/4.3/key-nodes"
LIST_ONLY = "tianjin-xunshi/1.3/full-coverage"
BRANCH = "binhai-2021/31/org-life-systems"


def states(desk: Desk, duty: str) -> dict[str, str]:
    found = evaluation.evaluation(desk.session).results
    return {r.period: r.state.value for r in found if r.duty == duty}


def test_grades_a_and_b_and_manual_duties_are_on_with_their_pack_and_listed_ones_off(duty_desk: Desk) -> None:
    pack = next(p for p in duty_settings.packs(duty_desk.session, 2026) if p.id == PACK)
    assert Counter((d.scope == "reference", d.on) for d in pack.duties) == {(False, True): 151, (True, False): 16}


def test_what_was_only_reported_of_one_event_stays_off(duty_desk: Desk) -> None:
    duty_settings.set_pack(duty_desk.session, "tianjin-xunshi", True, 2026)
    pack = next(p for p in duty_settings.packs(duty_desk.session, 2026) if p.id == "tianjin-xunshi")
    assert [d.id for d in pack.duties if not d.on and d.scope != "reference"] == ["tianjin-xunshi/2.2/rate-below-70-deep-check"]


def test_grade_c_waits_for_the_unit_and_is_judged_once_it_has_said(duty_desk: Desk) -> None:
    assert set(states(duty_desk, WITH_NUMBER).values()) == {"unconfigured"}
    row = next(d for p in duty_settings.packs(duty_desk.session, 2026) for d in p.duties if d.id == WITH_NUMBER)
    assert (row.configured, row.params) == (False, {"min_per_year": 2})
    duty_settings.set_parameters(duty_desk.session, WITH_NUMBER, {"min_per_year": 2}, 2026)
    assert states(duty_desk, WITH_NUMBER) == {"2025": "unconfigured", "2026": "due"}
    row = next(d for p in duty_settings.packs(duty_desk.session, 2026) for d in p.duties if d.id == WITH_NUMBER)
    assert row.configured


def test_every_grade_c_duty_with_a_parameter_waits(duty_desk: Desk) -> None:
    for pack in OTHERS:
        duty_settings.set_pack(duty_desk.session, pack, True, 2025)
    found = evaluation.evaluation(duty_desk.session)
    with_parameter = {d.id for d in found.duties.values() if d.grade == "C" and d.config}
    judged = {r.duty for r in found.results if r.duty in with_parameter and r.state.value not in ("unconfigured", "exempt")}
    assert len(with_parameter) == 70
    assert judged == set()
    assert set(states(duty_desk, LIST_ONLY).values()) <= {"unconfigured", "exempt"}


def test_a_number_for_one_kind_is_enough_to_be_configured(duty_desk: Desk) -> None:
    duty_settings.set_pack(duty_desk.session, "binhai-2021", True, 2026)
    duty_settings.set_parameters(duty_desk.session, BRANCH, {"min_theme_day": 12}, 2026)
    row = next(d for p in duty_settings.packs(duty_desk.session, 2026) for d in p.duties if d.id == BRANCH)
    assert row.configured
    assert row.list_name == "branches"
    assert states(duty_desk, BRANCH)["2026"] == "due"


@pytest.mark.parametrize("nodes", ["国庆", "13-01", "10-01 10-02"])
def test_a_calendar_that_cannot_be_read_is_refused_in_words(duty_desk: Desk, nodes: str) -> None:
    with refused(ErrorCode.BAD_INPUT):
        duty_settings.set_parameters(duty_desk.session, NODES, {"nodes": nodes}, 2026)


def test_the_calendar_of_the_unit_gives_a_row_for_every_festival(duty_desk: Desk) -> None:
    values = {"nodes": "春节 2026-02-15/2026-02-23, 国庆节 10-01/10-07", "around_days": 10}
    duty_settings.set_parameters(duty_desk.session, NODES, values, 2026)
    assert [p for p in states(duty_desk, NODES) if p.startswith("2026")] == [
        "2026-02-15/2026-02-23", "2026-10-01/2026-10-07",
    ]  # fmt: skip
    row = next(r for r in duties.board(duty_desk.session, 2026).rows if r.duty == NODES)
    assert [c.period_label for c in row.cells] == ["2 月 15 日节点", "10 月 1 日节点"]


def test_two_people_judge_with_the_records_they_rest_on(duty_desk: Desk) -> None:
    session = duty_desk.session
    duty_desk.add_account("boss", "principal")
    talk = duty_desk.talk(duty_desk.person("李雷"), "2026-03-03")
    records.transition(session, talk.id, "hold")
    own = session.own_unit()[0]
    waiting = duties.explain(session, MANUAL, "2026", own)
    assert waiting.cell.state == "manual_pending"
    assert [row.id for row, _why in waiting.near] == [talk.id]
    assert waiting.can_approve
    judgements.approve(session, MANUAL, "2026", own, "manual_met", "boss", OTHER_PASSWORD, "谈话记录齐全", [talk.id])
    judged = duties.explain(session, MANUAL, "2026", own)
    assert judged.cell.state == "manual_met"
    assert [row.id for row in judged.records] == [talk.id]
    assert "谈话记录齐全" in judged.note


def test_a_judgement_cannot_rest_on_a_record_that_is_not_there(duty_desk: Desk) -> None:
    session = duty_desk.session
    duty_desk.add_account("boss", "principal")
    with refused(ErrorCode.BAD_INPUT):
        judgements.approve(
            session, MANUAL, "2026", session.own_unit()[0], "manual_met", "boss", OTHER_PASSWORD, "理由", ["r-none"]
        )


def test_every_parameter_has_a_chinese_name(duty_desk: Desk) -> None:
    names = read_pairs(resources_dir() / "i18n" / "parameters.yaml")
    assert {p for d in duty_desk.session.catalog.duties for p in d.config} <= set(names)


def test_a_new_office_judges_only_what_has_its_number_in_the_source(duty_desk: Desk) -> None:
    session = duty_desk.session
    duty_settings.set_all_grades(session, False, 2026)
    pack = next(p for p in duty_settings.packs(session, 2026) if p.id == PACK)
    assert {d.grade for d in pack.duties if d.on} == {"A"}
    duty_settings.set_all_grades(session, True, 2026)
    pack = next(p for p in duty_settings.packs(session, 2026) if p.id == PACK)
    assert {d.grade for d in pack.duties if d.on} == {"A", "B", "C", ""}
