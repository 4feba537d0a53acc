"""Every number of every draft against a count in plain Python; the sources of a sentence are exactly what was counted."""

from __future__ import annotations

import re

import pytest

from app.domain.duties.results import DutyState
from app.domain.periods import parse_period
from app.services import duties, duty_sheet
from app.services.compose import asking, composing
from app.services.compose.asking import Ask
from app.services.compose.figures import Figures
from app.services.compose.writing import Paragraph
from app.services.reports import build
from app.services.session import Session
from tests.compose.office import boundaries
from tests.compose.plain import (
    Plain,
    Rec,
    Test,
    acts,
    form,
    groups,
    has,
    in_state,
    lacks,
    negated,
    present,
    quarter,
    topic,
    value,
)
from tests.unit.services.desk import Desk

YEAR = ("2025-01-01", "2025-12-31")
PARTY = ("mtg.standing", "mtg.standing_expanded", "mtg.plenary")
UNIT_REPORTS = tuple(
    f"report.{k}" for k in ["main_duty_annual", "first_duty_annual", "standing_to_plenary", "ecology_annual", "annual_duty", "rectification", "check_result", "case_analysis", "major_matter", "member_field", "self_check", "survey", "subordinate_duty"]
)
OWN_REPORTS = tuple(f"report.{k}" for k in ["annual_duty", "member_field", "personal_important", "personal_matters", "first_duty_annual"])
CLOSED = in_state("closed", "lookback_due", "lookback_passed")
RESEARCH = topic("integrity_research", "integrity_major", "annual_task")


def numbers(text: str) -> list[int]:
    """Numbers with a measure word; titles in quotation marks and the period are no counts."""
    bare = re.sub("“[^”]*”|\\d{4}年(度|第.季度|[上下]半年)?|\\d+月\\d+日", "", text)
    return [int(n) for n in re.findall(r"(\d+)(?=[件次项条份起个])", bare)]


def sentences(session: Session, ask: Ask) -> dict[str, Paragraph]:
    return {p.key: p for p in composing.compose(session, ask).paragraphs}


def principal_of(session: Session, period: str) -> str:
    return asking.principal_of(session, parse_period(period))


