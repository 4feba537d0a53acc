"""The overview of duties in the window (2): what is late only offers drafts; nothing is sent or written by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import tasks
from app.services.evaluation import evaluation
from app.services.session import Session
from app.services.tasks import TaskScope
from app.store import changelog
from app.ui.pages.letter import LetterPage
from app.ui.pages.tasks import OFFICE, TasksPage
from app.ui.shell import Shell
from tests.unit.services.desk import record_ids

Idle = Callable[[], None]


@pytest.fixture
def office(example_office: Session) -> Session:
    """The example office with a year of records."""
    return example_office


def head(session: Session) -> int:
    with session.store.read() as conn:
        return changelog.head(conn).seq


def test_s02_every_gap_of_the_year_is_a_task_with_its_reason_and_nothing_is_written_by_looking(
    office: Session, shell: Shell, idle: Idle
) -> None:
    before, seq = record_ids(office), head(office)
    for page in ("home", "tasks", "board", "calendar"):
        shell.desk.open(page)
        idle()
    assert (record_ids(office), head(office)) == (before, seq)
    late = Counter(
        (r.duty, r.period, r.subject) for r in evaluation(office).results if r.state.value == "overdue" and r.period[:4] == "2026"
    )
    listed = [t for t in tasks.tasks(office, TaskScope(office=True)).tasks if t.explain is not None]
    shown = {(t.explain.duty, t.explain.period, t.explain.subject) for t in listed if t.explain is not None}
    assert set(late) <= shown
    assert all(t.why and t.sources for t in listed)


def test_s02_what_is_late_leads_to_a_draft_of_a_reminder_that_a_person_has_to_send(
    office: Session, shell: Shell, idle: Idle
) -> None:
    before, seq = record_ids(office), head(office)
    shell.desk.open("tasks", scope=OFFICE, group="late")
    idle()
    page = shell.current
    assert isinstance(page, TasksPage)
    task = next(t for t in page.shown if t.explain is not None and t.reminder is not None)
    page.list.choose_key(task.id)
    page.card.acts.remind(task)
    idle()
    letter = shell.current
    assert isinstance(letter, LetterPage)
    assert letter.record is None
    assert letter.form.body()["basis"] or letter.form.body()["body"]
    assert (record_ids(office), head(office)) == (before, seq)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_W])
def test_s02_keys_on_a_late_task_write_nothing_either(office: Session, shell: Shell, idle: Idle, key: Qt.Key) -> None:
    shell.desk.open("tasks", scope=OFFICE, group="late")
    idle()
    page = shell.current
    assert isinstance(page, TasksPage)
    before, seq = record_ids(office), head(office)
    task = next(t for t in page.shown if t.explain is not None)
    page.list.choose_key(task.id)
    QTest.keyClick(page.list, key)
    idle()
    assert (record_ids(office), head(office)) == (before, seq)
