"""follow with years of service: everybody who has held one post long enough stands in the plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from app.domain.duties.context import Context, late_entries, near_of, record_ids
from app.domain.duties.model import FollowRule
from app.domain.duties.people import ROLE_GROUPS
from app.domain.duties.results import DutyState, Result
from app.domain.duties.world import as_texts
from app.domain.facts import Fact
from app.domain.periods import add_months, shift_days

UNSET = "任职年限没有设定，请先在职责设置里填写。"
NAMED_IN = ("persons", "person", "people", "owner")


def evaluate_served(ctx: Context, rule: FollowRule) -> list[Result]:
    """One row per trigger; missing are the people whom no record of the needs names.

    A record that names nobody covers everybody.
    """
    world = ctx.world
    rows = []
    for trigger in world.triggers(rule.trigger.kinds):
        if not world.own(trigger) or world.why_not(rule.trigger.where, trigger, ctx.params):
            continue
        years = ctx.number(rule.served) if rule.served else None
        if years is None:
            rows.append(ctx.result(trigger.record, world.office.unit, DutyState.UNCONFIGURED, note=UNSET))
        else:
            rows.append(_row(ctx, rule, trigger, years))
    return rows


def _row(ctx: Context, rule: FollowRule, trigger: Fact, years: float) -> Result:
    world = ctx.world
    stated = trigger.values.get("tenure_years")
    if isinstance(stated, int | float):
        # The event itself names somebody and says how long.
        people = trigger.subjects if stated >= years else ()
    else:
        people = long_serving(ctx, trigger.date, years)
    days = ctx.number(rule.within) if rule.within else 0
    due = shift_days(trigger.date, int(days or 0))
    used: list[Fact] = []
    near: list[tuple[Fact, str]] = []
    covered: set[str] = set()
    for fact in (f for need in rule.needs for f in world.of_kinds(need.facts.kinds)):
        if not world.own(fact) or fact.date < trigger.date:
            near.append((fact, f"早于 {trigger.date.isoformat()}，不计"))
            continue
        named = {p for name in NAMED_IN for p in as_texts(fact.values.get(name))} | set(fact.subjects)
        hit = {p for p in people if p in named} if named else set(people)
        if hit:
            used.append(fact)
            covered |= hit
    missing = tuple(p for p in people if p not in covered)
    count = len(people) - len(missing)
    if not people:
        state, note = DutyState.MET, f"没有任同一职务满 {years:g} 年的班子成员。"
    elif not missing:
        state, note = DutyState.MET, f"任同一职务满 {years:g} 年的 {len(people)} 人都有安排。{late_entries(used)}"
    elif world.as_of <= due:
        state = DutyState.PARTIAL if count else DutyState.DUE
        note = f"任同一职务满 {years:g} 年的 {len(people)} 人，有安排的 {count} 人，还没有到期。"
    else:
        state = DutyState.OVERDUE
        note = f"任同一职务满 {years:g} 年的 {len(people)} 人，{len(missing)} 人未见交流计划或不交流的理由。"
    return ctx.result(
        trigger.record, world.office.unit, state, count=count, need=len(people), records=record_ids(used),
        missing=missing, note=note, due=due, near=near_of(near) if missing else (),
    )  # fmt: skip


def long_serving(ctx: Context, day: dt.date, years: float) -> tuple[str, ...]:
    """Team members of the own and lower units who have held the same post so many years without a gap."""
    spans: dict[tuple[str, str, str], list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for post in ctx.world.office.posts:
        if post.roles & ROLE_GROUPS["team"]:
            spans[(post.person, post.unit, post.title)].append((post.start, post.end or dt.date.max))
    latest = add_months(day, -round(years * 12))
    return tuple(dict.fromkeys(p for (p, _u, _t), held in spans.items() if _since(sorted(held), day) <= latest))


def _since(held: list[tuple[dt.date, dt.date]], day: dt.date) -> dt.date:
    """The first day of the unbroken service that reaches a day; the end of time when there is none."""
    begin = until = None
    for start, end in held:
        if begin is None or until is None or start > shift_days(until, 1):
            begin, until = start, end
        else:
            until = max(until, end)
        if begin <= day <= until:
            return begin
    return dt.date.max
