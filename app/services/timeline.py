"""What happened in order of time: to one person, or in one matter along its links.

A matter is everything that records name each other in, both ways: the meeting, what came of
it, the ledger item, the letter, the reply. Records the account may not view are neither shown
nor walked through.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.services import people
from app.services.deadlines import due_label, standing
from app.services.duties import DutyCell, cell, event_titles
from app.services.evaluation import evaluation
from app.services.lists import Row, display_rows
from app.services.record_steps import STEPS
from app.services.session import Session
from app.store import daily, queries
from app.store.sight import Sight

MAX_RECORDS = 60
MAX_STEPS = 5
PERSON_RECORDS = 300
DOSSIER = "dossier"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline.

    what: record, step (of a record's life), due, post. key: stable within a timeline.
    after: keys of the lines it follows from, with the words of the link. here: the record asked about.
    """

    key: str
    day: str
    what: str
    title: str
    sub: str = ""
    state_label: str = ""
    tone: str = "muted"
    record: str = ""
    form: str = ""
    cell: DutyCell | None = None
    after: tuple[tuple[str, str], ...] = ()
    here: bool = False

    def words(self) -> str:
        """The line as a screen reader says it."""
        head = f"{self.day or '没有日期'}，{self.title}"
        return "，".join(t for t in (head, self.sub, self.state_label) if t)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lines in order of time. more: whether links lead further than is shown."""

    title: str
    events: tuple[Event, ...]
    more: bool = False


# --- a matter ------------------------------------------------------------------
def matter(session: Session, record_id: str) -> Timeline:
    """The record, what it follows from and what follows from it. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    visible = session.sight()
    with session.store.read() as conn:
        start = queries.row_by_id(conn, record_id)
        if start is None:
            raise AppError(ErrorCode.NOT_FOUND, "没有这条记录。", action="它可能刚被删除，请刷新。")
        session.require_on(conn, "view", start)
        found, links, more = _walk(conn, start, visible)
        rows = {r.id: r for r in display_rows(conn, session.catalog, found.values(), visible)}
    if any(r.form == DOSSIER for r in rows.values()):
        session.log("view", record_id)
    events: list[Event] = []
    for one in rows.values():
        after = tuple((target, _link_words(session, one, field)) for source, target, field in links if source == one.id)
        events.append(replace(_record_event(one), after=after, here=one.id == record_id))
        events.extend(_of_record(session, one, json.loads(found[one.id].body)))
    return Timeline(rows[record_id].title, tuple(sorted(events, key=_when)), more)


def _walk(conn: Any, start: Any, visible: Sight) -> tuple[dict[str, Any], set[tuple[str, str, str]], bool]:
    """Every record reached along links, the links among them, and whether there are more."""
    found: dict[str, Any] = {start.id: start}
    edges: set[tuple[str, str, str]] = set()
    fresh, more = [start.id], False
    while fresh:
        links = daily.links(conn, fresh)
        ends = {end for source, target, _f in links for end in (source, target)} - set(found)
        rows = visible.those(conn, queries.rows_by_id(conn, ends).values())
        room = MAX_RECORDS - len(found)
        more = more or len(rows) > room
        fresh = []
        for row in sorted(rows, key=lambda r: (r.date or "", r.rid))[:room]:
            found[row.id] = row
            fresh.append(row.id)
        edges.update(links)
    return found, {e for e in edges if e[0] in found and e[1] in found}, more


def _link_words(session: Session, row: Row, field: str) -> str:
    """What the record calls the link: 依据的记录, 来源记录."""
    definition = session.form(row.form).field(field.partition(".")[0])
    return definition.label if definition is not None else "关联"


def _record_event(row: Row) -> Event:
    sub = " · ".join(t for t in (row.kind_label, row.subject or row.actor) if t)
    return Event(row.id, row.date, "record", row.title, sub, row.state_label, row.tone, record=row.id, form=row.form)


def _of_record(session: Session, row: Row, body: Mapping[str, Any]) -> Iterable[Event]:
    """The steps of a record's life that have a day, and its deadline."""
    form = session.form(row.form)
    names = {t.id: t.label for t in form.transitions}
    for number, step in enumerate(body.get(STEPS, [])[-MAX_STEPS:]):
        label = names.get(str(step.get("step", "")), "")
        day = _local_day(str(step.get("at", "")))
        if label and day:
            sub = " · ".join(t for t in (row.title, str(step.get("note") or "")) if t)
            yield Event(
                f"{row.id}/{number}", day, "step", label, sub, record=row.id, form=row.form, after=((row.id, ""),)
            )
    if row.due:
        found = standing(form, row.state, row.due, session.clock.today().isoformat())
        if found is not None:
            yield Event(
                f"{row.id}/due", row.due, "due", f"{due_label(form)}：{row.title}", "", found.label, found.tone,
                record=row.id, form=row.form, after=((row.id, ""),),
            )  # fmt: skip


def _local_day(stamp: str) -> str:
    """The day of a stored instant by the clock on the wall."""
    try:
        return dt.datetime.fromisoformat(stamp).astimezone().date().isoformat()
    except ValueError:
        return ""


# --- a person ------------------------------------------------------------------
def person(session: Session, person_id: str) -> Timeline:
    """A person's posts, records that mention them and deadlines of their duties. Raises AppError NOT_FOUND.

    Looking at dossier entries is logged.
    """
    who = next((p for p in people.people(session, include_left=True) if p.id == person_id), None)
    if who is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这位人员。")
    visible = session.sight()
    with session.store.read() as conn:
        found = queries.mentioning(conn, person_id, visible, PERSON_RECORDS + 1)
        rows = display_rows(conn, session.catalog, found[:PERSON_RECORDS], visible)
    if any(r.form == DOSSIER for r in rows):
        session.log("view", person_id)
    events = [_record_event(r) for r in rows]
    events += _posts(session, person_id)
    events += _dues(session, person_id)
    return Timeline(who.name, tuple(sorted(events, key=_when)), len(found) > PERSON_RECORDS)


def _posts(session: Session, person_id: str) -> Iterable[Event]:
    for post in people.posts(session, person_id):
        fields = f"分管 {'、'.join(post.fields)}" if post.fields else ""
        yield Event(f"{post.id}/from", post.since, "post", f"任 {post.title}", " · ".join(t for t in (post.unit_name, fields) if t))
        if post.until:
            yield Event(f"{post.id}/until", post.until, "post", f"不再任 {post.title}", post.unit_name)


def _dues(session: Session, person_id: str) -> Iterable[Event]:
    if not session.can("evaluate"):
        return
    found = evaluation(session)
    results = [r for r in found.results if r.subject == person_id and r.due is not None and r.state.value != "exempt"]
    titles = event_titles(session, found)
    for number, one in enumerate(cell(found, titles, r) for r in results):
        yield Event(
            f"due/{number}", one.due, "due", one.label, one.period_label, one.text or one.state_label, one.tone, cell=one
        )


def _when(event: Event) -> tuple[str, int, str]:
    """By day; on one day the record before its steps; without a day at the end."""
    return event.day or "9999", ("post", "record", "step", "due").index(event.what), event.key
