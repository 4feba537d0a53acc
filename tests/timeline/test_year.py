"""A year of a clerk's work: on which days tasks appear, turn urgent and close.

The golden file holds every change of the task list; the days of the table below were worked out by hand from the
sources (two months after a meeting, a limit and the day after it, a weekend or holiday between).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import accounts
from app.services.tasks import Task
from tests.timeline.replay import Replay, cast
from tests.unit.services.desk import OTHER_PASSWORD, new_office

GOLDEN = Path(__file__).parents[1] / "golden" / "timeline_2026.txt"
YEAR = 2026
# step, record: first day on the list, first day overdue, first day gone again ("" = not in this year)
DAYS = """
wf01_dem_life.check      dem      2026-01-23  -           2026-03-26
wf01_dem_life.conclude   dem      2026-03-26  -           2026-03-27
"""


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[list[tuple[dt.date, dict[str, Task]]]]:
    """Every day of the year with its tasks by key."""
    clock = FixedClock(dt.datetime(YEAR - 1, 12, 31, 9, 0, tzinfo=dt.UTC))
    session = new_office(tmp_path_factory.mktemp("year") / "office", catalog, packs=False, clock=clock).session
    parts = cast(session)
    accounts.add_user(session, "second", "赵文", ("discipline_secretary", "party_clerk"), OTHER_PASSWORD)
    replay = Replay(session, "second", clock, parts)
    days = [(day, {key(replay, t): t for t in found}) for day, found in replay.year(YEAR)]
    yield days
    replay.session.close()


def key(replay: Replay, task: Task) -> str:
    """The step and the record of a task as the log names it; a row opened from a table by its title."""
    names = {record: name for name, record in replay.ids.items()}
    return f"{task.source} {task.flow}.{task.step} {names.get(task.record, task.title)}"


def changes(days: list[tuple[dt.date, dict[str, Task]]]) -> list[str]:
    """What came, changed its state and went, day by day."""
    lines = []
    before: dict[str, Task] = {}
    for day, now in days:
        for name in sorted({*before, *now}):
            old, new = before.get(name), now.get(name)
            if new is None:
                lines.append(f"{day} - {name}")
            elif old is None or (old.state, old.due) != (new.state, new.due):
                lines.append(f"{day} {'+' if old is None else '~'} {name} {new.state} {new.due or '-'}")
        before = now
    return lines


def test_the_year_goes_as_it_went_before(timeline: list[tuple[dt.date, dict[str, Task]]]) -> None:
    found = "\n".join(changes(timeline)) + "\n"
    if os.environ.get("LVZE_WRITE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")
