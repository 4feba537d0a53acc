"""What a report on paper says, nothing of how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatementColumn:
    """A column. share: how wide beside the others; side: left (texts), right (numbers) or centre (single words)."""

    label: str
    share: float = 1.0
    side: str = "left"


@dataclass(frozen=True, slots=True)
class StatementTable:
    """A table under its own title; empty: said when it has no rows."""

    title: str
    columns: tuple[StatementColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class PictureBar:
    """A bar of parts (number, tone, word) with a text at its end."""

    label: str
    parts: tuple[tuple[int, str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars under a title. unit: of the numbers."""

    title: str
    unit: str
    bars: tuple[PictureBar, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A report. unit: who made it; period: 统计时间; scope: what part, empty for all; foot: on every page (PDF);
    notes_head: over the notes."""

    title: str
    unit: str
    period: str
    scope: str
    tables: tuple[StatementTable, ...]
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
    foot: str = ""
    landscape: bool = False
    notes_head: str = "统计口径和依据"
