"""Tasks out of workflows: the steps of runs that are to be taken now."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.domain.workflow.model import SETTLED, Case, StepState
from app.domain.workflow.progress import StepProgress
from app.services import flow_offers
from app.services.flow_ground import Grounds
from app.services.flow_needs import needs_of
from app.services.flow_standing import Entry
from app.services.flow_words import doers, due_words, sentence, source_label
from app.services.session import Session
from app.services.task_model import FLOW, OVERDUE, SOON, TODO, Task
from app.services.task_words import whose

STATES = {
    StepState.OPEN: TODO, StepState.SOON: SOON, StepState.OVERDUE: OVERDUE, StepState.UNCONFIGURED: TODO,
}  # fmt: skip


def of_entry(session: Session, entry: Entry, there: Grounds, absent: Collection[str]) -> Iterator[Task]:
    """The tasks of one run. absent: records that the account does not see, never named."""
    named = entry.matter.without(absent)
    for one in entry.stands.next:
        yield _task(session, entry, named, one, there)


def files_itself(entry: Entry) -> bool:
    """Whether the run has a step to come that is proven by an entry in a dossier: the entry needs no task besides."""
    filing = needs_of(entry.flow).filing
    return bool(filing) and any(s.step.id in filing and s.asked and s.state not in SETTLED for s in entry.stands.steps)


def task_id(flow: str, record: str, step: str) -> str:
    """What names a step of a run."""
    return f"{FLOW}:{flow}:{record}:{step}"


def _task(session: Session, entry: Entry, named: Case, one: StepProgress, there: Grounds) -> Task:
    flow, lead = entry.flow, entry.matter.lead
    ground = there.of(flow, lead)
    who = doers(one.step, lead, ground, session.catalog, there.names)
    sources = one.step.sources or flow.sources
    whom = whose(session.form(lead.form), there.names, there.office.unit, lead.title, lead.actor, lead.subjects)
    words = due_words(one.state, one.due, there.as_of, one.unset)
    return Task(
        id=task_id(flow.id, lead.id, one.step.id), source=FLOW, title=f"{one.step.label} · {lead.title}{whom}",
        why=sentence(one, named, flow, session.form(lead.form), there.names, there.as_of),
        state=STATES[one.state], tag=words or "待办", flow=flow.id, flow_label=flow.label, step=one.step.id,
        step_label=one.step.label, record=lead.id, form=lead.form, kind=lead.kind, day_from=one.not_before or lead.date,
        due=one.due, due_words=words, people=who.people, roles=who.roles, accounts=who.accounts, who=who.words,
        subject=next(iter(lead.subjects), ""), offers=flow_offers.offers(session, entry.stands, one, entry.matter, ground),
        sources=sources, source_label="、".join(t for s in sources if (t := source_label(session.catalog.duties, s))),
    )  # fmt: skip
