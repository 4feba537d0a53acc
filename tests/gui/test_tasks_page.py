"""待办 at work: a task goes when what proves it is recorded and comes back when that is undone; whose, by when, for later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import people, records
from app.services.session import Session
from app.services.task_model import Task
from app.sheets.reading import open_book
from app.ui.pages.home import HomePage
from app.ui.pages.record import RecordPage
from app.ui.pages.tasks import OFFICE, TasksPage
from app.ui.shell import Shell
from tests.unit.services.desk import TODAY, new_office

Idle = Callable[[], None]


@pytest.fixture
def clock() -> FixedClock:
    """A clock that can be moved."""
    return FixedClock(TODAY)


@pytest.fixture
def office(tmp_path: Path, catalog: Catalog, clock: FixedClock) -> Iterator[Session]:
    """An office whose clerk also works for the discipline office, without duties."""
    made = new_office(tmp_path / "office", catalog, packs=False, clock=clock).session
    yield made
    made.close()


@pytest.fixture
def suggestion(office: Session) -> str:
    """A suggestion whose answer is ten days late and of which the member in charge was not told."""
    body = {"title": "关于资金管理的建议", "date": "2026-11-02", "issued_at": "2026-11-02", "due": "2026-11-10"}
    return records.save(office, "suggestion", "ledger.suggestion", body).value.id


@pytest.fixture
def page(suggestion: str, shell: Shell, idle: Idle) -> TasksPage:
    """The page with everybody's tasks."""
    shell.desk.load_directory()
    shell.desk.open("tasks", scope=OFFICE, group="")
    idle()
    found = shell.current
    assert isinstance(found, TasksPage)
    return found


def of_step(page: TasksPage, step: str) -> Task | None:
    return next((t for t in page.shown if t.step == step), None)


def pick(page: TasksPage, step: str) -> Task:
    task = of_step(page, step)
    assert task is not None, step
    assert page.list.choose_key(task.id)
    return task


def press(where: QWidget, text: str) -> None:
    button = next(b for b in where.findChildren(QPushButton) if b.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_task_goes_when_its_record_is_typed_and_comes_back_when_that_is_undone(page: TasksPage, shell: Shell, idle: Idle) -> None:
    task = pick(page, "feedback")
    assert (task.state, page.card.task) == ("overdue", task)
    assert of_step(page, "visit") is None or of_step(page, "visit").state == "waiting"  # type: ignore[union-attr]
    shell.desk.dialogs.script.append({"feedback_at": "2026-11-18", "feedback": "已整改", "objection": ""})
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    idle()
    assert of_step(page, "feedback") is None
    assert of_step(page, "visit") is not None
    shell.actions_.run("edit.undo")
    idle()
    assert of_step(page, "feedback") is not None


def test_tasks_stand_in_groups_by_time_that_count_and_narrow(page: TasksPage, idle: Idle) -> None:
    chips = {b.property("group"): b for b in page._groups.findChildren(QPushButton)}
    assert chips["late"].text() == f"逾期 {sum(t.state == 'overdue' for t in page.shown)}"
    whole = len(page.shown)
    chips["late"].setFocus()
    QTest.keyClick(chips["late"], Qt.Key.Key_Return)
    idle()
    assert {t.state for t in page.shown} == {"overdue"}
    page.set_group("late")
    assert len(page.shown) == whole


def test_what_is_left_for_later_comes_back_on_its_day(page: TasksPage, shell: Shell, clock: FixedClock, idle: Idle) -> None:
    pick(page, "feedback")
    shell.desk.dialogs.script.append({"reason": "等对方开会研究", "until": "11-30"})
    press(page.card, "暂不办理…")
    idle()
    assert of_step(page, "feedback") is None
    assert page.found is not None
    (aside,) = page.found.aside
    assert aside.aside is not None
    assert aside.aside.reason == "等对方开会研究"
    page.list.choose_key(aside.id)
    assert "恢复办理" in {b.text() for b in page.card.tools.findChildren(QPushButton)}
    clock.instant = dt.datetime(2026, 12, 1, 1, 0, tzinfo=dt.UTC)
    page.update_now()
    idle()
    assert of_step(page, "feedback") is not None
    assert not page.found.aside


def test_leaving_for_later_wants_a_reason_and_a_day_to_come_and_can_be_undone(page: TasksPage, shell: Shell, idle: Idle) -> None:
    pick(page, "feedback")
    shell.desk.dialogs.script.append({"reason": "等批复", "until": "昨天"})
    press(page.card, "暂不办理…")
    idle()
    assert shell.bar.rows[0].message.text.startswith("请写今天以后的日期")
    shell.desk.dialogs.script.append({"reason": "等批复", "until": "11-30"})
    press(page.card, "暂不办理…")
    idle()
    assert of_step(page, "feedback") is None
    shell.actions_.run("edit.undo")
    idle()
    assert of_step(page, "feedback") is not None


def test_a_task_is_handed_to_somebody_by_initials_and_found_under_that_name(
    page: TasksPage, office: Session, shell: Shell, idle: Idle
) -> None:
    who = people.find_people(office, "周明远")[0].id
    pick(page, "feedback")
    shell.desk.dialogs.script.append({"who": "zmy"})
    press(page.card, "转给…")
    idle()
    task = pick(page, "feedback")
    assert task.assignee_name == "周明远"
    shell.desk.open("tasks", person=who)
    idle()
    assert of_step(page, "feedback") is not None
    press(page.card, "取消认领") if page.list.choose_key(task.id) else None
    idle()
    shell.desk.open("tasks", scope=OFFICE)
    idle()
    assert pick(page, "feedback").assignee == ""
    assert page.person.value() is None


def test_the_page_is_used_by_keys_alone(page: TasksPage, shell: Shell, idle: Idle) -> None:
    page.list.setFocus()
    assert shell.focusWidget() is page.list
    first = page.chosen()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.chosen() != first or len(page.list.items) == 1
    pick(page, "feedback")
    QTest.keyClick(page.list, Qt.Key.Key_W)
    inside = shell.focusWidget()
    assert inside is not None
    assert page.card.isAncestorOf(inside)
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert shell.focusWidget() is page.list


def test_the_record_behind_a_task_opens_with_its_bar(page: TasksPage, shell: Shell, idle: Idle) -> None:
    pick(page, "feedback")
    press(page.card, "打开记录")
    idle()
    assert isinstance(shell.current, RecordPage)
    assert shell.current.way.isVisible()


def test_words_and_filters_narrow_and_say_so_when_nothing_is_left(page: TasksPage, idle: Idle) -> None:
    whole = len(page.shown)
    page.flow.setCurrentIndex(page.flow.findData("wf06_suggestion"))
    page.flow.activated.emit(page.flow.currentIndex())
    assert 0 < len(page.shown) <= whole
    page.text.setText("没有这样的事")
    page._fill()
    assert page.shown == []
    press(page._nothing, "清除筛选")
    assert len(page.shown) == whole


def test_the_list_goes_out_as_it_is_seen(page: TasksPage, shell: Shell, tmp_path: Path, idle: Idle) -> None:
    page.set_group("late")
    shell.desk.dialogs.script.append(str(tmp_path / "待办.xlsx"))
    press(page, "导出")
    idle()
    book = open_book(tmp_path / "待办.xlsx")
    cells = [str(c) for grid in book.grids.values() for row in grid.rows for c in row]
    for task in page.shown:
        assert task.title in cells
    assert len([c for c in cells if c == "逾期"]) >= len(page.shown)


def test_nothing_left_says_so_and_leads_to_the_office(office: Session, shell: Shell, idle: Idle) -> None:
    shell.desk.open("tasks")
    idle()
    found = shell.current
    assert isinstance(found, TasksPage)
    press(found._nothing, "看全办公室的")
    idle()
    assert found.scope == OFFICE


@pytest.fixture
def years_later(page: TasksPage, clock: FixedClock, idle: Idle) -> TasksPage:
    """The same page a year and a month after the answer was due."""
    clock.instant = dt.datetime(2027, 12, 15, 1, 0, tzinfo=dt.UTC)
    page.update_now()
    idle()
    return page


def test_what_is_late_by_more_than_a_year_is_one_line_at_the_end_until_it_is_opened(years_later: TasksPage, shell: Shell, idle: Idle) -> None:
    page = years_later
    assert of_step(page, "feedback") is None
    last = page.list.rows[-1]
    assert last.title.startswith("逾期一年以上")
    assert last.title.endswith(f" {page.folded} 项")
    assert page.folded > 0
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_End)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    idle()
    assert pick(page, "feedback").state == "overdue"
    assert page.folded == 0


