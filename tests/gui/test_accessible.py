"""A sweep over all pages: every control has a name, nothing is clipped, nothing is rich text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from app.services import duties, example

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

PAGES = ("home", "meetings", "talks", "board", "works", "ledgers", "letters", "all", "people", "exchange",
         "statistics", "settings")  # fmt: skip
CONTROLS = {QAccessible.Role.Button, QAccessible.Role.EditableText, QAccessible.Role.CheckBox, QAccessible.Role.RadioButton,
            QAccessible.Role.ComboBox, QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.SpinBox}  # fmt: skip
ROUTES = [(p, {}) for p in PAGES] + [
    ("record", {"form": "meeting", "kind": "mtg.standing"}), ("record", {"form": "talk", "kind": "talk.heart"}),
    ("record", {"form": "rectification", "kind": "ledger.rectification"}), ("letter", {"kind": "letter.reminder"}),
    ("letter", {"kind": "letter.minutes"}),
]  # fmt: skip


@pytest.fixture
def filled(office: Session) -> Session:
    """The office with example records."""
    example.add_example(office, years=1)
    duties.board(office, 2026)
    return office


def nameless(root: QWidget) -> list[str]:
    """Visible controls that a screen reader has no name for."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        if isinstance(widget.parent(), QWidget) and type(widget.parent()).__name__ in ("QSpinBox", "QComboBox"):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None and face.role() in CONTROLS and not face.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def clipped(root: QWidget) -> list[str]:
    """Buttons whose text is wider than they are, labels that do not wrap and are too narrow."""
    found = []
    for widget in root.findChildren(QAbstractButton):
        if isinstance(widget, QPushButton) and widget.isVisible() and widget.width() + 1 < widget.fontMetrics().horizontalAdvance(
            widget.text()
        ):
            found.append(widget.text())
    for one in root.findChildren(QLabel):
        if one.isVisible() and not one.wordWrap() and one.sizePolicy().horizontalPolicy() != one.sizePolicy().Policy.Ignored:
            lines = one.text().splitlines() or [""]
            if max(one.fontMetrics().horizontalAdvance(t) for t in lines) > one.width() + 1:
                found.append(one.text())
    return found


@pytest.mark.parametrize(("page", "args"), ROUTES)
def test_page(filled: Session, shell: Shell, idle: Callable[[], None], page: str, args: dict[str, str]) -> None:
    shell.desk.open(page, **args)
    idle()
    assert shell.current is not None
    assert nameless(shell) == []
    assert clipped(shell) == []
    rich = [w.text() for w in shell.findChildren(QLabel) if w.textFormat() != Qt.TextFormat.PlainText and w.text()]
    assert rich == []


def test_focus_goes_round_every_page(filled: Session, shell: Shell, idle: Callable[[], None]) -> None:
    for page in PAGES:
        shell.desk.open(page)
        idle()
        assert shell.current is not None
        inputs = [w for w in shell.current.findChildren(QWidget) if isinstance(w, QLineEdit | QPlainTextEdit | QPushButton)]
        assert all(w.focusPolicy() & Qt.FocusPolicy.TabFocus or not w.isEnabled() for w in inputs if w.isVisible())
