"""The invented office in which examples of duties live, those of the packs and those a clerk composes.

A team of six, an organisation head, a department head, two lower units. Every applies_when holds. Nothing here
touches the store: an example is a scenario file of one duty (docs/forms.md, 示例).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.duties import DutyCatalog, DutyPack
from app.domain.duties.model import DutyDef
from app.domain.duties.results import DutyState
from app.domain.errors import AppError
from app.services.duty_words import STATE_LABELS, period_label
from app.services.scenarios import evaluate_scenario, load_scenario

PEOPLE = {
    "p1": "周明远", "p2": "李建国", "p3": "孙志强", "p4": "赵丽华", "p5": "钱伟", "p6": "吴正清", "p7": "郑文",
    "p8": "王芳", "p9": "冯涛", "q1": "陈立", "q2": "褚敏", "q3": "卫东", "q4": "蒋平",
}  # fmt: skip
ALL_CONDITIONS = (
    "always", "has_subordinates", "has_discipline_office", "has_org_dept", "has_inspection_body",
    "is_party_committee_with_plenary", "regional_committee", "grassroots_village",
)  # fmt: skip


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
    whole: dict[str, Any] = json.loads(json.dumps({**base, **more}))
    return whole


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one example came out. state: what the rule says in words; note: its reason, or what is wrong with the example."""

    passed: bool
    state: str
    note: str


def run_examples(catalog: Catalog, duty: DutyDef, examples: Iterable[Mapping[str, Any]]) -> list[Outcome]:
    """Judge each example in the sample office by the one duty."""
    alone = DutyPack(duty.document, duty.document_title, duty.document_short, "", "", "", True, (duty,))
    words = replace(catalog, duties=DutyCatalog({alone.id: alone}))
    return [_outcome(words, duty.id, example) for example in examples]


def _outcome(catalog: Catalog, duty_id: str, example: Mapping[str, Any]) -> Outcome:
    try:
        rows = evaluate_scenario(load_scenario(example_scenario(duty_id, example), catalog))["results"]
    except AppError as error:
        return Outcome(False, "读不出来", error.message)
    wanted = example["expect"]
    place = {k: v for k, v in wanted.items() if k in ("period", "subject") and v is not None}
    near = [r for r in rows if fits(r, place)]
    found = next((r for r in near if fits(r, wanted)), None)
    shown = found or next(iter(near), None)
    if shown is None:
        periods = "、".join(dict.fromkeys(period_label(r["period"], {}) for r in rows)) or "没有"
        return Outcome(False, "没有这一行", f"评出来的时期：{periods}。")
    return Outcome(found is not None, STATE_LABELS[DutyState(shown["state"])], shown["note"])
