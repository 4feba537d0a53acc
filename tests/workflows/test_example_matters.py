"""The example office shows every workflow: one matter on its way and one that has come to its end, on any day."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.services import example, runs
from tests.integration.test_example_covers import office


@pytest.mark.parametrize("day", ["2026-11-22", "2027-02-03"])
def test_every_workflow_has_a_matter_on_its_way_and_one_at_its_end(tmp_path: Path, catalog: Catalog, day: str) -> None:
    session = office(tmp_path, catalog, day)
    example.add_example(session, years=1)
    wanted = [f.id for f in catalog.workflows if f.no]
    assert len(wanted) > 27
    found = {f: [r.open for r in runs.runs(session, f, open_only=False)] for f in wanted}
    assert [f for f, stands in found.items() if True not in stands] == [], "none on its way"
    assert [f for f, stands in found.items() if False not in stands] == [], "none at its end"
    session.close()
