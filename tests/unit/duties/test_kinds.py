"""A duty names every kind of fact that can change its rows."""

from __future__ import annotations

import pytest
from office import catalog, example_scenario, rows

from app.domain.duties.evaluate import evaluate
from app.domain.duties.kinds import concerned, kinds_of
from app.services.scenarios import load_scenario

CASES = [(d.id, n) for d in catalog().duties for n in range(len(d.examples))]


@pytest.mark.parametrize(("duty_id", "number"), CASES)
def test_facts_of_other_kinds_may_be_left_out(duty_id: str, number: int) -> None:
    duty = catalog().duties.get(duty_id)
    scenario = load_scenario(example_scenario(duty_id, duty.examples[number]), catalog())
    assert scenario.as_of is not None
    facts = [f for f in scenario.facts if concerned(duty, f.kind)]
    found = evaluate(
        [duty], facts, scenario.office, scenario.as_of, settings=scenario.settings, approvals=scenario.approvals,
        lists=scenario.lists, named=scenario.named,
    )  # fmt: skip
    full = rows(example_scenario(duty_id, duty.examples[number]))
    assert [(r.period, r.subject, r.state.value) for r in found] == [
        (r["period"], r["subject"], r["state"]) for r in full
    ]


def test_every_duty_asks_for_some_kind() -> None:
    assert all(kinds_of(duty) for duty in catalog().duties)
