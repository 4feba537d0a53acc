"""Facts: what a record proves, in the one shape that duties count.

A fact is projected from a record by the `emits:` part of its form (store.facts) and
is never edited. Duties read facts, posts and lists, never record bodies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BESIDES = "yielded_besides"  # in values: the record is of another kind and yields this fact too


@dataclass(frozen=True, slots=True)
class Fact:
    """One countable thing.

    kind: a vocabulary code (`mtg.standing`, `talk.heart`) or, for a row of a
    sub-table, the record's kind and the sub-table (`mtg.dem_life.statement`).
    date: the day it happened; end: its last day where it lasts; entered: the day it
    was typed (a later day means 补录). actor: person or unit that acts; subject: the
    person or unit acted upon. topics: topic codes of the whole record (agenda items
    included). links: ids of linked records, whichever field names them. recipients: codes or ids a report or
    letter went to. due: the deadline of a ledger row. row: the sub-table row's id.
    values: every other field of the record by its name, as plain JSON values; long texts
    stand as True (filled in). A record about several people keeps them all in
    values["subject"].
    """

    kind: str
    record: str
    date: dt.date
    actor: str | None = None
    subject: str | None = None
    end: dt.date | None = None
    entered: dt.date | None = None
    due: dt.date | None = None
    state: str | None = None
    unit: str | None = None
    title: str = ""
    topics: frozenset[str] = frozenset()
    recipients: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    row: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Whether it is the fact of the record itself, not of a row and not one of another kind that it yields besides."""
        return self.row is None and not self.values.get(BESIDES)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every person or unit acted upon."""
        if self.subject is None:
            return ()
        several = self.values.get("subject") if self.values else None
        return tuple(several) if isinstance(several, list) else (self.subject,)
