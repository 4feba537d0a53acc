"""Numbers of letters under any sequence of work: from 1 on without a gap, none twice, each letter its own."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.catalog.catalog import load_catalog
from app.domain.clock import FixedClock
from app.jobs.progress import Cancelled, JobContext
from app.services import letter_batch, letters, numbers, records, register, setup, undo
from app.store import queries
from tests.unit.services.desk import PASSWORD, TODAY, Desk, new_office, quick_folder

CATALOG = load_catalog()
SERIES = ("某纪提", "某纪建")
YEARS = (2025, 2026)
pick = st.randoms(use_true_random=False)
WHY = "补编"
UNTIL = dt.date(2026, 12, 1)


class StopHereError(Exception):
    """The program is stopped in the middle of an operation."""


class Numbering(RuleBasedStateMachine):
    """Two programs over one office: letters numbered, numbers reserved, void, cut off, undone, programs killed."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desks = [Desk(new_office(self.folder, CATALOG, packs=False).session)]
        self.desks.append(self._another())
        self.given: dict[str, str] = {}

    def _another(self) -> Desk:
        return Desk(setup.unlock(quick_folder(self.folder), CATALOG, FixedClock(TODAY), "clerk", PASSWORD))

    @initialize()
    def begin(self) -> None:
        self.waiting = [(y, self.desks[0].signed_letter(date=f"{y}-10-10").id) for y in YEARS for _ in range(4)]

    @precondition(lambda self: self.waiting)
    @rule(rng=pick, series=st.sampled_from(SERIES), desk=st.integers(0, 1), stop=st.booleans())
    def number_a_letter(self, rng: object, series: str, desk: int, stop: bool) -> None:
        session = self.desks[desk].session
        year, letter = rng.choice(self.waiting)  # type: ignore[attr-defined]
        if stop:  # everything is written, then the program dies before the end of the operation
            try:
                with session.store.change(session.actor(), "letter.number", "编号") as uow:
                    letters.step_within(session, uow, letter, "number", WHY, {}, series)
                    raise StopHereError
            except StopHereError:
                return
        held = [r for r in numbers.reserved(session, year, series) if rng.random() < 0.5]  # type: ignore[attr-defined]
        found = letters.advance(session, letter, "number", WHY, series=series, reserved=held[0].id if held else "").value
        self.given[letter] = str(found.body["number"])
        self.waiting.remove((year, letter))

    @precondition(lambda self: len(self.waiting) > 1)
    @rule(rng=pick, series=st.sampled_from(SERIES), desk=st.integers(0, 1), stop=st.integers(0, 4))
    def number_letters_together(self, rng: object, series: str, desk: int, stop: int) -> None:
        session, chosen = self.desks[desk].session, rng.sample(self.waiting, 2)  # type: ignore[attr-defined]
        left = iter(range(stop))
        context = JobContext(stopped=lambda: stop < 4 and next(left, None) is None)  # reports three times
        try:
            letter_batch.advance_all(session, [i for _year, i in chosen], "number", WHY, None, series, context)
        except Cancelled:
            return
        for one in chosen:
            self.given[one[1]] = str(records.get(session, one[1]).body["number"])
            self.waiting.remove(one)

    @rule(series=st.sampled_from(SERIES), year=st.sampled_from(YEARS), count=st.integers(1, 3), desk=st.integers(0, 1))
    def reserve_numbers(self, series: str, year: int, count: int, desk: int) -> None:
        numbers.reserve(self.desks[desk].session, series, year, "办公室", UNTIL, "", count)

    @rule(rng=pick, desk=st.integers(0, 1))
    def void_a_reserved_one(self, rng: object, desk: int) -> None:
        session = self.desks[desk].session
        held = [r for y in YEARS for r in numbers.reserved(session, y)]
        if held:
            numbers.void(session, rng.choice(held).id, "不用了")  # type: ignore[attr-defined]

    @precondition(lambda self: self.given)
    @rule(rng=pick, desk=st.integers(0, 1))
    def void_a_letter(self, rng: object, desk: int) -> None:
        session, letter = self.desks[desk].session, rng.choice(sorted(self.given))  # type: ignore[attr-defined]
        if records.get(session, letter).state != "voided":
            letters.advance(session, letter, "void", values={"void_reason": "写错"})

    @rule(desk=st.integers(0, 1))
    def draft_a_letter_and_undo_what_can_be_undone(self, desk: int) -> None:
        self.desks[desk].letter()
        while undo.undo(self.desks[desk].session) is not None:
            pass

    @rule()
    def kill_a_program(self) -> None:
        self.desks[1].kill()
        self.desks[1] = self._another()

    @invariant()
    def numbers_have_no_gap_and_no_repeat(self) -> None:
        session = self.desks[0].session
        for year in YEARS:
            assert register.gaps(session, year) == []
            with session.store.read() as conn:
                rows = queries.numbers(conn, year)
            for series in SERIES:
                assert sorted(r.n for r in rows if r.series == series) == list(range(1, 1 + sum(r.series == series for r in rows)))
            used = {r.record: numbers.number_words(r.series, r.year, r.n) for r in rows if r.record}
            assert len(used) == sum(bool(r.record) for r in rows)
            assert used == {i: n for i, n in self.given.items() if re.search(rf"〔{year}〕", n)}

    def teardown(self) -> None:
        for desk in self.desks:
            desk.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)


TestNumbering = Numbering.TestCase
TestNumbering.settings = settings(max_examples=6, stateful_step_count=25, deadline=None)
