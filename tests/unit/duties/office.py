"""The office that the examples of duty packs and the tests live in (docs/forms.md, 示例)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.catalog.duties import DutyCatalog
from app.catalog.duties_loader import load_duties
from app.catalog.places import forms_dir
from app.catalog.records import RecordForms
from app.catalog.records_loader import load_record_forms
from app.catalog.vocab import Vocabularies, load_vocabularies
from app.services.scenarios import evaluate_scenario, load_scenario

PEOPLE = {
    "p1": "周明远", "p2": "李建国", "p3": "孙志强", "p4": "赵丽华", "p5": "钱伟", "p6": "吴正清", "p7": "郑文",
    "p8": "王芳", "p9": "冯涛", "q1": "陈立", "q2": "褚敏", "q3": "卫东", "q4": "蒋平",
}  # fmt: skip
ALL_CONDITIONS = (
    "always", "has_subordinates", "has_discipline_office", "has_org_dept", "has_inspection_body",
    "is_party_committee_with_plenary", "regional_committee", "grassroots_village",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DutyCatalogs:
    """The three parts of the catalog that scenarios use."""

    vocab: Vocabularies
    records: RecordForms
    duties: DutyCatalog


@cache
def catalog() -> DutyCatalogs:
    """The shipped vocabularies, forms and duties, read once."""
    vocab = load_vocabularies(forms_dir() / "vocab")
    records = load_record_forms(forms_dir() / "records", vocab)
    return DutyCatalogs(vocab, records, load_duties(forms_dir() / "duties", vocab))


def post(person: str, unit: str, *roles: str, start: str = "2021-06-01", **more: Any) -> dict[str, Any]:
    """A post as scenario files write it."""
    return {"person": person, "unit": unit, "title": "任职", "roles": list(roles), "from": start, "to": None, **more}


def posts() -> list[dict[str, Any]]:
    """The posts of the example office: a team of six, an organisation head, a department head, two lower units."""
    return [
        post("p1", "u1", "principal", term={"from": "2021-06-01", "to": "2026-06-01"}),
        post("p2", "u1", "member", fields=["城建科"]),
        post("p3", "u1", "member", fields=["房管科"]),
        post("p4", "u1", "member", fields=["办公室"]),
        post("p5", "u1", "member", fields=["质监站"]),
        post("p6", "u1", "member", "discipline_secretary", "discipline_head"),
        post("p7", "u1", "org_head"),
        post("p8", "u1", "unit"),
        post("p9", "u1", "leader", fields=["城建科"]),
        post("q1", "v1", "principal", start="2020-01-01"),
        post("q2", "v2", "principal", start="2020-01-01"),
        post("q3", "v1", "discipline_secretary", start="2020-01-01"),
        post("q4", "v2", "discipline_head", start="2020-01-01"),
    ]


def scenario(*records: Mapping[str, Any], as_of: str = "2025-01-10", **more: Any) -> dict[str, Any]:
    """A scenario in the example office; more keys replace those given here."""
    base: dict[str, Any] = {
        "case": "示例",
        "unit": {"id": "u1", "name": "某局", "applies": list(ALL_CONDITIONS)},
        "units": [{"id": "v1", "name": "质监站", "parent": "u1"}, {"id": "v2", "name": "园林所", "parent": "u1"}],
        "people": [{"id": i, "name": n} for i, n in PEOPLE.items()],
        "posts": posts(),
        "records": [dict(r) for r in records],
        "as_of": as_of,
    }
    return json.loads(json.dumps({**base, **more}))


def rows(data: Mapping[str, Any], **wanted: Any) -> list[dict[str, Any]]:
    """The result rows of a scenario that have these values."""
    found = evaluate_scenario(load_scenario(data, catalog()))["results"]
    return [r for r in found if all(r[key] == value for key, value in wanted.items())]


def fits(row: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether a row has every expected value; records need only contain the expected ones."""
    return all(
        set(value) <= set(row[key]) if key == "records" else row[key] == value for key, value in expected.items()
    )


def example_scenario(duty_id: str, example: Mapping[str, Any]) -> dict[str, Any]:
    """A pack's example as a whole scenario."""
    more: dict[str, Any] = {"duties": [duty_id]}
    if "settings" in example:
        more["settings"] = {duty_id: example["settings"]}
    if "lists" in example:
        more["lists"] = example["lists"]
    if "posts" in example:
        more["posts"] = example["posts"]
    if "approvals" in example:
        more["approvals"] = [{"duty": duty_id, **a} for a in example["approvals"]]
    return scenario(*example["records"], as_of=example["as_of"], **more)
