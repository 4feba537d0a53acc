"""What a reply on clean conduct has to know: sanctions whose period still runs, brought in from the dossier.

Only filed entries of sanctions, measures and accountability are proposed, each with its document. Nothing that is
merely reported or not verified is ever read here. The clerk confirms; the program draws no conclusion (binhai-2021/18).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import effect_periods, records
from app.services.effect_periods import Held
from app.services.record_body import as_list
from app.services.results import OpResult
from app.services.session import Session
from app.store import names

REQUEST = "event.opinion_request"
DOSSIER = "dossier"
ROWS = "periods"
STANDS = "stands"  # how a period stands on a day, beside the columns of its row


@dataclass(frozen=True, slots=True)
class Period:
    """A sanction that may still run. since, until: first and last day, empty when nothing says; note: what to look up."""

    entry: str
    person: str
    name: str
    what: str
    basis: str
    decided: str
    since: str
    until: str
    note: str = ""


def periods(session: Session, record_id: str) -> list[Period]:
    """Sanctions of the people asked about whose period runs today or whose end is not written, not yet in the request.

    An entry that was corrected by a later one, cleared, or revoked upon appeal, is left out. Reading is logged for every person.
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
    return {**row, "since": one.since, "until": one.until, "entry": one.entry}


def _of_person(session: Session, person: str) -> list[Period]:
    today = session.clock.today()
    with session.store.read() as conn:
        name = names.names_of(conn, [person]).get(person, "")
    held = effect_periods.held_by(session, [person], today)
    return [_period(session, one, name) for one in held if one.period.standing != effect_periods.ENDED]


def _period(session: Session, held: Held, name: str) -> Period:
    row, body, period = held.row, held.body, held.period
    measure = str(body.get("measure") or "")
    label, said = session.catalog.vocab.short(measure or row.kind), str(body.get("summary") or row.title)
    return Period(
        entry=row.id, person=row.subject, name=name, what=label if label in said else f"{label}：{said}",
        basis=str(body.get("basis") or ""), decided=row.date or "", since=period.start.isoformat() if period.start else "",
        until=period.until.isoformat() if period.until else "", note=period.note,
    )  # fmt: skip


def opinion_rows(session: Session, rows: Iterable[Mapping[str, Any]], day: dt.date) -> list[Mapping[str, Any]]:
    """The rows of a request as a reply of that day tells them: without what no longer holds, with how each stands.

    An entry that was corrected, cleared or revoked since it was taken in is left out; days that were not written are
    those of the entry. Rows without an entry, typed by hand, stand as they are; so do all for an account that may not
    see dossiers. Reading is logged for every person.
    """
    taken, may = list(rows), session.can("view", DOSSIER)
    people = {str(r["person"]) for r in taken if r.get("entry") and r.get("person")} if may else set()
    held = {one.row.id: one.period for one in effect_periods.held_by(session, people, day)}
    for who in people:
        session.log("view", who)
    found: list[Mapping[str, Any]] = []
    for row in taken:
        if may and row.get("entry") and row["entry"] not in held:
            continue
        period = held.get(str(row.get("entry") or "")) or effect_periods.typed(row.get("since"), row.get("until"), day)
        days = {"since": period.start, "until": period.until}
        said = {n: row.get(n) or (d.isoformat() if d is not None else "") for n, d in days.items()}
        stands = effect_periods.typed(said["since"], said["until"], day).on_letter()
        found.append({**row, **said, STANDS: stands})
    return found
