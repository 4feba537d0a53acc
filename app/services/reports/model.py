"""What a report says: tables of cells, each with the records or duty rows behind it, and bars to look at.

Belongs here: plain values without a session. Does not belong here: counting (one file a topic), paper (paper).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.reports import ReportDef
from app.services.reports.periods import ReportPeriod
from app.services.reports.scopes import Scope

NO_SUBJECT = "无对象"
NO_RECORD = "未见记录"
TEXT, COUNT, RATE, DAY = "text", "count", "rate", "day"


@dataclass(frozen=True, slots=True)
class DutyPlace:
    """A cell of the duty board, as `duties.explain` asks for it."""

    duty: str
    period: str
    subject: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Opens:
    """What stands behind a number. records: ids in order; duties: cells of the board."""

    records: tuple[str, ...] = ()
    duties: tuple[DutyPlace, ...] = ()

    def __len__(self) -> int:
        return len(self.records) + len(self.duties)


NOTHING = Opens()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. value: the number, None for texts and for shares of nothing; tone: good, warn, bad, muted or empty.

    The value of a count is the length of what it opens, except where `of` says that it counts rows inside the
    records (agenda items, occurrences): then it opens the records they stand in.
    """

    text: str = ""
    value: float | None = None
    tone: str = ""
    opens: Opens = NOTHING
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column. kind: text, count, rate or day; unit: 条、人、次、项、%; share: how wide beside the others."""

    id: str
    label: str
    kind: str = TEXT
    unit: str = ""
    share: float = 1.0

    @property
    def head(self) -> str:
        """The label with its unit, as it stands over the column."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Table:
    """A table. empty: what is said when it has no rows; total: whether its last row is the sum."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = NO_RECORD
    total: bool = False

    def column(self, column_id: str) -> int:
        """The place of a column; KeyError for an unknown one."""
        for at, one in enumerate(self.columns):
            if one.id == column_id:
                return at
        raise KeyError(column_id)

    def at(self, row_text: str, column_id: str) -> Cell:
        """The cell in the first row that begins with a text; KeyError when there is none."""
        for row in self.rows:
            if row[0].text == row_text:
                return row[self.column(column_id)]
        raise KeyError(row_text)


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A part of a bar. tone also gives its pattern, so that it can be told in black and white."""

    number: int
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar of parts. text: what stands at its end; opens: what is behind the whole bar."""

    label: str
    parts: tuple[ChartPart, ...]
    text: str
    opens: Opens = NOTHING


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title. unit: of the numbers."""

    title: str
    unit: str
    bars: tuple[ChartBar, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is shown and printed. unit: the office's name; made: the day it was counted (ISO)."""

    definition: ReportDef
    unit: str
    period: ReportPeriod
    scope: Scope
    made: str
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title as it stands above the tables."""
        return self.definition.label

    def table(self, table_id: str) -> Table:
        """One of its tables; KeyError for an unknown one."""
        for one in self.tables:
            if one.id == table_id:
                return one
        raise KeyError(table_id)


# --- cells ------------------------------------------------------------------------------
def words(text: str, tone: str = "", record: str = "") -> Cell:
    """A text; record: the one it speaks of."""
    return Cell(text, tone=tone, opens=Opens((record,)) if record else NOTHING)


def counted(records: Iterable[str], tone: str = "") -> Cell:
    """How many records, opening them."""
    ids = tuple(records)
    return Cell(str(len(ids)), len(ids), tone if ids else "", Opens(ids))


def counted_rows(number: int, records: Iterable[str], tone: str = "") -> Cell:
    """How many rows inside records (several may stand in one), opening the records."""
    return Cell(str(number), number, tone if number else "", Opens(tuple(dict.fromkeys(records))), inside=True)


def counted_duties(places: Iterable[DutyPlace], tone: str = "", text: str = "") -> Cell:
    """How many cells of the board, opening them. text: shown in place of the number."""
    found = tuple(places)
    return Cell(text or str(len(found)), len(found), tone if found else "", Opens(duties=found))


def share(done: int, whole: int, records: Iterable[str] = (), tone: str = "") -> Cell:
    """A share in per cent with one decimal, opening the whole; of nothing: 无对象."""
    if not whole:
        return Cell(NO_SUBJECT, tone="muted")
    ids = tuple(records)
    value = done * 100 / whole
    return Cell(percent(done, whole), value, tone, Opens(ids))


def percent(done: int, whole: int) -> str:
    """A share as a person reads it: 66.7%, and never 100% while something is missing; of nothing: 无对象."""
    if not whole:
        return NO_SUBJECT
    tenths = done * 1000 // whole if done < whole and round(done * 1000 / whole) >= 1000 else round(done * 1000 / whole)
    return f"{tenths / 10:.1f}%"


def part(number: int, tone: str, word: str) -> ChartPart:
    """A part of a bar."""
    return ChartPart(number, tone, word)


@dataclass(frozen=True, slots=True)
class Body:
    """What a builder gives back. behind: records that judged rows rest on, looked through for late entries."""

    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
