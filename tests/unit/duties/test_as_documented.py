"""The shipped duties say what the list of duties says, field by field; where they do not, the reason stands here.

tests/data/duty_rules.jsonl holds what each duty of the five documents is: for whom, how often, which rule with which
numbers. The words of a predicate and the conditions (`where`) are judged by the scenarios instead.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from office import catalog

from app.catalog.duties_writer import rule_data
from app.domain.duties.model import DutyDef

DATA = Path(__file__).parents[2] / "data" / "duty_rules.jsonl"
LISTED: list[dict[str, Any]] = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
REFRESH = "renewed as often as the unit sets, yearly unless it says otherwise"
TABLE = "a row for each person, in a table"
# What differs on purpose: (duty, field): reason.
DELIBERATE = {
    ("beijing-28/18/report-member-up", "needs"): "one need for each recipient, so that only one stays partial",
    ("beijing-28/22/pre-review", "needs"): "the review is a row of the meeting: mtg.dem_life.pre_review",
    ("binhai-2021/61/case-reform", "needs"): "two needs, one for now and one for long",
    ("binhai-2021/61/case-reform", "mode"): "only one of the two stays partial (requirements, system 74)",
    ("binhai-2021/19/e-dossier", "mode"): "by_event_kind is for_changes of each need",
    ("tianshui-2014/5.2/sign-back", "needs"): "a signed row of the ledger is a signature too, as its evidence says",
    ("tianshui-2014/3.3/risk-points", "valid_in"): REFRESH,
    ("beijing-28/21/family-business", "valid_in"): REFRESH,
    ("binhai-2021/27/risk-control", "valid_in"): REFRESH,
    ("binhai-2021/33/clue-stat", "valid_in"): "the period is set by the unit",
    ("shibiyan-2022/9/build-dossier", "valid_in"): REFRESH,
    ("tianshui-2014/4.7/exam-before-promotion", "per"): "the row is about the person proposed",
    ("shibiyan-2022/5/new-principal-talk", "per"): "the row is about the new principal",
    ("binhai-2021/31/org-life-systems", "per"): "branch × kind in one row",
    ("tianshui-2014/4.8/procedure-rules", "fields"): "stances stand in the agenda items",
    ("binhai-2021/26/collective-leadership", "fields"): "stances stand in the agenda items",
    ("beijing-28/4/request-list", "fields"): "deadline is the common column due",
    ("beijing-28/12/report-member-violation", "fields"): "recipient is the common column recipients",
    ("beijing-28/13/personal-matters-open", "fields"): TABLE,
    ("beijing-28/14/members-speak", "fields"): TABLE,
    ("shibiyan-2022/6/criticise-principal", "fields"): TABLE,
    ("tianshui-2014/4.5/key-post-rotation", "config"): "judged by people: the limit decides nothing by itself",
    ("beijing-28/17/key-field-report", "config"): "fields is a list of the unit; scenarios may give it as a setting",
    ("tianjin-xunshi/1.3/full-coverage", "config"): "scope_list is a list of the unit; scenarios may give it as a setting",
}
# Parameters of ours, besides those of the list (docs/duties.md).
OURS = {"around_days", "pass_line", "last_year_until", "place", "min_sanhui_yike", "min_heart_talk", "min_member_review", "min_theme_day"}


def said(duty: DutyDef) -> dict[str, Any]:
    """A duty in the words of the list."""
    rule = rule_data(duty.rule)
    found: dict[str, Any] = {
        "id": duty.id, "actors": list(duty.actors), "tier": duty.tier, "frequency": duty.frequency,
        "strength": duty.strength, "bearing": duty.bearing, "family": duty.family, "letters": list(duty.letters),
        "applies_when": list(duty.applies_when), "type": duty.type_name, "config": sorted(set(duty.config) - OURS),
        "needs": [k for n in rule.get("needs", ()) for k in n["kinds"]], "kinds": _kinds(rule),
        "period": rule.get("period"), "per": [rule.get("per", "unit")], "mode": rule.get("mode"),
        "within": rule.get("within"), "not_before": rule.get("not_before"), "valid_in": rule.get("valid_in"),
        "fields": rule.get("fields"), "share": rule.get("share"), "below": rule.get("below"), "most": rule.get("most"),
        "least": rule.get("least", 1),
    }  # fmt: skip
    return found


def _kinds(rule: dict[str, Any]) -> list[str]:
    kinds: list[str] = rule["trigger"]["kinds"] if "trigger" in rule else rule.get("kinds", [])
    return kinds


def same(name: str, ours: Any, listed: Any) -> bool:
    if name in ("kinds", "needs"):
        return sorted(ours) == sorted(listed)
    if name in ("least", "share") and listed is None:
        return isinstance(ours, dict)  # the unit says: a parameter
    if name == "within":
        return isinstance(ours, dict)
    if name == "period" and listed is None:
        return bool(ours == "none")
    if name in ("letters", "applies_when", "actors"):
        return sorted(ours) == sorted(listed)
    return bool(ours == listed)


@pytest.mark.parametrize("listed", LISTED, ids=lambda row: row["id"])
def test_a_duty_is_what_the_list_says(listed: dict[str, Any]) -> None:
    ours = said(catalog().duties.get(listed["id"]))
    different = {
        name: (ours[name], value)
        for name, value in listed.items()
        if not same(name, ours[name], value) and (listed["id"], name) not in DELIBERATE
    }
    assert different == {}


def test_every_deliberate_difference_is_one() -> None:
    by_id = {row["id"]: row for row in LISTED}
    idle = [
        (duty, name)
        for duty, name in DELIBERATE
        if name in by_id[duty] and same(name, said(catalog().duties.get(duty))[name], by_id[duty][name])
    ]
    assert idle == []


def test_the_list_and_the_packs_hold_the_same_duties() -> None:
    assert {row["id"] for row in LISTED} == {d.id for d in catalog().duties}
