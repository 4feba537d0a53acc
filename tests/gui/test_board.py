"""The duty board by keys and mouse: columns, groups, filters together and remembered, bunches, menus, paper and files."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import duty_settings, people, preferences
from app.services.duties import BoardRow, DutyCell
from app.services.duty_filter import DutyFilter, read_filter
from app.services.duty_print import Layout
from app.services.duty_spans import Grain
from app.ui.boardplaces import Bunch, Heading, place
from app.ui.pdfview import PdfPages

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

YEAR = 2026
Idle = Callable[[], None]


@pytest.fixture
def office(example_office: Session) -> Session:
    """A year of example records, every grade of every document judged."""
    duty_settings.set_all_grades(example_office, True, YEAR)
    return example_office


@pytest.fixture
def board(shell: Shell, idle: Idle) -> Any:
    """The board as it opens."""
    shell.desk.open("board")
    idle()
    return shell.current


def chip(page: Any, begins: str) -> QPushButton:
    """A visible chip of the filters by the beginning of its text."""
    return next(b for b in page.filters.findChildren(QPushButton) if b.text().startswith(begins) and b.isVisible())


def click(widget: Any) -> None:
    """Press with the mouse."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def row_of(*days: str, states: tuple[str, ...] = ()) -> BoardRow:
    """A row of marks on days."""
    cells = tuple(
        DutyCell("d", f"e{n}", "会议", "u", "本单位", s, s, "good", "", 1, 1, "")
        for n, s in enumerate(states or ("met",) * len(days))
    )
    return BoardRow("d", "末位表态", "党委（党组）", "办法 四", cells, tuple((d, d) for d in days), "first", "办法")


# --- columns ------------------------------------------------------------------------
def test_cells_stand_under_the_months_they_cover(board: Any, idle: Idle) -> None:
    click(chip(board, "按月"))
    idle()
    grid = board.grid
    by_key = {i.key: i.rect for i in grid.items if isinstance(i.key, DutyCell)}
    quarter = next(k for k in by_key if k.period == f"{YEAR}Q2")
    year = next(k for k in by_key if k.period == str(YEAR) and not k.record)
    step = by_key[year].width() / 12
    assert by_key[quarter].width() == pytest.approx(3 * step, abs=8)
    assert by_key[quarter].left() - by_key[year].left() == pytest.approx(3 * step, abs=8)
    mark = next(k for k in by_key if k.record)
    assert by_key[mark].width() <= step + 1
    click(chip(board, "按年"))
    idle()
    rects = [i.rect for i in grid.items if isinstance(i.key, DutyCell) and i.key.period[4:5] == "Q"][:4]
    assert [round(r.top()) for r in rects] == [round(rects[0].top())] * 4, "four quarters share the column of the year"


def test_marks_without_room_are_one_bunch_that_opens(board: Any, idle: Idle) -> None:
    days = [f"{YEAR}-03-{d:02d}" for d in range(1, 21)]
    states = ("met",) * 19 + ("overdue",)
    row = row_of(*days, states=states)
    board.grid.set_rows([row], Layout(Grain.MONTH))
    assert [type(i.key) for i in board.grid.items] == [Heading, Bunch]
    bunch = board.grid.items[1].key
    assert (bunch.count, bunch.worst.state) == (20, "overdue")
    board.grid.setFocus()
    QTest.keyClick(board.grid, Qt.Key.Key_End)
    QTest.keyClick(board.grid, Qt.Key.Key_Return)
    assert len(board.grid.cells()) == 20


def test_few_marks_of_a_month_stand_side_by_side() -> None:
    row = row_of(f"{YEAR}-03-01", f"{YEAR}-03-09", f"{YEAR}-07-09")
    items = place([row], Layout(Grain.QUARTER), set(), 800).items[1:]
    assert [i.rect.left() for i in items] == sorted(i.rect.left() for i in items)
    assert not items[0].rect.intersects(items[1].rect)


