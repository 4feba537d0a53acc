"""Tasks out of duties: each gap of this year, and what is due until the end of the quarter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.domain.duties.results import DutyState, Result
from app.domain.periods import PeriodUnit, period_of
from app.domain.workflow.model import StepState
from app.services.duties import cell, record_forms, short_article
from app.services.duty_ground import UNREAD, readable, record_of
from app.services.duty_words import cell_text, frequency, period_label
from app.services.flow_ground import Grounds
from app.services.flow_offers import Offer
from app.services.flow_words import due_words
from app.services.session import Session
from app.services.standing import Evaluation
from app.services.task_model import DUTY, OVERDUE, Place, Task, urgency
from app.services.task_words import whose
from app.store.queries import Named

LATE = (DutyState.OVERDUE, DutyState.VIOLATED)
# Whose clerks see to a duty of a body that is no single person; all others are the party office's.
CLERKS: Mapping[str, str] = {
    "discipline": "discipline_clerk", "discipline_secretary": "discipline_clerk", "discipline_head": "discipline_clerk",
    "stationed": "discipline_clerk", "org_dept": "org_clerk", "org_head": "org_clerk", "inspection_body": "inspection_clerk",
}  # fmt: skip
PARTY_CLERK = "party_clerk"
# Posts that one person holds: a duty of all members is not a task of each of them.
SINGLE = frozenset({"principal", "discipline_secretary", "discipline_head", "stationed", "org_head"})


class DutyTasks:
    """The tasks of gaps, kept from one asking to the next as long as the row and the titles in it stand."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Result, tuple[str, ...], Task]] = {}
        self._last: tuple[Evaluation, int, list[Task]] | None = None
        self._forms: dict[str, tuple[tuple[str, str, str], ...]] = {}

    def of(self, session: Session, found: Evaluation, there: Grounds, seq: int) -> list[Task]:
        """One task for each gap of this year and for each row that falls due this quarter. seq: the head of the log."""
        if self._last is None or self._last[0] is not found or self._last[1] != seq:
            self._last = (found, seq, self._again(session, found, there))
        return self._last[2]

    def _again(self, session: Session, found: Evaluation, there: Grounds) -> list[Task]:
        last = period_of(found.as_of, PeriodUnit.QUARTER).end
        near = [r for r in found.results if r.state in LATE or (r.state is DutyState.DUE and r.due and found.as_of <= r.due <= last)]
        known = readable(session, {i for r in near for i in _named(found, r)})
        made: dict[int, tuple[Result, tuple[str, ...], Task]] = {}
        for result in near:
            if result.state in LATE and _year(result, known) != found.as_of.year:
                continue
            titles = {i: _title(session, known[i], there) for i in _named(found, result) if i in known}
            kept = self._made.get(id(result))
            if kept is None or kept[0] is not result or kept[1] != tuple(titles.values()):
                kept = (result, tuple(titles.values()), self._task(session, found, result, titles, there))
            made[id(result)] = kept
        self._made = made
        return [task for _result, _titles, task in made.values()]

    def _task(self, session: Session, found: Evaluation, result: Result, titles: Mapping[str, str], there: Grounds) -> Task:
        duty = found.duties[result.duty]
        if duty.id not in self._forms:
            self._forms[duty.id] = record_forms(session, duty)
        return _task(session, found, result, titles, there, self._forms[duty.id])


def _named(found: Evaluation, result: Result) -> tuple[str, ...]:
    """The records that a row speaks of."""
    ids = (result.period, record_of(found.duties[result.duty], result), result.subject)
    return tuple(i for i in ids if i and not i[:4].isdigit() and not i.startswith("term:") and i not in found.names)


def _title(session: Session, one: Named, there: Grounds) -> str:
    """How a task names a record; of one that may not be read only the word for it."""
    if one.title == UNREAD:
        return one.title
    return one.title + whose(session.form(one.form), there.names, there.office.unit, one.title, one.actor)


def _year(result: Result, known: Mapping[str, Named]) -> int:
    text = known[result.period].date if result.period in known else result.period
    text = text.partition("/")[2] if text.startswith("term:") else text
    return int(text[:4]) if text[:4].isdigit() else 0


def _task(
    session: Session, found: Evaluation, result: Result, titles: Mapping[str, str], there: Grounds,
    forms: Sequence[tuple[str, str, str]],
) -> Task:  # fmt: skip
    own = there.office.unit
    duty, shown = found.duties[result.duty], cell(found, titles, result)
    late = result.state in LATE
    violated = result.state is DutyState.VIOLATED
    count = result.note.rstrip("。") if violated else cell_text(result) if result.need > 1 else "未见记录" if late else ""
    who = "" if result.subject == own else shown.subject_label
    when = shown.period_label if shown.record else period_label(result.period, titles)
    who = "" if who in when else who  # it stands behind the title of the record already
    place = Place(result.duty, result.period, result.subject, shown.record)
    left = due_words(StepState.OPEN, result.due, found.as_of) or "未到期"
    people, roles = _doers(duty.actors, result.subject, there)
    return Task(
        id=f"{DUTY}:{result.duty}|{result.period}|{result.subject}|{shown.record}", source=DUTY,
        title=" · ".join(t for t in (f"{when} {duty.label}", who) if t),
        why=" · ".join(t for t in (frequency(duty), count, short_article(duty)) if t),
        state=OVERDUE if late else urgency(result.due, found.as_of), tag=shown.state_label if late else left,
        record=shown.record, due=result.due, due_words=left, people=people, roles=roles,
        who="、".join([*(found.names[p] for p in people if p in found.names), *(session.catalog.rights.roles[r].label for r in roles)]),
        subject="" if result.subject == own else result.subject,
        offers=() if violated else tuple(_offers(result, forms)), sources=(result.duty,),
        source_label=short_article(duty), explain=place,
    )  # fmt: skip


def _doers(actors: tuple[str, ...], subject: str, there: Grounds) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The person a row is about, else who holds the posts it names; and the clerks who see to it."""
    roles = tuple(dict.fromkeys(CLERKS.get(a, PARTY_CLERK) for a in actors)) or (PARTY_CLERK,)
    if subject in there.office.people:
        return (subject,), roles
    found = (p for a in actors if a in SINGLE for p in there.people.holders(a, there.as_of))
    return tuple(dict.fromkeys(found)), roles


def _offers(result: Result, forms: Sequence[tuple[str, str, str]]) -> Iterator[Offer]:
    """What fills the gap; the page opens it by kind and subject. Letters about it are offered by gap_offers."""
    for form, kind, label in forms:
        yield Offer("new", f"登记{label}", "", form, "", "", {"form": form, "kind": kind, "subject": result.subject})
