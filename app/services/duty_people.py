"""Who bears a row of the evaluation: the person it is about, or whoever held the post that the article names.

One answer for the board, the calendar, a person's sheet and the matrix of talks. A body (党组、纪检机关) is not
a person: its members are told apart from those who bear a duty themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from app.domain.duties.model import DutyDef, FollowRule, PrecedeRule
from app.domain.duties.people import Office
from app.domain.duties.results import Result
from app.domain.duties.selectors import Match, Per
from app.services.duty_spans import span_of
from app.services.evaluation import selectors
from app.services.posts import office_of
from app.services.session import Session
from app.services.standing import Evaluation

LEADER = "leader"
IN_CHARGE = "responsible_member"
LEADING = ("principal", "member", "discipline_secretary", "discipline_head", "stationed", "org_head", LEADER)  # as they are listed
POSTS = frozenset(LEADING)
TEAM = frozenset({"principal", "member"})
BODIES: Mapping[str, frozenset[str]] = {
    "party_committee": TEAM, "standing_committee": TEAM, "plenary": TEAM, "team": TEAM, "party_orgs": TEAM,
    "discipline": frozenset({"discipline_secretary", "discipline_head", "stationed", "discipline"}),
    "org_dept": frozenset({"org_head", "org_dept"}),
}  # fmt: skip
# A row about one of these is borne by that person when the article names such an actor.
OF_SUBJECT: Mapping[Per, frozenset[str]] = {
    Per.MEMBER: frozenset({"member", "team", LEADER}),
    Per.TEAM_MEMBER: frozenset({"principal", "member", "team", LEADER}),
    Per.LEADER: frozenset({"principal", "member", "team", LEADER}),
    Per.PRINCIPAL: frozenset({"principal"}),
    Per.HEAD: frozenset({"discipline_head", "org_head"}),
    Per.PERSON: frozenset({"team", "requested_person", LEADER}),
}
ACTING = frozenset({Match.ACTOR, Match.OWNER, Match.ATTENDANCE})


class Bearers:
    """Answers for one evaluation. year: what periods without dates stand for."""

    def __init__(self, found: Evaluation, office: Office, year: int) -> None:
        self._found, self._office, self._year = found, office, year
        self._known: dict[tuple[frozenset[str], str, str], tuple[str, ...]] = {}
        self._roles: dict[str, frozenset[str]] = {}  # of those the rule of a duty names

    def answers(self, found: Evaluation, year: int) -> bool:
        """Whether it was made for this very evaluation and year."""
        return self._found is found and self._year == year

    def of(self, result: Result, event_day: str = "") -> tuple[str, ...]:
        """The people who bear it themselves, in order of their posts; empty for bodies and superiors."""
        duty = self._found.duties[result.duty]
        first, last = span_of(result.period, self._year, event_day)
        if acts_itself(duty) and result.subject in self._office.people:
            return (result.subject,)
        named = self._named(duty)
        if IN_CHARGE in named and result.subject in self._office.people:
            return self._in_charge(result.subject, first, last)
        holders = self._holders(POSTS & set(duty.actors), first, last)
        # a matter of the post's holder himself, such as his own statement: nobody is named who must do it to him
        if getattr(duty.rule, "per", None) is Per.PERSON and not named and result.subject in holders:
            return (result.subject,)
        return holders

    def _named(self, duty: DutyDef) -> frozenset[str]:
        if duty.id not in self._roles:
            self._roles[duty.id] = frozenset(role for s in selectors(duty.rule) for role in s.where.by)
        return self._roles[duty.id]

    def body(self, result: Result, event_day: str = "") -> tuple[str, ...]:
        """Members of the bodies that bear it."""
        duty = self._found.duties[result.duty]
        roles = frozenset().union(*(BODIES.get(a, frozenset()) for a in duty.actors))
        return self._holders(roles, *span_of(result.period, self._year, event_day)) if roles else ()

    def is_person(self, one: str) -> bool:
        """Whether an id is a person's, not a unit's or record's."""
        return one in self._office.people

    def _holders(self, roles: Iterable[str], first: str, last: str) -> tuple[str, ...]:
        key = (frozenset(roles), first, last)
        if key not in self._known:
            self._known[key] = tuple(self._find(key[0], first, last)) if key[0] else ()
        return self._known[key]

    def _find(self, roles: frozenset[str], first: str, last: str) -> dict[str, None]:
        found: dict[str, None] = {}
        for post in self._office.posts:
            held = not self._office.is_lower(post) and _touches(post.start, post.end, first, last)
            if held and _has(post.roles, roles):
                found[post.person] = None
        return found

    def _in_charge(self, subject: str, first: str, last: str) -> tuple[str, ...]:
        """Members in charge of the subject's department on the first or last day of the period."""
        days = [dt.date.fromisoformat(first), dt.date.fromisoformat(last)]
        members = self._holders({"member"}, first, last)
        return tuple(m for m in members if any(self._office.covers(m, subject, day) for day in days))


def bearers(session: Session, found: Evaluation, year: int) -> Bearers:
    """Read the posts once for an evaluation and year. Raises AppError NOT_ALLOWED."""
    session.require("evaluate")
    kept = session.cache.get("bearers")
    if isinstance(kept, Bearers) and kept.answers(found, year):
        return kept
    with session.store.read() as conn:
        made = Bearers(found, office_of(conn, found.names), year)
    session.cache["bearers"] = made
    return made


def rank(roles: Iterable[str]) -> int:
    """The place of leading posts when people are listed; others come behind."""
    return min((LEADING.index(r) for r in roles if r in POSTS), default=len(LEADING))


def acts_itself(duty: DutyDef) -> bool:
    """Whether the person a row is about is the one who must act."""
    per = getattr(duty.rule, "per", None)
    if not isinstance(per, Per) or per not in OF_SUBJECT or not OF_SUBJECT[per] & set(duty.actors):
        return False
    return isinstance(duty.rule, FollowRule | PrecedeRule) or bool(ACTING & set(getattr(duty.rule, "match", ())))


def _touches(start: dt.date, end: dt.date | None, first: str, last: str) -> bool:
    return start.isoformat() <= last and (end is None or end.isoformat() >= first)


def _has(held: frozenset[str], roles: frozenset[str]) -> bool:
    """A principal is not one of the other members; every one of the team is a leader."""
    if LEADER in roles and held & (TEAM | {LEADER}):
        return True
    wanted = roles - {"member"} if "principal" in held else roles
    return bool(held & wanted)
