"""Why: the same explanation opens in place on every page that shows states, by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import duties, example, records, why
from app.services.duties import DutyCell
from app.services.evaluation import evaluation
from app.ui.pages.reports_table import ReportTable

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.session import Session
    from app.ui.shell import Shell

YEAR = 2026
HEAR = "tianshui-2014/3.3/hear-field-quarterly"


@pytest.fixture
def filled(office: Session) -> Session:
    """The office with a year of example records."""
    example.add_example(office, years=1)
    duties.board(office, YEAR)
    return office


def cell(office: Session, *states: str) -> DutyCell:
    """A cell of the board in one of the states."""
    cells = [c for r in duties.board(office, YEAR).rows for c in r.cells]
    return next(c for s in states for c in cells if c.state == s)


def press(where: Any, text: str) -> None:
    """Press a visible button by its text."""
    found = [b for b in where.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert found, text
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def go(shell: Shell, idle: Callable[[], None], page: str, **args: object) -> Any:
    """Open a page and wait."""
    shell.desk.open(page, **args)
    idle()
    return shell.current


def test_home_says_why_by_w_and_gives_the_focus_back(filled: Session, shell: Shell, idle: Callable[[], None]) -> None:
    home = go(shell, idle, "home")
    row = next(r for r in home.list.rows if r.todo.task is not None and r.todo.task.explain is not None)
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_W)
    idle()
    assert home.why.isVisible()
    assert home.why.explanation is not None
    assert (home.why.explanation.cell.duty, home.why.explanation.cell.period) == (row.todo.task.explain.duty, row.todo.task.explain.period)
    inside = shell.focusWidget()
    assert inside is not None
    assert home.why.isAncestorOf(inside)
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert not home.why.isVisible()
    assert shell.focusWidget() is row


def test_home_rows_are_gone_through_and_acted_on_by_keys(filled: Session, shell: Shell, idle: Callable[[], None]) -> None:
    home = go(shell, idle, "home")
    rows = home.list.rows
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Down)
    assert shell.focusWidget() is rows[1]
    QTest.keyClick(rows[1], Qt.Key.Key_End)
    assert shell.focusWidget() is rows[-1]
    QTest.keyClick(rows[-1], Qt.Key.Key_Home)
    target = next(r for r in rows if r.todo.task is not None and r.todo.task.offers and r.todo.task.offers[0].kind == "new")
    target.setFocus()
    QTest.keyClick(target, Qt.Key.Key_Return)
    idle()
    assert shell.current is shell.page("record")


def test_no_row_of_the_home_page_is_cut(filled: Session, shell: Shell, idle: Callable[[], None]) -> None:
    home = go(shell, idle, "home")
    for tall in (640, 700, 768, 811, 900):
        shell.resize(1366, tall)
        idle()
        assert home.list.viewport().height() % 58 == 0


@pytest.mark.parametrize("page", ["person", "timeline", "calendar", "statistics"])
def test_every_page_with_states_explains_them(
    filled: Session, shell: Shell, idle: Callable[[], None], page: str
) -> None:
    person = next(r for r in evaluation(filled).results if r.subject.startswith("p") and r.due and r.due.year == YEAR)
    assert person.due is not None
    args: dict[str, object] = {"person": {"id": person.subject}, "timeline": {"person": person.subject},
                               "calendar": {"day": person.due.isoformat()}}.get(page, {})  # fmt: skip
    shown = go(shell, idle, page, **args)
    if page == "person":
        shown.duties.choose(0)
        shown.duties.open_current()
    elif page == "timeline":
        shown.set_kind("due")
        shown.track.choose(0)
        shown.track.open_current()
    elif page == "calendar":
        number = next(n for n, i in enumerate(shown.list.items) if i.key.cell is not None)
        shown.list.choose(number)
        shown.list.open_current()
    else:
        shown.choose("RP-01")
        idle()
        table = shown.view.tabs.currentWidget().findChild(ReportTable)
        table.setCurrentIndex(table.cells.index(0, len(table.cells.table.columns) - 1))
        QTest.keyClick(table, Qt.Key.Key_Return)
        idle()
        QTest.keyClick(shown.view.list, Qt.Key.Key_Down)
        QTest.keyClick(shown.view.list, Qt.Key.Key_Return)
    idle()
    assert shown.why.isVisible()
    assert shown.why.explanation is not None
    told = shown.why.explanation
    press(shown.why, "在履责清单中查看")
    idle()
    board = shell.current
    assert board is shell.page("board")
    assert board.why.explanation is not None
    assert board.why.explanation.cell == told.cell


def test_a_late_ledger_says_why_in_the_calendar(office: Session, shell: Shell, idle: Callable[[], None]) -> None:
    who = next(p.id for p in shell.desk.directory.people)
    body = {"title": "记录不完整", "date": "2026-10-01", "actor": who, "owner": who, "source": "inspection", "due": "2026-11-02"}
    saved = records.save(office, "rectification", "ledger.rectification", body).value
    page = go(shell, idle, "calendar", day="2026-11-02")
    item = next(i.key for i in page.list.items if getattr(i.key, "record", "") == saved.id)
    page.open_item(item)
    idle()
    assert page.why.explanation.cell.state_label == "逾期"
    assert "整改时限" in page.why.explanation.duty_text
    press(page.why, "打开办理")
    idle()
    assert shell.current is shell.page("record")


def test_the_board_explains_as_the_keys_move_and_enter_goes_in(
    filled: Session, shell: Shell, idle: Callable[[], None]
) -> None:
    board = go(shell, idle, "board")
    board.grid.setFocus()
    board.grid.choose(0)
    QTest.keyClick(board.grid, Qt.Key.Key_Down)
    idle()
    first = board.why.explanation.cell
    assert first == board.grid.cell
    QTest.keyClick(board.grid, Qt.Key.Key_Down)
    idle()
    assert board.why.explanation.cell != first
    QTest.keyClick(board.grid, Qt.Key.Key_Return)
    inside = shell.focusWidget()
    assert inside is not None
    assert board.why.isAncestorOf(inside)
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert shell.focusWidget() is board.grid


def test_a_record_that_nearly_counts_opens_at_the_field_to_mend(
    office: Session, shell: Shell, idle: Callable[[], None]
) -> None:
    own = office.own_unit()[0]
    body = {"title": "一次学习", "date": "2026-08-14", "actor": own}
    saved = records.save(office, "study", "study.center", body).value
    records.transition(office, saved.id, "review")
    near = [(r, n) for r in evaluation(office).results for n in r.near if why.COLUMN_OF.get(n.reason) == "topics"]
    assert near
    result = near[0][0]
    board = go(shell, idle, "board", duty=result.duty, period=result.period, subject=result.subject)
    assert board.why.explanation.near
    press(board.why, "去补")
    idle()
    record = shell.current
    assert record is shell.page("record")
    QTest.qWait(5)
    field = record.form.fields["topics"]
    assert field is shell.focusWidget() or field.isAncestorOf(shell.focusWidget())


def test_the_explanation_is_copied_and_printed(
    filled: Session, shell: Shell, idle: Callable[[], None], tmp_path: Path
) -> None:
    late = cell(filled, "overdue", "partial", "due")
    board = go(shell, idle, "board", duty=late.duty, period=late.period, subject=late.subject, record=late.record)
    press(board.why, "复制")
    text = QGuiApplication.clipboard().text()
    assert text.startswith(f"为什么是“{late.state_label}”")
    for head in ("职责：", "依据：", "对象与时期：", "已有记录：", "下一步："):
        assert head in text
    target = tmp_path / "why.pdf"
    shell.desk.dialogs.script.append(str(target))
    press(board.why, "打印")
    idle()
    assert target.read_bytes().startswith(b"%PDF")


def test_a_state_that_is_gone_says_so_in_place(filled: Session, shell: Shell, idle: Callable[[], None]) -> None:
    home = go(shell, idle, "home")
    home.why.show_place("no/such", str(YEAR), "u")
    idle()
    assert home.why.isVisible()
    assert home.why.explanation is None


def test_a_row_of_a_list_says_why_beside_it(filled: Session, shell: Shell, idle: Callable[[], None]) -> None:
    page = go(shell, idle, "ledgers")
    drawer = page.acts._explain()
    late = cell(filled, "overdue", "partial", "due")
    drawer.show_for(late)
    idle()
    assert drawer.isVisible()
    assert drawer.explanation.cell == late
    assert not drawer.geometry().intersects(page.across.itemAt(0).widget().geometry())
    QTest.keyClick(drawer, Qt.Key.Key_Escape)
    assert not drawer.isVisible()
