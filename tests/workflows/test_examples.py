"""Every example in forms/workflows comes out as it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.catalog.catalog import Catalog, load_catalog
from tests.workflows.cases import run

EXAMPLES = [
    pytest.param(flow.id, example, id=f"{flow.id}-{number}")
    for flow in load_catalog().workflows
    for number, example in enumerate(flow.examples, 1)
]


@pytest.mark.parametrize(("flow", "example"), EXAMPLES)
def test_an_example_of_a_workflow_comes_out_as_it_says(flow: str, example: Mapping[str, Any], catalog: Catalog) -> None:
    found = run(
        catalog, flow, example["lead"], *example.get("linked", ()), as_of=example["as_of"],
        params=example.get("params"), steps=example.get("steps"),
    )  # fmt: skip
    unknown = [s for s in example["expect"] if found.find(s) is None]
    assert not unknown
    assert {s.step.id: s.state.value for s in found.steps if s.step.id in example["expect"]} == dict(example["expect"])


def test_every_workflow_that_gives_tasks_has_examples(catalog: Catalog) -> None:
    assert [f.id for f in catalog.workflows if f.tasks and not f.examples] == []
