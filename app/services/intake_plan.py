"""What an import would do, row by row: the words of the preview and what apply writes.

A plan is made without writing anything. Lines of a sheet that are one record stand together here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.services.intake_columns import INSIDE, NUMBER, Target
from app.services.intake_values import CellReader
from app.sheets.heads import Line, Table
from app.sheets.values import Cell, UnreadableError, is_blank, text_of
from app.store.adapters import Snapshot

LONGEST_SHOWN = 24


class What(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    TWICE = "twice"
    LOCKED = "locked"
    FAULTY = "faulty"


LABELS: Mapping[What, str] = {
    What.NEW: "新增", What.CHANGED: "已有，内容不同", What.SAME: "已有，内容相同", What.TWICE: "表内重复",
    What.LOCKED: "已有，已定稿", What.FAULTY: "有错误",
}  # fmt: skip
DUPLICATES = (What.CHANGED, What.SAME, What.TWICE, What.LOCKED)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell. column: its head; words: a sentence."""

    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Write:
    """One snapshot to be put."""

    entity: str
    id: str
    snapshot: Snapshot


@dataclass(slots=True)
class Entry:
    """One record of the sheet. numbers: its rows as the sheet numbers them; mentions: ids to be registered with it."""

    numbers: tuple[int, ...]
    title: str
    date: str = ""
    what: What = What.FAULTY
    faults: tuple[Fault, ...] = ()
    note: str = ""
    writes: tuple[Write, ...] = field(default=(), repr=False)
    mentions: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Everything there is to say about the row."""
        found = [f"「{f.column}」{f.words}" if f.column else f.words for f in self.faults]
        return "".join([*found, self.note])


@dataclass(slots=True)
class Plan:
    """A whole import, ready to be written. head: the end of the operation log it was made on."""

    target: Target
    table: Table
    mapping: Mapping[int, str]
    entries: list[Entry]
    fresh: Mapping[str, str]
    fresh_units: Mapping[str, str]
    head: object

    def counts(self) -> dict[What, int]:
        """How many entries become what."""
        found = Counter(e.what for e in self.entries)
        return {what: found.get(what, 0) for what in What}

    def new_names(self) -> list[str]:
        """People and units that would be registered with the sound rows."""
        mentioned = {i for e in self.entries if e.what is not What.FAULTY for i in e.mentions}
        return [n for n, i in (*self.fresh_units.items(), *self.fresh.items()) if i in mentioned]


@dataclass(slots=True)
class Given:
    """What the lines of one record say. values: by column id, only what is filled in."""

    numbers: tuple[int, ...]
    values: dict[str, Any]
    texts: dict[str, str]
    faults: list[Fault]


def groups(table: Table, mapping: Mapping[int, str]) -> Iterator[list[Line]]:
    """The lines of each record: several only where sub-tables have columns of their own."""
    inside = [at for at, one in mapping.items() if INSIDE in one]
    own = [at for at, one in mapping.items() if INSIDE not in one]
    number = next((at for at, one in mapping.items() if one == NUMBER), None)
    held: list[Line] = []
    for line in table.lines:
        if held and inside and _continues(held[0], line, inside, own, number):
            held.append(line)
        else:
            if held:
                yield held
            held = [line]
    if held:
        yield held


def _continues(head: Line, line: Line, inside: Sequence[int], own: Sequence[int], number: int | None) -> bool:
    if all(is_blank(_at(line, at)) for at in inside):
        return False
    if number is not None and not is_blank(_at(head, number)):
        return is_blank(_at(line, number)) or _at(line, number) == _at(head, number)
    return all(is_blank(_at(line, at)) or at in line.repeated or _at(line, at) == _at(head, at) for at in own)


def _at(line: Line, at: int) -> Cell:
    return line.cells[at] if at < len(line.cells) else ""


def read_lines(lines: Sequence[Line], target: Target, mapping: Mapping[int, str], heads: Sequence[str], reader: CellReader) -> Given:
    """The values of one record and everything that could not be read."""
    given = Given(tuple(line.number for line in lines), {}, {}, [])
    rows: dict[str, list[dict[str, Any]]] = {}
    for at, column_id in mapping.items():
        column = target.column(column_id)
        if column is None:
            continue
        if column.table is not None and column.definition is not None:
            table = rows.setdefault(column.table.id, [{} for _line in lines])
            for number, line in enumerate(lines):
                if not is_blank(_at(line, at)):
                    _read(given, heads[at], column.definition.id, table[number], reader, column, _at(line, at))
            continue
        cell = _at(lines[0], at)
        if is_blank(cell):
            continue
        given.texts[column_id] = text_of(cell)
        if column.definition is not None:
            _read(given, heads[at], column_id, given.values, reader, column, cell)
    for name, table in rows.items():
        filled = [row for row in table if row]
        if filled:
            given.values[name] = [*given.values.get(name, []), *filled]
    return given


def _read(given: Given, head: str, key: str, into: dict[str, Any], reader: CellReader, column: Any, cell: Cell) -> None:
    try:
        into[key] = reader.value(column.definition, cell)
    except UnreadableError as error:
        given.faults.append(Fault(head, said(cell, str(error))))


def said(cell: Cell, words: str) -> str:
    """A sentence about what stands in a cell."""
    text = " ".join(text_of(cell).split())
    shown = f"{text[:LONGEST_SHOWN]}…" if len(text) > LONGEST_SHOWN else text
    return f"“{shown}”{words}" + ("" if words.endswith(("。", "？")) else "。")
