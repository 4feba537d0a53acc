"""Runs the evaluator over the store: facts, posts, settings, approvals and lists of the unit.

What was judged stands in the session until the day or the settings change (standing).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

from app.domain.duties.selectors import Selector
from app.services.session import Session
from app.services.standing import Evaluation, Standing

STANDING = "evaluation"
OF_OTHER_YEARS = "evaluation:"


def evaluation(session: Session, year: int | None = None) -> Evaluation:
    """Every switched-on duty from the start of `year` (default: last year) to today.

    Each year's periods are judged by the settings that held in that year. What was judged is kept in the
    session: after changed records only what depends on them is judged again. Duties on records that must not
    even be known to exist are left out for who may not read those. Raises AppError NOT_ALLOWED.
    """
    session.require("evaluate")
    today = session.clock.today()
    since = min(year if year is not None else today.year - 1, today.year - 1)
    name = STANDING if since == today.year - 1 else f"{OF_OTHER_YEARS}{since}"
    kept = session.cache.get(name)
    with session.store.read() as conn, _uncollected():
        if not isinstance(kept, Standing) or not kept.follow(conn, today):
            for other in [n for n in session.cache if n.startswith(OF_OTHER_YEARS)]:
                del session.cache[other]  # of the years gone by only those last asked for
            kept = session.cache[name] = Standing(session.catalog.duties, conn, today, since, hidden_kinds(session))
    return kept.shown()


def stands(session: Session) -> bool:
    """Whether the duties were judged in this session, so that an evaluation takes no time worth showing."""
    return isinstance(session.cache.get(STANDING), Standing)


def hidden_kinds(session: Session) -> frozenset[str]:
    """Kinds of records of which this account must not learn that there are any: a duty on them would tell."""
    closed = (f for f in session.catalog.records if f.closed and not session.can("view", f.id))
    return frozenset(kind for form in closed for kind in form.kinds)


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
