"""follow and precede: what must come after, or before, each trigger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from app.domain.duties.context import MAX_NEAR, Context, late_entries, near_of
from app.domain.duties.exists import evaluate_exists
from app.domain.duties.model import FollowRule, Need, PrecedeRule
from app.domain.duties.needs import Pool, Pools, TriggerRows
from app.domain.duties.pairs import evaluate_pairs
from app.domain.duties.results import SET_ASIDE, DutyState, Result
from app.domain.duties.selectors import Per
from app.domain.duties.served import evaluate_served
from app.domain.facts import Fact
from app.domain.periods import FOREVER, shift_days


@dataclass(slots=True)
class _Found:
    facts: list[Fact] = field(default_factory=list)
    part: list[tuple[Fact, tuple[str, ...]]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    near: list[tuple[Fact, str]] = field(default_factory=list)
    late: list[Fact] = field(default_factory=list)
    failed: list[Fact] = field(default_factory=list)


def _find(
    ctx: Context, pools: list[tuple[Need, Pool, Pool]], trigger: Fact, first: dt.date, last: dt.date
) -> _Found:
    """What fulfils the needs of a trigger between two days, and what nearly does."""
    found = _Found()
    for need, pool, others in pools:
        best: tuple[Fact, tuple[str, ...]] | None = None
        for fact in pool.of(trigger, first, last):
            lacking = ctx.lacking(fact, need.elements)
            if best is None or len(lacking) < len(best[1]):
                best = (fact, lacking)
            if not lacking:
                break
        if best is None:
            found.missing.extend(need.facts.kinds)
            _explain(ctx, need, pool, others, trigger, first, last, found)
        elif best[1]:
            found.part.append(best)
        else:
            found.facts.append(best[0])
    return found


def _explain(
    ctx: Context,
    need: Need,
    pool: Pool,
    others: Pool,
    trigger: Fact,
    first: dt.date,
    last: dt.date,
    found: _Found,
) -> None:
    for fact in pool.outside(trigger, first, last):
        if fact.date > last:
            found.late.append(fact)
            found.near.append((fact, f"晚于 {last.isoformat()}"))
        else:
            found.near.append((fact, f"早于 {first.isoformat()}，不计"))
    for fact in islice(others.of(trigger, first, last), MAX_NEAR):
        found.failed.append(fact)
        found.near.append((fact, ctx.world.why_not(need.facts.where, fact, ctx.params)))


def _concerns(ctx: Context, per: Per | None, trigger: Fact) -> list[tuple[str, Fact]]:
    """Whom the rows of a trigger are about, each with the trigger as far as it concerns them.

    Of several people each needs records of their own; a report without a subject is about who made it.
    """
    own = ctx.world.office.unit
    if per is Per.PERSON:
        people = trigger.subjects or ((trigger.actor,) if trigger.actor else ())
        if trigger.subjects == people and len(people) == 1:
            return [(people[0], trigger)]
        return [(person, _about(trigger, person)) for person in people] or [(own, trigger)]
    if per is Per.SUBORDINATE:
        units = tuple(s for s in trigger.subjects if s in ctx.world.office.not_own)
        if len(units) > 1:
            return [(unit, _about(trigger, unit)) for unit in units]
        return [(unit, trigger) for unit in units] or [(own, trigger)]
    return [(own, trigger)]


def _about(trigger: Fact, person: str) -> Fact:
    return replace(trigger, subject=person, values={k: v for k, v in trigger.values.items() if k != "subject"})


def evaluate_follow(ctx: Context, rule: FollowRule) -> list[Result]:
    """One row per trigger (and person concerned); the period is the trigger's record."""
    if rule.served is not None:
        return evaluate_served(ctx, rule)

    def judged(trigger: Fact) -> list[Result]:
        mine = _pools(ctx, rule).of(trigger)
        return [_follow_row(ctx, rule, part, s, mine) for s, part in _concerns(ctx, rule.per, trigger)]

    rows = _rows(ctx, rule, ctx.world.triggers(rule.trigger.kinds), judged)
    return rows + (evaluate_exists(ctx, rule.refreshed) if rule.refreshed is not None else [])


def _pools(ctx: Context, rule: FollowRule | PrecedeRule) -> Pools:
    """What may serve a trigger; not even looked for while nothing has triggered."""
    return ctx.keep("pools", lambda: Pools(ctx, rule.trigger.kinds, rule.needs))