def test_a_click_on_the_folded_line_opens_it_and_its_chip_folds_it_again(years_later: TasksPage, idle: Idle) -> None:
    page = years_later
    QTest.mouseClick(page.list, Qt.MouseButton.LeftButton, pos=page.list.items[-1].rect.center().toPoint())
    idle()
    assert of_step(page, "feedback") is not None
    chip = next(b for b in page._groups.findChildren(QPushButton) if b.property("group") == "old")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert of_step(page, "feedback") is None


def test_folded_tasks_are_found_by_words_and_by_what_leads_to_them(years_later: TasksPage, shell: Shell, idle: Idle) -> None:
    page = years_later
    page.text.setText("反馈")
    page._fill()
    wanted = of_step(page, "feedback")
    assert wanted is not None
    page.clear_filters()
    shell.desk.open("tasks", id=wanted.id, scope=OFFICE, group="")
    idle()
    assert page.chosen() == wanted


def test_the_number_of_late_ones_says_beside_it_how_many_are_older_than_a_year(years_later: TasksPage, shell: Shell, idle: Idle) -> None:
    old = years_later.folded
    shell.desk.open("home")
    idle()
    home = shell.current
    assert isinstance(home, HomePage)
    assert home.page is not None
    late = home.page.cards[0]
    assert late.number == sum(t.state == "overdue" for t in years_later.shown)
    assert late.sub.endswith(f"另有逾期一年以上 {old} 项")
    assert all(r.todo.task is None or r.todo.task.step != "feedback" for r in home.list.rows)


def test_the_last_line_is_in_sight_at_once_when_a_short_list_has_grown(page: TasksPage, office: Session, idle: Idle) -> None:
    for number in range(12):
        body = {"title": f"关于资金管理的建议{number}", "date": "2026-11-02", "issued_at": "2026-11-02", "due": "2026-11-10"}
        records.save(office, "suggestion", "ledger.suggestion", body)
    page.text.setText("没有这样的事")
    page._fill()
    page.update_now()
    idle()
    page.clear_filters()
    last = len(page.list.items) - 1
    page.list.choose(last)
    assert not page.list.visibleRegion().intersected(page.list.items[last].rect.toRect()).isEmpty()
