"""对账 in the window: from the ledger page through file and columns to rows that are dealt with one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import records
from app.services.reconcile import Standing
from app.ui.reconcile import COLUMNS, ROWS, ReconcileDialog
from tests.gui.typing import enter
from tests.unit.sheets.books import workbook

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
HEAD = ("序号", "问题", "提出日期", "整改时限")


def pressed(parent: Any, text: str) -> None:
    made = next(b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent))
    QTest.keyClick(made, Qt.Key.Key_Return)


def dialog(shell: Shell) -> ReconcileDialog:
    return next(d for d in shell.findChildren(ReconcileDialog) if d.isVisible())


@pytest.fixture
def ledger(office: Session, shell: Shell, idle: Idle) -> Any:
    for title, due in (("签字不全", "2026-06-30"), ("清单未更新", "2026-12-01")):
        records.save(office, "rectification", "ledger.rectification", {"title": title, "date": "2026-03-01", "due": due})
    shell.desk.open("ledgers")
    idle()
    shell.current.choose("rectification")
    idle()
    return shell.current


@pytest.fixture
def rows(ledger: Any, shell: Shell, idle: Idle, tmp_path: Path) -> ReconcileDialog:
    """A list of three rows read from the page: one the same, one different, one only theirs."""
    path = workbook(tmp_path / "上级台账.xlsx", [
        HEAD, (1, "签字不全", "2026-03-01", "2026-07-31"), (2, "清单未更新", "2026-03-01", "2026-12-01"), (3, "制度缺失", "2026-03-01", "2026-08-31"),
        ("合计", "3 件", None, None),
    ])  # fmt: skip
    pressed(ledger, "对账")
    idle()
    here = dialog(shell)
    enter(here.who, "县纪委")
    shell.desk.dialogs.script.append(str(path))
    pressed(here, "选择文件…")
    idle()
    pressed(here, "下一步")
    idle()
    assert here.stack.currentIndex() == COLUMNS
    pressed(here, "下一步")
    idle()
    assert here.stack.currentIndex() == ROWS
    return here


def test_rows_are_listed_by_what_they_are_and_nothing_is_passed_over(rows: ReconcileDialog, idle: Idle) -> None:
    assert [p.standing for p in rows.rows.shown] == [Standing.DIFFERENT, Standing.THEIRS, Standing.SAME]
    assert "合计行" in rows.rows.rest.text()
    rows.rows.narrow(Standing.THEIRS)
    assert [p.title for p in rows.rows.shown] == ["制度缺失"]
    rows.reject()


def test_a_value_is_taken_and_a_row_made_by_keys(rows: ReconcileDialog, shell: Shell, office: Session, idle: Idle) -> None:
    view = rows.rows
    assert view.values.texts() == [("整改时限", "2026-07-31", "2026-06-30")]
    pressed(rows, "采用对方")
    idle()
    assert view.found is not None
    assert view.found.counts()[Standing.SAME] == 2
    view.table.setCurrentCell(next(n for n, p in enumerate(view.shown) if p.title == "制度缺失"), 0)
    pressed(rows, "按对方新建")
    idle()
    assert view.found.counts() == {Standing.THEIRS: 0, Standing.OURS: 0, Standing.DIFFERENT: 0, Standing.SAME: 3}
    assert view.left_open == 0
    shell.desk.dialogs.script.append(True)
    pressed(rows, "结束对账")
    idle()


def test_a_row_is_left_with_a_reason_joined_and_gone_on_with_later(
    rows: ReconcileDialog, ledger: Any, shell: Shell, idle: Idle, tmp_path: Path
) -> None:
    view = rows.rows
    view.table.setCurrentCell(1, 0)
    shell.desk.dialogs.script.append({"note": "不属于本单位"})
    pressed(rows, "不新建，写明原因…")
    idle()
    assert view.chosen is not None
    assert view.chosen.note == "不属于本单位"
    shell.desk.dialogs.script.append(str(tmp_path / "结果.xlsx"))
    pressed(rows, "存为 Excel")
    idle()
    assert (tmp_path / "结果.xlsx").exists()
    rows.reject()
    idle()
    pressed(ledger, "对账")
    idle()
    again = dialog(shell)
    assert again.waiting.rowCount() == 1
    again.waiting.setCurrentCell(0, 0)
    QTest.keyClick(again.waiting, Qt.Key.Key_Return)
    idle()
    assert again.stack.currentIndex() == ROWS
    assert any(p.note == "不属于本单位" for p in again.rows.shown)
    again.reject()


def test_pairs_are_taken_apart_and_joined_again(rows: ReconcileDialog, shell: Shell, idle: Idle) -> None:
    view = rows.rows
    view.table.setCurrentCell(0, 0)
    pressed(rows, "拆开")
    idle()
    assert view.found is not None
    assert view.found.counts()[Standing.THEIRS] == 2
    view.table.setCurrentCell(next(n for n, p in enumerate(view.shown) if p.title == "签字不全" and p.ours is None), 0)
    shell.desk.dialogs.script.append(0)
    pressed(rows, "连上我方的…")
    idle()
    assert any(p.how == "人工连上" for p in view.shown)
    rows.reject()
