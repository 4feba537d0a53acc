"""What part of the office a report is made for: the whole unit, a department, a person, a lower unit, a source.

A scope becomes a set of people and units; a record belongs to it when one of the fields that say whose it is names
one of them. Does not belong here: who may read a record (sight).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.reports import SCOPES
from app.domain.errors import AppError, ErrorCode
from app.services import people
from app.services.duty_people import rank
from app.services.people import PostRow
from app.services.session import Session

UNIT, DEPARTMENT, PERSON, SUBORDINATE, SOURCE = "unit", "department", "person", "subordinate", "source"
SOURCES = "campaign_source"


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope. value: the department's name, an id, a code of the source; ids: who belongs to it, None = everybody."""

    kind: str = UNIT
    value: str = ""
    label: str = "本单位"
    ids: frozenset[str] | None = None

    @property
    def code(self) -> str:
        """As it is remembered and written on a command line: person:p1."""
        return f"{self.kind}:{self.value}" if self.value else self.kind


WHOLE = Scope()


def resolve(session: Session, code: str, year: int) -> Scope:
    """Read `unit`, `department:办公室`, `person:ID`, `subordinate:ID`, `source:CODE`; AppError(BAD_INPUT) otherwise."""
    kind, _, value = code.partition(":")
    if kind in ("", UNIT):
        return WHOLE
    for one in offered(session, (kind,), year):
        if one.value == value:
            return one
    raise AppError(ErrorCode.BAD_INPUT, "没有这个统计范围。", action="请重新选择范围。")


def offered(session: Session, kinds: tuple[str, ...], year: int) -> list[Scope]:
    """What can be chosen, in the order of the kinds; people by their posts, never by numbers."""
    found: list[Scope] = []
    for kind in kinds:
        if kind == UNIT:
            found.append(WHOLE)
        elif kind == SOURCE:
            terms = session.catalog.vocab.get(SOURCES).known()
            found += [Scope(SOURCE, t.code, f"{SCOPES[SOURCE]}：{t.short}") for t in terms]
        elif kind == SUBORDINATE:
            found += _units(session)
        elif kind in (DEPARTMENT, PERSON):
            found += _people(session, year) if kind == PERSON else _departments(session, year)
    return found


def _units(session: Session) -> list[Scope]:
    held = people.posts(session)
    lower = [u for u in people.units(session) if not u.own]
    return [
        Scope(SUBORDINATE, u.id, u.name, frozenset({u.id, *(p.person for p in held if p.unit == u.id)})) for u in lower
    ]


def _departments(session: Session, year: int) -> list[Scope]:
    own = session.own_unit()[0]
    members: dict[str, set[str]] = {}
    for post in people.posts(session):
        if post.unit == own and post.held_in(year):
            for name in post.fields:
                members.setdefault(name, set()).add(post.person)
    return [Scope(DEPARTMENT, name, name, frozenset(ids)) for name, ids in sorted(members.items())]


def _people(session: Session, year: int) -> list[Scope]:
    posts = [p for p in people.posts(session) if p.held_in(year)]
    order = in_order(posts, session.own_unit()[0])
    named = {p.person: p.person_name for p in posts}
    return [Scope(PERSON, i, named[i], frozenset({i})) for i in sorted(named, key=lambda i: (order[i], named[i]))]


def in_order(posts: Iterable[PostRow], own: str) -> dict[str, int]:
    """People in the order of their posts: the team, the others of the unit, then unit by unit."""
    ranked = sorted(posts, key=lambda p: (p.unit != own, p.unit_name, rank(p.roles), p.since))
    return {person: number for number, person in enumerate(dict.fromkeys(p.person for p in ranked))}
