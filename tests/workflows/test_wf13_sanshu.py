"""WF-13: the meeting, the reports, the evaluation; who did not speak there speaks at the assessment; once a term."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.services import evaluation, people
from tests.workflows.days import Office, open_office

PER_TERM = "tianshui-2014/5.8/sanshu-per-term"


def test_the_meeting_from_its_day_to_the_dossier(town: Office) -> None:
    head = town.head_below("何晓峰")
    seats = [{"person": town.desk.principal, "role": "chair"}]
    meeting = town.on("2026-12-11").add("mtg.sanshu", presenters=[head], attendance=seats, date="2026-12-11")
    assert town.stands(meeting)["hold"] == "open"
    town.step(meeting, "finalise")
    assert town.at(meeting, "evaluation").standing == "soon"
    assert town.on("2026-12-12").at(meeting, "evaluation").standing == "overdue"
    assert town.at(meeting, "reports").standing == "overdue"
    town.add("report.sanshu", "finalise", actor=head)
    assert town.at(meeting, "reports").standing == "done"
    assert town.at(meeting, "others").standing == "done", "the only head below has spoken"
    test = town.add("insp.dem_evaluation", "start", subject=[head], links=[meeting], evaluation_result="满意 43 张")
    assert town.at(meeting, "evaluation").standing == "done"
    assert town.at(meeting, "enter").standing == "open"
    assert town.on("2027-01-12").at(meeting, "enter").standing == "overdue"
    town.dossier("dossier.sanshu", head, test)
    assert not town.run(meeting).open


def test_who_did_not_speak_at_the_meeting_speaks_at_the_years_end(town: Office) -> None:
    here, absent = town.head_below("何晓峰"), town.head_below("许国梁")
    seats = [{"person": town.desk.principal, "role": "chair"}]
    town.on("2026-11-01").add("report.sanshu", "finalise", actor=here)
    meeting = town.add("mtg.sanshu", "finalise", presenters=[here], attendance=seats)
    step = town.at(meeting, "others")
    assert step.standing == "open"
    assert step.due is not None
    assert step.due.isoformat() == "2026-12-31"
    assert "许国梁" in step.words
    assert town.on("2026-12-01").at(meeting, "others").standing == "soon"
    assert town.on("2027-01-01").at(meeting, "others").standing == "overdue"
    town.add("report.sanshu", "finalise", actor=absent, date="2026-12-30")
    assert town.at(meeting, "others").standing == "done"


def test_one_persons_report_is_evaluated_before_the_year_ends(town: Office) -> None:
    who = town.member("李建国")
    one = town.on("2026-12-08").add("report.sanshu", "finalise", actor=who)
    assert town.stands(one) == {"hand_in": "done", "present": "passed", "evaluate": "soon", "enter": "waiting"}
    assert town.on("2027-01-01").at(one, "evaluate").standing == "overdue"
    town.step(one, "evaluate", evaluation="满意 43 张", evaluated_at="2026-12-30")
    assert town.on("2027-01-30").at(one, "enter").standing == "overdue"
    town.dossier("dossier.sanshu", who, one)
    assert not town.run(one).open


@pytest.mark.parametrize(("day", "state", "warned"), [("2025-05-20", "due", False), ("2025-06-02", "due", True), ("2026-06-02", "overdue", False)])
def test_no_report_in_the_term_is_warned_of_in_its_last_year(
    tmp_path: Path, catalog: Catalog, day: str, state: str, warned: bool
) -> None:
    town = open_office(tmp_path, catalog, day, packs=True)
    session = town.desk.session
    post = next(p for p in people.posts(session, town.desk.principal))
    people.save_post(
        session, town.desk.principal, post.unit, post.title, post.roles, post.fields, since="2021-06-01",
        term=("2021-06-01", "2026-06-01"), post_id=post.id,
    )  # fmt: skip
    row = next(r for r in evaluation.evaluation(session, 2024).results if r.duty == PER_TERM and r.period.startswith("term:"))
    assert row.state.value == state
    assert ("预警" in row.note or "不足" in row.note) is warned, row.note
    session.close()
