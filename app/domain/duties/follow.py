"""follow and precede: what must come after, or before, each trigger."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.duties.context import Context, late_entries, near_of
from app.domain.duties.model import FollowRule, Need, PrecedeRule
from app.domain.duties.results import DutyState, Result
from app.domain.duties.selectors import Per
from app.domain.duties.world import World, matches_kind
from app.domain.facts import Fact
from app.domain.periods import FOREVER, shift_days

# Without a link, a record without anyone named in it belongs to a trigger at most this far off.
UNLINKED_DAYS = 366


@dataclass
class _Pool:
    """The facts of one need, found by link, by subject, or without any subject."""

    world: World
    triggers: tuple[str, ...]
    facts: list[Fact]

    @cached_property
    def _by_subject(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            for subject in fact.subjects:
                for key in {subject} | self.world.office.units_of(subject, fact.date):
                    found[key].append(fact)
        return found

    @cached_property
    def _ids(self) -> dict[str, Fact]:
        return {f.record: f for f in self.facts}

    @cached_property
    def _bare(self) -> list[Fact]:
        return [f for f in self.facts if not f.subjects]

    def of(self, trigger: Fact, day: dt.date) -> Iterator[Fact]:
        """Facts that belong to a trigger: linked ones first, then those about the same subject, then unnamed ones."""
        linked = [self._ids[r] for r in self.world.neighbours(trigger.record, trigger.links) if r in self._ids]
        yield from linked
        if linked:
            return
        if trigger.subjects:
            yield from self._free(self._of_subjects(trigger), trigger)
        others = self._bare if trigger.subjects else self.facts
        yield from self._free(_around(others, day), trigger)

    def _of_subjects(self, trigger: Fact) -> Iterable[Fact]:
        for subject in trigger.subjects:
            for fact in self._by_subject.get(subject, ()):
                # Two people of one unit are not each other; a unit and its person are.
                if subject in fact.subjects or subject not in self.world.office.people:
                    yield fact
            for unit in self.world.office.units_of(subject, trigger.date) - {subject}:
                yield from (f for f in self._by_subject.get(unit, ()) if unit in f.subjects)

    def _free(self, facts: Iterable[Fact], trigger: Fact) -> Iterator[Fact]:
        # A record that names another trigger does not serve this one.
        for fact in facts:
            if fact.record == trigger.record:
                continue
            named = (self.world.by_record.get(r) for r in self.world.neighbours(fact.record, fact.links))
            if not any(f is not None and matches_kind(f.kind, self.triggers) for f in named):
                yield fact


def _around(facts: list[Fact], day: dt.date) -> Iterator[Fact]:
    start = bisect_left(facts, shift_days(day, -UNLINKED_DAYS), key=lambda f: f.date)
    yield from facts[start:]


def _pools(ctx: Context, triggers: tuple[str, ...], needs: tuple[Need, ...]) -> list[tuple[Need, _Pool, _Pool]]:
    """For each need: the facts that fulfil it, and those of its kinds that do not."""
    pools = []
    for need in needs:
        good: list[Fact] = []
        other: list[Fact] = []
        for fact in ctx.world.of_kinds(need.facts.kinds):
            (other if ctx.world.why_not(need.facts.where, fact, ctx.params) else good).append(fact)
        pools.append((need, _Pool(ctx.world, triggers, good), _Pool(ctx.world, triggers, other)))
    return pools


@dataclass(slots=True)
class _Found:
    facts: list[Fact] = field(default_factory=list)
    part: list[tuple[Fact, tuple[str, ...]]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    near: list[tuple[Fact, str]] = field(default_factory=list)
    late: list[Fact] = field(default_factory=list)
    failed: list[Fact] = field(default_factory=list)


def _find(
    ctx: Context, pools: list[tuple[Need, _Pool, _Pool]], trigger: Fact, day: dt.date, first: dt.date, last: dt.date
) -> _Found:
    """What fulfils the needs of a trigger between two days, and what nearly does."""
    found = _Found()
    for need, pool, others in pools:
        best: tuple[Fact, tuple[str, ...]] | None = None
        for fact in pool.of(trigger, day):
            if fact.date < first:
                found.near.append((fact, f"早于 {first.isoformat()}，不计"))
            elif fact.date > last:
                found.late.append(fact)
                found.near.append((fact, f"晚于 {last.isoformat()}"))
            else:
                lacking = ctx.lacking(fact, need.elements)
                if best is None or len(lacking) < len(best[1]):
                    best = (fact, lacking)
                if not lacking:
                    break
        if best is None:
            found.missing.extend(need.facts.kinds)
            unfit = list(others.of(trigger, day))[:5]
            found.failed.extend(f for f in unfit if f.date <= last)
            found.near.extend((f, ctx.world.why_not(need.facts.where, f, ctx.params)) for f in unfit)
        elif best[1]:
            found.part.append(best)
        else:
            found.facts.append(best[0])
    return found


def _needs_for(trigger: Fact, pools: list[tuple[Need, _Pool, _Pool]]) -> list[tuple[Need, _Pool, _Pool]]:
    change = trigger.values.get("change")
    chosen = [p for p in pools if p[0].for_changes and change in p[0].for_changes]
    return chosen or [p for p in pools if not p[0].for_changes] or pools


def _subjects(ctx: Context, per: Per | None, trigger: Fact) -> tuple[str, ...]:
    if per is Per.PERSON:
        return trigger.subjects or ((trigger.actor,) if trigger.actor else (ctx.world.office.unit,))
    if per is Per.SUBORDINATE:
        return tuple(s for s in trigger.subjects if s in ctx.world.office.not_own) or (ctx.world.office.unit,)
    return (ctx.world.office.unit,)


def evaluate_follow(ctx: Context, rule: FollowRule) -> list[Result]:
    """One row per trigger (and person concerned); the period is the trigger's record."""
    pools = _pools(ctx, rule.trigger.kinds, rule.needs)
    rows: list[Result] = []
    for trigger in ctx.world.of_kinds(rule.trigger.kinds):
        if ctx.world.why_not(rule.trigger.where, trigger, ctx.params):
            continue
        mine = _needs_for(trigger, pools)
        for subject in _subjects(ctx, rule.per, trigger):
            rows.append(_follow_row(ctx, rule, trigger, subject, mine))
    return rows


