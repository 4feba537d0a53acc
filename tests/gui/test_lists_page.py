"""The list page as a clerk uses it: chips, views, columns, selection, acts on many, jumping, failures."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.errors import AppError, ErrorCode
from app.services import lists, records
from app.services.filters import Filters
from app.ui.filterdialogs import PersonDialog, SeveralDialog, SpanDialog
from app.ui.listcolumns import ColumnsDialog, columns_menu
from app.ui.listfilters import FilterChip

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.pages.lists import ListPage
    from app.ui.shell import Shell

Idle = Callable[[], None]


@pytest.fixture
def page(office: Session, shell: Shell, idle: Idle, person: Callable[[str], str]) -> ListPage:
    """Twelve talks, one a month, in the list of talks."""
    who = person("李雷")
    for month in range(1, 12):
        body = {"date": f"2026-{month:02d}-10", "actor": who, "subject": [who], "title": f"谈话{month:02d}", "place": "二楼"}
        records.save(office, "talk", "talk.heart", body)
    records.save(office, "talk", "talk.remind", {"date": "2025-06-01", "actor": who, "subject": [who], "title": "提醒"})
    shell.desk.load_directory()
    return open_page(shell, idle)


def open_page(shell: Shell, idle: Idle, name: str = "talks") -> Any:
    shell.desk.open(name)
    idle()
    return shell.current


def chips(page: ListPage) -> list[str]:
    return [c.accessibleName() for c in page.bar.chips.findChildren(FilterChip)]


def chip(page: ListPage, begins: str) -> FilterChip:
    return next(c for c in page.bar.chips.findChildren(FilterChip) if c.accessibleName().startswith(begins))


def entry(menu: QMenu, text: str) -> Any:
    return next(a for a in menu.actions() if a.text().startswith(text))


def titles(page: ListPage, idle: Idle) -> list[str]:
    page.model.row_at(0)
    idle()
    rows = [page.model.row_at(n) for n in range(len(page.model.ids))]
    return [r.title for r in rows if r is not None]


# --- filters ----------------------------------------------------------------
def test_no_chip_stands_there_unless_a_filter_is_set(page: ListPage, idle: Idle) -> None:
    assert chips(page) == []
    assert not page.bar.chips.isVisible()
    menu = page.bar.menu()
    next(a for m in menu.findChildren(QMenu) for a in m.actions() if a.text() == "今年").trigger()
    idle()
    assert chips(page) == ["时间：今年（2026）"]
    assert page.head.subtitle == "11 条（已筛选）"
    QTest.keyClick(chip(page, "时间"), Qt.Key.Key_Delete)
    idle()
    assert chips(page) == []
    assert page.head.subtitle == "12 条"


def test_a_chip_is_changed_by_a_click_and_removed_by_its_cross(page: ListPage, shell: Shell, idle: Idle) -> None:
    page.bar.edit("kinds")
    dialog = shell.findChild(SeveralDialog)
    assert dialog is not None
    for n in range(dialog.list.count()):
        if dialog.list.item(n).text().startswith("谈话提醒"):
            dialog.list.item(n).setCheckState(Qt.CheckState.Checked)
    dialog.take()
    idle()
    assert page.bar.filters.kinds == ("talk.remind",)
    assert len(page.model.ids) == 1
    one = chip(page, "种类")
    QTest.mouseClick(one, Qt.MouseButton.LeftButton, pos=QPoint(15, one.height() // 2))
    again = shell.findChild(SeveralDialog)
    assert again is not None
    again.reject()
    QTest.mouseClick(one, Qt.MouseButton.LeftButton, pos=QPoint(one.width() - 10, one.height() // 2))
    idle()
    assert page.bar.filters == Filters()
    assert len(page.model.ids) == 12


def test_a_span_of_days_is_typed_as_clerks_type_days(page: ListPage, shell: Shell, idle: Idle) -> None:
    page.bar._ask_span()
    dialog = shell.findChild(SpanDialog)
    assert dialog is not None
    dialog.take()
    assert "至少" in dialog.problem.text()
    dialog.first.line.setText("20260501")
    dialog.last.line.setText("20260401")
    dialog.take()
    assert "晚于" in dialog.problem.text()
    dialog.last.line.setText("2026-07-31")
    dialog.take()
    idle()
    assert chips(page) == ["时间：2026-05-01 至 2026-07-31"]
    assert titles(page, idle) == ["谈话07", "谈话06", "谈话05"]


def test_somebody_is_picked_by_name(page: ListPage, shell: Shell, idle: Idle) -> None:
    page.bar.edit("person")
    dialog = shell.findChild(PersonDialog)
    assert dialog is not None
    assert not dialog.done_button.isEnabled()
    who = next(p.id for p in shell.desk.directory.people if p.name == "李雷")
    dialog.pick.set_value(who)
    dialog._picked()
    dialog.take()
    idle()
    assert chips(page) == ["人：李雷"]
    assert len(page.model.ids) == 12


def test_typing_in_the_field_narrows_and_an_empty_answer_offers_the_way_back(page: ListPage, idle: Idle, qtbot: Any) -> None:
    page.bar.text.setText("没有这样的文字")
    qtbot.waitUntil(lambda: page.bar.filters.text != "")
    idle()
    assert page._stack.currentIndex() == 1
    page.bar.clear()
    idle()
    assert page._stack.currentIndex() == 0
    assert page.bar.text.text() == ""


# --- views ------------------------------------------------------------------
def test_a_view_is_saved_found_again_after_restart_and_opens_first(
    page: ListPage, shell: Shell, office: Session, idle: Idle
) -> None:
    page.bar.set_filters(Filters(period="year"))
    page._set_columns(["title", "date"])
    page.view.sort_by(0)
    idle()
    shell.desk.dialogs.script.append({"name": "今年"})
    page.views.save_as()
    idle()
    assert page.views.text() == "视图：今年"
    page.views.set_start(page.views.current)
    idle()
    page.views.pick("")
    idle()
    assert page.bar.filters == Filters()
    fresh = type(page)(shell.desk, "talks", "谈话", ("talks",), "")
    try:
        fresh.refresh()
        idle()
        assert fresh.bar.filters == Filters(period="year")
        assert [c.id for c in fresh.model.columns] == ["title", "date"]
        assert (fresh.layout_.sort, len(fresh.model.ids)) == ("title", 11)
        menu = fresh.views.menu_()
        entry(menu, "打开本页时先用")
        shell.desk.dialogs.script.append({"name": "本年"})
        entry(menu, "改名").trigger()
        idle()
        assert fresh.views.text() == "视图：本年"
        fresh.bar.set_filters(Filters(period="last_year"))
        entry(fresh.views.menu_(), "更新").trigger()
        idle()
        assert fresh.views.kept.views[0].filters == Filters(period="last_year")
        shell.desk.dialogs.script.append(True)
        entry(fresh.views.menu_(), "删除").trigger()
        idle()
        assert fresh.views.kept.views == ()
        assert fresh.views.text() == "视图：默认"
    finally:
        idle()
        fresh.deleteLater()


# --- columns ----------------------------------------------------------------
def test_columns_are_chosen_moved_and_put_back_by_keyboard(page: ListPage, shell: Shell, idle: Idle) -> None:
    page.choose_columns()
    dialog = shell.findChild(ColumnsDialog)
    assert dialog is not None
    usual = [c.id for c in page.model.columns]
    place = next(n for n in range(dialog.list.count()) if dialog.list.item(n).text() == "地点")
    dialog.list.item(place).setCheckState(Qt.CheckState.Checked)
    dialog.list.setCurrentRow(place)
    for _ in range(place):
        QTest.keyClick(dialog, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    dialog.take()
    idle()
    assert [c.id for c in page.model.columns] == ["place", *usual]
    page.model.row_at(0)
    idle()
    row = page.model.row_at(0)
    assert row is not None
    assert row.cells["place"] == "二楼"
    page._set_columns([])
    assert [c.id for c in page.model.columns] == usual


def test_dragging_a_head_keeps_the_order_and_the_selection(page: ListPage, idle: Idle, qtbot: Any) -> None:
    page.view.selectRow(2)
    page.view.horizontalHeader().moveSection(0, 2)
    qtbot.waitUntil(lambda: page.model.columns[2].id == "date")
    assert page.view.chosen() == [(2, 2)]
    head = page.view.horizontalHeader()
    assert [head.logicalIndex(v) for v in range(head.count())] == list(range(head.count()))
    assert page.layout_.columns[2] == "date"


def test_a_width_set_by_hand_is_remembered(page: ListPage, shell: Shell, idle: Idle) -> None:
    for wide in range(200, 223):  # as a mouse does it: the last one counts
        page.view.horizontalHeader().resizeSection(1, wide)
    page.leave()
    idle()
    fresh = type(page)(shell.desk, "talks", "谈话", ("talks",), "")
    try:
        fresh.refresh()
        idle()
        assert fresh.layout_.widths[page.model.columns[1].id] == 222
    finally:
        fresh.deleteLater()


def test_no_page_scrolls_sideways_at_the_smallest_window(shell: Shell, page: ListPage, idle: Idle) -> None:
    shell.resize(1080, 640)
    for name in ("talks", "meetings", "ledgers", "letters", "all"):
        made = open_page(shell, idle, name)
        made.view.fit_columns()
        assert made.view.horizontalScrollBar().maximum() == 0, name


# --- selection --------------------------------------------------------------
def test_a_selection_outlives_sorting_but_not_other_filters(page: ListPage, idle: Idle) -> None:
    page.view.selectRow(0)
    rid = page.model.ids[0]
    page.view.sort_by(0)
    idle()
    assert page.view.chosen() == [(11, 11)]
    assert page.model.ids[11] == rid
    page.view.selectAll()
    page.view.sort_by(0)
    idle()
    assert page.view.chosen_count() == 12
    assert page.foot.text() == "已选全部 12 条"
    page.bar.set_filters(Filters(period="year"))
    idle()
    assert page.view.chosen_count() == 0


def test_deleting_some_names_what_goes_keeps_the_rest_and_is_undone(
    page: ListPage, office: Session, shell: Shell, idle: Idle
) -> None:
    locked = records.save(
        office, "talk", "talk.heart", {"date": "2026-11-15", "actor": page.desk.directory.people[0].id,
                                       "subject": [page.desk.directory.people[0].id], "own_statement": "同意"},
    ).value  # fmt: skip
    for step in ("hold", "confirm"):
        records.transition(office, locked.id, step)
    page.refresh()
    idle()
    page.view.selectAll()
    shell.desk.dialogs.script.append(True)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    idle()
    assert shell.desk.dialogs.asked[-1] == "删除记录"
    assert list(page.model.ids) == [locked.rid]
    shell.actions_.run("edit.undo")
    idle()
    assert len(page.model.ids) == 13


def test_a_step_is_offered_for_all_that_can_take_it(page: ListPage, office: Session, shell: Shell, idle: Idle) -> None:
    page.view.selectAll()
    shell.desk.dialogs.script.append(True)
    ids = array("q", page.model.ids)
    page.acts.take_step(ids, "hold", "已谈", 12)
    idle()
    states = {r.state for r in lists.rows(office, ("talk",), ids)}
    assert states == {"held"}


def test_exporting_and_printing_the_selected_take_only_those(
    page: ListPage, shell: Shell, tmp_path: Path, idle: Idle
) -> None:
    page.view.selectRow(1)
    shell.desk.dialogs.script.append(tmp_path / "所选")
    page.acts.export(chosen=True)
    idle()
    assert (tmp_path / "所选.xlsx").exists()
    shell.desk.dialogs.script.append(tmp_path / "所选.pdf")
    page.acts.print(chosen=True)
    idle()
    assert (tmp_path / "所选.pdf").read_bytes().startswith(b"%PDF")
    shown = page.shown(chosen=True)
    assert list(shown.rids) == [page.model.ids[1]]
    assert shown.words.startswith("所选")
    assert [c.id for c in shown.columns] == page.view.shown_columns()


# --- moving -----------------------------------------------------------------
def test_home_end_and_typing_jump(page: ListPage, idle: Idle, qtbot: Any) -> None:
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_End)
    assert page.view.currentIndex().row() == 11
    QTest.keyClick(page.view, Qt.Key.Key_Home)
    assert page.view.currentIndex().row() == 0
    QTest.keyClick(page.view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.chosen() == [(0, 11)]
    QTest.keyClicks(page.view, "2026-05")
    idle()
    assert page.view.currentIndex().row() == 6  # the first one in May or before, newest first
    assert "2026-05" in page.foot.text()


def test_chinese_jumps_when_its_composition_is_done(page: ListPage, idle: Idle) -> None:
    title = next(n for n, c in enumerate(page.model.columns) if c.id == "title")
    page.view.sort_by(title)
    idle()
    half = QInputMethodEvent("ti", [])
    QCoreApplication.sendEvent(page.view, half)
    idle()
    assert "“" not in page.foot.text()
    done = QInputMethodEvent()
    done.setCommitString("谈话05")
    QCoreApplication.sendEvent(page.view, done)
    idle()
    row = page.model.row_at(page.view.currentIndex().row())
    assert row is not None
    assert row.title == "谈话05"


def test_tab_goes_from_the_tools_over_the_chips_to_the_rows(page: ListPage, idle: Idle) -> None:
    page.bar.set_filters(Filters(period="year", states=("planned",)))
    idle()
    walk: list[QWidget] = [page.bar.text]
    while walk[-1] is not page.view and len(walk) < 60:
        walk.append(walk[-1].nextInFocusChain())
    stops = [w for w in walk if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisibleTo(page)]
    names = [w.accessibleName() or w.property("text") for w in stops]
    assert names[:2] == ["在本页查找文字", "添加筛选"]
    assert names[-4:-1] == [*chips(page), "清除筛选"]


def test_the_menu_of_a_row_opens_copies_and_explains(page: ListPage, shell: Shell, idle: Idle) -> None:
    page.view.stand_on()
    idle()
    row = page.model.row_at(0)
    assert row is not None
    opened: list[int] = []
    menu = page.acts.row_menu(row, lambda: opened.append(1))
    texts = [a.text() for a in menu.actions() if a.text()]
    assert texts == ["打开", "办理", "复制一份", "打印…", "为什么…", "导出所选…", "删除…"]
    entry(menu, "打开").trigger()
    assert opened == [1]
    entry(menu, "为什么").trigger()
    idle()
    entry(menu, "复制").trigger()
    idle()
    assert shell.current is not page
    assert shell.current is not None
    assert shell.current.head.home in ("talks", "")


def test_sums_stand_at_the_foot_when_a_number_is_shown(shell: Shell, office: Session, idle: Idle) -> None:
    page = open_page(shell, idle, "works")
    assert not page.total.isVisible()
    column = next(c for c in page._possible if c.numeric)
    form = next(f for f in page._forms if office.form(f).field(column.id) is not None)
    for value in (1200, 34):
        body = {office.form(form).base["date"]: "2026-03-03", "title": "合计", column.id: value}
        records.save(office, form, office.form(form).kinds[0], body)
    page.refresh()
    page._set_columns(["title", column.id])
    idle()
    assert page.total.isVisible()
    assert page.total.text().startswith(f"合计　{column.label} 1,234")


# --- trouble ----------------------------------------------------------------
def test_a_list_that_cannot_be_read_says_so_and_tries_again(
    page: ListPage, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise AppError(ErrorCode.DAMAGED, "文件读不出来。")

    with monkeypatch.context() as patch:
        patch.setattr("app.ui.pages.lists.lists.count", broken)
        page.refresh()
        idle()
        assert page._stack.currentIndex() == 1
    button = next(b for b in page._stack.widget(1).findChildren(type(page._delete)) if b.text() == "重试")
    button.click()
    idle()
    assert page._stack.currentIndex() == 0
    assert len(page.model.ids) == 12


def test_long_lists_show_their_first_rows_before_all_are_known(
    page: ListPage, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.pages.lists.MANY", 5)
    monkeypatch.setattr("app.ui.pages.lists.FIRST", 3)
    seen: list[int] = []
    page.model.modelReset.connect(lambda: seen.append(len(page.model.ids)))
    page.view.selectAll()
    page.refresh()
    idle()
    assert seen == [3, 12]
    assert page.view.chosen_count() == 12
    assert page.head.subtitle == "12 条"


def test_a_route_may_name_the_kind_to_show(shell: Shell, office: Session, idle: Idle, person: Callable[[str], str]) -> None:
    who = person("李雷")
    for kind in ("talk.heart", "talk.remind"):
        records.save(office, "talk", kind, {"date": "2026-03-01", "actor": who, "subject": [who]})
    shell.desk.open("talks", kind="talk.remind")
    idle()
    made: Any = shell.current
    assert made.bar.filters == Filters(kinds=("talk.remind",))
    assert len(made.model.ids) == 1
    shell.desk.open("talks", kind="talk.heart")
    idle()
    assert made.bar.filters == Filters(kinds=("talk.heart",))


def test_the_menu_of_the_head_takes_columns_away_but_not_the_last(page: ListPage, shell: Shell, idle: Idle) -> None:
    def menu() -> QMenu:
        shown = [c.id for c in page.model.columns]
        return columns_menu(page, page._possible, shown, page._set_columns, page.choose_columns)

    before = [c.id for c in page.model.columns]
    made = menu()
    entry(made, "状态").trigger()
    assert [c.id for c in page.model.columns] == [n for n in before if n != "state"]
    page._set_columns(["title"])
    made = menu()
    assert not entry(made, "标题").isEnabled()
    entry(made, "恢复默认").trigger()
    idle()
    assert [c.id for c in page.model.columns] == before
