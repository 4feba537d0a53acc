"""What GUI tests share: quiet Qt, an office behind a desk, the main window, no leaks."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.theme import Tokens, dress, install_translation

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.domain.errors import AppError
    from app.services.session import Session
    from app.ui.desk import Desk
    from app.ui.shell import Shell

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform cannot raise, grab or hint sizes and says so; that says nothing of us."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


class Failures:
    """A presenter that collects; a bug fails the test at its end."""

    def __init__(self) -> None:
        self.known_: list[AppError] = []
        self.cancelled_: list[str] = []
        self.bugs: list[BaseException] = []

    def known(self, error: AppError) -> None:
        """Keep it."""
        self.known_.append(error)

    def cancelled(self, label: str) -> None:
        """Keep it."""
        self.cancelled_.append(label)

    def crashed(self, error: BaseException) -> None:
        """Keep it."""
        self.bugs.append(error)


@pytest.fixture
def tokens(qapp: QApplication) -> Tokens:
    """The light theme on the application."""
    install_translation(qapp)
    return dress(qapp)


@pytest.fixture(autouse=True, scope="module")
def _nothing_stays_frozen() -> Iterator[None]:
    """The window takes what it opened out of the collector's rounds; a test that never locks it would keep it for ever."""
    yield
    gc.unfreeze()
    gc.collect()
    gc.freeze()  # what the next module's tests find is not gone through after each of them


@pytest.fixture(autouse=True)
def _no_leaks(qapp: QApplication) -> Iterator[None]:
    """No thread and no window may be left behind."""
    before = set(threading.enumerate())
    windows = set(qapp.topLevelWidgets())
    yield
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    threads = [t.name for t in threading.enumerate() if t not in before]
    left = [type(w).__name__ for w in qapp.topLevelWidgets() if w not in windows and w.isVisible()]
    assert not threads, f"threads left: {threads}"
    assert not left, f"windows left: {left}"


@pytest.fixture
def failures() -> Iterator[Failures]:
    """Where failures of the runner go."""
    made = Failures()
    yield made
    if made.bugs:
        raise made.bugs[0]


@pytest.fixture
def runner(qapp: QApplication, failures: Failures) -> Iterator[Runner]:
    """A runner that is stopped at the end."""
    made = Runner(failures)
    yield made
    made.close()


@pytest.fixture
def desk(office: Session, runner: Runner, tokens: Tokens, idle: Callable[[], None]) -> Iterator[Desk]:
    """A desk on the shared office, its directory read."""
    from app.ui.desk import Desk

    made = Desk(office, runner, Dialogs(scripted=True), tokens)
    made.load_directory()
    idle()
    yield made
    idle()


@pytest.fixture
def idle(qtbot: QtBot, runner: Runner) -> Callable[[], None]:
    """Wait until no store work is left."""

    def wait() -> None:
        qtbot.waitUntil(lambda: runner.idle, timeout=20_000)
        qtbot.wait(5)
        qtbot.waitUntil(lambda: runner.idle, timeout=20_000)

    return wait


@pytest.fixture
def shell(desk: Desk, idle: Callable[[], None]) -> Iterator[Shell]:
    """The main window on the shared office."""
    from app.ui.pages.factory import make_page
    from app.ui.shell import Shell

    made = Shell(desk, make_page, desk.session.unit_name())
    made.show()
    yield made
    made.keep_drafts()
    idle()
    made.close()
    made.deleteLater()


@pytest.fixture
def person(office: Session) -> Callable[[str], str]:
    """Add a person to the office; returns the id."""
    from app.services import people

    return lambda name: people.save_person(office, name).value