def _follow_row(
    ctx: Context, rule: FollowRule, trigger: Fact, subject: str, pools: list[tuple[Need, _Pool, _Pool]]
) -> Result:
    begin = trigger.end or trigger.date
    first = rule.not_before.after(begin) if rule.not_before else trigger.date
    due, known = begin, True
    if rule.within is not None:
        days = ctx.number(rule.within)
        known = days is not None
        due = shift_days(max(first, begin), int(days)) if days is not None else begin
    last = due if rule.within is not None and known else FOREVER
    found = _find(ctx, pools, trigger, begin, first, last)
    need = len(pools) if rule.every else 1
    count = len(found.facts) if rule.every else min(len(found.facts), 1)
    records = tuple(dict.fromkeys(f.record for f in (*found.facts, *(f for f, _ in found.part))))
    state, note = _follow_state(ctx, found, count, need, due, known=known)
    missing = () if state is DutyState.MET else (*(x for _, lack in found.part for x in lack), *found.missing)
    return ctx.result(
        trigger.record, subject, state, count=count, need=need, records=records, missing=missing,
        note=note + late_entries(found.facts), due=due if known else None,
        near=near_of(found.near) if state is not DutyState.MET else (),
    )  # fmt: skip


def _follow_state(
    ctx: Context, found: _Found, count: int, need: int, due: dt.date, *, known: bool
) -> tuple[DutyState, str]:
    if count >= need:
        return DutyState.MET, "有相应记录。"
    if found.part and count + len(found.part) >= need:
        return DutyState.PARTIAL, f"有记录，但还缺：{'、'.join(found.part[0][1])}。"
    if not known:
        state = DutyState.PARTIAL if count else DutyState.UNCONFIGURED
        return state, "未见全部记录；期限没有设定，请先在职责设置里填写。"
    if ctx.world.as_of <= due:
        return DutyState.PARTIAL if count or found.part else DutyState.DUE, f"还没有到期（{due.isoformat()}）。"
    late = "有记录但晚于期限。" if found.late else ""
    return DutyState.OVERDUE, f"到 {due.isoformat()} 未见足够记录：有 {count} 项，需要 {need} 项。{late}"


def evaluate_precede(ctx: Context, rule: PrecedeRule) -> list[Result]:
    """One row per trigger, also of those to come; a record only afterwards is a violation."""
    pools = _pools(ctx, rule.trigger.kinds, rule.needs)
    rows: list[Result] = []
    for trigger in ctx.world.of_kinds(rule.trigger.kinds, future=True):
        if ctx.world.why_not(rule.trigger.where, trigger, ctx.params):
            continue
        for subject in _subjects(ctx, rule.per, trigger):
            rows.append(_precede_row(ctx, rule, trigger, subject, _needs_for(trigger, pools)))
    return rows


def _precede_row(
    ctx: Context, rule: PrecedeRule, trigger: Fact, subject: str, pools: list[tuple[Need, _Pool, _Pool]]
) -> Result:
    day = _decisive_day(rule, trigger)
    found = _find(ctx, pools, trigger, day, dt.date.min, day)
    need = len(pools) if rule.every else 1
    count = len(found.facts) if rule.every else min(len(found.facts), 1)
    denied = _denied(ctx, rule, trigger)
    more = {
        "count": count,
        "need": need,
        "due": day,
        "missing": tuple(found.missing) if count < need else (),
        "near": near_of(found.near) if count < need else (),
    }
    records = [f.record for f in found.facts]
    if count >= need:
        state, note = DutyState.MET, "事前有相应记录。" + late_entries(found.facts)
    elif denied and (found.failed or ctx.world.as_of > day):
        records += [f.record for f in (*found.failed, *denied)]
        state, note = DutyState.VIOLATED, "事前没有符合要求的记录，后一步却已经通过。"
    elif found.late:
        records += [f.record for f in found.late]
        state, note = DutyState.VIOLATED, f"记录晚于 {day.isoformat()}，次序不对。"
    elif ctx.world.as_of <= day:
        state, note = DutyState.PARTIAL if count else DutyState.DUE, f"应在 {day.isoformat()} 以前完成。"
    else:
        state, note = DutyState.OVERDUE, f"{day.isoformat()} 以前未见相应记录。"
    return ctx.result(
        trigger.record, subject, state, records=tuple(dict.fromkeys(records)), note=note, **more
    )  # fmt: skip


def _decisive_day(rule: PrecedeRule, trigger: Fact) -> dt.date:
    value = trigger.values.get(rule.day_field) if rule.day_field else None
    return dt.date.fromisoformat(value) if isinstance(value, str) else trigger.date


def _denied(ctx: Context, rule: PrecedeRule, trigger: Fact) -> list[Fact]:
    if rule.deny is None:
        return []
    world = ctx.world
    return [
        f for f in world.of_kinds(rule.deny.kinds)
        if set(f.subjects) & set(trigger.subjects) and not world.why_not(rule.deny.where, f, ctx.params)
    ]  # fmt: skip
