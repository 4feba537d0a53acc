"""The facts of one evaluation, indexed once, and the test of a fact against a selector."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.domain.duties.dated import on_day
from app.domain.duties.people import Office
from app.domain.duties.selectors import ANYTHING, Condition, Match, Op, RowCondition, Where
from app.domain.facts import Fact

in_order = attrgetter("date", "record", "kind")
_DAY = attrgetter("date")
Params = Mapping[str, Any]
Lists = Mapping[str, Any]
_BASE = frozenset({"title", "date", "end", "due", "actor", "subject", "recipients", "links", "topics", "state", "kind"})


@dataclass(frozen=True, slots=True)
class Delta:
    """What rules must forget and learn after some records changed.

    Facts of the records linked with them stand in both, for what is linked may decide a rule.
    """

    out: tuple[Fact, ...]
    into: tuple[Fact, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of all these facts."""
        return frozenset(f.kind for facts in (self.out, self.into) for f in facts)


class World:
    """Facts up to a day, by kind and by record, with the office they are about.

    Facts dated after as_of have not happened yet: they only serve as triggers to come.
    """

    def __init__(
        self,
        office: Office,
        facts: Iterable[Fact],
        as_of: dt.date,
        lists: Lists | None = None,
        since: dt.date | None = None,
    ) -> None:
        self.office = office
        self.as_of = as_of
        self.lists: Lists = lists or {}
        self._kinds: dict[str, list[Fact]] = defaultdict(list)
        self._future: dict[str, list[Fact]] = defaultdict(list)
        self._chosen: dict[tuple[tuple[str, ...], bool], list[Fact]] = {}
        self._own: dict[int, bool] = {}
        # by_record: the own fact of each record, not those of sub-table rows. _back: which facts name a record.
        self.by_record: dict[str, Fact] = {}
        self._back: dict[str, list[Fact]] = defaultdict(list)
        self._of_record: dict[str, list[Fact]] = defaultdict(list)
        for fact in sorted(facts, key=in_order):
            self._of_record[fact.record].append(fact)
            if fact.date > as_of:
                self._future[fact.kind].append(fact)
                continue
            self._kinds[fact.kind].append(fact)
            for target in fact.links:
                self._back[target].append(fact)
            if fact.own:
                self.by_record[fact.record] = fact
        self.since = since or dt.date.min
        self.start = self._first_day()

    def _pool_of(self, fact: Fact) -> dict[str, list[Fact]]:
        return self._kinds if fact.date <= self.as_of else self._future

    def _first_day(self) -> dt.date:
        earliest = min(
            (facts[0].date.year for facts in self._kinds.values() if facts), default=self.as_of.year
        )
        year = min(self.as_of.year - 1, earliest)
        return max(self.since, dt.date(max(year, 1), 1, 1))

    def replace(self, records: Collection[str], facts: Iterable[Fact]) -> Delta | None:
        """Put new facts in the place of all those of some records; what rules must forget and learn.

        None: the days to be judged begin elsewhere now, everything has to be judged anew.
        """
        old = [f for r in dict.fromkeys(records) for f in self._of_record.get(r, ())]
        new = sorted(facts, key=in_order)
        around = self._around(records, old)
        for fact in old:
            take_out(self._pool_of(fact)[fact.kind], fact)
            self._own.pop(id(fact), None)
            self._unlink(fact)
        for fact in new:
            put_in(self._pool_of(fact)[fact.kind], fact)
            self._link(fact)
        around.update(self._around(records, new))
        self._forget_chosen({f.kind for f in (*old, *new)})
        if self._first_day() != self.start:
            return None
        near = [f for r in around for f in self._of_record.get(r, ()) if r not in records]
        return Delta((*old, *near), (*new, *near))

    def has(self, record: str) -> bool:
        """Whether there are facts of a record."""
        return bool(self._of_record.get(record))

    def is_named(self, record: str) -> bool:
        """Whether a fact of another record names this one as linked."""
        return bool(self._back.get(record))

    def _around(self, records: Iterable[str], facts: Iterable[Fact]) -> dict[str, None]:
        """Records linked with these, whichever names the other."""
        found = {target: None for f in facts for target in f.links}
        found.update({source.record: None for r in records for source in self._back.get(r, ())})
        return found

    def _link(self, fact: Fact) -> None:
        self._of_record[fact.record].append(fact)
        if fact.date > self.as_of:
            return
        for target in fact.links:
            put_in(self._back[target], fact)
        if fact.own:
            self.by_record[fact.record] = fact

    def _unlink(self, fact: Fact) -> None:
        self._of_record[fact.record] = [f for f in self._of_record[fact.record] if f is not fact]
        if fact.date > self.as_of:
            return
        for target in fact.links:
            take_out(self._back[target], fact)
            if not self._back[target]:
                del self._back[target]
        if self.by_record.get(fact.record) is fact:
            del self.by_record[fact.record]

    def _forget_chosen(self, kinds: Iterable[str]) -> None:
        changed = set(kinds)
        for key in [k for k in self._chosen if any(matches_kind(kind, k[0]) for kind in changed)]:
            del self._chosen[key]

    def of_kinds(self, kinds: tuple[str, ...], *, future: bool = False) -> Sequence[Fact]:
        """Facts of the kinds in order of day and record; `dossier.*` stands for its family."""
        known = self._chosen.get((kinds, future))
        if known is None:
            pools = [self._kinds, self._future] if future else [self._kinds]
            found = [facts for pool in pools for name in kinds for facts in _pool(pool, name)]
            known = (
                found[0] if len(found) == 1 else sorted((f for facts in found for f in facts), key=in_order)
            )
            self._chosen[(kinds, future)] = known
        return known

    def triggers(self, kinds: tuple[str, ...], *, future: bool = False) -> Sequence[Fact]:
        """Facts of the kinds whose rows are wanted: from the first day asked for, though older facts are known."""
        found = self.of_kinds(kinds, future=future)
        return found[bisect_left(found, self.since, key=_DAY) :]

    def between(self, kinds: tuple[str, ...], first: dt.date, last: dt.date) -> Sequence[Fact]:
        """Facts of the kinds on the days from first to last, in order."""
        found = self.of_kinds(kinds)
        return found[bisect_left(found, first, key=_DAY) : bisect_right(found, last, key=_DAY)]

    def neighbours(self, record: str, links: tuple[str, ...]) -> Sequence[str]:
        """Records linked with a record, whichever of the two names the other."""
        back = self._back.get(record)
        if back is None:
            return links
        return [*links, *(f.record for f in back)]

    def linked_with(self, fact: Fact, kinds: tuple[str, ...]) -> list[Fact]:
        """Facts of the kinds that are linked with this one in either direction."""
        found = (self.by_record.get(r) for r in self.neighbours(fact.record, fact.links))
        return [f for f in found if f is not None and matches_kind(f.kind, kinds)]

    def own(self, fact: Fact) -> bool:
        """Whether the record is the own unit's: not held or made by a unit below."""
        # Asked for the same fact by many duties; the world keeps its facts alive, so that ids stay theirs.
        known = self._own.get(id(fact))
        if known is None:
            known = self._own[id(fact)] = self._is_own(fact)
        return known

    def _is_own(self, fact: Fact) -> bool:
        if fact.unit is not None:
            return fact.unit not in self.office.not_own
        units = self.office.units_of(fact.actor, fact.date)
        return not units or not units <= self.office.not_own

    def units_concerned(self, fact: Fact) -> frozenset[str]:
        """Units that act or are acted upon, directly or through a person's post."""
        found = self.office.units_of(fact.actor, fact.date)
        for subject in fact.subjects:
            found |= self.office.units_of(subject, fact.date)
        return found | {fact.unit} if fact.unit else found

    def keys(self, fact: Fact, match: tuple[Match, ...], role: str | None = None) -> tuple[str, ...]:
        """The people and units a fact speaks of, through the given parts. role: only who attended as that."""
        found: list[str] = []
        for part in match:
            found.extend(_key(self, fact, part, role))
        return tuple(dict.fromkeys(found))

    def why_not(self, where: Where, fact: Fact, params: Params) -> str:
        """Empty when the fact fulfils where, else the first reason why it does not."""
        if where is ANYTHING:
            return ""
        if where.topics and not fact.topics.intersection(where.topics):
            return "没有相应的内容标签"
        return self._people_reason(where, fact) or self._record_reason(where, fact, params)

    def _people_reason(self, where: Where, fact: Fact) -> str:
        office, values = self.office, fact.values
        asked = () if not (where.by or where.lecturer or where.leader or where.chair) else (
            (where.by, fact.actor, "不是规定的人做的"),
            (where.lecturer, values.get("lecturer") or fact.actor, "主讲人不是规定的人"),
            (where.leader, values.get("leader_role") or values.get("leader") or fact.actor, "带队人不是规定的人"),
            (where.chair, values.get("chair") or fact.actor, "不是规定的人主持"),
        )
        for roles, person, reason in asked:
            if not roles:
                continue
            if roles == ("responsible_member",):
                if not any(office.covers(person or "", s, fact.date) for s in fact.subjects):
                    return "谈话人不是分管领导"
            elif not office.has_role(person, fact.date, roles):
                return reason
        if where.owner:
            owners = as_texts(values.get("owner"))
            if not any(office.has_role(o, fact.date, where.owner) for o in owners):
                return "责任人不是规定的人"
        for code in where.recipients:
            if not self.addressed(fact, code):
                return "没有报送给规定的对象"
        if (where.attendance_role or where.attendee_org) and not self._attended(where, fact):
            return "到会身份不符"
        return ""

    def _record_reason(self, where: Where, fact: Fact, params: Params) -> str:
        if where.about and not self._about(where.about, fact):
            return "不是关于规定的人"
        if where.states and fact.state not in where.states:
            return "还没有到规定的状态"
        for condition in where.conditions:
            if not holds(condition, fact, params):
                return "有一项内容不符合要求"
        for rows in where.rows:
            if not any(_row_holds(rows, row, params) for row in rows_of(fact, rows.table)):
                return "没有符合要求的明细"
        if where.any_of and not any(all(holds(c, fact, params) for c in group) for group in where.any_of):
            return "有一项内容不符合要求"
        if where.linked and not self.linked_with(fact, where.linked):
            return "没有关联规定的记录"
        return ""

    def _about(self, code: str, fact: Fact) -> bool:
        stated = fact.values.get("about")
        if stated:
            return bool(stated == code)
        if fact.values.get("person") == code or code in fact.subjects:
            return True
        # A report that names nobody is about who made it.
        whom = fact.subjects or ((fact.actor,) if fact.actor else ())
        return any(post.held(fact.date) and code in post.roles for s in whom for post in self.office.posts_of(s))

    def addressed(self, fact: Fact, code: str) -> bool:
        """Whether it went to a recipient: by code, or by a person who held that role."""
        if code in fact.recipients or code in fact.subjects:
            return True
        return any(self.office.has_role(r, fact.date, (code,)) for r in (*fact.recipients, *fact.subjects))

    def _attended(self, where: Where, fact: Fact) -> bool:
        for row in rows_of(fact, "attendance"):
            if where.attendance_role and row.get("role") != where.attendance_role:
                continue
            org = where.attendee_org
            if not org or row.get("unit") == org or self.office.has_role(row.get("person"), fact.date, (org,)):
                return True
        return False


