"""Where a table begins and ends on a sheet: titles above, one or two head lines, notes below.

Does not belong here: what the columns mean (mapping says which is which).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from app.sheets.reading import Grid
from app.sheets.values import Cell, is_blank, text_of

LOOKED_AT = 40
LONGEST_HEAD = 60
_DECORATION = re.compile(r"[\s*＊：:]+|[（(](必填|选填|可不填|可空)[)）]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. number: as the sheet shows it; repeated: columns joined with the line above."""

    number: int
    cells: tuple[Cell, ...]
    repeated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """Head and lines. head_row: number of the head's line; notes: how many lines below were left out."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    head_row: int
    notes: int = 0


def key_of(label: str) -> str:
    """A head as it is compared: half width, without spaces, stars and “必填”."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", label)).lower()


def find_head(grid: Grid, known: Collection[str]) -> int:
    """The index of the line that is most likely the head. known: keys of column names."""
    best, score = 0, -1.0
    for at, row in enumerate(grid.rows[:LOOKED_AT]):
        texts = {key_of(c) for c in row if isinstance(c, str) and not is_blank(c) and len(c) <= LONGEST_HEAD}
        others = sum(1 for c in row if not isinstance(c, str))
        if not texts:
            continue
        alone = len(texts) == 1 and sum(1 for c in row if not is_blank(c)) != 1
        points = 4.0 * sum(t in known for t in texts) + 0.5 * len(texts) - others - at * 0.01 - (2 if alone else 0)
        if points > score:
            best, score = at, points
    return best


def table_of(grid: Grid, head: int) -> Table:
    """The table under the line with this index. Empty lines and notes below the table are left out."""
    names = _names(grid, head)
    lines = [
        Line(grid.first + at, tuple(row), frozenset(c for r, c in _joined(grid, at) if c < len(row)))
        for at, row in enumerate(grid.rows[head + 1 :], head + 1)
    ]
    filled = [line for line in lines if any(not is_blank(c) for c in line.cells)]
    kept = _without_notes(filled, len([n for n in names if n]))
    return Table(tuple(names), tuple(kept), grid.first + head, len(filled) - len(kept))


def _joined(grid: Grid, at: int) -> list[tuple[int, int]]:
    if not grid.joined:
        return []
    return [(at, c) for c in range(len(grid.rows[at])) if (at, c) in grid.joined]


def _names(grid: Grid, head: int) -> list[str]:
    """Names of the columns; what stands twice gets the group that stands above it in front."""
    own = [text_of(c).replace("\n", "") for c in grid.rows[head]]
    above = [text_of(c).replace("\n", "") for c in grid.rows[head - 1]] if head else []
    grouped = len({a for a in above if a}) > 1
    found = []
    for at, name in enumerate(own):
        group = above[at] if grouped and at < len(above) else ""
        twice = own.count(name) > 1
        found.append(group if not name else f"{group}·{name}" if twice and group and group != name else name)
    return found


def _without_notes(lines: list[Line], columns: int) -> list[Line]:
    """Lines at the end with a single cell, cut off by an empty line, are notes, not rows of the table."""
    if columns < 3:
        return lines
    for at in range(len(lines) - 1, 0, -1):
        if sum(1 for c in lines[at].cells if not is_blank(c)) != 1:
            return lines
        if lines[at].number > lines[at - 1].number + 1:
            below = lines[at:]
            return lines[:at] if len(below) <= LOOKED_AT else lines
    return lines
