"""What a question about a matter is asked with, what comes of it, and small readers of records that proofs share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.workflow.model import Bound, Ground, Item, Visit


@dataclass(frozen=True, slots=True)
class Held:
    """The answer to a proof.

    day: since when it holds. count of need: of proofs that ask for several. missing: ids of people, units or rows
    still without. records: what it rests on besides the lead. unset: parameters without which it cannot be said.
    """

    ok: bool
    day: dt.date | None = None
    count: int = 0
    need: int = 1
    missing: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """In what light a proof is asked.

    earliest: what is dated before it proves nothing. done, late: of earlier steps. lead: of a linked record, whose it is.
    """

    ground: Ground
    lead: Item | None = None
    earliest: dt.date | None = None
    done: Mapping[str, dt.date | None] = field(default_factory=dict)
    late: Set[str] = frozenset()

    def takes(self, day: dt.date | None) -> bool:
        """Whether something of that day may prove anything: not yet to come, not too early."""
        if day is None:
            return self.earliest is None
        return day <= self.ground.as_of and (self.earliest is None or day >= self.earliest)

    def bound(self, value: Bound) -> float | None:
        """A number, given or set by the unit; None when it is not set."""
        found = self.ground.params.get(value) if isinstance(value, str) else value
        return None if found is None else float(found)

    def inside(self, lead: Item) -> Asking:
        """The same question about a record tied to the lead."""
        return replace(self, earliest=None, lead=lead)


REACHED = "reached"  # in place of a date field: the day the record came to what is asked of it
YES = Held(True)
NO = Held(False)


def filled(value: Any) -> bool:
    """Whether a field is filled in: False and 0 are, mere blanks are not."""
    return value is not None and not (isinstance(value, str) and not value.strip()) and not (isinstance(value, list | dict | tuple) and not value)


def matches(values: Mapping[str, Any], wanted: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether each field has one of its values; a flag never touched is false."""
    return all(_among(values.get(name), choices) for name, choices in wanted.items())


def _among(value: Any, choices: tuple[Any, ...]) -> bool:
    if value is None:
        return False in choices
    return any(v in choices for v in (value if isinstance(value, list) else [value]))


def way(visited: Sequence[Visit]) -> tuple[Visit, ...]:
    """How a record came to where it is, without the ways it went back again."""
    found: list[Visit] = []
    for one in visited:
        again = next((i for i, v in enumerate(found) if v.state == one.state), None)
        if again is not None:
            del found[again + 1 :]
        else:
            found.append(one)
    return tuple(found)


def holds_post(lead: Item, roles: tuple[str, ...], ground: Ground) -> bool:
    """Whether the subject of a record held one of the posts on its day."""
    day = lead.date or ground.as_of
    return any(ground.people.has_role(s, day, roles) for s in lead.subjects)


def bounded(tests: Sequence[tuple[Bound, Callable[[float], bool]]], asking: Asking) -> Held:
    """Whether all bounds are kept; one that the unit has not set keeps it open."""
    unset = tuple(b for b, _test in tests if isinstance(b, str) and asking.bound(b) is None)
    return Held(not unset and all(test(asking.bound(b) or 0.0) for b, test in tests), unset=unset)


def where_named(item: Item, place: str) -> tuple[str, ...]:
    """Who stands at a place of a record: subject, actor, a field or table.column."""
    if place == "subject":
        return item.subjects
    if place == "actor":
        return (item.actor,) if item.actor else ()
    return named(item.values, place)


def named(values: Mapping[str, Any], path: str, roles: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Ids in a field, a list, the rows of a people field or a column of a table, each once."""
    whole = values.get(path)
    table, _dot, column = path.rpartition(".")
    inside = whole is None and bool(table)
    value = values.get(table) if inside else whole
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            if not roles or one.get("role") in roles:
                got = one.get(column if inside else "person")
                found += [str(g) for g in (got if isinstance(got, list) else [got]) if g]
        elif isinstance(one, str) and one:
            found.append(one)
    return tuple(dict.fromkeys(found))
