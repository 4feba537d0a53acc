"""Work that a dialog has begun: the dialog shows it, the window behind keeps still until the dialog has gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QDialog, QVBoxLayout

from app.jobs.progress import JobContext
from app.services import records
from app.ui.jobline import JobLine
from app.ui.jobs import State

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.session import Session
    from app.ui.shell import Shell
    from tests.gui.conftest import Failures

Idle = Callable[[], None]


class Slow:
    """Work that is half done until it is let go, and looks whether it should stop."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, context: JobContext) -> None:
        while not self.go.wait(0.01):
            context.report(5, 10, "正在处理")


class Window(QDialog):
    """A dialog with a line for its job."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.line = JobLine(shell.desk.runner, counted=True)
        QVBoxLayout(self).addWidget(self.line)


@pytest.fixture
def window(shell: Shell, idle: Idle, qtbot: QtBot) -> Window:
    idle()
    made = Window(shell)
    made.open()
    qtbot.waitUntil(made.isVisible)
    return made


def test_a_dialog_shows_how_far_its_job_is_and_the_window_does_not(window: Window, shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    slow = Slow()
    window.line.follow(shell.desk.runner.task(window, "导出", slow))
    qtbot.waitUntil(lambda: window.line.doing.text() == "正在处理 5/10")
    assert window.line.bar.value() == 5
    qtbot.wait(1300)  # longer than it takes until the window says that something is slow
    assert not shell.strip.isVisible()
    slow.go.set()
    idle()
    assert not window.line.busy
    assert not window.line.stop.isVisible()
    window.close()


def test_the_job_of_a_dialog_that_has_gone_is_shown_by_the_window(window: Window, shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    slow = Slow()
    window.line.follow(shell.desk.runner.task(window, "导出", slow))
    qtbot.wait(1300)
    window.close()
    window.deleteLater()
    qtbot.waitUntil(shell.strip.isVisible)
    assert shell.strip.text.text() == "导出：正在处理"
    slow.go.set()
    idle()
    assert not shell.strip.isVisible()


def test_a_job_is_stopped_from_its_line(window: Window, shell: Shell, idle: Idle, failures: Failures) -> None:
    job = shell.desk.runner.task(window, "导出", Slow())
    window.line.follow(job)
    window.line.stop.click()
    assert not window.line.stop.isEnabled()
    idle()
    assert job.state is State.CANCELLED
    assert failures.cancelled_ == ["导出"]
    window.close()


def test_a_page_behind_a_dialog_keeps_still_and_shows_everything_afterwards(
    shell: Shell, idle: Idle, office: Session, qtbot: QtBot
) -> None:
    shell.desk.open("all")
    idle()
    page: Any = shell.current
    before = page.view.model().rowCount()
    window = Window(shell)
    window.open()
    qtbot.waitUntil(window.isVisible)

    def meet(day: str) -> None:
        body = {"title": "党组会议", "date": day}
        shell.desk.runner.operate(shell, "登记", lambda _context: records.save(office, "meeting", "mtg.standing", body))

    meet("2026-11-02")
    meet("2026-11-09")
    idle()
    assert page.view.model().rowCount() == before
    window.close()
    qtbot.waitUntil(lambda: page.view.model().rowCount() == before + 2)
    meet("2026-11-16")
    qtbot.waitUntil(lambda: page.view.model().rowCount() == before + 3)
