"""Many programs and threads number letters of one office at once and are killed with -9: no gap, no repeat, nothing lost.

The window and the command line hold the folder's lock, so that two programs never have an office open; here they have,
since the register must not rest on that lock (a folder on a share, a lock that was removed).
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.domain.clock import FixedClock
from app.services import backup, records, register, setup
from app.services.numbers import number_words
from app.store import queries
from tests.unit.services.desk import PASSWORD, TODAY, Desk, new_office, quick_folder

ROOT = Path(__file__).parents[2]


def signed(root: Path, catalog: Catalog, count: int) -> list[str]:
    """Letters that only lack their number."""
    desk = Desk(new_office(root, catalog, packs=False).session)
    found = [desk.signed_letter().id for _ in range(count)]
    desk.session.close()
    return found


def start(root: Path, threads: int, waiting: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.numberer", str(root), str(threads), *waiting]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(program: subprocess.Popen[str]) -> tuple[dict[str, str], str]:
    """What a program said it gave, and what went wrong in it."""
    out, wrong = program.communicate()
    return dict(line.split(" ", 1) for line in out.split("\n")[:-1] if " " in line), wrong


def number_under_fire(root: Path, waiting: list[str], programs: int, threads: int, kills: int, seed: int) -> dict[str, str]:
    """Start programs over the same letters' shares, kill one at random again and again and start it anew; what was said."""
    rng = random.Random(seed)
    shares = [waiting[i::programs] for i in range(programs)]
    running = [start(root, threads, share) for share in shares]
    given: dict[str, str] = {}
    for _ in range(kills):
        victim = rng.randrange(programs)
        stdout = running[victim].stdout
        assert stdout is not None
        stdout.readline()  # ready: it numbers from now on
        time.sleep(rng.uniform(0.0, 0.6))
        running[victim].kill()
        said, wrong = told(running[victim])
        assert "Traceback" not in wrong, wrong
        given |= said
        running[victim] = start(root, threads, shares[victim])
    for program in running:
        said, wrong = told(program)
        assert "Traceback" not in wrong, wrong
        given |= said
    return given


def sound(root: Path, waiting: list[str], given: dict[str, str]) -> None:
    session = setup.unlock(quick_folder(root), load_catalog(), FixedClock(TODAY), "clerk", PASSWORD)
    with contextlib.closing(session):
        with session.store.read() as conn:
            rows = queries.numbers(conn, 2026)
        for series in {r.series for r in rows}:
            assert [r.n for r in rows if r.series == series] == list(range(1, 1 + sum(r.series == series for r in rows)))
        held = {r.record: number_words(r.series, r.year, r.n) for r in rows}
        assert len(held) == len(rows) == len(waiting)
        assert {i: records.get(session, i).body["number"] for i in waiting} == held
        assert {i: held[i] for i in given} == given
        assert register.gaps(session, 2026) == []
        assert backup.verify(session) == []


@pytest.mark.timeout(280)
def test_three_programs_with_threads_under_kill_9(tmp_path: Path, catalog: Catalog) -> None:
    waiting = signed(tmp_path, catalog, 60)
    given = number_under_fire(tmp_path, waiting, programs=3, threads=3, kills=4, seed=1)
    assert len(given) > 20
    sound(tmp_path, waiting, given)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_fifty_threads_and_programs_under_kill_9(tmp_path: Path, catalog: Catalog) -> None:
    waiting = signed(tmp_path, catalog, 1500)
    given = number_under_fire(tmp_path, waiting, programs=10, threads=5, kills=40, seed=2)
    sound(tmp_path, waiting, given)
