"""Who holds which post, as workflows ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from app.domain.duties.people import Office, Post, expanded
from app.domain.periods import PeriodUnit, period_of

BELOW = "subordinate"
SUBORDINATE = "subordinate_"


class Holders:
    """The posts of an office. lists: the unit's lists, name → period → ids."""

    def __init__(self, office: Office, lists: Mapping[str, Mapping[str, Sequence[str]]] | None = None) -> None:
        self._office = office
        self._lists = lists or {}

    def has_role(self, person: str | None, day: dt.date, roles: tuple[str, ...]) -> bool:
        """Whether a person held one of the posts that day; `subordinate_…`: in a unit below."""
        lower = [r for r in roles if r.startswith(SUBORDINATE)]
        return self._office.has_role(person, day, roles) or any(person in self.holders(r, day) for r in lower)

    def holders(self, role: str, day: dt.date) -> tuple[str, ...]:
        """Who held a post that day, in order of the register. `member` leaves out the principal."""
        if role == BELOW:
            return self._office.lower
        wanted, lower = expanded((role.removeprefix(SUBORDINATE),)), role.startswith(SUBORDINATE)
        held = [p for p in self._office.posts if p.held(day) and p.roles & wanted and self._counts(p, lower=lower)]
        apart = set(self._office.principals(day)) if role == "member" else set()
        return tuple(dict.fromkeys(p.person for p in held if p.person not in apart))

    def listed(self, name: str, day: dt.date) -> tuple[str, ...] | None:
        """Who stands in a list of the unit for the quarter, half or year of that day; None when it is not kept."""
        kept = self._lists.get(name, {})
        for unit in (PeriodUnit.QUARTER, PeriodUnit.HALF, PeriodUnit.YEAR):
            found = kept.get(period_of(day, unit).name)
            if found is not None:
                return tuple(found)
        return None

    def _counts(self, post: Post, *, lower: bool) -> bool:
        if lower:
            return post.unit in self._office.lower
        return post.unit == self._office.unit or any(r.startswith("superior_") for r in post.roles)
