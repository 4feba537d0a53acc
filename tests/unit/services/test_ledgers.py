"""Ledgers summed up: open, late, due soon, closed; by the people and sources that the forms name."""

from __future__ import annotations

from typing import Any

from app.services import filters, ledgers, lists, records
from app.services.filters import Filters
from app.services.ledgers import Sums
from tests.unit.services.desk import Desk

LEDGERS = ("rectification", "task")


def problem(desk: Desk, due: str, *steps: str, **fields: Any) -> str:
    body = {"title": "问题", "date": "2026-03-01", "due": due, **fields}
    view = records.save(desk.session, "rectification", "ledger.rectification", body).value
    for step in steps:
        records.transition(desk.session, view.id, step)
    return view.id


def query(desk: Desk, chosen: Filters, forms: tuple[str, ...] = LEDGERS) -> lists.ListQuery:
    return filters.query_of(desk.session, forms, chosen, "date", descending=True)


def whole(desk: Desk, chosen: Filters) -> Sums:
    return ledgers.summary(desk.session, query(desk, chosen), LEDGERS).whole


def test_open_late_soon_and_closed_are_counted(desk: Desk) -> None:
    problem(desk, "2026-06-30")  # today is 2026-11-20
    problem(desk, "2026-12-10")
    problem(desk, "2027-06-30")
    problem(desk, "")
    verified = {"measures": "改", "reviewer": desk.principal, "opinion": "同意"}
    problem(desk, "2026-06-30", "start", "report", **verified)
    assert whole(desk, Filters()) == Sums(open=5, late=2, soon=1, closed=0)


def test_the_last_day_is_not_late_and_the_thirtieth_day_is_soon(desk: Desk) -> None:
    for due in ("2026-11-19", "2026-11-20", "2026-12-20", "2026-12-21"):
        problem(desk, due)
    assert whole(desk, Filters()) == Sums(open=4, late=1, soon=2)


def test_what_is_closed_is_late_no_more(desk: Desk) -> None:
    task = {"title": "任务", "date": "2026-01-01", "due": "2026-02-01", "reconciled_by": desk.principal,
            "reconciled_at": "2026-02-02", "evidence_note": "见台账"}  # fmt: skip
    view = records.save(desk.session, "task", "ledger.task", task).value
    for step in ("start", "reconcile", "close"):
        records.transition(desk.session, view.id, step)
    assert whole(desk, Filters()) == Sums(closed=1)


def test_choosing_a_standing_narrows_the_list_and_not_the_sums(desk: Desk) -> None:
    late = problem(desk, "2026-06-30")
    soon = problem(desk, "2026-12-01")
    for chosen, wanted in (
        (Filters(standing="open"), {late, soon}), (Filters(late=True), {late}), (Filters(standing="soon"), {soon}),
        (Filters(standing="closed"), set()),
    ):  # fmt: skip
        asked = query(desk, chosen)
        rows = lists.rows(desk.session, LEDGERS, list(lists.list_ids(desk.session, asked)))
        assert {r.id for r in rows} == wanted
        assert lists.count(desk.session, asked) == len(wanted)
        assert whole(desk, chosen) == Sums(open=2, late=1, soon=1)


def test_every_form_has_its_own_sums_whichever_is_chosen(desk: Desk) -> None:
    problem(desk, "2026-06-30")
    records.save(desk.session, "task", "ledger.task", {"title": "任务", "date": "2026-01-01"})
    found = ledgers.summary(desk.session, query(desk, Filters(), ("task",)), LEDGERS)
    assert (found.whole, found.forms["rectification"].late) == (Sums(open=1), 1)


def test_matters_are_grouped_by_person_and_source_in_words(desk: Desk) -> None:
    who = desk.person("李建国")
    problem(desk, "2026-06-30", owner=who, source="inspection")
    problem(desk, "2027-06-30", owner=who, source="audit")
    problem(desk, "2027-06-30")
    found = {g.field: g for g in ledgers.groupings(desk.session, query(desk, Filters(), ("rectification",)))}
    owner = {line.label: line.sums for line in found["owner"].lines}
    assert owner == {"李建国": Sums(open=2, late=1), "没有填写": Sums(open=1)}
    assert {line.label for line in found["source"].lines} == {"巡视巡察、上级督查指出", "审计", "没有填写"}


def test_people_stand_by_name_and_never_by_number(desk: Desk) -> None:
    first, second = desk.person("安静"), desk.person("卓越")
    problem(desk, "2026-06-30", owner=second)
    problem(desk, "2026-06-30", owner=second)
    problem(desk, "2027-06-30", owner=first)
    found = next(g for g in ledgers.groupings(desk.session, query(desk, Filters(), ("rectification",))) if g.person)
    assert [line.label for line in found.lines] == sorted(line.label for line in found.lines)


def test_what_the_account_may_not_see_is_not_counted(desk: Desk) -> None:
    records.save(desk.session, "clue", "ledger.clue", {"title": "XS-1", "date": "2026-05-01"})
    desk.add_account("party", "party_clerk")
    session = desk.relogin("party", "大江东去浪淘尽千古风流")
    asked = filters.query_of(session, ("clue", *LEDGERS), Filters(), "date", descending=True)
    found = ledgers.summary(session, asked, ("clue", *LEDGERS))
    assert (found.whole.total, "clue" in found.forms) == (0, False)
    session.close()


def test_a_code_that_stands_in_two_lists_is_said_in_the_words_of_its_own(desk: Desk) -> None:
    problem(desk, "2026-06-30", source="inspection")
    row = lists.rows(desk.session, LEDGERS, list(lists.list_ids(desk.session, query(desk, Filters()))))[0]
    assert row.cells["source"] == "巡视巡察、上级督查指出"