def put_in(facts: list[Fact], fact: Fact) -> None:
    """Insert a fact in its place among facts in order."""
    insort(facts, fact, key=in_order)


def take_out(facts: list[Fact], fact: Fact) -> bool:
    """Remove this very fact from facts in order; whether it was there."""
    place = bisect_left(facts, in_order(fact), key=in_order)
    while place < len(facts) and facts[place] is not fact:
        if facts[place].date > fact.date:
            return False
        place += 1
    if place == len(facts):
        return False
    del facts[place]
    return True


def _pool(pool: Mapping[str, list[Fact]], name: str) -> list[list[Fact]]:
    if name.endswith(".*"):
        return [facts for kind, facts in sorted(pool.items()) if kind.startswith(name[:-1])]
    return [pool[name]] if name in pool else []


def matches_kind(kind: str, kinds: tuple[str, ...]) -> bool:
    """Whether a kind is one of the kinds or of a family `x.*`."""
    return any(kind == k or (k.endswith(".*") and kind.startswith(k[:-1])) for k in kinds)


def _key(world: World, fact: Fact, part: Match, role: str | None) -> Iterable[str]:
    match part:
        case Match.ACTOR:
            return (fact.actor,) if fact.actor else ()
        case Match.SUBJECT:
            return fact.subjects
        case Match.RECIPIENT:
            return fact.recipients
        case Match.OWNER:
            return as_texts(fact.values.get("owner"))
        case Match.ATTENDANCE:
            there = rows_of(fact, "attendance")
            present = (r for r in there if (r.get("role") == role if role else r.get("role") != "absent"))
            return [str(r["person"]) for r in present if r.get("person")]
        case Match.ORGANISER:
            return world.units_concerned(fact)


