"""count by the unit's own calendar: before and after each festival there is a reminder or a check."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.duties.context import Context, late_entries, near_of, record_ids
from app.domain.duties.model import CountRule
from app.domain.duties.results import DutyState, Result
from app.domain.facts import Fact
from app.domain.periods import month_day, shift_days

BEFORE, AFTER = "节前", "节后"
LEAP_YEAR = 2024
_SIDES = (BEFORE, AFTER)
_ENTRY = re.compile(r"(?P<name>\D*?)\s*(?P<first>(?:\d{4}-)?\d{2}-\d{2})(?:\s*[/至~]\s*(?P<last>(?:\d{4}-)?\d{2}-\d{2}))?")


@dataclass(frozen=True, slots=True)
class Node:
    """A festival: its first and last day."""

    name: str
    start: dt.date
    end: dt.date

    @property
    def period(self) -> str:
        """The name of the row."""
        days = self.start.isoformat()
        return days if self.start == self.end else f"{days}/{self.end.isoformat()}"


def is_calendar(entries: Sequence[str]) -> bool:
    """Whether every entry can be read: 春节 2024-02-10/2024-02-17, 国庆节 10-01 至 10-07, 01-01."""
    return bool(entries) and all(_nodes_of(entry, [LEAP_YEAR]) for entry in entries)


def nodes_in(entries: Iterable[str], years: Iterable[int]) -> list[Node]:
    """Every node of a calendar in these years, by day. A day without a year comes round each year."""
    span = list(years)
    found = {node for entry in entries for node in _nodes_of(entry, span) if node.start.year in span}
    return sorted(found, key=lambda n: (n.start, n.end, n.name))


def _nodes_of(entry: str, years: Iterable[int]) -> list[Node]:
    match = _ENTRY.fullmatch(entry)
    if not match:
        return []
    name, first, last = match["name"].strip(), match["first"], match["last"] or match["first"]
    chosen = [int(first[:4])] if len(first) > len("MM-DD") else years
    try:
        return [_node(name, _day(first, year), _day(last, year)) for year in chosen]
    except ValueError:
        return []


def _node(name: str, start: dt.date, end: dt.date) -> Node:
    # New Year's holidays begin in December and end in January.
    return Node(name, start, end if end >= start else month_day(start.year + 1, end.strftime("%m-%d")))


def _day(text: str, year: int) -> dt.date:
    return month_day(year, text) if len(text) == len("MM-DD") else dt.date.fromisoformat(text)


def evaluate_nodes(ctx: Context, rule: CountRule) -> list[Result]:
    """One row per node that has begun to matter; unconfigured while there is no calendar or no number of days."""
    world = ctx.world
    calendar, around = ctx.texts(rule.nodes), ctx.number(rule.around)
    if not is_calendar(calendar) or around is None:
        note = "节点日历或前后天数没有设定，请先在职责设置里填写。"
        return [ctx.result(f"{world.as_of.year:04d}", world.office.unit, DutyState.UNCONFIGURED, note=note)]
    years = range(world.start.year, world.as_of.year + 2)
    nodes = [n for n in nodes_in(calendar, years) if shift_days(n.start, -int(around)) <= world.as_of]
    facts = [f for f in world.of_kinds(rule.facts.kinds) if world.own(f)]
    return [_row(ctx, rule, node, int(around), facts) for node in nodes]


def _row(ctx: Context, rule: CountRule, node: Node, around: int, facts: list[Fact]) -> Result:
    due = shift_days(node.end, around)
    windows = {
        BEFORE: (shift_days(node.start, -around), shift_days(node.start, -1)),
        AFTER: (node.start, due),
    }
    used: list[Fact] = []
    near: list[tuple[Fact, str]] = []
    missing = []
    for side in _SIDES:
        good = list(_within(ctx, rule, facts, windows[side], near))
        used += good
        if len(record_ids(good)) < (ctx.number(rule.least) or 1):
            missing.append(side)
    count = len(_SIDES) - len(missing)
    name = f"{node.name}（{node.period}）" if node.name else node.period
    if not missing:
        state, note = DutyState.MET, f"{name}前后都有记录。{late_entries(used)}"
    elif count:
        state, note = DutyState.PARTIAL, f"{name}{missing[0]}未见记录。"
    elif ctx.world.as_of <= due:
        state, note = DutyState.DUE, f"{name}前后还没有记录，到 {due.isoformat()} 为止。"
    else:
        state, note = DutyState.OVERDUE, f"{name}前后 {around} 天未见提醒或检查记录。"
    return ctx.result(
        node.period, ctx.world.office.unit, state, count=count, need=len(_SIDES), records=record_ids(used),
        missing=tuple(missing), note=note, due=due, near=near_of(near) if missing else (),
    )  # fmt: skip


def _within(
    ctx: Context, rule: CountRule, facts: list[Fact], window: tuple[dt.date, dt.date], near: list[tuple[Fact, str]]
) -> Iterator[Fact]:
    for fact in facts:
        if window[0] <= fact.date <= window[1]:
            reason = ctx.world.why_not(rule.facts.where, fact, ctx.params)
            if reason:
                near.append((fact, reason))
            else:
                yield fact
