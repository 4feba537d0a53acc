"""Who is to be reminded of a task at present: the handler, the leader in charge, the principal. Nothing is ever sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.services.flow_ground import Grounds
from app.services.task_model import OVERDUE, SOON, Reminder, Task


@dataclass(frozen=True, slots=True)
class Reminders:
    """From how many days over a limit on the leader in charge and the principal are to be reminded."""

    leader: int = 1
    principal: int = 15


@dataclass(slots=True)
class Told:
    """Works out the stage of many tasks on one day."""

    there: Grounds
    levels: Reminders
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def of(self, task: Task) -> Reminder | None:
        """经办 when the limit is near, then the leader in charge, then the principal; None while it is far or open."""
        if task.state not in (SOON, OVERDUE) or task.due is None:
            return None
        late = (self.there.as_of - task.due).days
        if late >= self.levels.principal:
            return Reminder("principal", "主要负责人", self._names(self.there.office.principals(self.there.as_of)))
        if late >= self.levels.leader:
            return Reminder("leader", "分管领导", self._in_charge(tuple(o for o in (task.subject, *task.people) if o)))
        return Reminder("handler", "经办", task.assignee_name or task.who)

    def _in_charge(self, concerned: tuple[str, ...]) -> str:
        """The members in charge of whom a task concerns, or of who does it, on that day."""
        if concerned not in self._known:
            team = self.there.people.holders("member", self.there.as_of)
            self._known[concerned] = self._names([m for m in team if any(self._covers(m, one) for one in concerned)])
        return self._known[concerned]

    def _covers(self, member: str, one: str) -> bool:
        office, day = self.there.office, self.there.as_of
        fields = {f for p in office.posts_of(member) if p.held(day) for f in p.fields}
        return member == one or office.label(one) in fields or office.covers(member, one, day)

    def _names(self, people: Sequence[str]) -> str:
        return "、".join(self.there.names[p] for p in people if p in self.there.names)
