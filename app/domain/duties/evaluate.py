"""The evaluation of duties: a pure function of facts, posts, settings, approvals, lists and a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from app.domain.duties.context import Context
from app.domain.duties.count import evaluate_count
from app.domain.duties.exists import evaluate_exists
from app.domain.duties.follow import evaluate_follow, evaluate_precede
from app.domain.duties.kinds import kinds_of
from app.domain.duties.manual import evaluate_manual
from app.domain.duties.model import (
    CompleteRule,
    CountRule,
    DutyDef,
    ExistsRule,
    FollowRule,
    ForbidRule,
    ManualRule,
    OrderRule,
    PrecedeRule,
    RatioRule,
    ThresholdRule,
)
from app.domain.duties.people import Office
from app.domain.duties.per_record import evaluate_complete, evaluate_forbid, evaluate_order
from app.domain.duties.ratio import evaluate_ratio, evaluate_threshold
from app.domain.duties.results import DutyState, Result
from app.domain.duties.world import Delta, Lists, World, matches_kind
from app.domain.facts import Fact

MANUAL_STATES = frozenset({DutyState.EXEMPT, DutyState.MANUAL_MET, DutyState.MANUAL_UNMET})
APPROVERS = 2


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision by two people on a row: exempt, manual_met or manual_unmet, with the reason.

    period and subject None = every row of the duty. records: what the two looked at. about: the one record
    it is about, where every record has a row of its own; None = all of them.
    """

    duty: str
    state: DutyState
    by: tuple[str, ...]
    reason: str = ""
    period: str | None = None
    subject: str | None = None
    records: tuple[str, ...] = ()
    about: str | None = None

    def fits(self, row: Result, *, lasting: bool = False) -> bool:
        """Whether it is about this row. lasting: one signed for an earlier period still holds."""
        in_time = self.period in (None, row.period) or (lasting and (self.period or "") < row.period)
        this = self.about is None or self.about in row.records[:1]
        return self.duty == row.duty and in_time and this and self.subject in (None, row.subject)


class Judged:
    """One duty with its settings in a world, and its rows; after a change only what depends on it is judged again."""

    def __init__(self, world: World, duty: DutyDef, settings: Mapping[str, Any], *, named: bool = False) -> None:
        self.duty = duty
        self._ctx = Context(world, duty, {**duty.config, **settings})
        self._named = named
        self._rows: list[Result] | None = None

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of fact that can change the rows."""
        return tuple(kinds_of(self.duty))

    def change(self, delta: Delta) -> bool:
        """Take note of changed facts; whether they can change the rows."""
        if not any(matches_kind(kind, self.kinds) for kind in delta.kinds):
            return False
        for part in self._ctx.kept.values():
            part.forget(delta.out)
            part.learn(delta.into)
        self._rows = None
        return True

    def rows(self) -> list[Result]:
        """The rows before anybody's decision, in the order of periods and subjects."""
        if self._rows is None:
            self._rows = self._judge()
        return self._rows

    def _judge(self) -> list[Result]:
        office = self._ctx.world.office
        if office.applies is not None and not office.applies.issuperset(self.duty.applies_when):
            return [_not_applicable(self.duty, self._ctx.world)] if self._named else []
        return [_unset(self._ctx, row) for row in _evaluate_one(self._ctx)]


def evaluate(
    duties: Iterable[DutyDef],
    facts: Iterable[Fact],
    office: Office,
    as_of: dt.date,
    *,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    approvals: Iterable[Approval] = (),
    lists: Lists | None = None,
    named: frozenset[str] = frozenset(),
    since: dt.date | None = None,
) -> list[Result]:
    """Rows of all duties, in the order of the duties and, within one, of periods and subjects.

    named: duties asked for by id; only so are those judged that are switched off by
    default or of scope `reference`. since: the first day of the periods and events wanted, however far
    back the facts go. A duty whose conditions (applies_when) the unit does
    not fulfil gives no row, or one exempt row when it was named. Never raises for valid
    definitions; reads no clock.
    """
    world = World(office, facts, as_of, lists, since)
    signed = by_duty(approvals)
    rows: list[Result] = []
    for duty in duties:
        own = (settings or {}).get(duty.id, {})
        if not is_off(duty, own, named):
            judged = Judged(world, duty, own, named=duty.id in named)
            rows.extend(approved(duty, judged.rows(), signed.get(duty.id, ())))
    return rows


def by_duty(approvals: Iterable[Approval]) -> dict[str, list[Approval]]:
    """Decisions by duty, in their order; those about a single record before those about all."""
    found: dict[str, list[Approval]] = defaultdict(list)
    for approval in sorted(approvals, key=lambda a: a.about is None):
        found[approval.duty].append(approval)
    return found


def approved(duty: DutyDef, rows: list[Result], approvals: Sequence[Approval]) -> list[Result]:
    """The rows of a duty as people have decided on them."""
    if not approvals:
        return rows
    lasting = isinstance(duty.rule, ManualRule) and duty.rule.period is None
    return [_approved(row, approvals, lasting=lasting) for row in rows]


def is_off(duty: DutyDef, settings: Mapping[str, Any], named: frozenset[str]) -> bool:
    """Whether a duty is not judged: switched off, or listed only."""
    if settings.get("enabled") is False:
        return True
    wanted = duty.id in named or settings.get("enabled") is True
    return not wanted and (duty.scope == "reference" or not duty.default_on)


def _not_applicable(duty: DutyDef, world: World) -> Result:
    note = "本单位不具备这条职责的适用条件。"
    return Result(duty.id, f"{world.as_of.year:04d}", world.office.unit, DutyState.EXEMPT, note=note)


def _unset(ctx: Context, row: Result) -> Result:
    """A row that rests on a setting the unit has not given says so instead."""
    if row.state is DutyState.EXEMPT or all(ctx.params.get(name) is not None for name in ctx.duty.requires):
        return row
    return replace(row, state=DutyState.UNCONFIGURED, note="参数没有设定，请先在职责设置里填写。")


def _evaluate_one(ctx: Context) -> list[Result]:
    rule = ctx.duty.rule
    match rule:
        case CountRule():
            return evaluate_count(ctx, rule)
        case FollowRule():
            return evaluate_follow(ctx, rule)
        case PrecedeRule():
            return evaluate_precede(ctx, rule)
        case CompleteRule():
            return evaluate_complete(ctx, rule)
        case RatioRule():
            return evaluate_ratio(ctx, rule)
        case OrderRule():
            return evaluate_order(ctx, rule)
        case ExistsRule():
            return evaluate_exists(ctx, rule)
        case ForbidRule():
            return evaluate_forbid(ctx, rule)
        case ThresholdRule():
            return evaluate_threshold(ctx, rule)
        case ManualRule():
            return evaluate_manual(ctx, rule)


def _approved(row: Result, approvals: Sequence[Approval], *, lasting: bool) -> Result:
    for approval in sorted(approvals, key=lambda a: a.period or "", reverse=True) if lasting else approvals:
        if not approval.fits(row, lasting=lasting):
            continue
        if len(set(approval.by)) < APPROVERS:
            return replace(row, note=row.note + "有一项认定未满两人批准，没有采用。")
        note = f"经批准认定：{approval.reason or '未写理由'}（原：{row.note}）"
        records = tuple(dict.fromkeys((*row.records, *approval.records)))
        return replace(row, state=approval.state, note=note, records=records)
    return row
