"""A batch of letters in the window: from the list of letters to numbered ones, with keys, and what is refused in place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import letter_batch, lists, records, register
from app.ui.letterbatch import CHOICE, MADE, BatchDialog, open_batch
from app.ui.letterwho import WhoPicker
from tests.unit.services.desk import Desk as Builder
from tests.unit.services.desk import fitting

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.shell import Shell
    from tests.gui.conftest import Failures

Idle = Callable[[], None]
KIND = "letter.integrity_reminder"


def pressed(parent: Any, text: str) -> None:
    made = next(b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent))
    assert made.isEnabled(), text
    QTest.keyClick(made, Qt.Key.Key_Space)


@pytest.fixture
def batch(office: Session, shell: Shell, idle: Idle) -> BatchDialog:
    """The dialog with three people to choose from."""
    builder = Builder(office)
    for name in ("李雷", "韩梅梅", "王强"):
        builder.person(name)
    shell.desk.load_directory()
    idle()
    shell.desk.open("letters")
    idle()
    pressed(shell.current, "成批拟写")
    idle()
    made = next(d for d in shell.findChildren(BatchDialog) if d.isVisible())
    made.kind.setCurrentIndex(made.kind.findData(KIND))
    return made


def choose(batch: BatchDialog, *names: str) -> None:
    for item in batch.picker._items():
        if item.text().split("　")[0] in names:
            item.setCheckState(Qt.CheckState.Checked)


def table(batch: BatchDialog) -> list[list[str]]:
    sheet = batch.table.sheet
    return [[str(sheet.data(sheet.index(y, x))) for x in range(sheet.columnCount())] for y in range(sheet.rowCount())]


def column(batch: BatchDialog, name: str) -> int:
    sheet = batch.table.sheet
    heads = [sheet.headerData(x, Qt.Orientation.Horizontal) for x in range(sheet.columnCount())]
    return heads.index(name)


def mark(batch: BatchDialog, first: tuple[int, int], last: tuple[int, int]) -> None:
    sheet = batch.table.sheet
    batch.table.setCurrentIndex(sheet.index(*first))
    batch.table.selectionModel().select(
        QItemSelection(sheet.index(*first), sheet.index(*last)), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def listed(batch: BatchDialog, idle: Idle, *names: str) -> None:
    choose(batch, *names)
    pressed(batch, "列出清单")
    idle()


def paste(batch: BatchDialog, idle: Idle, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(batch.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    idle()


def test_a_column_of_a_sheet_is_pasted_and_empty_cells_leave_what_is_there(batch: BatchDialog, idle: Idle) -> None:
    listed(batch, idle, "李雷", "韩梅梅", "王强")
    at = column(batch, "事由")
    assert [line[at] for line in table(batch)] == ["（未填）"] * 3
    mark(batch, (0, at), (0, at))
    paste(batch, idle, "新任职\n\n有反映\n")
    assert [line[at] for line in table(batch)] == ["新任职", "（未填）", "有反映"]
    assert "事由缺 1 处" in batch.summary.text()
    shown = batch.plan
    assert shown is not None
    assert [v["value"] for r in (shown.rows[0], shown.rows[2]) for v in r.body["values"] if v["key"] == "reason"] == ["新任职", "有反映"]


def test_cells_are_pasted_by_name_whatever_their_order(batch: BatchDialog, idle: Idle) -> None:
    listed(batch, idle, "李雷", "韩梅梅", "王强")
    mark(batch, (0, 0), (0, 0))
    names = [line[0] for line in table(batch)]
    paste(batch, idle, "".join(f"{n}\t{n}同志收\t廉洁{n}\n" for n in reversed(names)) + "张三丰\t无\t无\n")
    assert [(line[1], line[2]) for line in table(batch)] == [(f"{n}同志收", f"廉洁{n}") for n in names]
    assert "1 行没有填进去" in batch.problem.text()
    assert "张三丰" in batch.problem.text()


def test_one_text_fills_down_and_what_was_typed_is_taken_out_again(batch: BatchDialog, idle: Idle) -> None:
    listed(batch, idle, "李雷", "韩梅梅", "王强")
    at, sheet = column(batch, "提醒的事项"), batch.table.sheet
    sheet.setData(sheet.index(0, at), "节日期间廉洁自律")
    idle()
    mark(batch, (0, at), (0, at))
    QTest.keyClick(batch.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert [line[at] for line in table(batch)] == ["节日期间廉洁自律"] * 3
    mark(batch, (1, at), (2, at))
    QTest.keyClick(batch.table, Qt.Key.Key_Delete)
    idle()
    assert [line[at] for line in table(batch)] == ["节日期间廉洁自律", "（未填）", "（未填）"]


def test_a_column_is_added_for_what_is_to_be_said_for_each_alone(batch: BatchDialog, idle: Idle, shell: Shell) -> None:
    listed(batch, idle, "李雷", "韩梅梅")
    heads = batch.table.sheet.columnCount()
    shell.desk.dialogs.script.append(0)
    pressed(batch, "增加一列")
    idle()
    assert batch.table.sheet.columnCount() == heads + 1


def test_names_are_pasted_and_who_is_not_found_or_borne_by_several_is_told(
    batch: BatchDialog, idle: Idle, shell: Shell, office: Session
) -> None:
    Builder(office).person("王强", title="副主任")
    shell.desk.load_directory()
    idle()
    batch.picker._fill()
    shell.desk.dialogs.script.append({"names": "李雷、韩梅梅同志\n王强\n查无此人\n"})
    pressed(batch, "粘贴名单")
    assert batch.picker.chosen.text() == "已选 2 个"
    assert batch.problem.text() == "选上了 2 个；1 个没有找到：查无此人；1 个有重名，请在清单里自己选：王强。"
    shell.desk.dialogs.script.append({"names": "王强\t副主任"})
    pressed(batch, "粘贴名单")
    assert batch.picker.chosen.text() == "已选 3 个"


def test_a_long_register_is_ticked_and_searched_before_the_list_has_taken_it_up(shell: Shell, idle: Idle, office: Session) -> None:
    builder = Builder(office)
    names = [f"人员{n:03d}" for n in range(130)]
    for name in names:
        builder.person(name)
    shell.desk.load_directory()
    idle()
    picker = WhoPicker(shell.desk, lambda: None, lambda _words: None)
    assert picker.who.count() == 0
    pressed(picker, "全选")
    assert len(picker.subjects()) == picker.who.count() >= len(names)
    again = WhoPicker(shell.desk, lambda: None, lambda _words: None)
    again.search.setText("人员129")
    assert [i.text() for i in again._items() if not i.isHidden()] == [i.text() for i in again._items() if i.text().startswith("人员129")] != []
    idle()
    assert again.who.count() == picker.who.count()
    picker.deleteLater()
    again.deleteLater()


def test_a_group_narrows_the_list_and_all_of_it_is_ticked(batch: BatchDialog) -> None:
    batch.picker.group.setCurrentText("单位")
    pressed(batch, "全选")
    units = batch.picker.subjects()
    assert units
    assert all(i.startswith("u") for i in units)
    batch.picker.group.setCurrentText("本单位班子成员")
    pressed(batch, "全不选")
    assert batch.picker.subjects() == units


def test_what_was_typed_is_not_lost_without_a_question(batch: BatchDialog, idle: Idle, shell: Shell) -> None:
    listed(batch, idle, "李雷")
    sheet = batch.table.sheet
    sheet.setData(sheet.index(0, 1), "李雷股长")
    idle()
    shell.desk.dialogs.script.append(False)
    batch.reject()
    assert batch.isVisible()
    shell.desk.dialogs.script.append(True)
    batch.reject()


def test_a_batch_is_opened_again_delivered_and_single_ones_are_taken_out(
    batch: BatchDialog, idle: Idle, office: Session, shell: Shell, tmp_path: Path
) -> None:
    builder = Builder(office)
    listed(batch, idle, "李雷", "韩梅梅", "王强")
    mark(batch, (0, column(batch, "提醒的事项")), (0, column(batch, "提醒的事项")))
    paste(batch, idle, "廉洁履职\n" * 3)
    plan = batch.plan
    assert plan is not None
    rows = tuple(letter_batch.Row(r.subject, r.name, r.texts, (), {**r.body, **fitting(office, KIND)}) for r in plan.rows)
    ids = letter_batch.make(office, letter_batch.Plan(plan.wish, plan.columns, plan.keys, rows)).value
    letter_batch.advance_all(office, ids, "submit")
    batch._own.clear()
    batch.reject()
    again = open_batch(shell.desk, shell.current)
    pressed(again, "以前的批次")
    idle()
    assert [(t[0], t[3], t[4]) for t in again.list.texts()] == [("廉政提醒函", "3", "审核 3 件")]
    again.list._open(0)
    idle()
    assert again.made == ids
    again.letters.selectRow(1)
    shell.desk.dialogs.script.append({"void_reason": "本人已调离"})
    pressed(again, "撤回或作废选中的")
    idle()
    assert [records.get(office, i).state for i in ids] == ["review", "withdrawn", "review"]
    shell.desk.dialogs.script.append({"signed_by": "周明远"})
    pressed(again, "全部签发")
    idle()
    shell.desk.dialogs.script.append({"series": "某纪提"})
    pressed(again, "全部编号用印")
    idle()
    shell.desk.dialogs.script.append({"delivered_at": builder.session.clock.today().isoformat(), "service": "direct"})
    pressed(again, "全部送达")
    idle()
    assert [records.get(office, i).state for i in ids] == ["delivered", "withdrawn", "delivered"]
    assert [r.number[-3:] for r in register.register(office, builder.session.clock.today().year)] == ["〕1号", "〕2号"]
    shell.desk.dialogs.script.extend([0, tmp_path / "all.pdf"])
    pressed(again, "打印全部")
    idle()
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
    again.reject()


def test_from_people_to_a_table_that_says_what_differs_and_what_is_missing(batch: BatchDialog, idle: Idle, office: Session) -> None:
    choose(batch, "李雷", "韩梅梅")
    assert batch.picker.chosen.text() == "已选 2 个"
    pressed(batch, "列出清单")
    idle()
    texts = table(batch)
    assert {t[0] for t in texts} == {"李雷", "韩梅梅"}
    assert all(t[1] == f"{t[0]}同志" for t in texts)
    assert batch.plan is not None
    assert [t[-1] == "不缺" for t in texts] == [not r.missing for r in batch.plan.rows]
    assert "事由缺 2 处" in batch.summary.text()
    assert register.register(office, 2026) == []
    batch.reject()


def test_nothing_is_listed_for_nobody(batch: BatchDialog, idle: Idle) -> None:
    pressed(batch, "列出清单")
    idle()
    assert "请先选发给哪些人或单位" in batch.problem.text()
    batch.reject()


def test_drafts_go_on_as_a_whole_and_what_lacks_something_keeps_all_of_them(
    batch: BatchDialog, idle: Idle, office: Session, shell: Shell
) -> None:
    choose(batch, "李雷", "韩梅梅", "王强")
    pressed(batch, "列出清单")
    idle()
    pressed(batch, "存为草稿")
    idle()
    assert batch.stack.currentIndex() == MADE
    assert batch.letters.rowCount() == 3
    pressed(batch, "全部送审")
    idle()
    assert "第1件" in batch.problem.text()
    assert {records.get(office, i).state for i in batch.made} == {"draft"}
    batch.reject()


def signed(batch: BatchDialog, idle: Idle, office: Session, shell: Shell) -> None:
    """Fill in what is common to the listed people, keep the drafts, hand them in and sign them."""
    shell.desk.dialogs.script.append({"topic": "廉洁履职"})
    pressed(batch, "统一填写")
    idle()
    plan = batch.plan
    assert plan is not None
    rows = tuple(letter_batch.Row(r.subject, r.name, r.texts, (), {**r.body, **fitting(office, KIND)}) for r in plan.rows)
    batch.plan = letter_batch.Plan(plan.wish, plan.columns, plan.keys, rows)
    pressed(batch, "存为草稿")
    idle()
    pressed(batch, "全部送审")
    idle()
    assert batch.problem.text() == ""
    shell.desk.dialogs.script.append({"signed_by": "周明远"})
    pressed(batch, "全部签发")
    idle()
    assert batch.problem.text() == ""


def test_a_batch_is_numbered_only_when_it_is_confirmed(
    batch: BatchDialog, idle: Idle, office: Session, shell: Shell, tmp_path: Path
) -> None:
    choose(batch, "李雷", "韩梅梅")
    signed(batch, idle, office, shell)
    shell.desk.dialogs.script.append(None)
    pressed(batch, "全部编号用印")
    idle()
    assert register.register(office, 2026) == []
    shell.desk.dialogs.script.append({"series": "某纪提"})
    pressed(batch, "全部编号用印")
    idle()
    assert [t[0] for t in batch.letters.texts()] == ["某纪提〔2026〕1号", "某纪提〔2026〕2号"]
    shell.desk.dialogs.script.append(tmp_path / "files")
    pressed(batch, "存为文件")
    idle()
    assert len(list((tmp_path / "files").iterdir())) == 4
    batch.reject()


def held_up(monkeypatch: pytest.MonkeyPatch, name: str) -> threading.Event:
    """Let a long work of the batch wait at its start until the event is set, as it would with thousands of letters."""
    go_on, real = threading.Event(), getattr(letter_batch, name)

    def slow(*args: Any, **options: Any) -> Any:
        go_on.wait(20)
        return real(*args, **options)

    monkeypatch.setattr(letter_batch, name, slow)
    return go_on


def test_a_batch_that_is_stopped_while_it_is_written_leaves_nothing_and_can_be_begun_again(
    batch: BatchDialog, idle: Idle, office: Session, monkeypatch: pytest.MonkeyPatch, failures: Failures
) -> None:
    listed(batch, idle, "李雷", "韩梅梅", "王强")
    go_on = held_up(monkeypatch, "make")
    pressed(batch, "存为草稿")
    pressed(batch, "停止")
    go_on.set()
    idle()
    assert failures.cancelled_ == ["成批拟写"]
    assert len(lists.list_ids(office, lists.ListQuery(("letter",)))) == 0
    assert batch.stack.currentIndex() == CHOICE
    assert len(table(batch)) == 3
    pressed(batch, "存为草稿")
    idle()
    assert batch.letters.rowCount() == 3
    batch.reject()


def test_a_batch_that_is_stopped_while_it_is_numbered_takes_no_number(
    batch: BatchDialog, idle: Idle, office: Session, shell: Shell, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    listed(batch, idle, "李雷", "韩梅梅")
    signed(batch, idle, office, shell)
    with monkeypatch.context() as held:
        go_on = held_up(held, "advance_all")
        shell.desk.dialogs.script.append({"series": "某纪提"})
        pressed(batch, "全部编号用印")
        qtbot.waitUntil(batch.line.stop.isVisible)
        pressed(batch, "停止")
        go_on.set()
        idle()
    assert register.register(office, 2026) == []
    assert {records.get(office, i).state for i in batch.made} == {"signed"}
    shell.desk.dialogs.script.append({"series": "某纪提"})
    pressed(batch, "全部编号用印")
    idle()
    assert [t[0] for t in batch.letters.texts()] == ["某纪提〔2026〕1号", "某纪提〔2026〕2号"]
    batch.reject()


def test_another_choice_takes_the_table_back(batch: BatchDialog, idle: Idle) -> None:
    choose(batch, "李雷")
    pressed(batch, "列出清单")
    idle()
    assert batch.table.sheet.rowCount() == 1
    choose(batch, "王强")
    assert batch.table.sheet.rowCount() == 0
    assert batch.stack.currentIndex() == CHOICE
    batch.reject()
