"""What tests of the protections share: a clerk at work, and a way to work on as somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.services.session import User
from tests.unit.services.desk import Desk, new_office


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk with all business roles in a new office."""
    made = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    yield made
    made.session.close()


@pytest.fixture
def other(desk: Desk) -> Callable[..., None]:
    """Somebody else works on. person: whom of the register the account belongs to."""

    def change(*roles: str, person: str = "", name: str = "赵文") -> None:
        desk.session.user = User(f"u-{name}", name, name, roles or desk.session.user.roles, person)

    return change