# --- keys and mouse --------------------------------------------------------------------
def test_arrow_keys_go_line_by_line_whatever_the_cells_cover(board: Any) -> None:
    grid = board.grid
    grid.setFocus()
    start = next(n for n, i in enumerate(grid.items) if isinstance(i.key, DutyCell) and i.key.period == f"{YEAR}Q4")
    grid.choose(start)
    tops = sorted({i.rect.top() for i in grid.items})
    for step in range(1, 15):
        QTest.keyClick(grid, Qt.Key.Key_Down)
        assert grid.items[grid.current].rect.top() == tops[tops.index(grid.items[start].rect.top()) + step], "no line is skipped"
    for _ in range(14):
        QTest.keyClick(grid, Qt.Key.Key_Up)
    assert grid.current == start, "the way back ends where it began"
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert grid.items[grid.current].key.period == f"{YEAR}Q3"


def test_groups_fold_by_key_and_by_mouse(board: Any, idle: Idle) -> None:
    grid = board.grid
    everything = len(grid.cells())
    first = grid.groups()[0]
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.items[grid.current].key == Heading(first)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    folded = len(grid.cells())
    assert folded < everything
    assert board.filters.arrangement.folded == {first}
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert len(grid.cells()) == everything
    heading = grid.items[0].rect.center().toPoint()
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=heading)
    assert len(grid.cells()) == folded
    board.filters.fold_all(folded=True)
    assert grid.cells() == []
    assert len(grid.items) == len(grid.groups())


def test_a_cell_in_a_folded_group_is_found_when_asked_for(board: Any, shell: Shell, idle: Idle) -> None:
    wanted = board.grid.cells()[3]
    board.filters.fold_all(folded=True)
    shell.desk.open("board", duty=wanted.duty, period=wanted.period, subject=wanted.subject, record=wanted.record)
    idle()
    assert board.grid.cell == wanted
    assert board.why.explanation.cell == wanted


def test_a_click_explains_and_a_right_click_leads_to_the_person(board: Any, office: Session, idle: Idle) -> None:
    grid = board.grid
    number = next(n for n, i in enumerate(grid.items) if isinstance(i.key, DutyCell))
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.items[number].rect.center().toPoint())
    idle()
    assert board.why.explanation.cell == grid.items[number].key
    person = next(p.id for p in people.people(office) if "副书记" in p.titles)
    line = next(n for n in grid._places.lines if n.row is not None and n.row.people == (person,))
    assert grid.row_at(line.top + 5) is line.row
    menu = board.row_menu(line.row)
    name = board.desk.directory.names[person]
    texts = [a.text() for a in menu.actions()]
    assert texts == [f"{name}的履责表", f"只看{name}", f"只看“{line.row.document}”"]
    menu.actions()[1].trigger()
    idle()
    assert board.filters.chosen == DutyFilter(person=person)
    assert all(person in r.people for r in board._board.rows)
    menu.close()


# --- filters --------------------------------------------------------------------------
def test_chips_count_and_filter_and_keep_the_focus(board: Any, idle: Idle) -> None:
    counts = board._board.counts
    late = chip(board, "逾期")
    assert late.text() == f"逾期 {counts['overdue']}"
    late.setFocus()
    QTest.keyClick(late, Qt.Key.Key_Return)
    idle()
    assert {c.state for r in board._board.rows for c in r.cells} == {"overdue"}
    again = chip(board, "逾期")
    assert again.hasFocus()
    assert again.isChecked()
    assert chip(board, "有记录").text() == f"有记录 {counts['met']}", "the others keep their numbers"
    click(chip(board, "有记录"))
    idle()
    assert {c.state for r in board._board.rows for c in r.cells} == {"overdue", "met"}
    click(chip(board, "清除筛选"))
    idle()
    assert board._board.counts == counts
    assert not board.filters.chosen.active
    assert not [b for b in board.filters.findChildren(QPushButton) if b.text() == "清除筛选" and b.isVisible()]


