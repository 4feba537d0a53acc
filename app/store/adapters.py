"""How the relational entities are read as snapshots and written from them.

An entity is one row; its snapshot is a dict of its columns with JSON columns opened. A
snapshot of None marks it deleted. Records have an adapter of their own
(record_adapter); both are driven only by the unit of work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Table, func, insert, select, update

from app.store import tables
from app.store.changelog import canonical
from app.store.names import drop_initials, put_initials

Snapshot = dict[str, Any]


class Adapter(Protocol):
    """Reads and writes one kind of entity."""

    def load(self, conn: Connection, entity_id: str) -> Snapshot | None:
        """The snapshot, None when absent or deleted."""
        ...

    def store(self, conn: Connection, entity_id: str, snapshot: Snapshot | None) -> None:
        """Write the snapshot and everything derived from it."""
        ...

    def store_new(self, conn: Connection, items: Sequence[tuple[str, Snapshot]]) -> None:
        """Write many that were never there, in bulk."""
        ...

    def count(self, conn: Connection) -> int:
        """How many there are that are not deleted."""
        ...


@dataclass(frozen=True, slots=True)
class TableAdapter:
    """An entity kept in one table with `id` and `deleted` columns.

    json_columns: columns stored as JSON text. named: keep pinyin initials of `name`.
    on_renamed: called when the name of an existing entity changes (search text).
    """

    entity: str
    table: Table
    json_columns: frozenset[str] = frozenset()
    named: bool = False
    on_renamed: Callable[[Connection, str], None] | None = None

    def _columns(self) -> list[str]:
        return [c.name for c in self.table.c if c.name not in ("id", "deleted", "initials")]

    def load(self, conn: Connection, entity_id: str) -> Snapshot | None:
        """The snapshot, None when absent or deleted."""
        row = conn.execute(select(self.table).where(self.table.c.id == entity_id)).first()
        if row is None or row.deleted:
            return None
        return self._snapshot(dict(row._mapping))

    def _snapshot(self, row: Mapping[str, Any]) -> Snapshot:
        found = {name: row[name] for name in self._columns()}
        for name in self.json_columns:
            found[name] = json.loads(found[name]) if found[name] is not None else None
        return {k: v for k, v in found.items() if v is not None}

    def count(self, conn: Connection) -> int:
        """How many there are that are not deleted."""
        living = select(func.count()).select_from(self.table).where(self.table.c.deleted.is_(False))
        return int(conn.execute(living).scalar_one())

    def store(self, conn: Connection, entity_id: str, snapshot: Snapshot | None) -> None:
        """Write the row; None sets the deleted mark."""
        key = self.table.c.id == entity_id
        row = conn.execute(select(self.table).where(key)).first()
        if snapshot is None:
            conn.execute(update(self.table).where(key).values(deleted=True))
            if self.named:
                drop_initials(conn, self.entity, entity_id)
            return
        if row is None:
            self.store_new(conn, [(entity_id, snapshot)])
            return
        conn.execute(update(self.table).where(key).values(self._values(conn, entity_id, snapshot)))
        if self.named and self.on_renamed is not None and row.name != snapshot["name"]:
            self.on_renamed(conn, entity_id)

    def store_new(self, conn: Connection, items: Sequence[tuple[str, Snapshot]]) -> None:
        """Write many rows whose ids were never there, in bulk."""
        if items:
            conn.execute(insert(self.table), [{"id": one, **self._values(conn, one, snapshot)} for one, snapshot in items])

    def _values(self, conn: Connection, entity_id: str, snapshot: Snapshot) -> dict[str, Any]:
        values = {name: snapshot.get(name) for name in self._columns()}
        for name in self.json_columns:
            values[name] = canonical(values[name]) if values[name] is not None else None
        if self.named:
            values["initials"] = put_initials(conn, self.entity, entity_id, snapshot["name"])
        return {"deleted": False, **values}


def relational_adapters(on_renamed: Callable[[Connection, str], None]) -> dict[str, Adapter]:
    """The adapters of every entity but records."""
    return {
        "unit": TableAdapter("unit", tables.unit, frozenset({"applies"}), named=True, on_renamed=on_renamed),
        "person": TableAdapter("person", tables.person, named=True, on_renamed=on_renamed),
        "post": TableAdapter("post", tables.post, frozenset({"roles", "fields", "term"})),
        "setting": TableAdapter("setting", tables.setting, frozenset({"value"})),
        "partner": TableAdapter("partner", tables.partner, frozenset({"card"})),
        "number": TableAdapter("number", tables.number),
        "package": TableAdapter("package", tables.package, frozenset({"detail"})),
        "received": TableAdapter("received", tables.received),
    }
