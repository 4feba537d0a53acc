"""Ledgers summed up: how many are open, late, due soon and closed, altogether and by what the forms name in `groups`.

A ledger is any form with a limit in `base.due`. Whether a state still waits for something is said once, in filters.
Sums are of records, never of people: a person stands here as the one who has a matter to finish.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.catalog.records import FieldDef, FieldType
from app.services.filters import open_states, soon_day
from app.services.lists import ListQuery
from app.services.session import Session
from app.store import listing, names

MOST_GROUPS = 12


@dataclass(frozen=True, slots=True)
class Sums:
    """Numbers of records. late and soon are among the open ones."""

    open: int = 0
    late: int = 0
    soon: int = 0
    closed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.closed

    def plus(self, *, waits: bool, limit: str, number: int) -> Sums:
        """With some more records of one state and limit."""
        if not waits:
            return replace(self, closed=self.closed + number)
        late, soon = number * (limit == "late"), number * (limit == "soon")
        return Sums(self.open + number, self.late + late, self.soon + soon, self.closed)


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a grouping field. key: the code or id."""

    key: str
    label: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Grouping:
    """A field by which a ledger is summed up. person: its values are people or units."""

    field: str
    label: str
    person: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page of ledgers shows above its list. forms: sums of each form by its id."""

    whole: Sums
    forms: dict[str, Sums]


def summary(session: Session, query: ListQuery, every: Sequence[str]) -> Summary:
    """Sum up a list as narrowed by everything but state and limit; `forms` counts all forms of the page."""
    wide = _unlimited(session, replace(query, forms=tuple(f for f in every if session.can("view", f)), kinds=()))
    waits = set(open_states(session, wide.forms))
    found: dict[str, Sums] = {}
    for form, state, limit, _value, number in _tally(session, wide, ""):
        found[form] = found.get(form, Sums()).plus(waits=(form, state) in waits, limit=limit, number=number)
    chosen = [f for f in query.forms if f in found]
    if query.kinds:
        whole = _add(_tally(session, _unlimited(session, query), ""), waits)
    else:
        whole = Sums()
        for form in chosen:
            one = found[form]
            whole = Sums(whole.open + one.open, whole.late + one.late, whole.soon + one.soon, whole.closed + one.closed)
    return Summary(whole, found)


def groupings(session: Session, query: ListQuery) -> list[Grouping]:
    """The list summed up by every field that its forms name for it; open matters first, people by name."""
    asked = _unlimited(session, query)
    waits = set(open_states(session, asked.forms))
    found = []
    for definition in _fields(session, asked.forms):
        sums: dict[str, Sums] = {}
        for form, state, limit, value, number in _tally(session, asked, definition.id):
            sums[value] = sums.get(value, Sums()).plus(waits=(form, state) in waits, limit=limit, number=number)
        person = definition.type in (FieldType.PERSON, FieldType.UNIT)
        with session.store.read() as conn:
            known = names.names_of(conn, [v for v in sums if v]) if person else {}
        lines = [
            Line(v, known.get(v, "（已删除）") if person and v else session.catalog.vocab.short(v, definition.vocab) if v else "没有填写", s)
            for v, s in sums.items()
        ]
        # people stand in the order of their names: this is no ranking
        lines.sort(key=lambda one: (not one.key, 0 if person else -one.sums.open, one.label))
        found.append(Grouping(definition.id, definition.label, person, tuple(lines[:MOST_GROUPS])))
    return found


def _fields(session: Session, forms: Iterable[str]) -> list[FieldDef]:
    """Grouping fields of the forms, each id once."""
    found: dict[str, FieldDef] = {}
    for name in forms:
        form = session.form(name)
        for one in form.groups:
            definition = form.field(one)
            if definition is not None:
                found.setdefault(one, definition)
    return list(found.values())


def _unlimited(session: Session, query: ListQuery) -> ListQuery:
    allowed = tuple(f for f in query.forms if session.can("view", f))
    return replace(query, forms=allowed, states=(), late_on=None, late_states=(), pairs=(), due_from=None, due_to=None)


def _tally(session: Session, query: ListQuery, by: str) -> list[tuple[str, str, str, str, int]]:
    today = session.clock.today()
    if not query.forms:
        return []
    with session.store.read() as conn:
        return listing.tally(conn, query, session.sight(), today.isoformat(), soon_day(today), by)


def _add(rows: Iterable[tuple[str, str, str, str, int]], waits: set[tuple[str, str]]) -> Sums:
    found = Sums()
    for form, state, limit, _value, number in rows:
        found = found.plus(waits=(form, state) in waits, limit=limit, number=number)
    return found
