"""What is selected in a long list: row ranges, never single rows (ADR 0060).

"Everything but a few" stays everything but a few when the order of the list changes; a few stay
the few records they are. Does not belong here: what is done with the selection.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from app.ui.listmodel import RowsModel

REMEMBERED = 20_000
Range = tuple[int, int]


def ranges_of(selection: QItemSelection) -> list[Range]:
    """Selected rows as sorted ranges (first, last) that neither touch nor overlap."""
    parts = sorted({(p.top(), p.bottom()) for p in (selection.at(n) for n in range(selection.count()))})
    found: list[Range] = []
    for first, last in parts:
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def size(ranges: Iterable[Range]) -> int:
    """How many rows the ranges hold."""
    return sum(last - first + 1 for first, last in ranges)


def gaps(ranges: Iterable[Range], total: int) -> Iterator[Range]:
    """What the ranges leave out of `total` rows."""
    following = 0
    for first, last in ranges:
        if first > following:
            yield following, first - 1
        following = last + 1
    if following < total:
        yield following, total - 1


def rids_in(ids: array[int], ranges: Iterable[Range]) -> array[int]:
    """The row ids in the ranges, in the order of the list."""
    found = array("q")
    for first, last in ranges:
        found.extend(ids[first : last + 1])
    return found


@dataclass(frozen=True, slots=True)
class Memory:
    """A selection that outlives its rows' places: the records meant, or all but those."""

    everything: bool = False
    rids: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing is selected."""
        return not self.everything and not self.rids


def remember(ids: array[int], ranges: list[Range]) -> Memory:
    """Keep a selection over a new order: the shorter of the two lists; too long a one is let go."""
    left_out = list(gaps(ranges, len(ids)))
    if ranges and size(left_out) <= min(size(ranges), REMEMBERED):
        return Memory(True, frozenset(rids_in(ids, left_out)))
    if size(ranges) <= REMEMBERED:
        return Memory(False, frozenset(rids_in(ids, ranges)))
    return Memory()


def restored(memory: Memory, ids: array[int]) -> list[Range]:
    """The ranges of a remembered selection in the present order."""
    found: list[Range] = []
    if memory.rids:
        for number, rid in enumerate(ids):
            if rid in memory.rids:
                found.append((number, number))
    if memory.everything and ids:
        return list(gaps(found, len(ids)))
    return found


def select_ranges(chooser: QItemSelectionModel, model: RowsModel, ranges: Iterable[Range]) -> None:
    """Select whole rows by ranges."""
    chosen = QItemSelection()
    last_column = len(model.columns) - 1
    for first, last in ranges:
        chosen.select(model.index(first, 0), model.index(last, last_column))
    chooser.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
