"""Runs the evaluator over the store: facts, posts, settings, approvals and lists of the unit.

Results are kept in the session until the operation log grows or the day changes.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from itertools import chain
from typing import Any

from app.domain.duties.evaluate import Approval, evaluate
from app.domain.duties.kinds import kinds_of as kinds_of_duty
from app.domain.duties.model import (
    CountRule,
    DutyDef,
    ExistsRule,
    FollowRule,
    PrecedeRule,
    RatioRule,
    ThresholdRule,
)
from app.domain.duties.people import Office, Post, UnitInfo
from app.domain.duties.results import DutyState, Result
from app.domain.duties.selectors import Selector
from app.domain.facts import Fact
from app.domain.periods import PeriodUnit
from app.services.duty_settings import DutySettings
from app.services.session import Session
from app.store import changelog, fact_rows, names, queries
from app.store.database import Connection

ANY_MEETING = "mtg.*"
URGENCY = (
    DutyState.VIOLATED, DutyState.OVERDUE, DutyState.MANUAL_UNMET, DutyState.PARTIAL, DutyState.UNDETERMINED,
    DutyState.MANUAL_PENDING, DutyState.UNCONFIGURED, DutyState.DUE, DutyState.MET, DutyState.MANUAL_MET,
    DutyState.EXEMPT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rows as of a day, with the duties judged and names of people and units."""

    as_of: dt.date
    results: tuple[Result, ...]
    duties: dict[str, DutyDef]
    names: dict[str, str]

    def find(self, duty: str, period: str, subject: str, record: str = "") -> Result | None:
        """One row; among several of the same place the one that most needs a look."""
        rows = [
            r
            for r in self.results
            if r.duty == duty and r.period == period and r.subject == subject and (not record or record in r.records)
        ]
        return min(rows, key=lambda r: URGENCY.index(r.state), default=None)


def evaluation(session: Session, year: int | None = None) -> Evaluation:
    """Every switched-on duty from the start of `year` (default: last year) to today.

    Each year's periods are judged by the settings that held in that year. Raises AppError NOT_ALLOWED.
    """
    session.require("evaluate")
    today = session.clock.today()
    since = min(year if year is not None else today.year - 1, today.year - 1)
    with session.store.read() as conn:
        key = (changelog.head(conn).seq, today)
        if session.cache.get("evaluated") != key:
            session.cache.clear()
            session.cache["evaluated"] = key
        cached = session.cache.get(f"evaluation:{since}")
        if isinstance(cached, Evaluation):
            return cached
        with _uncollected():
            found = _evaluate(session, conn, queries.settings(conn, ""), today, since)
    session.cache[f"evaluation:{since}"] = found
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for reference cycles meanwhile: an evaluation makes none, and each search walks
    all its facts (0.2 of 0.6 s at 100,000 records)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _evaluate(
    session: Session, conn: Connection, stored: Mapping[str, Any], today: dt.date, since: int
) -> Evaluation:
    by_year = {y: DutySettings(stored, y) for y in range(since, today.year + 1)}
    now = by_year[today.year]
    said = {y: session.catalog.duties.in_year(y) for y in by_year}
    versions = {y: [d for d in said[y].values() if s.duty_on(d)] for y, s in by_year.items()}
    duties: dict[str, DutyDef] = {}
    for year in reversed(by_year):  # as each reads today; what has been taken away since, as it last read
        for duty in versions[year]:
            duties.setdefault(duty.id, duty)
    known = names.all_names(conn)
    evaluated = partial(
        evaluate,
        facts=_facts(conn, chain.from_iterable(versions.values()), since),
        office=office_of(conn, known),
        as_of=today,
        approvals=[_approval(a) for a in now.approvals()],
        lists=now.lists(),
        since=dt.date(since, 1, 1),
    )

    def judged(chosen: Container[str], year: int) -> list[Result]:
        on = [d for d in versions[year] if d.id in chosen]
        settings = {d.id: {**by_year[year].judged_by(d), "enabled": True} for d in on}
        return evaluated(on, settings=settings) if on else []

    def asked(duty_id: str, year: int) -> tuple[DutyDef | None, bool, dict[str, Any]]:
        duty, settings = said[year].get(duty_id), by_year[year]
        return (duty, settings.duty_on(duty), settings.judged_by(duty)) if duty else (None, False, {})

    results = [r for r in judged(duties, today.year) if _year_of(r, today.year) >= since]
    for year in by_year:
        other = {i for i in duties if asked(i, year) != asked(i, today.year)}
        if other:
            results = [r for r in results if r.duty not in other or _year_of(r, today.year) != year]
            results += [r for r in judged(other, year) if _year_of(r, today.year) == year]
    place = {duty_id: i for i, duty_id in enumerate(duties)}
    return Evaluation(today, tuple(sorted(results, key=lambda r: place[r.duty])), duties, known)


