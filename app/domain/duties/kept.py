"""What a rule remembers between two evaluations, so that a changed record costs only its own rows.

Each part is built from all facts once; afterwards it is told which facts are gone and which are new.
Facts of records linked with a changed one are told as gone and as new, for links may decide a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

from app.domain.duties.selectors import Selector
from app.domain.duties.world import Params, World, matches_kind, put_in, take_out
from app.domain.facts import Fact

T = TypeVar("T")


class Kept(Protocol):
    """A remembered part of a rule's evaluation."""

    def forget(self, facts: Iterable[Fact]) -> None:
        """These facts are gone."""

    def learn(self, facts: Iterable[Fact]) -> None:
        """These facts are new; the world holds them already."""


class PerFact(Generic[T]):
    """What was worked out for single facts: done once for each, again after the fact or a linked one changed."""

    def __init__(self) -> None:
        # The fact is held with its value: an id must not pass to another fact while it stands here.
        self._known: dict[int, tuple[Fact, T]] = {}

    def of(self, fact: Fact, work: Callable[[Fact], T]) -> T:
        """The value of a fact."""
        known = self._known.get(id(fact))
        if known is None:
            known = self._known[id(fact)] = (fact, work(fact))
        return known[1]

    def drop(self, touched: Callable[[Fact], bool]) -> None:
        """Forget the values of the facts for which touched says so."""
        for key in [key for key, (fact, _value) in self._known.items() if touched(fact)]:
            del self._known[key]

    def forget(self, facts: Iterable[Fact]) -> None:
        """Values of facts that are gone."""
        for fact in facts:
            self._known.pop(id(fact), None)

    def learn(self, facts: Iterable[Fact]) -> None:
        """Nothing: values are worked out when asked for."""


class Chosen:
    """The facts of a selector in order: those that fulfil it, and the others with the reason why not."""

    def __init__(self, world: World, facts: Selector, params: Params, *, own: bool = False) -> None:
        self._world, self._facts, self._params, self._own = world, facts, params, own
        self.good: list[Fact] = []
        self._others: list[Fact] = []
        self._reasons: dict[int, str] = {}
        for fact in world.of_kinds(facts.kinds):
            self._sort(fact, list.append)

    @property
    def others(self) -> list[tuple[Fact, str]]:
        """Facts that do not fulfil it, with the reason."""
        return [(f, self._reasons[id(f)]) for f in self._others]

    def _sort(self, fact: Fact, put: Callable[[list[Fact], Fact], None]) -> None:
        if self._own and not self._world.own(fact):
            return
        reason = self._world.why_not(self._facts.where, fact, self._params)
        if reason:
            self._reasons[id(fact)] = reason
            put(self._others, fact)
        else:
            put(self.good, fact)

    def forget(self, facts: Iterable[Fact]) -> None:
        """Take facts out."""
        for fact in facts:
            if not take_out(self.good, fact) and take_out(self._others, fact):
                del self._reasons[id(fact)]

    def learn(self, facts: Iterable[Fact]) -> None:
        """Put facts in their places."""
        for fact in facts:
            if matches_kind(fact.kind, self._facts.kinds) and fact.date <= self._world.as_of:
                self._sort(fact, put_in)