def as_texts(value: Any) -> tuple[str, ...]:
    """A text, a list of texts or rows with a person, as texts."""
    items = value if isinstance(value, list | tuple) else [value]
    found = (item.get("person") if isinstance(item, Mapping) else item for item in items)
    return tuple(item for item in found if isinstance(item, str) and item)


def rows_of(fact: Fact, table: str) -> list[Mapping[str, Any]]:
    """The rows of a sub-table of the record."""
    rows = fact.values.get(table)
    return [r for r in rows if isinstance(r, Mapping)] if isinstance(rows, list) else []


def value_of(fact: Fact, name: str) -> Any:
    """A field's value; `table[].column` gives the values of all rows; base columns by their name."""
    if "[]." in name:
        table, column = name.split("[].", 1)
        return [row[column] for row in rows_of(fact, table) if not is_empty(row.get(column))]
    if name in fact.values:
        return fact.values[name]
    return getattr(fact, name) if name in _BASE else None


def is_empty(value: Any) -> bool:
    """Whether a value counts as not filled in; False is an answer, but an unticked box is not."""
    return value is None or value is False or value == "" or (isinstance(value, list | tuple | dict) and not value)


def holds(condition: Condition, fact: Fact, params: Params) -> bool:
    """Whether one condition holds for a fact."""
    other = value_of(fact, condition.other) if condition.other else None
    return _compare(condition, value_of(fact, condition.field), on_day(params, condition.param, fact.date), other)


def _row_holds(rows: RowCondition, row: Mapping[str, Any], params: Params) -> bool:
    return all(_compare(c, row.get(c.field), params, row.get(c.other or "")) for c in rows.conditions)


def _compare(condition: Condition, value: Any, params: Params, other: Any) -> bool:
    values = value if isinstance(value, list | tuple | frozenset) else (value,)
    match condition.op:
        case Op.FILLED:
            return not is_empty(value)
        case Op.EMPTY:
            return is_empty(value)
        case Op.IS:
            return any(v in condition.values for v in values)
        case Op.NOT:
            return not any(v in condition.values for v in values)
        case Op.AT_LEAST | Op.AT_MOST:
            limit = params.get(condition.param) if condition.param else other if condition.other else condition.values[0]
            if isinstance(value, list):
                value = len(value)
            if not _number(value) or not _number(limit):
                return False
            return bool(value >= limit) if condition.op is Op.AT_LEAST else bool(value <= limit)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