def expected(plain: Plain, draft: str, who: str, first: str, last: str) -> dict[str, set[str]]:
    """For each figure of a draft the records it must count."""
    others, own_one = negated(plain.about_own_principal), plain.about_own_principal
    petition, clue = form("ledger", "ledger.petition"), form("clue")

    def ids(*tests: Test, day: str = "date") -> set[str]:
        return plain.ids(first, last, *tests, day=day)

    match draft:
        case "petition_quarterly":
            mine = (petition, others)
            return {
                "petitions": ids(*mine), "accepted": ids(*mine, has("accepted_at")), "closed": ids(*mine, has("closed_at")),
                "open": ids(*mine, lacks("closed_at")), "closed_now": ids(*mine, day="closed_at"),
                "clusters": ids(form("event", "event.petition_cluster")), "talks": ids(form("talk", "talk.petition")),
                "hearts": ids(form("talk", "talk.heart")),
                "research": ids(form("meeting", "mtg.petition_research"), plain.ours),
            }  # fmt: skip
        case "clue_quarterly":
            mine = (clue, others)
            return {
                "clues": ids(*mine), "lower": ids(*mine, value("about", "principal")), "assigned": ids(*mine, has("assigned_at")),
                "undisposed": ids(*mine, lacks("disposition")), "closed": ids(*mine, day="closed_at"),
                "impact": ids(*mine, value("conclusion", "false"), value("social_impact", True), day="closed_at"),
                "rechecked": ids(*mine, day="rechecked_at"), "inquiries": ids(form("talk", "talk.inquiry")),
            }  # fmt: skip
        case "ecology_annual":
            daily = form("inspection", "insp.daily", "insp.covert", "insp.exec_check", "insp.onsite_listen")
            special = form("inspection", "insp.special", "insp.rectify_campaign", "insp.dem_life_rectify", "insp.half_year", "insp.year_end")
            from_feedback = (form("rectification"), value("source", "ecology"))
            return {
                "daily": ids(daily, plain.ours), "special": ids(special, plain.ours),
                "reminders": ids(form("talk", "talk.remind", "talk.criticize", "talk.admonish", "talk.correct")),
                "tendencies": ids(form("event", "event.tendency")), "clues": ids(clue, others), "petitions": ids(petition, others),
                "found": ids(special, plain.ours, value("conclusion", "problem", "poor")),
                "transferred": ids(special, plain.ours, has("transferred_at")),
                "democratic": ids(form("inspection"), topic("democratic_centralism", "decision_system"), plain.ours),
                "entries": ids(form("dossier")), "surveys": ids(form("inspection", "insp.survey", "insp.dem_evaluation"), plain.ours),
                "survey_reports": ids(form("report", "report.survey")), "feedback": ids(form("event", "event.ecology_feedback")),
                "rectified": ids(*from_feedback), "rectified_done": ids(*from_feedback, CLOSED),
                "completion": ids(form("report", "report.ecology_completion")),
                "research": ids(form("meeting"), topic("ecology"), plain.ours),
            }  # fmt: skip
        case "main_duty_annual":
            party = (form("meeting", *PARTY), plain.ours)
            return {
                "meetings": ids(*party), "research": ids(form("meeting"), RESEARCH, plain.ours),
                "hear": ids(form("meeting", "mtg.discipline_hear"), plain.ours), "dem_life": ids(form("dem_life"), plain.ours),
                "tasks": ids(form("task")), "tasks_closed": ids(form("task"), in_state("ts.closed")),
                "letters": ids(form("document", "doc.responsibility_letter")), "talks": ids(form("talk")),
                "center": ids(form("study", "study.center"), plain.ours),
                "lectures": ids(form("study", "study.lecture"), lambda r: plain.holds(str(r.body.get("actor")), "principal", r.day)),
                "warning": ids(form("meeting", "mtg.warning"), plain.ours), "checks": ids(form("inspection"), plain.ours),
                "rectify": ids(form("rectification")), "rectify_closed": ids(form("rectification"), day="closed_at"),
                "accountable": ids(form("accountability"), in_state("final", "executed", "visited"), day="decided_at"),
                "institutions": ids(form("document", "doc.institution")),
            }  # fmt: skip
        case "first_duty_annual":
            return {
                "chaired": ids(form("meeting"), acts(who)), "attended": ids(form("meeting", *PARTY), present(who)),
                "research": ids(form("meeting"), RESEARCH, acts(who)), "talks": ids(form("talk"), acts(who)),
                "lectures": ids(form("study", "study.lecture"), acts(who)), "checks": ids(form("inspection"), acts(who)),
                "rectify": ids(form("rectification"), value("owner", who)),
                "rectify_done": ids(form("rectification"), value("owner", who), CLOSED),
            }  # fmt: skip
        case "principal_power":
            return {
                "chaired": ids(form("meeting", *PARTY), acts(who)), "lifes": ids(form("dem_life"), present(who)),
                "checks": ids(form("inspection"), value("subject", who)),
                "decision_checks": ids(form("inspection"), topic("decision_system", "democratic_centralism"), plain.ours),
                "listens": ids(form("inspection", "insp.onsite_listen"), plain.ours), "talks": ids(form("talk"), value("subject", who)),
                "clues": ids(clue, own_one), "petitions": ids(petition, own_one),
                "issues": ids(form("event", "event.procedure_violation")),
            }  # fmt: skip
        case "team_integrity":
            personal = form("report", "report.personal_matters")
            return {
                "shuze": ids(form("report", "report.shuze")), "onsite": ids(form("report", "report.shuze"), value("onsite", True)),
                "personal": ids(personal), "sampled": ids(personal, has("sample_batch")),
                "important": ids(form("report", "report.personal_important")),
                "talks": ids(form("talk", "talk.appointment", "talk.integrity_new", "talk.integrity_yearly", "talk.integrity_collective")),
                "reminds": ids(form("talk", "talk.remind", "talk.criticize", "talk.admonish")),
                "inquiries": ids(form("talk", "talk.inquiry")), "entries": ids(form("dossier")),
            }  # fmt: skip
        case "key_field":
            checks = form("inspection", "insp.special", "insp.rectify_campaign", "insp.exec_check")
            told, zero = form("ledger", "ledger.intervention"), value("zero_report", True)
            systemic = (form("rectification"), value("class", "class.systemic", "class.domain"))
            return {
                "checks": ids(checks, plain.ours), "found": ids(checks, plain.ours, value("conclusion", "problem", "poor")),
                "interventions": ids(told, negated(zero)), "zero": ids(told, zero), "risks": ids(form("ledger", "ledger.risk")),
                "signbacks": ids(form("ledger", "ledger.signback")), "systemic": ids(*systemic), "systemic_done": ids(*systemic, CLOSED),
                "research": ids(form("meeting", "mtg.rectify_research"), plain.ours),
            }  # fmt: skip
        case "duty_record_unit":
            return {
                "meetings": ids(form("meeting"), plain.ours), "life": ids(form("dem_life"), plain.ours),
                "branch": ids(form("org_life"), plain.ours), "talks": ids(form("talk")), "studies": ids(form("study"), plain.ours),
                "checks": ids(form("inspection"), plain.ours),
                "contacts": ids(form("inspection", "insp.research", "insp.petition_visit"), plain.ours),
                "reports": ids(form("report", *UNIT_REPORTS), plain.ours), "rectify": ids(form("rectification")),
                "rectify_closed": ids(form("rectification"), day="closed_at"),
            }  # fmt: skip
        case _:
            return {
                "attended": ids(form("meeting"), present(who)), "chaired": ids(form("meeting"), acts(who)),
                "hear": ids(form("meeting", "mtg.field_hear"), acts(who)),
                "research": ids(form("meeting", "mtg.field_research"), acts(who)), "talks": ids(form("talk"), acts(who)),
                "talked": ids(form("talk"), value("subject", who)), "lectures": ids(form("study"), acts(who)),
                "checks": ids(form("inspection"), acts(who)), "rectify": ids(form("rectification"), value("owner", who)),
                "tasks": ids(form("task"), value("owner", who)), "reports": ids(form("report", *OWN_REPORTS), acts(who)),
            }  # fmt: skip


