"""What every rule's evaluation is given, and the few steps they share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.domain.duties.kept import Kept
from app.domain.duties.model import Amount, DutyDef
from app.domain.duties.results import DutyState, Near, Result
from app.domain.duties.selectors import Element
from app.domain.duties.world import Params, World, as_texts, is_empty, value_of
from app.domain.facts import Fact
from app.domain.periods import month_day

MAX_NEAR = 5
K = TypeVar("K", bound=Kept)
_SEPARATORS = re.compile(r"[,，;；、\n]+")


@dataclass(frozen=True, slots=True)
class Context:
    """One duty in one world with its settings resolved. kept: what its rule remembers of the facts."""

    world: World
    duty: DutyDef
    params: Params
    kept: dict[str, Kept] = field(default_factory=dict)

    def keep(self, name: str, make: Callable[[], K]) -> K:
        """What the rule remembers under a name, made at the first question; `learn` and `forget` keep it true."""
        known = self.kept.get(name)
        if known is None:
            known = self.kept[name] = make()
        return known  # type: ignore[return-value]

    def number(self, amount: Amount) -> float | None:
        """The rule's number or the setting; None = the unit has not said."""
        if amount.param is None:
            return amount.value
        value = self.params.get(amount.param)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else amount.value

    def deadline(self, param: str | None, year: int) -> dt.date | None:
        """The day MM-DD of a year from a setting, or None."""
        value = self.params.get(param) if param else None
        if not isinstance(value, str):
            return None
        try:
            return month_day(year, value)
        except ValueError:
            return None

    def result(self, period: str, subject: str, state: DutyState, **more: object) -> Result:
        """A row of this duty."""
        return Result(self.duty.id, period, subject, state, **more)  # type: ignore[arg-type]

    def lacking(self, fact: Fact, elements: tuple[Element, ...]) -> tuple[str, ...]:
        """Labels of the elements a record does not have."""
        if not elements:
            return ()
        lacking = tuple(e for e in elements if not self._has(fact, e))
        none = len(lacking) == len(elements)
        return tuple(e.label for e in lacking if not (e.together and none))

    def _has(self, fact: Fact, element: Element) -> bool:
        if element.linked and self.world.linked_with(fact, element.linked):
            return True
        if any(not is_empty(value_of(fact, name)) for name in element.any_filled):
            return True
        if element.named and element.names:
            return set(self.texts(element.names)) <= set(value_of(fact, element.named) or ())
        return bool(element.states) and fact.state in element.states

    def texts(self, setting: str | None) -> tuple[str, ...]:
        """A setting that lists several things: a list, or a text with separators."""
        return texts_of(self.params.get(setting)) if setting else ()


def texts_of(value: Any) -> tuple[str, ...]:
    """The single entries of a list, or of a text with separators."""
    parts = (part.strip() for text in as_texts(value) for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def record_ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The records of facts, each once, in order."""
    return tuple(dict.fromkeys(f.record for f in facts))


def near_of(pairs: Iterable[tuple[Fact, str]]) -> tuple[Near, ...]:
    """The first few records that nearly count."""
    found: dict[Near, None] = {}
    for fact, reason in pairs:
        found[Near(fact.record, reason)] = None
        if len(found) == MAX_NEAR:
            break
    return tuple(found)


def late_entries(facts: Iterable[Fact]) -> str:
    """A remark on records typed after the day they are about (5.1 第 12 项), or nothing."""
    late = [f for f in facts if f.entered and f.entered > f.date]
    if not late:
        return ""
    first = late[0]
    more = f"等 {len(late)} 条" if len(late) > 1 else ""
    return f"补录：{first.date.isoformat()} 的记录{more}于 {first.entered.isoformat()} 录入。" if first.entered else ""
