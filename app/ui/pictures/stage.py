"""A real window on an example office with a clock that stands still: where scenes play."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.services.session import Session
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.pages.factory import make_page
from app.ui.shell import Shell
from app.ui.theme import Tokens

PATIENCE = 20.0
LOOK_MS = 15
CALM = 4


class Collected:
    """A presenter: failures while taking pictures are failures of the caller."""

    def __init__(self) -> None:
        self.errors: list[BaseException] = []

    def known(self, error: BaseException) -> None:
        """Keep a known failure."""
        self.errors.append(error)

    def cancelled(self, label: str) -> None:
        """Nothing is cancelled here."""

    def crashed(self, error: BaseException) -> None:
        """Keep a bug."""
        self.errors.append(error)


def wait_until(ready: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Let the event loop run until something holds and painting has settled."""
    loop = QEventLoop()
    limit = time.monotonic() + patience
    timer = QTimer()
    timer.setInterval(LOOK_MS)
    calm = 0

    def look() -> None:
        nonlocal calm
        calm = calm + 1 if ready() else 0
        if calm > CALM or time.monotonic() > limit:
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()


class Stage:
    """The shell of one session. target: the widget a scene wants in the picture, the shell unless it says so."""

    def __init__(self, session: Session, tokens: Tokens, size: tuple[int, int], *, scripted: bool = False) -> None:
        self.session, self.size = session, size
        self.presenter = Collected()
        self.runner = Runner(self.presenter)
        self.dialogs = Dialogs(scripted=scripted)
        self.desk = Desk(session, self.runner, self.dialogs, tokens)
        self.shell = Shell(self.desk, make_page, session.unit_name() if session.business is not None else "账号和日志管理")
        self.dialogs.parent = self.shell
        self.shell.resize(*size)
        self.shell.show()
        if session.business is not None:
            self.desk.load_directory()
        self.settle()

    @property
    def page(self) -> Any:
        """The page that is shown."""
        return self.shell.current

    def settle(self) -> None:
        """Wait until nothing is under way."""
        wait_until(lambda: self.runner.idle)

    def open(self, page: str, **args: object) -> Any:
        """Go to a page and wait for it."""
        self.desk.open(page, **args)
        self.settle()
        self.shell.bar.dismiss()
        self.settle()
        return self.page

    def stretch(self, height: int = 0) -> None:
        """Make the window as high as told, or as high as it was; wait for it."""
        width, usual = self.size
        self.shell.resize(width, height or usual)
        self.settle()

    def modal(self, act: Callable[[], object], look: Callable[[QWidget], object]) -> None:
        """Do something that opens a dialog or a menu, look at it, close it."""
        timer = QTimer()
        timer.setInterval(LOOK_MS)
        limit = time.monotonic() + PATIENCE
        seen: list[QWidget] = []
        before = {w for w in QApplication.topLevelWidgets() if w.isVisible()}

        def peek() -> None:
            window = next((w for w in QApplication.topLevelWidgets() if w.isVisible() and w not in before), None)
            if window is None and time.monotonic() < limit:
                return
            timer.stop()
            if window is None:
                return
            wait_until(lambda: self.runner.idle)
            seen.append(window)
            try:
                look(window)
            finally:
                window.close()

        timer.timeout.connect(peek)
        timer.start()
        act()
        wait_until(lambda: bool(seen))
        if not seen:
            raise LookupError("no dialog appeared")

    def close(self) -> None:
        """End the window; raises what went wrong meanwhile."""
        self.runner.close()
        self.shell.close()
        self.shell.deleteLater()
        if self.presenter.errors:
            raise self.presenter.errors[0]


@contextmanager
def stage(session: Session, tokens: Tokens, size: tuple[int, int], *, scripted: bool = False) -> Iterator[Stage]:
    """A stage that is closed at the end."""
    made = Stage(session, tokens, size, scripted=scripted)
    try:
        yield made
    finally:
        made.close()
