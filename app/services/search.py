"""Search over everything the user may see: people, units, records by text, reports received.

Only reads, in transactions of its own, so that it may run beside the store thread (ADR 0072).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.services.lists import Row, display_rows
from app.services.people import find_people, find_units
from app.services.session import Session
from app.store import names, queries
from app.store import search as index

BEFORE, AFTER = 10, 40
PEOPLE, UNITS, RECEIVED = 6, 3, 5


def never() -> bool:
    """The `stale` of a search that nobody replaces."""
    return False


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. kind: record, person, unit or received (id: the package); group: what it is; detail: more, or the words around the match."""

    kind: str
    id: str
    form: str
    title: str
    detail: str
    date: str
    group: str


def search(session: Session, text: str, limit: int = 50, stale: Callable[[], bool] = never) -> list[Hit]:
    """People and units first, then records, newest first. The same hits as a LIKE scan over visible text.

    stale: asked between the steps; a search that is not wanted any more ends with nothing.
    """
    wanted = text.strip()
    if not wanted or session.closed or stale():
        return []
    found = [
        Hit("person", p.id, "", p.name, "　".join(t for t in (p.titles, p.unit_label) if t), "", "人员")
        for p in find_people(session, wanted, PEOPLE)
    ]
    found.extend(Hit("unit", u.id, "", u.name, "本单位" if u.own else "", "", "单位") for u in find_units(session, wanted, UNITS))
    if stale():
        return []
    visible = session.sight()
    needle = index.normalise(wanted)
    with session.store.read() as conn:
        rids = index.find(conn, wanted, visible, limit)
        if stale():
            return []
        rows = display_rows(conn, session.catalog, queries.rows_by_rid(conn, rids), visible)
        around = index.around(conn, [r.rid for r in rows], needle, BEFORE, AFTER)
        reports = queries.received_matching(conn, needle, _received_kinds(session), limit) if session.can("import") else []
    found.extend(_record(session, r, needle, around.get(r.rid, "")) for r in rows)
    kinds = session.catalog.vocab
    found.extend(
        Hit("received", r.package, r.form, r.title, f"{kinds.short(r.kind)}　{r.partner_name}", r.date or "", "收到的报送")
        for r in reports[:RECEIVED]
    )
    return found[:limit]


def _received_kinds(session: Session) -> frozenset[str]:
    """Kinds of reports of other units that the account may see: those it may see of its own in full."""
    sight = session.sight()
    return frozenset(k for form in session.catalog.records for k in form.kinds if sight.whole(form.id, k))


def recent(session: Session, ids: Iterable[tuple[str, str]], stale: Callable[[], bool] = never) -> list[Hit]:
    """What was opened last, in that order, as far as it is there and may be seen. ids: (record or person, id)."""
    wanted = list(ids)
    if session.closed or stale():
        return []
    visible = session.sight()
    with session.store.read() as conn:
        rows = queries.rows_by_id(conn, [i for kind, i in wanted if kind == "record"])
        shown = {r.id: r for r in display_rows(conn, session.catalog, list(rows.values()), visible)}
        people = names.names_of(conn, [i for kind, i in wanted if kind == "person"])
    found = []
    for kind, one in wanted:
        if kind == "record" and one in shown:
            found.append(_record(session, shown[one], "", ""))
        elif kind == "person" and one in people:
            found.append(Hit("person", one, "", people[one], "", "", "人员"))
    return found


def readings(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Pinyin initials of words in every likely reading."""
    return {word: tuple(names.readings(word)) for word in words}


def _record(session: Session, row: Row, needle: str, around: str) -> Hit:
    detail = f"{row.kind_label}　{row.state_label}"
    if around and needle not in index.normalise(f"{row.title} {row.kind_label}"):
        detail = around
    return Hit("record", row.id, row.form, row.title, detail, row.date, session.form(row.form).label)
