"""`kill -9` while records are saved: nothing that was acknowledged is lost, nothing is half there."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.domain.clock import FixedClock
from app.services import backup, setup
from tests.unit.services.desk import PASSWORD, TODAY, new_office, quick_folder, record_ids

ROOT = Path(__file__).parents[2]


def kill_rounds(root: Path, rounds: int, seed: int) -> int:
    """Kill the saver after a random number of acknowledged ids, again and again; how many ids survived."""
    rng = random.Random(seed)
    acknowledged: set[str] = set()
    for _ in range(rounds):
        saver = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.saver", str(root), "1000"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert saver.stdout is not None
        assert saver.stdout.readline() == "ready\n"
        for _line in range(rng.randint(1, 25)):
            acknowledged.add(saver.stdout.readline().strip())
        saver.kill()
        acknowledged |= {line.strip() for line in saver.stdout.read().split("\n")[:-1]}
        saver.stdout.close()
        saver.wait()
        session = setup.unlock(quick_folder(root), load_catalog(), FixedClock(TODAY), "clerk", PASSWORD)
        assert record_ids(session) >= acknowledged
        assert len(record_ids(session)) <= len(acknowledged) + rounds
        assert backup.verify(session) == []
        session.close()
    return len(acknowledged)


def test_a_slice_of_kills_loses_nothing(tmp_path: Path, catalog: Catalog) -> None:
    new_office(tmp_path, catalog, packs=False).session.close()
    assert kill_rounds(tmp_path, 3, seed=1) > 3


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_many_kills_lose_nothing(tmp_path: Path, catalog: Catalog) -> None:
    new_office(tmp_path, catalog, packs=False).session.close()
    assert kill_rounds(tmp_path, 60, seed=2) > 60
