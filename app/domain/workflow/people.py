"""Who holds which post, as workflows ask it."""

from __future__ import annotations

import datetime as dt

from app.domain.duties.people import Office, Post, expanded

SUBORDINATE = "subordinate_"


class Holders:
    """The posts of an office."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def has_role(self, person: str | None, day: dt.date, roles: tuple[str, ...]) -> bool:
        """Whether a person held one of the posts that day; `subordinate_…`: in a unit below."""
        lower = [r for r in roles if r.startswith(SUBORDINATE)]
        return self._office.has_role(person, day, roles) or any(person in self.holders(r, day) for r in lower)

    def holders(self, role: str, day: dt.date) -> tuple[str, ...]:
        """Who held a post that day, in order of the register. `member` leaves out the principal."""
        wanted, lower = expanded((role.removeprefix(SUBORDINATE),)), role.startswith(SUBORDINATE)
        held = [p for p in self._office.posts if p.held(day) and p.roles & wanted and self._counts(p, lower=lower)]
        apart = set(self._office.principals(day)) if role == "member" else set()
        return tuple(dict.fromkeys(p.person for p in held if p.person not in apart))

    def _counts(self, post: Post, *, lower: bool) -> bool:
        if lower:
            return post.unit in self._office.lower
        return post.unit == self._office.unit or any(r.startswith("superior_") for r in post.roles)
