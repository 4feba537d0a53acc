"""Pictures of the main pages of an unlocked office, for the demo, the manual and looking at."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.services import duties, lists, people
from app.services.session import Session
from app.store.queries import ListQuery
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.pages.factory import make_page
from app.ui.shell import Shell
from app.ui.theme import dress, install_translation

SIZE = (1366, 768)
PATIENCE = 20.0


class _Raise:
    """Failures while taking pictures are failures of the caller."""

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
    timer.setInterval(15)
    calm = 0

    def look() -> None:
        nonlocal calm
        calm = calm + 1 if ready() else 0
        if calm > 4 or time.monotonic() > limit:
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()


def render_screens(session: Session, out_dir: Path, theme: str = "light") -> list[Path]:
    """Render each main page of a session to PNG at 1366×768; returns the files in order."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    tokens = dress(app, theme)
    install_translation(app)
    presenter = _Raise()
    runner = Runner(presenter)
    desk = Desk(session, runner, Dialogs(scripted=True), tokens)
    shell = Shell(desk, make_page, session.unit_name())
    shell.resize(*SIZE)
    shell.show()
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        desk.load_directory()
        wait_until(lambda: runner.idle)
        made = [_shoot(shell, out_dir / f"{name}.png", page, args) for name, page, args in _plan(session)]
    finally:
        runner.close()
        shell.close()
        shell.deleteLater()
    if presenter.errors:
        raise presenter.errors[0]
    return made


def _shoot(shell: Shell, path: Path, page: str, args: dict[str, object]) -> Path:
    shell.desk.open(page, **args)
    wait_until(lambda: shell.desk.runner.idle)
    shell.bar.dismiss()
    wait_until(lambda: shell.desk.runner.idle)
    shell.grab().save(str(path))
    return path


def _plan(session: Session) -> list[tuple[str, str, dict[str, object]]]:
    """Which pages with which arguments: a filled example of each."""
    plan: list[tuple[str, str, dict[str, object]]] = [("home", "home", {}), ("meetings", "meetings", {})]
    meeting = _first(session, ("meeting",), "mtg.standing")
    if meeting:
        plan.append(("meeting", "record", {"id": meeting}))
    plan.append(("meeting-new", "record", {"form": "meeting", "kind": "mtg.standing"}))
    board = duties.board(session, session.clock.today().year)
    cells = [c for r in board.rows for c in r.cells]
    cell = next((c for s in ("overdue", "violated", "partial", "due") for c in cells if c.state == s), None)
    plan.append(("board", "board", {"duty": cell.duty, "period": cell.period, "subject": cell.subject} if cell else {}))
    letter = _first(session, ("letter",))
    if letter:
        plan.append(("letter", "letter", {"id": letter}))
    first = people.people(session)
    if first:
        plan.append(("person", "person", {"id": first[0].id}))
    names = ("talks", "letters", "people", "exchange", "statistics", "settings")
    return [*plan, *((n, n, {}) for n in names)]


def _first(session: Session, forms: tuple[str, ...], kind: str = "") -> str:
    ids = lists.list_ids(session, ListQuery(forms=forms, kinds=(kind,) if kind else ()))
    rows = lists.rows(session, forms, list(ids[:40]))
    drafts = [r.id for r in rows if r.state == "draft"]
    return drafts[0] if drafts and "letter" in forms else rows[0].id if rows else ""
