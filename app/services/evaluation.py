"""Runs the evaluator over the store: facts, posts, settings, approvals and lists of the unit.

What was judged stands in the session until the day or the settings change (standing).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

from app.catalog.catalog import Catalog
from app.domain.duties.model import CompleteRule, ForbidRule, OrderRule
from app.domain.duties.results import Result
from app.domain.duties.selectors import Selector
from app.services.session import Session
from app.services.standing import Evaluation, Standing
from app.store import changelog
from app.store.database import Connection

STANDING = "evaluation"
OF_OTHER_YEARS = "evaluation:"
UNSEEN, SEEN = "unseen", "evaluation seen"
PER_RECORD = (OrderRule, ForbidRule, CompleteRule)


def evaluation(session: Session, year: int | None = None) -> Evaluation:
    """Every switched-on duty from the start of `year` (default: last year) to today.

    Each year's periods are judged by the settings that held in that year. What was judged is kept in the
    session: after changed records only what depends on them is judged again. Duties on records that must not
    even be known to exist are left out for who may not read those. Raises AppError NOT_ALLOWED.
    """
    session.require("evaluate")
    today = session.clock.today()
    since = min(year if year is not None else today.year - 1, today.year - 1)
    hidden = hidden_kinds(session)
    name = STANDING if since == today.year - 1 else f"{OF_OTHER_YEARS}{since}"
    kept = session.cache.get(name)
    with session.store.read() as conn, uncollected():
        if not isinstance(kept, Standing) or kept.hidden != hidden or not kept.follow(conn, today):
            for other in [n for n in session.cache if n.startswith(OF_OTHER_YEARS)]:
                del session.cache[other]  # of the years gone by only those last asked for
            kept = session.cache[name] = Standing(session.catalog.duties, conn, today, since, hidden)
        return _seen(session, conn, kept.shown())


def stands(session: Session) -> bool:
    """Whether the duties were judged in this session, so that an evaluation takes no time worth showing."""
    kept = session.cache.get(STANDING)
    return isinstance(kept, Standing) and kept.hidden == hidden_kinds(session)


def hidden_kinds(session: Session) -> frozenset[str]:
    """Kinds of records of which this account must not learn that there are any: a duty on them would tell."""
    sight = session.sight()
    kinds = ((session.catalog.records.of_kind(k), k) for k in secret_kinds(session.catalog))
    return frozenset(k for form, k in kinds if form is not None and not sight.whole(form.id, k))


def secret_kinds(catalog: Catalog) -> frozenset[str]:
    """Kinds of records of which who may not see them must not learn that there are any."""
    return frozenset(k for form in catalog.records for k in form.kinds if catalog.rights.classes[form.class_of(k)].secret)


def unseen(session: Session, conn: Connection) -> frozenset[str]:
    """Ids of the records that this account does not see, as of now."""
    key = (changelog.head(conn).seq, session.user, session.clock.today())
    held = session.cache.get(UNSEEN)
    if not (isinstance(held, tuple) and held[0] == key):
        held = session.cache[UNSEEN] = (key, session.sight().unseen_ids(conn))
    found: frozenset[str] = held[1]
    return found


def _seen(session: Session, conn: Connection, found: Evaluation) -> Evaluation:
    """The rows without what the account does not see: no row about such a record, none named by a row."""
    hidden = unseen(session, conn)
    if not hidden:
        return found
    held = session.cache.get(SEEN)
    if not (isinstance(held, tuple) and held[0] is found and held[1] is hidden):
        rows = tuple(_without(r, hidden) for r in found.results if not _about(found, r, hidden))
        held = session.cache[SEEN] = (found, hidden, replace(found, results=rows))
    shown: Evaluation = held[2]
    return shown


def _about(found: Evaluation, one: Result, hidden: frozenset[str]) -> bool:
    per_record = isinstance(found.duties[one.duty].rule, PER_RECORD)
    return one.period in hidden or one.subject in hidden or (per_record and not hidden.isdisjoint(one.records))


def _without(one: Result, hidden: frozenset[str]) -> Result:
    if hidden.isdisjoint(one.records) and not any(n.record in hidden for n in one.near):
        return one
    records = tuple(i for i in one.records if i not in hidden)
    return replace(one, records=records, near=tuple(n for n in one.near if n.record not in hidden))


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for reference cycles meanwhile: an evaluation or a list of tasks makes none, and each search walks
    all its facts (0.2 of 0.6 s at 100,000 records)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
