"""Scenario files are read strictly, and their known spellings are all understood."""

from __future__ import annotations

from typing import Any

import pytest
from office import catalog, rows, scenario

from app.domain.errors import AppError, ErrorCode
from app.services.scenarios import list_duties, load_scenario

CHARGE = "tianshui-2014/4.5/no-direct-charge"
MEETING = {"id": "m1", "kind": "mtg.standing", "date": "2024-05-10", "actor": "u1"}


def refused(data: object) -> AppError:
    with pytest.raises(AppError) as caught:
        load_scenario(data, catalog())
    assert caught.value.code is ErrorCode.BAD_INPUT
    return caught.value


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"colour": 1}, "colour"),
        ({"packs": ["nowhere-1"]}, "packs[0]"),
        ({"duties": ["beijing-28/0/none"]}, "duties[0]"),
        ({"settings": {"beijing-28/13/special-dem-life": {"days": 3}}}, "settings.beijing-28/13/special-dem-life.days"),
        (
            {"settings": {"beijing-28/13/special-dem-life": {"within_days": "soon"}}},
            "settings.beijing-28/13/special-dem-life.within_days",
        ),
        ({"lists": {"friends": []}}, "lists.friends"),
        ({"lists": {"weak_subordinate": {"2024Q9": []}}}, "lists.weak_subordinate.2024Q9"),
        ({"lists": {"weak_subordinate": {"2024Q1": ["v9"]}}}, "lists.weak_subordinate.2024Q1[0]"),
        ({"as_of": "2024-13-01"}, "as_of"),
        ({"as_of": 20240101}, "as_of"),
        ({"people": [{"id": "p1", "name": "甲"}, {"id": "p1", "name": "乙"}]}, "people[1].id"),
        ({"posts": [{"person": "zz", "unit": "u1", "roles": [], "from": "2024-01-01"}]}, "posts[0].person"),
        ({"posts": [{"person": "p1", "unit": "u1", "roles": ["king"], "from": "2024-01-01"}]}, "posts[0].roles[0]"),
        (
            {"posts": [{"person": "p1", "unit": "u1", "roles": [], "from": "2024-01-02", "to": "2024-01-01"}]},
            "posts[0].to",
        ),
        ({"approvals": [{"duty": CHARGE, "state": "met", "by": ["p1"]}]}, "approvals[0].state"),
        ({"units": [{"id": "v1", "name": "甲", "parent": "zz"}]}, "units[0].parent"),
    ],
)
def test_a_wrong_key_names_its_place(change: dict[str, Any], where: str) -> None:
    assert refused(scenario(**change)).where == where


@pytest.mark.parametrize(
    ("record", "where"),
    [
        ({"kind": "mtg.none"}, "records[0].kind"),
        ({"date": "2024-02-30"}, "records[0].date"),
        ({"date": None}, "records[0].date"),
        ({"weather": "fine"}, "records[0].weather"),
        ({"actor": "nobody"}, "records[0].actor"),
        ({"topics": ["weather"]}, "records[0].topics[0]"),
        ({"links": ["m9"]}, "records[0].links[0]"),
        ({"state": "perhaps"}, "records[0].state"),
        ({"agenda": [{"id": "a", "category": "large"}]}, "records[0].agenda[0].category"),
        ({"agenda": [{"id": "a", "stances": [{"person": "x"}]}]}, "records[0].agenda[0].stances[0].person"),
        ({"attendance": [{"person": "p1", "role": "guest"}]}, "records[0].attendance[0].role"),
    ],
)
def test_a_wrong_record_names_its_place(record: dict[str, Any], where: str) -> None:
    assert refused(scenario({**MEETING, **record})).where == where


def test_a_record_id_stands_once() -> None:
    assert refused(scenario(MEETING, MEETING)).where == "records[1].id"


@pytest.mark.parametrize(
    "charges",
    [
        [{"person": "p1", "charges": ["ndc.finance"]}],
        [{"person": "p1", "items": "财务"}],
        {"p1": ["财务"]},
        {"principal": ["人事、财务"]},
    ],
)
def test_charges_may_be_written_in_several_ways(charges: Any) -> None:
    record = {"id": "d1", "kind": "doc.division", "date": "2024-05-10", "actor": "u1", "charges": charges}
    assert rows(scenario(record, duties=[CHARGE]))[0]["state"] == "violated"


def test_a_division_of_one_person_may_give_the_matters_alone() -> None:
    record = {"id": "d1", "kind": "doc.division", "date": "2024-05-10", "subject": "p1", "charges": ["财务"]}
    assert rows(scenario(record, duties=[CHARGE]))[0]["state"] == "violated"


def test_a_dotted_field_may_be_nested_and_a_label_serves_as_its_code() -> None:
    duty = "tianshui-2014/4.2/no-decision-unverified"
    record = {
        "id": "d1", "kind": "doc.appoint_record", "date": "2024-05-10", "subject": "p8",
        "gate": {"decide": "通过"}, "reflections": [{"state": "未核查"}],
    }  # fmt: skip
    assert rows(scenario(record, duties=[duty]))[0]["state"] == "violated"


def test_a_gate_may_be_written_with_its_day_and_person() -> None:
    gate = {"conclusion": "passed", "date": "2024-05-20", "owner": "p1"}
    record = {
        "id": "d1", "kind": "doc.appoint_record", "date": "2024-05-10", "subject": "p8",
        "gate": {"decide": gate}, "verify_result": "unverified",
    }  # fmt: skip
    assert rows(scenario(record, duties=["tianshui-2014/4.2/no-decision-unverified"]))[0]["state"] == "violated"


def test_a_role_at_a_meeting_may_be_written_in_words() -> None:
    record = {
        "id": "m1", "kind": "mtg.standing", "date": "2024-05-10", "actor": "v1",
        "attendance": [{"person": "p6", "role": "列席"}],
    }  # fmt: skip
    found = rows(scenario(record, duties=["beijing-28/8/attend-lower-standing-discipline"]), subject="v1", period="2024")
    assert found[0]["state"] == "met"


def test_three_in_one_must_not_contradict_the_agenda() -> None:
    assert refused(scenario({**MEETING, "sanzhong": True})).where == "records[0].sanzhong"


def test_the_list_of_duties_names_every_duty_with_its_article() -> None:
    listed = list_duties(catalog())
    assert len(listed) == len(catalog().duties)
    assert all(one["document"] and one["article"] and one["label"] for one in listed)
    off = {one["id"] for one in listed if not one["default_on"]}
    assert "beijing-28/20/district-heads-full" in off
