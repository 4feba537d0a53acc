"""Who plays which part in the synthetic office, and a record planned for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Cast:
    """Who is who in the example. members: (person id, fields in charge)."""

    unit: str
    principal: str
    members: list[tuple[str, tuple[str, ...]]]
    discipline: str
    heads: list[tuple[str, str]]
    lower: list[tuple[str, str, str]]
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One record to write."""

    form: str
    kind: str
    state: str
    body: Mapping[str, Any]
