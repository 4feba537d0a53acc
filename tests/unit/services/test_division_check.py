"""The division of work is looked at while it is typed: the five matters, the secretary's sole duty; nothing is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.services import division_check, people, records
from tests.unit.services.desk import Desk


def hints(desk: Desk, rows: list[dict[str, Any]], **fields: Any) -> list[str]:
    body = {"title": "班子分工", "date": "2026-03-01", "charges": rows} | fields
    return [p.message for p in records.check(desk.session, "division", "doc.division", body) if p.warning]


@pytest.mark.parametrize(
    ("charges", "named"),
    [
        (["ndc.finance"], "财务"), (["ndc.personnel", "charge.overall"], "人事"), (["ndc.bidding"], "项目招投标"),
        (["负责审批和财务工作"], "财务"), (["charge.overall"], ""), (["charge.party_building", "机关党建"], ""),
    ],
)  # fmt: skip
def test_the_principal_is_not_directly_in_charge_of_the_five(desk: Desk, charges: list[str], named: str) -> None:
    found = hints(desk, [{"person": desk.principal, "charges": charges}])
    assert (named in "".join(found)) if named else found == []
    assert all("主要负责人" in text for text in found)


def test_another_member_may_be_in_charge_of_them(desk: Desk) -> None:
    assert hints(desk, [{"person": desk.person("李建国"), "charges": ["ndc.finance", "ndc.personnel"]}]) == []


def test_the_discipline_secretary_has_no_other_charge(desk: Desk) -> None:
    who = desk.person("陈文博", "纪检组长", ("member", "discipline_secretary"))
    assert hints(desk, [{"person": who, "charges": ["charge.discipline"]}]) == []
    assert "只分管纪检监察" in hints(desk, [{"person": who, "charges": ["charge.discipline", "charge.safety"]}])[0]


def test_the_posts_of_the_day_decide(desk: Desk) -> None:
    who = people.save_person(desk.session, "沈立新").value
    own, _name = desk.session.own_unit()
    people.save_post(desk.session, who, own, "党组书记", ("principal",), (), since="2020-01-01", until="2021-05-31")
    rows = [{"person": who, "charges": ["ndc.finance"]}]
    assert hints(desk, rows) == []
    assert hints(desk, rows, valid_from="2021-03-01") != []


def test_a_hint_does_not_stop_the_record(desk: Desk) -> None:
    body = {"title": "班子分工", "date": "2026-03-01", "charges": [{"person": desk.principal, "charges": ["ndc.finance"]}]}
    view = records.save(desk.session, "division", "doc.division", body).value
    assert records.transition(desk.session, view.id, "finalise").value.state == "final"


def test_without_a_day_or_a_table_there_is_nothing_to_say(desk: Desk) -> None:
    assert division_check.hints(desk.session, {"charges": [{"person": desk.principal, "charges": ["ndc.finance"]}]}) == []
    assert division_check.hints(desk.session, {"date": "2026-03-01"}) == []


@pytest.mark.parametrize("day", ["2026-02-31", "2026", "昨天"])
def test_a_day_that_is_none_is_said_beside_its_field_and_stops_nothing(desk: Desk, day: str) -> None:
    body = {"title": "班子分工", "date": day, "charges": [{"person": desk.principal, "charges": ["ndc.finance"]}]}
    assert {p.path for p in records.check(desk.session, "division", "doc.division", body)} == {"date"}
