"""Search over everything the user may see: records by text, people by name or initials, reports received."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.lists import display_rows
from app.services.people import find_people
from app.services.session import Session
from app.store import queries
from app.store import search as index


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. kind: record, person or received (id: the package); group: the heading it stands under."""

    kind: str
    id: str
    form: str
    title: str
    detail: str
    date: str
    group: str


def search(session: Session, text: str, limit: int = 50) -> list[Hit]:
    """People first, then records, newest first. The same hits as a LIKE scan over visible text."""
    wanted = text.strip()
    if not wanted:
        return []
    found = [
        Hit("person", p.id, "", p.name, "　".join(t for t in (p.titles, p.unit_label) if t), "", "人员")
        for p in find_people(session, wanted, 8)
    ]
    visible = session.visible_forms()
    with session.store.read() as conn:
        rids = index.find(conn, wanted, visible, limit)
        rows = display_rows(conn, session.catalog, queries.rows_by_rid(conn, rids), visible)
        reports = queries.received_matching(conn, index.normalise(wanted), visible, limit) if session.can("import") else []
    found.extend(
        Hit("record", r.id, r.form, r.title, f"{r.kind_label}　{r.state_label}", r.date, session.form(r.form).label)
        for r in rows
    )
    kinds = session.catalog.vocab
    found.extend(
        Hit("received", r.package, r.form, r.title, f"{kinds.short(r.kind)}　{r.partner_name}", r.date or "", "收到的报送")
        for r in reports
    )
    return found[:limit]
