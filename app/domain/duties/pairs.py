"""precede in pairs: before each meeting every two members have talked with each other."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

from app.domain.duties.context import Context, late_entries, near_of, record_ids
from app.domain.duties.model import PrecedeRule
from app.domain.duties.parts import BETWEEN
from app.domain.duties.results import DutyState, Result
from app.domain.duties.world import matches_kind
from app.domain.facts import Fact
from app.domain.periods import Period, shift_days

EACH = "each"
LONGEST = 366


def evaluate_pairs(ctx: Context, rule: PrecedeRule) -> list[Result]:
    """One row per meeting. Talks count since the meeting before it, at most a year back."""
    world = ctx.world
    rows = []
    before = dt.date.min
    for meeting in world.of_kinds(rule.trigger.kinds, future=True):
        if not world.own(meeting) or world.why_not(rule.trigger.where, meeting, ctx.params):
            continue
        first = max(shift_days(before, 1), shift_days(meeting.date, -LONGEST))
        rows.append(_row(ctx, rule, meeting, first))
        before = meeting.date
    return rows


def _row(ctx: Context, rule: PrecedeRule, meeting: Fact, first: dt.date) -> Result:
    people = _people(ctx, rule, meeting.date)
    talks, near = _talks(ctx, rule, meeting, first)
    used = [f for f in talks if len(_pair(f) & set(people)) > 1]
    wanted = _wanted(ctx, rule, people)
    missing = tuple(name for name, group in wanted if not any(_serves(f, group, people) for f in used))
    count, need = len(wanted) - len(missing), len(wanted)
    if not wanted:
        state, note = DutyState.EXEMPT, "当日班子成员不足两人，不适用。"
    elif not missing:
        state, note = DutyState.MET, f"会前都谈过，覆盖 {count}/{need}。{late_entries(used)}"
    elif ctx.world.as_of <= meeting.date:
        state = DutyState.PARTIAL if count else DutyState.DUE
        note = f"覆盖 {count}/{need}，应在 {meeting.date.isoformat()} 以前完成。"
    else:
        state, note = DutyState.OVERDUE, f"会前覆盖 {count}/{need}，还有 {len(missing)} 项未见谈心谈话记录。"
    return ctx.result(
        meeting.record, ctx.world.office.unit, state, count=count, need=need, records=record_ids(used), missing=missing,
        note=note, due=meeting.date, near=near_of(near) if missing else (),
    )  # fmt: skip


def _people(ctx: Context, rule: PrecedeRule, day: dt.date) -> list[str]:
    on_the_day = Period(day, day, day.isoformat())
    return [s.id for s in ctx.world.office.people_for(rule.pairs, on_the_day)] if rule.pairs else []


def _wanted(ctx: Context, rule: PrecedeRule, people: list[str]) -> list[tuple[str, frozenset[str]]]:
    if len(people) < 2:
        return []
    if rule.coverage and ctx.params.get(rule.coverage) == EACH:
        return [(person, frozenset({person})) for person in people]
    return [(f"{a}{BETWEEN}{b}", frozenset({a, b})) for a, b in combinations(people, 2)]


def _talks(
    ctx: Context, rule: PrecedeRule, meeting: Fact, first: dt.date
) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    good: list[Fact] = []
    near: list[tuple[Fact, str]] = []
    named = [ctx.world.by_record.get(r) for r in ctx.world.neighbours(meeting.record, meeting.links)]
    for need in rule.needs:
        linked = [f for f in named if f is not None and matches_kind(f.kind, need.facts.kinds)]
        within = ctx.world.between(need.facts.kinds, first, meeting.date)
        for fact in (*linked, *within):
            reason = ctx.world.why_not(need.facts.where, fact, ctx.params)
            if fact.date > meeting.date:
                near.append((fact, f"晚于 {meeting.date.isoformat()}"))
            elif reason:
                near.append((fact, reason))
            else:
                good.append(fact)
    return good, near


def _pair(fact: Fact) -> set[str]:
    return {p for p in (fact.actor, *fact.subjects) if p}


def _serves(fact: Fact, group: frozenset[str], people: list[str]) -> bool:
    # A talk is between its actor and each subject, not among the subjects.
    between = len(group) == 1 or fact.actor in group or fact.actor not in people
    return between and group <= _pair(fact)
