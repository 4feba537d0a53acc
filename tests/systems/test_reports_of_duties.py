"""Mechanisms 1, 2, 20, 21, 24, 48, 50 and 57 as the reports show them (requirements.md §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.services import duty_settings, example, people, records
from app.services.duty_words import STATE_LABELS
from app.services.evaluation import evaluation
from app.services.reports import build, known
from app.services.reports.model import Report
from tests.unit.services.desk import Desk, new_office, snapshot

HEAR = "tianshui-2014/3.3/hear-field-quarterly"
SPECIAL = "beijing-28/14/no-special-meeting-substitute"
LAST = "beijing-28/14/principal-last"
TENTH = "beijing-28/20/personal-matters-10pct"
EXTRA = "beijing-28/20/principal-extra-10pct"


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk in a new office with every pack on and all grades judged."""
    made = Desk(new_office(tmp_path / "office", catalog).session)
    duty_settings.set_all_grades(made.session, True, 2021)
    yield made
    made.session.close()


def states(desk: Desk, duty: str, year: int = 2026) -> dict[tuple[str, str], str]:
    return {(r.period, r.subject): r.state.value for r in evaluation(desk.session, year).results if r.duty == duty}


def cell_of(report: Report, person: str, quarter: str) -> str:
    return report.table("people").at(person, quarter).text


def hear(desk: Desk, who: str, day: str) -> str:
    body = {
        "title": "听取分管部门汇报", "date": day, "actor": who, "chair": who, "attendance": [{"id": "w1", "person": who, "role": "chair"}],
        "agenda": [{"id": "a1", "title": "廉政建设情况", "topics": ["duty_report"], "decision": "抓好落实"}],
    }  # fmt: skip
    saved = records.save(desk.session, "meeting", "mtg.field_hear", body).value
    records.transition(desk.session, saved.id, "finalise")
    return saved.id


def duties_of(report: Report, person: str, duty: str) -> dict[str, str]:
    """Quarter → words of one duty of a person."""
    table = report.table("duties")
    row = next(r for r in table.rows if r[0].text == person and r[1].text == duty)
    return {c.id: cell.text for c, cell in zip(table.columns, row, strict=True) if c.id.startswith("q")}


# --- 1 -------------------------------------------------------------------------------------------
def test_s01_a_duty_moves_with_the_post_and_history_stays(desk: Desk) -> None:
    members = [desk.person(f"成员{n}", fields=(f"科室{n}",)) for n in "甲乙丙丁"]
    left = desk.person("前任", fields=("财务科",), until="2026-06-30")
    heir = desk.person("后任", fields=("财务科",), since="2026-07-01")
    label = desk.session.catalog.duties.get(HEAR).label
    report = build.build(desk.session, "RP-02", "2026", "unit")
    assert {"周明远", "成员甲", "成员乙", "成员丙", "成员丁"} <= {r[0].text for r in report.table("people").rows}
    before, after = duties_of(report, "前任", label), duties_of(report, "后任", label)
    assert (before["q1"], before["q2"]) == ("逾期", "逾期")
    assert before["q3"] in ("—", "不适用")
    assert after["q1"] in ("—", "不适用")
    assert after["q3"] == "逾期"
    hear(desk, heir, "2026-08-05")
    later = build.build(desk.session, "RP-02", "2026", "unit")
    assert duties_of(later, "后任", label)["q3"] == "有记录"
    assert duties_of(later, "前任", label) == before
    last_year = build.build(desk.session, "RP-02", "2025", "unit")
    assert "后任" not in {r[0].text for r in last_year.table("people").rows}
    assert members
    assert left


def test_s01_each_layer_of_responsibility_has_its_line(desk: Desk) -> None:
    desk.person("成员甲", fields=("财务科",))
    table = build.build(desk.session, "RP-01", "2026", "unit").table("tiers")
    assert {"班子集体", "第一责任人", "一岗双责", "纪检监督"} <= {r[0].text for r in table.rows}
    found = evaluation(desk.session, 2026)
    for row in table.rows[:-1]:
        assert all(found.duties[p.duty].tier for p in row[-1].opens.duties)


def test_s01_who_takes_over_within_a_quarter_is_not_judged_for_it(desk: Desk) -> None:
    desk.person("后任", fields=("财务科",), since="2026-08-15")
    label = desk.session.catalog.duties.get(HEAR).label
    row = duties_of(build.build(desk.session, "RP-02", "2026", "unit"), "后任", label)
    assert row["q3"] == "不适用"


