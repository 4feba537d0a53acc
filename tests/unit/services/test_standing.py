"""What stands judged in the session follows every change, as if everything had been judged anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import accounts, duty_settings, evaluation, example, judgements, records, undo
from app.services.results import Touched
from app.services.session import Session
from app.services.standing import Standing
from app.store import listing, queries
from tests.unit.services.desk import OTHER_PASSWORD, TODAY, Desk, new_office

TALKED = "tianshui-2014/5.3/principal-member-talk-yearly"
WARNING = "tianshui-2014/4.7/warning-activity-yearly"


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Desk]:
    """An office with a year of example records, once judged."""
    made = Desk(new_office(tmp_path_factory.mktemp("standing"), catalog).session)
    example.add_example(made.session, years=1, seed=3)
    evaluation.evaluation(made.session)
    yield made
    made.session.close()


def kept(session: Session) -> Any:
    return session.cache["evaluation"]


def fresh(session: Session) -> Standing:
    today = session.clock.today()
    with session.store.read() as conn:
        return Standing(session.catalog.duties, conn, today, today.year - 1, frozenset())


def followed(desk: Desk) -> bool:
    """Whether the standing rows were kept and only changed; they are always as if judged anew."""
    before = kept(desk.session)
    assert evaluation.evaluation(desk.session).results == fresh(desk.session).shown().results
    return kept(desk.session) is before


def test_a_new_record_its_change_its_removal_and_undo_are_followed(office: Desk) -> None:
    who = office.person("新成员")
    assert not followed(office)
    talk = office.talk(who, "2026-03-03")
    assert followed(office)
    records.transition(office.session, talk.id, talk.transitions[0].id)
    assert followed(office)
    undo.undo(office.session)
    assert followed(office)
    records.delete(office.session, [talk.id])
    assert followed(office)
    undo.undo(office.session)
    assert followed(office)


def test_records_of_every_form_are_followed_when_they_go_and_come_back(office: Desk) -> None:
    session, gone = office.session, []
    with session.store.read() as conn:
        for form in session.catalog.records:
            rids = listing.list_ids(conn, listing.ListQuery(forms=(form.id,)), session.sight())
            gone += [row.id for row in queries.rows_by_rid(conn, rids[:3])]
    assert len(gone) > 30
    for record in gone:
        with session.change("test", "去掉", Touched()) as uow:
            uow.put("record", record, None)
        assert followed(office), record
    for _ in gone:
        undo.undo(session)
    assert followed(office)


def test_records_that_begin_to_name_each_other_are_followed(office: Desk) -> None:
    rows = [r for r in evaluation.evaluation(office.session).results if len(r.records) > 1]
    assert rows
    meeting = office.meeting("2026-06-06")
    talk = office.talk(office.person("某人"), "2026-06-01")
    evaluation.evaluation(office.session)
    body = {**records.get(office.session, talk.id).body, "links": [meeting.id]}
    records.save(office.session, "talk", talk.kind, body, record_id=talk.id, version=talk.version)
    assert followed(office)


def test_a_decision_of_two_people_changes_its_rows_without_judging_anew(office: Desk) -> None:
    accounts.add_user(office.session, "second", "李四", ("discipline_secretary",), OTHER_PASSWORD)
    row = next(r for r in evaluation.evaluation(office.session).results if r.state.value == "manual_pending")
    judgements.approve(
        office.session, row.duty, row.period, row.subject, "manual_met", "second", OTHER_PASSWORD, "已查看材料"
    )
    assert followed(office)
    after = evaluation.evaluation(office.session).find(row.duty, row.period, row.subject)
    assert after is not None
    assert after.state.value == "manual_met"


def test_posts_and_settings_are_judged_anew(office: Desk) -> None:
    duty_settings.set_duty(office.session, TALKED, False, 2026)
    assert not followed(office)
    office.person("又一人")
    assert not followed(office)


def test_the_next_day_is_judged_anew(office: Desk) -> None:
    office.session.clock = FixedClock(TODAY + dt.timedelta(days=60))
    assert not followed(office)
    assert evaluation.evaluation(office.session).as_of.year == 2027
