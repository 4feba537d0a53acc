"""Tests of the mechanisms use the desks of the services' tests, and an office in which days go by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from tests.unit.services.conftest import desk, duty_desk
from tests.workflows.days import Office, open_office

__all__ = ["desk", "duty_desk", "town"]


@pytest.fixture
def town(tmp_path: Path, catalog: Catalog) -> Iterator[Office]:
    """An office that goes by every document, on 5 January 2026."""
    made = open_office(tmp_path, catalog, "2026-01-05", packs=True)
    yield made
    made.desk.session.close()
