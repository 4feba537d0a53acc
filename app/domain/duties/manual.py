"""manual: what no record proves. Rows wait for two people; records worth looking at are named, never counted."""

from __future__ import annotations

from itertools import islice

from app.domain.duties.context import MAX_NEAR, Context, near_of
from app.domain.duties.model import ManualRule
from app.domain.duties.results import DutyState, Result
from app.domain.periods import Period, periods_between, year_of

WAITING = "由人认定：请两人查看依据后签批，程序不根据记录推断。"
EVIDENCE = "可供认定时查看"


def evaluate_manual(ctx: Context, rule: ManualRule) -> list[Result]:
    """One row per period for the own unit, or one of the current year for what is asked once."""
    world = ctx.world
    if rule.period is None:
        return [_row(ctx, rule, year_of(world.as_of.year))]
    return [_row(ctx, rule, p) for p in periods_between(rule.period, world.start, world.as_of)]


def _row(ctx: Context, rule: ManualRule, period: Period) -> Result:
    world = ctx.world
    first = world.start if rule.period is None else period.start
    found = (
        (f, EVIDENCE) for f in reversed(world.between(rule.evidence.kinds, first, period.end))
        if (ctx.duty.bearing == "down" or world.own(f)) and not world.why_not(rule.evidence.where, f, ctx.params)
    )  # fmt: skip
    latest = islice(found, MAX_NEAR)
    return ctx.result(period.name, world.office.unit, DutyState.MANUAL_PENDING, note=WAITING, near=near_of(latest))
