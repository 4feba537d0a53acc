"""An opinion on the first in charge of a unit rests on a settled meeting, whoever it is said to be about (shibiyan-2022/9).

What the form asks by the typed “涉及谁” stands in the form; here the posts of the day decide, and whether the meeting
named was really held. Not here: the facts an opinion brings in (opinion_facts).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.catalog.records import RecordForms, Transition
from app.domain.errors import AppError, ErrorCode
from app.services.posts import office_of
from app.services.record_body import as_list
from app.store import names, queries
from app.store.database import Connection

STEPS = {("letter.clean_opinion_reply", "sign"), ("event.opinion_request", "settle_opinion")}
PRINCIPAL, MEETING = "principal", "集体研究的会议"


def refuse_unmet(conn: Connection, forms: RecordForms, kind: str, step: Transition, body: Mapping[str, Any]) -> None:
    """Refuse to settle or sign an opinion on a principal without its meeting, or one that rests on a mere draft of one.

    Raises AppError BAD_INPUT.
    """
    if (kind, step.id) not in STEPS:
        return
    refs = [str(i) for i in as_list(body.get("collective_ref")) if i]
    if not refs and _about_principal(conn, body):
        raise AppError(
            ErrorCode.BAD_INPUT, "对象里有单位“一把手”，廉政意见必须先经集体研究。", action="请关联已定稿的集体研究会议。", where=MEETING
        )
    for row in queries.rows_by_id(conn, refs).values():
        state = forms.get(row.form).state(row.state)
        if state is None or not state.counts:
            raise AppError(ErrorCode.BAD_INPUT, "关联的会议还没有定稿，不能作为集体研究的依据。", action="请先把会议记录定稿。", where=MEETING)


def _about_principal(conn: Connection, body: Mapping[str, Any]) -> bool:
    office = office_of(conn, names.all_names(conn))
    day = dt.date.fromisoformat(str(body["date"]))
    people = {str(i) for i in as_list(body.get("subject")) if i}
    return any(p.person in people and PRINCIPAL in p.roles and p.held(day) for p in office.posts)
