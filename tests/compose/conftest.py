"""An office with a year of everything, and what happened around the ends of quarters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import load_catalog
from app.services import example
from app.services.session import Session
from tests.compose.office import SECRETARY, boundaries
from tests.unit.services.desk import Desk, new_office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A discipline secretary at work in an empty office with a principal and a subordinate unit."""
    made = Desk(new_office(tmp_path / "office", load_catalog(), roles=SECRETARY).session)
    yield made
    made.session.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The example office of two years with petitions and clues besides: these tests only read."""
    desk = Desk(new_office(tmp_path_factory.mktemp("filled") / "office", load_catalog(), roles=SECRETARY).session)
    example.add_example(desk.session, years=2)
    boundaries(desk)
    yield desk.session
    desk.session.close()
