"""Every scenario file and every example of the duty packs is a test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from office import catalog, example_scenario, fits, rows

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_scenario_file_gives_what_it_expects(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    found = rows(data)
    assert data["expect"]
    for expected in data["expect"]:
        assert any(fits(row, expected) for row in found), (expected, found)


@pytest.mark.parametrize("duty_id", [duty.id for duty in catalog().duties])
def test_the_examples_of_a_duty_hold(duty_id: str) -> None:
    examples = catalog().duties.get(duty_id).examples
    assert examples
    for example in examples:
        found = rows(example_scenario(duty_id, example))
        assert any(fits(row, example["expect"]) for row in found), (example, found)
