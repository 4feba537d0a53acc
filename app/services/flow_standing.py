"""The runs of an office as they stand: worked out once, and after a change only those that it touches.

Kept in the session like the judged duties (standing). What a run is made of comes from flow_cases; what it means
is app.domain.workflow.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.workflow.model import Case, Flow
from app.domain.workflow.progress import Progress, progress
from app.services import own_catalog
from app.services.flow_cases import CaseReader
from app.services.flow_ground import PREFIX, Grounds, grounds
from app.services.flow_items import decode
from app.services.flow_needs import Needs, needs_of
from app.services.runs import flows, reader_of
from app.services.session import Session
from app.services.standing import INDIFFERENT, RECORD, SETTING
from app.store import changelog, queries
from app.store.database import Connection
from app.store.record_adapter import mentions

STANDING = "flow.standing"
DECIDING = (PREFIX, "list:", "workdays:", *own_catalog.PREFIXES)
MOST_CHANGED = 500
YEARS = 1  # whole years before this one whose matters give tasks, as duties are judged

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One run."""

    flow: Flow
    matter: Case
    stands: Progress


class RunBook:
    """Every run that is not ended, of the workflows the account may view, begun this year or last or due since then."""

    def __init__(self, session: Session, conn: Connection) -> None:
        self._today, self._user = session.clock.today(), session.user
        self._seq = changelog.head(conn).seq
        self._entries: dict[Key, Entry] = {}
        self._by_item: dict[str, set[Key]] = defaultdict(set)
        self._by_person: dict[str, set[Key]] = defaultdict(set)
        self._needs: dict[str, Needs] = {}
        reader, there = self._reader(session, conn)
        for flow in flows(session):
            self._needs[flow.id] = needs_of(flow)
            items = reader.leads_of(flow, since=self.since)
            self._keep(session, flow, reader.cases(flow, items), there)

    @property
    def since(self) -> dt.date:
        """From which day on matters give tasks."""
        return dt.date(self._today.year - YEARS, 1, 1)

    def entries(self) -> Iterable[Entry]:
        """Every run."""
        return self._entries.values()

    def _reader(self, session: Session, conn: Connection) -> tuple[CaseReader, Grounds]:
        there = grounds(session, conn)
        return reader_of(session, conn, there), there

    def _keep(self, session: Session, flow: Flow, cases: Iterable[Case], there: Grounds) -> None:
        needs = self._needs[flow.id]
        for matter in cases:
            lead, key = matter.lead, (flow.id, matter.lead.id)
            self._entries[key] = Entry(flow, matter, progress(flow, matter, there.of(flow, lead)))
            for one in (lead.id, *(t.item.id for t in matter.ties)):
                self._by_item[one].add(key)
            for target, _field in mentions(session.form(lead.form).fields, lead.values):
                self._by_item[target].add(key)
            if needs.subject or needs.named:
                for person in lead.subjects:
                    self._by_person[person].add(key)

    def follow(self, session: Session, conn: Connection) -> bool:
        """Take up what has changed in the store since; False when everything has to be worked out anew."""
        head = changelog.head(conn).seq
        if session.clock.today() != self._today or session.user != self._user or head < self._seq:
            return False
        if head == self._seq:
            return True
        touched = changelog.touched(conn, self._seq, MOST_CHANGED)
        if touched is None or not all(_takes(*one) for one in touched):
            return False
        changed = {entity_id for entity, entity_id in touched if entity == RECORD}
        if changed:
            self._take(session, conn, changed)
        self._seq = head
        return True

    def _take(self, session: Session, conn: Connection, changed: set[str]) -> None:
        rows = queries.rows_by_id(conn, changed).values()
        named = {r.id: {t for t, _f in mentions(session.form(r.form).fields, decode(r))} for r in rows}
        gone = len(rows) < len(changed)  # of what was deleted nothing says any more which runs it counted for
        reader, there = self._reader(session, conn)
        for flow in flows(session):
            forms = {lead.form for lead in flow.leads}
            near = {str(r.id) for r in rows if r.form in forms}
            near.update(lead for one in changed for flow_id, lead in self._by_item.get(one, ()) if flow_id == flow.id)
            needs = self._needs[flow.id]
            if gone and needs.free:
                near |= self._near(flow.id, set(), free=True)
            for row in rows:
                if needs.all.takes(row.form, row.kind):
                    near |= self._near(flow.id, named[row.id], free=needs.free.takes(row.form, row.kind))
            if near:
                self._again(session, flow, near, reader, there)

    def _near(self, flow_id: str, named: set[str], *, free: bool) -> set[str]:
        if free:
            return {lead for fid, lead in self._entries if fid == flow_id}
        about = {lead for one in named for fid, lead in self._by_person.get(one, ()) if fid == flow_id}
        return about | {one for one in named if (flow_id, one) in self._entries}

    def _again(self, session: Session, flow: Flow, near: set[str], reader: CaseReader, there: Grounds) -> None:
        for lead in near:
            self._entries.pop((flow.id, lead), None)
        items = reader.leads_of(flow, sorted(near), since=self.since)
        self._keep(session, flow, reader.cases(flow, items), there)


def _takes(entity: str, entity_id: str) -> bool:
    """Whether a change can be followed: people, posts, units and settings of workflows cannot."""
    if entity == SETTING:
        return not entity_id.startswith(DECIDING)
    return entity == RECORD or entity in INDIFFERENT


def book(session: Session) -> RunBook:
    """The runs as they stand now."""
    with session.store.read() as conn:
        kept = session.cache.get(STANDING)
        if not isinstance(kept, RunBook) or not kept.follow(session, conn):
            kept = session.cache[STANDING] = RunBook(session, conn)
    return kept


def stands(session: Session) -> bool:
    """Whether the runs were worked out in this session."""
    return isinstance(session.cache.get(STANDING), RunBook)
