"""count: enough records in each period, for each person, unit or part."""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.domain.duties.calendar_nodes import evaluate_nodes
from app.domain.duties.context import Context, late_entries, near_of, record_ids
from app.domain.duties.kinds import TOLD_IN
from app.domain.duties.model import CountRule
from app.domain.duties.open_items import evaluate_open_items
from app.domain.duties.parts import Part, has_part, parts_of, unit_list
from app.domain.duties.results import DutyState, Result
from app.domain.duties.selectors import PARTS, Match, Per
from app.domain.duties.subjects import subjects_for
from app.domain.duties.world import as_texts, in_order, matches_kind, put_in, take_out
from app.domain.facts import Fact
from app.domain.periods import (
    Period,
    PeriodUnit,
    add_months,
    parse_period,
    period_of,
    periods_between,
    shift_days,
)

EARLIEST = 366


def _of_pair(pair: tuple[Fact, object]) -> tuple[dt.date, str, str]:
    return in_order(pair[0])


@dataclass(slots=True)
class _Bucket:
    """Records in order: those that count, those that lack something, those that nearly count with the reason."""

    full: list[Fact] = field(default_factory=list)
    part: list[tuple[Fact, tuple[str, ...]]] = field(default_factory=list)
    near: list[tuple[Fact, str]] = field(default_factory=list)

    def append(self, fact: Fact, reason: str, lacking: tuple[str, ...]) -> None:
        """Add a record later than all that are here."""
        if reason:
            self.near.append((fact, reason))
        elif lacking:
            self.part.append((fact, lacking))
        else:
            self.full.append(fact)

    def put_in(self, fact: Fact, reason: str, lacking: tuple[str, ...]) -> None:
        """Sort a record in."""
        if reason:
            insort(self.near, (fact, reason), key=_of_pair)
        elif lacking:
            insort(self.part, (fact, lacking), key=_of_pair)
        else:
            put_in(self.full, fact)

    def take_out(self, fact: Fact) -> None:
        """Remove a record wherever it stands."""
        take_out(self.full, fact)
        self.part = [pair for pair in self.part if pair[0] is not fact]
        self.near = [pair for pair in self.near if pair[0] is not fact]


class _Buckets:
    """All records of a rule by period and subject."""

    def __init__(self, ctx: Context, rule: CountRule, unit: PeriodUnit) -> None:
        self._ctx, self._rule, self._unit = ctx, rule, unit
        self._last = _last_year_until(ctx, rule)
        self._whole = rule.per is Per.UNIT or rule.per in PARTS
        # A record may state the period after its day, such as a report written before the year ends.
        self._first = shift_days(ctx.world.start, -EARLIEST)
        self._buckets: dict[tuple[str, str], _Bucket] = defaultdict(_Bucket)
        self._places: dict[int, list[_Bucket]] = {}
        for fact in ctx.world.between(rule.facts.kinds, self._first, ctx.world.as_of):
            self._sort(fact, _Bucket.append)

    def of(self, period: str, subject: str) -> _Bucket:
        """The records of a period and subject."""
        return self._buckets.get((period, subject)) or _Bucket()

    def forget(self, facts: Iterable[Fact]) -> None:
        """Take records out of their buckets."""
        for fact in facts:
            for bucket in self._places.pop(id(fact), ()):
                bucket.take_out(fact)

    def learn(self, facts: Iterable[Fact]) -> None:
        """Put records into their buckets."""
        for fact in facts:
            if matches_kind(fact.kind, self._rule.facts.kinds) and self._first <= fact.date <= self._ctx.world.as_of:
                self._sort(fact, _Bucket.put_in)

    def _sort(self, fact: Fact, put: Callable[[_Bucket, Fact, str, tuple[str, ...]], None]) -> None:
        places = [self._buckets[key] for key in self._keys(fact)]
        if places:
            self._places[id(fact)] = places
            reason, lacking = _verdict(self._ctx, self._rule, fact)
            for bucket in places:
                put(bucket, fact, reason, lacking)

    def _keys(self, fact: Fact) -> list[tuple[str, str]]:
        world, own = self._ctx.world, self._ctx.world.office.unit
        if self._whole and not world.own(fact):
            return []
        role = self._rule.facts.where.attendance_role
        keys = (own,) if self._whole else world.keys(fact, self._rule.match, role)
        if not keys:
            return []
        name = assigned_period(fact, self._unit, self._last)
        return [(name, key) for key in keys]


