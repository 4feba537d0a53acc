"""What a task is: something that is to be done now, by whom, until when, and why. Not here: where tasks come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.flow_offers import Offer

FLOW, DUTY, LETTER, LEDGER, DOSSIER, POST = "flow", "duty", "letter", "ledger", "dossier", "post"
TODO, SOON, OVERDUE, WAITING = "todo", "soon", "overdue", "waiting"
TONES: Mapping[str, str] = {TODO: "info", SOON: "warn", OVERDUE: "bad", WAITING: "info"}
REMIND = 7


@dataclass(frozen=True, slots=True)
class Place:
    """The row of the evaluation that a task of a duty explains."""

    duty: str
    period: str
    subject: str
    record: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a task is set aside and until which day."""

    reason: str
    until: dt.date
    who: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Why no reminder of a task is proposed: the code and word of it, the reason, who said so and when."""

    why: str
    label: str
    reason: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who is to be reminded at present: the stage and its people in words. Nothing is ever sent.

    words: what a draft for it says it is, 第二级：分管领导; people: ids of people or units, empty when nobody in the register is.
    """

    stage: str
    who: str
    words: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One task. source: flow, duty, letter, ledger, dossier or post; state: todo, soon, overdue or waiting.

    people, roles, accounts: who does it; assignee: the person who has taken it, empty for nobody. record, form, kind:
    what it is about. explain: for duties. subject: whom or what it concerns, for the reminder.
    """

    id: str
    source: str
    title: str
    why: str
    state: str
    tag: str
    flow: str = ""
    flow_label: str = ""
    step: str = ""
    step_label: str = ""
    record: str = ""
    form: str = ""
    kind: str = ""
    day_from: dt.date | None = None
    due: dt.date | None = None
    due_words: str = ""
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    who: str = ""
    subject: str = ""
    assignee: str = ""
    assignee_name: str = ""
    offers: tuple[Offer, ...] = ()
    sources: tuple[str, ...] = ()
    source_label: str = ""
    explain: Place | None = None
    aside: Aside | None = None
    reminder: Reminder | None = field(default=None, compare=False)
    quiet: Quiet | None = None

    @property
    def writable(self) -> bool:
        """Whether a letter can be drafted about it: something is open, and with somebody."""
        return self.source in (DUTY, LETTER, LEDGER, FLOW) and self.state in (SOON, OVERDUE, WAITING)

    @property
    def tone(self) -> str:
        """How it is coloured."""
        return TONES[self.state]


def urgency(due: dt.date | None, today: dt.date, remind: int = REMIND) -> str:
    """How a task with a limit stands today."""
    if due is None:
        return TODO
    left = (due - today).days
    return OVERDUE if left < 0 else SOON if left <= remind else TODO
