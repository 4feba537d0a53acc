"""The year's calendar: on which day something is due, on which day something was done.

Due: deadlines of duties (from the evaluation), deadlines that stand in records, and steps of workflows
that are to be done by a day (from the tasks). Done: records by their date. Days carry numbers counted
in SQL; the list of a day or month is read when it is looked at. Duties that do not apply and deadlines
nobody waits for are left out. Days off and weekends worked for them come from services.workdays,
nodes (节点) from the unit's own calendar in the duties.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.duties.calendar_nodes import Node, nodes_in
from app.domain.duties.context import texts_of
from app.domain.duties.model import CountRule
from app.domain.duties.results import DutyState, Result
from app.services import duty_settings
from app.services.deadlines import due_label, standing
from app.services.duties import DutyCell, article, cell, event_titles
from app.services.duty_ground import ground
from app.services.evaluation import evaluation
from app.services.lists import Row, display_rows
from app.services.session import Session
from app.services.task_model import Task
from app.services.tasks import TaskScope, tasks
from app.services.workdays import workdays
from app.store import daily, queries
from app.store.sight import Sight

LATE = (DutyState.OVERDUE, DutyState.VIOLATED, DutyState.MANUAL_UNMET)
KEPT = (DutyState.MET, DutyState.MANUAL_MET)
MAX_ROWS = 400
DUTIES = "duties"
FLOWS = "flows"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the calendar shows. person: only what is about them or what they bear. page: of forms, `duties` or `flows`."""

    person: str | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """Numbers of one day. late and kept are part of due."""

    due: int = 0
    late: int = 0
    kept: int = 0
    done: int = 0

    @property
    def open(self) -> int:
        """Due, and neither kept nor late."""
        return self.due - self.late - self.kept

    def words(self) -> str:
        """The day as a screen reader says it."""
        parts = [(self.late, "逾期"), (self.open, "到期"), (self.kept, "到期且有记录"), (self.done, "登记")]
        return "，".join(f"{w} {n}" for n, w in parts if n) or "没有到期和登记"


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something due on a day: a duty's period (cell), a record's deadline (record, form) or a workflow's step (task too)."""

    day: str
    title: str
    sub: str
    state: str
    state_label: str
    tone: str
    cell: DutyCell | None = None
    record: str = ""
    form: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """Every day of a year with anything on it, by ISO day. free: days off; notes: 春节, 调休上班, 国庆节节点."""

    year: int
    today: str
    days: Mapping[str, Day] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)

    def day(self, iso: str) -> Day:
        """The numbers of a day."""
        return self.days.get(iso, Day())

    def month(self, number: int) -> Day:
        """The numbers of a month."""
        return _sum(d for iso, d in self.days.items() if int(iso[5:7]) == number)

    def span(self, first: str, last: str) -> Day:
        """The numbers from one day to another, as far as they lie in the year."""
        return _sum(d for iso, d in self.days.items() if first <= iso <= last)

    def total(self) -> Day:
        """The numbers of the year."""
        return _sum(self.days.values())


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due and what was done in a span. more: done records that are not listed."""

    first: str
    last: str
    due: tuple[DueItem, ...]
    done: tuple[Row, ...]
    more: int = 0


def _sum(days: Iterable[Day]) -> Day:
    due = late = kept = done = 0
    for one in days:
        due, late, kept, done = due + one.due, late + one.late, kept + one.kept, done + one.done
    return Day(due, late, kept, done)


def year_calendar(session: Session, year: int, chosen: Filter = Filter()) -> YearCalendar:
    """The numbers of every day of a year. Raises AppError NOT_ALLOWED."""
    first, last = f"{year:04d}-01-01", f"{year:04d}-12-31"
    today = session.clock.today().isoformat()
    days: dict[str, Day] = {}
    for one in _duty_results(session, first, last, chosen):
        _note(days, one.due.isoformat() if one.due else "", _as_of(one.state, one.due, session.clock.today()))
    for task in _steps(session, first, last, chosen):
        late = task.state == "overdue"
        _note(days, task.due.isoformat() if task.due else "", DutyState.OVERDUE if late else DutyState.DUE)
    sight = _sight(session, chosen)
    with session.store.read() as conn:
        for day, form, state, number in daily.due_by_day(conn, sight, first, last, chosen.person):
            found = standing(session.form(form), state, day, today)
            if found is not None:
                _note(days, day, found.state, number)
        for day, number in daily.dated_by_day(conn, sight, first, last, chosen.person).items():
            days[day] = replace(days.get(day, Day()), done=number)
    known = workdays(session)
    dates = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365)]
    notes = {d: {known.note(d)} - {""} for d in dates}
    for node in _nodes(session, year):
        for n in range((node.end - node.start).days + 1):
            notes.setdefault(node.start + dt.timedelta(days=n), set()).add(f"{node.name}节点" if node.name else "节点")
    return YearCalendar(
        year, today, days, frozenset(d.isoformat() for d in dates if not known.is_workday(d)),
        {d.isoformat(): "，".join(sorted(found)) for d, found in notes.items() if found},
    )  # fmt: skip


def _as_of(state: DutyState, due: dt.date | None, today: dt.date) -> DutyState:
    """What is done in part is late once its day has gone."""
    return DutyState.OVERDUE if state is DutyState.PARTIAL and due is not None and due < today else state


def _note(days: dict[str, Day], day: str, state: DutyState, number: int = 1) -> None:
    before = days.get(day, Day())
    days[day] = replace(
        before,
        due=before.due + number,
        late=before.late + (number if state in LATE else 0),
        kept=before.kept + (number if state in KEPT else 0),
    )


def agenda(session: Session, first: str, last: str, chosen: Filter = Filter()) -> Agenda:
    """Everything due and done from one day to another, in order of time. Raises AppError NOT_ALLOWED."""
    sight = _sight(session, chosen)
    today = session.clock.today().isoformat()
    with session.store.read() as conn:
        rids = daily.dated_rids(conn, sight, first, last, chosen.person, MAX_ROWS)
        total = sum(daily.dated_by_day(conn, sight, first, last, chosen.person).values())
        done = display_rows(conn, session.catalog, queries.rows_by_rid(conn, rids), sight)
        rows = display_rows(
            conn, session.catalog, daily.due_rows(conn, sight, first, last, chosen.person, MAX_ROWS), sight
        )
    steps = (_step_item(t) for t in _steps(session, first, last, chosen))
    due = [*_duty_items(session, first, last, chosen), *_record_items(session, rows, today), *steps]
    return Agenda(first, last, tuple(sorted(due, key=lambda d: (d.day, d.tone != "bad"))), tuple(done), total - len(done))


def month_span(year: int, month: int) -> tuple[str, str]:
    """First and last day of a month."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return f"{year:04d}-{month:02d}-01", (following - dt.timedelta(days=1)).isoformat()