def evaluate_count(ctx: Context, rule: CountRule) -> list[Result]:
    """One row per period and subject; for parts (recipients, kinds …) one row per period."""
    if rule.period is PeriodUnit.TERM:
        return _by_term(ctx, rule)
    if rule.nodes:
        return evaluate_nodes(ctx, rule)
    unit = _unit(ctx, rule)
    if rule.items is not None:
        return evaluate_open_items(ctx, rule, unit)
    buckets = ctx.keep("buckets", lambda: _Buckets(ctx, rule, unit))
    rows: list[Result] = []
    for period in periods_between(unit, ctx.world.start, ctx.world.as_of):
        rows.extend(_period_rows(ctx, rule, period, buckets))
    return rows


def _unit(ctx: Context, rule: CountRule) -> PeriodUnit:
    chosen = ctx.params.get("period")
    return PeriodUnit(chosen) if chosen in ("year", "half", "quarter") else rule.period


def _verdict(ctx: Context, rule: CountRule, fact: Fact) -> tuple[str, tuple[str, ...]]:
    """Why a record does not count (empty: it does), and what it lacks."""
    reason = ctx.world.why_not(rule.facts.where, fact, ctx.params)
    return reason, () if reason else ctx.lacking(fact, rule.elements)


def assigned_period(fact: Fact, unit: PeriodUnit, last_year_until: int = 0) -> str:
    """The period a record belongs to: the one it states, else the day's.

    A report on the year gone by that is sent in the first months counts for that year.
    """
    for name in ("period", "year"):
        stated = fact.values.get(name)
        if isinstance(stated, str) and _same_unit(stated, unit):
            return stated
    if last_year_until and fact.date.month <= last_year_until:
        return f"{fact.date.year - 1:04d}"
    return period_of(fact.date, unit).name


def _same_unit(name: str, unit: PeriodUnit) -> bool:
    try:
        span = parse_period(name)
    except ValueError:
        return False
    return period_of(span.start, unit).name == name


def _period_rows(ctx: Context, rule: CountRule, period: Period, buckets: _Buckets) -> list[Result]:
    own = ctx.world.office.unit
    if rule.per in PARTS:
        return [_parts_row(ctx, rule, period, buckets.of(period.name, own))]
    if rule.list_name:
        given = unit_list(ctx, rule.list_name, period)
        if given is None and period.end > ctx.world.as_of:
            return [ctx.result(period.name, own, DutyState.DUE, note="本期名单还没有设定。", due=period.end)]
        listed = as_texts(given)
        if not listed:
            note = "本期名单为空，没有对象。"
            return [ctx.result(period.name, own, DutyState.MET, note=note, due=period.end)]
        return [_row(ctx, rule, period, s, "", buckets.of(period.name, s)) for s in listed]
    told = _told(ctx, rule, period)
    rows = []
    for subject in subjects_for(ctx.world.office, rule.per, period, before=True):
        exempt = subject.exempt or ("本期已在会上述过，不再要求。" if subject.id in told else "")
        bucket = buckets.of(period.name, subject.id)
        rows.append(_row(ctx, rule, period, subject.id, exempt, bucket))
    return rows


def _told(ctx: Context, rule: CountRule, period: Period) -> set[str]:
    if rule.told_at is None:
        return set()
    world = ctx.world
    told: set[str] = set()
    for fact in world.of_kinds(rule.told_at.kinds):
        if fact.date not in period or world.why_not(rule.told_at.where, fact, ctx.params):
            continue
        told.update(world.keys(fact, (Match.ACTOR, Match.SUBJECT)))
        told.update(as_texts(fact.values.get("presenters")))
        attended = fact.values.get("attendance") or ()
        told.update(str(r.get("person")) for r in attended if r.get("role") == "reporter")
        told.update(f.actor for f in world.linked_with(fact, (TOLD_IN,)) if f.actor)
    return told


def _row(ctx: Context, rule: CountRule, period: Period, subject: str, exempt: str, bucket: _Bucket) -> Result:
    found = record_ids(bucket.full)
    least = ctx.number(rule.least)
    due, known = due_day(ctx, rule, period)
    if exempt:
        return ctx.result(period.name, subject, DutyState.EXEMPT, count=len(found), records=found, note=exempt)
    if least is None:
        note = "次数没有设定，请先在职责设置里填写。"
        return ctx.result(period.name, subject, DutyState.UNCONFIGURED, count=len(found), records=found, note=note)
    state, note = _judge(ctx, rule, bucket, len(found), int(least), due if known else None)
    missing: tuple[str, ...] = ()
    records = found
    if state is DutyState.PARTIAL and bucket.part:
        missing = bucket.part[0][1]
        records = (*found, *(r for r in record_ids(f for f, _ in bucket.part) if r not in found))
    near = near_of(bucket.near) if state is not DutyState.MET else ()
    return ctx.result(
        period.name, subject, state, count=len(found), need=int(least), records=records, missing=missing,
        note=note + late_entries(bucket.full) + _warning(ctx, rule, period, state),
        due=due if known else None, near=near,
    )  # fmt: skip


