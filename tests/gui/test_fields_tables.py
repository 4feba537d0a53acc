"""Sub-tables: keys of a sheet, pasting blocks, order, cards that fold, removing and bringing back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.fields.rows import Handle
from app.ui.fields.table import SLICE
from tests.gui.typing import enter, ime

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.desk import Desk
    from app.ui.shell import Shell

Idle = Callable[[], None]
Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(shell: Shell, idle: Idle, person: Callable[[str], str], desk: Desk) -> Any:
    """A new meeting; 李建国 and 赵丽华 are in the register."""
    for name in ("李建国", "赵丽华"):
        person(name)
    desk.load_directory()
    idle()
    shell.resize(1366, 768)
    shell.desk.open("record", form="meeting", kind="mtg.standing")
    idle()
    return shell.current


def press(key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, held)


def put(text: str, html: str = "") -> None:
    """Something on the clipboard as a sheet puts it there."""
    mime = QMimeData()
    if text:
        mime.setText(text)
    if html:
        mime.setHtml(html)
    QGuiApplication.clipboard().setMimeData(mime)


def who(desk: Desk, name: str) -> str:
    return next(p.id for p in desk.directory.people if p.name == name)


def test_a_sheet_is_filled_by_keys(page: Any, desk: Desk, idle: Idle) -> None:
    table = page.form.fields["resolution"]
    table.add_row()
    idle()
    for text, owner, day in (("报送方案", "ljg", "1201"), ("开展自查", "zlh", "1215")):
        ime(QApplication.focusWidget(), text)
        press(Key.Key_Return)
        enter(QApplication.focusWidget(), owner)
        press(Key.Key_Return)
        enter(QApplication.focusWidget(), day)
        press(Key.Key_Return)
        press(Key.Key_Return)
        idle()
    assert len(table.rows) == 3
    assert [(r["text"], r["owner"], r["deadline"]) for r in table.value()] == [
        ("报送方案", who(desk, "李建国"), "2026-12-01"), ("开展自查", who(desk, "赵丽华"), "2026-12-15")
    ]  # fmt: skip
    press(Key.Key_Up)
    assert QApplication.focusWidget() is table.rows[1].fields["text"].text
    press(Key.Key_Up)
    press(Key.Key_Down)
    assert QApplication.focusWidget() is table.rows[1].fields["text"].text


def test_a_block_is_pasted_and_what_is_unknown_is_said(page: Any, desk: Desk, idle: Idle) -> None:
    table = page.form.fields["resolution"]
    first = table.add_row()
    idle()
    put('"落实\n整改"\t李建国\t12月1日\t\t多余\n上报情况\t李不认识\t哪天\n')
    first.fields["text"].text.setFocus()
    press(Key.Key_V, CONTROL)
    idle()
    rows = table.value()
    assert rows[0]["text"] == "落实\n整改"
    assert (rows[0]["owner"], rows[0]["deadline"]) == (who(desk, "李建国"), "2026-12-01")
    assert "owner" not in rows[1]
    assert "没有“李不认识”" in table.rows[1].note.text()
    assert table.rows[1].fields["owner"].line.property("tone") == "bad"
    assert "2 处没有认出" in table.said.text()
    assert "多出的 1 列" in table.said.text()
    assert "第 2 行" in table.problem()


def test_heads_in_the_block_name_the_columns(page: Any, desk: Desk, idle: Idle) -> None:
    table = page.form.fields["resolution"]
    first = table.add_row()
    idle()
    put("", "<table><tr><th>时限</th><th>决定事项</th></tr><tr><td>2026/12/3</td><td>报送</td></tr></table>")
    first.fields["text"].text.setFocus()
    press(Key.Key_V, CONTROL)
    assert [(r["text"], r["deadline"]) for r in table.value()] == [("报送", "2026-12-03")]


def test_the_table_is_copied_with_its_heads(page: Any, desk: Desk, idle: Idle) -> None:
    table = page.form.fields["resolution"]
    table.set_value([{"text": "报送", "owner": who(desk, "李建国"), "deadline": "2026-12-01"}])
    table.copy_rows()
    assert QGuiApplication.clipboard().text() == "决定事项\t承办人\t时限\t办理情况\n报送\t李建国\t2026-12-01\t"


def test_a_removed_row_comes_back_to_its_place(page: Any, idle: Idle) -> None:
    table = page.form.fields["resolution"]
    table.set_value([{"text": t} for t in ("甲", "乙", "丙")])
    idle()
    table.rows[1].fields["text"].text.setFocus()
    press(Key.Key_Delete, CONTROL)
    assert [r["text"] for r in table.value()] == ["甲", "丙"]
    assert table.said.text() == "已删去第 2 行"
    table._undo.click()
    assert [r["text"] for r in table.value()] == ["甲", "乙", "丙"]


def stances(page: Any, desk: Desk, idle: Idle) -> Any:
    """Three speakers on one agenda item, the first secretary last."""
    item = page.form.fields["agenda"].add_row()
    item.fields["category"].set_value("category.large_fund")
    table = item.fields["stances"]
    names = ("李建国", "赵丽华", "周明远")
    table.set_value([{"person": who(desk, n), "order": at} for at, n in enumerate(names, 1)])
    idle()
    return table


def spoken(table: Any, desk: Desk) -> list[tuple[str, int]]:
    return [(desk.directory.names[r["person"]], r["order"]) for r in table.value()]


def test_a_number_in_the_order_column_moves_the_row(page: Any, desk: Desk, idle: Idle) -> None:
    table = stances(page, desk, idle)
    line = table.rows[2].fields["order"].line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "1")
    press(Key.Key_Tab)
    idle()
    assert spoken(table, desk) == [("周明远", 1), ("李建国", 2), ("赵丽华", 3)]


def test_the_last_word_is_judged_while_rows_move(page: Any, desk: Desk, idle: Idle) -> None:
    table = stances(page, desk, idle)
    item = page.form.fields["agenda"].rows[0]
    item.renew()
    assert item.word.text() == "末位表态：主要负责人最后发言"
    table.rows[2].fields["person"].line.setFocus()
    press(Key.Key_Up, ALT)
    assert spoken(table, desk) == [("李建国", 1), ("周明远", 2), ("赵丽华", 3)]
    assert item.word.text() == "次序不符：主要负责人不是最后发言"
    assert item.word.property("tone") == "bad"
    assert QApplication.focusWidget() is table.rows[1].fields["person"].line


def test_a_row_is_dragged_by_its_handle(page: Any, desk: Desk, idle: Idle, qtbot: QtBot) -> None:
    table = stances(page, desk, idle)
    second = table.rows[1]
    qtbot.waitUntil(lambda: second.isVisible() and second.height() > table.rows[0].fields["person"].line.height() > 10)  # laid out
    handle = table.rows[0].findChild(Handle)
    target = table.rows[1].mapToGlobal(QPoint(5, table.rows[1].height() - 1))
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(0, 0), QPointF(target), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(handle, move)
    assert spoken(table, desk) == [("赵丽华", 1), ("李建国", 2), ("周明远", 3)]


def test_several_cards_fold_to_one_line_each(page: Any, idle: Idle) -> None:
    agenda = page.form.fields["agenda"]
    agenda.set_value([{"title": "一", "category": "category.large_fund"}, {"title": "二", "decision": "同意"}])
    idle()
    assert [r.folded for r in agenda.rows] == [True, True]
    assert not agenda.rows[0].built
    assert "大额" in agenda.rows[0]._title._full
    agenda.rows[1]._title.setFocus()
    press(Key.Key_Space)
    assert not agenda.rows[1].folded
    assert agenda.rows[1].fields["decision"].isVisible()
    agenda.add_row()
    assert [r.folded for r in agenda.rows] == [True, True, False]
    assert [r["title"] for r in agenda.value()] == ["一", "二"]


def test_a_problem_in_a_row_is_said_at_the_row(page: Any, idle: Idle) -> None:
    agenda = page.form.fields["agenda"]
    agenda.set_value([{"title": "一", "stances": [{"order": 1, "stance": "stance.agree"}]}])
    idle()
    page.tried = True
    page.check()
    idle()
    cell = page.form.cells["agenda"]
    assert cell.problem.text().startswith("第 1 行")
    assert "没有填写" in agenda.rows[0].fields["stances"].rows[0].note.text()


def test_a_long_table_is_made_in_slices_and_loses_nothing(page: Any, idle: Idle, qtbot: Any) -> None:
    table = page.form.fields["resolution"]
    rows = [{"id": f"w{n}", "text": f"第{n}项"} for n in range(200)]
    table.set_value(rows)
    assert len(table.rows) == SLICE
    assert table.value() == rows
    qtbot.waitUntil(lambda: len(table.rows) == 200, timeout=10_000)
    assert table.value() == rows
    assert sum(r.built for r in table.rows) < 60
    table.rows[150].fields["text"].text.setPlainText("改了")
    assert table.value()[150]["text"] == "改了"
    idle()
    table.rows[199].setFocus()
    assert table.rows[199].built