def pages(session: Session) -> tuple[str, ...]:
    """The pages of forms that may be chosen in the filter."""
    found = dict.fromkeys(session.form(f).page for f in session.visible_forms())
    return tuple(found)


def _sight(session: Session, chosen: Filter) -> Sight:
    if chosen.page in (DUTIES, FLOWS):
        return Sight()
    return session.sight().only(f for f in session.visible_forms() if not chosen.page or session.form(f).page == chosen.page)


def _nodes(session: Session, year: int) -> list[Node]:
    """The festivals of the unit's own calendar, before and after which duties want reminders and checks."""
    if not session.can("evaluate"):
        return []
    settings = duty_settings.load(session, year)
    entries = [
        text for duty in session.catalog.duties if isinstance(duty.rule, CountRule) and duty.rule.nodes and settings.duty_on(duty)
        for text in texts_of(settings.params(duty.id).get(duty.rule.nodes))
    ]  # fmt: skip
    return nodes_in(dict.fromkeys(entries), [year])


def _steps(session: Session, first: str, last: str, chosen: Filter) -> list[Task]:
    """Steps of workflows due in a span; where the record's own deadline says the same day, that one stands for both."""
    if chosen.page not in ("", FLOWS):
        return []
    scope = TaskScope(person=chosen.person) if chosen.person else TaskScope(office=True)
    found = [t for t in tasks(session, scope).tasks if t.source == "flow" and t.due and first <= t.due.isoformat() <= last]
    if not found or chosen.page == FLOWS:
        return found
    with session.store.read() as conn:
        own = {i: r.due for i, r in queries.rows_by_id(conn, {t.record for t in found}).items()}
    return [t for t in found if t.due is not None and own.get(t.record) != t.due.isoformat()]


def _step_item(task: Task) -> DueItem:
    sub = " · ".join(t for t in (task.flow_label, task.assignee_name or task.who, task.source_label) if t)
    day = task.due.isoformat() if task.due else ""
    return DueItem(day, task.title, sub, task.state, task.tag, task.tone, record=task.record, form=task.form, task=task.id)


def _duty_results(session: Session, first: str, last: str, chosen: Filter) -> list[Result]:
    if chosen.page not in ("", DUTIES) or not session.can("evaluate"):
        return []
    year = int(first[:4])
    found = evaluation(session, year - 1)
    due = [
        r
        for r in found.results
        if r.due is not None and first <= r.due.isoformat() <= last and r.state is not DutyState.EXEMPT
    ]
    if chosen.person is None or not due:
        return due
    read = ground(session, year - 1)
    return [r for r in due if chosen.person in read.people(r)]


def _duty_items(session: Session, first: str, last: str, chosen: Filter) -> list[DueItem]:
    results = _duty_results(session, first, last, chosen)
    if not results:
        return []
    found = evaluation(session, int(first[:4]) - 1)
    titles = event_titles(session, found)
    items = []
    for result in results:
        shown = cell(found, titles, result)
        sub = " · ".join(t for t in (shown.subject_label, shown.period_label, article(found.duties[result.duty])) if t)
        items.append(
            DueItem(shown.due, shown.label, sub, shown.state, shown.text or shown.state_label, shown.tone, cell=shown)
        )
    return items


def _record_items(session: Session, rows: Iterable[Row], today: str) -> list[DueItem]:
    items = []
    for row in rows:
        form = session.form(row.form)
        found = standing(form, row.state, row.due, today)
        if found is not None:
            sub = " · ".join(t for t in (row.kind_label, due_label(form), row.subject or row.actor) if t)
            items.append(
                DueItem(row.due, row.title, sub, found.state.value, found.label, found.tone, record=row.id, form=row.form)
            )
    return items
