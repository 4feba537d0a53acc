"""Every scenario file and every example of the duty packs is a test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from office import catalog, example_scenario, fits, rows

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(p for p in FOLDER.glob("*.json") if p.name != "grade_a.json")
EXAMPLES = [(duty.id, number) for duty in catalog().duties for number in range(len(duty.examples))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_scenario_file_gives_what_it_expects(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    found = rows(data)
    assert data["expect"]
    for expected in data["expect"]:
        assert any(fits(row, expected) for row in found), (expected, found)


@pytest.mark.parametrize(("duty_id", "number"), EXAMPLES)
def test_the_example_of_a_pack_holds(duty_id: str, number: int) -> None:
    example = catalog().duties.get(duty_id).examples[number]
    found = rows(example_scenario(duty_id, example))
    assert any(fits(row, example["expect"]) for row in found), found


def test_every_grade_a_duty_has_a_met_and_a_not_met_example() -> None:
    for duty in catalog().duties:
        if duty.grade == "A":
            states = {e["expect"]["state"] for e in duty.examples}
            assert "met" in states, duty.id
            assert states - {"met"}, duty.id


def test_the_packs_hold_every_grade_a_duty_under_its_article() -> None:
    wanted = {d["id"]: d["article_no"] for d in json.loads((FOLDER / "grade_a.json").read_text(encoding="utf-8"))}
    found = {d.id: d.article_no for d in catalog().duties if d.grade == "A"}
    assert len(wanted) == 64
    assert found == wanted
