"""Whether a proof holds for a matter, since which day, by which records, and what of it is still missing.

Pure. A proof only ever reads; an answer says 有记录 or 未见记录, nothing about fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.workflow.days import day_in, meant
from app.domain.workflow.model import Bound, Case, Each, Ground, Item, Linked, NumberIs, Proof, Rows, Share, Tie, Visit


@dataclass(frozen=True, slots=True)
class Held:
    """The answer to a proof.

    day: since when it holds. count of need: of proofs that ask for several. missing: ids of people, units or rows
    still without. records: what it rests on besides the lead. unset: parameters without which it cannot be said.
    """

    ok: bool
    day: dt.date | None = None
    count: int = 0
    need: int = 1
    missing: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """In what light a proof is asked.

    earliest: what is dated before it proves nothing. done, late: of earlier steps. lead: of a linked record, whose it is.
    """

    ground: Ground
    lead: Item | None = None
    earliest: dt.date | None = None
    done: Mapping[str, dt.date | None] = field(default_factory=dict)
    late: frozenset[str] = frozenset()

    def takes(self, day: dt.date | None) -> bool:
        """Whether something of that day may prove anything: not yet to come, not too early."""
        if day is None:
            return self.earliest is None
        return day <= self.ground.as_of and (self.earliest is None or day >= self.earliest)

    def bound(self, value: Bound) -> float | None:
        """A number, given or set by the unit; None when it is not set."""
        found = self.ground.params.get(value) if isinstance(value, str) else value
        return None if found is None else float(found)

    def inside(self, lead: Item) -> Asking:
        """The same question about a record tied to the lead."""
        return replace(self, earliest=None, lead=lead)


REACHED = "reached"  # in place of a date field: the day the record came to what is asked of it
YES = Held(True)
NO = Held(False)
_Check = Callable[[Proof, Case, Asking], Held]


def prove(proof: Proof, case: Case, asking: Asking) -> Held:
    """Whether everything the proof asks for holds."""
    parts = [check(proof, case, asking) for asked, check in _CHECKS if asked(proof)]
    found = _all(parts)
    if proof.day and found.ok:
        found = replace(found, day=day_in(case.lead.values.get(proof.day)) or found.day)
    if found.ok and found.day is None and _happens(proof):
        found = replace(found, day=case.lead.date)
    if found.ok and found.day is not None and not asking.takes(found.day):
        return replace(found, ok=False)
    return found


def _happens(proof: Proof) -> bool:
    """Whether a proof is about something that happens on a day, the lead's own unless it says another."""
    return bool(
        proof.states or proof.now or proof.been or proof.fields or proof.any or proof.values or proof.number
        or proof.rows or proof.linked
    )  # fmt: skip


def _all(parts: Sequence[Held]) -> Held:
    counted = next((p for p in parts if p.need > 1 or p.missing), None)
    days = [p.day for p in parts if p.day]
    return Held(
        all(p.ok for p in parts), max(days, default=None), counted.count if counted else 0,
        counted.need if counted else 1, counted.missing if counted else (),
        tuple(dict.fromkeys(r for p in parts for r in p.records)),
        tuple(dict.fromkeys(u for p in parts for u in p.unset)),
    )  # fmt: skip


def filled(value: Any) -> bool:
    """Whether a field is filled in (False and 0 are)."""
    return value is not None and value != "" and not (isinstance(value, list | dict | tuple) and not value)


