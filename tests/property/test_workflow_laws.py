"""Laws of workflows: what is unrelated changes nothing, what is done stays done, every step stands in one way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.catalog import Catalog, load_catalog
from app.domain.workflow.model import NOW, SETTLED, Case, Flow, StepState
from app.domain.workflow.progress import Progress, progress
from app.services.flow_needs import needs_of
from tests.workflows.cases import case, ground, item, tie

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2028, 12, 31)
DAYS = st.dates(FIRST, LAST)


@cache
def shipped() -> Catalog:
    """The shipped definitions, read once."""
    return load_catalog()


MATTERS = [(flow.id, number) for flow in load_catalog().workflows for number in range(len(flow.examples))]


def matter(which: tuple[str, int]) -> tuple[Flow, Case, Mapping[str, Any]]:
    """An example of a shipped workflow as a matter."""
    flow = shipped().workflows.find(which[0])
    assert flow is not None
    example = flow.examples[which[1]]
    return flow, case(shipped(), example["lead"], *example.get("linked", ()), steps=example.get("steps")), example


def stands(flow: Flow, found: Case, example: Mapping[str, Any], day: dt.date) -> Progress:
    """How it stands on a day."""
    return progress(flow, found, ground(shipped(), flow, day.isoformat(), example.get("params")))


def said(found: Progress) -> list[tuple[Any, ...]]:
    """What a run says of every step."""
    return [(s.step.id, s.state, s.day, s.due, s.not_before, s.held, s.waits, s.reason, s.unset) for s in found.steps]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MATTERS), DAYS, st.data())
def test_an_unrelated_record_changes_no_run(which: tuple[str, int], day: dt.date, data: st.DataObject) -> None:
    flow, found, example = matter(which)
    free = needs_of(flow).free
    kinds = [(f.id, k) for f in shipped().records for k in f.kinds if not free.takes(f.id, k)]
    _form, kind = data.draw(st.sampled_from(kinds))
    when = data.draw(DAYS).isoformat()
    form = shipped().records.of_kind(kind)
    assert form is not None
    other = item(shipped(), {"kind": kind, "state": data.draw(st.sampled_from(form.states)).code, form.base["date"]: when}, "other")
    more = Case(found.lead, (*found.ties, tie(shipped(), found.lead, other)), found.free)
    assert said(stands(flow, more, example, day)) == said(stands(flow, found, example, day))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(MATTERS), DAYS, st.integers(0, 900))
def test_a_step_once_done_stays_done_on_the_same_day(which: tuple[str, int], day: dt.date, later: int) -> None:
    flow, found, example = matter(which)
    before = {s.step.id: s.day for s in stands(flow, found, example, day).steps if s.state is StepState.DONE}
    after = {s.step.id: s.day for s in stands(flow, found, example, day + dt.timedelta(days=later)).steps if s.state is StepState.DONE}
    assert {s: after.get(s, "not done any more") for s in before} == before


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(MATTERS), DAYS)
def test_every_step_stands_in_one_way_and_blocks_only_while_it_is_asked(which: tuple[str, int], day: dt.date) -> None:
    flow, found, example = matter(which)
    run = stands(flow, found, example, day)
    for one in run.steps:
        assert (one.state is StepState.DONE) == one.held.ok
        assert bool(one.waits) <= (one.state is StepState.WAITING)
        assert bool(one.reason) == (one.state is StepState.PASSED)
        assert one.state is not StepState.OVERDUE or (one.due is not None and day > one.due)
        for transition in one.step.blocks:
            assert (one in run.blocking(transition)) == (one.asked and one.state not in SETTLED)
    assert all(one.state in NOW and one.asked and not one.step.optional for one in run.next)
    assert not (run.ended and run.next)
