"""What a workflow is (read from forms/workflows) and what a record looks like to it.

Belongs here: definitions without behaviour. Does not belong here: whether a proof holds (proofs),
which day is meant (days), how a run stands (progress).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Protocol


class StepState(StrEnum):
    """How one step stands. Every step is in exactly one."""

    DONE = "done"
    OPEN = "open"
    SOON = "soon"
    OVERDUE = "overdue"
    WAITING = "waiting"
    PASSED = "passed"
    UNCONFIGURED = "unconfigured"


SETTLED = frozenset({StepState.DONE, StepState.PASSED})
NOW = frozenset({StepState.OPEN, StepState.SOON, StepState.OVERDUE, StepState.UNCONFIGURED})

Amount = int | str  # a number, or the name of a parameter
Bound = float | str


@dataclass(frozen=True, slots=True)
class Day:
    """A day counted from something. base: start, field, after or rows; name: the field, step or table.

    column: of rows, the earliest day of this column among the rows whose column `empty` is not filled.

    months, days, working_days are added in this order, then end_of (month, quarter, half, year), then by (MM-DD:
    the next such day). A text in place of a number names a parameter; by_param: `by` is one.
    """

    base: str
    name: str = ""
    months: Amount = 0
    days: Amount = 0
    working_days: Amount | None = None
    end_of: str = ""
    by: str = ""
    by_param: bool = False
    column: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class NumberIs:
    """A number field within bounds."""

    field: str
    at_least: Bound | None = None
    at_most: Bound | None = None
    below: Bound | None = None
    above: Bound | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """One for each of somebody.

    people: who held a post, or `subordinate` for the units below; listed: a list of the unit (people, where it is not
    kept); field: those named there (roles: only in these); rows: rows of a table; linked: the
    subjects of these records. With `field` beside `people` or `linked` only those who are named there too.
    """

    people: str = ""
    listed: str = ""
    field: str = ""
    roles: tuple[str, ...] = ()
    rows: str = ""
    linked: Linked | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table with columns filled and of some values.

    place: the column that says whom a row is about. about_lead: only rows about the subject of the lead.
    """

    table: str
    fields: tuple[str, ...] = ()
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    at_least: int = 1
    every: bool = False
    each: Each | None = None
    place: str = ""
    day: str = ""
    about_lead: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """Records tied to the lead. kinds, forms: which; by: link, subject, named or any; field: the link must stand there.

    since, until: days they must be dated in. drafts: also states that do not count. where: what they must be.
    place: where the people of `each` stand in them (subject, actor, a field or table.column).
    """

    kinds: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    by: str = "link"
    field: str = ""
    since: Day | None = None
    until: Day | None = None
    drafts: bool = False
    where: Proof | None = None
    at_least: int = 1
    every: bool = False
    each: Each | None = None
    place: str = "subject"
    day: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """So many per cent of some linked records are good."""

    among: Linked
    good: Proof
    below: Bound | None = None
    at_least: Bound | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Conditions that must all hold (docs/forms.md, Workflows). day: the date field by which it is dated."""

    states: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    been: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    number: NumberIs | None = None
    rows: Rows | None = None
    subject_is: tuple[str, ...] = ()
    actor_is: tuple[str, ...] = ()
    linked: Linked | None = None
    share: Share | None = None
    param: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    step: str = ""
    overdue: str = ""
    all_of: tuple[Proof, ...] = ()
    any_of: tuple[Proof, ...] = ()
    negated: Proof | None = None
    day: str = ""
    parts: tuple[str, ...] = field(init=False, compare=False, default=())
    steady: bool = field(init=False, compare=False, default=True)
    own: bool = field(init=False, compare=False, default=True)

    def __post_init__(self) -> None:
        """Work out once what is asked for many thousand times.

        parts: the conditions it has. steady: once it holds it holds for good. own: it depends on the record alone, not
        on whose it is or on parameters.
        """
        derived = ("day", "parts", "steady", "own")
        found = tuple(f.name for f in fields(self) if f.name not in derived and getattr(self, f.name))
        inner = (*self.all_of, *self.any_of)
        steady = not (self.negated or self.overdue or self.share or self.now) and all(p.steady for p in inner)
        alone = not (self.param or self.number or self.linked or self.share or self.step or self.overdue)
        own = alone and not (self.rows and self.rows.about_lead) and all(p.own for p in inner)
        own = own and (self.negated is None or self.negated.own)
        for name, value in (("parts", found), ("steady", steady), ("own", own)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class Who:
    """Who does a step. kind: field, actor, role or author; code: the field, post or role."""

    kind: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class OfferDef:
    """Something that can be done about a step. kind: transition, fill, new, letter, rows, open; code: its target.

    values: literals of a new record. copy: field there → field of the lead (`row.x`: column of the row).
    words: values of a letter → field of the lead. link: the field there that names the lead. table: whose rows.
    """

    kind: str
    code: str = ""
    label: str = ""
    fields: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    copy: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    link: str = "links"
    table: str = ""
    when: Proof | None = None


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step.

    after: the steps it waits for. otherwise: why it is passed over when `when` does not hold. due, not_before: of
    several the first that gives a day counts. blocks: transitions refused until it is done; holds: only until its
    not_before has come.
    """

    id: str
    label: str
    done: Proof
    who: tuple[Who, ...] = ()
    after: tuple[str, ...] = ()
    when: Proof | None = None
    otherwise: str = ""
    due: tuple[Day, ...] = ()
    not_before: tuple[Day, ...] = ()
    remind: int = 7
    blocks: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    optional: bool = False
    offers: tuple[OfferDef, ...] = ()
    help: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Param:
    """A number, day or switch the unit may set. default None: it must say (待配置).

    dated: a new value is meant to hold from a day on (what began before keeps the old one).
    """

    id: str
    label: str
    unit: str
    default: Any = None
    help: str = ""
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """Which records have a run. kinds, states: empty for any."""

    form: str
    kinds: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    subject_is: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """One workflow; each is itself alone. ends: states of the lead in which nothing is asked; tasks False: only a row of steps."""

    id: str
    label: str
    leads: tuple[Lead, ...]
    steps: tuple[FlowStep, ...]
    no: str = ""
    summary: str = ""
    sources: tuple[str, ...] = ()
    ends: frozenset[str] = frozenset()
    params: Mapping[str, Param] = field(default_factory=dict)
    tasks: bool = True
    examples: tuple[Mapping[str, Any], ...] = ()

    def step(self, step_id: str) -> FlowStep | None:
        """A step by id."""
        return next((s for s in self.steps if s.id == step_id), None)


