"""Tasks out of single records: letters that wait for an answer or a receipt, ledger rows with limits."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator
from typing import Any

from app.catalog.records import RecordForm
from app.domain.workflow.model import StepState
from app.services.deadlines import due_label
from app.services.flow_ground import Grounds
from app.services.flow_offers import Offer
from app.services.flow_words import due_words
from app.services.lists import WAITING_LETTERS
from app.services.session import Session
from app.services.task_model import LEDGER, LETTER, OVERDUE, SOON, WAITING, Task, urgency
from app.store import flows, queries
from app.store.database import Connection

LEDGERS = "ledgers"
DELIVERED = "delivered"
AHEAD = dt.timedelta(days=31)
ISSUERS = ("party_clerk", "discipline_clerk")


def letters_waiting(session: Session, conn: Connection, there: Grounds) -> Iterator[Task]:
    """Letters delivered and not answered, or not yet acknowledged where a receipt is asked for."""
    if not session.can("view", LETTER):
        return
    form = session.form(LETTER)
    seen = set()
    for row in queries.letters_waiting(conn, WAITING_LETTERS, session.sight()):
        seen.add(row.id)
        yield _letter(session, form, row, there, "reply")
    since = there.as_of.replace(year=there.as_of.year - 1, month=1, day=1).isoformat()
    for row in session.sight().those(conn, flows.leading(conn, LETTER, (), (DELIVERED,), (), since=since)):
        kind = session.catalog.letters.get(row.kind)
        if row.id not in seen and kind is not None and kind.needs_receipt:
            yield _letter(session, form, row, there, "receipt")


def _letter(session: Session, form: RecordForm, row: Any, there: Grounds, step: str) -> Task:
    body = json.loads(row.body)
    due = dt.date.fromisoformat(row.due) if row.due else None
    stands = urgency(due, there.as_of)
    limit = f"{row.due} 前回复" if row.due else "等待签收" if step == "receipt" else "未定回复期限"
    transition = next((t for t in form.transitions_from(row.state, row.kind) if t.id == step), None)
    offered = transition is not None and session.can(transition.action, form.id, row.kind)
    offers = (Offer("transition", transition.label, row.id, form.id, "", "", {"transition": step}),) if offered and transition else ()
    return Task(
        id=f"{LETTER}:{row.id}", source=LETTER, title=f"{body.get('number', '')} {row.title}".strip(),
        why=f"{limit} · {'已签收' if row.state != DELIVERED else '已送达'}", state=stands if stands in (SOON, OVERDUE) else WAITING,
        tag="超期" if stands == OVERDUE else "将到期" if stands == SOON else "待签收" if step == "receipt" else "待回复", record=row.id, form=form.id, kind=row.kind,
        day_from=_day(row.date), due=due, due_words=due_words(StepState.OPEN, due, there.as_of), accounts=(row.author,),
        roles=ISSUERS, who="、".join(session.catalog.rights.roles[r].label for r in ISSUERS),
        subject=row.subject or "", offers=offers,
    )  # fmt: skip


def ledgers(session: Session, conn: Connection, there: Grounds, led: Collection[str]) -> Iterator[Task]:
    """Ledger rows whose limit is near or over and that lead no workflow (led: those that do)."""
    since, until = dt.date(there.as_of.year - 1, 1, 1), there.as_of + AHEAD
    for form in session.catalog.records.on_page(LEDGERS):
        if session.can("view", form.id):
            settled = [s.code for s in form.states if s.tone == "good" or not s.counts]
            limited = flows.limited(conn, form.id, settled, since.isoformat(), until.isoformat(), led)
            for row in session.sight().those(conn, limited):
                yield _ledger(session, form, row, there)


def _ledger(session: Session, form: RecordForm, row: Any, there: Grounds) -> Task:
    due = dt.date.fromisoformat(row.due)
    state = form.state(row.state)
    owner = json.loads(row.body).get("owner")
    people = tuple(p for p in (owner if isinstance(owner, list) else [owner]) if p in there.office.people)
    words = due_words(StepState.OPEN, due, there.as_of)
    offers = tuple(
        Offer("transition", t.label, row.id, form.id, "", "", {"transition": t.id})
        for t in form.transitions_from(row.state, row.kind) if session.can(t.action, form.id)
    )[:2]  # fmt: skip
    return Task(
        id=f"{LEDGER}:{row.id}", source=LEDGER, title=row.title, why=f"{due_label(form)} {row.due} · 现在{state.label if state else ''}",
        state=urgency(due, there.as_of), tag=words, record=row.id, form=form.id, kind=row.kind, day_from=_day(row.date),
        due=due, due_words=words, people=people, accounts=(row.author,),
        who="、".join(there.names[p] for p in people if p in there.names) or str(row.author_name),
        subject=row.subject or "", offers=offers,
    )  # fmt: skip


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
