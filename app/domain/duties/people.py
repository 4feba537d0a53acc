"""Who held which post when, and for whom a duty is judged: tenure decides (5.1 第 13 项)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from app.domain.duties.selectors import Per
from app.domain.periods import FOREVER, Period, term

# Role words of rules that stand for several posts (design.md 口径).
ROLE_GROUPS: Mapping[str, frozenset[str]] = {
    "discipline": frozenset({"discipline_secretary", "discipline_head", "stationed", "discipline"}),
    "org_dept": frozenset({"org_dept", "org_head"}),
    "team": frozenset({"member", "principal"}),
}
_PER_ROLES: Mapping[Per, frozenset[str]] = {
    Per.MEMBER: frozenset({"member"}),
    Per.TEAM_MEMBER: frozenset({"member", "principal"}),
    Per.LEADER: frozenset({"leader", "member", "principal"}),
    Per.PRINCIPAL: frozenset({"principal"}),
    Per.HEAD: frozenset({"discipline_head", "discipline_secretary", "org_head"}),
    Per.SUBORDINATE_PRINCIPAL: frozenset({"principal"}),
    Per.SUBORDINATE_DISCIPLINE_HEAD: frozenset({"discipline_secretary", "discipline_head"}),
}
_LOWER = frozenset({Per.SUBORDINATE_PRINCIPAL, Per.SUBORDINATE_DISCIPLINE_HEAD})
_SUPERIOR = "superior_"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Post:
    """A post held: roles are codes of vocabulary actor. end None = still held. term None = the post's own days."""

    person: str
    unit: str
    title: str
    roles: frozenset[str]
    start: dt.date
    end: dt.date | None = None
    fields: tuple[str, ...] = ()
    term: tuple[dt.date, dt.date | None] | None = None

    def held(self, day: dt.date) -> bool:
        """Whether it was held on that day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit below the own one (or below one of those)."""

    id: str
    name: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Someone or something a row is about; exempt: why it is not judged."""

    id: str
    exempt: str = ""


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    """The earlier of two last days; None is open."""
    return min((d for d in (one, other) if d is not None), default=None)


@dataclass(frozen=True)
class Office:
    """The own unit, those below it, people and posts."""

    unit: str
    name: str = ""
    applies: frozenset[str] | None = None
    units: tuple[UnitInfo, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """Ids of the units directly below the own one, in order."""
        below = (u for u in self.units if u.id != self.unit and u.id not in self.above)
        return tuple(u.id for u in below if u.parent in (None, "", self.unit))

    @cached_property
    def not_own(self) -> frozenset[str]:
        """Ids of every other unit."""
        return frozenset(u.id for u in self.units if u.id != self.unit)

    @cached_property
    def _by_person(self) -> Mapping[str, tuple[Post, ...]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            found[post.person].append(post)
        return {person: tuple(posts) for person, posts in found.items()}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        names = {u.id: u.name for u in self.units}
        names[self.unit] = self.name or self.unit
        return {**names, **self.people}

    def label(self, subject: str) -> str:
        """The name of a person or unit, or the id."""
        return self._names.get(subject, subject)

    def posts_of(self, person: str) -> tuple[Post, ...]:
        """All posts of a person."""
        return self._by_person.get(person, ())

    def is_lower(self, post: Post) -> bool:
        """Whether the post is in another unit than the own one."""
        return post.unit in self.not_own

    def has_role(self, person: str | None, day: dt.date, roles: Iterable[str]) -> bool:
        """Whether the person held one of the roles that day in a unit that is not below the own one.

        A role code in place of a person counts as that role. So somebody of a lower unit
        neither talks "as principal" nor sits in on that unit's own meeting.
        """
        if person is None:
            return False
        wanted = expanded(tuple(roles))
        if person in wanted:
            return True
        for post in self.posts_of(person):
            if post.held(day) and not wanted.isdisjoint(self._counted_roles(post)):
                return True
        return False

    def _counted_roles(self, post: Post) -> frozenset[str]:
        """The roles of a post that count as held here: of another unit only those of a superior (上级分管领导)."""
        if post.unit not in self.not_own:
            return post.roles
        return frozenset(r for r in post.roles if r.startswith(_SUPERIOR))

    @cached_property
    def above(self) -> frozenset[str]:
        """Units where somebody holds a post of a superior: they are not below the own one."""
        return frozenset(p.unit for p in self.posts if any(r.startswith(_SUPERIOR) for r in p.roles))

    def units_of(self, one: str | None, day: dt.date) -> frozenset[str]:
        """The unit itself, or the units where a person held a post that day."""
        if one is None:
            return frozenset()
        posts = self.posts_of(one)
        if not posts:
            return frozenset({one}) if one == self.unit or one in self.not_own else frozenset()
        if len(posts) == 1:
            return self._unit_sets[posts[0].unit] if posts[0].held(day) else frozenset()
        return frozenset(p.unit for p in posts if p.held(day))

    def principals(self, day: dt.date) -> tuple[str, ...]:
        """Who was principal of the own unit that day."""
        return tuple(dict.fromkeys(p.person for p in self._own_posts if p.held(day) and "principal" in p.roles))

    @cached_property
    def _unit_sets(self) -> Mapping[str, frozenset[str]]:
        return {p.unit: frozenset({p.unit}) for p in self.posts}

    @cached_property
    def _own_posts(self) -> tuple[Post, ...]:
        return tuple(p for p in self.posts if p.unit == self.unit)

    def team(self, day: dt.date) -> frozenset[str]:
        """Principal and members of the own unit that day."""
        return frozenset(p.person for p in self._own_posts if p.held(day) and p.roles & ROLE_GROUPS["team"])

    def covers(self, member: str, subject: str, day: dt.date) -> bool:
        """Whether the member was in charge of the subject's department that day (分管)."""
        fields = {f for p in self.posts_of(member) if p.held(day) and "member" in p.roles for f in p.fields}
        return bool(fields & self._departments(subject, day))

    def charged(self, member: str) -> tuple[tuple[str, dt.date, dt.date | None], ...]:
        """(person, unit or department, first day, last day) of all that a member was in charge of."""
        found: list[tuple[str, dt.date, dt.date | None]] = []
        for mine in self.posts_of(member):
            fields = set(mine.fields)
            if "member" not in mine.roles or not fields:
                continue
            places = (*mine.fields, *(u.id for u in self.units if u.name in fields))
            found.extend((place, mine.start, mine.end) for place in places)
            for post in self.posts:
                first, last = max(mine.start, post.start), _earlier(mine.end, post.end)
                if (last is None or first <= last) and fields & ({post.person} | self._places(post)):
                    found.append((post.person, first, last))
        return tuple(dict.fromkeys(found))

    def holders(self, role: str, day: dt.date) -> tuple[str, ...]:
        """Who held a role in the own unit that day."""
        return tuple(dict.fromkeys(p.person for p in self._own_posts if p.held(day) and role in p.roles))

    def _departments(self, person: str, day: dt.date) -> set[str]:
        found = {person}
        for post in self.posts_of(person):
            if post.held(day):
                found |= self._places(post)
        return found

    def _places(self, post: Post) -> set[str]:
        own = {post.unit, self.label(post.unit)} if self.is_lower(post) else set()
        return own | set(post.fields) | {f for f in self.fields if post.title.startswith(f)}

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every department some member is in charge of."""
        return frozenset(f for p in self._own_posts if "member" in p.roles for f in p.fields)

    @cached_property
    def _tenure_cache(self) -> dict[Per, Mapping[str, list[tuple[dt.date, dt.date]]]]:
        return {}

    def tenures(self, per: Per) -> Mapping[str, list[tuple[dt.date, dt.date]]]:
        """For a group of people: each person's unbroken spans of service, in order of first post."""
        cache = self._tenure_cache
        if per not in cache:
            spans: dict[str, list[tuple[dt.date, dt.date]]] = defaultdict(list)
            for post in self.posts:
                if self._belongs(per, post):
                    spans[post.person].append((post.start, post.end or FOREVER))
            cache[per] = {person: _merged(items) for person, items in spans.items()}
        return cache[per]

    def _belongs(self, per: Per, post: Post) -> bool:
        if per is Per.DEPT_HEAD:
            return self._is_dept_head(post)
        if per in _LOWER:
            return post.unit in self.lower and bool(post.roles & _PER_ROLES[per])
        if post.unit != self.unit or not post.roles & _PER_ROLES[per]:
            return False
        return per is not Per.MEMBER or "principal" not in post.roles

    def _is_dept_head(self, post: Post) -> bool:
        # A department's head leads a unit below, or a post of the own unit outside the team,
        # in a field that some member is in charge of.
        if not self._places(post) & self.fields:
            return False
        if self.is_lower(post):
            return "principal" in post.roles
        return not post.roles & ROLE_GROUPS["team"]

    def people_for(self, per: Per, period: Period, *, before: bool = False) -> list[Subject]:
        """Who is judged in a period; who served only part of it is exempt and says so.

        before: also those who take office only after the period, exempt likewise (口径：任职之前).
        """
        found = []
        for person, spans in self.tenures(per).items():
            touching = [s for s in spans if s[0] <= period.end and s[1] >= period.start]
            if not touching:
                if before and spans[0][0] > period.end:
                    found.append(Subject(person, f"{spans[0][0].isoformat()} 才任职，此前不评价。"))
                continue
            whole = any(s[0] <= period.start and s[1] >= period.end for s in touching)
            found.append(Subject(person, "" if whole else _part_note(touching[0], period)))
        return found

    def terms(self, per: Per) -> list[tuple[str, Period, str]]:
        """Each person's terms of office: person, term, and why it is exempt."""
        found: dict[tuple[str, Period], list[tuple[dt.date, dt.date]]] = {}
        for post in self.posts:
            if self._belongs(per, post):
                span = term(*(post.term or (post.start, post.end)))
                spans = self.tenures(per)[post.person]
                found[(post.person, span)] = spans
        return [(person, span, _term_note(spans, span)) for (person, span), spans in found.items()]


@lru_cache(maxsize=512)
def expanded(roles: tuple[str, ...]) -> frozenset[str]:
    """Role words with groups spelt out."""
    return frozenset().union(*(ROLE_GROUPS.get(role, frozenset({role})) for role in roles))


def _merged(items: list[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    spans: list[tuple[dt.date, dt.date]] = []
    for start, end in sorted(items):
        if spans and (spans[-1][1] == FOREVER or start <= spans[-1][1] + _DAY):
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def _part_note(span: tuple[dt.date, dt.date], period: Period) -> str:
    if span[0] > period.start:
        return f"{span[0].isoformat()} 才任职，任职没有覆盖整个时期，不评价。"
    return f"任职到 {span[1].isoformat()}，没有覆盖整个时期，不评价。"


def _term_note(spans: list[tuple[dt.date, dt.date]], span: Period) -> str:
    if any(s[0] <= span.start and s[1] >= span.end for s in spans):
        return ""
    touching = [s for s in spans if s[0] <= span.end and s[1] >= span.start]
    return _part_note(touching[0], span) if touching else ""
