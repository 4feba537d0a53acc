"""What stands beside a sentence: the records and cells it rests on, ready to be opened; what can be chosen for a draft."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.composed import ComposeDef
from app.services import people
from app.services.compose import periods
from app.services.compose.cells import CellPlace, place
from app.services.compose.drafts import DraftRow
from app.services.duties import DutyCell, cell
from app.services.duty_ground import Ground, ground
from app.services.duty_people import POSTS, rank
from app.services.lists import Row, display_rows
from app.services.session import Session
from app.store import queries

MOST = 300


@dataclass(frozen=True, slots=True)
class Sources:
    """records, cells: the first of them in order; more: how many besides that are not shown or not readable."""

    records: tuple[Row, ...] = ()
    cells: tuple[DutyCell, ...] = ()
    more: int = 0


def sources(session: Session, row: DraftRow) -> Sources:
    """What a sentence rests on, as far as the account reads it, by day."""
    with session.store.read() as conn:
        found = queries.rows_by_id(conn, row.sources)
        rows = display_rows(conn, session.catalog, found.values(), session.sight())
    records = sorted(rows, key=lambda r: (r.date, r.title))[:MOST]
    cells = tuple(_cells(session, [place(c) for c in row.cells[:MOST]])) if row.cells and session.can("evaluate") else ()
    return Sources(tuple(records), cells, len(row.sources) + len(row.cells) - len(records) - len(cells))


def _cells(session: Session, wanted: list[CellPlace]) -> list[DutyCell]:
    read: dict[int, Ground] = {}
    found = []
    today = session.clock.today().year
    for one in wanted:
        year = int(one.period[:4]) if one.period[:4].isdigit() else today
        at = read.get(year) or read.setdefault(year, ground(session, year))
        result = at.found.find(one.duty, one.period, one.subject, one.record)
        if result is not None:
            found.append(cell(at.found, at.titles, result))
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be asked for: (code, label) each."""

    periods: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str], ...]


def choices(session: Session, draft: ComposeDef) -> Choices:
    """Periods (the last one that is over first), people in the order of their posts, codes of its field."""
    today = session.clock.today()
    found = [p for kind in draft.periods for p in periods.offered(kind, today)]
    usual = periods.usual(draft.periods[0], today)
    ordered = [usual, *(p for p in found if p != usual)]
    named = tuple((p.name, periods.label(p)) for p in ordered)
    who = tuple(_people(session, draft)) if draft.about != "unit" else ()
    field = session.form(draft.form).field(draft.fields) if draft.form and draft.fields else None
    terms = session.catalog.vocab.get(field.vocab).terms if field is not None and field.vocab else ()
    return Choices(named, who, tuple((t.code, t.short) for t in terms))


def _people(session: Session, draft: ComposeDef) -> list[tuple[str, str]]:
    """Who held a leading post in the own unit this year or the last."""
    own, year = session.own_unit()[0], session.clock.today().year
    held = [p for p in people.posts(session) if p.unit == own and (p.held_in(year) or p.held_in(year - 1)) and POSTS & set(p.roles)]
    if draft.about == "principal":
        held = [p for p in held if "principal" in p.roles]
    held.sort(key=lambda p: (rank(p.roles), p.since))
    return list({p.person: (p.person, f"{p.person_name}（{p.title}）") for p in reversed(held)}.values())[::-1]
