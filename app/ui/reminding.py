"""One quiet line a day: how many tasks are due today and late; and the same when midnight passes.

It is said once a day for each account and leads to 待办; how many are pressing stands at that line of the navigation.
Does not belong here: which tasks there are (services.tasks).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from app.services import home_roles, preferences, task_groups, tasks
from app.services.session import Session
from app.services.tasks import TaskScope
from app.ui.shell import Shell

LOOK_MS = 60_000  # how often the day is looked at
AFTER_MS = 1_500  # after a change, so that several are counted once


@dataclass(frozen=True, slots=True)
class Pressing:
    """What presses on a day. say: whether it has not been said yet."""

    day: str
    today: int
    late: int
    say: bool

    def sentence(self) -> str:
        """今天到期 3 项、逾期 2 项; empty when nothing presses."""
        parts = [f"{word} {n} 项" for word, n in (("今天到期", self.today), ("逾期", self.late)) if n]
        return f"{'、'.join(parts)}。" if parts else ""


def pressing(session: Session) -> Pressing:
    """Count what is due today and late for the account, and whether to say so. Nothing for who holds no records."""
    day = session.clock.today()
    if session.business is None or not session.visible_forms():
        return Pressing(day.isoformat(), 0, 0, False)
    scope = TaskScope(office=True) if home_roles.is_clerk(session) else TaskScope(mine=True)
    counts = task_groups.counts(tasks.tasks(session, scope).tasks, day)
    own = preferences.get_many(session, preferences.REMIND, preferences.REMINDED)
    fresh = own[preferences.REMIND] == "on" and own[preferences.REMINDED] != day.isoformat()
    return Pressing(day.isoformat(), counts["today"], counts[task_groups.LATE], fresh)


class Reminder(QObject):
    """Watches the day for one window."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell, self._desk = shell, shell.desk
        self._day = self._desk.today()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self.look)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AFTER_MS)
        self._again.timeout.connect(self.count)
        shell.heard.connect(self._again.start)

    def start(self) -> None:
        """Count now, and at every new day."""
        self._clock.start()
        self.count()

    def look(self) -> None:
        """See whether a new day has begun."""
        if self._desk.today() != self._day:
            self._day = self._desk.today()
            self._shell.new_day()
            self.count()

    def count(self) -> None:
        """Count what presses, and say it when it has not been said today."""
        session = self._desk.session
        self._desk.runner.query(self, lambda: pressing(session), self._show, key="remind")

    def _show(self, found: Pressing) -> None:
        self._shell.navigation.set_pressing(found.today + found.late)
        text = found.sentence()
        if not found.say or not text:
            return
        session = self._desk.session
        self._desk.say(text, "info", ("打开待办", lambda: self._desk.open("tasks")))
        self._desk.runner.query(self, lambda: preferences.put(session, preferences.REMINDED, found.day), lambda _n: None)
