"""What an account may see of the records: its roles' grants, with scopes made concrete for its person and the day.

Classes, scopes and grants are data (forms/rights); the conditions are in store.sight. Every service that reads
records takes `session.sight()`; none asks for forms alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from app.catalog.catalog import Catalog
from app.catalog.records import RecordForm
from app.catalog.rights import Rights, Scope
from app.domain.duties.people import Office
from app.store.sight import Names, NamesOnDay, Part, Says, Sight, Test, TypedBy

if TYPE_CHECKING:
    from app.services.session import User


class Sights:
    """Makes the sights of one account. office: read only when a scope or a post asks for it."""

    def __init__(self, catalog: Catalog, user: User, today: dt.date, office: Callable[[], Office]) -> None:
        self._catalog = catalog
        self._rights: Rights = catalog.rights
        self._user = user
        self._today = today
        self._office = cache(office)  # every scope of every form asks
        self._people: tuple[str, ...] | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """The person of the account; of one that is not linked, the holders of the post its only role stands for."""
        if self._people is None:
            alone = self._rights.roles.get(self._user.roles[0]) if len(self._user.roles) == 1 else None
            if self._user.person:
                self._people = (self._user.person,)
            elif alone is not None and alone.post:
                self._people = self._office().holders(alone.post, self._today)
            else:
                self._people = ()
        return self._people

    def sight(self, action: str) -> Sight:
        """On which records the account may do the action."""
        return Sight({form.id: self._parts(form, action) for form in self._catalog.records})

    def _parts(self, form: RecordForm, action: str) -> tuple[Part, ...]:
        kinds: dict[str, list[str]] = {}
        for kind, name in form.apart.items():
            kinds.setdefault(name, []).append(kind)
        own = [self._part(form.id, name, action, tuple(found), ()) for name, found in kinds.items()]
        return self._part(form.id, form.visibility, action, (), tuple(form.apart)), *own

    def _part(self, form: str, name: str, action: str, kinds: tuple[str, ...], others: tuple[str, ...]) -> Part:
        reach = self._rights.reach(self._user.roles, action, name)
        never = self.tests(self._rights.classes[name].never) if reach and name in self._rights.classes else ()
        return Part(form, kinds, others, None if "" in reach else self.tests(sorted(reach)), never)

    def tests(self, scopes: Iterable[str]) -> tuple[Test, ...]:
        """The scopes as tests; those that can hold for no record are left out."""
        return tuple(t for code in scopes if (t := self._test(self._rights.scopes[code])) is not None)

    def _test(self, scope: Scope) -> Test | None:
        today = self._today.isoformat()
        if scope.by == "author":
            return TypedBy(self._user.id)
        if scope.by == "person":
            return Names(scope.fields, self.people) if self.people else None
        if scope.by == "charge":
            spans = tuple(
                (one, first.isoformat(), last.isoformat() if last else "")
                for person in self.people for one, first, last in self._office().charged(person)
            )  # fmt: skip
            return NamesOnDay(scope.fields, spans) if spans else None
        return Says(scope.fields[0], scope.values, tuple(sorted(scope.unless.items())), scope.day, today if scope.day else "")