def cases(session: Session) -> list[tuple[Ask, str, str]]:
    """Every shipped draft with records, each in a full period and in one around an end."""
    who, now = principal_of(session, "2025"), principal_of(session, "2026")
    members = [p.person for p in Plain(session).posts if "member" in p.roles and p.unit == session.own_unit()[0]]
    of_year = [
        Ask(d, "2025", p, c)
        for d, p, c in (
            ("ecology_annual", "", ()), ("main_duty_annual", "", ()), ("first_duty_annual", who, ()), ("principal_power", who, ()),
            ("team_integrity", "", ()), ("key_field", "", ("kf.land",)), ("duty_record_unit", "", ()),
            *(("duty_record_member", m, ()) for m in members[:3]),
        )
    ]  # fmt: skip
    found = [(a, *YEAR) for a in of_year]
    found += [(Ask("principal_power", "2026", now), "2026-01-01", "2026-12-31")]
    for year, number in ((2025, 3), (2026, 1), (2026, 2), (2026, 3), (2026, 4)):
        found += [(Ask(d, f"{year}Q{number}"), *quarter(year, number)) for d in ("petition_quarterly", "clue_quarterly")]
    found += [(Ask("duty_record_unit", "2026Q1"), *quarter(2026, 1)), (Ask("duty_record_unit", "2025H2"), "2025-07-01", "2025-12-31")]
    return found


def test_every_figure_counts_exactly_the_records_a_plain_count_finds(filled: Session) -> None:
    plain, seen = Plain(filled), set()
    for ask, first, last in cases(filled):
        draft = filled.catalog.composed[ask.draft]
        figures = Figures(filled, draft, ask.person)
        wanted = expected(plain, ask.draft, ask.person, first, last)
        for name, ids in wanted.items():
            counted = figures.figure(name, parse_period(ask.period))
            assert set(counted.records) == ids, (ask, name)
            assert counted.number == len(counted.records) == len(ids), (ask, name)
            seen.add((ask.draft, name))
    plain_ones = {
        (d.id, f.id)
        for d in filled.catalog.composed.values()
        for f in d.figures.values()
        if not (f.duties or f.rows or f.group or f.spread or f.report)
    }
    assert plain_ones - seen == set()


def test_figures_by_value_add_up_to_a_plain_count_of_each_value(filled: Session) -> None:
    by_id = {r.id: r for r in Plain(filled).records}
    looked = 0
    for ask, *_days in cases(filled):
        draft = filled.catalog.composed[ask.draft]
        figures = Figures(filled, draft, ask.person)
        for definition in (f for f in draft.figures.values() if f.group):
            counted = figures.figure(definition.id, parse_period(ask.period))
            mine: list[Rec] = [by_id[i] for i in counted.records]
            plain = {"": 0} | (
                {k: sum(r.kind == k for r in mine) for k in {r.kind for r in mine}} if definition.group == "kind" else groups(mine, definition.group)
            )
            assert sorted(n for n in plain.values() if n) == sorted(n for _w, n in counted.groups), (ask, definition.id)
            looked += len(counted.groups)
    assert looked > 100


