"""Every role × every record of the example office: what services return is what the rights data say, no more, no less."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.errors import ErrorCode
from app.services import (
    calendar,
    changes_since,
    dossier,
    evaluation,
    history,
    lists,
    packs,
    person_page,
    record_page,
    records,
    register,
    search,
    statistics,
    timeline,
)
from app.services.lists import ListQuery
from app.services.posts import office_of
from app.services.session import Session
from app.store import names
from app.store.tables import record
from tests.rights.conftest import CATALOG, ROLES, Filled
from tests.rights.oracle import Oracle
from tests.unit.services.desk import refused

BUSINESS = [r for r in ROLES if CATALOG.rights.roles[r].business]
FORMS = tuple(f.id for f in CATALOG.records)


class Told:
    """The office for one role: every row, which of them the data let it see."""

    def __init__(self, filled: Filled, role: str) -> None:
        self.session = filled.as_role(role)
        with filled.desk.session.store.read() as conn:
            self.rows = list(conn.execute(select(record).where(record.c.deleted.is_(False))))
            office = office_of(conn, names.all_names(conn))
        self.oracle = Oracle(CATALOG, office, self.session.user, self.session.clock.today())
        self.seen = [r for r in self.rows if self.oracle.allows(r)]
        self.ids = {str(r.id) for r in self.seen}
        self.hidden = [r for r in self.rows if str(r.id) not in self.ids]

    def sample(self, rows: list[Any]) -> list[Any]:
        """Three rows of each kind."""
        taken: Counter[str] = Counter()
        found = []
        for row in rows:
            taken[row.kind] += 1
            if taken[row.kind] <= 3:
                found.append(row)
        return found


@pytest.fixture(scope="module", params=BUSINESS)
def told(request: pytest.FixtureRequest, filled: Filled) -> Told:
    """One role after the other."""
    return Told(filled, request.param)


def test_the_office_has_records_that_tell_the_roles_apart(filled: Filled) -> None:
    seen = {role: len(Told(filled, role).seen) for role in BUSINESS}
    assert len(set(seen.values())) > 8, seen
    assert seen["receiver"] == 0
    classes = {CATALOG.records.get(r.form).class_of(r.kind) for r in Told(filled, "receiver").rows}
    assert classes == set(CATALOG.rights.classes)


def test_lists_hold_what_is_seen(told: Told) -> None:
    for form in FORMS:
        expected = sorted(int(r.rid) for r in told.seen if r.form == form)
        assert sorted(lists.list_ids(told.session, ListQuery((form,)))) == expected, form
    whole = lists.list_ids(told.session, ListQuery(FORMS))
    assert sorted(whole) == sorted(int(r.rid) for r in told.seen)
    assert len(lists.rows(told.session, FORMS, [int(r.rid) for r in told.rows])) == len(told.seen)


def test_counts_count_what_is_seen(told: Told) -> None:
    for form in FORMS:
        assert lists.count(told.session, ListQuery((form,))) == sum(r.form == form for r in told.seen), form
    for kind, number in Counter(r.kind for r in told.rows).items():
        asked = lists.count(told.session, ListQuery(FORMS, kinds=(kind,)))
        assert asked == sum(r.kind == kind for r in told.seen), (kind, number)
    month = ListQuery(FORMS, date_from="2026-10-01", date_to="2026-10-31")
    assert lists.count(told.session, month) == sum("2026-10-01" <= (r.date or "") <= "2026-10-31" for r in told.seen)


def test_search_finds_what_is_seen(told: Told) -> None:
    for row in told.sample(told.rows):
        if len(row.title) > 1:
            hits = {h.id for h in search.search(told.session, row.title, 5000) if h.kind == "record"}
            assert hits <= told.ids, row.title
            assert (str(row.id) in hits) == (str(row.id) in told.ids), row.title


def test_a_record_opens_with_its_history_or_is_not_there(told: Told) -> None:
    for row in told.sample(told.seen):
        view = records.get(told.session, row.id)
        assert history.history(told.session, row.id)
        expected = {a.code for a in CATALOG.rights.actions.values() if a.on_records and told.oracle.allows(row, a.code)}
        assert {a for a in view.may if CATALOG.rights.actions[a].on_records} == expected, row.kind
        assert set(view.labels) & {str(r.id) for r in told.hidden} == set()
        beside = record_page.beside(told.session, view)
        assert {r.id for r in (*beside.linked, *beside.letters)} <= told.ids
    for row in told.sample(told.hidden):
        for ask in (records.get, history.history, timeline.matter):
            with refused(ErrorCode.NOT_FOUND):
                ask(told.session, str(row.id))  # type: ignore[operator]


def test_packages_offer_what_may_be_exported(told: Told) -> None:
    offered = {i.record_id for i in packs.preview(told.session, packs.PackSelection("2020-01-01", "2030-12-31", FORMS))}
    assert offered == {str(r.id) for r in told.rows if told.oracle.allows(r, "export")}


def test_days_numbers_news_and_registers_show_what_is_seen(told: Told) -> None:
    session = told.session
    agenda = calendar.agenda(session, "2026-10-01", "2026-10-31")
    assert {r.id for r in agenda.done} <= told.ids
    assert {d.record for d in agenda.due if d.record} <= told.ids
    assert {n.record for n in changes_since.changes_since(session).lines if n.record} <= told.ids
    if session.can("view", "letter"):
        assert {r.record_id for r in register.register(session, 2026)} <= told.ids
    if session.can("evaluate"):
        found = statistics.statistics(session, 2026)
        assert sum(k.total for k in found.kinds) == sum((r.date or "")[:4] == "2026" for r in told.seen)


def test_people_and_dossiers_show_what_is_seen(told: Told, filled: Filled) -> None:
    for person in (filled.principal, *filled.members):
        page = person_page.person_page(told.session, person)
        assert {r.id for r in (*page.records, *page.dossier)} <= told.ids
        assert {e.record for e in timeline.person(told.session, person).events if e.record} <= told.ids
        if told.session.can("view", "dossier"):
            shown = dossier.dossier(told.session, person)
            assert {e.id for e in shown.entries} == {str(r.id) for r in told.seen if r.form == "dossier" and r.subject == person}
            assert {p.record for p in shown.waiting} <= told.ids


def test_judged_rows_name_and_are_about_what_is_seen(told: Told) -> None:
    if not told.session.can("evaluate"):
        return
    hidden = {str(r.id) for r in told.hidden}
    text = json.dumps([[r.period, r.subject, r.records, [n.record for n in r.near]] for r in evaluation.evaluation(told.session).results])
    assert not {i for i in hidden if i in text}


def test_officers_without_business_data_see_no_record(filled: Filled) -> None:
    for role in set(ROLES) - set(BUSINESS):
        session: Session = filled.as_role(role)
        assert session.visible_forms() == ()
        with refused(ErrorCode.NOT_ALLOWED):
            lists.list_ids(session, ListQuery(FORMS))
