"""Runs the evaluator over the store: facts, posts, settings, approvals and lists of the unit.

Results are kept in the session until the operation log grows or the day changes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from app.domain.duties.evaluate import Approval, evaluate
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
from app.domain.periods import PeriodUnit
from app.services.duty_settings import DutySettings
from app.services.session import Session
from app.store import changelog, fact_rows, names, queries
from app.store.database import Connection


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rows as of a day, with the duties judged and names of people and units."""

    as_of: dt.date
    results: tuple[Result, ...]
    duties: dict[str, DutyDef]
    names: dict[str, str]

    def find(self, duty: str, period: str, subject: str) -> Result | None:
        """One row."""
        return next(
            (r for r in self.results if r.duty == duty and r.period == period and r.subject == subject), None
        )


def evaluation(session: Session, year: int | None = None) -> Evaluation:
    """Every switched-on duty from the start of `year` (default: last year) to today.

    Raises AppError NOT_ALLOWED.
    """
    session.require("evaluate")
    today = session.clock.today()
    since = min(year if year is not None else today.year - 1, today.year - 1)
    with session.store.read() as conn:
        key = (changelog.head(conn).seq, today, since)
        cached = session.cache.get("evaluation")
        if isinstance(cached, tuple) and cached[0] == key and isinstance(cached[1], Evaluation):
            return cached[1]
        settings = DutySettings(queries.settings(conn, ""), today.year)
        found = _evaluate(session, conn, settings, today, since)
    session.cache["evaluation"] = (key, found)
    return found


def _evaluate(
    session: Session, conn: Connection, settings: DutySettings, today: dt.date, since: int
) -> Evaluation:
    duties = [d for d in session.catalog.duties if settings.duty_on(d)]
    recent, always = kinds_of(duties)
    start = f"{since:04d}-01-01"
    facts = [*fact_rows.facts(conn, recent - always, start), *fact_rows.facts(conn, always)]
    known = names.all_names(conn)
    results = evaluate(
        duties,
        facts,
        office_of(conn, known),
        today,
        settings={d.id: {**settings.params(d.id), "enabled": True} for d in duties},
        approvals=[_approval(a) for a in settings.approvals()],
        lists=settings.lists(),
    )
    return Evaluation(today, tuple(results), {d.id: d for d in duties}, known)


def kinds_of(duties: Iterable[DutyDef]) -> tuple[set[str], set[str]]:
    """Kinds of facts the duties look at: all of them, and those needed from the very beginning."""
    recent: set[str] = set()
    always: set[str] = set()
    for duty in duties:
        kinds = {k for selector in selectors(duty.rule) for k in selector.kinds}
        recent |= kinds
        if _looks_far_back(duty):
            always |= kinds
    return recent, always


def _looks_far_back(duty: DutyDef) -> bool:
    rule = duty.rule
    match rule:
        case CountRule():
            return rule.period is PeriodUnit.TERM
        case ExistsRule():
            return rule.valid_in is None
        case RatioRule():
            return rule.period is None
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
    )

