"""Every place where something is shown that was found untrue, so that its clarification can be shown there too.

A clue, the inquiry made on it, a petition, the event and the dossier entries that rest on them hang together by
their links. What concerns the same person is proposed; a person decides (binhai-2021/25). Nothing about malice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.services import records
from app.services.lists import Row, display_rows
from app.services.record_body import as_list
from app.services.results import OpResult
from app.services.session import Session
from app.store import queries
from app.store.clearing import CLEARS
from app.store.database import Connection

CLARIFICATION = "dossier.clarification"
SHOWN_AT = ("ledger.clue", "ledger.petition", "talk.inquiry", "event.clue_false", "event.clue_received", "dossier.inquiry")
FAR = 3  # links from what is cleared
MOST = 200


@dataclass(frozen=True, slots=True)
class Places:
    """Where the matter of a clarification is shown. named: already cleared by it; open: not named yet."""

    named: tuple[Row, ...]
    open: tuple[Row, ...]


def places(session: Session, record_id: str) -> Places:
    """The places of a clarification's matter that the account may see. Raises AppError NOT_FOUND, BAD_STATE."""
    view = _clarification(session, record_id)
    begun = [str(i) for i in as_list(view.body.get(CLEARS))]
    with session.store.read() as conn:
        found = _around(session, conn, begun, set(as_list(view.body.get("subject"))))
        rows = display_rows(conn, session.catalog, found.values(), session.sight())
    return Places(tuple(r for r in rows if r.id in begun), tuple(r for r in rows if r.id not in begun))


def take_in(session: Session, record_id: str, more: Iterable[str]) -> OpResult[records.RecordView]:
    """Let a clarification that is not filed yet clear these places as well. Undoable.

    Raises AppError NOT_FOUND, BAD_STATE, NOT_ALLOWED, FINALISED; BAD_INPUT for a record that is none of its places.
    """
    view = _clarification(session, record_id)
    wanted = list(dict.fromkeys(more))
    known = {row.id for row in places(session, record_id).open}
    if not wanted or not known.issuperset(wanted):
        raise AppError(ErrorCode.BAD_INPUT, "选中的记录里有与这次澄清无关的。", where="澄清的是哪一条")
    body = {**view.body, CLEARS: [*as_list(view.body.get(CLEARS)), *wanted]}
    return records.save(session, view.form, view.kind, body, record_id, view.version)


def _clarification(session: Session, record_id: str) -> records.RecordView:
    view = records.get(session, record_id)
    if view.kind != CLARIFICATION:
        raise AppError(ErrorCode.BAD_STATE, "这条记录不是澄清正名。")
    return view


def _around(session: Session, conn: Connection, begun: Iterable[str], subjects: set[str]) -> dict[str, Any]:
    """Records of the kinds that hang together with those begun from, about the same people."""
    sight = session.sight().only(f.id for f in session.catalog.records if set(f.kinds) & set(SHOWN_AT))
    found = {i: r for i, r in queries.rows_by_id(conn, begun).items() if r.kind in SHOWN_AT or r.form == "dossier"}
    edge = list(found)
    for _step in range(FAR):
        near: dict[str, Any] = {}
        for one in edge:
            near |= {r.id: r for r in queries.referring(conn, one, sight, MOST)}
            near |= queries.rows_by_id(conn, _named(session, found[one]))
        edge = [i for i, r in near.items() if i not in found and r.kind in SHOWN_AT and _about(session, r, subjects)]
        found |= {i: near[i] for i in edge}
    return found


def _named(session: Session, row: Any) -> list[str]:
    body: Mapping[str, Any] = json.loads(row.body)
    fields = session.form(row.form).fields
    return [str(v) for f in fields if f.type.value == "record_link" for v in as_list(body.get(f.id))]


def _about(session: Session, row: Any, subjects: set[str]) -> bool:
    name = session.form(row.form).base.get("subject", "subject")
    return bool(subjects & {str(v) for v in as_list(json.loads(row.body).get(name))})
