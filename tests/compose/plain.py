"""Counts in plain Python straight from the operation log: nothing here knows how drafts count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.services import people
from app.services.session import Session
from tests.unit.services.desk import snapshot


@dataclass(frozen=True)
class Rec:
    """A record as the log has it."""

    id: str
    form: str
    kind: str
    state: str
    body: dict[str, Any]

    @property
    def day(self) -> str:
        return str(self.body.get("date", ""))

    def many(self, name: str) -> list[Any]:
        value = self.body.get(name)
        return value if isinstance(value, list) else [] if value is None else [value]


Test = Callable[[Rec], bool]


class Plain:
    """All records in counting states, and the posts."""

    def __init__(self, session: Session) -> None:
        self.session = session
        counting = {(f.id, s.code) for f in session.catalog.records for s in f.states if s.counts}
        self.records = [
            Rec(i, v["form"], v["kind"], v["state"], v["body"])
            for (entity, i), v in snapshot(session).items()
            if entity == "record" and (v["form"], v["state"]) in counting
        ]
        self.posts = people.posts(session)
        self.own = session.own_unit()[0]
        self.today = session.clock.today().isoformat()

    def ids(self, first: str, last: str, *tests: Test, day: str = "date") -> set[str]:
        """Ids of records of the days that pass every test."""
        found = (r for r in self.records if first <= str(r.body.get(day) or "") <= last)
        return {r.id for r in found if all(t(r) for t in tests)}

    def holds(self, person: str, role: str, day: str) -> bool:
        mine = (p for p in self.posts if p.person == person and p.unit == self.own)
        return any(role in p.roles and p.since <= day and (not p.until or day <= p.until) for p in mine)

    def ours(self, r: Rec) -> bool:
        actor = str(r.body.get("actor") or self.own)
        if actor == self.own:
            return True
        mine = (p for p in self.posts if p.person == actor and p.unit == self.own)
        return any(p.since <= r.day and (not p.until or r.day <= p.until) for p in mine)

    def about_own_principal(self, r: Rec) -> bool:
        who = [str(s) for s in r.many("subject")]
        if any(self.holds(s, "principal", d) for s in who for d in (r.day, self.today)):
            return True
        alone = not [s for s in who if s != self.own]
        level = str(r.body.get("level") or "")
        named = any(w in level for w in ("主要负责人", "一把手", "书记", "局长")) and "下级" not in level and "所属" not in level
        return alone and (r.body.get("about") == "principal" or named)


def form(name: str, *kinds: str) -> Test:
    return lambda r: r.form == name and (not kinds or r.kind in kinds)


def value(name: str, *wanted: Any) -> Test:
    return lambda r: any(v in wanted for v in r.many(name))


def has(name: str) -> Test:
    return lambda r: bool(r.body.get(name))


def lacks(name: str) -> Test:
    return lambda r: not r.body.get(name)


def in_state(*states: str) -> Test:
    return lambda r: r.state in states


def topic(*wanted: str) -> Test:
    def test(r: Rec) -> bool:
        inside = [t for row in r.many("agenda") for t in (row.get("topics") or [])]
        return any(t in wanted for t in [*r.many("topics"), *inside])

    return test


def acts(person: str) -> Test:
    return lambda r: person in (r.body.get("actor"), r.body.get("chair"), r.body.get("lecturer"))


def present(person: str) -> Test:
    return lambda r: any(row.get("person") == person and row.get("role") != "absent" for row in r.many("attendance"))


def negated(test: Test) -> Test:
    return lambda r: not test(r)


def quarter(year: int, number: int) -> tuple[str, str]:
    """First and last day of a quarter."""
    first = dt.date(year, 3 * number - 2, 1)
    following = dt.date(year + number // 4, 3 * number % 12 + 1, 1)
    return first.isoformat(), (following - dt.timedelta(days=1)).isoformat()


def groups(recs: Iterable[Rec], name: str) -> dict[str, int]:
    """How many records hold each value of a field."""
    found: dict[str, int] = {}
    for r in recs:
        for v in {str(x) for x in r.many(name)} or {""}:
            found[v] = found.get(v, 0) + 1
    return found
