"""An example office of two years, seen by somebody with every business role; and what tests read raw from its store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import example
from app.services.session import Session
from app.services.setup import unlock
from app.store import queries
from tests.unit.services.desk import PASSWORD, TODAY, Desk, new_office, quick_folder


@dataclass(frozen=True)
class Raw:
    """A record as it lies in the store."""

    id: str
    form: str
    kind: str
    state: str
    date: str
    entered: str
    body: dict[str, Any]

    def get(self, name: str) -> Any:
        return self.body.get(name)

    def many(self, name: str) -> list[str]:
        value = self.body.get(name)
        return [value] if isinstance(value, str) and value else list(value or [])


def raw_records(session: Session) -> list[Raw]:
    """Every record that counts, bodies and all: what an independent count goes through."""
    from sqlalchemy import select

    from app.store.tables import record

    counting = {(f.id, s.code) for f in session.catalog.records for s in f.states if s.counts}
    with session.store.read() as conn:
        rows = conn.execute(select(record).where(record.c.deleted.is_(False))).all()
    found = [Raw(r.id, r.form, r.kind, r.state, r.date or "", r.entered, json.loads(r.body)) for r in rows]
    return [r for r in found if (r.form, r.state) in counting]


def name_of(session: Session, one: str) -> str:
    with session.store.read() as conn:
        people = {p.id: p.name for p in queries.people(conn)}
        units = {u.id: u.name for u in queries.units(conn)}
    return str({**people, **units}.get(one, ""))


@pytest.fixture(scope="session")
def two_years(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Path:
    """An office with two years of example records and every form visible, closed."""
    root = tmp_path_factory.mktemp("reports") / "office"
    session = new_office(root, catalog).session
    example.add_example(session, years=2)
    session.close()
    return root


@pytest.fixture
def full_office(two_years: Path, tmp_path: Path, catalog: Catalog) -> Iterator[Session]:
    """A copy of it, unlocked."""
    shutil.copytree(two_years, tmp_path / "full")
    session = unlock(quick_folder(tmp_path / "full"), catalog, FixedClock(TODAY), "clerk", PASSWORD)
    yield session
    session.close()


@pytest.fixture(scope="session")
def shared_office(two_years: Path, tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Session]:
    """The same for tests that only read."""
    root = tmp_path_factory.mktemp("shared") / "office"
    shutil.copytree(two_years, root)
    session = unlock(quick_folder(root), catalog, FixedClock(TODAY), "clerk", PASSWORD)
    yield session
    session.close()


@pytest.fixture
def clerk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk in a new office with every pack switched on."""
    made = Desk(new_office(tmp_path / "new", catalog).session)
    yield made
    made.session.close()
