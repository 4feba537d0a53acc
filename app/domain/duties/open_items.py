"""count per open ledger row: while a rectification is open, each period needs a record that looks after it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from app.domain.duties.context import Context, late_entries, near_of, record_ids
from app.domain.duties.kept import Chosen
from app.domain.duties.model import CountRule
from app.domain.duties.results import DutyState, Near, Result
from app.domain.duties.selectors import ANYTHING
from app.domain.facts import Fact
from app.domain.periods import Period, PeriodUnit, periods_between

CLOSED_ON = "closed_at"


def evaluate_open_items(ctx: Context, rule: CountRule, unit: PeriodUnit) -> list[Result]:
    """A row per period and row of the ledger that is still open at the period's end (or today)."""
    items = _items(ctx, rule)
    found, near = _followed(ctx, rule, items)
    rows = []
    for period in periods_between(unit, ctx.world.start, ctx.world.as_of):
        last = min(period.end, ctx.world.as_of)
        rows += [
            _row(ctx, rule, period, item, [f for f in found.get(item.record, ()) if f.date in period], near)
            for item in items
            if item.date <= last and _open_after(ctx, rule, item, last)
        ]
    return rows


def _items(ctx: Context, rule: CountRule) -> list[Fact]:
    items = rule.items
    return [] if items is None else ctx.keep("items", lambda: Chosen(ctx.world, items, ctx.params)).good


def _open_after(ctx: Context, rule: CountRule, item: Fact, day: dt.date) -> bool:
    done = rule.closed is not ANYTHING and not ctx.world.why_not(rule.closed, item, ctx.params)
    closed = item.values.get(CLOSED_ON)
    # Of a row that is closed on a day nobody wrote down, no period can be judged.
    return dt.date.fromisoformat(closed) > day if isinstance(closed, str) else not done


def _followed(
    ctx: Context, rule: CountRule, items: list[Fact]
) -> tuple[dict[str, list[Fact]], tuple[Near, ...]]:
    """Records by the item they name, or else by the unit or person they are both about."""
    world = ctx.world
    ids = {item.record for item in items}
    about: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for key in item.subjects:
            about[key].append(item.record)
    found: dict[str, list[Fact]] = defaultdict(list)
    chosen = ctx.keep("facts", lambda: Chosen(world, rule.facts, ctx.params))
    near = chosen.others
    for fact in chosen.good:
        named = [r for r in world.neighbours(fact.record, fact.links) if r in ids]
        meant = named or [r for key in fact.subjects for r in about.get(key, ())]
        if not meant:
            near.append((fact, "没有写明对应哪一件"))
        for record in dict.fromkeys(meant):
            found[record].append(fact)
    return found, near_of(near)


def _row(
    ctx: Context, rule: CountRule, period: Period, item: Fact, facts: list[Fact], near: tuple[Near, ...]
) -> Result:
    least = ctx.number(rule.least)
    records = record_ids(facts)
    count = len(records)
    if least is None:
        note = "次数没有设定，请先在职责设置里填写。"
        return ctx.result(period.name, item.record, DutyState.UNCONFIGURED, count=count, records=records, note=note)
    if count >= least:
        state, note = DutyState.MET, f"有跟踪记录 {count} 条。{late_entries(facts)}"
    elif ctx.world.as_of <= period.end:
        state = DutyState.PARTIAL if count else DutyState.DUE
        note = f"还没有销号，本期有跟踪记录 {count} 条，需要 {int(least)} 条，还没有到期。"
    else:
        state, note = DutyState.OVERDUE, f"期末还没有销号，本期有跟踪记录 {count} 条，需要 {int(least)} 条。"
    return ctx.result(
        period.name, item.record, state, count=count, need=int(least), records=(*records, item.record), note=note,
        due=period.end, near=near if state is not DutyState.MET else (),
    )  # fmt: skip
