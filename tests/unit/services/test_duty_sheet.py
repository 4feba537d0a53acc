"""A person's duties of a year by quarter: what they bear, the records behind it, what is missing in words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import duties, duty_sheet, duty_sheet_print, list_export, people, records
from app.services.duty_filter import DutyFilter
from app.services.duty_sheet import ABOUT, BODY, OWN
from tests.unit.services.desk import Desk, refused

YEAR = 2026
HEAR = "tianshui-2014/3.3/hear-field-quarterly"
TALK = "tianshui-2014/5.3/principal-member-talk-yearly"
LONG = "阿卜杜拉·买买提依明"


def hear(desk: Desk, who: str, day: str) -> str:
    """A final record of a member hearing his department."""
    body = {"title": "听取城建科汇报", "date": day, "chair": who, "actor": who, "attendance": [{"id": "w1", "person": who, "role": "chair"}]}
    view = records.save(desk.session, "meeting", "mtg.field_hear", body).value
    for step in ("review", "finalise"):
        records.transition(desk.session, view.id, step)
    return view.id


def row_of(sheet: duty_sheet.DutySheet, section: str, duty: str) -> duty_sheet.SheetRow:
    """The row of a duty."""
    return next(r for r in sheet.sections[section] if r.row.duty == duty)


@pytest.fixture
def member(duty_desk: Desk) -> str:
    """A member in charge of a department since 2021."""
    return duty_desk.person(LONG, "党组成员、副局长", ("member",), fields=("城建科",))


def test_a_quarter_has_its_state_its_record_and_the_gap_in_words(duty_desk: Desk, member: str) -> None:
    kept = hear(duty_desk, member, "2026-02-10")
    row = row_of(duty_sheet.duty_sheet(duty_desk.session, member, YEAR), OWN, HEAR)
    states = {c.period: c.state for c in row.row.cells}
    expected = {r.period: r.state.value for r in _results(duty_desk, HEAR, member)}
    assert states == expected
    assert set(states) == {"2026Q1", "2026Q2", "2026Q3", "2026Q4"}
    assert states["2026Q2"] == "overdue"
    assert [r.id for r in row.records] == ([kept] if states["2026Q1"] != "overdue" else [])
    assert "第二季度：到期未见足够记录：有 0 条，需要 1 条。" in row.gap
    assert "第四季度：" in row.gap
    assert "失职" not in row.gap


def _results(desk: Desk, duty: str, subject: str) -> list[duties.Result]:
    from app.services.evaluation import evaluation

    return [r for r in evaluation(desk.session).results if r.duty == duty and r.subject == subject and r.period.startswith("2026")]


def test_a_talk_is_the_principal_s_duty_and_only_about_the_member(duty_desk: Desk, member: str) -> None:
    session = duty_desk.session
    principal = duty_sheet.duty_sheet(session, duty_desk.principal, YEAR)
    theirs = duty_sheet.duty_sheet(session, member, YEAR)
    assert row_of(principal, OWN, TALK).row.cells[0].subject == member
    assert row_of(theirs, ABOUT, TALK).row.cells[0].subject == member
    assert TALK not in {r.row.duty for r in theirs.sections[OWN]}
    assert sum(principal.counts.values()) == sum(len(r.row.cells) for r in principal.sections[OWN])
    assert {r.row.tier for r in theirs.sections[BODY]} >= {"collective"}


def test_no_row_stands_in_two_sections(duty_desk: Desk, member: str) -> None:
    sheet = duty_sheet.duty_sheet(duty_desk.session, member, YEAR)
    keys = [(r.row.duty, c.subject, c.period, c.record) for rows in sheet.sections.values() for r in rows for c in r.row.cells]
    assert len(keys) == len(set(keys))


def test_only_what_is_missing_and_only_what_was_looked_for(duty_desk: Desk, member: str) -> None:
    hear(duty_desk, member, "2026-02-10")
    session = duty_desk.session
    gaps = duty_sheet.duty_sheet(session, member, YEAR, DutyFilter(states=("overdue",)))
    assert {c.state for r in gaps.sections[OWN] for c in r.row.cells} == {"overdue"}
    found = duty_sheet.duty_sheet(session, member, YEAR, DutyFilter(text="听分管部门"))
    assert [r.row.duty for r in found.sections[OWN]] == [HEAR]


def test_posts_of_the_year_are_named_with_the_days_they_changed(duty_desk: Desk, member: str) -> None:
    session = duty_desk.session
    post = people.posts(session, member)[0]
    people.save_post(session, member, post.unit, post.title, post.roles, post.fields, post.since, "2026-06-30", post_id=post.id)
    assert duty_sheet.duty_sheet(session, member, YEAR).titles == "党组成员、副局长（到 2026-06-30）"
    assert duty_sheet.duty_sheet(session, member, 2025).titles == "党组成员、副局长"


def test_the_team_stands_in_the_order_of_posts_and_adds_up(duty_desk: Desk, member: str) -> None:
    session = duty_desk.session
    duty_desk.person("李雷", "党组成员、纪检组长", ("member", "discipline_secretary"))
    duty_desk.person("韩梅梅", "城建科科长", ())
    team = duty_sheet.team_sheet(session, YEAR)
    assert team.rows[0].name == "周明远"
    assert {r.name for r in team.rows} == {"周明远", LONG, "李雷"}
    for row in team.rows:
        sheet = duty_sheet.duty_sheet(session, row.person, YEAR)
        total: dict[str, int] = {}
        for quarter in row.quarters:
            for state, number in quarter.items():
                total[state] = total.get(state, 0) + number
        shown = {s: n for s, n in total.items() if s != "exempt"}
        assert shown == {s: n for s, n in sheet.counts.items() if s != "exempt"}


def test_forty_people_and_every_duty_are_read_in_time(duty_desk: Desk) -> None:
    import time

    session = duty_desk.session
    for number in range(38):
        duty_desk.person(f"{LONG}{number}", "党组成员", ("member",), fields=(f"第{number}科",))
    duty_sheet.team_sheet(session, YEAR)
    begin = time.perf_counter()
    team = duty_sheet.team_sheet(session, YEAR)
    assert len(team.rows) == 39
    assert time.perf_counter() - begin < 1.0


def test_the_sheet_is_printed_and_exported_with_its_sections(duty_desk: Desk, member: str, tmp_path: Path) -> None:
    session = duty_desk.session
    hear(duty_desk, member, "2026-02-10")
    sheet = duty_sheet.duty_sheet(session, member, YEAR)
    assert duty_sheet_print.sheet_pdf(session, sheet, [OWN], wide=False).startswith(b"%PDF")
    assert duty_sheet_print.team_pdf(session, duty_sheet.team_sheet(session, YEAR)).startswith(b"%PDF")
    fields, rows = duty_sheet_print.sheet_table(sheet, [OWN, ABOUT])
    assert [f.label for f in fields[4:8]] == ["第一季度", "第二季度", "第三季度", "第四季度"]
    path = tmp_path / "sheet.csv"
    list_export.export_table(session, "履责表", fields, rows, path, JobContext())
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    line = next(one for one in lines if one[1] == "成员每季听分管部门廉政汇报")
    assert line[0] == "本人的职责"
    assert line[5] == "逾期"


def test_who_may_not_see_results_sees_no_sheet(duty_desk: Desk, member: str) -> None:
    duty_desk.add_account("safe", "receiver")
    session = duty_desk.relogin("safe", "大江东去浪淘尽千古风流")
    try:
        with refused(ErrorCode.NOT_ALLOWED):
            duty_sheet.duty_sheet(session, member, YEAR)
        with refused(ErrorCode.NOT_ALLOWED):
            duty_sheet.team_sheet(session, YEAR)
    finally:
        session.close()


def test_a_unit_has_no_sheet(duty_desk: Desk) -> None:
    with refused(ErrorCode.NOT_FOUND):
        duty_sheet.duty_sheet(duty_desk.session, duty_desk.lower_unit, YEAR)
