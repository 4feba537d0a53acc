"""从 Excel 导入 as a clerk does it: by mouse, by keyboard, with mistakes, with a change of mind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from app.services import lists, people
from app.services.lists import ListQuery
from app.ui.importsheet import (
    COLUMNS,
    DONE,
    FILE,
    PREVIEW,
    ImportSheet,
    TemplateDialog,
    ask_template,
    open_import,
)
from tests.unit.sheets.books import workbook

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.desk import Desk
    from app.ui.shell import Shell
    from tests.gui.conftest import Failures

HEAD = ("谈话种类", "谈话日期", "谈话人", "谈话对象", "标题", "谈了什么")
GOOD = ("谈心谈话", "2026-03-05", "周明远", "李雷", "一", "坦诚")
BAD = ("谈心谈话", "3月5日", "周明远", "李雷", "二", "")


@pytest.fixture
def table(office: Session, tmp_path: Path) -> Callable[..., Path]:
    """Write a table; 李雷 is in the register."""
    people.save_person(office, "李雷")

    def write(*rows: Any, name: str = "谈话.xlsx") -> Path:
        return workbook(tmp_path / name, [("谈话台账",), HEAD, *rows])

    return write


@pytest.fixture
def opened(shell: Shell, idle: Callable[[], None]) -> Iterator[Callable[..., ImportSheet]]:
    """Open the dialog over the list of talks."""
    made: list[ImportSheet] = []

    def show(among: tuple[str, ...] = ("talk",)) -> ImportSheet:
        shell.desk.open("talks")
        idle()
        assert shell.current is not None
        open_import(shell.desk, shell.current, among)
        dialog = next(d for d in shell.findChildren(ImportSheet) if d not in made)
        made.append(dialog)
        return dialog

    yield show
    for one in made:
        try:
            one.reject()
        except RuntimeError:
            continue  # closed and deleted already


def talks(office: Session) -> int:
    return len(lists.list_ids(office, ListQuery(("talk",))))


def click(made: QPushButton) -> None:
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)


def test_a_table_comes_in_with_the_mouse_and_is_taken_back(
    opened: Callable[..., ImportSheet], table: Callable[..., Path], office: Session, desk: Desk, idle: Callable[[], None]
) -> None:
    dialog = opened()
    assert not dialog.next_button.isEnabled()
    desk.dialogs.script.append(table(GOOD))
    click(dialog.file.choose)
    idle()
    assert dialog.file.pick.target == "talk"
    assert dialog.file.head.value() == 2
    click(dialog.next_button)
    assert dialog.stack.currentIndex() == COLUMNS
    assert "1 列不导入" in dialog.columns.note.text()
    pick = dialog.columns.picks[5]
    pick.setCurrentIndex(pick.findData("content"))
    click(dialog.next_button)
    idle()
    assert dialog.stack.currentIndex() == PREVIEW
    assert dialog.next_button.text() == "导入 1 条"
    assert talks(office) == 0
    click(dialog.next_button)
    idle()
    assert dialog.stack.currentIndex() == DONE
    assert "新增 1 条" in dialog.result_page.title.text()
    assert talks(office) == 1
    click(dialog.result_page.undo)
    idle()
    assert "已撤销" in dialog.result_page.title.text()
    assert talks(office) == 0
    click(dialog.close_button)
    assert not dialog.isVisible()


def test_the_whole_way_goes_by_keyboard(
    opened: Callable[..., ImportSheet], table: Callable[..., Path], office: Session, desk: Desk, idle: Callable[[], None]
) -> None:
    dialog = opened()
    desk.dialogs.script.append(table(GOOD, (*GOOD[:4], "二", "")))
    QTest.keyClick(dialog.file.choose, Qt.Key.Key_Return)
    idle()
    for step in (COLUMNS, PREVIEW, DONE):
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        idle()
        assert dialog.stack.currentIndex() == step
    assert talks(office) == 2
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    idle()
    assert talks(office) == 2


def test_mistakes_stop_it_until_the_clerk_says_skip(
    opened: Callable[..., ImportSheet], table: Callable[..., Path], office: Session, desk: Desk, tmp_path: Path, idle: Callable[[], None]
) -> None:
    dialog = opened()
    dialog.read(table(GOOD, BAD, GOOD))
    idle()
    dialog.go_on()
    dialog.go_on()
    idle()
    assert not dialog.next_button.isEnabled()
    assert "1 行有错误" in dialog.problem.text()
    page = dialog.preview
    assert page.model.rowCount() == 3
    page.only.click()
    assert page.model.rowCount() == 2
    assert "没有写年份" in page.model.texts(0)[-1]
    page.view.selectRow(1)
    assert "第 3 行" in page.whole.text()
    out = tmp_path / "错.xlsx"
    desk.dialogs.script.append(out)
    page.save.click()
    idle()
    assert out.is_file()
    page.faults.setCurrentIndex(page.faults.findData("skip"))
    assert dialog.next_button.text() == "导入 1 条"
    dialog.go_on()
    idle()
    assert talks(office) == 1
    assert "2 条没有导入" in dialog.result_page.title.text()


def test_what_is_there_is_skipped_or_updated_as_chosen(
    opened: Callable[..., ImportSheet], table: Callable[..., Path], office: Session, idle: Callable[[], None]
) -> None:
    for text, choice, says in (("坦诚", "skip", "导入 1 条"), ("坦诚", "skip", "导入"), ("更坦诚", "update", "导入 1 条")):
        dialog = opened()
        dialog.read(table((*GOOD[:5], text)))
        idle()
        dialog.go_on()
        pick = dialog.columns.picks[5]
        pick.setCurrentIndex(pick.findData("content"))
        dialog.go_on()
        idle()
        duplicates = dialog.preview.duplicates
        duplicates.setCurrentIndex(duplicates.findData(choice))
        assert dialog.next_button.text() == says
        dialog.go_on()
        idle()
        dialog.reject()
    assert talks(office) == 1


def test_people_who_are_not_there_are_named_before_they_are_registered(
    opened: Callable[..., ImportSheet], table: Callable[..., Path], office: Session, idle: Callable[[], None]
) -> None:
    dialog = opened()
    dialog.read(table((*GOOD[:3], "赵强", *GOOD[4:])))
    idle()
    dialog.go_on()
    dialog.go_on()
    idle()
    assert not dialog.next_button.isEnabled()
    dialog.preview.register_new.click()
    idle()
    assert dialog.preview.names.text() == "将登记：赵强"
    dialog.go_on()
    idle()
    assert people.find_people(office, "赵强")


def test_a_file_is_dropped_on_the_dialog(opened: Callable[..., ImportSheet], table: Callable[..., Path], idle: Callable[[], None]) -> None:
    dialog = opened()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table(GOOD)))])
    dialog.file.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    idle()
    assert dialog.file.file.text() == "谈话.xlsx"
    assert dialog.next_button.isEnabled()


def test_what_cannot_be_read_is_said_in_the_dialog(
    opened: Callable[..., ImportSheet], tmp_path: Path, failures: Failures, idle: Callable[[], None]
) -> None:
    dialog = opened()
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"no table")
    dialog.read(path)
    idle()
    assert "不是 Excel 表格" in dialog.problem.text()
    assert not dialog.next_button.isEnabled()
    assert not failures.known_
    dialog.read(workbook(tmp_path / "别的.xlsx", [("甲", "乙"), (1, 2)]))
    idle()
    assert dialog.stack.currentIndex() == FILE


def test_another_row_can_be_the_head(opened: Callable[..., ImportSheet], table: Callable[..., Path], idle: Callable[[], None]) -> None:
    dialog = opened()
    dialog.read(table(HEAD, GOOD))
    idle()
    assert dialog.file.head.value() == 2
    dialog.file.head.setValue(3)
    dialog.file.head.editingFinished.emit()
    idle()
    assert "有 1 行" in dialog.file.found.text()
    kind = dialog.file.pick.kind
    kind.setCurrentIndex(kind.findData("talk.heart"))
    idle()
    assert dialog.file.head.value() == 3


def test_a_table_whose_kind_nobody_says_is_not_checked(opened: Callable[..., ImportSheet], tmp_path: Path, idle: Callable[[], None]) -> None:
    dialog = opened()
    dialog.read(workbook(tmp_path / "a.xlsx", [("谈话日期", "标题"), ("2026-03-05", "一")]))
    idle()
    dialog.go_on()
    dialog.go_on()
    idle()
    assert "哪一种" in dialog.problem.text()
    assert dialog.stack.currentIndex() == COLUMNS


def test_the_list_offers_import_and_template(shell: Shell, desk: Desk, tmp_path: Path, idle: Callable[[], None]) -> None:
    desk.open("talks")
    idle()
    assert shell.current is not None
    offered = next(b for b in shell.current.findChildren(QPushButton) if b.accessibleName() == "从表格导入")
    click(offered)
    menu = next(m for m in offered.findChildren(QMenu) if m.isVisible())
    assert [a.text() for a in menu.actions()] == ["从 Excel 导入…", "下载模板…"]
    menu.close()
    ask_template(desk, shell.current, ("talk",))
    dialog = next(iter(shell.findChildren(TemplateDialog)))
    path = tmp_path / "模板.xlsx"
    desk.dialogs.script.append(path)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "下载…").click()
    idle()
    assert path.is_file()


def test_ctrl_k_leads_to_the_import(shell: Shell) -> None:
    shell.actions_.run("import.sheet")
    dialog = next(iter(shell.findChildren(ImportSheet)))
    assert dialog.file.pick.target == ""
    dialog.reject()


def test_closing_stops_what_runs(opened: Callable[..., ImportSheet], table: Callable[..., Path], office: Session, failures: Failures, idle: Callable[[], None]) -> None:
    dialog = opened()
    dialog.read(table(*((*GOOD[:4], f"第{n}次", "") for n in range(400))))
    idle()
    dialog.go_on()
    dialog.go_on()
    idle()
    dialog.go_on()
    dialog.reject()
    idle()
    assert talks(office) == 0
    assert failures.cancelled_ == ["从 Excel 导入"]
