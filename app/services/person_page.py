"""Everything about one person of the unit on a page or a sheet: posts, duties, records, dossier. Nobody is scored."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.printout import SheetColumn, TextSheet
from app.domain.errors import AppError, ErrorCode
from app.services import people
from app.services.duties import DutyCell, person_cells
from app.services.lists import Row, display_rows
from app.services.outgoing import guard
from app.services.people import PersonRow, PostRow
from app.services.prints import printed
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
    visible = session.sight()
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


def person_pdf(session: Session, person_id: str, purpose: str = "") -> bytes:
    """The person's sheet on paper: only records of forms the account may print. Logged.

    Raises AppError NOT_FOUND, NOT_ALLOWED.
    """
    found = person_page(session, person_id)
    with session.store.read() as conn:
        rids = [r.rid for r in (*found.dossier, *found.records)]
        allowed = {r.id for r in session.sight("print").those(conn, queries.rows_by_rid(conn, rids))}
    rows = [
        ("任职", f"{p.since} 至 {p.until or '今'}", f"{p.title} · {p.unit_name}", "、".join(p.fields)) for p in found.posts
    ]
    rows += [("履责", c.due, f"{c.label} · {c.period_label}", c.text or c.state_label) for c in found.duties]
    rows += [("档案", r.date, f"{r.kind_label}：{r.title}", r.state_label) for r in found.dossier if r.id in allowed]
    rows += [("记录", r.date, f"{r.kind_label}：{r.title}", r.state_label) for r in found.records if r.id in allowed]
    sheet = TextSheet(
        title=f"{found.person.name} 履责情况",
        subtitle=" · ".join(t for t in (found.person.titles, found.person.unit_label) if t),
        columns=(SheetColumn("类别", 0.7), SheetColumn("日期", 1.4), SheetColumn("内容", 4), SheetColumn("分管、状态", 1.3)),
        rows=tuple(rows),
    )
    pdf = printed(session, sheet, purpose)
    session.log("print", person_id)
    shown = [r for r in (*found.dossier, *found.records) if r.id in allowed]
    return guard(session, pdf, {session.form(r.form).class_of(r.kind) for r in shown})
