"""The one way to change the business store: collect snapshots, commit one operation.

An exception inside the block rolls everything back. Changed fields, the chain and all
derived rows are written in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from app.catalog.records import RecordForms
from app.catalog.vocab import Vocabularies
from app.domain.changes import FieldChange, StaleChangeError, diff, revert
from app.domain.clock import Clock
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.store import changelog
from app.store.adapters import Adapter, Snapshot, relational_adapters
from app.store.anchor import Anchor
from app.store.changelog import OperationRow
from app.store.database import Database
from app.store.record_adapter import RecordAdapter


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes, from which device."""

    user: str
    user_name: str
    device: str


class UnitOfWork:
    """One write transaction: put() any number of snapshots; they become one operation."""

    def __init__(self, conn: Connection, adapters: dict[str, Adapter], records: RecordAdapter) -> None:
        self.conn = conn
        self._adapters = adapters
        self._records = records
        self._before: dict[tuple[str, str], Snapshot | None] = {}
        self._after: dict[tuple[str, str], Snapshot | None] = {}
        self.committed: OperationRow | None = None

    def get(self, entity: str, entity_id: str) -> Snapshot | None:
        """The current snapshot."""
        return self._adapters[entity].load(self.conn, entity_id)

    def put(self, entity: str, entity_id: str, snapshot: Snapshot | None) -> bool:
        """Write a snapshot (None deletes); False when nothing differs."""
        adapter = self._adapters[entity]
        before = adapter.load(self.conn, entity_id)
        if not diff(before, snapshot):
            return False
        adapter.store(self.conn, entity_id, snapshot)
        self._before.setdefault((entity, entity_id), before)
        self._after[entity, entity_id] = snapshot
        return True

    def add(self, entity: str, items: Sequence[tuple[str, Snapshot]]) -> None:
        """Write many that are new, in bulk; none of the ids may have been there before."""
        self._adapters[entity].store_new(self.conn, items)
        for entity_id, snapshot in items:
            self._before[entity, entity_id] = None
            self._after[entity, entity_id] = snapshot

    def remove_records(self, entity_ids: Sequence[str]) -> None:
        """Delete many records in bulk; absent ones are left out."""
        for entity_id, before in self._records.remove_many(self.conn, entity_ids):
            self._before.setdefault(("record", entity_id), before)
            self._after["record", entity_id] = None

    def change_records(self, items: Sequence[tuple[str, Snapshot]]) -> None:
        """Write many records that exist in bulk."""
        for entity_id, before in self._records.remove_many(self.conn, [i for i, _s in items]):
            self._before.setdefault(("record", entity_id), before)
        self._restore_records(items)

    def touched(self) -> set[str]:
        """Ids of all entities put so far."""
        return {entity_id for _entity, entity_id in self._after}

    def entities(self) -> set[str]:
        """Names of all entities put so far."""
        return {entity for entity, _id in self._after}

    def forms(self) -> set[str]:
        """Forms of all records put so far."""
        found = (s for (entity, _id), pair in self._pairs() if entity == "record" for s in pair)
        return {str(s["form"]) for s in found if s is not None}

    def left(self, limit: int) -> list[tuple[str, str, str]]:
        """Entity, id and form of what was put and is there now; no more than `limit`."""
        found = ((entity, one, str(s.get("form", ""))) for (entity, one), s in self._after.items() if s is not None)
        return list(islice(found, limit))

    def _pairs(self) -> Iterator[tuple[tuple[str, str], tuple[Snapshot | None, Snapshot | None]]]:
        for key, after in self._after.items():
            yield key, (self._before[key], after)

    def revert(self, operation: OperationRow) -> None:
        """Put back what an operation changed; AppError(STALE) when later work built on it."""
        by_entity: dict[tuple[str, str], list[FieldChange]] = {}
        for one in changelog.changes_of(self.conn, operation.seq):
            by_entity.setdefault((one.entity, one.entity_id), []).append(one.field_change())
        gone: list[str] = []
        back: list[tuple[str, Snapshot]] = []
        other: list[tuple[str, Snapshot]] = []
        held = self._records.load_many(self.conn, [i for entity, i in by_entity if entity == "record"])
        for (entity, entity_id), done in by_entity.items():
            now = held.get(entity_id) if entity == "record" else self.get(entity, entity_id)
            try:
                before = revert(now, done)
            except StaleChangeError:
                raise AppError(
                    ErrorCode.STALE, "之后又有改动，不能单独撤销这一步。", action="请先撤销后面的改动，或直接修改。"
                ) from None
            if entity == "record" and now is not None and before is None:
                gone.append(entity_id)
            elif entity == "record" and now is None and before is not None:
                back.append((entity_id, before))
            elif entity == "record" and before is not None:
                other.append((entity_id, before))
            else:
                self.put(entity, entity_id, before)
        self.remove_records(gone)
        self.change_records(other)
        self._restore_records(back)

    def _restore_records(self, items: Sequence[tuple[str, Snapshot]]) -> None:
        """Bring deleted records back in bulk: last, so that the people they name are there again."""
        self._records.restore_many(self.conn, items)
        for entity_id, snapshot in items:
            self._before.setdefault(("record", entity_id), None)
            self._after["record", entity_id] = snapshot

    def changes(self) -> list[tuple[str, str, FieldChange]]:
        """What the operation comes to: the net difference of every entity, in the order of writing."""
        return [(*key, one) for key, (before, after) in self._pairs() for one in diff(before, after)]


