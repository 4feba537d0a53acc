"""The unlock window is light, and the program opens, locks, refuses and opens again."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.clock import FixedClock
from app.ui.presenting import crash_details
from app.ui.program import Program
from app.ui.theme import Tokens
from tests.conftest import LOGIN, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.services.session import DataFolder, Session

HEAVY = ("sqlalchemy", "reportlab", "docx", "pypinyin", "cryptography", "sqlcipher3", "yaml", "zstandard")
WAIT = 20_000


def test_unlock_window_imports_nothing_heavy() -> None:
    code = f"import app.ui.unlock, app.ui.boot, sys; print([m for m in {HEAVY!r} if m in sys.modules], hasattr(sys.modules.get('app.ui.parts'), 'label'))"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[] False"


@pytest.fixture
def program(
    qapp: QApplication, tokens: Tokens, office: Session, data_folder: DataFolder, clock: FixedClock
) -> Iterator[Program]:
    """A program on an office that exists."""
    made = Program(qapp, data_folder.root, clock, tokens, lambda _root: data_folder)
    made.dialogs.scripted = True
    made.start()
    yield made
    made.stop()


def ready(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: program.catalog is not None, timeout=WAIT)


def enter(program: Program, password: str) -> None:
    assert program.unlock is not None
    program.unlock.login.setText(LOGIN)
    program.unlock.password.setText(password)
    program.unlock.submit()


def test_wrong_password_is_refused_in_words(program: Program, qtbot: QtBot) -> None:
    ready(program, qtbot)
    enter(program, "not the password")
    assert program.unlock is not None
    qtbot.waitUntil(lambda: bool(program.unlock and program.unlock.problem.text()), timeout=WAIT)
    assert "口令" in program.unlock.problem.text()
    assert program.shell is None


def test_opens_locks_and_opens_where_it_was(program: Program, qtbot: QtBot) -> None:
    ready(program, qtbot)
    enter(program, PASSWORD)
    qtbot.waitUntil(lambda: program.shell is not None, timeout=WAIT)
    assert program.shell is not None
    program.shell.desk.open("talks")
    qtbot.waitUntil(lambda: program.runner.idle, timeout=WAIT)
    assert gc.get_freeze_count() > 0  # typing is not stopped by the collector going through all that was opened
    program.lock()
    assert gc.get_freeze_count() == 0
    assert program.shell is None
    assert program.unlock is not None
    assert program.unlock.isVisible()
    enter(program, PASSWORD)
    qtbot.waitUntil(lambda: program.shell is not None and program.runner.idle, timeout=WAIT)
    assert program.shell is not None
    assert program.shell.place is not None
    assert program.shell.place.page == "talks"


def test_locking_keeps_what_was_typed(program: Program, qtbot: QtBot) -> None:
    ready(program, qtbot)
    enter(program, PASSWORD)
    qtbot.waitUntil(lambda: program.shell is not None, timeout=WAIT)
    assert program.shell is not None
    program.shell.desk.open("record", form="meeting", kind="mtg.standing")
    qtbot.waitUntil(lambda: program.runner.idle, timeout=WAIT)
    page = program.shell.current
    line = page.form.fields["title"].line  # type: ignore[union-attr]
    qtbot.keyClicks(line, "week 12")
    program.lock()
    enter(program, PASSWORD)
    qtbot.waitUntil(lambda: program.shell is not None and program.runner.idle, timeout=WAIT)
    qtbot.wait(50)
    qtbot.waitUntil(lambda: program.runner.idle, timeout=WAIT)
    again = program.shell.current
    assert again.form.fields["title"].line.text() == "week 12"  # type: ignore[union-attr]


def test_crash_details_hold_no_content() -> None:
    try:
        raise ValueError("李雷的秘密")
    except ValueError as error:
        text = crash_details(error)
    assert "ValueError" in text
    assert "李雷" not in text


def test_remembered_login_is_the_service_one(office: Session, data_folder: DataFolder) -> None:
    from app.services import unlocking
    from app.ui.boot import office_exists, remembered_login

    unlocking.remember_login(data_folder, "wang")
    assert remembered_login(data_folder.root) == unlocking.last_login(data_folder) == "wang"
    assert office_exists(data_folder.root) is data_folder.exists_office() is True
    assert office_exists(Path("/nonexistent")) is False
