"""Laws of selections over long lists, and of column widths."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from app.services.lists import Column, Row
from app.ui.columnwidths import LEAST, TITLE_LEAST, Measured, fitted
from app.ui.listselection import Memory, Range, gaps, remember, restored, rids_in, size

TOTAL = 60


def ranges_from(chosen: set[int]) -> list[Range]:
    found: list[Range] = []
    for number in sorted(chosen):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


CHOSEN = st.sets(st.integers(0, TOTAL - 1))


@given(CHOSEN)
def test_ranges_and_gaps_share_out_all_rows(chosen: set[int]) -> None:
    ranges = ranges_from(chosen)
    rest = list(gaps(ranges, TOTAL))
    assert size(ranges) == len(chosen)
    assert size(ranges) + size(rest) == TOTAL
    assert list(gaps(rest, TOTAL)) == ranges


@given(CHOSEN, st.permutations(range(TOTAL)))
def test_a_selection_means_the_same_records_in_any_order(chosen: set[int], order: list[int]) -> None:
    ids = array("q", range(1000, 1000 + TOTAL))
    memory = remember(ids, ranges_from(chosen))
    other = array("q", [ids[n] for n in order])
    meant = {ids[n] for n in chosen}
    assert set(rids_in(other, restored(memory, other))) == meant
    assert memory.empty == (not chosen)


def test_everything_stays_everything_when_a_row_is_added() -> None:
    memory = remember(array("q", [1, 2, 3]), [(0, 2)])
    assert memory == Memory(everything=True)
    assert restored(memory, array("q", [1, 2, 3, 4])) == [(0, 3)]
    assert restored(memory, array("q")) == []


class Ruler:
    """Every character is ten pixels wide."""

    def horizontalAdvance(self, text: str, /) -> int:
        return 10 * len(text)


def row(**cells: str) -> Row:
    return Row(1, "r", "talk", "k", "", "", "", "", "", "", "", "", "", cells)


COLUMNS = [Column(n, n) for n in ("date", "kind", "title", "subject", "state")]


@given(st.integers(560, 2000), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_columns_fill_the_room_and_never_more_than_they_must(room: int, kind: int, title: int, usual: bool) -> None:
    measured = Measured()
    measured.learn(COLUMNS, [row(date="2026-01-01", kind="种" * kind, title="题" * title, state="定稿")], Ruler())
    wide = fitted(COLUMNS, {}, measured, room, usual=usual)
    assert wide["title"] >= TITLE_LEAST
    assert (wide["subject"] == 0) == usual
    assert all(w >= LEAST for n, w in wide.items() if n != "subject")
    assert sum(wide.values()) == max(room, TITLE_LEAST + LEAST * (3 if usual else 4))


def test_a_width_by_hand_is_kept() -> None:
    wide = fitted(COLUMNS, {"kind": 333, "subject": 90}, Measured(), 1200, usual=True)
    assert (wide["kind"], wide["subject"]) == (333, 90)


def test_without_a_title_the_last_column_takes_the_rest() -> None:
    columns = [Column("date", "日期"), Column("state", "状态")]
    assert sum(fitted(columns, {}, Measured(), 900, usual=False).values()) == 900
