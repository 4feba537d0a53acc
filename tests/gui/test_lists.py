"""The list model and page: correct by Qt's own tester, quick at a million rows, helpful when empty."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import records
from app.services.filters import Filters
from app.services.lists import Column, Row
from app.ui.listmodel import BLOCK, KEEP, RowsModel
from app.ui.listview import RowsView
from app.ui.theme import Tokens

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.shell import Shell

COLUMNS = [Column("date", "日期"), Column("title", "标题"), Column("state", "状态"), Column("amount", "金额", True)]


def make_row(rid: int) -> Row:
    cells = {"date": "2026-11-20", "title": f"第{rid}次会议", "state": "定稿", "amount": str(rid)}
    return Row(rid, f"r{rid}", "meeting", "mtg.standing", "会议", cells["title"], cells["date"], "final", "定稿", "good",
               "", "", "", cells)  # fmt: skip


def model_of(count: int) -> RowsModel:
    holder: list[RowsModel] = []

    def fetch(block: int, rids: list[int]) -> None:
        holder[0].fill(holder[0].generation, block, [make_row(r) for r in rids])

    made = RowsModel(COLUMNS, fetch)
    holder.append(made)
    made.set_ids(array("q", range(count)))
    return made


def test_the_model_is_correct(qtmodeltester: ModelTester) -> None:
    model = model_of(3 * BLOCK + 7)
    qtmodeltester.check(model)
    model.set_ids(array("q"))
    qtmodeltester.check(model)


def test_the_cache_stays_small() -> None:
    model = model_of(200 * BLOCK)
    for number in range(0, 200 * BLOCK, BLOCK):
        model.row_at(number)
        model.row_at(number)
    assert len(model._blocks) <= KEEP


def test_late_answers_to_an_older_list_are_ignored() -> None:
    model = RowsModel(COLUMNS, lambda _b, _r: None)
    model.set_ids(array("q", range(10)))
    old = model.generation
    model.set_ids(array("q", range(5)))
    model.fill(old, 0, [make_row(r) for r in range(10)])
    assert model.row_at(0) is None


def test_a_million_rows_select_all_at_once(qtbot: QtBot, tokens: Tokens) -> None:
    model = model_of(1_000_000)
    view = RowsView(tokens)
    qtbot.addWidget(view)
    view.show_model(model)
    view.resize(1000, 600)
    view.show()
    start = time.perf_counter()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert time.perf_counter() - start < 0.5
    assert view.chosen() == [(0, 999_999)]
    assert view.chosen_count() == 1_000_000
    view.scrollToBottom()
    model.row_at(999_999)
    assert model.row_at(999_999) is not None


def page_of(shell: Shell, name: str, idle: Callable[[], None]) -> Any:
    shell.desk.open(name)
    idle()
    return shell.current


def test_an_empty_list_says_what_to_do(shell: Shell, idle: Callable[[], None]) -> None:
    page = page_of(shell, "talks", idle)
    assert page._stack.currentIndex() == 1
    assert page.head.subtitle == "0 条"


def test_filters_and_bulk_delete_with_undo(
    office: Session, shell: Shell, idle: Callable[[], None], person: Callable[[str], str]
) -> None:
    first, second = person("李雷"), person("韩梅梅")
    for subject in (first, first, second):
        records.save(office, "talk", "talk.heart", {"date": "2026-10-10", "actor": second, "subject": [subject]})
    page = page_of(shell, "talks", idle)
    assert len(page.model.ids) == 3
    page.bar.set_filters(Filters(person=first))
    idle()
    assert len(page.model.ids) == 2
    assert page.filtered
    page.bar.clear()
    idle()
    assert len(page.model.ids) == 3
    page.view.selectAll()
    idle()
    shell.desk.dialogs.script.append(True)
    page.acts.delete()
    idle()
    assert len(page.model.ids) == 0
    shell.actions_.run("edit.undo")
    idle()
    assert len(page.model.ids) == 3


def test_sorting_by_a_header(office: Session, shell: Shell, idle: Callable[[], None], person: Callable[[str], str]) -> None:
    who = person("李雷")
    for day in ("2026-03-01", "2026-05-01"):
        records.save(office, "talk", "talk.heart", {"date": day, "actor": who, "subject": [who]})
    page = page_of(shell, "talks", idle)
    dates = [page.model.row_at(n).date for n in range(2)] if page.model.row_at(0) else []
    idle()
    dates = [page.model.row_at(n).date for n in range(2)]
    assert dates == ["2026-05-01", "2026-03-01"]
    page.view.sort_by(0)
    idle()
    page.model.row_at(0)
    idle()
    assert [page.model.row_at(n).date for n in range(2)] == ["2026-03-01", "2026-05-01"]
