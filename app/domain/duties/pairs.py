"""precede in pairs: before each meeting every two members have talked with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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


@dataclass(frozen=True, slots=True)
class _Kept:
    first: dt.date
    meeting: Fact
    row: Result


class _Meetings:
    """The row of each meeting, as long as no talk of its time has changed."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self._kinds = kinds
        self._known: dict[str, _Kept] = {}

    def of(self, meeting: Fact, first: dt.date, work: Callable[[Fact, dt.date], Result]) -> Result:
        """The row of a meeting whose talks count from a day on."""
        known = self._known.get(meeting.record)
        if known is None or known.first != first or known.meeting is not meeting:
            known = self._known[meeting.record] = _Kept(first, meeting, work(meeting, first))
        return known.row

    def forget(self, facts: Iterable[Fact]) -> None:
        """Rows of these meetings, and of those that a talk gone may have served."""
        for fact in facts:
            self._known.pop(fact.record, None)
            if matches_kind(fact.kind, self._kinds):
                for one in [o for o in self._known.values() if o.first <= fact.date <= o.meeting.date]:
                    del self._known[one.meeting.record]

    def learn(self, facts: Iterable[Fact]) -> None:
        """Rows that a new talk may serve."""
        self.forget(facts)


def evaluate_pairs(ctx: Context, rule: PrecedeRule) -> list[Result]:
    """One row per meeting. Talks count since the meeting before it, at most a year back."""
    world = ctx.world
    known = ctx.keep("meetings", lambda: _Meetings(tuple(k for n in rule.needs for k in n.facts.kinds)))
    rows = []
    before = dt.date.min
    for meeting in world.of_kinds(rule.trigger.kinds, future=True):
        if not world.own(meeting) or world.why_not(rule.trigger.where, meeting, ctx.params):
            continue
        first = max(shift_days(before, 1), shift_days(meeting.date, -LONGEST))
        if meeting.date >= world.since:
            rows.append(known.of(meeting, first, lambda m, day: _row(ctx, rule, m, day)))
        before = meeting.date
    return rows


def _row(ctx: Context, rule: PrecedeRule, meeting: Fact, first: dt.date) -> Result:
    people = _people(ctx, rule, meeting.date)
    talks, near = _talks(ctx, rule, meeting, first)
    used = [f for f in talks if len(_pair(f) & people.keys()) > 1]
    each = rule.coverage is not None and ctx.params.get(rule.coverage) == EACH
    covered = {group for f in used for group in _covered(f, people, each=each)}
    wanted = _wanted(tuple(people), each=each)
    missing = tuple(name for name, group in wanted if group not in covered)
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


def _people(ctx: Context, rule: PrecedeRule, day: dt.date) -> dict[str, None]:
    on_the_day = Period(day, day, day.isoformat())
    return dict.fromkeys(s.id for s in ctx.world.office.people_for(rule.pairs, on_the_day)) if rule.pairs else {}


@lru_cache(maxsize=64)
def _wanted(people: tuple[str, ...], *, each: bool) -> tuple[tuple[str, frozenset[str]], ...]:
    """What must be covered: everybody, or every two; nothing where fewer than two are there."""
    if len(people) < 2:
        return ()
    if each:
        return tuple((person, frozenset({person})) for person in people)
    return tuple((f"{a}{BETWEEN}{b}", frozenset({a, b})) for a, b in combinations(people, 2))


def _covered(fact: Fact, people: dict[str, None], *, each: bool) -> Iterator[frozenset[str]]:
    """What a talk covers. It is between its actor and each subject, not among the subjects."""
    there = [p for p in people if p in _pair(fact)]
    if each:
        yield from (frozenset({p}) for p in there)
    elif fact.actor in people:
        yield from (frozenset({fact.actor, p}) for p in there if p != fact.actor)
    else:
        yield from (frozenset(two) for two in combinations(there, 2))


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