def test_agenda_items_are_counted_by_row(filled: Session) -> None:
    by_id = {r.id: r for r in Plain(filled).records}
    ask = Ask("main_duty_annual", "2025")
    figures = Figures(filled, filled.catalog.composed[ask.draft])
    year = parse_period("2025")
    meetings = [by_id[i] for i in figures.figure("meetings", year).records]
    rows = [row for r in meetings for row in r.many("agenda")]
    assert figures.figure("items", year).number == len(rows) > 20
    power = Figures(filled, filled.catalog.composed["principal_power"], principal_of(filled, "2025"))
    chaired = [by_id[i] for i in power.figure("chaired", year).records]
    assert power.figure("major", year).number == sum(bool(row.get("category")) for r in chaired for row in r.many("agenda")) > 0


def test_numbers_of_a_report_are_those_of_the_report_with_its_records(filled: Session) -> None:
    looked = 0
    for draft in filled.catalog.composed.values():
        for definition in (f for f in draft.figures.values() if f.report is not None):
            assert definition.report is not None
            counted = Figures(filled, draft, principal_of(filled, "2025")).figure(definition.id, parse_period("2025"))
            table = build.build(filled, definition.report.no, "2025", "unit").table(definition.report.table)
            cell = table.rows[-1][table.column(definition.report.column)]
            assert (counted.number, counted.text) == (int(cell.value or 0), cell.text)
            assert set(counted.records) == set(cell.opens.records)
            looked += counted.number > 0
    assert looked > 6


def test_duty_cells_are_those_of_the_board_and_of_the_persons_sheet(filled: Session) -> None:
    board = [(r, c) for r in duties.board(filled, 2025).rows for c in r.cells]
    said = sentences(filled, Ask("main_duty_annual", "2025"))
    secret = {"report.principal_power", "report.problem_up", "report.remind_work"}
    closed = {d.id for d in filled.catalog.duties if secret & set(re.findall(r"report\.[a-z_]+", repr(d.rule)))}
    assert closed
    met = [c for r, c in board if r.tier == "collective" and c.state in ("met", "manual_met") and c.duty not in closed]
    assert numbers(said["met"].text) == [len(met)]
    assert len(said["met"].cells) == len(met)
    who = principal_of(filled, "2025")
    own = [c for r in duty_sheet.duty_sheet(filled, who, 2025).sections["own"] for c in r.row.cells if c.duty not in closed]
    mine = sentences(filled, Ask("first_duty_annual", "2025", who))
    assert numbers(mine["met"].text) == [sum(c.state in ("met", "manual_met") for c in own)]
    gaps = {DutyState.OVERDUE, DutyState.VIOLATED, DutyState.PARTIAL, DutyState.UNDETERMINED, DutyState.MANUAL_UNMET}
    assert numbers(mine["open"].text) == [sum(DutyState(c.state) in gaps for c in own)]


def test_every_number_in_every_sentence_is_a_number_of_its_figures(filled: Session) -> None:
    looked = 0
    for ask, *_days in cases(filled):
        draft, period = filled.catalog.composed[ask.draft], parse_period(ask.period)
        figures = Figures(filled, draft, ask.person)
        said = sentences(filled, ask)
        for sentence in (s for section in draft.sections for s in section.sentences):
            if sentence.id not in said or sentence.each or sentence.ask or sentence.compare:
                continue
            counted = [figures.figure(n, period) for n in sentence.figures()]
            allowed = {f.number for f in counted} | {n for f in counted for _w, n in f.groups}
            assert set(numbers(said[sentence.id].text)) <= allowed, said[sentence.id].text
            assert set(said[sentence.id].records) == {i for f in counted if f.number or f is counted[0] for i in f.records}
            looked += 1
    assert looked > 150


def test_the_periods_before_are_told_with_their_own_records_as_sources(filled: Session) -> None:
    plain = Plain(filled)
    others = negated(plain.about_own_principal)
    said = sentences(filled, Ask("petition_quarterly", "2026Q3"))["before"]
    last = plain.ids(*quarter(2026, 2), form("ledger", "ledger.petition"), others)
    year_ago = plain.ids(*quarter(2025, 3), form("ledger", "ledger.petition"), others)
    assert said.text == f"信访举报登记上季度{len(last)}件，上年同期{len(year_ago)}件。"
    assert set(said.records) == last | year_ago


@pytest.mark.parametrize(("period", "wanted"), [("2026Q1", 1), ("2026Q2", 2), ("2026Q3", 4), ("2026Q4", 1)])
def test_a_quarter_ends_with_its_last_day(desk: Desk, period: str, wanted: int) -> None:
    boundaries(desk)
    total = sentences(desk.session, Ask("petition_quarterly", period))["total"]
    assert numbers(total.text) == [wanted]
    assert len(total.records) == wanted
