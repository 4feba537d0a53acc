"""Groups of tasks by time: where each day belongs at the ends of weeks, months, quarters and years."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.services.task_groups import counts, ends, group_of, groups
from app.services.task_model import Task

FRIDAY = dt.date(2026, 11, 20)


def task(due: str | None, state: str = "todo") -> Task:
    day = dt.date.fromisoformat(due) if due else None
    return blank(f"{due} {state}", day, state)


def blank(one: str, due: dt.date | None, state: str) -> Task:
    """A task of which only time matters."""
    return Task(id=one, source="flow", title=one, why="", state=state, tag="", due=due)


@pytest.mark.parametrize(
    ("due", "state", "group"),
    [
        ("2025-11-20", "overdue", "late"), ("2025-11-19", "overdue", "old"), ("2024-02-05", "todo", "old"), ("2024-02-05", "waiting", "waiting"),
        ("2026-11-19", "overdue", "late"), ("2026-11-20", "soon", "week"), ("2026-11-22", "soon", "week"),
        ("2026-11-23", "todo", "month"), ("2026-11-30", "todo", "month"), ("2026-12-01", "todo", "quarter"),
        ("2026-12-31", "todo", "quarter"), ("2027-01-01", "todo", "later"), (None, "todo", "undated"),
        (None, "overdue", "late"), ("2026-11-01", "waiting", "waiting"), (None, "waiting", "waiting"),
    ],
)  # fmt: skip
def test_each_task_stands_in_one_group(due: str | None, state: str, group: str) -> None:
    assert group_of(task(due, state), FRIDAY) == group


@pytest.mark.parametrize(
    ("today", "week", "month", "quarter"),
    [
        ("2026-11-20", "2026-11-22", "2026-11-30", "2026-12-31"), ("2026-11-22", "2026-11-22", "2026-11-30", "2026-12-31"),
        ("2026-12-31", "2027-01-03", "2026-12-31", "2026-12-31"), ("2028-02-29", "2028-03-05", "2028-02-29", "2028-03-31"),
        ("2026-06-29", "2026-07-05", "2026-06-30", "2026-06-30"),
    ],
)  # fmt: skip
def test_weeks_end_on_sunday_quarters_with_their_third_month(today: str, week: str, month: str, quarter: str) -> None:
    assert {k: d.isoformat() for k, d in ends(dt.date.fromisoformat(today)).items()} == {"week": week, "month": month, "quarter": quarter}


def test_a_longer_span_counts_the_shorter_ones_in_it_and_nothing_late_or_waiting() -> None:
    rows = [task("2026-11-20"), task("2026-11-22"), task("2026-11-30"), task("2026-12-01"), task("2026-11-19", "overdue"),
            task("2026-11-21", "waiting"), task(None)]  # fmt: skip
    assert counts(rows, FRIDAY) == {"late": 1, "today": 1, "week": 2, "month": 3, "quarter": 4, "waiting": 1, "old": 0}
    assert [(g.code, len(g.tasks)) for g in groups(rows, FRIDAY)] == [
        ("late", 1), ("week", 2), ("month", 1), ("quarter", 1), ("undated", 1), ("waiting", 1),
    ]  # fmt: skip


def test_the_week_reaches_into_the_next_year_and_is_no_part_of_the_month_then() -> None:
    rows = [replace(task("2027-01-02"), id="x")]
    assert counts(rows, dt.date(2026, 12, 31)) == {"late": 0, "today": 0, "week": 1, "month": 0, "quarter": 0, "waiting": 0, "old": 0}


def test_what_is_late_by_more_than_a_year_stands_last_and_is_not_counted_among_the_late() -> None:
    rows = [task("2025-11-19", "overdue"), task("2025-11-20", "overdue"), task("2026-11-19", "overdue"), task(None, "waiting")]
    found = counts(rows, FRIDAY)
    assert (found["late"], found["old"]) == (2, 1)
    assert [(g.label, len(g.tasks)) for g in groups(rows, FRIDAY)] == [("逾期", 2), ("等待他人", 1), ("逾期一年以上", 1)]


def test_a_year_before_the_last_day_of_february_is_a_day_that_there_was() -> None:
    leap = dt.date(2028, 2, 29)
    assert group_of(task("2027-02-28", "overdue"), leap) == "late"
    assert group_of(task("2027-02-27", "overdue"), leap) == "old"
