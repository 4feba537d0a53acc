"""The editor's parts cover every shipped duty and example: each key has a place, each code is among the choices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.catalog.duties_writer import duty_data
from app.catalog.duty_labels import RULES
from app.services.duty_example_parts import example_part, spelt_out
from app.services.duty_parts import Choices, Part
from app.services.duty_rule_parts import STARTS, another_type, duty_part, rule_part

IDENTITY = {"id", "article_no", "examples", "default_on"}


def strangers(part: Part, data: Any, path: str, of: Choices) -> Iterator[str]:
    """What the parts have no place or no choice for."""
    known = {code for code, _label in part.options}
    match part.kind:
        case "group":
            keys = {k.name: k.part for k in part.keys}
            for name, value in data.items():
                if name in keys:
                    yield from strangers(keys[name], value, f"{path}.{name}", of)
                elif name not in IDENTITY:
                    yield f"{path}.{name}"
        case "rows":
            for n, row in enumerate(data):
                yield from strangers(part.of(row), row, f"{path}[{n}]", of)
        case "map":
            for name, value in data.items():
                yield from strangers(part.of(name), value, f"{path}.{name}", of)
        case "choice" if not part.free and data not in known:
            yield f"{path}={data}"
        case "several" if not part.free:
            yield from (f"{path}={v}" for v in (data if isinstance(data, list) else [data]) if v not in known)
        case "condition":
            of.value_part(part, data)


def test_every_shipped_duty_has_a_place_in_the_editor_for_all_it_says(catalog: Catalog) -> None:
    missing = []
    for duty in catalog.duties:
        data = duty_data(duty)
        missing += list(strangers(duty_part(catalog, data), data, duty.id, Choices(catalog, duty.config)))
    assert missing == []


def test_examples_of_shipped_duties_have_a_place_too(catalog: Catalog) -> None:
    unknown = []
    for duty in catalog.duties:
        of = Choices(catalog, duty.config)
        for example in duty.examples:
            whole = spelt_out(of, example)
            unknown += strangers(example_part(of, whole), whole, duty.id, of)
    assert unknown == []


@pytest.mark.parametrize("name", RULES)
def test_each_rule_type_can_be_begun_and_says_what_it_needs(name: str, catalog: Catalog) -> None:
    rule = another_type({"type": "count", "kinds": ["talk.heart"]}, name)
    part = rule_part(Choices(catalog, {}), rule)
    required = {k.name for k in part.keys if k.required} - {"where"}
    assert required <= {*rule, "type"}
    assert set(STARTS) == set(RULES)
    assert "talk.heart" in str(rule) or name in ("ratio", "threshold")