def _facts(conn: Connection, duties: Iterable[DutyDef], since: int) -> list[Fact]:
    """What the duties look at, with the records that these name as linked, however old they are."""
    recent, always = kinds_of(duties)
    found = [*fact_rows.facts(conn, recent - always, f"{since:04d}-01-01"), *fact_rows.facts(conn, always)]
    have = {f.record for f in found}
    found += fact_rows.of_records(conn, {i for f in found if f.links for i in f.links} - have)
    if not any(kind.endswith(".*") for kind in recent | always):
        return found
    # a family (dossier.*) and one of its kinds were both asked for
    return list({(f.kind, f.record, f.row): f for f in found}.values())


def _year_of(result: Result, this_year: int) -> int:
    """The year of a row's period; what is judged per term or per event goes by the present settings."""
    return int(result.period[:4]) if result.period[:4].isdigit() else this_year


def kinds_of(duties: Iterable[DutyDef]) -> tuple[set[str], set[str]]:
    """Kinds of facts the duties look at: all of them, and those needed from the very beginning.

    Meetings in general (asked for by 明确反对 only) are left out: they come as linked records.
    """
    recent: set[str] = set()
    always: set[str] = set()
    for duty in duties:
        found = set(kinds_of_duty(duty)) - {ANY_MEETING}
        recent |= found
        if _looks_far_back(duty):
            always |= found
    return recent, always


def _looks_far_back(duty: DutyDef) -> bool:
    rule = duty.rule
    match rule:
        case CountRule():
            return rule.period is PeriodUnit.TERM or rule.items is not None
        case ExistsRule():
            return rule.valid_in is None
        case RatioRule():
            return rule.period in (None, PeriodUnit.TERM)
        case FollowRule() | PrecedeRule() | ThresholdRule():
            return True
        case _:
            return False


def selectors(value: Any) -> Iterator[Selector]:
    """Every selector inside a rule."""
    if isinstance(value, Selector):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from selectors(getattr(value, one.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from selectors(item)


def office_of(conn: Connection, known: dict[str, str]) -> Office:
    """The unit, those below, people and posts as the evaluator sees them."""
    units = queries.units(conn)
    own = next((u for u in units if u.own), None)
    return Office(
        unit=own.id if own is not None else "",
        name=own.name if own is not None else "",
        applies=frozenset(json.loads(own.applies)) if own is not None else None,
        units=tuple(UnitInfo(u.id, u.name, u.parent) for u in units if not u.own),
        people={p.id: known.get(p.id, "") for p in queries.people(conn)},
        posts=tuple(_post(row) for row in queries.posts(conn)),
    )


def _post(row: Any) -> Post:
    term = json.loads(row.term) if row.term else None
    return Post(
        person=row.person,
        unit=row.unit,
        title=row.title,
        roles=frozenset(json.loads(row.roles)),
        start=dt.date.fromisoformat(row.since),
        end=dt.date.fromisoformat(row.until) if row.until else None,
        fields=tuple(json.loads(row.fields)),
        term=(dt.date.fromisoformat(term["from"]), dt.date.fromisoformat(term["to"])) if term else None,
    )


def _approval(value: dict[str, Any]) -> Approval:
    return Approval(
        duty=value["duty"],
        state=DutyState(value["state"]),
        by=tuple(value["by"]),
        reason=value["reason"],
        period=value["period"],
        subject=value["subject"],
        records=tuple(value.get("records") or ()),
    )