@dataclass(frozen=True, slots=True)
class Visit:
    """A state a record was in, from a day on (None: not known)."""

    state: str
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A record as a workflow sees it.

    counts: whether its state does. visited: the states it was in, in order, the present one last. values: its body.
    row: the id of the row of another record's table that it was made for.
    """

    id: str
    form: str
    kind: str
    state: str
    date: dt.date | None
    counts: bool = True
    title: str = ""
    actor: str = ""
    subjects: tuple[str, ...] = ()
    author: str = ""
    entered: dt.date | None = None
    visited: tuple[Visit, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    row: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A record tied to the lead. fields: those by which one names the other; named: whether it names the lead's subject."""

    item: Item
    fields: frozenset[str] = frozenset()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One matter: the lead record and all that is tied to it. free: records by kind that need no tie, in order of day."""

    lead: Item
    ties: tuple[Tie, ...] = ()
    free: Mapping[str, Sequence[Item]] = field(default_factory=dict)

    def without(self, ids: Collection[str]) -> Case:
        """The same for words: some of the records tied to it are not named."""
        return replace(self, ties=tuple(t for t in self.ties if t.item.id not in ids))


class Calendar(Protocol):
    """Which days are worked."""

    def add(self, day: dt.date, number: int) -> dt.date:
        """The day so many working days later."""
        ...


class People(Protocol):
    """Who holds which post."""

    def has_role(self, person: str | None, day: dt.date, roles: tuple[str, ...]) -> bool:
        """Whether a person held one of the posts that day."""
        ...

    def holders(self, role: str, day: dt.date) -> tuple[str, ...]:
        """Who held a post that day; `subordinate`: the units below."""
        ...

    def listed(self, name: str, day: dt.date) -> tuple[str, ...] | None:
        """Who stands in a list of the unit for the period of that day; None when it is not kept."""
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run is judged by besides its records. params: those set by the unit over the defaults.

    known: answers about records that are the same for every run of the day, kept by whoever makes many of them.
    """

    as_of: dt.date
    people: People
    workdays: Calendar
    params: Mapping[str, Any] = field(default_factory=dict)
    known: dict[tuple[int, str], Any] = field(default_factory=dict, compare=False, repr=False)
