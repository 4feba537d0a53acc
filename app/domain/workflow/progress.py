"""How a run stands: every step in exactly one state, with day, limit and reason.

Pure: the same records, day, parameters and working days give the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.workflow.answers import NO, YES, Asking, Held, holds_post, matches
from app.domain.workflow.days import meant
from app.domain.workflow.model import NOW, SETTLED, Case, Flow, FlowStep, Ground, StepState
from app.domain.workflow.proofs import prove

ENDED = "这件事已经办结。"
LATER_DONE = "后面的步骤已经办了。"
NOT_ASKED = "不需要这一步。"


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step of a run.

    day: when it was done. due, not_before: its limits where they can be said. held: what its proof answers.
    waits: the steps it waits for. reason: why it is passed over. unset: parameters without which its day is unknown.
    asked: whether it is asked for at all (its `when` holds and the run is not ended).
    """

    step: FlowStep
    state: StepState
    held: Held
    day: dt.date | None = None
    due: dt.date | None = None
    not_before: dt.date | None = None
    waits: tuple[str, ...] = ()
    reason: str = ""
    unset: tuple[str, ...] = ()
    asked: bool = True

    @property
    def unasked(self) -> bool:
        """Whether it hangs on a parameter that the unit has not set, so that nobody can say if it is asked for."""
        return self.state is StepState.UNCONFIGURED and not self.asked

    @property
    def late(self) -> bool:
        """Whether it was done after its limit."""
        return self.state is StepState.DONE and self.due is not None and self.day is not None and self.day > self.due


@dataclass(frozen=True, slots=True)
class Progress:
    """A whole run."""

    flow: Flow
    steps: tuple[StepProgress, ...]
    ended: bool

    @property
    def finished(self) -> bool:
        """Whether nothing is asked any more."""
        return self.ended or all(s.state in SETTLED or s.step.optional or s.unasked for s in self.steps)

    @property
    def next(self) -> tuple[StepProgress, ...]:
        """The steps to be taken now, in order; optional ones and those nobody can say of yet are not asked for."""
        return tuple(s for s in self.steps if s.state in NOW and s.asked and not s.step.optional)

    def find(self, step_id: str) -> StepProgress | None:
        """A step by id."""
        return next((s for s in self.steps if s.step.id == step_id), None)

    def blocking(self, transition: str) -> tuple[StepProgress, ...]:
        """The steps because of which a transition of the lead has to wait."""
        return tuple(s for s in self.steps if transition in s.step.blocks and s.asked and s.state not in SETTLED)


def leads(flow: Flow, case: Case, ground: Ground) -> bool:
    """Whether a record has a run of the workflow."""
    lead = case.lead
    return any(
        one.form == lead.form and (not one.kinds or lead.kind in one.kinds) and (not one.states or lead.state in one.states)
        and matches(lead.values, one.when) and (not one.subject_is or holds_post(lead, one.subject_is, ground))
        for one in flow.leads
    )  # fmt: skip


def progress(flow: Flow, case: Case, ground: Ground) -> Progress:
    """How the matter stands on the day of the ground."""
    ended = case.lead.state in flow.ends
    found: list[StepProgress] = []
    for step in flow.steps:
        found.append(_step(step, found, case, ground, ended=ended))
    return Progress(flow, _passed_by(found), ended)


def _step(step: FlowStep, before: Sequence[StepProgress], case: Case, ground: Ground, *, ended: bool) -> StepProgress:
    done = {s.step.id: s.day for s in before if s.state is StepState.DONE}
    late = frozenset(s.step.id for s in before if s.state is StepState.OVERDUE)
    asking = Asking(ground, done=done, late=late)
    first = meant(step.not_before, case.lead, done, ground.params, ground.workdays)
    earliest = first.day
    due = meant(step.due, case.lead, done, ground.params, ground.workdays)
    wanted = prove(step.when, case, asking) if step.when is not None else YES
    if wanted.ok or step.when is None or not step.when.steady:
        held = prove(step.done, case, asking if earliest is None else replace(asking, earliest=earliest))
    else:
        held = NO  # what is not asked for is not looked for
    unsaid = (*first.unset, *due.unset, *held.unset, *wanted.unset)
    unset = tuple(dict.fromkeys(unsaid))
    asked = not ended and wanted.ok
    waits = _waits(step, {s.step.id: s for s in before})
    base = StepProgress(
        step, StepState.OPEN, held, due=due.day, not_before=earliest, unset=unset, asked=asked
    )
    if held.ok:
        return replace(base, state=StepState.DONE, day=held.day)
    if ended:
        return replace(base, state=StepState.PASSED, reason=ENDED)
    if waits:
        return replace(base, state=StepState.WAITING, waits=waits)
    if not asked and wanted.unset:
        return replace(base, state=StepState.UNCONFIGURED)
    if not asked:
        return replace(base, state=StepState.PASSED, reason=step.otherwise or NOT_ASKED)
    if step.not_before and (earliest is None or ground.as_of < earliest):
        return replace(base, state=StepState.UNCONFIGURED if first.unset else StepState.WAITING)
    return replace(base, state=_urgency(base, ground.as_of))


def _urgency(one: StepProgress, as_of: dt.date) -> StepState:
    if one.due is None:
        return StepState.UNCONFIGURED if one.unset else StepState.OPEN
    if as_of > one.due:
        return StepState.OVERDUE
    return StepState.SOON if (one.due - as_of).days <= one.step.remind else StepState.OPEN


def _waits(step: FlowStep, before: dict[str, StepProgress]) -> tuple[str, ...]:
    """The steps that hold this one up; behind one that is optional or passed over, those before it."""
    found: list[str] = []
    ahead = list(step.after)
    seen: set[str] = set()
    while ahead:
        one = before[ahead.pop(0)]
        if one.step.id in seen or one.state is StepState.DONE:
            continue
        seen.add(one.step.id)
        if one.step.optional or one.state is StepState.PASSED:
            ahead += one.step.after
        else:
            found.append(one.step.id)
    return tuple(found)


def _passed_by(found: Sequence[StepProgress]) -> tuple[StepProgress, ...]:
    """Optional steps are passed over once a later one is done."""
    last = max((i for i, s in enumerate(found) if s.state is StepState.DONE), default=-1)
    return tuple(
        replace(s, state=StepState.PASSED, reason=LATER_DONE)
        if s.step.optional and i < last and s.state not in SETTLED else s
        for i, s in enumerate(found)
    )  # fmt: skip
