"""ratio: enough of the things that should be done are done; threshold: a low share proposes a draft."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from app.domain.duties.context import Context, near_of, record_ids
from app.domain.duties.count import assigned_period
from app.domain.duties.kept import Chosen
from app.domain.duties.model import (
    Denominator,
    Doneness,
    Numerator,
    Population,
    RatioRule,
    ThresholdRule,
)
from app.domain.duties.parts import unit_list
from app.domain.duties.results import SET_ASIDE, DutyState, Near, Result
from app.domain.duties.selectors import Per
from app.domain.duties.subjects import subjects_for
from app.domain.duties.world import as_texts
from app.domain.facts import Fact
from app.domain.periods import Period, PeriodUnit, parse_period, periods_between, shift_days, year_of


@dataclass(slots=True)
class _Group:
    """A period's things: keys, the facts behind them, and how many are merely counted."""

    keys: list[str]
    facts: dict[str, Fact]
    number: int = 0
    exempt: int = 0
    known: bool = True

    @property
    def size(self) -> int:
        return len(self.keys) + self.number


def evaluate_ratio(ctx: Context, rule: RatioRule) -> list[Result]:
    """One row per period for the own unit; without a period, per year of the deadline or event."""
    groups = _groups(ctx, rule)
    return [_row(ctx, rule, period, group) for period, group in groups]


def _groups(ctx: Context, rule: RatioRule) -> list[tuple[Period, _Group]]:
    wanted = rule.denominator
    world = ctx.world
    if rule.period is None:
        found = _record_groups(ctx, wanted, None)
        names = sorted(found) or [f"{world.as_of.year:04d}"]
        return [(parse_period(n), found.get(n) or _Group([], {})) for n in names]
    if rule.period is PeriodUnit.TERM:
        return [(p, _term_group(ctx, wanted, p)) for p in _terms(ctx)]
    chosen = ctx.params.get("period")
    unit = PeriodUnit(chosen) if chosen in ("year", "half", "quarter") else rule.period
    periods = list(periods_between(unit, world.start, world.as_of))
    if wanted.population is Population.RECORDS:
        found = _record_groups(ctx, wanted, unit)
        return [(p, found.get(p.name) or _Group([], {})) for p in periods]
    return [(p, _people_group(ctx, wanted, p)) for p in periods]


def _record_groups(ctx: Context, wanted: Denominator, unit: PeriodUnit | None) -> dict[str, _Group]:
    world = ctx.world
    groups: dict[str, _Group] = {}
    if wanted.facts is None:
        return groups
    facts = wanted.facts
    for fact in ctx.keep("things", lambda: Chosen(world, facts, ctx.params)).good:
        if fact.state == SET_ASIDE:
            continue
        if wanted.of_subordinates and not world.units_concerned(fact) & world.office.not_own:
            continue
        if wanted.by_due and (fact.due is None or fact.due > world.as_of):
            continue
        day = (fact.due if wanted.by_due else None) or fact.date
        name = f"{day.year:04d}" if unit is None else assigned_period(fact, unit)
        group = groups.setdefault(name, _Group([], {}))
        group.keys.append(fact.record)
        group.facts[fact.record] = fact
    return groups


def _people_group(ctx: Context, wanted: Denominator, period: Period) -> _Group:
    listed = unit_list(ctx, wanted.list_name, period)
    if isinstance(listed, int):
        return _Group([], {}, number=listed)
    if listed is not None:
        return _Group(list(dict.fromkeys(as_texts(listed))), {})
    if wanted.list_name and not wanted.people:
        return _Group([], {}, known=False)
    keys: dict[str, None] = {}
    exempt = 0
    for per in wanted.people:
        for subject in _members(ctx, per, period):
            if subject[1]:
                exempt += 1
            else:
                keys[subject[0]] = None
    within = unit_list(ctx, wanted.within_list, period)
    limited = [k for k in keys if within is None or isinstance(within, int) or k in as_texts(within)]
    return _Group(limited, {}, exempt=exempt)


def _terms(ctx: Context) -> list[Period]:
    """The terms of office of the own principals that touch the days looked at; without any, the present year."""
    world = ctx.world
    found = {p for _who, p, _exempt in world.office.terms(Per.PRINCIPAL) if p.start <= world.as_of and p.end >= world.start}
    return sorted(found) or [year_of(world.as_of.year)]


def _term_group(ctx: Context, wanted: Denominator, period: Period) -> _Group:
    """A term's list: the one kept for the term, else the latest kept for one of its years."""
    given = ctx.world.lists.get(wanted.list_name or "", ctx.texts(wanted.list_setting) or None)
    if isinstance(given, dict):
        kept = [n for n in sorted(given) if n[:4].isdigit() and f"{period.start.year:04d}" <= n[:4] <= f"{period.end.year:04d}"]
        given = given.get(period.name, given[kept[-1]] if kept else None)
    if given is None:
        return _Group([], {}, known=False)
    if isinstance(given, int):
        return _Group([], {}, number=given)
    return _Group(list(dict.fromkeys(as_texts(given))), {})


