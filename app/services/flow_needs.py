"""Which records around a lead a workflow looks at: gathered once from its proofs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

from app.domain.periods import add_months
from app.domain.workflow.days import meant
from app.domain.workflow.model import Day, Flow, Ground, Item, Linked
from app.store.flows import Sort

A_YEAR = 12
DOSSIER = "dossier."


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be read around the leads of a workflow, by how it is tied to them.

    asked: every such question. filing: the steps that are proven by an entry in a dossier.
    """

    link: Sort
    subject: Sort
    named: Sort
    free: Sort
    asked: tuple[Linked, ...]
    filing: frozenset[str] = frozenset()

    @property
    def all(self) -> Sort:
        """Every record it may look at besides the lead."""
        return self.link | self.subject | self.named | self.free


@lru_cache(maxsize=256)
def needs_of(flow: Flow) -> Needs:
    """What a workflow looks at."""
    asked = tuple(linked_in(flow.steps))

    def sort(by: str) -> Sort:
        found = Sort()
        for one in asked:
            if one.by == by:
                found = found | Sort(one.kinds, one.forms)
        return found

    filing = (s.id for s in flow.steps if any(k.startswith(DOSSIER) for one in linked_in(s.done) for k in one.kinds))
    return Needs(sort("link"), sort("subject"), sort("named"), sort("any"), asked, frozenset(filing))


def linked_in(value: Any) -> Iterator[Linked]:
    """Every question about linked records inside a definition."""
    if isinstance(value, Linked):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from linked_in(getattr(value, one.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from linked_in(item)


def earliest(needs: Needs, lead: Item, ground: Ground) -> dt.date | None:
    """From which day on records that do not name the lead may matter to it; None: none do."""
    days = [d for one in needs.asked if one.by != "link" and (d := _from(one.since, lead, ground)) is not None]
    return min(days, default=None)


def _from(since: Day | None, lead: Item, ground: Ground) -> dt.date | None:
    if since is None or lead.date is None:
        return lead.date
    if since.base == "after":  # the step may have been done before the lead was entered
        return add_months(lead.date, -A_YEAR)
    return meant((since,), lead, {}, ground.params, ground.workdays).day or lead.date
