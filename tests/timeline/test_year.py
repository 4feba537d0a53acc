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
from app.services import accounts, records, tasks
from app.services.tasks import Task, TaskScope
from tests.timeline.replay import Replay, cast
from tests.unit.services.desk import OTHER_PASSWORD, Desk, new_office

GOLDEN = Path(__file__).parents[1] / "golden" / "timeline_2026.txt"
YEAR = 2026
# step, record: first day on the list, first day overdue, first day gone again ("" = not in this year)
DAYS = """
wf01_dem_life.pre_review        dem    2026-01-09 -          2026-01-16
wf01_dem_life.check             dem    2026-03-22 -          2026-03-26
wf01_dem_life.conclude          dem    2026-03-26 -          2026-03-27
wf03_new_principal.integrity    newq   2026-02-03 -          2026-02-09
wf04_inquiry.explain            inq    2026-03-11 -          2026-03-20
wf04_inquiry.sign               inq    2026-03-20 -          2026-03-23
wf04_inquiry.close              inq    2026-03-30 -          2026-04-02
wf06_suggestion.feedback        sugg   2026-03-02 2026-04-02 2026-04-15
wf06_suggestion.visit           sugg   2026-04-15 -          2026-05-18
wf06_suggestion.assess          sugg   2026-05-18 -          2026-12-14
wf09_clarification.draft        clue1  2026-04-08 -          2026-04-13
wf09_clarification.tell         clue1  2026-04-13 2026-05-09 -
wf10_return_visit.visit         sanc   2026-06-23 -          2026-12-18
wf12_shuze.enter                shu    2026-02-06 2026-03-09 2026-03-12
wf14_task.reconcile             task1  2026-01-15 2026-07-01 2026-07-03
wf14_task.close                 task1  2026-07-03 2026-07-03 2026-07-06
wf16_special_check.plan         spec   2026-05-18 -          2026-05-20
wf17_petition_analysis.send     pet1   2026-03-31 2026-04-01 2026-04-02
wf19_early_sign.act             tend   2026-05-11 -          2026-05-14
wf19_early_sign.enter           tend   2026-05-14 2026-06-14 -
wf21_intervention.accept        interv 2026-05-19 -          2026-05-20
wf22_accountability.state       acc    2026-06-08 -          2026-06-11
wf22_accountability.visit       acc    2026-06-22 -          2026-12-18
wf23_request_list.report        req    2026-05-06 2026-05-09 2026-05-12
wf24_division.file              div    2026-01-07 2026-02-06 2026-02-10
wf27_signback.sign              sb     2026-04-22 -          2026-04-24
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


@pytest.mark.parametrize("line", DAYS.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_a_task_comes_turns_late_and_goes_on_the_days_worked_out_by_hand(
    line: str, timeline: list[tuple[dt.date, dict[str, Task]]]
) -> None:
    step, record, first, late, gone = line.split()
    states = [(day, now.get(f"flow {step} {record}")) for day, now in timeline]
    listed = [day for day, task in states if task is not None]
    overdue = [day for day, task in states if task is not None and task.state == "overdue"]
    assert str(listed[0]) == first
    assert (str(overdue[0]) if overdue else "-") == late
    last = listed[-1] + dt.timedelta(days=1)
    assert (str(last) if last.year == YEAR else "-") == gone
    assert len(listed) == (listed[-1] - listed[0]).days + 1, "a task left and came back"


def test_a_quarters_duty_is_a_task_until_its_meeting_is_recorded_and_overdue_the_day_after_the_quarter(
    tmp_path: Path, catalog: Catalog
) -> None:
    clock = FixedClock(dt.datetime(YEAR, 3, 20, 9, 0, tzinfo=dt.UTC))
    desk = Desk(new_office(tmp_path / "office", catalog, packs=("tianshui-2014",), clock=clock).session)
    duty = "tianshui-2014/5.1/research-quarterly"

    def standing(day: str, period: str) -> str:
        clock.instant = dt.datetime.fromisoformat(f"{day}T09:00:00+00:00")
        found = tasks.tasks(desk.session, TaskScope(office=True)).tasks
        mine = (t for t in found if t.explain is not None and (t.explain.duty, t.explain.period) == (duty, period))
        return next((t.state for t in mine), "none")

    assert standing("2026-03-30", "2026Q1") == "soon"
    assert standing("2026-04-01", "2026Q1") == "overdue"
    clock.instant = dt.datetime(YEAR, 3, 31, 9, 0, tzinfo=dt.UTC)
    agenda = [{"title": "研究党风廉政建设", "topics": ["integrity_research"], "decision": "同意"}]
    meeting = desk.meeting("2026-03-31", agenda=agenda)
    records.transition(desk.session, meeting.id, "finalise")
    assert standing("2026-04-01", "2026Q1") == "none"
    assert standing("2026-06-29", "2026Q2") == "soon"
