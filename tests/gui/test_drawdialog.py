"""The draw by lot in the window: from the list of talks to the verified result, and again from the record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import records
from app.ui.drawdialog import LIST, RESULT, SEED, DrawDialog
from tests.gui.typing import enter
from tests.unit.services.desk import Desk as Builder
from tests.unit.services.lots import inquiries

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


def pressed(parent: Any, text: str) -> None:
    """Press a button by its words with Enter."""
    made = next(b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent))
    QTest.keyClick(made, Qt.Key.Key_Return)


def dialog(shell: Shell) -> DrawDialog:
    return next(d for d in shell.findChildren(DrawDialog) if d.isVisible())


@pytest.fixture
def talks(office: Session, shell: Shell, idle: Idle) -> Any:
    inquiries(Builder(office), 11)
    shell.desk.load_directory()
    shell.desk.open("talks")
    idle()
    return shell.current


def test_from_the_seed_to_a_result_that_can_be_repeated_by_keys(
    talks: Any, shell: Shell, office: Session, idle: Idle, tmp_path: Path
) -> None:
    pressed(talks, "抽查")
    idle()
    here = dialog(shell)
    assert here.stack.currentIndex() == SEED
    enter(here.seed, "8412 0097")
    enter(here.witnesses, "李雷、韩梅梅")
    pressed(here, "定下种子")
    idle()
    assert here.stack.currentIndex() == LIST
    assert here.people.rowCount() == 11
    assert "应抽 2 件" in here.reckoned.text()
    pressed(here, "抽取")
    idle()
    assert here.stack.currentIndex() == RESULT
    assert here.verdict.text() == "一致"
    assert [t[1] for t in here.drawn.texts()].count("抽中") == 2
    shell.desk.dialogs.script.append(str(tmp_path))
    pressed(here, "存为 Word、PDF")
    idle()
    assert {p.suffix for p in tmp_path.iterdir() if p.is_file()} == {".docx", ".pdf"}
    pressed(here, "打开登记")
    idle()
    record = shell.current.record
    assert record.kind == "insp.inquiry_sample"
    pressed(shell.current, "复核抽取")
    idle()
    again = dialog(shell)
    assert again.verdict.text() == "一致"
    again.reject()


def test_a_short_seed_is_refused_in_place_and_nothing_is_written(talks: Any, shell: Shell, office: Session, idle: Idle) -> None:
    pressed(talks, "抽查")
    idle()
    here = dialog(shell)
    enter(here.seed, "123")
    pressed(here, "定下种子")
    idle()
    assert "6 到 200" in here.problem.text()
    assert here.stack.currentIndex() == SEED
    here.reject()


def test_a_fixed_seed_waits_and_is_gone_on_with_from_its_record(talks: Any, shell: Shell, office: Session, idle: Idle) -> None:
    pressed(talks, "抽查")
    idle()
    pressed(dialog(shell), "定下种子")
    idle()
    seed = dialog(shell)._view.body["draw_seed"]  # type: ignore[union-attr]
    record = dialog(shell)._view.id  # type: ignore[union-attr]
    dialog(shell).reject()
    idle()
    shell.desk.open("record", id=record)
    idle()
    assert seed in str(records.get(office, record).body)
    pressed(shell.current, "抽取…")
    idle()
    assert dialog(shell).stack.currentIndex() == LIST
    dialog(shell).reject()
