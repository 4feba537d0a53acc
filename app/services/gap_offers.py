"""Which letters fit a gap, whom a reminder of it would go to, what was sent about it before, what else is open there.

Kinds fit by their data (`offered_for`) and by what the article or step names; the first is suggested, every other kind
may be chosen, none is forced. Reminders go up by stages as drafts; nothing is ever sent.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.letter_offers import LEDGER as NATURE_OF_ROWS
from app.catalog.letter_offers import MISSING, PERSON, UNIT, best
from app.services import task_quiet, tasks
from app.services.flow_ground import grounds
from app.services.gaps import Gap, gap, is_unit, open_row
from app.services.lists import WAITING_LETTERS
from app.services.session import Session
from app.services.task_model import DUTY, FLOW, LEDGER, LETTER, OVERDUE, Quiet, Reminder, Task
from app.services.tasks_reminders import ISSUED, Sent, Told
from app.store import queries

FORM = "letter"
MATTERS = "matters"
MOST_EARLIER, MOST_LETTERS, MOST_BESIDE, MOST_CHOSEN = 20, 500, 30, 50
NAMED_FIRST = 0
GENERAL = 90  # where a kind stands that fits nothing but the article's own list


@dataclass(frozen=True, slots=True)
class KindOffer:
    """A kind of letter for a gap. why: when to choose it; fits: it is suggested for such gaps; remind: it serves as a
    graded reminder."""

    kind: str
    label: str
    why: str
    fits: bool
    remind: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter about the same gap. issued: it was signed; stage: to whom it was a reminder, empty when it was none."""

    id: str
    day: str
    number: str
    title: str
    stage: str
    to: str
    issued: bool
    reply_due: str = ""
    replied: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Another open matter of the same people."""

    key: str
    title: str
    tag: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything to choose from. key: of its task; stages: in order; stage: the code of the one that is suggested."""

    key: str
    gap: Gap
    kinds: tuple[KindOffer, ...]
    stages: tuple[Reminder, ...]
    stage: str
    earlier: tuple[Earlier, ...]
    beside: tuple[Beside, ...]
    quiet: Quiet | None


def offers(session: Session, key: str) -> Offers:
    """What can be written about a gap. Raises AppError NOT_FOUND, NOT_ALLOWED."""
    session.require_somewhere("create")
    one = gap(session, key)
    before = tuple(earlier(session, one))
    task = task_of(session, one)
    every, stage = stages(session, task, before)
    quiet = task_quiet.quiet_of(session, task.id)
    return Offers(task.id, one, kinds(session, one), every, stage, before, tuple(_beside(session, task)), quiet)


def kinds(session: Session, one: Gap) -> tuple[KindOffer, ...]:
    """All kinds the account may write: those that fit first, in their order; the rest as the catalogue has them."""
    about = UNIT if not one.to or all(map(is_unit, one.to)) else PERSON
    found: list[tuple[int, int, KindOffer]] = []
    for form in session.catalog.letters.values():
        if form.retired or not session.can("create", FORM, form.code):
            continue
        fit = best(form.offered_for, one.nature, kind=one.kind, state=one.state, flow=one.flow, about=about)
        named = form.code in one.letters
        place = NAMED_FIRST if named else fit.rank if fit is not None else GENERAL
        why = "条文或这一步写明的文书" if named else (fit.say or form.summary) if fit is not None else form.summary
        order = one.letters.index(form.code) if named else len(found)
        offer = KindOffer(form.code, form.label, why, named or fit is not None, fit is not None and fit.remind)
        found.append((place, order, offer))
    return tuple(offer for _place, _order, offer in sorted(found, key=lambda f: f[:2]))