class BusinessStore:
    """The business store: its file, its adapters, its operation log and anchor."""

    def __init__(
        self, database: Database, forms: RecordForms, vocab: Vocabularies, clock: Clock, anchor: Anchor
    ) -> None:
        self.database = database
        self.clock = clock
        self._anchor = anchor
        self._heard: Callable[[set[str], set[str]], None] | None = None
        self._records = RecordAdapter(forms, vocab)
        self._adapters: dict[str, Adapter] = {
            "record": self._records,
            **relational_adapters(self._records.reindex_mentions),
        }

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent read view."""
        with self.database.read() as conn:
            yield conn

    @contextmanager
    def change(
        self, actor: Actor, action: str, label: str, *, undoable: bool = True, undo_of: str | None = None
    ) -> Iterator[UnitOfWork]:
        """A write transaction that ends as one operation; any exception rolls it back.

        action: machine name; label: Chinese name shown by undo and history, without content.
        """
        with self.database.write() as conn:
            uow = UnitOfWork(conn, self._adapters, self._records)
            yield uow
            changes = uow.changes()
            if changes:
                uow.committed = self._close(
                    conn, changes, actor, action, label, undoable=undoable, undo_of=undo_of
                )
        if uow.committed is not None:
            self._anchor.keep(uow.committed.seq, uow.committed.hash)
            if self._heard is not None:
                self._heard(uow.entities(), uow.touched())

    def listen(self, heard: Callable[[set[str], set[str]], None]) -> None:
        """Call this with the entities and ids of every operation after it is written, whichever way it came."""
        self._heard = heard

    def redefine(self, forms: RecordForms, vocab: Vocabularies, reworded: Collection[str] = ()) -> None:
        """Go by other definitions from now on. reworded: codes with another label, whose search text is written anew."""
        self._records.redefine(forms, vocab)
        if reworded:
            with self.database.write() as conn:
                self._records.reindex_words(conn, reworded)

    def _close(
        self,
        conn: Connection,
        changes: list[tuple[str, str, FieldChange]],
        actor: Actor,
        action: str,
        label: str,
        *,
        undoable: bool,
        undo_of: str | None,
    ) -> OperationRow:
        now = self.clock.now()
        return changelog.append(
            conn,
            op_id=new_id("o"),
            device=actor.device,
            at=now.astimezone(dt.UTC).isoformat(timespec="seconds"),
            millis=max(0, int(now.timestamp() * 1000)),
            user=actor.user,
            user_name=actor.user_name,
            action=action,
            label=label,
            undo_of=undo_of,
            undoable=undoable,
            changes=changes,
        )

    def unlogged(self) -> int:
        """How many entities are stored otherwise than the operation log says: changed past the log."""
        wrong = 0
        living = dict.fromkeys(self._adapters, 0)
        with self.read() as conn:
            for entity, entity_id, logged in changelog.net_state(conn):
                stored = self._adapters[entity].load(conn, entity_id)
                wrong += not isinstance(logged, dict | None) or bool(diff(stored, logged))
                living[entity] += stored is not None
            wrong += self._records.stale_columns(conn)
            wrong += sum(abs(adapter.count(conn) - living[name]) for name, adapter in self._adapters.items())
        return wrong

    def keep_anchor(self) -> None:
        """Remember the present head outside the file (a lost anchor is made anew)."""
        with self.read() as conn:
            end = changelog.head(conn)
        self._anchor.keep(end.seq, end.hash)

    def close(self) -> None:
        """Close the file."""
        self.database.close()
