"""A desk: an office unlocked by a clerk with all business roles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.services import duty_settings
from tests.unit.services.desk import Desk, new_office


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk at work in a new office without duties switched on."""
    made = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    yield made
    made.session.close()


@pytest.fixture
def duty_desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk at work in a new office with every pack switched on and all grades judged."""
    made = Desk(new_office(tmp_path / "office", catalog).session)
    duty_settings.set_all_grades(made.session, True, 2021)
    yield made
    made.session.close()
