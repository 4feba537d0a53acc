"""Offices in which workflows are walked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from tests.unit.services.desk import Desk, new_office
from tests.workflows.days import Office, open_office
from tests.workflows.walk import Walk


@pytest.fixture
def town(tmp_path: Path, catalog: Catalog) -> Iterator[Office]:
    """An office on 5 January 2026 in which days go by."""
    made = open_office(tmp_path, catalog)
    yield made
    made.desk.session.close()


@pytest.fixture
def walk(tmp_path: Path, catalog: Catalog) -> Iterator[Walk]:
    """A clerk in a new office without duties switched on."""
    desk = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    yield Walk(desk)
    desk.session.close()
