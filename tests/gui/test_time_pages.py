"""Home, calendar, timelines, statistics, board and person by keys: every number leads to what it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import calendar, drafts, duties, example, people, records
from app.services.drafts import Draft
from app.services.duty_filter import DutyFilter
from app.ui.charts.yearview import Days
from app.ui.pdfview import PdfPages

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

YEAR = 2026
Idle = Callable[[], None]


@pytest.fixture
def filled(office: Session, shell: Shell, idle: Idle) -> Session:
    """The office with a year of example records."""
    example.add_example(office, years=1)
    duties.board(office, YEAR)
    shell.desk.load_directory()
    idle()
    return office


def go(shell: Shell, idle: Idle, page: str, **args: object) -> Any:
    """Open a page and wait."""
    shell.desk.open(page, **args)
    idle()
    return shell.current


def printed(shell: Shell, idle: Idle, target: Path, act: Callable[[], object]) -> int:
    """Print into a file; the number of pages."""
    shell.desk.dialogs.script.append(str(target))
    act()
    idle()
    pages = PdfPages(target.read_bytes())
    count = pages.count
    pages.close()
    return count


# --- calendar --------------------------------------------------------------------
def test_the_calendar_is_used_by_keys_alone(filled: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "calendar")
    assert shell.focusWidget() is page.view
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    assert page.view.items[page.view.current].key == shell.desk.today()
    done = sorted(d for d, n in calendar.year_calendar(filled, YEAR).days.items() if n.done)
    page.view.choose_key(done[-2])
    QTest.keyClick(page.view, Qt.Key.Key_Left)
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    idle()
    listed = [i.key for i in page.list.items]
    assert len(listed) == calendar.year_calendar(filled, YEAR).day(done[-2]).due + calendar.year_calendar(filled, YEAR).day(done[-2]).done
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert shell.focusWidget() is page.list
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert shell.focusWidget() is page.view
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_End)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    idle()
    assert shell.current in (shell.page("record"), shell.page("letter"))


def test_year_kind_and_person_narrow_the_calendar(filled: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "calendar")
    whole = page.head.subtitle
    page.kind.setCurrentIndex(page.kind.findData(calendar.DUTIES))
    idle()
    assert page.head.subtitle != whole
    assert page.head.subtitle.endswith("登记 0")
    page.kind.setCurrentIndex(0)
    page.set_year(YEAR - 1)
    idle()
    assert str(page.view.items[0].key).startswith(f"{YEAR - 1}-01-01")
    page.today()
    idle()
    assert "（今天）" in page._which.text()
    person = people.people(filled)[0].id
    page.person.set_value(person)
    page.this_month()
    idle()
    found = calendar.agenda(filled, *calendar.month_span(YEAR, 11), calendar.Filter(person=person))
    assert len(page.list.items) == len(found.due) + len(found.done)


def test_a_week_and_a_month_are_listed_with_a_click(filled: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "calendar")
    wanted = {("week", "2026-09-21"): "第 39 周（9 月 21 日至 9 月 27 日）", ("month", "2026-09-01"): "2026 年 9 月"}
    for key, words in wanted.items():
        item = next(i for i in page.view.items if isinstance(i.key, Days) and (i.key.what, i.key.first) == key)
        QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=item.rect.center().toPoint())
        idle()
        assert page._which.text() == words
        found = calendar.agenda(filled, item.key.first, item.key.last)
        assert len(page.list.items) == len(found.due) + len(found.done)
        assert page.list.items


def test_an_empty_day_says_so(office: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "calendar", day="2026-05-03")
    assert not page.list.items
    assert page._place.count() == 1


def test_a_new_record_shows_in_the_open_calendar(office: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "calendar", day="2026-05-03")
    who = shell.desk.directory.people[0].id
    body = {"date": "2026-05-03", "actor": who, "subject": [who]}
    shell.desk.runner.operate(shell, "登记谈话", lambda _c: records.save(office, "talk", "talk.heart", body))
    idle()
    assert [i.key.title for i in page.list.items]
    assert page.view.items[122].words.endswith("登记 1")


# --- home ------------------------------------------------------------------------
def test_a_new_office_is_told_what_to_do_first(office: Session, shell: Shell, idle: Idle) -> None:
    home = go(shell, idle, "home")
    texts = {w.text() for w in home._place.itemAt(0).widget().findChildren(type(home.todo.title))}
    assert {"先做三件事", "登记班子成员和任职", "启用职责文件", "登记第一条记录", "已做"} <= texts
    home._show_all(home_page(office))
    assert home.list.rows


def home_page(office: Session) -> Any:
    """What the home page shows now."""
    from app.services import home

    return home.home(office)


def test_a_draft_waits_on_the_home_page_and_goes_on(filled: Session, shell: Shell, idle: Idle) -> None:
    key = drafts.new_key("meeting", "mtg.standing")
    drafts.save_draft(filled, Draft(key, "meeting", "mtg.standing", "没写完的会议", {"title": "没写完的会议"}))
    home = go(shell, idle, "home")
    home.update_now()
    idle()
    row = home.list.rows[0]
    assert row.todo.title == "没写完的会议"
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    idle()
    record = shell.current
    assert record is shell.page("record")
    assert record.form.body()["title"] == "没写完的会议"


def test_a_bar_of_the_home_page_opens_the_board_of_those_who_bear_it(filled: Session, shell: Shell, idle: Idle) -> None:
    home = go(shell, idle, "home")
    home.bars.choose(0)
    QTest.keyClick(home.bars, Qt.Key.Key_Return)
    idle()
    board = shell.current
    assert board is shell.page("board")
    assert {r.tier for r in board._board.rows} == {"collective"}


# --- board -----------------------------------------------------------------------
def test_the_board_is_in_groups_and_filters_keep_them(filled: Session, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    board = go(shell, idle, "board")
    tiers = [r.tier for r in board._board.rows]
    assert tiers == sorted(tiers, key=tiers.index), "each level stands together"
    total = len(board.grid.cells())
    board.filters.set_filter(DutyFilter(states=("overdue",)))
    idle()
    assert 0 < len(board.grid.cells()) < total
    assert {c.state for c in board.grid.cells()} == {"overdue"}
    board.show_all()
    idle()
    assert printed(shell, idle, tmp_path / "board.pdf", board.print) >= 2
    board.set_year(1999)
    idle()
    assert not board.grid.isVisible()


def test_the_head_tells_the_group_that_has_scrolled_away(filled: Session, shell: Shell, idle: Idle) -> None:
    board = go(shell, idle, "board")
    assert board.grid.header._group == ""
    QTest.keyClick(board.grid, Qt.Key.Key_End)
    idle()
    assert board.grid.header._group
    assert board._area.verticalScrollBar().value() > 0


# --- people ----------------------------------------------------------------------
def test_a_person_s_page_sorts_records_and_prints_without_score(
    filled: Session, shell: Shell, idle: Idle, tmp_path: Path
) -> None:
    who = next(p for p in people.people(filled) if "副书记" in p.titles)
    page = go(shell, idle, "person", id=who.id)
    everything = page.records.rowCount()
    page.set_section("talks")
    assert 0 < page.records.rowCount() < everything
    assert page.spans.items[0].words.startswith("党组副书记、副局长")
    assert printed(shell, idle, tmp_path / "person.pdf", page.print) >= 1
    page.timeline()
    idle()
    line = shell.current
    assert line is shell.page("timeline")
    assert line.track.event_count > everything
    line.set_kind("post")
    assert line.track.event_count == 1
    assert printed(shell, idle, tmp_path / "line.pdf", line.print) == 1


def test_a_person_who_is_gone_is_said_in_place(office: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "person", id="p-gone")
    assert page._stack.currentIndex() == 1
    person = people.people(office)[0]
    page = go(shell, idle, "person", id=person.id)
    assert page._stack.currentIndex() == 0
    assert page.head.title == person.name


def test_the_filter_of_people_opens_the_only_match(office: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "people")
    QTest.keyClicks(page.filter, "zmy")
    QTest.keyClick(page.filter, Qt.Key.Key_Return)
    idle()
    assert shell.current is shell.page("person")


# --- timelines and statistics ------------------------------------------------------
def test_a_record_s_side_leads_to_its_matter(office: Session, shell: Shell, idle: Idle) -> None:
    who = shell.desk.directory.people[0].id
    first = records.save(office, "talk", "talk.heart", {"date": "2026-05-03", "actor": who, "subject": [who]}).value
    body = {"date": "2026-06-03", "actor": who, "subject": [who], "links": [first.id]}
    second = records.save(office, "talk", "talk.remind", body).value
    go(shell, idle, "record", id=first.id)
    line = go(shell, idle, "timeline", id=first.id)
    assert [e.record for e in line.timeline.events] == [first.id, second.id]
    assert line.track.items[line.track.current].key == first.id
    QTest.keyClick(line.track, Qt.Key.Key_Down)
    QTest.keyClick(line.track, Qt.Key.Key_Return)
    idle()
    assert shell.current.record.id == second.id


def test_every_number_of_the_statistics_leads_on(filled: Session, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    page = go(shell, idle, "statistics")
    page.choose("numbers")
    idle()
    numbers = page.numbers
    assert printed(shell, idle, tmp_path / "charts.pdf", numbers.print_charts) == 1
    assert printed(shell, idle, tmp_path / "table.pdf", numbers.print_table) >= 1
    numbers.months.choose(4)
    QTest.keyClick(numbers.months, Qt.Key.Key_Return)
    idle()
    assert shell.current is shell.page("calendar")


def test_the_sums_of_the_statistics_agree(filled: Session, shell: Shell, idle: Idle) -> None:
    page = go(shell, idle, "statistics")
    page.choose("numbers")
    idle()
    found = page.numbers.found
    year = calendar.year_calendar(filled, YEAR)
    assert found.months == tuple(year.month(m).done for m in range(1, 13))
    assert sum(k.total for k in found.kinds) == sum(found.months)
