"""Proofs that ask for several of something: rows of a table, records tied to the lead, one for each of somebody, a share."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.workflow.answers import (
    NO,
    REACHED,
    YES,
    Asking,
    Held,
    bounded,
    filled,
    matches,
    named,
    where_named,
)
from app.domain.workflow.days import day_in, meant
from app.domain.workflow.model import Bound, Case, Each, Item, Linked, Proof, Rows, Share, Tie

Judge = Callable[[Proof, Case, Asking], Held]


@dataclass(frozen=True, slots=True)
class _One:
    """A linked record or a row: whether it fulfils what is asked, on which day, about whom, which row it was made for."""

    good: bool
    day: dt.date | None
    about: frozenset[str]
    id: str = ""
    row: str = ""


def prove_rows(asked: Rows, case: Case, asking: Asking, judge: Judge) -> Held:
    """Whether the rows of a table are as asked."""
    found = case.lead.values.get(asked.table)
    rows = [row for row in (found if isinstance(found, list) else []) if isinstance(row, Mapping)]
    if asked.about_lead:
        subjects = set((asking.lead or case.lead).subjects)
        rows = [row for row in rows if subjects & set(named(row, asked.place or "person"))]
    ones = [_row(asked, row, case.lead, asking) for row in rows]
    return replace(_enough(ones, asked, case, asking, judge), records=())


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
    if asked.by == "any":
        found = [i for kind in sorted(case.free) for i in _free(asked, case.free[kind], since, until) if i.id != case.lead.id]
        return found if len(case.free) == 1 else sorted(found, key=_order)
    return [t.item for t in case.ties if _tied(asked, t, case.lead) and _dated(t.item, since, until)]


def _free(asked: Linked, items: Sequence[Item], since: dt.date | None, until: dt.date | None) -> Sequence[Item]:
    """Of records of one kind in order of day those within the days, without looking at each."""
    if not items or not wanted(asked, items[0].form, items[0].kind):
        return ()
    first = bisect_left(items, since, key=_day_of) if since is not None else 0
    last = bisect_right(items, until, key=_day_of) if until is not None else len(items)
    return [i for i in items[first:last] if i.counts or asked.drafts]


def _day_of(item: Item) -> dt.date:
    return item.date or dt.date.max


def _order(item: Item) -> tuple[dt.date, str]:
    return item.date or dt.date.max, item.id


def wanted(asked: Linked, form: str, kind: str) -> bool:
    """Whether records of a form and kind are asked for."""
    return kind in asked.kinds or form in asked.forms


def _tied(asked: Linked, tie: Tie, lead: Item) -> bool:
    item = tie.item
    if not wanted(asked, item.form, item.kind) or not (item.counts or asked.drafts) or item.id == lead.id:
        return False
    match asked.by:
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


def prove_linked(asked: Linked, case: Case, asking: Asking, judge: Judge) -> Held:
    """Whether the records tied to the lead are as asked."""
    inside = asking.inside(case.lead)
    enough = 0 if asked.each is not None or asked.every or asked.day else asked.at_least
    ones: list[_One] = []
    for item in candidates(asked, case, asking):
        ones.append(_record(asked, item, inside, asking, judge))
        if enough and ones[-1].good:
            enough -= 1
            if not enough:
                break  # they come in order of day: later ones cannot change the answer
    return _enough(ones, asked, case, asking, judge)


def _record(asked: Linked, item: Item, inside: Asking, asking: Asking, judge: Judge) -> _One:
    inner = _answer(asked.where, item, inside, judge) if asked.where is not None else YES
    dated = REACHED if asked.day == REACHED else day_in(item.values.get(asked.day)) if asked.day else item.date
    day = inner.day if isinstance(dated, str) else dated
    good = inner.ok and (not asked.day or day is not None) and asking.takes(day)
    return _One(good, day, frozenset(where_named(item, asked.place)), item.id, item.row)


def _answer(where: Proof, item: Item, inside: Asking, judge: Judge) -> Held:
    """What a proof about a linked record answers; that which is the same for every lead is asked once."""
    if not where.own:
        return judge(where, Case(item), inside)
    key = (id(where), item.id)
    found: Held | None = inside.ground.known.get(key)
    if found is None:
        found = inside.ground.known[key] = judge(where, Case(item), inside)
    return found


def _enough(ones: Sequence[_One], asked: Linked | Rows, case: Case, asking: Asking, judge: Judge) -> Held:
    good = sorted((o for o in ones if o.good), key=lambda o: (o.day or dt.date.max, o.id))
    if asked.each is not None:
        return _for_each(good, asked.each, case, asking, judge)
    if asked.every:
        ok = len(ones) >= asked.at_least and len(good) == len(ones)
        bad = tuple(o.id for o in ones if not o.good)
        return Held(ok, _last_day(good), len(good), len(ones), bad, tuple(o.id for o in good))
    used = good[: asked.at_least]
    return Held(len(good) >= asked.at_least, _last_day(used), len(good), asked.at_least, (), tuple(o.id for o in used))


def _last_day(ones: Iterable[_One]) -> dt.date | None:
    return max((o.day for o in ones if o.day), default=None)


def _for_each(good: Sequence[_One], each: Each, case: Case, asking: Asking, judge: Judge) -> Held:
    if each.rows:
        return _for_rows(good, each.rows, case.lead)
    asked = people_of(each, case, asking, judge)
    first: dict[str, _One] = {}
    for one in good:
        for who in one.about:
            first.setdefault(who, one)
    missing = tuple(w for w in asked if w not in first)
    used = [first[w] for w in asked if w in first]
    ids = tuple(dict.fromkeys(o.id for o in used))
    # named by records or by a list that is kept: where it is nobody there is nothing to prove
    day = case.lead.date or asking.ground.as_of
    kept = bool(each.listed) and asking.ground.people.listed(each.listed, day) is not None
    nobody = not asked and (each.linked is not None or kept)
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


def people_of(each: Each, case: Case, asking: Asking, judge: Judge) -> tuple[str, ...]:
    """For whom something is asked one by one."""
    there = named(case.lead.values, each.field, each.roles) if each.field else ()
    day = case.lead.date or asking.ground.as_of
    kept = asking.ground.people.listed(each.listed, day) if each.listed else None
    if kept is not None:
        found = kept
    elif each.people:
        found = asking.ground.people.holders(each.people, day)
    elif each.linked is not None:
        inside = asking.inside(case.lead)
        items = (i for i in candidates(each.linked, case, asking) if _record(each.linked, i, inside, asking, judge).good)
        found = tuple(dict.fromkeys(s for i in items for s in i.subjects))
    else:
        return there
    return tuple(f for f in found if f in there) if each.field else found


def share_of(asked: Share, case: Case, asking: Asking, judge: Judge) -> tuple[int, int]:
    """How many of the linked records are good, of how many."""
    inside = asking.inside(case.lead)
    found = [i for i in candidates(asked.among, case, asking) if _is(asked.among.where, i, inside, judge)]
    return sum(_is(asked.good, i, inside, judge) for i in found), len(found)


def _is(proof: Proof | None, item: Item, asking: Asking, judge: Judge) -> bool:
    return proof is None or judge(proof, Case(item), asking).ok


def prove_share(asked: Share, case: Case, asking: Asking, judge: Judge) -> Held:
    """Whether so many per cent of some records are good; none: it does not hold."""
    good, total = share_of(asked, case, asking, judge)
    if not total:
        return NO
    # whole numbers compared as products: 7 of 10 is 70 % exactly
    tests: tuple[tuple[Bound | None, Callable[[float], bool]], ...] = (
        (asked.below, lambda b: 100 * good < b * total), (asked.at_least, lambda b: 100 * good >= b * total),
    )  # fmt: skip
    found = bounded([(bound, test) for bound, test in tests if bound is not None], asking)
    return replace(found, count=good, need=total)
