"""Who took part in a collective decision, read from its meeting records: the ground for dividing responsibility.

Out of attendance, stances and posts come the people who may bear leading responsibility, main or important, and those
who may not: who openly objected without being heard, who was absent, who only sat in (tianshui-2014/6.2). It is a draft
for people; the one thing enforced is that nobody is held responsible whom the minutes leave out.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.catalog.records import RecordForm, Transition
from app.domain.duties.people import Office
from app.domain.errors import AppError, ErrorCode
from app.services.posts import office_of
from app.services.record_body import as_list
from app.store import names, queries
from app.store.database import Connection

FORM, DECIDE = "accountability", "decide"
LISTS = ("main_leading", "important_leading", "leader_liability")
VOTING = frozenset({"chair", "attendee", "reporter"})
AGAINST, ABSTAIN = "stance.against", "stance.abstain"
STANCES = {"stance.agree": "同意", ABSTAIN: "弃权"}


class Share(StrEnum):
    """What the minutes say about somebody's part."""

    MAIN = "main"
    IMPORTANT = "important"
    OBJECTED = "objected"
    ABSENT = "absent"
    SAT_IN = "sat_in"


LEFT_OUT = frozenset({Share.OBJECTED, Share.ABSENT, Share.SAT_IN})
WHY = {Share.OBJECTED: "会上明确反对，不承担领导责任", Share.ABSENT: "没有参加会议", Share.SAT_IN: "列席，没有参加表决"}


@dataclass(frozen=True, slots=True)
class Decider:
    """A person of the decision. why: what the minutes say, in words; meeting: which minutes."""

    person: str
    name: str
    share: Share
    why: str
    meeting: str


def deciders(conn: Connection, body: Mapping[str, Any]) -> list[Decider]:
    """Everybody of the decisions that an accountability record names: once each, the most favourable part first.

    Who objected at one of several meetings is not listed. Empty when no meeting is named.
    """
    known = names.all_names(conn)
    office = office_of(conn, known)
    refs = [str(i) for i in as_list(body.get("meeting_ref"))]
    rows = queries.rows_by_id(conn, refs)
    found: dict[str, Decider] = {}
    for ref in refs:
        if ref in rows and rows[ref].form == "meeting":
            for one in _of_meeting(office, known, ref, json.loads(rows[ref].body), body):
                if one.person not in found or _weight(one) < _weight(found[one.person]):
                    found[one.person] = one
    order = list(Share)
    return sorted(found.values(), key=lambda d: order.index(d.share))


def refuse_listed(conn: Connection, form: RecordForm, step: Transition, body: Mapping[str, Any]) -> None:
    """Refuse to decide while a list of leading responsibility names somebody whom the minutes leave out.

    Raises AppError BAD_INPUT, naming the person and what the minutes say.
    """
    if form.id != FORM or step.id != DECIDE or not body.get("meeting_ref"):
        return
    listed = {row.get("person") for name in LISTS for row in body.get(name) or []}
    for one in deciders(conn, body):
        if one.person in listed and one.share in LEFT_OUT:
            raise AppError(
                ErrorCode.BAD_INPUT, f"会议记录显示{one.name}{one.why}，不能列入领导责任名单。",
                action="请从名单里删去；会议记录有误的，先在会议记录上追加更正。", where="责任划分",
            )  # fmt: skip


def _weight(one: Decider) -> int:
    return [Share.OBJECTED, Share.ABSENT, Share.SAT_IN, Share.MAIN, Share.IMPORTANT].index(one.share)


def _of_meeting(
    office: Office, known: Mapping[str, str], ref: str, meeting: Mapping[str, Any], body: Mapping[str, Any]
) -> Iterator[Decider]:
    day = dt.date.fromisoformat(str(meeting["date"]))
    roles = {str(r.get("person")): str(r.get("role") or "") for r in meeting.get("attendance") or []}
    items = _items(meeting, body.get("agenda_ref"))
    stances = {str(s.get("person")): s.get("stance") for i in items for s in i.get("stances") or [] if s.get("stance")}
    objected = {str(s.get("person")) for i in items for s in i.get("stances") or [] if s.get("stance") == AGAINST}
    team = set() if str(meeting.get("actor") or "") in office.not_own else set(office.team(day))
    concerned = [str(t) for one in (body.get("subject"), *(i.get("owner") for i in items)) for t in as_list(one)]
    voted = {p for p, r in roles.items() if r in VOTING} | set(stances)
    for person in sorted(team | voted | {p for p, r in roles.items() if r == "absent"}, key=lambda p: known.get(p, p)):
        share = Share.OBJECTED if person in objected else _part(office, person, day, roles, voted, concerned, meeting)
        why = WHY.get(share) or _said(office, person, day, share, stances.get(person))
        yield Decider(person, known.get(person, person), share, why, ref)


def _part(
    office: Office, person: str, day: dt.date, roles: Mapping[str, str], voted: set[str], concerned: Sequence[str],
    meeting: Mapping[str, Any],
) -> Share:  # fmt: skip
    if person not in voted:
        return Share.SAT_IN if roles.get(person, "absent") != "absent" else Share.ABSENT
    leads = person in office.principals(day) or (not office.principals(day) and person == meeting.get("chair"))
    in_charge = any(one != person and office.covers(person, one, day) for one in concerned)
    return Share.MAIN if leads or in_charge else Share.IMPORTANT


def _said(office: Office, person: str, day: dt.date, share: Share, stance: Any) -> str:
    leads = person in office.principals(day)
    part = "主要负责人" if leads else "主管的班子成员" if share is Share.MAIN else "参加决策的其他成员"
    return f"{part}，到会，{STANCES.get(str(stance), '没有记下表态')}"


def _items(meeting: Mapping[str, Any], item: Any) -> list[Mapping[str, Any]]:
    """The agenda item meant (by its id, its title or its place, from 1), or all when none is meant."""
    agenda: list[Mapping[str, Any]] = list(meeting.get("agenda") or [])
    wanted = str(item or "").strip()
    meant = [row for place, row in enumerate(agenda, 1) if wanted in (row.get("id"), row.get("title"), str(place))]
    return meant if wanted and meant else agenda
