"""Under which months and quarters a row of the evaluation stands."""

from __future__ import annotations

import pytest

from app.services.duty_spans import Grain, columns, is_mark, span_of, within

YEAR = 2026


@pytest.mark.parametrize(
    ("period", "day", "months", "quarters"),
    [
        ("2026Q3", "", (6, 8), (2, 2)),
        ("2026H2", "", (6, 11), (2, 3)),
        ("2026", "", (0, 11), (0, 3)),
        ("r1", "2026-05-20", (4, 4), (1, 1)),
        ("2026", "2026-05-20", (4, 4), (1, 1)),  # a record judged by itself: its day counts, not its year
        ("2026-10-01/2026-10-07", "", (9, 9), (3, 3)),
        ("2026-01-28/2026-02-03", "", (0, 0), (0, 0)),  # a festival stands where it begins
        ("2026-05-01", "", (4, 4), (1, 1)),
        ("term:2021-06-01/2026-06-30", "", (0, 5), (0, 1)),
        ("term:2026-07-01/", "", (6, 11), (2, 3)),
    ],
)
def test_a_row_stands_under_the_months_it_covers(
    period: str, day: str, months: tuple[int, int], quarters: tuple[int, int]
) -> None:
    span = span_of(period, YEAR, day)
    assert columns(span, Grain.MONTH) == months
    assert columns(span, Grain.QUARTER) == quarters
    assert columns(span, Grain.YEAR) == (0, 0)


def test_only_days_and_festivals_are_marks() -> None:
    assert is_mark(span_of("r1", YEAR, "2026-05-20"))
    assert is_mark(span_of("2026-02-15/2026-02-23", YEAR))
    assert not is_mark(span_of("2026Q1", YEAR))
    assert not is_mark(span_of("term:2026-12-01/", YEAR)), "a term that has just begun is a period"


@pytest.mark.parametrize(
    ("period", "day", "words"),
    [
        ("2026Q3", "", ("", "", "三季")),
        ("2026H2", "", ("", "", "下半年")),
        ("2026", "", ("", "", "")),
        ("r1", "2026-05-02", ("5-2", "5-2", "5-2")),
        ("term:2021-06-01/2026-05-31", "", ("", "1至5月", "1至5月")),
    ],
)
def test_cells_that_share_a_column_say_which_part_of_it_they_are(period: str, day: str, words: tuple[str, ...]) -> None:
    assert tuple(within(span_of(period, YEAR, day), grain) for grain in Grain) == words
