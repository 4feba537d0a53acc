"""Everything about one person of the unit on a page: posts, duties, records, dossier."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import AppError, ErrorCode
from app.services import people
from app.services.duties import DutyCell, person_cells
from app.services.lists import Row, display_rows
from app.services.people import PersonRow, PostRow
from app.services.session import Session
from app.store import queries

RECORD_LIMIT = 200
DOSSIER = "dossier"


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What the page shows; dossier is empty for accounts without that right."""

    person: PersonRow
    posts: tuple[PostRow, ...]
    records: tuple[Row, ...]
    dossier: tuple[Row, ...]
    duties: tuple[DutyCell, ...]


def person_page(session: Session, person_id: str) -> PersonPage:
    """Read a person's page. Raises AppError NOT_FOUND. Looking at a dossier is logged."""
    person = next((p for p in people.people(session, include_left=True) if p.id == person_id), None)
    if person is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这位人员。")
    visible = session.visible_forms()
    with session.store.read() as conn:
        found = queries.mentioning(conn, person_id, visible, RECORD_LIMIT)
        rows = display_rows(conn, session.catalog, found, visible)
    dossier = tuple(r for r in rows if r.form == DOSSIER and r.subject)
    if dossier:
        session.log("view", person_id)
    return PersonPage(
        person=person,
        posts=tuple(people.posts(session, person_id)),
        records=tuple(r for r in rows if r.form != DOSSIER),
        dossier=dossier,
        duties=tuple(person_cells(session, person_id)) if session.can("evaluate") else (),
    )