def _judge(
    ctx: Context, rule: CountRule, bucket: _Bucket, count: int, least: int, due: dt.date | None
) -> tuple[DutyState, str]:
    most = ctx.number(rule.most)
    if most is not None and count > most:
        return DutyState.VIOLATED, f"有记录 {count} 条，超过上限 {int(most)} 条。"
    if count >= least:
        late = due is not None and rule.deadline is not None and bucket.full[0].date > due
        return DutyState.MET, f"有记录 {count} 条。" + (f"晚于设定的 {due}。" if late else "")
    if bucket.part:
        return DutyState.PARTIAL, f"有记录，但还缺：{'、'.join(bucket.part[0][1])}。"
    if due is None:
        state = DutyState.PARTIAL if count else DutyState.UNCONFIGURED
        return state, f"有记录 {count} 条，需要 {least} 条；截止日没有设定。"
    if ctx.world.as_of <= due:
        return DutyState.PARTIAL if count else DutyState.DUE, f"有记录 {count} 条，需要 {least} 条，还没有到期。"
    return DutyState.OVERDUE, f"到期未见足够记录：有 {count} 条，需要 {least} 条。"


def _last_year_until(ctx: Context, rule: CountRule) -> int:
    """Up to which month of the next year records count for this one; 0 = not at all."""
    return int(ctx.number(rule.last_year_until) or 0)


def due_day(ctx: Context, rule: CountRule, period: Period) -> tuple[dt.date, bool]:
    """The last day of a period's duty, and whether it is known (a deadline may still have to be set)."""
    months = _last_year_until(ctx, rule)
    after = 1 if months else 0
    if rule.deadline and _unit(ctx, rule) is PeriodUnit.YEAR:
        day = ctx.deadline(rule.deadline, period.start.year + after)
        return (day, True) if day else (period.end, False)
    if months:
        first = dt.date(period.start.year + 1, months, 1)
        return add_months(first, 1) - dt.timedelta(days=1), True
    return period.end, True


def _warning(ctx: Context, rule: CountRule, period: Period, state: DutyState) -> str:
    if not rule.warn_months or state not in (DutyState.DUE, DutyState.PARTIAL):
        return ""
    if period.end == dt.date.max or add_months(ctx.world.as_of, rule.warn_months) < period.end:
        return ""
    return f"预警：任期到 {period.end.isoformat()} 届满，剩余不足 {rule.warn_months} 个月仍未见记录。"


def _parts_row(ctx: Context, rule: CountRule, period: Period, bucket: _Bucket) -> Result:
    own = ctx.world.office.unit
    wanted = parts_of(ctx, rule, period, bucket.full)
    due, known = due_day(ctx, rule, period)
    if not wanted:
        note = "名单或次数没有设定，请先在职责设置里填写。"
        return ctx.result(period.name, own, DutyState.UNCONFIGURED, note=note)
    enough = [p for p in wanted if len(record_ids(_of_part(ctx, rule, bucket, p))) >= p.least]
    missing = tuple(p.name for p in wanted if p not in enough)
    used = [f for f in bucket.full if any(has_part(ctx, rule, f, p) for p in wanted)]
    more = {"count": len(enough), "need": len(wanted), "records": record_ids(used), "missing": missing, "due": due if known else None}
    if not missing:
        note = f"{len(wanted)} 项都有记录。{late_entries(used)}"
        return ctx.result(period.name, own, DutyState.MET, note=note, **more)
    near = near_of(bucket.near)
    if enough:
        return ctx.result(period.name, own, DutyState.PARTIAL, note="有一部分记录，还缺几项。", near=near, **more)
    if not known:
        note = "未见记录；截止日没有设定。"
        return ctx.result(period.name, own, DutyState.UNCONFIGURED, note=note, near=near, **more)
    late = ctx.world.as_of > due
    note = "到期未见记录。" if late else "还没有到期。"
    return ctx.result(period.name, own, DutyState.OVERDUE if late else DutyState.DUE, note=note, near=near, **more)


def _of_part(ctx: Context, rule: CountRule, bucket: _Bucket, part: Part) -> list[Fact]:
    return [f for f in bucket.full if has_part(ctx, rule, f, part)]


def _by_term(ctx: Context, rule: CountRule) -> list[Result]:
    world = ctx.world
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in world.of_kinds(rule.facts.kinds):
        for key in world.keys(fact, rule.match):
            facts[key].append(fact)
    rows = []
    for person, period, exempt in world.office.terms(rule.per):
        if period.start > world.as_of or period.end < world.start:
            continue
        bucket = _Bucket()
        for fact in facts.get(person, ()):
            if fact.date in period:
                bucket.append(fact, *_verdict(ctx, rule, fact))
        rows.append(_row(ctx, rule, period, person, exempt, bucket))
    return rows
