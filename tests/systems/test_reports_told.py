"""Mechanisms 32 to 34 and 40 to 43: quarterly analyses, petitions talked over, reports on duty, what must be asked first."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import duty_settings, evaluation, people, shuze
from app.services.records import write_body
from app.services.reports.build import build
from app.services.results import Touched
from tests.systems.judged import by_subject, rows, states
from tests.unit.services.desk import refused
from tests.workflows.days import Office, open_office

DISCIPLINE, ORG = "beijing-28/24/petition-quarterly-discipline", "beijing-28/24/petition-quarterly-org"
CLUES, YEARLY = "beijing-28/24/clue-quarterly", "tianshui-2014/5.4/annual-report-yearly"
ENDS = ("2026-03-28", "2026-06-28", "2026-09-28", "2026-12-28")


def quarterly(town: Office, kind: str, actor: str, day: str, recipients: list[str] | None = None) -> str:
    town.on(day)
    quarter = f"2026Q{(int(day[5:7]) + 2) // 3}"
    return town.add(kind, "finalise", actor=actor, period=quarter, statistics="12 件", recipients=recipients or ["principal"])


@pytest.mark.parametrize("left_out", [0, 1, 3])
def test_s32_the_missing_quarter_is_named(town: Office, left_out: int) -> None:
    who = town.member("陈文博", "discipline_secretary")
    for number, day in enumerate(ENDS):
        if number != left_out:
            quarterly(town, "report.petition_quarterly", who, day)
    town.on("2027-01-01")
    found = {q: states(town, DISCIPLINE, f"2026Q{q}") for q in (1, 2, 3, 4)}
    assert {q for q, s in found.items() if s == ["overdue"]} == {left_out + 1}


def test_s32_discipline_and_organisation_are_counted_apart(town: Office) -> None:
    quarterly(town, "report.petition_quarterly", town.member("沈立新", "org_head"), ENDS[0])
    town.on("2026-04-01")
    assert (states(town, ORG, "2026Q1"), states(town, DISCIPLINE, "2026Q1")) == (["met"], ["overdue"])


@pytest.mark.parametrize(("recipients", "state"), [(["principal"], "met"), (["superior_discipline", "principal"], "met"), (["superior_discipline"], "overdue")])
def test_s33_a_report_that_did_not_go_to_the_principal_does_not_count(town: Office, recipients: list[str], state: str) -> None:
    who = town.member("陈文博", "discipline_secretary")
    body = {"title": "线索专题", "date": "2026-03-28", "actor": who, "period": "2026Q1", "statistics": "3 件", "recipients": recipients}
    session = town.desk.session
    with session.change("record.save", "登记", Touched(), ["report"]) as uow:  # as old records are taken in: no step is taken
        write_body(session, uow, session.form("report"), "report.clue_quarterly", body, "r-old", new=True, state="final")
    town.on("2026-04-01")
    assert states(town, CLUES, "2026Q1") == [state]


def test_s33_it_is_not_even_sent_without_the_principal(town: Office) -> None:
    body = {"actor": town.desk.principal, "period": "2026Q1", "statistics": "3 件", "recipients": ["superior_discipline"]}
    one = town.add("report.clue_quarterly", **body)  # type: ignore[arg-type]
    with refused(ErrorCode.BAD_STATE):
        town.step(one, "finalise")


@pytest.mark.parametrize("talked", [True, False])
def test_s34_a_petition_to_be_talked_over_without_a_talk_is_listed(town: Office, talked: bool) -> None:
    case = town.add("event.clue_received", disposition="talk")
    if talked:
        town.add("talk.petition", "hold", actor=town.desk.principal, subject=[town.member("李建国")], links=[case])
    town.on("2026-02-01")
    assert states(town, "tianshui-2014/4.4/petition-talk", case) == ["met" if talked else "overdue"]


def test_s34_another_outcome_needs_no_talk(town: Office) -> None:
    case = town.add("event.clue_received", disposition="disp.investigate")
    town.on("2026-02-01")
    assert states(town, "tianshui-2014/4.4/petition-talk", case) == []


class TestShuze:
    def test_s40_who_handed_in_nothing_is_named(self, town: Office) -> None:
        heads = [town.head_below(f"站长{n}号") for n in range(3)]
        for one in (heads[0], town.desk.principal):
            town.add("report.shuze", "finalise", actor=one)
        found = shuze.written(town.desk.session, 2026)
        assert {n.id for n in found.missing} == set(heads[1:])
        row = rows(town, "beijing-28/11/written-full-coverage")[0]
        assert set(row.missing) == set(heads[1:])

    def test_s40_the_share_on_site_waits_for_the_unit(self, town: Office) -> None:
        town.head_below("何晓峰")
        assert states(town, "beijing-28/11/onsite-proportion") == ["unconfigured"]
        assert shuze.on_site(town.desk.session, 2026).enough is None

    @pytest.mark.parametrize("entered", [True, False])
    def test_s40_a_report_that_is_not_in_the_dossier_is_unmet(self, town: Office, entered: bool) -> None:
        who = town.member("李建国")
        one = town.add("report.shuze", "finalise", actor=who)
        if entered:
            town.dossier("dossier.shuze", who, one)
        town.on("2026-03-01")
        assert states(town, "beijing-28/11/into-dossier", one) == ["met" if entered else "overdue"]


class TestSanshu:
    OTHERWISE, TERM = "tianshui-2014/5.8/sanshu-otherwise-annual", "tianshui-2014/5.8/sanshu-per-term"

    @pytest.mark.parametrize("at_meeting", [True, False])
    def test_s41_who_did_not_speak_at_the_meeting_speaks_at_the_assessment(self, town: Office, at_meeting: bool) -> None:
        seats = [{"person": town.desk.principal, "role": "chair"}]
        told = [town.desk.principal] if at_meeting else [town.member("李建国")]
        town.on("2026-12-10").add("mtg.sanshu", "finalise", presenters=told, attendance=seats)
        town.on("2027-01-01")
        assert by_subject(town, self.OTHERWISE)[town.desk.principal] == ("exempt" if at_meeting else "overdue")

    @pytest.mark.parametrize(("day", "warned"), [("2025-05-31", False), ("2025-06-15", True)])
    def test_s41_none_in_the_term_and_a_year_left_is_warned_of(self, tmp_path: Path, catalog: Catalog, day: str, warned: bool) -> None:
        town = open_office(tmp_path, catalog, day, packs=True)
        session, who = town.desk.session, town.desk.principal
        post = next(p for p in people.posts(session, who))
        people.save_post(session, who, post.unit, post.title, post.roles, post.fields, since="2021-06-01", term=("2021-06-01", "2026-06-01"), post_id=post.id)
        row = next(r for r in evaluation.evaluation(session, 2024).results if r.duty == self.TERM and r.period.startswith("term:"))
        assert ("预警" in row.note or "不足" in row.note) is warned
        session.close()


@pytest.mark.parametrize(
    ("recipients", "state"),
    [(["superior_committee"], "partial"), (["superior_discipline"], "partial"), (["superior_committee", "superior_discipline"], "met"), ([], "overdue")],
)
def test_s42_both_superiors_have_the_yearly_report(town: Office, recipients: list[str], state: str) -> None:
    own, _name = town.desk.session.own_unit()
    duty_settings.set_parameters(town.desk.session, YEARLY, {"deadline": "03-31"}, 2021)
    for one in recipients:
        town.add("report.main_duty_annual", "finalise", actor=own, period="2025", recipients=[one])
    town.on("2026-06-01")
    found = rows(town, YEARLY, "2025")
    assert {r.state.value for r in found} == {state}


class TestRequests:
    def listed(self, town: Office, **row: str) -> str:
        body = {"matter": "投资变动", "owner": town.desk.principal, "due": "2026-12-31", "recipient": "superior_committee"}
        return town.add("ledger.request_list", **body, occurrences=[{"occurred_at": "2026-01-02", "due": "2026-01-10", **row}])

    @pytest.mark.parametrize(("day", "row", "late"), [("2026-01-10", {}, False), ("2026-01-11", {}, True), ("2026-01-11", {"reported_at": "2026-01-08"}, False)])
    def test_s43_what_happened_and_was_not_reported_is_in_the_table(self, town: Office, day: str, row: dict[str, str], late: bool) -> None:
        item = self.listed(town, **row)
        town.on(day)
        report = build(town.desk.session, "RP-18")
        named = {i for t in report.tables if t.id == "late" for r in t.rows for c in r if c.opens for i in c.opens.records}
        assert (item in named) is late
        assert (town.at(item, "report").standing == "overdue") is late
