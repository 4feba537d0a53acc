"""The task list: what is to be done now, of one person or of the office, and what people decide about it.

Tasks come and go by themselves with the records. Stored is only who takes one and what is set aside, why and until
when; both are settings, undoable and in the log. Reminders are graded for information; nothing is ever sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.reminders import RECIPIENTS
from app.domain.errors import AppError, ErrorCode
from app.services import evaluation, flow_standing, task_quiet
from app.services.flow_ground import Grounds, grounds
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.services.standing import Evaluation
from app.services.task_model import OVERDUE, SOON, TODO, WAITING, Aside, Task
from app.services.tasks_dossier import DossierTasks
from app.services.tasks_duty import DutyTasks
from app.services.tasks_effects import effects
from app.services.tasks_flow import files_itself, of_entry
from app.services.tasks_limits import ledgers, letters_waiting
from app.services.tasks_posts import posts
from app.services.tasks_reminders import Reminders, Told, sent
from app.store import changelog, queries

TAKEN, ASIDE, REMINDERS = "task:", "task-aside:", "task-reminders"
ORDER = (OVERDUE, SOON, TODO, WAITING)
MOST_REASON = 500
MOST_DAYS = 3650
DUTIES, RECORDS, RUNS, DOSSIERS = "tasks.duty", "tasks.records", "tasks.flow", "tasks.dossier"
READER = "tasks.reader"


@dataclass(frozen=True, slots=True)
class TaskScope:
    """Whose tasks: the account's own, a person's, or all of the office that the account may see."""

    mine: bool = False
    person: str = ""
    office: bool = False


@dataclass(frozen=True, slots=True)
class TaskList:
    """Tasks, worst and soonest first; aside: those set aside at present."""

    tasks: tuple[Task, ...]
    aside: tuple[Task, ...]
    as_of: dt.date


MINE = TaskScope(mine=True)


def standing(session: Session) -> bool:
    """Whether the list is already worked out and kept, so that reading it takes no time worth showing."""
    return evaluation.stands(session) and flow_standing.stands(session)


def tasks(session: Session, scope: TaskScope = MINE, until: dt.date | None = None) -> TaskList:
    """The tasks of a scope; until: without those whose limit comes later. Raises AppError NOT_ALLOWED for officers."""
    found, there = _all(session)
    if scope.mine:
        own = session.persons
        found = [t for t in found if _is_mine(t, session, own)]
    elif scope.person:
        found = [t for t in found if scope.person in (t.assignee, *(() if t.assignee else t.people))]
    if until is not None:
        found = [t for t in found if t.due is None or t.due <= until]
    ordered = sorted(found, key=_order)
    return TaskList(
        tuple(t for t in ordered if t.aside is None), tuple(t for t in ordered if t.aside is not None), there.as_of
    )


def _order(task: Task) -> tuple[int, dt.date, str, str]:
    return ORDER.index(task.state), task.due or dt.date.max, task.title, task.id


def _is_mine(task: Task, session: Session, own: Sequence[str]) -> bool:
    if task.assignee:  # a person, or the account of somebody who is not in the register
        return task.assignee in own or task.assignee == session.user.id
    return (
        any(p in own for p in task.people) or any(r in session.user.roles for r in task.roles)
        or session.user.id in task.accounts
    )  # fmt: skip


def _all(session: Session) -> tuple[list[Task], Grounds]:
    """Every task the account may see, with what was decided about it."""
    if session.cache.get(READER) != session.user:  # what was kept was seen by somebody else
        for name in (DUTIES, RECORDS, RUNS, DOSSIERS):
            session.cache.pop(name, None)
        session.cache[READER] = session.user
    with evaluation.uncollected():
        return _read(session)


def _read(session: Session) -> tuple[list[Task], Grounds]:
    judged = evaluation.evaluation(session) if session.can("evaluate") else None
    runs = flow_standing.book(session)
    with session.store.read() as conn:
        there = grounds(session, conn)
        decided = queries.settings(conn, "task")
        absent = evaluation.unseen(session, conn)
        before = sent(session, conn)
    found = [t for t in _of_runs(session, runs, there, absent) if t.record not in absent]
    found += _of_duties(session, judged, there) if judged else ()
    found += _of_records(session, runs, there)
    told = Told(there, levels_of(decided.get(REMINDERS)), session.catalog.reminders, before)
    return [_decided(t, decided, there, told) for t in found], there


def _of_runs(session: Session, runs: flow_standing.RunBook, there: Grounds, absent: Collection[str]) -> list[Task]:
    """Tasks of runs; what was made of a run is kept as long as the run stands as it did."""
    before: dict[int, tuple[flow_standing.Entry, list[Task]]] = _kept(session, RUNS)
    made = {
        id(e): held if (held := before.get(id(e))) is not None and held[0] is e else (e, list(of_entry(session, e, there, absent)))
        for e in runs.entries()
    }
    session.cache[RUNS] = made
    return [t for _entry, found in made.values() for t in found]


def _kept(session: Session, name: str) -> Any:
    return session.cache.get(name) or {}


def _of_duties(session: Session, judged: Evaluation, there: Grounds) -> list[Task]:
    kept = session.cache.get(DUTIES)
    if not isinstance(kept, DutyTasks):
        kept = session.cache[DUTIES] = DutyTasks()
    return kept.of(session, judged, there, there.seq)


def _of_records(session: Session, runs: flow_standing.RunBook, there: Grounds) -> list[Task]:
    with session.store.read() as conn:
        key = (changelog.head(conn).seq, there.as_of)
        kept = session.cache.get(RECORDS)
        if not (isinstance(kept, tuple) and kept[0] == key):
            led = {e.matter.lead.id for e in runs.entries()}
            filing = {e.matter.lead.id for e in runs.entries() if files_itself(e)}
            filed = session.cache.get(DOSSIERS)
            if not isinstance(filed, DossierTasks) or not filed.follow(session, conn, there):
                filed = session.cache[DOSSIERS] = DossierTasks(session, there)
            found = [*letters_waiting(session, conn, there), *ledgers(session, conn, there, led), *filed.of(filing)]
            found += posts(session)
            found += effects(session, there)
            kept = session.cache[RECORDS] = (key, found)
    return list(kept[1])


# --- what people decide about a task ---


def _decided(task: Task, decided: Mapping[str, Any], there: Grounds, told: Told) -> Task:
    """A task with who has taken it, why it is set aside, and who is to be reminded."""
    taken, aside = decided.get(TAKEN + task.id), decided.get(ASIDE + task.id)
    until = dt.date.fromisoformat(aside["until"]) if aside else None
    held = Aside(str(aside["reason"]), until, str(aside["who"])) if aside and until and until >= there.as_of else None
    person = str(taken["person"]) if taken else ""
    name = there.names.get(person, "") or (str(taken["name"]) if taken else "")
    if taken:
        task = replace(task, assignee=person, assignee_name=name)
    quiet = task_quiet.read(decided, task.id)
    reminder = told.of(task) if quiet is None else None
    if held is None and reminder is None and quiet is None:
        return task
    return replace(task, aside=held, reminder=reminder, quiet=quiet)


def levels_of(value: Any) -> Reminders:
    """What the unit has set about the stages of reminders, from its setting."""
    said = value or {}
    leader, principal = (None if said.get(n) is None else int(said[n]) for n in ("leader", "principal"))
    return Reminders(leader, principal, dict(said.get("to") or {}))


def reminders(session: Session) -> Reminders:
    """From when on leaders are to be reminded, as the unit has set it."""
    with session.store.read() as conn:
        return levels_of(queries.settings(conn, REMINDERS).get(REMINDERS))


def set_reminders(
    session: Session, leader: int | None, principal: int | None, to: Mapping[str, str] | None = None
) -> OpResult[Reminders]:
    """Set from how many days over a limit on leaders are to be reminded (None: 待单位确认), and whom a stage goes to.

    Undoable. Raises AppError NOT_ALLOWED, BAD_INPUT.
    """
    session.require("configure")
    days = [d for d in (leader, principal) if d is not None]
    if any(not 0 <= d <= MOST_DAYS for d in days) or days != sorted(days):
        raise AppError(ErrorCode.BAD_INPUT, "天数应是不小于 0 的整数，提醒主要负责人不早于提醒分管领导。", where="提醒")
    codes = {s.code for s in session.catalog.reminders}
    if any(stage not in codes or whom not in RECIPIENTS for stage, whom in (to or {}).items()):
        raise AppError(ErrorCode.BAD_INPUT, "提醒的对象不在可选的范围。", where="提醒")
    value = {"leader": leader, "principal": principal, "to": dict(to or {})}
    return _keep(session, REMINDERS, value, "设置分级提醒", Reminders(leader, principal, dict(to or {})))


def _keep(session: Session, key: str, value: Mapping[str, Any] | None, label: str, result: Any) -> OpResult[Any]:
    touched = Touched()
    with session.change("task", label, touched) as uow:
        uow.put("setting", key, None if value is None else {"value": dict(value)})
    return session.result(result, touched, label)


def find(session: Session, task_id: str) -> Task:
    """A task of the office by its id. Raises AppError NOT_FOUND when it is done, gone or not to be seen."""
    found = next((t for t in _all(session)[0] if t.id == task_id), None)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "这件事已经办完，或者不再需要办。", action="请刷新后再看。")
    return found


def take(session: Session, task_id: str, person: str = "") -> OpResult[str]:
    """Say who takes a task; person empty: the account itself. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require_somewhere("create")
    task = find(session, task_id)
    with session.store.read() as conn:
        there = grounds(session, conn)
    who = person or next(iter(session.persons), session.user.id)
    name = there.names.get(who, "") or (session.user.name if who == session.user.id else "")
    if not name:
        raise AppError(ErrorCode.NOT_FOUND, "没有这个人。", action="请从名册里选。")
    value = {"person": who, "name": name, "by": session.user.name, "at": session.stamp()}
    return _keep(session, TAKEN + task.id, value, f"由{name}办理", who)


