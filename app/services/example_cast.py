"""Who plays which part in the synthetic office, and a record planned for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PART = re.compile(r"@([updmhlqi])(\d*)")


@dataclass(slots=True)
class Cast:
    """Who is who in the example. members: (person id, fields in charge); lower: (unit, head, inspector)."""

    unit: str
    principal: str
    members: list[tuple[str, tuple[str, ...]]]
    discipline: str
    heads: list[tuple[str, str]]
    lower: list[tuple[str, str, str]]
    names: dict[str, str] = field(default_factory=dict)

    def team(self) -> list[str]:
        """The principal and all members."""
        return [self.principal, *(m for m, _f in self.members), self.discipline]

    def part(self, code: str) -> str | None:
        """Who a part of the stories is: @u the unit, @p principal, @d discipline, @m0 @h0 members and heads of
        departments, @l0 @q0 @i0 lower units, their heads and inspectors. None when it is no part."""
        found = PART.fullmatch(code)
        if found is None:
            return None
        number = int(found[2] or 0)
        many = {
            "m": [m for m, _f in self.members], "h": [h for h, _n in self.heads],
            "l": [u for u, _h, _i in self.lower], "q": [h for _u, h, _i in self.lower],
            "i": [i for _u, _h, i in self.lower], "u": [self.unit], "p": [self.principal], "d": [self.discipline],
        }  # fmt: skip
        return many[found[1]][number % len(many[found[1]])]


@dataclass(frozen=True, slots=True)
class Planned:
    """One record to write. id: when other records name it. walked: the steps it came by, with their ISO days."""

    form: str
    kind: str
    state: str
    body: Mapping[str, Any]
    id: str = ""
    walked: tuple[tuple[str, str], ...] = ()
