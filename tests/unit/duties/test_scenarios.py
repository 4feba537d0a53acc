"""Every scenario file and every example of the duty packs is a test."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from office import catalog, example_scenario, fits, rows

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.rglob("*.json"))
TIMED = {"met", "due", "partial", "overdue", "exempt", "unconfigured"}
STATES = {
    "count": TIMED | {"violated"},
    "exists": TIMED,
    "ratio": TIMED,
    "follow": TIMED,
    "precede": {"met", "due", "partial", "overdue", "violated", "exempt"},
    "complete": {"met", "partial", "overdue"},
    "order": {"met", "partial", "violated", "undetermined", "exempt"},
    "forbid": {"met", "violated", "undetermined"},
    "threshold": {"met", "violated", "exempt"},
    "manual": {"manual_pending", "manual_met", "manual_unmet", "exempt"},
}
# The duties of the acceptance cases: each is looked at from several sides.
ACCEPTANCE = (
    "tianshui-2014/3.3/field-research-twice-yearly", "tianshui-2014/3.3/hear-field-quarterly",
    "tianshui-2014/4.2/no-decision-unverified", "tianshui-2014/4.5/no-direct-charge",
    "tianshui-2014/4.5/principal-speaks-last", "tianshui-2014/4.6/discipline-sole-duty",
    "tianshui-2014/4.7/exam-before-promotion", "tianshui-2014/5.1/center-study-twice-yearly",
    "tianshui-2014/5.1/principal-lecture-yearly", "tianshui-2014/5.1/research-quarterly",
    "tianshui-2014/5.2/responsibility-letter", "tianshui-2014/5.3/principal-interviews-lower-yearly",
    "tianshui-2014/5.3/principal-member-talk-yearly", "tianshui-2014/5.4/annual-report-yearly",
    "tianshui-2014/5.6/quarterly-urge-weak", "tianshui-2014/5.8/sanshu-otherwise-annual",
    "tianshui-2014/5.8/sanshu-per-term", "tianshui-2014/6.2/dissent-exempt", "tianshui-2014/6.2/org-grades",
    "beijing-28/6/appointment-talk-coverage", "beijing-28/8/attend-lower-standing-discipline",
    "beijing-28/11/into-dossier", "beijing-28/11/written-full-coverage", "beijing-28/12/inquiry-sign-education",
    "beijing-28/13/special-dem-life", "beijing-28/14/full-record", "beijing-28/20/personal-matters-10pct",
    "beijing-28/24/petition-quarterly-org", "beijing-28/26/suggestion-cc", "beijing-28/26/suggestion-lifecycle",
    "binhai-2021/24/prevent-overreach", "binhai-2021/30/poor-rectify-measures", "shibiyan-2022/5/reminder-letter",
    "shibiyan-2022/8/untruthful-verify", "shibiyan-2022/9/opinion-collective", "shibiyan-2022/10/clarify",
)  # fmt: skip
SIDES = 3


@cache
def read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def agrees(found: list[dict[str, Any]], expected: dict[str, Any]) -> bool:
    """Some row fits; with `rows`, exactly so many do."""
    wanted = {key: value for key, value in expected.items() if key != "rows"}
    number = sum(fits(row, wanted) for row in found)
    return number == expected["rows"] if "rows" in expected else number > 0


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_scenario_file_gives_what_it_expects(path: Path) -> None:
    data = read(path)
    found = rows(data)
    assert data["expect"]
    for expected in data["expect"]:
        assert agrees(found, expected), (expected, found)


@pytest.mark.parametrize("duty_id", [duty.id for duty in catalog().duties])
def test_the_examples_of_a_duty_hold(duty_id: str) -> None:
    examples = catalog().duties.get(duty_id).examples
    assert examples
    for example in examples:
        found = rows(example_scenario(duty_id, example))
        assert any(fits(row, example["expect"]) for row in found), (example, found)


def test_every_duty_whose_number_stands_in_the_source_has_a_scenario() -> None:
    seen = {e["duty"] for path in FILES for e in read(path)["expect"]}
    assert [d.id for d in catalog().duties if d.grade == "A" and d.id not in seen] == []


def test_every_duty_of_the_acceptance_cases_is_seen_from_several_sides() -> None:
    seen = Counter(duty for path in FILES for duty in {e["duty"] for e in read(path)["expect"]})
    assert {duty: seen[duty] for duty in ACCEPTANCE if seen[duty] < SIDES} == {}


def test_every_rule_type_gives_each_of_its_states_in_some_scenario() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        for expected in read(path)["expect"]:
            seen[catalog().duties.get(expected["duty"]).type_name].add(expected.get("state", "met"))
    assert {name: states - seen[name] for name, states in STATES.items() if not states <= seen[name]} == {}
