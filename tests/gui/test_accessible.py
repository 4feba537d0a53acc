"""A sweep over all pages: every control has a name, nothing is clipped, foreign or rich text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from app.services import duties, example
from app.ui.navigation import NAV_PAGES
from app.ui.pictures.inspect import findings

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

PAGES = tuple(p.name for p in NAV_PAGES if p.name != "dossiers")  # this clerk may not see dossiers
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


@pytest.mark.parametrize(("page", "args"), ROUTES)
def test_page(filled: Session, shell: Shell, idle: Callable[[], None], page: str, args: dict[str, str]) -> None:
    shell.desk.open(page, **args)
    idle()
    assert shell.current is not None
    assert findings(shell) == []
    rich = [w.text() for w in shell.findChildren(QLabel) if w.textFormat() != Qt.TextFormat.PlainText and w.text()]
    assert rich == []


def test_focus_goes_round_every_page(filled: Session, shell: Shell, idle: Callable[[], None]) -> None:
    for page in PAGES:
        shell.desk.open(page)
        idle()
        assert shell.current is not None
        inputs = [w for w in shell.current.findChildren(QWidget) if isinstance(w, QLineEdit | QPlainTextEdit | QPushButton)]
        assert all(w.focusPolicy() & Qt.FocusPolicy.TabFocus or not w.isEnabled() for w in inputs if w.isVisible())
