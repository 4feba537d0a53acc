"""A list as it is shown: rows, columns, order and filters in words. What prints and exports take."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from app.jobs.progress import JobContext
from app.services.lists import Column, Row, rows
from app.services.session import Session

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """title: the page's; rids: rows in their order; words: filters and order, for the reader."""

    title: str
    forms: tuple[str, ...]
    columns: tuple[Column, ...]
    rids: array[int]
    words: str = ""


def shown_rows(session: Session, shown: Shown, action: str, context: JobContext, doing: str) -> Iterator[Row]:
    """The display rows in chunks. action: the right that is needed on every record among them.

    Raises AppError NOT_ALLOWED, Cancelled.
    """
    if not shown.rids:
        for form in shown.forms:
            session.require(action, form)
    wanted = [c.id for c in shown.columns]
    sight = session.sight(action)
    for start in range(0, len(shown.rids), CHUNK):
        context.report(start, len(shown.rids), doing)
        found = rows(session, shown.forms, shown.rids[start : start + CHUNK], wanted)
        with session.store.read() as conn:
            if len(sight.those(conn, found)) < len(found):
                raise session.refused(action)
        yield from found


def cells(row: Row, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The texts of a row in the order of the columns."""
    return tuple(row.cells.get(c.id, "") for c in columns)
