"""A draft of how responsibility is divided, worked out from the minutes and taken over by a person, never by itself.

Main and important leading responsibility go into their lists, who objected and who was absent into theirs; what already
stands in a list stays. Nothing here decides: the record goes its way of statement, collective study and decision.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.services import records
from app.services.deciders import FORM, LISTS, Decider, Share, deciders
from app.services.records import RecordView
from app.services.results import OpResult
from app.services.session import Session

MAIN, IMPORTANT = "resp.main_leading", "resp.important_leading"


@dataclass(frozen=True, slots=True)
class Division:
    """Who would be listed and who not, each with what the minutes say. note: why nothing could be worked out."""

    main: tuple[Decider, ...] = ()
    important: tuple[Decider, ...] = ()
    objected: tuple[Decider, ...] = ()
    absent: tuple[Decider, ...] = ()
    note: str = ""


def division(session: Session, record_id: str) -> Division:
    """The draft for one accountability record. Raises AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (another form)."""
    return _division(session, _record(session, record_id).body)


def fill_in(session: Session, record_id: str) -> OpResult[RecordView]:
    """Write the draft into the lists of the record: who is not there yet is added, nobody is taken out. Undoable.

    Raises AppError NOT_FOUND, NOT_ALLOWED, FINALISED, BAD_STATE (no minutes to go by).
    """
    view = _record(session, record_id)
    found = _division(session, view.body)
    if found.note:
        raise AppError(ErrorCode.BAD_STATE, found.note, action="请先在“作出决策的会议”里选会议记录。")
    body = dict(view.body)
    listed = {r.get("person") for name in LISTS for r in body.get(name) or []}
    body["main_leading"] = [*(body.get("main_leading") or []), *_rows(found.main, MAIN, listed)]
    body["important_leading"] = [*(body.get("important_leading") or []), *_rows(found.important, IMPORTANT, listed)]
    body["dissenters"] = _people(body.get("dissenters"), found.objected)
    body["absentees"] = _people(body.get("absentees"), found.absent)
    return records.save(session, FORM, view.kind, body, view.id, view.version)


def _record(session: Session, record_id: str) -> RecordView:
    view = records.get(session, record_id)
    if view.form != FORM:
        raise AppError(ErrorCode.BAD_INPUT, "只有责任追究台账才划分责任。")
    return view


def _division(session: Session, body: Mapping[str, Any]) -> Division:
    session.require("view", "meeting")
    if not body.get("meeting_ref"):
        return Division(note="没有关联作出决策的会议，不能按会议记录列出名单。")
    with session.store.read() as conn:
        found = deciders(conn, body)
    if not found:
        return Division(note="关联的会议记录里没有到会人员。")

    def of(*shares: Share) -> tuple[Decider, ...]:
        return tuple(d for d in found if d.share in shares)

    return Division(of(Share.MAIN), of(Share.IMPORTANT), of(Share.OBJECTED), of(Share.ABSENT, Share.SAT_IN))


def _rows(people: Sequence[Decider], kind: str, listed: Container[Any]) -> list[dict[str, Any]]:
    return [{"person": d.person, "kind": kind, "note": d.why} for d in people if d.person not in listed]


def _people(ids: Any, people: Sequence[Decider]) -> list[str]:
    return list(dict.fromkeys([*(ids or []), *(d.person for d in people)]))
