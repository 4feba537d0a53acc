"""The life of a letter in the window: what happened, its files, the scan beside, what a person enters from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.services import letter_effects, letters, records
from app.ui.letterbeside import BesideDialog
from app.ui.letterlife import LifeDialog
from tests.unit.services.desk import ALL_BUSINESS
from tests.unit.services.desk import Desk as Builder

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


def pressed(parent: Any, text: str) -> None:
    made = next(b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent))
    QTest.keyClick(made, Qt.Key.Key_Space)


@pytest.fixture
def letter(office: Session, shell: Shell, idle: Idle) -> str:
    """A suggestion that was served, open in the window."""
    office.user = replace(office.user, roles=ALL_BUSINESS)  # who serves suggestions keeps their ledger too
    builder = Builder(office)
    view = builder.signed_letter(kind="letter.supervision_suggestion", subject=[builder.lower_unit])
    letters.advance(office, view.id, "number", series="某纪建")
    letters.advance(office, view.id, "deliver", values={"delivered_at": "2026-11-20"})
    shell.desk.open("letter", id=view.id)
    idle()
    return view.id


def life(shell: Shell, idle: Idle) -> LifeDialog:
    pressed(shell.current, "办理全程")
    idle()
    return next(d for d in shell.findChildren(LifeDialog) if d.isVisible())


def test_what_belongs_elsewhere_is_entered_only_when_it_is_ticked(letter: str, shell: Shell, idle: Idle, office: Session) -> None:
    here = life(shell, idle)
    assert {t[2] for t in here.table.texts()} >= {"签发", "某纪建〔2026〕1号", "编号稿.pdf", "送达"}
    assert here.waiting.count() == 1
    assert letter_effects.tied(office, records.get(office, letter)) == []
    here.waiting.item(0).setCheckState(Qt.CheckState.Checked)
    pressed(here, "登记")
    idle()
    assert [r.kind for r in letter_effects.tied(office, records.get(office, letter))] == ["ledger.suggestion"]
    assert here.waiting.count() == 0
    here.reject()


def test_a_scan_is_put_in_from_the_letter_and_seen_beside_what_was_kept(
    letter: str, shell: Shell, idle: Idle, office: Session, tmp_path: Path
) -> None:
    path = tmp_path / "用印件.png"
    picture = QImage(40, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    picture.save(str(path))
    shell.desk.dialogs.script.append(path)
    pressed(shell.current, "放入用印件")
    idle()
    assert [s["name"] for s in records.get(office, letter).body["scan"]] == ["用印件.png"]
    here = life(shell, idle)
    pressed(here, "和用印件并排看")
    idle()
    beside = next(d for d in shell.findChildren(BesideDialog) if d.isVisible())
    assert beside.kept.count >= 1
    assert beside.stack.currentWidget() is beside.picture
    assert beside.problem.text() == ""
    beside.accept()
    here.reject()
