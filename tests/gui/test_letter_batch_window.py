"""A batch of letters in the window: from the list of letters to numbered ones, with keys, and what is refused in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import letter_batch, records, register
from app.ui.letterbatch import CHOICE, MADE, BatchDialog
from tests.unit.services.desk import Desk as Builder
from tests.unit.services.desk import fitting

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

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
    for item in batch._items():
        if item.text().split("　")[0] in names:
            item.setCheckState(Qt.CheckState.Checked)


def test_from_people_to_a_table_that_says_what_differs_and_what_is_missing(batch: BatchDialog, idle: Idle, office: Session) -> None:
    choose(batch, "李雷", "韩梅梅")
    assert batch.chosen.text() == "已选 2 个"
    pressed(batch, "列出清单")
    idle()
    texts = batch.table.texts()
    assert {t[0] for t in texts} == {"李雷", "韩梅梅"}
    assert all(f"主送：{t[0]}同志" in t[1] for t in texts)
    assert batch.plan is not None
    assert [t[2] == "不缺" for t in texts] == [not r.missing for r in batch.plan.rows]
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


def test_a_batch_is_numbered_only_when_it_is_confirmed(
    batch: BatchDialog, idle: Idle, office: Session, shell: Shell, tmp_path: Path
) -> None:
    choose(batch, "李雷", "韩梅梅")
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


def test_another_choice_takes_the_table_back(batch: BatchDialog, idle: Idle) -> None:
    choose(batch, "李雷")
    pressed(batch, "列出清单")
    idle()
    assert batch.table.rowCount() == 1
    choose(batch, "王强")
    assert batch.table.rowCount() == 0
    assert batch.stack.currentIndex() == CHOICE
    batch.reject()