def _rows(
    ctx: Context,
    rule: FollowRule | PrecedeRule,
    triggers: Iterable[Fact],
    judged: Callable[[Fact], list[Result]],
    others: tuple[str, ...] = (),
) -> list[Result]:
    """The rows of all triggers; those of a trigger that no change concerned are kept. others: further kinds they look at."""
    kinds = (*others, *(kind for need in rule.needs for kind in need.facts.kinds))
    known = ctx.keep("rows", lambda: TriggerRows(ctx.world.office, kinds))

    def wanted(trigger: Fact) -> list[Result]:
        return [] if ctx.world.why_not(rule.trigger.where, trigger, ctx.params) else judged(trigger)

    return [row for trigger in triggers for row in known.of(trigger, wanted)]


def _follow_row(
    ctx: Context, rule: FollowRule, trigger: Fact, subject: str, pools: list[tuple[Need, Pool, Pool]]
) -> Result:
    if trigger.state == SET_ASIDE:
        return _set_aside(ctx, trigger, subject)
    begin = max(trigger.end or trigger.date, _decisive_day(rule, trigger))
    first = rule.not_before.after(begin) if rule.not_before else trigger.date
    due, known = begin, True
    days: float | None = None
    if rule.within is not None:
        days = ctx.number(rule.within)
        known = days is not None or rule.timeless
        due = shift_days(max(first, begin), int(days)) if days is not None else begin
    last = due if days is not None else FOREVER
    found = _find(ctx, pools, trigger, first, last)
    # An event that does not say which change it is asks for the entry of any of them.
    changes = pools[0][0].for_changes
    every = rule.every and not (changes and len(pools) > 1 and trigger.values.get("change") not in changes)
    need = len(pools) if every else 1
    count = len(found.facts) if every else min(len(found.facts), 1)
    records = tuple(dict.fromkeys(f.record for f in (*found.facts, *(f for f, _ in found.part))))
    state, note = _follow_state(ctx, found, count, need, due, known=known)
    if rule.parts and count and state is DutyState.OVERDUE:
        state = DutyState.PARTIAL
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
    if rule.pairs is not None:
        return evaluate_pairs(ctx, rule)
    denials = _denials(ctx, rule)

    def judged(trigger: Fact) -> list[Result]:
        mine = _pools(ctx, rule).of(trigger)
        return [
            _precede_row(ctx, rule, part, s, mine, [f for one in part.subjects for f in denials.get(one, ())])
            for s, part in _concerns(ctx, rule.per, trigger)
        ]

    triggers = ctx.world.triggers(rule.trigger.kinds, future=True)
    return _rows(ctx, rule, triggers, judged, rule.deny.kinds if rule.deny else ())


def _precede_row(
    ctx: Context,
    rule: PrecedeRule,
    trigger: Fact,
    subject: str,
    pools: list[tuple[Need, Pool, Pool]],
    denied: list[Fact],
) -> Result:
    day = _decisive_day(rule, trigger)
    if trigger.state == SET_ASIDE:
        return _set_aside(ctx, trigger, subject)
    found = _find(ctx, pools, trigger, dt.date.min, day)
    need = len(pools) if rule.every else 1
    count = len(found.facts) if rule.every else min(len(found.facts), 1)
    more = {
        "count": count,
        "need": need,
        "due": day,
        "missing": (*(x for _, lack in found.part for x in lack), *found.missing) if count < need else (),
        "near": near_of(found.near) if count < need else (),
    }
    records = [f.record for f in (*found.facts, *(f for f, _ in found.part))]
    if count >= need:
        state, note = DutyState.MET, "事前有相应记录。" + late_entries(found.facts)
    elif found.part and count + len(found.part) >= need:
        state, note = DutyState.PARTIAL, f"事前有记录，但还缺：{'、'.join(found.part[0][1])}。"
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


def _set_aside(ctx: Context, trigger: Fact, subject: str) -> Result:
    note = "这件事已经标为“不适用”，不要求后续记录。"
    return ctx.result(trigger.record, subject, DutyState.EXEMPT, records=(trigger.record,), note=note)


def _decisive_day(rule: FollowRule | PrecedeRule, trigger: Fact) -> dt.date:
    value = trigger.values.get(rule.day_field) if rule.day_field else None
    return dt.date.fromisoformat(value) if isinstance(value, str) else trigger.date


def _denials(ctx: Context, rule: PrecedeRule) -> dict[str, list[Fact]]:
    """The records that must not stand without the need, by person."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in ctx.world.of_kinds(rule.deny.kinds) if rule.deny else ():
        if rule.deny and not ctx.world.why_not(rule.deny.where, fact, ctx.params):
            for subject in fact.subjects:
                found[subject].append(fact)
    return found
