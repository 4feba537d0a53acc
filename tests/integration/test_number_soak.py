"""Everything that touches the register of numbers, in programs and threads at once under `kill -9`: no gap, no repeat.

Single letters, batches, numbers kept for somebody, used and void, letters void; after it every promise about numbers is
looked for in the whole store. The long soak: pytest -m slow -s tests/integration/test_number_soak.py (LVZE_SOAK_SECONDS).
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.domain.clock import FixedClock
from app.services import backup, letter_versions, numbers, records, register, setup
from app.services.numbers import OUTSIDE, RESERVED, USED, VOID, number_words
from app.services.records import RecordView
from app.services.session import Session
from app.store import listing, queries
from tests.integration.number_worker import MOST_PEOPLE
from tests.unit.services.desk import PASSWORD, TODAY, Desk, new_office, quick_folder

ROOT = Path(__file__).parents[2]
PATIENCE = 600
BEFORE_NUMBER = {"draft", "review", "signed"}


class Program:
    """A program at work; what it said is gathered as it says it."""

    def __init__(self, root: Path, threads: int, seed: int) -> None:
        command = [sys.executable, "-m", "tests.integration.number_worker", str(root), str(threads), str(seed)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        self.said: list[tuple[str, str]] = []
        self.ready = threading.Event()
        self._wrong = ""
        self._ears = [threading.Thread(target=ear, daemon=True) for ear in (self._listen, self._worry)]
        for one in self._ears:
            one.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.ready.set()
            letter, _space, number = line.rstrip("\n").partition(" ")
            if number and line.endswith("\n"):
                self.said.append((letter, number))

    def _worry(self) -> None:
        assert self._process.stderr is not None
        self._wrong = self._process.stderr.read()

    def at_work(self) -> None:
        """Wait until it has opened the office."""
        begin = time.monotonic()
        while not self.ready.wait(0.2):
            assert self._process.poll() is None, self._gone()
            assert time.monotonic() - begin < PATIENCE

    def kill(self) -> None:
        """As `kill -9` does; nothing for one that has ended."""
        if self._process.returncode is None:
            self._process.kill()
            self._gone()

    def end(self) -> None:
        """Let it finish what it has begun."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._gone()
        assert self._process.returncode == 0

    def _gone(self) -> None:
        self._process.wait()
        for one in self._ears:
            one.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        assert "Traceback" not in self._wrong, self._wrong


def office(root: Path, catalog: Catalog) -> None:
    desk = Desk(new_office(root, catalog, packs=False).session)
    for n in range(MOST_PEOPLE):
        desk.person(f"同志{n:02d}")
    desk.session.close()


def under_fire(root: Path, programs: int, threads: int, seconds: float, seed: int) -> tuple[list[tuple[str, str]], int]:
    """Programs at work for some time, one killed at random again and again and another started; what was said, kills.

    A busy machine gets longer: two were killed and some numbers said before it ends.
    """
    rng, begin, kills = random.Random(seed), time.monotonic(), 0
    running = [Program(root, threads, seed * 10_000 + n) for n in range(programs)]
    ended: list[Program] = []
    try:
        while time.monotonic() - begin < seconds or kills < 2 or sum(len(one.said) for one in (*ended, *running)) < 6:
            victim = rng.randrange(programs)
            running[victim].at_work()
            time.sleep(rng.uniform(0.2, 3.0))
            running[victim].kill()
            ended.append(running[victim])
            kills += 1
            running[victim] = Program(root, threads, seed * 10_000 + programs + kills)
        for one in running:
            one.at_work()
            one.end()
    finally:
        for one in running:
            one.kill()
    return [told for one in (*ended, *running) for told in one.said], kills


def all_letters(session: Session) -> list[RecordView]:
    with session.store.read() as conn:
        rids = listing.list_ids(conn, listing.ListQuery(forms=("letter",)), session.sight())
        ids = [str(r.id) for at in range(0, len(rids), 500) for r in queries.rows_by_rid(conn, rids[at : at + 500])]
    return [records.get(session, i) for i in ids]


