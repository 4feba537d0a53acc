"""How a run stands: every step in exactly one state, with day, limit and reason.

Pure: the same records, day, parameters and working days give the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.workflow.answers import NO, YES, Asking, Held, holds_post, matches
from app.domain.workflow.days import Meant, meant
from app.domain.workflow.model import NOW, SETTLED, Case, Day, Flow, FlowStep, Ground, StepState
from app.domain.workflow.proofs import prove

ENDED = "这件事已经办结。"
LATER_DONE = "后面的步骤已经办了。"
NOT_ASKED = "不需要这一步。"
NO_DAY = Meant()


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step of a run.

    day: when it was done. due, not_before: its limits where they can be said. held: what its proof answers.
    waits: the steps it waits for. reason: why it is passed over. unset: parameters without which its day is unknown.
    asked: whether it is asked for at all (its `when` holds and the run is not ended). early: its not_before has not come.
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
    early: bool = False

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
        asked = (s for s in self.steps if s.asked and s.state not in SETTLED)
        return tuple(s for s in asked if transition in s.step.blocks or (transition in s.step.holds and s.early))


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
    found: dict[str, StepProgress] = {}
    done: dict[str, dt.date | None] = {}
    late: set[str] = set()
    asking = Asking(ground, done=done, late=late)  # sees the steps as they are worked out
    for step in flow.steps:
        one = found[step.id] = _step(step, found, case, asking, ended=ended)
        if one.state is StepState.DONE:
            done[step.id] = one.day
        elif one.state is StepState.OVERDUE:
            late.add(step.id)
    return Progress(flow, _passed_by(tuple(found.values())), ended)


def _step(step: FlowStep, before: Mapping[str, StepProgress], case: Case, asking: Asking, *, ended: bool) -> StepProgress:
    ground = asking.ground
    first = _limit(step.not_before, case, asking)
    due = _limit(step.due, case, asking)
    earliest = first.day
    wanted = prove(step.when, case, asking) if step.when is not None else YES
    if wanted.ok or step.when is None or not step.when.steady:
        held = prove(step.done, case, asking if earliest is None else replace(asking, earliest=earliest))
    else:
        held = NO  # what is not asked for is not looked for
    unsaid = (*first.unset, *due.unset, *held.unset, *wanted.unset)
    unset = tuple(dict.fromkeys(unsaid))
    asked = not ended and wanted.ok
    waits = _waits(step, before) if not held.ok else ()
    reason = ""
    state = StepState.OPEN
    if held.ok:
        state = StepState.DONE
    elif ended:
        state, reason = StepState.PASSED, ENDED
    elif waits:
        state = StepState.WAITING
    elif not asked:
        state = StepState.UNCONFIGURED if wanted.unset else StepState.PASSED
        reason = "" if wanted.unset else step.otherwise or NOT_ASKED
    elif step.not_before and (earliest is None or ground.as_of < earliest):
        state = StepState.UNCONFIGURED if first.unset else StepState.WAITING
    else:
        state = _urgency(step, due.day, unset, ground.as_of)
    day = held.day if held.ok else None
    early = bool(step.not_before) and (earliest is None or ground.as_of < earliest)
    return StepProgress(step, state, held, day, due.day, earliest, waits if state is StepState.WAITING else (), reason, unset, asked, early)


def _limit(days: tuple[Day, ...], case: Case, asking: Asking) -> Meant:
    if not days:
        return NO_DAY
    return meant(days, case.lead, asking.done, asking.ground.params, asking.ground.workdays)


def _urgency(step: FlowStep, due: dt.date | None, unset: tuple[str, ...], as_of: dt.date) -> StepState:
    if due is None:
        return StepState.UNCONFIGURED if unset else StepState.OPEN
    if as_of > due:
        return StepState.OVERDUE
    return StepState.SOON if (due - as_of).days <= step.remind else StepState.OPEN


def _waits(step: FlowStep, before: Mapping[str, StepProgress]) -> tuple[str, ...]:
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
        replace(s, state=StepState.PASSED, reason=LATER_DONE, waits=())
        if s.step.optional and i < last and s.state not in SETTLED else s
        for i, s in enumerate(found)
    )  # fmt: skip
