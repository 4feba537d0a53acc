"""Whether a proof holds for a matter, since which day, by which records, and what of it is still missing.

Pure. A proof only ever reads; an answer says 有记录 or 未见记录, nothing about fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.workflow.answers import NO, Asking, Held, bounded, filled, holds_post, matches, way
from app.domain.workflow.days import day_in
from app.domain.workflow.model import Bound, Case, Item, NumberIs, Proof, Visit
from app.domain.workflow.several import prove_linked, prove_rows, prove_share

_Check = Callable[[Proof, Case, Asking], Held]


def prove(proof: Proof, case: Case, asking: Asking) -> Held:
    """Whether everything the proof asks for holds."""
    parts = [_CHECKS[name](proof, case, asking) for name in proof.parts]
    found = parts[0] if len(parts) == 1 else _all(parts)
    if not found.ok:
        return found
    day = (day_in(case.lead.values.get(proof.day)) if proof.day else None) or found.day
    if day is None and _happens(proof):
        day = case.lead.date
    if day is not None and not asking.takes(day):
        return Held(False, day, found.count, found.need, found.missing, found.records, found.unset)
    return found if day is found.day else Held(True, day, found.count, found.need, found.missing, found.records, found.unset)


def _happens(proof: Proof) -> bool:
    """Whether a proof is about something that happens on a day, the lead's own unless it says another."""
    return not _HAPPENING.isdisjoint(proof.parts)


_HAPPENING = frozenset({"states", "now", "been", "fields", "any", "values", "number", "rows", "linked"})


def _all(parts: Sequence[Held]) -> Held:
    counted = [p for p in parts if p.need > 1 or p.missing]
    days = [p.day for p in parts if p.day]
    return Held(
        all(p.ok for p in parts), max(days, default=None), sum(p.count for p in counted),
        sum(p.need for p in counted) if counted else 1, tuple(m for p in counted for m in p.missing),
        tuple(dict.fromkeys(r for p in parts for r in p.records)),
        tuple(dict.fromkeys(u for p in parts for u in p.unset)),
    )  # fmt: skip


def _visits(visits: Iterable[Visit], states: tuple[str, ...], lead: Item) -> Held:
    # what is planned for a later day was in its first state from the day it was entered
    began = min((d for d in (lead.date, lead.entered) if d), default=None)
    days = [v.day or began for v in visits if v.state in states]
    known = [d for d in days if d]
    return Held(bool(days), min(known, default=None))


def _states(proof: Proof, case: Case, _asking: Asking) -> Held:
    return _visits(way(case.lead.visited), proof.states, case.lead)


def _been(proof: Proof, case: Case, _asking: Asking) -> Held:
    return _visits(case.lead.visited, proof.been, case.lead)


def _now(proof: Proof, case: Case, _asking: Asking) -> Held:
    return _visits(case.lead.visited[-1:], proof.now, case.lead)


def _kinds(proof: Proof, case: Case, _asking: Asking) -> Held:
    return Held(case.lead.kind in proof.kinds)


def _fields(proof: Proof, case: Case, _asking: Asking) -> Held:
    values = [case.lead.values.get(name) for name in proof.fields]
    there = [v for v in values if filled(v)]
    missing = tuple(name for name, v in zip(proof.fields, values, strict=True) if not filled(v))
    return Held(not missing, _latest(there), len(there), len(values), missing if there else ())


def _any(proof: Proof, case: Case, _asking: Asking) -> Held:
    there = [v for name in proof.any if filled(v := case.lead.values.get(name))]
    days = [d for v in there if (d := day_in(v))]
    return Held(bool(there), min(days, default=None))


def _latest(values: Iterable[Any]) -> dt.date | None:
    return max((d for v in values if (d := day_in(v))), default=None)


def _values(proof: Proof, case: Case, _asking: Asking) -> Held:
    return Held(matches(case.lead.values, proof.values))


def _number(proof: Proof, case: Case, asking: Asking) -> Held:
    asked = proof.number
    value = case.lead.values.get(asked.field) if asked else None
    if asked is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return NO
    try:
        return _within(asked, float(value), asking)
    except ValueError:
        return NO


def _within(asked: NumberIs, number: float, asking: Asking) -> Held:
    tests: tuple[tuple[Bound | None, Callable[[float], bool]], ...] = (
        (asked.at_least, lambda b: number >= b), (asked.at_most, lambda b: number <= b),
        (asked.below, lambda b: number < b), (asked.above, lambda b: number > b),
    )  # fmt: skip
    return bounded([(bound, test) for bound, test in tests if bound is not None], asking)


def _subject_is(proof: Proof, case: Case, asking: Asking) -> Held:
    return Held(holds_post(case.lead, proof.subject_is, asking.ground))


def _actor_is(proof: Proof, case: Case, asking: Asking) -> Held:
    day = case.lead.date or asking.ground.as_of
    return Held(asking.ground.people.has_role(case.lead.actor or None, day, proof.actor_is))


def _param(proof: Proof, _case: Case, asking: Asking) -> Held:
    params = asking.ground.params
    unset = tuple(name for name in proof.param if params.get(name) is None)
    return Held(not unset and all(params[name] in values for name, values in proof.param.items()), unset=unset)


def _step(proof: Proof, _case: Case, asking: Asking) -> Held:
    return Held(proof.step in asking.done, asking.done.get(proof.step))


def _overdue(proof: Proof, _case: Case, asking: Asking) -> Held:
    return Held(proof.overdue in asking.late)


def _all_of(proof: Proof, case: Case, asking: Asking) -> Held:
    return _all([prove(p, case, asking) for p in proof.all_of])


def _any_of(proof: Proof, case: Case, asking: Asking) -> Held:
    answers = [prove(p, case, asking) for p in proof.any_of]
    good = [a for a in answers if a.ok]
    if good:
        return min(good, key=lambda a: a.day or dt.date.max)
    nearest = max(answers, key=lambda a: a.count / a.need if a.need else 0, default=NO)
    return replace(nearest, unset=tuple(dict.fromkeys(u for a in answers for u in a.unset)))


def _not(proof: Proof, case: Case, asking: Asking) -> Held:
    return Held(proof.negated is not None and not prove(proof.negated, case, asking).ok)


def _rows(proof: Proof, case: Case, asking: Asking) -> Held:
    return prove_rows(proof.rows, case, asking, prove) if proof.rows is not None else NO


def _linked(proof: Proof, case: Case, asking: Asking) -> Held:
    return prove_linked(proof.linked, case, asking, prove) if proof.linked is not None else NO


def _share(proof: Proof, case: Case, asking: Asking) -> Held:
    return prove_share(proof.share, case, asking, prove) if proof.share is not None else NO


_CHECKS: Mapping[str, _Check] = {
    "states": _states, "now": _now, "been": _been, "kinds": _kinds, "fields": _fields, "any": _any, "values": _values,
    "number": _number, "rows": _rows, "subject_is": _subject_is, "actor_is": _actor_is, "linked": _linked,
    "share": _share, "param": _param, "step": _step, "overdue": _overdue, "all_of": _all_of, "any_of": _any_of,
    "negated": _not,
}  # fmt: skip
