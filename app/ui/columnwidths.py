"""How wide the columns of a list are: by hand, by what they hold, the title takes the rest. No widgets here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Protocol

from app.services.lists import Column, Row

USUAL = {"date": 104, "end": 104, "due": 104, "entered": 104, "kind": 150, "state": 96, "title": 300, "actor": 120,
         "chair": 100, "subject": 110, "number": 150, "to": 170, "owner": 120, "period": 100, "author": 90}  # fmt: skip
LEAST, MOST = 72, 280
TITLE_LEAST = 260
SAMPLE = 120
EDGES = 26  # padding of a cell; a state tag needs as much and its own
GIVE_WAY = ("subject", "end", "due", "actor")


class Ruler(Protocol):
    """Measures text (QFontMetrics)."""

    def horizontalAdvance(self, text: str, /) -> int:
        """Pixels."""


class Measured:
    """What the columns of the rows seen so far need; only ever grows, so that columns do not jump."""

    def __init__(self) -> None:
        self.needs: dict[str, int] = {}
        self.filled: set[str] = set()
        self.rows = 0

    def learn(self, columns: Sequence[Column], rows: Iterable[Row], ruler: Ruler) -> None:
        """Measure some rows."""
        for row in islice(rows, SAMPLE):
            self.rows += 1
            for column in columns:
                text = row.cells.get(column.id, "")
                if text:
                    self.filled.add(column.id)
                    extra = EDGES + (12 if column.id == "state" else 0)
                    self.needs[column.id] = max(self.needs.get(column.id, 0), ruler.horizontalAdvance(text) + extra)
        for column in columns:
            head = ruler.horizontalAdvance(column.label) + EDGES + 8
            self.needs[column.id] = max(self.needs.get(column.id, 0), head)


def fitted(
    columns: Sequence[Column], by_hand: Mapping[str, int], measured: Measured, room: int, *, usual: bool
) -> dict[str, int]:
    """The width of every column. usual: nobody chose these columns, so 0 hides one that holds nothing."""
    wide = {c.id: by_hand.get(c.id) or _wanted(c.id, measured) for c in columns}
    for name in GIVE_WAY:
        if usual and measured.rows and name in wide and name not in by_hand and name not in measured.filled:
            wide[name] = 0
    if "title" in wide and "title" not in by_hand:
        _give_title(wide, by_hand, measured, room)
    elif wide and sum(wide.values()) < room:
        last = list(wide)[-1]
        wide[last] += room - sum(wide.values())
    return wide


def _wanted(name: str, measured: Measured) -> int:
    if name not in measured.needs:
        return USUAL.get(name, 130)
    return min(max(measured.needs[name], LEAST), MOST)


def _give_title(wide: dict[str, int], by_hand: Mapping[str, int], measured: Measured, room: int) -> None:
    """Give the title what is left, at least TITLE_LEAST: the widest of the others shrink."""
    need = max(TITLE_LEAST, min(measured.needs.get("title", TITLE_LEAST), room // 2))
    others = [n for n in wide if n != "title"]
    free = [n for n in others if n not in by_hand]
    _shrink(wide, others, {n: max(LEAST, USUAL.get(n, 110)) for n in free}, room - need)
    _shrink(wide, others, dict.fromkeys(free, LEAST), room - TITLE_LEAST)
    wide["title"] = max(room - sum(wide[n] for n in others), TITLE_LEAST)


def _shrink(wide: dict[str, int], others: list[str], least: Mapping[str, int], room: int) -> None:
    """Take from the widest until they fit into `room` or all are as narrow as they may be."""
    while sum(wide[n] for n in others) > room:
        able = [n for n in least if wide[n] > least[n]]
        if not able:
            return
        widest = max(able, key=lambda n: wide[n])
        wide[widest] = max(wide[widest] - 8, least[widest])