def earlier(session: Session, one: Gap) -> Iterator[Earlier]:
    """Letters about the same gap that the account may see, latest first; those that are void or withdrawn left out."""
    if not session.can("view", FORM):
        return
    with session.store.read() as conn:
        about = one.records[0] if one.records and one.nature != MISSING else one.key
        rows = [r for r in queries.referring(conn, about, session.sight(), MOST_LETTERS) if r.form == FORM]
    count = 0
    for row in rows:
        body = json.loads(row.body)
        matter = next((m for m in body.get(MATTERS) or [] if _same(str(m.get("key") or ""), one)), None)
        if matter is None or row.state in ("withdrawn", "voided") or count >= MOST_EARLIER:
            continue
        count += 1
        yield _earlier(row, body, str(matter.get("stage") or ""))


def _same(key: str, one: Gap) -> bool:
    """Whether a letter's matter is this one; a ledger row is the same whether its task is the row or a step of it."""
    return key == one.key or (one.nature == NATURE_OF_ROWS and one.records[0] in key.split(":"))


def _earlier(row: Any, body: Any, stage: str) -> Earlier:
    day = str(body.get("delivered_at") or body.get("issued_at") or row.date or "")
    return Earlier(
        str(row.id), day, str(body.get("number") or ""), row.title, stage, "、".join(body.get("to") or []), row.state in ISSUED,
        str(body.get("reply_due") or ""), row.state in ("replied", "archived"),
    )  # fmt: skip


def task_of(session: Session, one: Gap) -> Task:
    """The task of the gap; one like it for what is no task (a gap of an earlier year)."""
    row = one.records[0] if one.nature == NATURE_OF_ROWS else ""
    there = tasks.tasks(session, tasks.TaskScope(office=True)).tasks
    found = next((t for t in there if t.id == one.key), None) or next((t for t in there if row and t.record == row and t.state == OVERDUE), None)
    if found is not None:
        return found
    people = tuple(i for i in one.to if not is_unit(i))
    due = dt.date.fromisoformat(one.due) if one.due else None
    source = one.key.partition(":")[0]
    return Task(id=one.key, source=source, title=one.label, why="", state=OVERDUE, tag="", record=row, due=due, subject=one.subject, people=people)


def stages(session: Session, task: Task, before: tuple[Earlier, ...]) -> tuple[tuple[Reminder, ...], str]:
    """Every stage with its people, and which is suggested."""
    with session.store.read() as conn:
        there = grounds(session, conn)
        levels = tasks.levels_of(queries.settings(conn, tasks.REMINDERS).get(tasks.REMINDERS))
    sent = [Sent(e.stage, e.reply_due) for e in before if e.issued]
    told = Told(there, levels, session.catalog.reminders, lambda _task: sent)
    found = tuple(told.at(stage, task) for stage in session.catalog.reminders)
    return found, told.stage(task).code if found else ""


def _beside(session: Session, task: Task) -> Iterator[Beside]:
    """Other late matters that concern the same person or unit, which one letter may name with it."""
    own = session.own_unit()[0]
    whom = task.subject if task.subject and task.subject != own else ""
    count = 0
    for other in tasks.tasks(session, tasks.TaskScope(office=True)).tasks:
        if other.id == task.id or (task.record and other.record == task.record) or other.state != OVERDUE or other.source not in (DUTY, LETTER, LEDGER, FLOW):
            continue
        same = other.subject == whom if whom else bool(task.people) and other.subject in ("", own) and other.people == task.people
        if same and count < MOST_BESIDE:
            count += 1
            yield Beside(other.id, other.title, other.tag)


def keys_of(session: Session, rids: Sequence[int]) -> list[str]:
    """The names of those rows of a list that are open: ledger rows with a limit, letters that wait for an answer."""
    with session.store.read() as conn:
        rows = session.sight().those(conn, queries.rows_by_rid(conn, list(rids)[:MOST_CHOSEN]))
    letters = [f"letter:{r.id}" for r in rows if r.form == FORM and r.state in WAITING_LETTERS]
    return letters + [f"ledger:{r.id}" for r in rows if r.form != FORM and open_row(session, r.form, r.state, r.due or "")]
