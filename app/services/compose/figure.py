"""A counted figure: its number, the records and cells it counts, in groups and one by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a figure counts, in words. key: what it is known by from one time to the next."""

    key: str
    text: str
    records: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """number: how many. records, cells: exactly those counted. groups: label and number; entries: one by one.

    text: as a report says it (66.7%).
    """

    number: int
    records: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()
    entries: tuple[Entry, ...] = ()
    text: str = ""