def test_typing_searches_and_nothing_found_says_so(board: Any, idle: Idle) -> None:
    board.filters.text.setText("民主生活会")
    QTest.qWait(250)
    idle()
    assert board._board.rows
    assert len(board._board.rows) < 60
    board.filters.text.setText("没有这样的职责")
    QTest.qWait(250)
    idle()
    assert not board.grid.isVisible()
    click(next(b for b in board.findChildren(QPushButton) if b.text() == "看全部" and b.isVisible()))
    idle()
    assert board.grid.isVisible()
    assert board.filters.text.text() == ""


def test_what_was_shown_last_is_remembered(board: Any, office: Session, shell: Shell, idle: Idle) -> None:
    from app.ui.pages.board import BoardPage

    chosen = DutyFilter(tier="first", states=("overdue",), text="谈心")
    board.filters.set_filter(chosen)
    click(chip(board, "按月"))
    idle()
    assert read_filter(preferences.get(office, preferences.BOARD_FILTER)) == chosen
    again = BoardPage(shell.desk)
    again.show()
    idle()
    assert again.filters.chosen == chosen
    assert again.filters.arrangement.grain is Grain.MONTH
    assert [r.duty for r in again._board.rows] == [r.duty for r in board._board.rows]
    again.close()
    again.deleteLater()


# --- paper and files -----------------------------------------------------------------------
def test_the_board_is_exported_as_it_is_shown(board: Any, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    board.filters.set_filter(DutyFilter(tier="first", states=("overdue", "due")))
    click(chip(board, "按月"))
    idle()
    target = tmp_path / "board.csv"
    shell.desk.dialogs.script.append(str(target))
    click(chip(board, "导出"))
    idle()
    with target.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    shown = [r.label for r in board._board.rows]
    assert head[:2] == ["责任", "职责"]
    assert head[4:16] == [f"{m}月" for m in range(1, 13)]
    assert [line[1] for line in rows[: len(shown)]] == shown
    assert any(line[4].endswith("（全年）") for line in rows[: len(shown)])
    assert "第一责任人；逾期、未到期" in "".join("".join(line) for line in rows[len(shown) :]), "the filters stand below"


@pytest.mark.parametrize("grain", list(Grain))
def test_the_board_is_printed_as_it_is_shown(board: Any, shell: Shell, idle: Idle, tmp_path: Path, grain: Grain) -> None:
    layout = replace(board.filters.arrangement, grain=grain)
    pages = []
    for folded in (frozenset(), frozenset(board.grid.groups()[:2])):
        board.filters.set_layout(replace(layout, folded=folded))
        shell.desk.dialogs.script.append(str(tmp_path / "board.pdf"))
        board.print()
        idle()
        read = PdfPages((tmp_path / "board.pdf").read_bytes())
        pages.append(read.count)
        read.close()
    assert pages[0] > pages[1] >= 1


# --- size ----------------------------------------------------------------------------------
def test_four_hundred_rows_of_twelve_marks_answer_within_a_frame(board: Any) -> None:
    days = [f"{YEAR}-{m:02d}-15" for m in range(1, 13)]
    rows = [replace(row_of(*days), duty=f"d{n}", label=f"职责{n}") for n in range(400)]
    begin = time.perf_counter()
    board.grid.set_rows(rows, Layout(Grain.MONTH))
    laid = time.perf_counter() - begin
    assert len(board.grid.cells()) == 4800
    board.grid.setFocus()
    board.grid.choose(1)
    begin = time.perf_counter()
    for _ in range(20):
        QTest.keyClick(board.grid, Qt.Key.Key_Down)
        board.grid.repaint()
    moved = (time.perf_counter() - begin) / 20
    assert laid < 0.5
    assert moved < 0.1


def test_the_menu_key_asks_for_the_row_of_the_chosen_cell(board: Any) -> None:
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication

    grid = board.grid
    number = next(n for n, i in enumerate(grid.items) if isinstance(i.key, DutyCell))
    grid.choose(number)
    asked: list[BoardRow] = []
    grid.asked.disconnect()
    grid.asked.connect(lambda row, _spot: asked.append(row))
    QApplication.sendEvent(grid, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0)))
    assert [r.duty for r in asked] == [grid.items[number].key.duty]
