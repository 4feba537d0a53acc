"""Selectors: which facts a rule looks at, as data. No expression is ever parsed or run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Op(StrEnum):
    """What a condition asks of one field."""

    FILLED = "filled"
    EMPTY = "empty"
    IS = "is"
    NOT = "not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with values.

    field: a field of the record, a column after `[]` (`agenda[].category`), or a base
    column. values: for `is` any of them, for `not` none of them. param: compare with this
    setting of the duty instead (`flow:<id>:<param>`: with that of a workflow as it held on the day of the record); other: with another field of the same record.
    """

    field: str
    op: Op
    values: tuple[Any, ...] = ()
    param: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class RowCondition:
    """Some row of a sub-table fulfils all conditions at once."""

    table: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """All parts must hold; an empty part asks nothing.

    topics: any of these labels. by, lecturer, leader, chair, owner: the role that the person
    acting held on that day. recipients: each of these was addressed. attendance_role and
    attendee_org: one and the same person attended so and held that role (not in a lower
    unit). about: the record says so, or its subject held that role. linked: linked with a record of one of these kinds. states: the record's state.
    any_of: at least one group of conditions holds.
    """

    topics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    lecturer: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    chair: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    attendance_role: str | None = None
    attendee_org: str | None = None
    about: str | None = None
    linked: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    rows: tuple[RowCondition, ...] = ()
    any_of: tuple[tuple[Condition, ...], ...] = ()


ANYTHING = Where()


@dataclass(frozen=True, slots=True)
class Selector:
    """Facts of these kinds that fulfil where. A kind ending in `.*` stands for its whole family."""

    kinds: tuple[str, ...]
    where: Where = ANYTHING


@dataclass(frozen=True, slots=True)
class Element:
    """A part that a found record must have, else the result is partial.

    linked: a linked record of these kinds. any_filled: one of these fields. states: or the
    record has reached one of these states. together: asked only when another element of the record is
    there, so that a record whose contents nobody typed is taken as whole. named: `table[].column` holds every name that the setting
    `names` lists. label: what is missing, for the clerk.
    """

    label: str
    linked: tuple[str, ...] = ()
    any_filled: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    named: str | None = None
    names: str | None = None
    together: bool = False


class Match(StrEnum):
    """Through which part of a fact a person or unit is recognised."""

    ACTOR = "actor"
    SUBJECT = "subject"
    RECIPIENT = "recipient"
    ATTENDANCE = "attendance"
    OWNER = "owner"
    ORGANISER = "organiser"


class Per(StrEnum):
    """For whom a duty gives one row each, or which parts one row must have."""

    UNIT = "unit"
    MEMBER = "member"
    TEAM_MEMBER = "team_member"
    LEADER = "leader"
    PRINCIPAL = "principal"
    HEAD = "head"
    SUBORDINATE = "subordinate"
    SUBORDINATE_PRINCIPAL = "subordinate_principal"
    SUBORDINATE_DISCIPLINE_HEAD = "subordinate_discipline_head"
    DEPT_HEAD = "dept_head"
    WEAK_SUBORDINATE = "weak_subordinate"
    OPEN_RECTIFICATION = "open_rectification"
    PERSON = "person"
    RECIPIENT = "recipient"
    REPORTING_BODY = "reporting_body"
    KIND = "kind"
    KEY_FIELD = "key_field"
    BRANCH = "branch"
    DEPARTMENT = "department"


PARTS = frozenset(
    {Per.RECIPIENT, Per.REPORTING_BODY, Per.KIND, Per.KEY_FIELD, Per.BRANCH, Per.DEPARTMENT},
)
