"""Tasks in groups by when they are due, and how many fall into this week, month and quarter.

Weeks run from Monday to Sunday, quarters are natural ones; a group holds what the groups before it do not. What is late
by more than a year is a group of its own behind the others, so that the history an office brings along does not bury
what can still be done in time. Does not belong here: which tasks there are (services.tasks).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.services.task_model import Task

LATE, WEEK, MONTH, QUARTER, LATER, UNDATED, WAITING = "late", "week", "month", "quarter", "later", "undated", "waiting"
OLD = "old"  # folded where everything is listed, and no part of the number of late ones
LABELS: Mapping[str, str] = {
    LATE: "逾期", WEEK: "本周", MONTH: "本月", QUARTER: "本季度", LATER: "以后", UNDATED: "没有期限", WAITING: "等待他人",
    OLD: "逾期一年以上",
}  # fmt: skip
SPANS = (WEEK, MONTH, QUARTER)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one time. last: the last day that belongs to it."""

    code: str
    tasks: tuple[Task, ...]
    last: dt.date | None = None

    @property
    def label(self) -> str:
        """What stands above them."""
        until = f"（到 {self.last.month} 月 {self.last.day} 日）" if self.last is not None else ""
        return f"{LABELS[self.code]}{until}"


def ends(today: dt.date) -> dict[str, dt.date]:
    """The last day of the present week, month and quarter."""
    month = 3 * ((today.month - 1) // 3) + 3
    return {
        WEEK: today + dt.timedelta(days=6 - today.weekday()),
        MONTH: today.replace(day=calendar.monthrange(today.year, today.month)[1]),
        QUARTER: dt.date(today.year, month, calendar.monthrange(today.year, month)[1]),
    }


def a_year_before(day: dt.date) -> dt.date:
    """The same day of the year before; of 29 February the day before."""
    return day.replace(year=day.year - 1, day=min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))


def group_of(task: Task, today: dt.date) -> str:
    """The group a task belongs to on a day."""
    if task.state == "waiting":
        return WAITING
    if task.state == "overdue" or (task.due is not None and task.due < today):
        if task.due is not None and task.due < a_year_before(today):
            return OLD
        return LATE  # what goes against a rule is late without a day
    if task.due is None:
        return UNDATED
    return next((code for code in SPANS if task.due <= ends(today)[code]), LATER)


def groups(tasks: Iterable[Task], today: dt.date) -> list[Group]:
    """The groups that have tasks, the most pressing first; tasks keep their order."""
    found: dict[str, list[Task]] = {}
    for one in tasks:
        found.setdefault(group_of(one, today), []).append(one)
    last = ends(today)
    return [Group(code, tuple(found[code]), last.get(code)) for code in LABELS if code in found]


def due_until(tasks: Iterable[Task], today: dt.date, last: dt.date) -> int:
    """How many are due from today to a day; what is late or waits for others is not counted."""
    return sum(t.due is not None and t.state != "waiting" and today <= t.due <= last for t in tasks)


def counts(tasks: Iterable[Task], today: dt.date) -> dict[str, int]:
    """How many are late, late by more than a year (not among the late), due today, due within each span (longer ones hold the shorter), and waiting for others."""
    rows = tuple(tasks)
    kinds = [group_of(t, today) for t in rows]
    found = {LATE: kinds.count(LATE), OLD: kinds.count(OLD), WAITING: kinds.count(WAITING), "today": due_until(rows, today, today)}
    return found | {code: due_until(rows, today, last) for code, last in ends(today).items()}