def sound(root: Path, said: list[tuple[str, str]]) -> Counter[str]:
    """Every promise about numbers, looked for in the whole store; how many of each sort there are."""
    session = setup.unlock(quick_folder(root), load_catalog(), FixedClock(TODAY), "clerk", PASSWORD)
    with contextlib.closing(session):
        with session.store.read() as conn:
            rows = queries.numbers(conn, 2026)
        for series in {r.series for r in rows}:
            assert [r.n for r in rows if r.series == series] == list(range(1, 1 + sum(r.series == series for r in rows)))
        assert register.gaps(session, 2026) == []
        letters = {v.id: v for v in all_letters(session)}
        held = {r.record: number_words(r.series, r.year, r.n) for r in rows if r.record}
        assert len(held) == sum(bool(r.record) for r in rows)
        assert {i: v.body["number"] for i, v in letters.items() if v.body.get("number")} == held
        assert len(dict(said)) == len(said)
        assert {i: held[i] for i, _number in said} == dict(said)
        by_letter = {r.record: r for r in rows if r.record}
        for letter, view in letters.items():
            numbered = letter in held
            assert numbered != (view.state in BEFORE_NUMBER)
            if numbered:
                assert by_letter[letter].state == (VOID if view.state == "voided" else USED)
            stages = Counter(v.stage for v in letter_versions.versions(view.body))
            signed = view.state not in ("draft", "review")
            assert stages == Counter({s: 2 for s, there in (("签发稿", signed), ("编号稿", numbered)) if there})
        whole_batches(letters.values(), by_letter)
        for view in list(letters.values())[:: max(len(letters) // 200, 1)]:
            for kept in letter_versions.versions(view.body):
                assert letter_versions.read(session, view.body, kept)
        assert all(r.state in (USED, VOID) if r.record else r.state in (RESERVED, VOID) for r in rows)
        assert len(numbers.reserved(session, 2026)) == sum(r.state == RESERVED for r in rows)
        assert backup.verify(session) == []
        assert not any(r.state == OUTSIDE for r in rows)
        states = Counter(f"{r.state}{'' if r.record else ' without letter'}" for r in rows)
        return states + Counter(batches=len({v.body["batch"] for v in letters.values() if v.body.get("batch")}), letters=len(letters))


def whole_batches(letters: Iterable[RecordView], by_letter: Mapping[str, Any]) -> None:
    """Letters of a batch stand alike, and those that have numbers follow each other in one series."""
    batches: dict[str, list[RecordView]] = {}
    for view in letters:
        if view.body.get("batch"):
            batches.setdefault(str(view.body["batch"]), []).append(view)
    for of in batches.values():
        assert len({v.state for v in of}) == 1
        rows = [by_letter[v.id] for v in of if v.id in by_letter]
        if rows:
            taken = sorted(r.n for r in rows)
            assert taken == list(range(taken[0], taken[0] + len(of)))
            assert len({r.series for r in rows}) == 1


@pytest.mark.timeout(280)
def test_letters_batches_and_kept_numbers_of_three_programs_under_kill_9(tmp_path: Path, catalog: Catalog) -> None:
    office(tmp_path, catalog)
    said, kills = under_fire(tmp_path, programs=3, threads=2, seconds=10, seed=3)
    found = sound(tmp_path, said)
    assert kills >= 2
    assert found["used"] > 5


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_fifty_threads_in_ten_programs_for_ten_minutes(tmp_path: Path, catalog: Catalog) -> None:
    office(tmp_path, catalog)
    seconds = float(os.environ.get("LVZE_SOAK_SECONDS", "600"))
    said, kills = under_fire(tmp_path, programs=10, threads=5, seconds=seconds, seed=4)
    print(f"\n{seconds:.0f} s, {kills} kills, {len(said)} numbers said:", dict(sound(tmp_path, said)))  # noqa: T201
