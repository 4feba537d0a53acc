"""What the rights data say of one record, worked out in plain Python from its body: no SQL, no service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from app.catalog.catalog import Catalog
from app.domain.duties.people import Office
from app.services.session import User


class Oracle:
    """Answers for one account."""

    def __init__(self, catalog: Catalog, office: Office, user: User, today: dt.date) -> None:
        self._catalog, self._office, self._user, self._today = catalog, office, user, today

    def allows(self, row: Any, action: str = "view") -> bool:
        """Whether the account may do the action on a row of the record table."""
        rights = self._catalog.rights
        name = self._catalog.records.get(row.form).class_of(row.kind)
        body = json.loads(row.body)
        if any(self.holds(s, row, body) for s in rights.classes[name].never):
            return False
        grants = {s for r, a, v, s in rights.grants if r in self._user.roles and (a, v) == (action, name)}
        return "" in grants or any(self.holds(s, row, body) for s in grants)

    def holds(self, scope: str, row: Any, body: dict[str, Any]) -> bool:
        """Whether a scope holds for a record."""
        found = self._catalog.rights.scopes[scope]
        person = self._user.person
        named = {one for name in found.fields for one in _ids(body.get(name))}
        match found.by:
            case "author":
                return bool(row.author == self._user.id)
            case "person":
                return bool(person) and person in named
            case "charge":
                day = dt.date.fromisoformat(row.date)
                return bool(person) and any(self._office.covers(person, one, day) for one in named)
            case _:
                said = named & set(found.values)
                kept_out = any(set(_ids(body.get(k))) & set(v) for k, v in found.unless.items())
                come = not found.day or "1" < str(body.get(found.day) or "9999") <= self._today.isoformat()
                return bool(said) and not kept_out and come


def _ids(value: Any) -> Iterable[str]:
    items = value if isinstance(value, list) else [value]
    return [str(i.get("person") if isinstance(i, dict) else i) for i in items if i]
