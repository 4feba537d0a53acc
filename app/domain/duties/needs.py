"""The records that may serve a trigger of follow and precede: linked with it, about the same subject, or bare.

Does not belong here: what a trigger's row says (follow).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import attrgetter

from app.domain.duties.context import MAX_NEAR, Context
from app.domain.duties.kept import PerFact
from app.domain.duties.model import Need
from app.domain.duties.people import Office
from app.domain.duties.results import Result
from app.domain.duties.world import World, matches_kind, put_in, take_out
from app.domain.facts import Fact
from app.domain.periods import shift_days

# Without a link, a record without anyone named in it belongs to a trigger at most this far off.
UNLINKED_DAYS = 366
_DAY_OF = attrgetter("date")


class Pool:
    """The facts of one need in order, found by link, by subject, or without any subject."""

    def __init__(self, world: World, triggers: tuple[str, ...]) -> None:
        self.world, self.triggers = world, triggers
        self.facts: list[Fact] = []
        self._bare: list[Fact] = []
        self._named: dict[str, list[Fact]] = defaultdict(list)
        # Facts about somebody of a unit, by that unit.
        self._through_unit: dict[str, list[Fact]] = defaultdict(list)
        self._ids: dict[str, list[Fact]] = defaultdict(list)

    def put_in(self, fact: Fact, put: Callable[[list[Fact], Fact], None] = put_in) -> None:
        """Add a fact; put: how it gets its place."""
        for facts in self._places(fact):
            put(facts, fact)

    def take_out(self, fact: Fact) -> None:
        """Remove a fact, if it is there."""
        if take_out(self.facts, fact):
            for facts in self._places(fact):
                take_out(facts, fact)

    def _places(self, fact: Fact) -> Iterator[list[Fact]]:
        yield self.facts
        yield self._ids[fact.record]
        subjects = fact.subjects
        if not subjects:
            yield self._bare
            return
        for subject in subjects if len(subjects) == 1 else dict.fromkeys(subjects):
            yield self._named[subject]
        for unit in units_through(self.world.office, fact):
            yield self._through_unit[unit]

    def of(self, trigger: Fact, first: dt.date, last: dt.date) -> Iterator[Fact]:
        """Facts between two days that belong to a trigger: linked, of the same subject, or unnamed ones.

        When records name the trigger, only those count.
        """
        linked = self.linked(trigger)
        if linked:
            yield from (f for f in linked if first <= f.date <= last)
            return
        for facts in self._lists(trigger):
            yield from self._free(_between(facts, first, last), trigger)
        near = max(first, shift_days(trigger.date, -UNLINKED_DAYS))
        yield from self._free(_between(self._bare if trigger.subjects else self.facts, near, last), trigger)

    def outside(self, trigger: Fact, first: dt.date, last: dt.date) -> Iterator[Fact]:
        """The few nearest facts that belong to a trigger but lie before or after the two days."""
        linked = self.linked(trigger)
        lists = (
            [linked] if linked else [*self._lists(trigger), self._bare if trigger.subjects else self.facts]
        )
        oldest = shift_days(first, -UNLINKED_DAYS)
        for facts in lists:
            ordered = sorted(facts, key=_DAY_OF) if facts is linked else facts
            before, after = bisect_left(ordered, first, key=_DAY_OF), bisect_right(ordered, last, key=_DAY_OF)
            few = ordered[max(before - MAX_NEAR, 0) : before] + ordered[after : after + MAX_NEAR]
            chosen = [f for f in few if linked or f.date >= oldest]
            yield from chosen if linked else self._free(chosen, trigger)

    def linked(self, trigger: Fact) -> list[Fact]:
        """Facts linked with the trigger in either direction.

        The trigger's own rows (a review noted in the meeting itself) count as linked. A record as a whole
        may name whom it likes; a row of one, and a record linked with what concerns several people,
        serve only those they name.
        """
        neighbours = self.world.neighbours(trigger.record, trigger.links)
        found = [f for r in neighbours for f in self._ids.get(r, ())] if neighbours else []
        for fact in self._ids.get(trigger.record, ()):
            if fact.row is not None and fact.row != trigger.row:
                found.append(fact)
        return [f for f in found if self._may_serve(f, trigger)] if found else found

    def _may_serve(self, fact: Fact, trigger: Fact) -> bool:
        if not fact.subjects or not trigger.subjects or not set(fact.subjects).isdisjoint(trigger.subjects):
            return True
        whole = self.world.by_record.get(trigger.record)
        return fact.row is None and (whole is None or len(whole.subjects) <= 1)

    def _lists(self, trigger: Fact) -> Iterator[list[Fact]]:
        office = self.world.office
        for subject in trigger.subjects:
            # Two people of one unit are not each other; a unit and its person are.
            yield self._named.get(subject, [])
            if subject not in office.people:
                yield self._through_unit.get(subject, [])
            units = office.units_of(subject, trigger.date)
            for unit in units if len(units) == 1 else sorted(units):
                if unit != subject:
                    yield self._named.get(unit, [])

    def _free(self, facts: Iterable[Fact], trigger: Fact) -> Iterator[Fact]:
        # A record that names another trigger does not serve this one.
        for fact in facts:
            if fact.record != trigger.record and not self._taken(fact):
                yield fact

    def _taken(self, fact: Fact) -> bool:
        neighbours = self.world.neighbours(fact.record, fact.links)
        if not neighbours:
            return False
        named = [self.world.by_record.get(r) for r in neighbours]
        return any(f is not None and matches_kind(f.kind, self.triggers) for f in named)


def _between(facts: list[Fact], first: dt.date, last: dt.date) -> Iterator[Fact]:
    for position in range(bisect_left(facts, first, key=_DAY_OF), len(facts)):
        if facts[position].date > last:
            return
        yield facts[position]


def units_through(office: Office, fact: Fact) -> frozenset[str]:
    """The units of the people a fact is about, without those it names itself."""
    subjects = fact.subjects
    found: frozenset[str] = frozenset()
    for subject in subjects:
        found |= office.units_of(subject, fact.date)
    return found.difference(subjects) if found else found


class Pools:
    """For each need: the facts that fulfil it, and those of its kinds that do not."""

    def __init__(self, ctx: Context, triggers: tuple[str, ...], needs: tuple[Need, ...]) -> None:
        self._ctx = ctx
        self.all = [(need, Pool(ctx.world, triggers), Pool(ctx.world, triggers)) for need in needs]
        for need, good, others in self.all:
            for fact in ctx.world.of_kinds(need.facts.kinds):
                self._pool(fact, need, good, others).put_in(fact, list.append)

    def of(self, trigger: Fact) -> list[tuple[Need, Pool, Pool]]:
        """The needs of a trigger: some are only for certain changes."""
        change = trigger.values.get("change")
        chosen = [p for p in self.all if p[0].for_changes and change in p[0].for_changes]
        return chosen or [p for p in self.all if not p[0].for_changes] or self.all

    def _pool(self, fact: Fact, need: Need, good: Pool, others: Pool) -> Pool:
        return others if self._ctx.world.why_not(need.facts.where, fact, self._ctx.params) else good

    def forget(self, facts: Iterable[Fact]) -> None:
        """Take facts out."""
        for fact in facts:
            for _need, good, others in self.all:
                good.take_out(fact)
                others.take_out(fact)

    def learn(self, facts: Iterable[Fact]) -> None:
        """Put facts in their places."""
        for fact in facts:
            for need, good, others in self.all:
                if matches_kind(fact.kind, need.facts.kinds) and fact.date <= self._ctx.world.as_of:
                    self._pool(fact, need, good, others).put_in(fact)


class TriggerRows:
    """The rows of each trigger, and which of them a changed fact may concern."""

    def __init__(self, office: Office, kinds: tuple[str, ...]) -> None:
        self._office, self._kinds = office, kinds
        self._rows: PerFact[list[Result]] = PerFact()

    def of(self, trigger: Fact, work: Callable[[Fact], list[Result]]) -> list[Result]:
        """The rows of a trigger."""
        return self._rows.of(trigger, work)

    def forget(self, facts: Iterable[Fact]) -> None:
        """Rows of triggers that are gone, and of those that a fact gone may have served."""
        gone = tuple(facts)
        self._rows.forget(gone)
        self.learn(gone)

    def learn(self, facts: Iterable[Fact]) -> None:
        """Rows of triggers that a new fact may serve."""
        for fact in facts:
            if matches_kind(fact.kind, self._kinds):
                named, through = frozenset(fact.subjects), units_through(self._office, fact)
                self._rows.drop(partial(self._meant, named, through))

    def _meant(self, named: frozenset[str], through: frozenset[str], trigger: Fact) -> bool:
        """Whether a fact that names these, or people of these units, may belong to a trigger (see Pool)."""
        if not named or trigger.subject is None:
            return True
        for subject in trigger.subjects:
            if subject in named or subject in through:
                return True
            if not named.isdisjoint(self._office.units_of(subject, trigger.date)):
                return True
        return False
