"""A link to a record that an account does not see is absent for it: on the page, on paper, in the history – and is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.services import history, records
from app.services.session import User
from tests.unit.services.desk import Desk, new_office, record_ids

CLERK = User("u-li", "li", "李文", ("party_clerk",))


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    made = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    yield made
    made.session.close()


@pytest.fixture
def closed(desk: Desk) -> str:
    """A report about the principal, of which the party clerk must not even know that it is there."""
    body = {"title": "有关情况的报告", "date": "2026-05-10"}
    return records.save(desk.session, "report_up", "report.problem_up", body).value.id


@pytest.fixture
def as_clerk(desk: Desk) -> Callable[[], None]:
    def change() -> None:
        desk.session.user = CLERK

    return change


def test_a_hidden_link_is_not_there_and_survives_what_the_other_writes(
    desk: Desk, closed: str, as_clerk: Callable[[], None]
) -> None:
    session, secretary = desk.session, desk.session.user
    talk = desk.talk(desk.person("李雷")).id
    made = desk.meeting(links=[closed, talk]).id
    as_clerk()
    view = records.get(session, made)
    assert view.body["links"] == [talk]
    assert closed not in str(view)
    records.save(session, "meeting", view.kind, {**view.body, "place": "三楼会议室"}, made)
    without = {k: v for k, v in records.get(session, made).body.items() if k != "links"}
    records.save(session, "meeting", view.kind, without, made)
    assert "links" not in records.get(session, made).body
    session.user = secretary
    assert records.get(session, made).body["links"] == [closed]


def test_saving_without_a_change_changes_nothing(desk: Desk, closed: str, as_clerk: Callable[[], None]) -> None:
    session, secretary = desk.session, desk.session.user
    talk = desk.talk(desk.person("李雷")).id
    made = desk.meeting(links=[talk, closed]).id
    as_clerk()
    view = records.get(session, made)
    records.save(session, "meeting", view.kind, view.body, made)
    session.user = secretary
    assert records.get(session, made).body["links"] == [talk, closed]
    assert records.get(session, made).version == view.version


def test_the_history_does_not_count_it(desk: Desk, closed: str, as_clerk: Callable[[], None]) -> None:
    session = desk.session
    made = desk.meeting().id
    view = records.get(session, made)
    records.save(session, "meeting", view.kind, {**view.body, "links": [closed]}, made)
    assert [line.label for line in history.history(session, made)[0].changes] == ["关联记录"]
    as_clerk()
    assert history.history(session, made)[0].changes == ()


def test_links_in_rows_of_a_table_go_the_same_way(desk: Desk, closed: str, as_clerk: Callable[[], None]) -> None:
    session, secretary = desk.session, desk.session.user
    rows = [{"id": "w1", "occurred_at": "2026-05-06", "report": closed}, {"id": "w2", "occurred_at": "2026-06-06"}]
    body = {"title": "重大事项", "date": "2026-01-15", "occurrences": rows}
    made = records.save(session, "ledger", "ledger.request_list", body).value.id
    as_clerk()
    view = records.get(session, made)
    assert "report" not in view.body["occurrences"][0]
    view.body["occurrences"][0]["reply"] = "同意"
    records.save(session, "ledger", view.kind, view.body, made)
    session.user = secretary
    first = records.get(session, made).body["occurrences"][0]
    assert (first["report"], first["reply"]) == (closed, "同意")
    assert closed in record_ids(session)
