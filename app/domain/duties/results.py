"""What an evaluation says: state, what it rests on, what is missing, until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

# The state of an event that two people have set aside: nothing has to follow it.
SET_ASIDE = "not_applicable"


class DutyState(StrEnum):
    """The states of design.md. Never a verdict about a person: only records seen or not seen."""

    MET = "met"
    DUE = "due"
    PARTIAL = "partial"
    OVERDUE = "overdue"
    VIOLATED = "violated"
    EXEMPT = "exempt"
    UNCONFIGURED = "unconfigured"
    UNDETERMINED = "undetermined"
    MANUAL_PENDING = "manual_pending"
    MANUAL_MET = "manual_met"
    MANUAL_UNMET = "manual_unmet"


@dataclass(frozen=True, slots=True)
class Near:
    """A record that nearly counts, and why it does not."""

    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """One row: duty × period × subject.

    period: a period's name or the id of the triggering record. subject: person, unit or
    the own unit. count of need; records it rests on; missing: codes, ids or fields.
    due: the last day that is not yet late. near: at most five records.
    """

    duty: str
    period: str
    subject: str
    state: DutyState
    count: int = 0
    need: int = 0
    records: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    note: str = ""
    due: dt.date | None = None
    near: tuple[Near, ...] = ()
