"""What others changed since an account looked last: only others, only what it may see, until it is read."""

from __future__ import annotations

import pytest

from app.services import records
from app.services.changes_since import changes_since, mark_all_read, mark_read
from app.services.session import Session
from app.services.setup import unlock
from tests.unit.services.desk import OTHER_PASSWORD, Desk


@pytest.fixture
def other(desk: Desk) -> Session:
    """A second account of the same office, at work after the clerk has closed it."""
    desk.add_account("zhao", "party_clerk")
    return desk.session


def as_zhao(desk: Desk) -> Session:
    desk.session.close()
    return unlock(desk.session.folder, desk.session.catalog, desk.session.clock, "zhao", OTHER_PASSWORD)


def as_clerk(desk: Desk, now: Session) -> Session:
    now.close()
    return desk.relogin()


def test_own_work_is_no_news(desk: Desk) -> None:
    desk.talk(desk.person("李雷"))
    assert changes_since(desk.session).lines == ()


def test_the_work_of_others_is_news_once_a_record_with_who_and_what(desk: Desk, other: Session) -> None:
    view = desk.talk(desk.person("李雷"))
    records.save(other, "talk", view.kind, {**view.body, "date": "2026-10-11"}, view.id, view.version)
    session = as_zhao(desk)
    (line,) = changes_since(session).lines
    assert (line.record, line.who, line.what, line.form) == (view.id, "王敏", "修改谈心谈话", "talk")
    assert changes_since(as_clerk(desk, session)).lines == ()


def test_what_was_opened_is_read_until_it_changes_again(desk: Desk, other: Session) -> None:
    first, second = desk.talk(desk.person("李雷")), desk.talk(desk.person("韩梅梅"))
    session = as_zhao(desk)
    line = next(n for n in changes_since(session).lines if n.record == first.id)
    mark_read(session, line)
    assert [n.record for n in changes_since(session).lines] == [second.id]
    back = as_clerk(desk, session)
    records.save(back, "talk", first.kind, {**first.body, "date": "2026-10-12"}, first.id, first.version)
    back.close()
    again = unlock(back.folder, back.catalog, back.clock, "zhao", OTHER_PASSWORD)
    assert [n.record for n in changes_since(again).lines] == [first.id, second.id]
    mark_all_read(again, changes_since(again).head)
    assert changes_since(again).lines == ()
    again.close()


def test_an_operation_on_many_records_is_one_line(desk: Desk, other: Session) -> None:
    made = [desk.talk(desk.person(f"甲{n}")).id for n in range(5)]
    records.delete(other, made)
    session = as_zhao(desk)
    lines = changes_since(session).lines
    assert [(n.count, n.what) for n in lines] == [(5, "删除")]
    mark_read(session, lines[0])
    assert changes_since(session).lines == ()
    session.close()


def test_reports_about_the_principal_are_no_news_to_who_may_not_know_of_them(desk: Desk, other: Session) -> None:
    talk = desk.talk(desk.person("李雷"))
    body = {"title": "专题报告", "date": "2026-05-01", "actor": desk.principal, "subject": [desk.principal]}
    view = records.save(other, "report_up", "report.principal_power", body).value
    made = [records.save(other, "report_up", "report.principal_power", body).value.id for _n in range(5)]
    records.delete(other, [*made, talk.id])
    session = as_zhao(desk)
    lines = changes_since(session).lines
    assert [(n.record, n.what, n.count) for n in lines] == [(talk.id, "删除", 1)]
    assert view.title not in repr(lines)
    session.close()


def test_a_spoilt_position_means_that_nothing_was_read(desk: Desk, other: Session) -> None:
    from app.services import preferences

    desk.talk(desk.person("李雷"))
    session = as_zhao(desk)
    preferences.put(session, "changes_seen", "[3")
    assert len(changes_since(session).lines) == 1
    session.close()