# --- 2 -------------------------------------------------------------------------------------------
def test_s02_a_year_is_shown_row_by_row_as_judged_and_nothing_is_sent(desk: Desk) -> None:
    example.add_example(desk.session, years=1)
    letters = {i for (e, i), v in snapshot(desk.session).items() if e == "record" and v["form"] == "letter"}
    report = build.build(desk.session, "RP-01", "2026", "unit")
    found = evaluation(desk.session, 2026)
    for row in report.table("tiers").rows[:-1]:
        for column, cell in zip(report.table("tiers").columns[1:-1], row[1:-1], strict=True):
            for place in cell.opens.duties:
                result = found.find(place.duty, place.period, place.subject, place.record)
                assert result is not None
                assert result.state.value == column.id
    for definition in known.reports(desk.session):
        build.build(desk.session, definition.no)
    assert {i for (e, i), v in snapshot(desk.session).items() if e == "record" and v["form"] == "letter"} == letters
    late = report.table("tiers").at("合计", "overdue")
    assert late.value
    assert {c.state for c in build.duties_of(desk.session, report, late.opens)} == {"overdue"}


# --- 20, 21, 50 --------------------------------------------------------------------------------------
def decide(desk: Desk, kind: str, day: str, orders: list[tuple[str, int | None]], category: str = "category.large_fund") -> str:
    stances = [{"id": f"s{n}", "person": p, "stance": "stance.agree", **({"order": o} if o else {})} for n, (p, o) in enumerate(orders)]
    body = {
        "title": "研究资金安排", "date": day, "actor": desk.session.own_unit()[0], "chair": desk.principal,
        "attendance": [{"id": f"w{n}", "person": p, "role": "attendee"} for n, (p, _o) in enumerate(orders)],
        "agenda": [{"id": "a1", "title": "维修资金", "category": category, "stances": stances, "decision": "同意"}],
    }  # fmt: skip
    saved = records.save(desk.session, "meeting", kind, body).value
    records.transition(desk.session, saved.id, "finalise")
    return saved.id


@pytest.mark.parametrize(("kind", "alarm"), [("mtg.special_topic", 1), ("mtg.standing", 0)])
def test_s20_a_special_meeting_that_decides_is_alarmed(desk: Desk, kind: str, alarm: int) -> None:
    one = desk.person("李雷")
    meeting = decide(desk, kind, "2026-05-08", [(one, 1), (desk.principal, 2)])
    report = build.build(desk.session, "RP-04", "2026", "unit")
    cell = report.table("summary").rows[0][report.table("summary").column("special")]
    assert cell.value == alarm
    assert cell.opens.records == ((meeting,) if alarm else ())
    judged = [r.state.value for r in evaluation(desk.session, 2026).results if r.duty == SPECIAL and meeting in r.records]
    assert judged == (["violated"] if alarm else [])


@pytest.mark.parametrize(
    ("place", "verdict", "state"), [(3, "不是最后", "violated"), (5, "最后表态", "met"), (None, "无法判定", "undetermined"), (1, "不是最后", "violated")]
)
def test_s21_the_principal_speaks_last_or_it_is_said_what_is_known(desk: Desk, place: int | None, verdict: str, state: str) -> None:
    others = [desk.person(f"成员{n}") for n in "甲乙丙丁"]
    rest = [n for n in range(1, 6) if n != (place or 5)]
    meeting = decide(desk, "mtg.standing", "2026-05-08", [*zip(others, rest, strict=True), (desk.principal, place)])
    table = build.build(desk.session, "RP-04", "2026Q2", "unit").table("list")
    row = next(r for r in table.rows if r[1].opens.records == (meeting,))
    assert row[table.column("verdict")].text == verdict
    assert row[table.column("place")].text == (f"{place}/5" if place else "")
    judged = next(r for r in evaluation(desk.session, 2026).results if r.duty == LAST and meeting in r.records)
    assert judged.state.value == state


def test_s50_the_check_table_is_filled_from_the_meetings_and_agrees_with_them(desk: Desk) -> None:
    one, two = desk.person("李雷"), desk.person("韩梅梅")
    decide(desk, "mtg.standing", "2026-02-08", [(one, 1), (two, 2), (desk.principal, 3)])
    decide(desk, "mtg.standing", "2026-03-08", [(one, 1), (desk.principal, 2), (two, 3)], "category.major_project")
    decide(desk, "mtg.standing", "2026-04-08", [(one, None), (two, 2), (desk.principal, 3)])
    stored = [v for (e, _i), v in snapshot(desk.session).items() if e == "record" and v["form"] == "meeting"]
    by_category = Counter(a["category"] for v in stored for a in v["body"]["agenda"] if a.get("category"))
    for period, total in (("2026", 3), ("2026Q1", 2), ("2026Q2", 1), ("2026H2", 0)):
        table = build.build(desk.session, "RP-04", period, "unit").table("summary")
        counted = sum(int(r[1].value or 0) for r in table.rows if r[0].text != "合计")
        assert counted == total
    table = build.build(desk.session, "RP-04", "2026", "unit").table("summary")
    told = {r[0].text: r[1].value for r in table.rows}
    assert told["大额（度）资金使用"] == by_category["category.large_fund"]
    assert told["重大项目安排"] == by_category["category.major_project"]
    listed = build.build(desk.session, "RP-04", "2026", "unit").table("list").rows
    assert [r[6].text for r in listed] == ["最后表态", "不是最后", "无法判定"]


