"""RP-01 and RP-02 against the rows of the evaluation and the older board and sheet, counted apart."""

from __future__ import annotations

from collections import Counter

from app.domain.duties.results import DutyState
from app.services import people, records
from app.services.duties import board
from app.services.duty_sheet import duty_sheet, team_sheet
from app.services.evaluation import evaluation
from app.services.reports import build
from app.services.session import Session
from tests.reports.conftest import raw_records
from tests.unit.services.desk import Desk


def test_the_overview_counts_every_row_of_the_year_once(shared_office: Session) -> None:
    days = {r.id: r.date for r in raw_records(shared_office)}
    for year in (2026, 2025):
        found = evaluation(shared_office, year)
        counted: Counter[str] = Counter()
        by_subject: dict[tuple[str, str], list[str]] = {}
        for row in found.results:
            day = days.get(row.period, "")
            mine = day[:4] == str(year) if day else row.period.startswith(str(year))
            if row.period.startswith("term:"):
                begin, _, end = row.period.removeprefix("term:").partition("/")
                mine = begin[:4] <= str(year) <= (end[:4] or "9999")
            if mine:
                only = row.subject in found.names and row.state is DutyState.EXEMPT and "才任职" in row.note
                by_subject.setdefault((row.duty, row.subject), []).append("" if only else row.state.value)
                counted[row.state.value] += 1
        for states in by_subject.values():
            if not any(states):
                counted["exempt"] -= len(states)
        table = build.build(shared_office, "RP-01", str(year), "unit").table("tiers")
        told = {c.id: int(table.rows[-1][at].value or 0) for at, c in enumerate(table.columns) if at}
        total = told.pop("all")
        assert {k: v for k, v in told.items() if v} == {k: v for k, v in counted.items() if v}
        assert total == sum(counted.values())


def test_the_overview_agrees_with_the_board(shared_office: Session) -> None:
    table = build.build(shared_office, "RP-01", "2026", "unit").table("tiers")
    told = {c.id: int(table.rows[-1][at].value or 0) for at, c in enumerate(table.columns) if at and c.id != "all"}
    assert {k: v for k, v in told.items() if v} == dict(board(shared_office, 2026).counts)
    lines = build.build(shared_office, "RP-01", "2026", "unit").table("duties")
    assert sum(int(c.value or 0) for row in lines.rows for c in row[3:]) == sum(told.values())


def test_quarters_add_up_to_the_year(shared_office: Session) -> None:
    whole = build.build(shared_office, "RP-01", "2026", "unit").table("tiers").rows[-1][-1]
    parts = [build.build(shared_office, "RP-01", f"2026Q{n}", "unit").table("tiers") for n in range(1, 5)]
    places = [p for t in parts for p in (t.rows[-1][-1].opens.duties if t.rows else ())]
    assert len(places) == len(set(places))
    assert set(places) == set(whole.opens.duties)


def test_a_person_s_duties_are_those_of_the_sheet(shared_office: Session) -> None:
    report = build.build(shared_office, "RP-02", "2026", "unit")
    sheet = team_sheet(shared_office, 2026)
    table = report.table("people")
    assert [row[0].text for row in table.rows] == [r.name for r in sheet.rows]
    for row, wanted in zip(table.rows, sheet.rows, strict=True):
        numbers = [sum(q.values()) for q in wanted.quarters]
        assert [int(c.value or 0) for c in row[2:7]] == numbers
        assert row[7].value == sum(numbers)
        assert sum(duty_sheet(shared_office, wanted.person, 2026).counts.values()) <= sum(numbers)


def test_people_stand_by_post_and_never_by_numbers(shared_office: Session) -> None:
    rows = build.build(shared_office, "RP-02", "2026", "unit").table("people").rows
    assert "书记" in rows[0][1].text
    for report in (build.build(shared_office, no, "2026", "unit") for no in ("RP-02", "RP-06", "RP-07", "RP-17")):
        for table in report.tables:
            assert not any(word in c.label for c in table.columns for word in ("排名", "得分", "名次", "分数"))


def test_what_is_typed_late_shows_both_days(clerk: Desk) -> None:
    who = clerk.person("李雷", fields=("财务科",))
    body = {"title": "听取财务科汇报", "date": "2026-05-15", "actor": who, "chair": who, "attendance": [{"id": "w1", "person": who, "role": "chair"}],
            "agenda": [{"id": "a1", "title": "汇报", "topics": ["duty_report"]}]}  # fmt: skip
    late = records.save(clerk.session, "meeting", "mtg.field_hear", body).value
    records.transition(clerk.session, late.id, "finalise")
    report = build.build(clerk.session, "RP-03", "2026", "unit")
    assert all(t.id != "late_entries" for t in report.tables)
    records.save(clerk.session, "talk", "talk.heart", {"date": "2026-10-10", "actor": clerk.principal, "subject": [who], "title": "补记的谈话"})
    talk = next(r for r in raw_records_all(clerk.session) if r[1] == "talk")
    records.transition(clerk.session, talk[0], "hold")
    table = build.build(clerk.session, "RP-03", "2026", "unit").table("late_entries")
    assert [c.text for c in table.rows[0]][:2] == ["2026-10-10", "2026-11-20"]
    assert table.rows[0][3].opens.records == (talk[0],)


def raw_records_all(session: Session) -> list[tuple[str, str]]:
    from tests.unit.services.desk import snapshot

    return [(i, v["form"]) for (e, i), v in snapshot(session).items() if e == "record"]


def test_a_change_of_charge_moves_a_duty_from_its_day_on_and_not_before(clerk: Desk) -> None:
    who = clerk.person("李雷", fields=("财务科",), since="2026-07-01")
    rows = {r[0].text: r for r in build.build(clerk.session, "RP-02", "2026", "unit").table("people").rows}
    assert "李雷" in rows
    before = {r[0].text for r in build.build(clerk.session, "RP-02", "2025", "unit").table("people").rows}
    assert "李雷" not in before
    assert people.posts(clerk.session, who)[0].holds_on("2026-07-01")
