"""Who is to be reminded of a task at present: the handler, the leader in charge, the principal. Nothing is ever sent.

The stages are data (forms/reminders); from how many days over a limit each begins is what the unit says, or a source.
Does not belong here: the draft of a reminder (gap_letters), what was decided about reminding (task_quiet).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.catalog.reminders import Stage
from app.services.flow_ground import Grounds
from app.services.task_model import DOSSIER, OVERDUE, POST, SOON, Reminder, Task

NOT_REMINDED = (DOSSIER, POST)


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


@dataclass(slots=True)
class Told:
    """Works out the stage of many tasks on one day."""

    there: Grounds
    levels: Reminders
    stages: tuple[Stage, ...]
    _known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def of(self, task: Task) -> Reminder | None:
        """The first stage when the limit is near, later ones as their days are over; None while it is far or open."""
        if task.source in NOT_REMINDED or task.state not in (SOON, OVERDUE) or task.due is None or not self.stages:
            return None
        return self.at(self.stage((self.there.as_of - task.due).days), task)

    def stage(self, late: int) -> Stage:
        """The stage that many days over a limit."""
        begun = [s for s in self.stages[1:] if (days := self.levels.days(s)) is not None and late >= days]
        return begun[-1] if begun else self.stages[0]

    def at(self, stage: Stage, task: Task) -> Reminder:
        """A task's reminder at a stage, whenever that is."""
        people = self.people(stage, task)
        words = self._names(people) if people else (task.assignee_name or task.who if self._to(stage) == "handler" else "")
        return Reminder(stage.code, stage.label, words, stage.level, people)

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
