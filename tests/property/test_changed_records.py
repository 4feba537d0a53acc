"""Judging again only what a changed record concerns gives the rows that judging everything gives."""

from __future__ import annotations

import copy
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.duties.evaluate import Judged
from app.domain.duties.world import World
from app.services.scenario_reader import Scenario
from app.services.scenarios import load_scenario

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "duties"))
sys.path.insert(0, str(Path(__file__).parent))
from office import catalog, example_scenario, scenario
from test_duty_laws import EVERY, records


def judged(found: Scenario) -> tuple[World, list[Judged]]:
    assert found.as_of is not None
    world = World(found.office, found.facts, found.as_of, found.lists)
    settings = found.settings or {}
    return world, [Judged(world, d, settings.get(d.id, {}), named=d.id in found.named) for d in found.duties]


def rows_after(before: dict[str, Any], after: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Rows of `after`, once judged from `before` by telling what changed, and once from nothing."""
    old, new = load_scenario(before, catalog()), load_scenario(after, catalog())
    changed = {r["id"] for r in before["records"] + after["records"] if r not in before["records"] or r not in after["records"]}
    world, duties = judged(old)
    for one in duties:
        one.rows()
    delta = world.replace(changed, [f for f in new.facts if f.record in changed])
    if delta is None:
        return [], []
    for one in duties:
        one.change(delta)
    _world, fresh = judged(new)
    return [r for one in duties for r in one.rows()], [r for one in fresh for r in one.rows()]


@settings(max_examples=60, deadline=None)
@given(records(), records(), st.data())
def test_any_change_of_records(first: list[dict[str, Any]], second: list[dict[str, Any]], data: st.DataObject) -> None:
    both = {r["id"] for r in first} & {r["id"] for r in second}
    changed = data.draw(st.sets(st.sampled_from(sorted(both)), max_size=3)) if both else set()
    fixed = [{"id": "fixed", "kind": "mtg.standing", "date": "2023-01-05", "actor": "u1"}]
    after = [next(o for o in second if o["id"] == r["id"]) if r["id"] in changed else r for r in first]
    ids = {r["id"] for r in first}
    after = [{**r, "links": [i for i in r.get("links", []) if i in ids]} for r in after]
    told, fresh = rows_after(scenario(*fixed, *first, duties=EVERY), scenario(*fixed, *after, duties=EVERY))
    assert told == fresh


@pytest.mark.parametrize("duty", EVERY)
def test_a_record_of_an_example_is_taken_away_and_put_back(duty: str) -> None:
    fixed = {"id": "fixed", "kind": "mtg.theme_day", "date": "2020-01-05", "actor": "u1"}
    for example in catalog().duties.get(duty).examples:
        whole = example_scenario(duty, example)
        whole |= {"records": [fixed, *whole["records"]], "approvals": []}
        for gone in whole["records"][1:]:
            less = without(whole, gone["id"])
            for before, after in ((whole, less), (less, whole)):
                told, fresh = rows_after(before, after)
                assert told == fresh


def without(whole: dict[str, Any], record: str) -> dict[str, Any]:
    """The scenario without a record and without what points to it."""
    less = copy.deepcopy(whole)
    less["records"] = [_unlinked(r, record) for r in less["records"] if r["id"] != record]
    return less


def _unlinked(value: Any, record: str) -> Any:
    if isinstance(value, dict):
        return {k: _unlinked(v, record) for k, v in value.items() if v != record or k == "id"}
    if isinstance(value, list):
        return [_unlinked(v, record) for v in value if v != record]
    return value


def test_a_record_before_all_others_moves_the_days_that_are_judged() -> None:
    found = load_scenario(scenario({"id": "r", "kind": "mtg.standing", "date": "2024-01-05"}), catalog())
    world, _duties = judged(found)
    old = load_scenario(scenario({"id": "s", "kind": "mtg.standing", "date": "2019-01-05"}), catalog())
    assert world.start > dt.date(2019, 12, 31)
    assert world.replace({"s"}, old.facts) is None
