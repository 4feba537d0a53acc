"""A program that does everything that touches the register of numbers, in several threads, until it is told to end or killed.

Run as `python -m tests.integration.number_worker FOLDER THREADS SEED`; it ends when its input is closed. It prints
`letter number` once a number is given and lasts. Single letters, batches, numbers kept, used and void, letters void.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.catalog.catalog import load_catalog
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.services import letter_batch, letters, numbers, records, setup, unlocking
from app.services.letter_batch import Wish
from app.services.people import find_people
from tests.unit.services.desk import PASSWORD, TODAY, Desk, fitting, quick_folder

SERIES = ("某纪提", "某纪建")
KIND = "letter.integrity_reminder"
BATCH = 4
MOST_PEOPLE = 20
UNTIL = dt.date(2026, 12, 31)
T = TypeVar("T")


def patiently(work: Callable[[], T]) -> T:
    """Do it again while another program is writing."""
    while True:
        try:
            return work()
        except AppError as error:
            if error.code is not ErrorCode.LOCKED:
                raise


class Worker:
    """One thread's work; everybody writes with one session."""

    def __init__(self, desk: Desk, people: list[str], seed: int, said: threading.Lock) -> None:
        self._desk, self._session, self._people, self._said = desk, desk.session, people, said
        self._rng = random.Random(seed)

    def go_on(self, ended: threading.Event) -> None:
        """Work until the end."""
        ways = (self.one, self.one, self.one, self.batch, self.kept, self.spoiled)
        while not ended.is_set():
            self._rng.choice(ways)()

    def _series(self) -> str:
        return self._rng.choice(SERIES)

    def _tell(self, letter: str) -> None:
        number = records.get(self._session, letter).body["number"]
        with self._said:
            print(letter, number, flush=True)  # noqa: T201 - the pipe to the test

    def _signed(self) -> str:
        session, desk = self._session, self._desk
        letter = patiently(desk.letter).id
        patiently(lambda: letters.advance(session, letter, "submit"))
        patiently(lambda: letters.advance(session, letter, "sign", values={"signed_by": desk.principal}))
        return letter

    def _numbered(self, reserved: str = "") -> str:
        letter, series = self._signed(), self._series()
        patiently(lambda: letters.advance(self._session, letter, "number", series=series, reserved=reserved))
        self._tell(letter)
        return letter

    def one(self) -> None:
        """A letter and its number."""
        self._numbered()

    def spoiled(self) -> None:
        """A letter that is void after it has its number."""
        letter = self._numbered()
        patiently(lambda: letters.advance(self._session, letter, "void", values={"void_reason": "写错"}))

    def kept(self) -> None:
        """Two numbers kept for somebody; a letter takes the first, the second is void."""
        session, series, who = self._session, self._series(), f"第{self._rng.random()}科"
        patiently(lambda: numbers.reserve(session, series, 2026, who, UNTIL, "", 2))
        mine = [r.id for r in numbers.reserved(session, 2026, series) if r.holder == who]
        self._numbered(mine[0])
        patiently(lambda: numbers.void(session, mine[1], "不用了"))

    def batch(self) -> None:
        """A batch from its drafts to its numbers."""
        session, signer = self._session, self._desk.principal
        who = tuple(self._rng.sample(self._people, BATCH))
        plan = letter_batch.plan(session, Wish(KIND, who, {"topic": "廉洁履职"}))
        whole = fitting(session, KIND)
        rows = tuple(letter_batch.Row(r.subject, r.name, r.texts, (), {**r.body, **whole}) for r in plan.rows)
        ids = patiently(lambda: letter_batch.make(session, letter_batch.Plan(plan.wish, plan.columns, plan.keys, rows))).value
        patiently(lambda: letter_batch.advance_all(session, ids, "submit"))
        patiently(lambda: letter_batch.advance_all(session, ids, "sign", values={"signed_by": signer}))
        series = self._series()
        patiently(lambda: letter_batch.advance_all(session, ids, "number", series=series))
        for letter in ids:
            self._tell(letter)


def main() -> None:
    """Work until the input is closed."""
    # Whether all pages are sound can be told only while nobody writes: the test looks when all have ended.
    unlocking.refuse_damage = lambda _database: None
    folder, threads, seed = quick_folder(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
    desk = Desk(setup.unlock(folder, load_catalog(), FixedClock(TODAY), "clerk", PASSWORD))
    people = [p.id for p in find_people(desk.session, "同志", MOST_PEOPLE)]
    said, ended = threading.Lock(), threading.Event()
    work = [threading.Thread(target=Worker(desk, people, seed * 1000 + i, said).go_on, args=(ended,)) for i in range(threads)]
    print("ready", flush=True)  # noqa: T201
    for one in work:
        one.start()
    sys.stdin.read()
    ended.set()
    for one in work:
        one.join()
    desk.session.close()


if __name__ == "__main__":
    main()
