"""What is done with a task: its next step, taking it, handing it on, leaving it for later.

Does not belong here: what an offer of a workflow does (offers), how a task is shown (taskcard, todolist).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.dates import parse_day
from app.services import tasks as service
from app.services.results import OpResult
from app.services.task_model import Task
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.directory import match
from app.ui.letteroffer import be_quiet, offer_letters, remind, speak_again
from app.ui.offers import OfferActs

WEEK = 7


class TaskActs:
    """The acts of a page that shows tasks. done: what follows a change; explained: opens the explanation of a duty."""

    def __init__(self, desk: Desk, owner: QWidget, done: Callable[[], object], explained: Callable[[Task], object]) -> None:
        self._desk, self._owner, self._done, self.explained = desk, owner, done, explained
        self.offers = OfferActs(desk, owner, done)

    def act(self, task: Task) -> None:
        """Do the next step: the first offer that can be taken, else open the record or say why."""
        offer = next((o for o in task.offers if not o.why_not), None)
        if offer is not None:
            self.offers.take(offer)
        elif task.record:
            self.offers.open_record(task.form, task.record)
        elif task.explain is not None:
            self.explained(task)

    def write(self, task: Task) -> None:
        """Choose a letter about it."""
        offer_letters(self._desk, self._owner, (task.id,))

    def remind(self, task: Task) -> None:
        """Open the draft of the reminder that is due."""
        remind(self._desk, self._owner, task)

    def be_quiet(self, task: Task, why: str) -> None:
        """No reminder of it: a false alarm, or an explanation that was accepted."""
        be_quiet(self._desk, self._owner, task, why, self._done)

    def speak_again(self, task: Task) -> None:
        """Reminders of it again."""
        speak_again(self._desk, self._owner, task, self._done)

    def claim(self, task: Task) -> None:
        """Take it oneself."""
        self._change("认领", lambda: service.take(self._desk.session, task.id))

    def give_back(self, task: Task) -> None:
        """Nobody has taken it."""
        self._change("取消认领", lambda: service.give_back(self._desk.session, task.id))

    def hand_on(self, task: Task) -> None:
        """Give it to somebody by name or initials."""
        ask = Ask("who", "转给谁", hint="姓名或拼音首字母")
        given = self._desk.dialogs.form("转给", task.title, (ask,), "转给")
        if given is None or not given["who"].strip():
            return
        typed = given["who"].strip()
        options = self._desk.directory.person_options()
        found = [o for o in options if o.label == typed] or match(options, typed, 3)
        if len(found) != 1:
            several = "、".join(o.label for o in found)
            self._desk.say(f"“{typed}”有几个人：{several}。请写全姓名。" if found else f"没有找到“{typed}”。", "warn")
            return
        self._change(f"转给{found[0].label}", lambda: service.take(self._desk.session, task.id, found[0].id))

    def set_aside(self, task: Task) -> None:
        """Not now: why, and until which day."""
        today = dt.date.fromisoformat(self._desk.today())
        asks = (
            Ask("reason", "理由", kind="long", hint="例如：等上级批复"),
            Ask("until", "暂不办理到哪天", (today + dt.timedelta(days=WEEK)).isoformat(), hint="例如 12-01、下周一；第二天回到待办"),
        )  # fmt: skip
        text = "期限和依据不变，过了那一天自己回来。可以撤销。"
        given = self._desk.dialogs.form("暂不办理", text, asks, "暂不办理")
        if given is None:
            return
        day = parse_day(given["until"], today)
        if day is None or day <= today:
            self._desk.say("请写今天以后的日期，例如 12-01、下周一。", "warn")
            return
        self._change("暂不办理", lambda: service.set_aside(self._desk.session, task.id, given["reason"].strip(), day))

    def resume(self, task: Task) -> None:
        """It is to be done again."""
        self._change("恢复办理", lambda: service.resume(self._desk.session, task.id))

    def _change(self, name: str, act: Callable[[], OpResult[Any]]) -> None:
        self._desk.runner.operate(self._owner, name, lambda _c: act(), lambda _v: self._done())
