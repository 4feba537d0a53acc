"""DP-06 to DP-10: nobody is held accountable in bulk, with anything missing, in place of the leader or against the minutes."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import bulk, intake_columns, intake_template, records
from tests.protections.cases import CASE, accountability
from tests.unit.services.desk import Desk, refused

Other = Callable[..., None]
NEEDED = ("object", "situation", "basis_article", "facts", "grade", "form", "responsibility_kind", "own_statement", "principal_conclusion")


@pytest.mark.parametrize("lacking", NEEDED)
def test_nothing_that_a_decision_rests_on_may_be_missing(desk: Desk, other: Other, lacking: str) -> None:
    made = accountability(desk)
    view = records.get(desk.session, made)
    records.save(desk.session, "accountability", view.kind, {k: v for k, v in view.body.items() if k != lacking}, made)
    other()
    with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
        records.transition(desk.session, made, "decide")


@pytest.mark.parametrize("blank", ["principal_conclusion", "own_statement", "facts"])
def test_blanks_do_not_count_as_written(desk: Desk, other: Other, blank: str) -> None:
    made = accountability(desk)
    view = records.get(desk.session, made)
    records.save(desk.session, "accountability", view.kind, {**view.body, blank: " \n　"}, made)
    other()
    with refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
        records.transition(desk.session, made, "decide")


def test_a_whole_case_is_decided_by_a_second_person(desk: Desk, other: Other) -> None:
    made = accountability(desk)
    with refused(ErrorCode.BAD_STATE):
        records.transition(desk.session, made, "decide")
    other()
    assert records.transition(desk.session, made, "decide").value.state == "final"


def test_no_step_is_taken_for_many(desk: Desk) -> None:
    rids = array("q", [records.get(desk.session, accountability(desk, title=f"第{n}件")).rid for n in range(3)])
    assert bulk.survey(desk.session, rids, JobContext()).steps == ()
    with refused(ErrorCode.NOT_FOUND):
        bulk.step_many(desk.session, rids, "decide", "决定", JobContext())


def test_cases_do_not_come_from_a_sheet(desk: Desk, tmp_path: Path) -> None:
    assert "accountability" not in {one for one, _label in intake_columns.targets(desk.session)}
    with refused(ErrorCode.BAD_INPUT):
        intake_columns.target_of(desk.session, "accountability")
    with refused(ErrorCode.BAD_INPUT):
        intake_template.save_template(desk.session, "accountability", tmp_path / "x.xlsx", JobContext())


def test_dp07_an_organisation_is_not_held_accountable_in_place_of_its_leader(desk: Desk, other: Other) -> None:
    made = accountability(desk, principal_conclusion=None)
    other()
    with refused(ErrorCode.BAD_INPUT) as found:
        records.transition(desk.session, made, "decide")
    assert found.error is not None
    assert "一把手" in found.error.message


def meeting(desk: Desk, *rows: tuple[str, str]) -> str:
    """Minutes: who took which stance on the only item."""
    stances = [{"id": f"s{n}", "person": who, "order": n, "stance": stance} for n, (who, stance) in enumerate(rows, 1)]
    present = [{"id": f"w{n}", "person": who, "role": "attendee"} for n, (who, _s) in enumerate(rows, 1)]
    item = {"id": "a1", "title": "大额资金使用", "category": "category.large_fund", "decision": "同意", "stances": stances}
    return desk.meeting(attendance=present, agenda=[item]).id


@pytest.mark.parametrize("where", ["main_leading", "important_leading", "leader_liability"])
def test_dp08_who_openly_objected_cannot_be_listed_as_responsible(desk: Desk, other: Other, where: str) -> None:
    agreed, objected = desk.person("何文博"), desk.person("吴明远")
    ref = meeting(desk, (agreed, "stance.agree"), (objected, "stance.against"))
    rows: list[dict[str, Any]] = [{"person": objected, "kind": "resp.main_leading"}]
    made = accountability(desk, meeting_ref=[ref], **{where: rows})
    other()
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, made, "decide")
    view = records.get(desk.session, made)
    records.save(desk.session, "accountability", view.kind, {**view.body, where: [{"person": agreed, "kind": "resp.main_leading"}]}, made)
    assert records.transition(desk.session, made, "decide").value.state == "final"


@pytest.mark.parametrize(("grade", "form", "fits"), [("grade.light", "form.written_check", True), ("grade.light", "form.adjust", False)])
def test_dp10_a_form_beside_the_grade_needs_reason_and_reviewer(desk: Desk, other: Other, grade: str, form: str, fits: bool) -> None:
    made = accountability(desk, grade=grade, form=[form])
    other()
    if not fits:
        with refused(ErrorCode.BAD_INPUT):
            records.transition(desk.session, made, "decide")
        view = records.get(desk.session, made)
        why = {"deviation_reason": "后果扩大", "deviation_reviewer": desk.principal, "deviation_reviewed_at": "2026-06-09"}
        records.save(desk.session, "accountability", view.kind, {**view.body, **why}, made)
    assert records.transition(desk.session, made, "decide").value.state == "final"
    assert CASE["grade"] == "grade.light"
