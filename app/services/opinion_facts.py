"""What a reply on clean conduct has to know: sanctions whose period still runs, brought in from the dossier.

Only filed entries of sanctions, measures and accountability are proposed, each with its document. Nothing that is
merely reported or not verified is ever read here. The clerk confirms; the program draws no conclusion (binhai-2021/18).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import lists, records
from app.services.lists import clearing_states
from app.services.record_body import as_list
from app.services.results import OpResult
from app.services.session import Session
from app.store import names, queries
from app.store.clearing import cleared_among

REQUEST = "event.opinion_request"
DOSSIER = "dossier"
SANCTIONS = ("dossier.discipline", "dossier.org_measure", "dossier.accountability")
ROWS = "periods"
NO_END = "档案条目没有写影响期届满日，请核对决定文书"


@dataclass(frozen=True, slots=True)
class Period:
    """A sanction that may still run. until: last day, empty when the entry does not say; note: what to look up."""

    entry: str
    person: str
    name: str
    what: str
    basis: str
    decided: str
    until: str
    note: str = ""


def periods(session: Session, record_id: str) -> list[Period]:
    """Sanctions of the people asked about whose period runs today or whose end is not written, not yet in the request.

    An entry that was corrected by a later one, or cleared, is left out. Reading is logged for every person.
    Raises AppError NOT_FOUND, BAD_STATE, NOT_ALLOWED.
    """
    view = _request(session, record_id)
    session.require("view", DOSSIER)
    taken = {str(row.get("entry") or "") for row in view.body.get(ROWS) or ()}
    people = [str(i) for i in as_list(view.body.get("subject"))]
    found = [p for who in people for p in _of_person(session, who) if p.entry not in taken]
    for who in people:
        session.log("view", who)
    return found


def take_in(session: Session, record_id: str, entries: Iterable[str]) -> OpResult[records.RecordView]:
    """Write proposed periods into the request. Undoable.

    Raises AppError BAD_INPUT (an entry that is not proposed, or none), NOT_ALLOWED, FINALISED, NOT_FOUND, BAD_STATE.
    """
    view = _request(session, record_id)
    proposed = {p.entry: p for p in periods(session, record_id)}
    wanted = list(dict.fromkeys(entries))
    if not wanted or not set(wanted) <= set(proposed):
        raise AppError(ErrorCode.BAD_INPUT, "选中的条目已经带入，或者不在可带入的范围。", action="请刷新后再选。", where="影响期")
    rows = [*(view.body.get(ROWS) or []), *(_row(proposed[i]) for i in wanted)]
    return records.save(session, view.form, view.kind, {**view.body, ROWS: rows}, record_id, view.version)


def _request(session: Session, record_id: str) -> records.RecordView:
    view = records.get(session, record_id)
    if view.kind != REQUEST:
        raise AppError(ErrorCode.BAD_STATE, "这条记录不是征求廉政意见。")
    return view


def _row(one: Period) -> dict[str, Any]:
    row = {"id": new_id("w"), "person": one.person, "what": one.what, "basis": one.basis, "decided": one.decided}
    return {**row, "until": one.until, "entry": one.entry}


def _of_person(session: Session, person: str) -> Iterator[Period]:
    rids = lists.list_ids(session, lists.ListQuery(forms=(DOSSIER,), kinds=SANCTIONS, person=person))
    form, today = session.form(DOSSIER), session.clock.today().isoformat()
    with session.store.read() as conn:
        rows = [(r, json.loads(r.body)) for r in queries.rows_by_rid(conn, rids)]
        filed = [(r, b) for r, b in rows if r.subject == person and (s := form.state(r.state)) is not None and s.counts]
        replaced = {str(i) for _r, b in filed for i in as_list(b.get("corrects"))}
        replaced |= cleared_among(conn, (r.id for r, _b in filed), clearing_states(session.catalog.records))
        name = names.names_of(conn, [person]).get(person, "")
    for row, body in filed:
        if row.id not in replaced and (not body.get("valid_until") or body["valid_until"] >= today):
            yield _period(session, row, body, name)


def _period(session: Session, row: Any, body: Mapping[str, Any], name: str) -> Period:
    until = str(body.get("valid_until") or "")
    label, said = session.catalog.vocab.short(row.kind), str(body.get("summary") or row.title)
    return Period(
        entry=row.id, person=row.subject, name=name, what=f"{label}：{said}", basis=str(body.get("basis") or ""),
        decided=row.date or "", until=until, note="" if until else NO_END,
    )  # fmt: skip
