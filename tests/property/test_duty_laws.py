"""Laws of the evaluation, and a loader that refuses whatever is broken without a traceback."""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import AppError
from app.services.scenarios import evaluate_scenario, load_scenario

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "duties"))
from office import catalog, rows, scenario

FOLDER = Path(__file__).parents[1] / "scenarios"
KINDS = sorted(k for form in catalog().records for k in form.kinds)
SUBJECTS = ("p1", "p2", "p6", "p7", "q1", "q2", "u1", "v1")
STATES = {s for f in catalog().records for s in ("draft", "final")}
slow = settings(max_examples=40, deadline=None)


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        day = dt.date(2023, 6, 1) + dt.timedelta(days=draw(st.integers(0, 700)))
        one: dict[str, Any] = {"id": f"r{number}", "kind": draw(st.sampled_from(KINDS)), "date": day.isoformat()}
        if draw(st.booleans()):
            one["actor"] = draw(st.sampled_from(SUBJECTS))
        if draw(st.booleans()):
            one["subject"] = draw(st.sampled_from(SUBJECTS))
        if draw(st.booleans()):
            one["topics"] = [draw(st.sampled_from(catalog().vocab.get("topic").codes()))]
        if number and draw(st.booleans()):
            one["links"] = [f"r{draw(st.integers(0, number - 1))}"]
        if draw(st.booleans()):
            one["state"] = draw(st.sampled_from(sorted(STATES)))
        found.append(one)
    return found


EVERY = [d.id for d in catalog().duties]


@slow
@given(records(), st.integers(0, 800))
def test_any_valid_scenario_is_evaluated_and_comes_out_as_json(items: list[dict[str, Any]], days: int) -> None:
    as_of = (dt.date(2023, 6, 1) + dt.timedelta(days=days)).isoformat()
    found = evaluate_scenario(load_scenario(scenario(*items, as_of=as_of, duties=EVERY), catalog()))
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@slow
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(items: list[dict[str, Any]], chance: random.Random) -> None:
    mixed = items[:]
    chance.shuffle(mixed)
    assert rows(scenario(*items, duties=EVERY)) == rows(scenario(*mixed, duties=EVERY))


@slow
@given(records())
def test_a_record_of_a_kind_no_duty_asks_for_changes_nothing(items: list[dict[str, Any]]) -> None:
    other = {"id": "other", "kind": "mtg.theme_day", "date": "2024-02-01", "actor": "u1"}
    assert rows(scenario(*items, duties=EVERY)) == rows(scenario(*items, other, duties=EVERY))


@slow
@given(records())
def test_every_row_has_one_key_and_a_reason(items: list[dict[str, Any]]) -> None:
    found = rows(scenario(*items, duties=EVERY))
    for row in found:
        assert row["note"]
        assert row["basis"]
        assert row["state"] != "met" or not row["missing"] or row["duty"].startswith("tianjin")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _places(inner, (*path, index))
    return found


def _changed(data: Any, path: tuple[Any, ...], junk: Any, how: int) -> Any:
    owner = data
    for step in path[:-1]:
        owner = owner[step]
    if how == 0:
        owner[path[-1]] = junk
    elif how == 1:
        del owner[path[-1]]
    elif isinstance(owner, dict):
        owner["不认识"] = junk
    else:
        owner.append(junk)
    return data


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_mutated_scenario_is_either_evaluated_or_refused(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(p for p in FOLDER.glob("ac*.json"))))
    original = json.loads(path.read_text(encoding="utf-8"))
    place = data.draw(st.sampled_from(_places(original)))
    changed = _changed(original, place, data.draw(JUNK), data.draw(st.integers(0, 2)))
    refused = _refusal(changed)
    assert refused is None or (refused.message and refused.where)


def _refusal(data: Any) -> AppError | None:
    try:
        evaluate_scenario(load_scenario(data, catalog()))
    except AppError as error:
        return error
    return None


@given(JUNK)
def test_anything_that_is_no_scenario_is_refused(junk: Any) -> None:
    with pytest.raises(AppError):
        load_scenario(junk, catalog())
