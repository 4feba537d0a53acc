"""Tasks out of records that belong into somebody's dossier and are not there yet; kept, and followed after changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from app.services import dossier_proposals
from app.services.dossier_proposals import ASIDE, PAGE, Proposal
from app.services.flow_ground import Grounds
from app.services.flow_offers import Offer
from app.services.session import Session
from app.services.standing import INDIFFERENT, RECORD, SETTING
from app.services.task_model import DOSSIER, TODO, Task
from app.store import changelog, queries
from app.store.database import Connection

CLERK = "discipline_clerk"
MOST_CHANGED = 50


class DossierTasks:
    """What waits for entry, of this year and last."""

    def __init__(self, session: Session, there: Grounds) -> None:
        self._as_of, self._seq = there.as_of, there.seq
        self._since = f"{there.as_of.year - 1}-01-01"
        self._tasks: dict[str, list[Task]] = {}
        self._take(session, dossier_proposals.proposals(session, since=self._since))

    def of(self, led: Collection[str]) -> Iterable[Task]:
        """The tasks; led: records whose workflow asks for the entry itself."""
        return (task for record, found in self._tasks.items() if record not in led for task in found)

    def _take(self, session: Session, found: Iterable[Proposal]) -> None:
        for one in found:
            if one.date >= self._since:
                self._tasks.setdefault(one.record, []).append(_task(session, one))

    def follow(self, session: Session, conn: Connection, there: Grounds) -> bool:
        """Take up what has changed; False when all has to be read again (people, entries, very much)."""
        if there.as_of != self._as_of or there.seq < self._seq:
            return False
        touched = changelog.touched(conn, self._seq, MOST_CHANGED)
        if touched is None:
            return False
        near: set[str] = set()
        for entity, entity_id in touched:
            if entity == RECORD:
                near.add(entity_id)
            elif entity == SETTING:
                near.update({entity_id.removeprefix(ASIDE).partition(":")[0]} if entity_id.startswith(ASIDE) else ())
            elif entity not in INDIFFERENT:
                return False
        entries = {f.id for f in session.catalog.records.on_page(PAGE)}
        if near and queries.forms_of(conn, near) & entries:
            return False
        for one in near:
            self._tasks.pop(one, None)
        if near:
            self._take(session, dossier_proposals.proposals(session, records=near))
        self._seq = there.seq
        return True


def _task(session: Session, one: Proposal) -> Task:
    return Task(
        id=f"{DOSSIER}:{one.record}:{one.person}", source=DOSSIER, title=f"{one.person_name}：{one.entry_label}归入廉政档案",
        why=f"{one.kind_label}“{one.title}”已经定稿", state=TODO, tag="待归档", record=one.record, form=one.form,
        day_from=dt.date.fromisoformat(one.date) if one.date else None, roles=(CLERK,),
        who=session.catalog.rights.roles[CLERK].label, subject=one.person,
        offers=(Offer("open", "去归入", one.record, one.form, "", "", {"page": "dossiers"}),),
    )  # fmt: skip
