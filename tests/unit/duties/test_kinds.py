"""A duty names every kind of fact that can change its rows."""

from __future__ import annotations

from typing import Any

import pytest
from office import catalog, example_scenario, rows

from app.domain.duties.evaluate import evaluate
from app.domain.duties.kinds import concerned, kinds_of
from app.domain.duties.model import DutyDef
from app.services.scenarios import load_scenario


@pytest.mark.parametrize("duty_id", [d.id for d in catalog().duties])
def test_facts_of_other_kinds_may_be_left_out(duty_id: str) -> None:
    duty = catalog().duties.get(duty_id)
    for example in duty.examples:
        same_without_other_kinds(duty, example_scenario(duty_id, example))


def same_without_other_kinds(duty: DutyDef, data: dict[str, Any]) -> None:
    scenario = load_scenario(data, catalog())
    assert scenario.as_of is not None
    facts = [f for f in scenario.facts if concerned(duty, f.kind)]
    found = evaluate(
        [duty], facts, scenario.office, scenario.as_of, settings=scenario.settings, approvals=scenario.approvals,
        lists=scenario.lists, named=scenario.named,
    )  # fmt: skip
    full = rows(data)
    assert [(r.period, r.subject, r.state.value) for r in found] == [
        (r["period"], r["subject"], r["state"]) for r in full
    ]


def test_every_duty_asks_for_some_kind() -> None:
    assert all(kinds_of(duty) for duty in catalog().duties)