def give_back(session: Session, task_id: str) -> OpResult[str]:
    """Say that nobody in particular has a task. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require_somewhere("create")
    if not find(session, task_id).assignee:
        raise AppError(ErrorCode.NOT_FOUND, "这件事没有人认领。")
    return _keep(session, TAKEN + task_id, None, "退回待办", task_id)


def set_aside(session: Session, task_id: str, reason: str, until: dt.date) -> OpResult[str]:
    """Leave a task for now, with the reason and the last day of it; it comes back the day after. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (no reason; a day that is not after today).
    """
    session.require_somewhere("create")
    words = reason.strip()
    if not words or len(words) > MOST_REASON:
        raise AppError(ErrorCode.BAD_INPUT, f"请写明为什么暂不办理，不超过 {MOST_REASON} 字。", where="理由")
    if until <= session.clock.today():
        raise AppError(ErrorCode.BAD_INPUT, "暂不办理的截止日应在今天以后。", where="到哪一天")
    task = find(session, task_id)
    value = {"reason": words, "until": until.isoformat(), "who": session.user.name, "at": session.stamp()}
    return _keep(session, ASIDE + task.id, value, "暂不办理", task_id)


def resume(session: Session, task_id: str) -> OpResult[str]:
    """Take up again what was set aside. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require_somewhere("create")
    if find(session, task_id).aside is None:
        raise AppError(ErrorCode.NOT_FOUND, "这件事没有设为暂不办理。", action="请刷新后再看。")
    return _keep(session, ASIDE + task_id, None, "恢复办理", task_id)
