"""What a step of a form can ask for besides filled fields: days, rows for values, values that must not stand, two people."""

from __future__ import annotations

from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.catalog.needs import Lack, lacking
from app.catalog.records_rules import parse_transitions
from app.catalog.yamlfile import parse_yaml
from app.domain.errors import AppError, ErrorCode


def asked(catalog: Catalog, kind: str, step: str, **body: Any) -> list[Lack]:
    form = catalog.records.of_kind(kind)
    assert form is not None
    way = next(t for t in form.transitions if t.id == step and t.open_to(kind))
    return lacking(form, kind, body, way)


@pytest.mark.parametrize(
    ("end", "early", "first"),
    [
        ("2025-12-31", "2026-02-27", "2026-02-28"), ("2027-12-31", "2028-02-28", "2028-02-29"),
        ("2026-01-20", "2026-03-19", "2026-03-20"), ("2026-06-30", "2026-08-29", "2026-08-30"),
    ],
)  # fmt: skip
def test_a_check_counts_from_two_calendar_months_after_the_end_and_not_a_day_before(
    catalog: Catalog, end: str, early: str, first: str
) -> None:
    body = {"end": end, "check_note": "已核对"}
    lack = asked(catalog, "mtg.dem_life", "checked_poor", **body, checked_at=early)
    assert [k.sentence("专项检查") for k in lack] == [f"会议结束满两个月才能作专项检查，最早是 {first}；早于这一天的检查不算。"]
    assert asked(catalog, "mtg.dem_life", "checked_poor", **body, checked_at=first) == []


def test_a_gate_wants_the_person_responsible_for_this_gate(catalog: Catalog) -> None:
    others = [{"gate": "gate.motion", "person": "p1", "date": "2026-05-06"}]
    body = {"subject": "p4", "gate.recommend": "passed", "gate_people": others}
    assert [k.said for k in asked(catalog, "doc.appoint_record", "pass_recommend", **body)] == [
        "请在“各关口责任人”里写明这一关口由谁负责、哪天办的。"
    ]
    body["gate_people"] = [*others, {"gate": "gate.recommend", "person": "p2", "date": "2026-05-20"}]
    assert asked(catalog, "doc.appoint_record", "pass_recommend", **body) == []


@pytest.mark.parametrize("state", ["unverified", "verifying"])
def test_what_is_not_verified_stands_in_the_way_of_a_passed_decision_only(catalog: Catalog, state: str) -> None:
    body: dict[str, Any] = {
        "gate.decide": "passed", "reflections": [{"text": "作风", "state": state}],
        "gate_people": [{"gate": "gate.decide", "person": "p1", "date": "2026-06-06"}],
    }  # fmt: skip
    assert [k.said for k in asked(catalog, "doc.appoint_record", "pass_decide", **body)] == ["还有没核查清楚的反映，决定关不能是“通过”。"]
    assert asked(catalog, "doc.appoint_record", "pass_decide", **(body | {"gate.decide": "not_passed"})) == []
    assert asked(catalog, "doc.appoint_record", "pass_decide", **(body | {"as_happened": "当时已决定，现在如实补记"})) == []


def test_rules_of_conditions_are_checked_when_forms_are_read(catalog: Catalog) -> None:
    form = catalog.records.get("dem_life")
    fields = {f.id: f for f in form.fields}

    def read(tail: str) -> None:
        text = f"- {{id: a, label: 甲, from: [draft], to: final, {tail}}}".encode()
        parse_transitions(parse_yaml(text, "x.yaml"), form.states, fields, form.kinds)

    for tail, words in (
        ("conditions: [{later: checked_at, after: end}]", "say"),
        ("conditions: [{later: checked_at, months: 2, say: 早}]", "after"),
        ("conditions: [{later: theme, after: end, say: 早}]", "不是日期字段"),
        ("conditions: [{all: [end], any: [date]}]", "all、any"),
        ("apart: [nobody]", "nobody"),
        ("sets: [{field: end, from: theme}]", "不是同一类字段"),
    ):
        with pytest.raises(AppError) as told:
            read(tail)
        assert told.value.code is ErrorCode.BAD_DATA_FILE
        assert words in told.value.sentence(), tail