# --- 24 ------------------------------------------------------------------------------------------------
def test_s24_only_the_quarter_without_a_hearing_is_missing_and_a_late_entry_says_so(desk: Desk) -> None:
    who = desk.person("李雷", fields=("财务科",))
    for day in ("2026-02-15", "2026-08-15", "2026-11-15"):
        hear(desk, who, day)
    label = desk.session.catalog.duties.get(HEAR).label
    row = duties_of(build.build(desk.session, "RP-02", "2026", "unit"), "李雷", label)
    assert row == {"q1": "有记录", "q2": "逾期", "q3": "有记录", "q4": "有记录"}
    late = hear(desk, who, "2026-05-15")
    report = build.build(desk.session, "RP-02", "2026", "unit")
    assert duties_of(report, "李雷", label)["q2"] == "有记录"
    result = next(r for r in evaluation(desk.session, 2026).results if r.duty == HEAR and r.period == "2026Q2" and r.subject == who)
    assert "补录" in result.note
    assert "2026-11-20" in result.note
    assert late in result.records
    listed = report.table("late_entries")
    row_ = next(r for r in listed.rows if r[3].opens.records == (late,))
    assert [c.text for c in row_[:2]] == ["2026-05-15", "2026-11-20"]


# --- 48 ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("said", "word"), [("参加支部组织生活3次", "相符"), ("参加组织生活十二次", "不符"), ("按要求参加", "报告没有写次数"), ("", "报告里未见记录")])
def test_s48_what_a_report_says_is_held_against_the_sign_ins(desk: Desk, said: str, word: str) -> None:
    for month in (2, 3, 4):
        role = [{"id": "w1", "person": desk.principal, "role": "ordinary_member"}]
        body = {"title": "党员大会", "date": f"2026-{month:02d}-05", "branch": "第一支部", "attendance": role}
        saved = records.save(desk.session, "org_life", "mtg.sanhui_yike", body).value
        records.transition(desk.session, saved.id, "finalise")
    other = [{"id": "w1", "person": desk.principal, "role": "chair"}]
    led = records.save(desk.session, "org_life", "mtg.sanhui_yike", {"title": "支委会", "date": "2026-05-05", "branch": "第一支部", "attendance": other}).value
    records.transition(desk.session, led.id, "finalise")
    body_: dict[str, Any] = {"title": "述责述廉报告", "date": "2026-11-10", "actor": desk.principal}
    report = records.save(desk.session, "report", "report.shuze", {**body_, **({"double_life_section": said} if said else {})}).value
    records.transition(desk.session, report.id, "finalise")
    row = next(r for r in build.build(desk.session, "RP-17", "2026", "unit").table("double_life").rows if r[0].text == "周明远")
    assert row[1].value == 3
    assert word in row[3].text


# --- 57 ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("drawn", "extra", "overlap", "expected"),
    [(10, 2, 0, ("met", "met")), (9, 2, 0, ("partial", "met")), (10, 1, 0, ("met", "partial")), (10, 2, 1, ("met", "partial"))],
)
def test_s57_a_tenth_of_all_and_another_tenth_of_the_principals_nobody_twice(
    desk: Desk, drawn: int, extra: int, overlap: int, expected: tuple[str, str]
) -> None:
    everybody = [people.save_person(desk.session, f"干部{n:03d}").value for n in range(80)]
    principals = [people.save_person(desk.session, f"一把手{n:02d}").value for n in range(20)]
    duty_settings.set_lists(desk.session, "personal_matters_obligated", {"2026": [*everybody, *principals]})
    duty_settings.set_lists(desk.session, "principals", {"2026": principals})
    chosen = [*everybody[: drawn - overlap], *principals[:overlap]]
    body = {"title": "抽查核实", "date": "2026-09-10", "persons": chosen, "principals_extra": principals[:extra], "consistent": True}
    check = records.save(desk.session, "inspection", "insp.pm_sample", body).value
    records.transition(desk.session, check.id, "start")
    found = (states(desk, TENTH)[("2026", desk.session.own_unit()[0])], states(desk, EXTRA)[("2026", desk.session.own_unit()[0])])
    assert tuple("partial" if s in ("due", "overdue", "partial") else s for s in found) == expected
    report = build.build(desk.session, "RP-01", "2026", "unit")
    for duty, state in zip((TENTH, EXTRA), found, strict=True):
        label = desk.session.catalog.duties.get(duty).label
        row = next(r for r in report.table("duties").rows if r[0].text == label)
        texts = [c.text for c in row[3:] if c.value]
        assert texts == [next(w for s, w in STATE_LABELS.items() if s.value == state)]
