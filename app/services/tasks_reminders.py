"""Who is to be reminded of a task at present: the handler, the leader in charge, the principal. Nothing is ever sent.

The stages are data (forms/reminders); from how many days over a limit each begins is what the unit says, or a source.
A stage is never passed over: whoever is next was not reminded before the one below was.
Does not belong here: the draft of a reminder (gap_letters), what was decided about reminding (task_quiet).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.catalog.reminders import Stage
from app.services.flow_ground import Grounds
from app.services.session import Session
from app.services.task_model import DOSSIER, OVERDUE, POST, SOON, Reminder, Task
from app.services.tasks_limits import LEDGERS
from app.store.database import Connection
from app.store.reminded import reminded

NOT_REMINDED = (DOSSIER, POST)
ISSUED = ("signed", "numbered", "delivered", "receipted", "replied", "archived")


@dataclass(frozen=True, slots=True)
class Reminders:
    """What the unit says of the stages. days over a limit, None: not said; to: by stage whom instead of the shipped."""

    leader: int | None = None
    principal: int | None = None
    to: Mapping[str, str] = field(default_factory=dict)

    def days(self, stage: Stage) -> int | None:
        """From how many days over a limit a stage begins; None: nobody has said."""
        own = {"leader": self.leader, "principal": self.principal}.get(stage.code)
        return own if own is not None else stage.days


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that was issued. words: of its stage; due: until when an answer is expected, ISO or empty."""

    words: str
    due: str = ""


@dataclass(slots=True)
class Told:
    """Works out the stage of many tasks on one day. sent: the reminders issued about a task."""

    there: Grounds
    levels: Reminders
    stages: tuple[Stage, ...]
    sent: Callable[[Task], Sequence[Sent]] = lambda _task: ()
    _known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def of(self, task: Task) -> Reminder | None:
        """The first stage when the limit is near, later ones as their days are over; None while it is far or open."""
        if task.source in NOT_REMINDED or task.state not in (SOON, OVERDUE) or task.due is None or not self.stages:
            return None
        return self.at(self.stage(task), task)

    def stage(self, task: Task) -> Stage:
        """The stage that is next: as its days say, but only after the one below was reminded; also without days once the
        limit for an answer to the last reminder is over."""
        late = (self.there.as_of - task.due).days if task.due is not None else 0
        begun = [n for n, s in enumerate(self.stages) if (days := self.levels.days(s)) is not None and late >= days]
        reached, over, today = 0, 0, self.there.as_of.isoformat()
        for one in self.sent(task):
            after = next((n + 1 for n, s in enumerate(self.stages) if s.words == one.words), 0)
            reached = max(reached, after)
            over = max(over, after if one.due and one.due < today else 0)
        return self.stages[min(max(min(max(begun, default=0), reached), over), len(self.stages) - 1)]

    def at(self, stage: Stage, task: Task) -> Reminder:
        """A task's reminder at a stage, whenever that is."""
        people = self.people(stage, task)
        words = self._names(people) if people else (task.assignee_name or task.who if self._to(stage) == "handler" else "")
        return Reminder(stage.code, words, stage.words, people)

    def _to(self, stage: Stage) -> str:
        return self.levels.to.get(stage.code, stage.to)

    def people(self, stage: Stage, task: Task) -> tuple[str, ...]:
        """Whom a stage goes to, people or units; empty when nobody in the register is."""
        concerned = tuple(o for o in (task.subject, *task.people) if o)
        match self._to(stage):
            case "in_charge":
                return self._in_charge(concerned)
            case "principal":
                return self.there.office.principals(self.there.as_of)
            case "concerned_principal":
                return tuple(
                    p.person for p in self.there.office.posts
                    if p.unit in concerned and p.held(self.there.as_of) and "principal" in p.roles
                )  # fmt: skip
        return (task.assignee,) if task.assignee in self.there.names else task.people or ((task.subject,) if task.subject else ())

    def _in_charge(self, concerned: tuple[str, ...]) -> tuple[str, ...]:
        """The members in charge of whom a task concerns, or of who does it, on that day."""
        if concerned not in self._known:
            team = self.there.people.holders("member", self.there.as_of)
            self._known[concerned] = tuple(m for m in team if any(self._covers(m, one) for one in concerned))
        return self._known[concerned]

    def _covers(self, member: str, one: str) -> bool:
        office, day = self.there.office, self.there.as_of
        fields = {f for p in office.posts_of(member) if p.held(day) for f in p.fields}
        return member == one or office.label(one) in fields or office.covers(member, one, day)

    def _names(self, people: Sequence[str]) -> str:
        return "、".join(self.there.names[p] for p in people if p in self.there.names)


def sent(session: Session, conn: Connection) -> Callable[[Task], Sequence[Sent]]:
    """Finds the reminders that were issued about a task, as far as the account sees them; a ledger row is the same
    matter whether its task is the row or a step of it."""
    by_key: dict[str, list[Sent]] = {}
    by_row: dict[str, list[Sent]] = {}
    for key, words, due in reminded(conn, [s.words for s in session.catalog.reminders], ISSUED, session.sight()):
        by_key.setdefault(key, []).append(Sent(words, due))
        for part in key.split(":"):
            by_row.setdefault(part, []).append(Sent(words, due))
    rows = {form.id for form in session.catalog.records.on_page(LEDGERS)}

    def of(task: Task) -> Sequence[Sent]:
        row = task.form in rows and task.state == OVERDUE
        return (by_row if row else by_key).get(task.record if row else task.id, ())

    return of