def matches(values: Mapping[str, Any], wanted: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether each field has one of its values; a flag never touched is false."""
    return all(_among(values.get(name), choices) for name, choices in wanted.items())


def _among(value: Any, choices: tuple[Any, ...]) -> bool:
    if value is None:
        return False in choices
    return any(v in choices for v in (value if isinstance(value, list) else [value]))


def way(visited: Sequence[Visit]) -> tuple[Visit, ...]:
    """How a record came to where it is, without the ways it went back again."""
    found: list[Visit] = []
    for one in visited:
        again = next((i for i, v in enumerate(found) if v.state == one.state), None)
        if again is not None:
            del found[again + 1 :]
        else:
            found.append(one)
    return tuple(found)


def _visits(visits: Iterable[Visit], states: tuple[str, ...], lead: Item) -> Held:
    days = [v.day or lead.date for v in visits if v.state in states]
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
    return _bounded([(bound, test) for bound, test in tests if bound is not None], asking)


def _bounded(tests: Sequence[tuple[Bound, Callable[[float], bool]]], asking: Asking) -> Held:
    """Whether all bounds are kept; one that the unit has not set keeps it open."""
    unset = tuple(b for b, _test in tests if isinstance(b, str) and asking.bound(b) is None)
    return Held(not unset and all(test(asking.bound(b) or 0.0) for b, test in tests), unset=unset)


def _subject_is(proof: Proof, case: Case, asking: Asking) -> Held:
    return Held(holds_post(case.lead, proof.subject_is, asking.ground))


def holds_post(lead: Item, roles: tuple[str, ...], ground: Ground) -> bool:
    """Whether the subject of a record held one of the posts on its day."""
    day = lead.date or ground.as_of
    return any(ground.people.has_role(s, day, roles) for s in lead.subjects)


def _param(proof: Proof, _case: Case, asking: Asking) -> Held:
    return Held(all(asking.ground.params.get(name) in values for name, values in proof.param.items()))


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
    return max(answers, key=lambda a: a.count / a.need if a.need else 0, default=NO)


def _not(proof: Proof, case: Case, asking: Asking) -> Held:
    return Held(proof.negated is not None and not prove(proof.negated, case, asking).ok)


# --- several of something ---


@dataclass(frozen=True, slots=True)
class _One:
    """A linked record or a row: whether it fulfils what is asked, on which day, about whom, which row it was made for."""

    good: bool
    day: dt.date | None
    about: frozenset[str]
    id: str = ""
    row: str = ""


def _rows(proof: Proof, case: Case, asking: Asking) -> Held:
    asked = proof.rows
    if asked is None:
        return NO
    found = case.lead.values.get(asked.table)
    rows = [row for row in (found if isinstance(found, list) else []) if isinstance(row, Mapping)]
    if asked.about_lead:
        subjects = set((asking.lead or case.lead).subjects)
        rows = [row for row in rows if subjects & set(named(row, asked.place or "person"))]
    ones = [_row(asked, row, case.lead, asking) for row in rows]
    return replace(_enough(ones, asked, case, asking), records=())


def _row(asked: Rows, row: Mapping[str, Any], lead: Item, asking: Asking) -> _One:
    dated = [d for n in asked.fields if (d := day_in(row.get(n)))]
    day = day_in(row.get(asked.day or "date")) or max(dated, default=None)
    good = all(filled(row.get(n)) for n in asked.fields) and matches(row, asked.values)
    place = asked.place or "person"
    good = good and (day is None or asking.takes(day))
    return _One(good, day or lead.date, frozenset(named(row, place)), str(row.get("id") or ""))


def candidates(asked: Linked, case: Case, asking: Asking) -> list[Item]:
    """The records tied to the lead that are of the kinds and within the days, whatever else is asked of them."""
    ground = asking.ground
    spans = [
        meant((d,), case.lead, asking.done, ground.params, ground.workdays).day if d is not None else None
        for d in (asked.since, asked.until)
    ]
    if any(d is not None and found is None for d, found in zip((asked.since, asked.until), spans, strict=True)):
        return []
    since, until = spans
    if asked.by != "link" and since is None:
        since = case.lead.date
    return [t.item for t in case.ties if _tied(asked, t, case.lead) and _dated(t.item, since, until)]


def wanted(asked: Linked, form: str, kind: str) -> bool:
    """Whether records of a form and kind are asked for."""
    return kind in asked.kinds or form in asked.forms


def _tied(asked: Linked, tie: Tie, lead: Item) -> bool:
    item = tie.item
    if not wanted(asked, item.form, item.kind) or not (item.counts or asked.drafts) or item.id == lead.id:
        return False
    match asked.by:
        case "any":
            return True
        case "subject":
            return bool(set(item.subjects) & set(lead.subjects))
        case "named":
            return tie.named
        case _:
            return asked.field in tie.fields if asked.field else bool(tie.fields)


def _dated(item: Item, since: dt.date | None, until: dt.date | None) -> bool:
    if since is None and until is None:
        return True
    return item.date is not None and (since is None or item.date >= since) and (until is None or item.date <= until)


def _linked(proof: Proof, case: Case, asking: Asking) -> Held:
    asked = proof.linked
    if asked is None:
        return NO
    ones = [_record(asked, item, case.lead, asking) for item in candidates(asked, case, asking)]
    return _enough(ones, asked, case, asking)


def _record(asked: Linked, item: Item, lead: Item, asking: Asking) -> _One:
    inner = prove(asked.where, Case(item), asking.inside(lead)) if asked.where is not None else YES
    dated = REACHED if asked.day == REACHED else day_in(item.values.get(asked.day)) if asked.day else item.date
    day = inner.day if isinstance(dated, str) else dated
    good = inner.ok and (not asked.day or day is not None) and asking.takes(day)
    return _One(good, day, frozenset(where_named(item, asked.place)), item.id, item.row)


def _enough(ones: Sequence[_One], asked: Linked | Rows, case: Case, asking: Asking) -> Held:
    good = sorted((o for o in ones if o.good), key=lambda o: (o.day or dt.date.max, o.id))
    if asked.each is not None:
        return _for_each(good, asked.each, case, asking)
    if asked.every:
        ok = len(ones) >= asked.at_least and len(good) == len(ones)
        bad = tuple(o.id for o in ones if not o.good)
        return Held(ok, _last_day(good), len(good), len(ones), bad, tuple(o.id for o in good))
    used = good[: asked.at_least]
    return Held(len(good) >= asked.at_least, _last_day(used), len(good), asked.at_least, (), tuple(o.id for o in used))


def _last_day(ones: Iterable[_One]) -> dt.date | None:
    return max((o.day for o in ones if o.day), default=None)


def _for_each(good: Sequence[_One], each: Each, case: Case, asking: Asking) -> Held:
    if each.rows:
        return _for_rows(good, each.rows, case.lead)
    asked = people_of(each, case, asking)
    first: dict[str, _One] = {}
    for one in good:
        for who in one.about:
            first.setdefault(who, one)
    missing = tuple(w for w in asked if w not in first)
    used = [first[w] for w in asked if w in first]
    ids = tuple(dict.fromkeys(o.id for o in used))
    # nobody it could be asked of: there is nothing to prove, and it is proven for those named by other records
    nobody = not asked and each.linked is not None
    return Held((bool(asked) or nobody) and not missing, _last_day(used), len(used), len(asked), missing, ids)


def _for_rows(good: Sequence[_One], table: str, lead: Item) -> Held:
    """One for each row: those made for a row or named by it stand for it, the others for one of the rest each."""
    rows = table_rows(lead.values, table)
    by_id = {o.id: o for o in good}
    own = {o.row: o for o in reversed(good) if o.row}
    for row_id, row in rows:
        held = next((by_id[v] for v in row.values() if isinstance(v, str) and v in by_id), None)
        if held is not None:
            own.setdefault(row_id, held)
    spare = [o for o in good if o not in own.values() and not o.row]
    used, missing = [], []
    for row_id, _row_values in rows:
        one = own.get(row_id) or (spare.pop(0) if spare else None)
        if one is None:
            missing.append(row_id)
        else:
            used.append(one)
    ids = tuple(dict.fromkeys(o.id for o in used))
    return Held(bool(rows) and not missing, _last_day(used), len(used), len(rows), tuple(missing), ids)


def table_rows(values: Mapping[str, Any], table: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of a table with their ids (their number, where they have none)."""
    found = values.get(table)
    rows = [r for r in (found if isinstance(found, list) else []) if isinstance(r, Mapping)]
    return [(str(r.get("id") or n), r) for n, r in enumerate(rows, 1)]


def people_of(each: Each, case: Case, asking: Asking) -> tuple[str, ...]:
    """For whom something is asked one by one."""
    there = named(case.lead.values, each.field, each.roles) if each.field else ()
    if each.people:
        found = asking.ground.people.holders(each.people, case.lead.date or asking.ground.as_of)
    elif each.linked is not None:
        items = (i for i in candidates(each.linked, case, asking) if _record(each.linked, i, case.lead, asking).good)
        found = tuple(dict.fromkeys(s for i in items for s in i.subjects))
    else:
        return there
    return tuple(f for f in found if f in there) if each.field else found


def where_named(item: Item, place: str) -> tuple[str, ...]:
    """Who stands at a place of a record: subject, actor, a field or table.column."""
    if place == "subject":
        return item.subjects
    if place == "actor":
        return (item.actor,) if item.actor else ()
    return named(item.values, place)


def named(values: Mapping[str, Any], path: str, roles: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Ids in a field, a list, the rows of a people field or a column of a table, each once."""
    whole = values.get(path)
    table, _dot, column = path.rpartition(".")
    inside = whole is None and bool(table)
    value = values.get(table) if inside else whole
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            if not roles or one.get("role") in roles:
                got = one.get(column if inside else "person")
                found += [str(g) for g in (got if isinstance(got, list) else [got]) if g]
        elif isinstance(one, str) and one:
            found.append(one)
    return tuple(dict.fromkeys(found))


def share_of(asked: Share, case: Case, asking: Asking) -> tuple[int, int]:
    """How many of the linked records are good, of how many."""
    inside = asking.inside(case.lead)
    found = [i for i in candidates(asked.among, case, asking) if _is(asked.among.where, i, inside)]
    return sum(_is(asked.good, i, inside) for i in found), len(found)


def _is(proof: Proof | None, item: Item, asking: Asking) -> bool:
    return proof is None or prove(proof, Case(item), asking).ok


def _share(proof: Proof, case: Case, asking: Asking) -> Held:
    asked = proof.share
    if asked is None:
        return NO
    good, total = share_of(asked, case, asking)
    if not total:
        return NO
    # whole numbers compared as products: 7 of 10 is 70 % exactly
    tests: tuple[tuple[Bound | None, Callable[[float], bool]], ...] = (
        (asked.below, lambda b: 100 * good < b * total), (asked.at_least, lambda b: 100 * good >= b * total),
    )  # fmt: skip
    found = _bounded([(bound, test) for bound, test in tests if bound is not None], asking)
    return replace(found, count=good, need=total)


_CHECKS: tuple[tuple[Callable[[Proof], Any], _Check], ...] = (
    (lambda p: p.states, _states), (lambda p: p.now, _now), (lambda p: p.been, _been), (lambda p: p.kinds, _kinds),
    (lambda p: p.fields, _fields), (lambda p: p.any, _any), (lambda p: p.values, _values),
    (lambda p: p.number, _number), (lambda p: p.rows, _rows), (lambda p: p.subject_is, _subject_is),
    (lambda p: p.linked, _linked), (lambda p: p.share, _share), (lambda p: p.param, _param), (lambda p: p.step, _step),
    (lambda p: p.overdue, _overdue), (lambda p: p.all_of, _all_of), (lambda p: p.any_of, _any_of),
    (lambda p: p.negated, _not),
)  # fmt: skip
