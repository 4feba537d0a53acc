"""`kill -9` while somebody types: at most the last two seconds are missing, and the store is whole."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.domain.clock import SystemClock
from app.services import backup, drafts, setup
from app.services.session import Session
from tests.unit.services.desk import PASSWORD, Desk, new_office, quick_folder

ROOT = Path(__file__).parents[2]
SECONDS = 2.0
TOLERANCE = 0.25  # the machine of the tests is shared


def typed_until(root: Path, stored: str, seed: int, seconds: float) -> tuple[list[dict[str, Any]], float]:
    """Let a typist type for some seconds, then kill -9; what was typed, and when it was killed."""
    typist = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.typist", str(root), stored, str(seed)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert typist.stdout is not None
    assert typist.stdout.readline() == "ready\n"
    time.sleep(seconds)
    killed = time.monotonic()
    typist.kill()
    lines = typist.stdout.read().split("\n")[:-1]
    typist.stdout.close()
    typist.wait()
    return [json.loads(line) for line in lines], killed


def missing_seconds(session: Session, typed: list[dict[str, Any]], killed: float) -> float:
    """How long before the kill the oldest lost text was typed; 0 when nothing is missing."""
    found = drafts.load_draft(session, typed[0]["key"])
    body = {} if found is None else found.body
    kept = {n: " ".join(p["text"] for p in v) if n == "body" else str(v) for n, v in body.items()}
    lost = 0.0
    for one in typed:
        if not holds(kept.get(one["field"], ""), one["text"]):
            lost = max(lost, killed - one["at"])
    return lost


def holds(kept: str, typed: str) -> bool:
    """Whether every character of the typed text is in the kept one, in order (texts only grow, at the cursor)."""
    rest = iter("".join(kept.split()))
    return all(char in rest for char in "".join(typed.split()))


def kill_rounds(root: Path, stored: str, rounds: int, seed: int, longest: float) -> list[float]:
    """Kill again and again at random moments of typing; how many seconds were missing each time."""
    rng = random.Random(seed)
    found = []
    for number in range(rounds):
        typed, killed = typed_until(root, stored, seed * 1000 + number, rng.uniform(0.3, longest))
        session = setup.unlock(quick_folder(root), load_catalog(), SystemClock(), "clerk", PASSWORD)
        assert typed
        found.append(missing_seconds(session, typed, killed))
        assert backup.verify(session) == []
        for draft in drafts.drafts(session):
            drafts.drop_draft(session, draft.key)
        session.close()
    return found


def office(root: Path, catalog: Catalog) -> str:
    """An office with one stored meeting to type into; its id."""
    made = new_office(root, catalog, packs=False)
    view = Desk(made.session).meeting()
    made.session.close()
    return view.id


def test_a_slice_of_kills_loses_at_most_two_seconds(tmp_path: Path, catalog: Catalog) -> None:
    missing = kill_rounds(tmp_path, office(tmp_path, catalog), 4, seed=1, longest=3.0)
    assert max(missing) <= SECONDS + TOLERANCE, missing


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_hundred_kills_lose_at_most_two_seconds(tmp_path: Path, catalog: Catalog) -> None:
    missing = kill_rounds(tmp_path, office(tmp_path, catalog), 100, seed=2, longest=6.0)
    assert max(missing) <= SECONDS + TOLERANCE, sorted(missing)[-5:]