def _members(ctx: Context, per: Per, period: Period) -> list[tuple[str, str]]:
    return [(s.id, s.exempt) for s in subjects_for(ctx.world.office, per, period)]


def _row(ctx: Context, rule: RatioRule, period: Period, group: _Group) -> Result:
    own = ctx.world.office.unit
    share = ctx.number(rule.share)
    if share is None or not group.known:
        what = "比例" if share is None else "名单"
        note = f"{what}没有设定，请先在职责设置里填写。"
        return ctx.result(period.name, own, DutyState.UNCONFIGURED, note=note)
    if group.size == 0:
        note = "本期没有对象，不适用。" + _exempt_note(group)
        return ctx.result(period.name, own, DutyState.EXEMPT, note=note)
    done = _done(ctx, rule.numerator, period, group)
    need = _need(ctx, rule, share, group.size)
    missing = tuple(k for k in group.keys if k not in done.keys) if share >= 1 else ()
    state = _state(ctx, rule, period, group, done.count >= need, done)
    shown = f"{done.count * 100 / group.size:.2f}".rstrip("0").rstrip(".")
    note = f"{done.count}/{group.size}，{shown}%；应达到 {need}。" + _exempt_note(group)
    due = None if rule.period is None else period.end
    return ctx.result(
        period.name, own, state, count=done.count, need=need, records=done.records, missing=missing, note=note,
        due=due, near=done.near if state is not DutyState.MET else (),
    )  # fmt: skip


def _exempt_note(group: _Group) -> str:
    return f"另有 {group.exempt} 人任职没有覆盖整个时期，不计。" if group.exempt else ""


def _need(ctx: Context, rule: RatioRule, share: float, size: int) -> int:
    exact = Fraction(str(share)) * size
    how = ctx.params.get("rounding", "ceil" if rule.round_up else "floor")
    if how == "floor":
        return math.floor(exact)
    if how == "round":
        return math.floor(exact + Fraction(1, 2))
    return math.ceil(exact)


def _state(ctx: Context, rule: RatioRule, period: Period, group: _Group, enough: bool, done: _Done) -> DutyState:
    if enough:
        return DutyState.MET
    as_of = ctx.world.as_of
    if rule.period is None:
        open_days = [_own_day(rule, group.facts[k]) for k in group.keys if k not in done.keys]
        waiting = all(day >= as_of for day in open_days)
    else:
        waiting = as_of <= period.end
    if waiting:
        return DutyState.PARTIAL if done.count else DutyState.DUE
    return DutyState.OVERDUE


def _own_day(rule: RatioRule, fact: Fact) -> dt.date:
    return (fact.due if rule.denominator.by_due else None) or fact.date


@dataclass(slots=True)
class _Done:
    keys: frozenset[str] = frozenset()
    number: int = 0
    records: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()

    @property
    def count(self) -> int:
        return len(self.keys) + self.number


def _done(ctx: Context, how: Numerator, period: Period, group: _Group) -> _Done:
    match how.how:
        case Doneness.ITSELF:
            good = [k for k in group.keys if not ctx.world.why_not(how.where, group.facts[k], ctx.params)]
            return _Done(frozenset(good), records=tuple(good))
        case Doneness.LINKED:
            return _linked(ctx, how, group)
        case Doneness.SUBJECT:
            return _by_subject(ctx, how, period, group)
        case Doneness.NAMED:
            return _named(ctx, how, period, group)
        case Doneness.NUMBER:
            return _number(ctx, how, period)


def _candidates(ctx: Context, how: Numerator) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    facts = how.facts
    if facts is None:
        return [], []
    found = ctx.keep("candidates", lambda: Chosen(ctx.world, facts, ctx.params))
    return found.good, found.others


def _linked(ctx: Context, how: Numerator, group: _Group) -> _Done:
    world = ctx.world
    good, near = _candidates(ctx, how)
    keys: set[str] = set()
    used: list[Fact] = []
    things: dict[str, list[str]] = defaultdict(list)
    for key, thing in group.facts.items():
        for subject in thing.subjects:
            things[subject].append(key)
    for fact in good:
        direct = [r for r in world.neighbours(fact.record, fact.links) if r in group.facts]
        if not direct:
            same = (k for s in fact.subjects for k in things.get(s, ()))
            direct = [k for k in same if fact.date >= group.facts[k].date]
        if direct:
            keys.update(direct)
            used.append(fact)
        else:
            near.append((fact, "没有写明对应哪一件"))
    return _Done(frozenset(keys), records=record_ids(used), near=near_of(near))


