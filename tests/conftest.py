"""Fixtures shared by all tests: a clock that stands still, an office with quick keys, no display, no leaks.

tests/gui/conftest.py adds what needs Qt. Nothing here imports it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.domain.clock import FixedClock
    from app.services.session import DataFolder, Session

NOW = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC)
PASSWORD = "青山遮不住毕竟东流去"
LOGIN = "clerk"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hypothesis reads the constants of all our modules at the first draw of a process, and counts that as drawing.

    In a whole run that is 750 files: 2 s alone, 44 s beside load, where HealthCheck.too_slow allows 30. So it is
    done before the test, and the check judges what the test itself draws.
    """
    if getattr(getattr(item, "function", None), "is_hypothesis_test", False):
        _draw_something()


def _draw_something() -> None:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    @settings(max_examples=3, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.integers(), min_size=200, max_size=200))
    def drawn(_numbers: list[int]) -> None:
        """Nothing is judged."""

    drawn()


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may touch the data of whoever runs it."""
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "lvze-home"))


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still at NOW."""
    from app.domain.clock import FixedClock

    return FixedClock(NOW)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The shipped definitions."""
    from app.catalog.catalog import load_catalog

    return load_catalog()


@pytest.fixture
def data_folder(tmp_path: Path) -> DataFolder:
    """An empty data folder whose keys cost nothing to derive."""
    return _quick(tmp_path / "office")


def _quick(root: Path) -> DataFolder:
    from app.crypto.kdf import KdfBounds, KdfParams
    from app.services.session import DataFolder

    return DataFolder(root, kdf=KdfParams(64, 1, 1), bounds=KdfBounds(min_memory=8, min_iterations=1))


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Path:
    """An office like `office` with a year of example records, closed: to be copied, which costs less than making it."""
    from app.domain.clock import FixedClock
    from app.services import example

    session = _create(_quick(tmp_path_factory.mktemp("example") / "office"), catalog, FixedClock(NOW))
    example.add_example(session, years=1)
    session.close()
    return session.folder.root


@pytest.fixture
def example_office(example_folder: Path, tmp_path: Path, catalog: Catalog, clock: FixedClock) -> Iterator[Session]:
    """A copy of the example office, unlocked by its clerk."""
    from app.services.setup import unlock

    shutil.copytree(example_folder, tmp_path / "office")
    session = unlock(_quick(tmp_path / "office"), catalog, clock, LOGIN, PASSWORD)
    yield session
    session.close()


@pytest.fixture
def office(data_folder: DataFolder, catalog: Catalog, clock: FixedClock) -> Iterator[Session]:
    """A new office, unlocked by its clerk, with one leader and one subordinate unit."""
    session = _create(data_folder, catalog, clock)
    yield session
    session.close()


def _create(folder: DataFolder, catalog: Catalog, clock: FixedClock) -> Session:
    from app.services.setup import LeaderPlan, OfficePlan, create_office

    plan = OfficePlan(
        unit_name="某县住房和城乡建设局党组",
        login=LOGIN,
        user_name="王敏",
        password=PASSWORD,
        applies=("always", "has_discipline_office"),
        packs=tuple(p.id for p in catalog.duties.packs),
        leaders=(LeaderPlan("周明远", "党组书记", ("principal",), dt.date(2021, 6, 1)),),
        subordinates=("某县质监站",),
    )
    return create_office(folder, catalog, clock, plan).session
