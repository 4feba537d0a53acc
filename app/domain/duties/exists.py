"""exists: a record in force is there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.domain.duties.context import Context, late_entries, record_ids
from app.domain.duties.count import assigned_period
from app.domain.duties.kept import Chosen
from app.domain.duties.model import ExistsRule
from app.domain.duties.parts import departments, of_department
from app.domain.duties.results import DutyState, Result
from app.domain.duties.selectors import Per
from app.domain.duties.subjects import subjects_for
from app.domain.duties.world import as_texts, matches_kind, put_in, take_out
from app.domain.facts import Fact
from app.domain.periods import Period, PeriodUnit, periods_between, year_of

_GONE = frozenset({"revised", "abolished"})
REFRESH: Mapping[str, PeriodUnit] = {
    "yearly": PeriodUnit.YEAR, "half-yearly": PeriodUnit.HALF, "quarterly": PeriodUnit.QUARTER,
    "year": PeriodUnit.YEAR, "half": PeriodUnit.HALF, "quarter": PeriodUnit.QUARTER,
}  # fmt: skip


def evaluate_exists(ctx: Context, rule: ExistsRule) -> list[Result]:
    """One row per period (or one of the current year when validity is open-ended) and subject."""
    world = ctx.world
    if rule.refresh:
        chosen = REFRESH.get(str(ctx.params.get(rule.refresh)))
        if chosen is None:
            note = "更新周期没有设定，请先在职责设置里填写。"
            return [ctx.result(f"{world.as_of.year:04d}", world.office.unit, DutyState.UNCONFIGURED, note=note)]
        rule = replace(rule, valid_in=chosen)
    if rule.valid_in is None:
        periods = [year_of(world.as_of.year)]
    else:
        periods = list(periods_between(rule.valid_in, world.start, world.as_of))
    facts = ctx.keep("facts", lambda: Chosen(world, rule.facts, ctx.params, own=True)).good
    if rule.tags or rule.per in (Per.UNIT, Per.DEPARTMENT):
        return [row for period in periods for row in _rows(ctx, rule, period, facts)]
    mine = ctx.keep("mine", lambda: _ByKey(ctx, rule, facts))
    return [row for period in periods for row in _rows_of_people(ctx, rule, period, mine.facts)]


class _ByKey:
    """The facts of a rule by the people and units they speak of, in order."""

    def __init__(self, ctx: Context, rule: ExistsRule, facts: Iterable[Fact]) -> None:
        self._ctx, self._rule = ctx, rule
        self.facts: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            for key in ctx.world.keys(fact, rule.match):
                self.facts[key].append(fact)

    def forget(self, facts: Iterable[Fact]) -> None:
        """Take facts out."""
        for fact in facts:
            for key in self._ctx.world.keys(fact, self._rule.match):
                take_out(self.facts[key], fact)

    def learn(self, facts: Iterable[Fact]) -> None:
        """Put in those that fulfil the rule's selector."""
        world, selector = self._ctx.world, self._rule.facts
        for fact in facts:
            if not matches_kind(fact.kind, selector.kinds) or fact.date > world.as_of or not world.own(fact):
                continue
            for key in () if world.why_not(selector.where, fact, self._ctx.params) else world.keys(fact, self._rule.match):
                put_in(self.facts[key], fact)


def _rows(ctx: Context, rule: ExistsRule, period: Period, facts: list[Fact]) -> list[Result]:
    valid = [f for f in facts if _valid(ctx, rule, f, period)]
    if rule.tags:
        having = {t for f in valid for t in as_texts(f.values.get("tags"))}
        used = [f for f in valid if set(as_texts(f.values.get("tags"))) & set(rule.tags)]
        missing = tuple(t for t in rule.tags if t not in having)
        return [_row(ctx, rule, period, ctx.world.office.unit, used, missing, len(rule.tags))]
    if rule.per is Per.DEPARTMENT:
        return [_by_department(ctx, rule, period, valid)]
    return [_row(ctx, rule, period, ctx.world.office.unit, valid, () if valid else rule.facts.kinds, 1)]


def _rows_of_people(
    ctx: Context, rule: ExistsRule, period: Period, facts: Mapping[str, list[Fact]]
) -> list[Result]:
    rows = []
    today = ctx.world.as_of
    # what has to be there now concerns everybody who holds the post now, however short a time
    held = period if rule.valid_in is not None else replace(period, start=today, end=today)
    for subject in subjects_for(ctx.world.office, rule.per, held, before=True):
        mine = [f for f in facts.get(subject.id, ()) if _valid(ctx, rule, f, period)]
        if subject.exempt:
            more = {"records": record_ids(mine), "note": subject.exempt}
            rows.append(ctx.result(period.name, subject.id, DutyState.EXEMPT, **more))
        else:
            rows.append(_row(ctx, rule, period, subject.id, mine, () if mine else rule.facts.kinds, 1))
    return rows


def _by_department(ctx: Context, rule: ExistsRule, period: Period, valid: list[Fact]) -> Result:
    own = ctx.world.office.unit
    wanted = departments(ctx, rule, period)
    if not wanted:
        note = "没有登记分管部门：请在任职里填写分管部门，或设定名单。"
        return ctx.result(period.name, own, DutyState.UNCONFIGURED, note=note)
    having = {d: [f for f in valid if of_department(ctx, f, d)] for d in wanted}
    used = list(dict.fromkeys(f.record for found in having.values() for f in found))
    missing = tuple(d for d, found in having.items() if not found)
    return _row(ctx, rule, period, own, [f for f in valid if f.record in used], missing, len(wanted))


def _valid(ctx: Context, rule: ExistsRule, fact: Fact, period: Period) -> bool:
    until = fact.values.get("valid_to")
    end = dt.date.fromisoformat(until) if isinstance(until, str) else None
    if rule.valid_in is None:
        end = end or fact.end
        return fact.state not in _GONE and (end is None or end >= ctx.world.as_of)
    if assigned_period(fact, rule.valid_in) == period.name:
        return True
    # A document made before the period serves it when it says that it is still in force.
    return end is not None and fact.date <= period.end and end >= period.start


def _row(
    ctx: Context, rule: ExistsRule, period: Period, subject: str, used: list[Fact], missing: tuple[str, ...], need: int
) -> Result:
    count = need - len(missing)
    more = {"count": count, "need": need, "records": record_ids(used), "missing": missing}
    due = period.end if rule.valid_in is not None else None
    if rule.deadline and rule.valid_in is PeriodUnit.YEAR:
        due = ctx.deadline(rule.deadline, period.start.year)
    if not missing:
        late = due is not None and rule.deadline is not None and used[0].date > due
        note = "有现行的记录。" + (f"晚于设定的 {due}。" if late else "") + late_entries(used)
        return ctx.result(period.name, subject, DutyState.MET, note=note, due=due, **more)
    if count:
        return ctx.result(period.name, subject, DutyState.PARTIAL, note="有一部分记录，还缺几项。", due=due, **more)
    if rule.deadline and due is None:
        note = "未见记录；截止日没有设定。"
        return ctx.result(period.name, subject, DutyState.UNCONFIGURED, note=note, **more)
    if due is not None and ctx.world.as_of <= due:
        return ctx.result(period.name, subject, DutyState.DUE, note="还没有到期。", due=due, **more)
    return ctx.result(period.name, subject, DutyState.OVERDUE, note="未见现行有效的记录。", due=due, **more)
