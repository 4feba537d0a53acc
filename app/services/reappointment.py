"""What was decided about somebody and how they mended it, put side by side for a suggestion to appoint them again.

Worked out from dossier entries, return visits and closed rectifications that the account may read (binhai-2021/25).
It says what is recorded; whether to suggest anything is for people to decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.services import records
from app.services.effect_periods import SANCTIONS, Counting
from app.services.records import RecordView
from app.services.results import OpResult
from app.services.session import Session
from app.store import listing, names, queries
from app.store.database import Connection

EVENT, DOSSIER = "event.sanctioned", "dossier"
VISIT, MENDED = "talk.return_visit", ("closed", "lookback_passed")
DECIDED, CORRECTED = "sanction_words", "correction_words"
NONE = "未见记录。"


def fill_in(session: Session, record_id: str) -> OpResult[RecordView]:
    """Write both sides into the event, each only while it is empty. Undoable.

    Reading dossiers is logged for every person. Raises AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (another kind of record).
    """
    view = records.get(session, record_id)
    if view.kind != EVENT:
        raise AppError(ErrorCode.BAD_INPUT, "只有受到处理的登记才对照处理和改正情况。")
    people = [str(p) for p in view.body.get("subject") or []]
    with session.store.read() as conn:
        known = names.all_names(conn)
        decided = _lines(known, people, lambda p: _sanctions(session, conn, p))
        corrected = _lines(known, people, lambda p: (*_visits(session, conn, p), *_mended(session, conn, p)))
    for who in people if session.can("view", DOSSIER) else ():
        session.log("view", who)
    body = dict(view.body)
    body.setdefault(DECIDED, decided)
    body.setdefault(CORRECTED, corrected)
    return records.save(session, view.form, view.kind, body, view.id, view.version)


def _lines(known: Mapping[str, str], people: Iterable[str], said: Any) -> str:
    found = []
    for one in people:
        lines = sorted(said(one))
        found.append(f"{known.get(one, one)}：" + ("；".join(lines) + "。" if lines else NONE))
    return "\n".join(found)


def _read(
    session: Session, conn: Connection, form: str, kinds: tuple[str, ...], person: str, states: Iterable[str] = ()
) -> Iterator[tuple[Any, dict[str, Any]]]:
    counting = tuple(states) or tuple(s.code for s in session.form(form).states if s.counts)
    query = listing.ListQuery((form,), kinds=kinds, states=counting, person=person)
    for row in queries.rows_by_rid(conn, listing.list_ids(conn, query, session.sight())):
        yield row, json.loads(row.body)


def _sanctions(session: Session, conn: Connection, person: str) -> Iterator[str]:
    counting = Counting(session)
    for row, body in _read(session, conn, DOSSIER, SANCTIONS, person):
        if person == str(body.get("subject")):
            period = counting.of(row.kind, row.date or "", body, session.clock.today())
            until = f"，影响期至 {period.until}" if period is not None and period.until else ""
            basis = f"（{body['basis']}）" if body.get("basis") else ""
            yield f"{row.date} {session.catalog.vocab.short(row.kind)}{basis}{until}"


def _visits(session: Session, conn: Connection, person: str) -> Iterator[str]:
    for row, body in _read(session, conn, "talk", (VISIT,), person):
        if person in (body.get("subject") or []):
            words = [str(body[n]).rstrip("。") for n in ("performance", "own_statement") if body.get(n)]
            yield f"{row.date} 回访" + (f"：{'；本人：'.join(words)}" if words else "")


def _mended(session: Session, conn: Connection, person: str) -> Iterator[str]:
    for row, body in _read(session, conn, "rectification", ("ledger.rectification",), person, MENDED):
        if person == str(body.get("owner")) or person in (body.get("subject") or []):
            yield f"{body.get('closed_at') or row.date} 整改销号：{row.title}"