def _by_subject(ctx: Context, how: Numerator, period: Period, group: _Group) -> _Done:
    world = ctx.world
    good, near = _candidates(ctx, how)
    people: dict[str, list[Fact]] = defaultdict(list)
    for fact in good:
        for key in world.keys(fact, how.match):
            people[key].append(fact)
    keys: set[str] = set()
    used: list[Fact] = []
    spent: set[tuple[str, str]] = set()
    for key in group.keys:
        thing = group.facts.get(key)
        for name, fact in ((n, f) for n in (thing.subjects if thing else (key,)) for f in people.get(n, ())):
            # One talk with a person serves one of this person's events.
            if (name, fact.record) not in spent and _in_time(fact, thing, period, how.days_before):
                keys.add(key)
                used.append(fact)
                spent.add((name, fact.record))
                break
    near = [(f, why) for f, why in near if assigned_period(f, PeriodUnit.YEAR) == period.name]
    return _Done(frozenset(keys), records=record_ids(used), near=near_of(near))


def _in_time(fact: Fact, thing: Fact | None, period: Period, days_before: int) -> bool:
    if thing is not None:
        return fact.date >= shift_days(thing.date, -days_before)
    return assigned_period(fact, PeriodUnit.YEAR) == period.name or fact.date in period


def _named(ctx: Context, how: Numerator, period: Period, group: _Group) -> _Done:
    name = how.field or ""
    good, near = _candidates(ctx, how)
    named: dict[str, None] = {}
    apart: set[str] = set()
    number = 0
    used: list[Fact] = []
    for fact in good:
        if fact.date not in period:
            continue
        people = as_texts(fact.values.get(name)) or (fact.subjects if how.apart is None and name == "persons" else ())
        several = fact.values.get(f"{name}_count")
        if how.apart:
            apart.update(as_texts(fact.values.get(how.apart)))
        if people or isinstance(several, int):
            used.append(fact)
        named.update(dict.fromkeys(people))
        if not people and isinstance(several, int):
            number += several
    # One person never counts in both samples (5.1 第 3 项).
    keys = [k for k in named if k not in apart and (not group.keys or k in group.keys)]
    return _Done(frozenset(keys), number=number, records=record_ids(used), near=near_of(near))


def _number(ctx: Context, how: Numerator, period: Period) -> _Done:
    good, near = _candidates(ctx, how)
    used = [f for f in good if f.date in period]
    linked = {r for f in used for r in ctx.world.neighbours(f.record, f.links)}
    closed = linked & {f.record for f in ctx.world.of_kinds((how.field or "",))}  # a record may yield facts of other kinds too
    bare = [f for f in used if not any(r in closed for r in ctx.world.neighbours(f.record, f.links))]
    return _Done(number=len(closed) + len(bare), records=record_ids(used), near=near_of(near))


def evaluate_threshold(ctx: Context, rule: ThresholdRule) -> list[Result]:
    """One row for the year of as_of and each unit concerned; below the value is violated and a person decides on a draft."""
    world = ctx.world
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in world.of_kinds(rule.facts.kinds):
        if world.why_not(rule.facts.where, fact, ctx.params):
            continue
        done = not world.why_not(rule.done, fact, ctx.params)
        if done or fact.due is None or fact.due <= world.as_of:
            groups[next((s for s in fact.subjects if s in world.office.not_own), world.office.unit)].append(fact)
    period = year_of(world.as_of.year).name
    if not groups:
        return [ctx.result(period, world.office.unit, DutyState.EXEMPT, note="没有应整改的条目，不适用。")]
    return [_threshold_row(ctx, rule, period, unit, facts) for unit, facts in sorted(groups.items())]


def _threshold_row(ctx: Context, rule: ThresholdRule, period: str, unit: str, facts: list[Fact]) -> Result:
    limit = ctx.number(rule.below)
    if limit is None:
        return ctx.result(period, unit, DutyState.UNCONFIGURED, note="界线没有设定。")
    done = [f for f in facts if not ctx.world.why_not(rule.done, f, ctx.params)]
    open_ids = tuple(f.record for f in facts if f not in done)
    rate = Fraction(len(done), len(facts))
    shown = f"到位 {len(done)}/{len(facts)}，{float(rate) * 100:.1f}%"
    more = {"count": len(done), "need": len(facts), "records": record_ids(facts), "missing": open_ids}
    if rate >= Fraction(str(limit)):
        return ctx.result(period, unit, DutyState.MET, note=f"{shown}，没有低于界线。", **{**more, "missing": ()})
    follow = [f for f in ctx.world.of_kinds(rule.then) if not f.subjects or unit in f.subjects]
    if follow:
        return ctx.result(period, unit, DutyState.MET, note=f"{shown}，低于界线，已有处置记录。", **more)
    note = f"{shown}，低于界线：可以起草文书，是否发出由人决定。"
    return ctx.result(period, unit, DutyState.VIOLATED, note=note, **more)
