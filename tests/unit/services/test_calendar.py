"""The calendar: everything due stands on its day, and every number is the length of its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from app.catalog.catalog import Catalog
from app.domain.duties.results import DutyState
from app.domain.errors import ErrorCode
from app.services import calendar, deadlines, duties, duty_sheet, example, lists, own_duties, records
from app.services.calendar import Agenda, Day, Filter
from app.services.duty_filter import DutyFilter
from app.services.evaluation import evaluation
from app.services.lists import ListQuery
from tests.unit.services.desk import Desk, new_office, refused

YEAR = 2026
FILTERS = (Filter(), Filter(page=calendar.DUTIES), Filter(page="talks"), Filter(page="ledgers"))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Desk]:
    """An office with two years of example records."""
    made = Desk(new_office(tmp_path_factory.mktemp("calendar"), catalog).session)
    example.add_example(made.session, years=2, seed=3)
    yield made
    made.session.close()


def numbers(found: Agenda) -> tuple[int, int]:
    """How many are due and done according to the list."""
    return len(found.due), len(found.done) + found.more


@pytest.mark.parametrize("chosen", FILTERS)
def test_the_numbers_of_every_day_are_the_lengths_of_its_lists(full: Desk, chosen: Filter) -> None:
    year = calendar.year_calendar(full.session, YEAR, chosen)
    assert year.days
    first = dt.date(YEAR, 1, 1)
    for offset in range(365):
        day = (first + dt.timedelta(days=offset)).isoformat()
        if day in year.days or offset % 30 == 0:
            shown = year.day(day)
            assert (shown.due, shown.done) == numbers(calendar.agenda(full.session, day, day, chosen)), day


def test_the_numbers_of_a_month_are_the_sum_of_its_days_and_the_length_of_its_list(full: Desk) -> None:
    year = calendar.year_calendar(full.session, YEAR)
    for month in range(1, 13):
        found = year.month(month)
        assert (found.due, found.done) == numbers(calendar.agenda(full.session, *calendar.month_span(YEAR, month)))
    total = year.total()
    assert total.due == sum(year.month(m).due for m in range(1, 13))
    assert total.late + total.kept + total.open == total.due


def test_every_deadline_of_a_duty_stands_on_its_day(full: Desk) -> None:
    due = [r for r in evaluation(full.session).results if r.due is not None and r.due.year == YEAR]
    wanted = [r for r in due if r.state is not DutyState.EXEMPT]
    assert len(wanted) > 20
    for one in wanted:
        assert one.due is not None
        day = one.due.isoformat()
        cells = [d.cell for d in calendar.agenda(full.session, day, day).due if d.cell is not None]
        assert any((c.duty, c.period, c.subject) == (one.duty, one.period, one.subject) for c in cells)


def test_every_deadline_of_a_record_stands_on_its_day(full: Desk) -> None:
    session = full.session
    rids = lists.list_ids(session, ListQuery(forms=session.visible_forms()))
    rows = [r for r in lists.rows(session, session.visible_forms(), list(rids)) if r.due[:4] == str(YEAR)]
    waited = [r for r in rows if deadlines.standing(session.form(r.form), r.state, r.due, f"{YEAR}-11-20") is not None]
    assert waited
    for row in waited:
        assert row.id in {d.record for d in calendar.agenda(session, row.due, row.due).due}
        told = deadlines.explain_deadline(session, row.id)
        assert told.records[0].id == row.id
        assert told.next_step.endswith("。")


def test_a_person_sees_only_what_concerns_them(full: Desk) -> None:
    person = next(r.subject for r in evaluation(full.session).results if r.due and r.subject.startswith("p"))
    all_of = calendar.year_calendar(full.session, YEAR).total()
    own = calendar.year_calendar(full.session, YEAR, Filter(person=person)).total()
    assert 0 < own.due < all_of.due
    assert 0 < own.done < all_of.done


def test_a_person_sees_what_they_bear_although_it_is_about_others(duty_desk: Desk) -> None:
    session = duty_desk.session
    member = duty_desk.person("李雷")
    talk = "tianshui-2014/5.3/principal-member-talk-yearly"
    for person in (duty_desk.principal, member):
        found = calendar.agenda(session, "2026-12-31", "2026-12-31", Filter(person=person, page=calendar.DUTIES))
        assert [d.cell.subject for d in found.due if d.cell is not None and d.cell.duty == talk] == [member]
        shown = calendar.year_calendar(session, YEAR, Filter(person=person, page=calendar.DUTIES)).day("2026-12-31")
        assert shown.due == len(found.due)
        assert shown.late == 0


def test_a_week_adds_up_across_months(full: Desk) -> None:
    year = calendar.year_calendar(full.session, YEAR)
    found = calendar.agenda(full.session, "2026-06-29", "2026-07-05")
    week = year.span("2026-06-29", "2026-07-05")
    assert (week.due, week.done) == numbers(found)
    assert week.done > 0


def test_an_own_duty_stands_in_the_calendar_on_the_board_and_on_the_sheet(desk: Desk) -> None:
    session = desk.session
    pack = own_duties.save_pack(session, {"title": "本局党组落实主体责任办法", "short": "本局办法"}, YEAR).value
    data = {
        "article_no": "3", "article": "第三条", "label": "每季谈心", "summary": "主要负责人每季度谈心两次。", "actors": ["principal"],
        "tier": "first", "frequency": "quarterly",
        "rule": {"type": "count", "kinds": ["talk.heart"], "where": {"by": ["principal"]}, "period": "quarter", "least": 2},
    }  # fmt: skip
    duty = own_duties.save_duty(session, pack, data, YEAR).value
    due = calendar.agenda(session, "2026-09-30", "2026-09-30", Filter(person=desk.principal)).due
    assert [d.cell.duty for d in due if d.cell is not None] == [duty]
    assert calendar.year_calendar(session, YEAR).day("2026-09-30") == Day(due=1, late=1)
    board = duties.board(session, YEAR, DutyFilter(pack=pack))
    assert [(r.duty, r.document, r.people) for r in board.rows] == [(duty, "本局办法", (desk.principal,))]
    assert board.packs == {pack: "本局办法"}
    sheet = duty_sheet.duty_sheet(session, desk.principal, YEAR)
    assert [r.row.duty for r in sheet.sections[duty_sheet.OWN]] == [duty]


def test_a_deadline_goes_from_open_to_late_to_kept(desk: Desk) -> None:
    body = {"title": "会议记录不完整", "date": "2026-10-01", "actor": desk.principal, "owner": desk.principal,
            "source": "inspection", "due": "2026-12-01"}  # fmt: skip
    saved = records.save(desk.session, "rectification", "ledger.rectification", body).value
    assert calendar.year_calendar(desk.session, YEAR).day("2026-12-01") == Day(due=1)
    records.save(desk.session, "rectification", "ledger.rectification", {**saved.body, "due": "2026-11-01"}, saved.id, saved.version)
    assert calendar.year_calendar(desk.session, YEAR).day("2026-12-01") == Day()
    assert calendar.year_calendar(desk.session, YEAR).day("2026-11-01") == Day(due=1, late=1)
    assert deadlines.explain_deadline(desk.session, saved.id).cell.state_label == "逾期"
    records.delete(desk.session, [saved.id])
    assert calendar.year_calendar(desk.session, YEAR).day("2026-11-01") == Day()
    with refused(ErrorCode.NOT_FOUND):
        deadlines.explain_deadline(desk.session, saved.id)


def test_a_draft_letter_waits_for_nobody(desk: Desk) -> None:
    draft = desk.letter(reply_due="2026-12-05")
    assert calendar.year_calendar(desk.session, YEAR).day("2026-12-05").due == 0
    with refused(ErrorCode.NOT_FOUND):
        deadlines.explain_deadline(desk.session, draft.id)
