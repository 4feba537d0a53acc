"""The operation log: every write of the business store is one operation of field changes.

An operation is hash-chained to the one before it on this device; a change names the
changes it superseded, so that a fork is seen and never decided by a clock. History,
undo, packages and the audit all read these two tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from app.domain.changes import WHOLE, FieldChange, apply
from app.store.tables import change, operation

GENESIS = "0" * 64
SCHEMA = 1


def canonical(value: Any) -> str:
    """One JSON text for one value: sorted keys, no spaces, no NaN."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation as stored."""

    seq: int
    id: str
    device: str
    device_seq: int
    hlc: int
    at: str
    user: str
    user_name: str
    action: str
    label: str
    undo_of: str | None
    undoable: bool
    schema: int
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field change as stored."""

    id: str
    entity: str
    entity_id: str
    path: str
    before: Any
    after: Any
    supersedes: tuple[str, ...]

    def field_change(self) -> FieldChange:
        """Without its place."""
        return FieldChange(self.path, self.before, self.after)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number and hash. `short` is what is printed (number · 20 hex)."""

    seq: int
    hash: str

    @property
    def short(self) -> str:
        """Number and the first 20 hex digits, as printed on registers and receipts."""
        return f"{self.seq} · {self.hash[:20]}"


def head(conn: Connection) -> Head:
    """The last operation, or (0, genesis)."""
    row = conn.execute(
        select(operation.c.seq, operation.c.hash).order_by(operation.c.seq.desc()).limit(1)
    ).first()
    return Head(int(row[0]), str(row[1])) if row else Head(0, GENESIS)


def append(
    conn: Connection,
    *,
    op_id: str,
    device: str,
    at: str,
    millis: int,
    user: str,
    user_name: str,
    action: str,
    label: str,
    undo_of: str | None,
    undoable: bool,
    changes: Sequence[tuple[str, str, FieldChange]],
) -> OperationRow:
    """Append one operation with its (entity, entity id, change) list; returns the stored row.

    hlc is milliseconds × 65,536 plus a counter and only ever grows: it orders display,
    it never decides which change survives.
    """
    last = conn.execute(
        select(operation.c.seq, operation.c.hash, operation.c.hlc).order_by(operation.c.seq.desc()).limit(1)
    ).first()
    own = conn.execute(select(func.max(operation.c.device_seq)).where(operation.c.device == device)).scalar()
    rows = _link(conn, op_id, changes)
    values: dict[str, Any] = {
        "seq": (int(last[0]) if last else 0) + 1,
        "id": op_id,
        "device": device,
        "device_seq": int(own or 0) + 1,
        "hlc": max(millis << 16, (int(last[2]) if last else 0) + 1),
        "at": at,
        "user": user,
        "user_name": user_name,
        "action": action,
        "label": label,
        "undo_of": undo_of,
        "undoable": undoable,
        "schema": SCHEMA,
        "prev_hash": str(last[1]) if last else GENESIS,
    }
    values["hash"] = _hash(values, [_content(r) for r in rows])
    conn.execute(insert(operation).values(**values))
    if rows:
        conn.execute(insert(change), [{**r, "op": values["seq"]} for r in rows])
    return OperationRow(**values)


def _link(
    conn: Connection, op_id: str, changes: Sequence[tuple[str, str, FieldChange]]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    heads = _heads(conn, {i for _e, i, one in changes if not _fresh(one)})
    replaced: list[str] = []
    for index, (entity, entity_id, one) in enumerate(changes):
        same = [] if _fresh(one) else heads.get((entity_id, one.path), [])
        replaced += same
        before = same or ([] if _fresh(one) else heads.get((entity_id, WHOLE), []))
        rows.append(
            {
                "id": f"{op_id}.{index}",
                "entity": entity,
                "entity_id": entity_id,
                "path": one.path,
                "before": None if one.before is None else canonical(one.before),
                "after": None if one.after is None else canonical(one.after),
                "supersedes": canonical(before),
                "head": True,
            }
        )
    if replaced:
        gone = update(change).where(change.c.id == bindparam("gone")).values(head=False)
        conn.execute(gone, [{"gone": one} for one in replaced])
    return rows


def _fresh(one: FieldChange) -> bool:
    """Whether a change makes an entity, so that nothing can stand before it."""
    return one.path == WHOLE and one.before is None


def _heads(conn: Connection, entity_ids: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """The heads of every field; the whole-entity change stands for a field never changed since."""
    wanted = sorted(entity_ids)
    found: dict[tuple[str, str], list[str]] = {}
    for start in range(0, len(wanted), 500):
        held = change.c.entity_id.in_(wanted[start : start + 500]) & change.c.head.is_(True)
        columns = (change.c.id, change.c.entity_id, change.c.path)
        for row in conn.execute(select(*columns).where(held).order_by(change.c.no)):
            found.setdefault((str(row[1]), str(row[2])), []).append(str(row[0]))
    return found


def _content(row: dict[str, Any]) -> list[Any]:
    return [row["id"], row["entity"], row["entity_id"], row["path"], row["before"], row["after"], row["supersedes"]]


def _hash(values: dict[str, Any], content: Iterable[list[Any]]) -> str:
    signed = [values[k] for k in ("id", "device", "device_seq", "hlc", "at", "user", "user_name", "action", "label")]
    signed += [values["undo_of"], values["undoable"], values["schema"], values["prev_hash"]]
    return hashlib.sha256(canonical([signed, list(content)]).encode("utf-8")).hexdigest()


def operations(conn: Connection, after: int = 0) -> Iterator[OperationRow]:
    """Operations in order, from the one after `after`."""
    query = select(operation).where(operation.c.seq > after).order_by(operation.c.seq)
    for row in conn.execute(query):
        yield OperationRow(**row._mapping)


def operation_by_id(conn: Connection, op_id: str) -> OperationRow | None:
    """One operation."""
    row = conn.execute(select(operation).where(operation.c.id == op_id)).first()
    return OperationRow(**row._mapping) if row else None


def touched(conn: Connection, after: int, limit: int) -> set[tuple[str, str]] | None:
    """(entity, id) of everything changed since the operation `after`; None when more than `limit`."""
    query = select(change.c.entity, change.c.entity_id).where(change.c.op > after).distinct().limit(limit + 1)
    found = {(str(row[0]), str(row[1])) for row in conn.execute(query)}
    return found if len(found) <= limit else None


def changes_of(conn: Connection, seq: int) -> list[ChangeRow]:
    """The changes of one operation in order."""
    rows = conn.execute(select(change).where(change.c.op == seq).order_by(change.c.no))
    return [_change(row) for row in rows]


def history_of(conn: Connection, entity_ids: Sequence[str]) -> list[tuple[OperationRow, list[ChangeRow]]]:
    """All operations that touched any of the entities, oldest first, with their changes to them."""
    rows = conn.execute(
        select(change, operation.c.seq)
        .join(operation, operation.c.seq == change.c.op)
        .where(change.c.entity_id.in_(entity_ids))
        .order_by(change.c.no)
    )
    grouped: dict[int, list[ChangeRow]] = {}
    for row in rows:
        grouped.setdefault(int(row.seq), []).append(_change(row))
    if not grouped:
        return []
    ops = conn.execute(select(operation).where(operation.c.seq.in_(list(grouped))).order_by(operation.c.seq))
    return [(OperationRow(**op._mapping), grouped[int(op.seq)]) for op in ops]


def _change(row: Any) -> ChangeRow:
    return ChangeRow(
        id=row.id,
        entity=row.entity,
        entity_id=row.entity_id,
        path=row.path,
        before=None if row.before is None else json.loads(row.before),
        after=None if row.after is None else json.loads(row.after),
        supersedes=tuple(json.loads(row.supersedes)),
    )


def verify(conn: Connection) -> str | None:
    """Recompute the whole chain; None when sound, else a Chinese sentence naming the first bad number."""
    previous = GENESIS
    columns = (change.c.op, change.c.id, change.c.entity, change.c.entity_id, change.c.path)
    rows = conn.execute(select(*columns, change.c.before, change.c.after, change.c.supersedes).order_by(change.c.no))
    groups = groupby(rows, key=lambda r: int(r[0]))  # both tables only grow, so both are read in one pass
    group = next(groups, None)
    for expected, row in enumerate(conn.execute(select(operation).order_by(operation.c.seq)), 1):
        if group is not None and group[0] < expected:
            break
        contents: list[list[Any]] = []
        if group is not None and group[0] == expected:
            contents = [list(r[1:]) for r in group[1]]
            group = next(groups, None)
        values = dict(row._mapping)
        sound = values["seq"] == expected and values["prev_hash"] == previous
        if not sound or values["hash"] != _hash(values, contents):
            return f"操作日志第 {expected} 号与前后不能衔接。"
        previous = values["hash"]
    return f"操作日志里有不属于任何操作的变更（第 {group[0]} 号）。" if group is not None else None


def net_state(conn: Connection) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """What the log says every entity is now: (entity, id, snapshot), one by one."""
    columns = (change.c.entity, change.c.entity_id, change.c.path, change.c.before, change.c.after)
    rows = conn.execute(select(*columns).order_by(change.c.entity_id, change.c.entity, change.c.no))
    for (_id, entity), group in groupby(rows, key=lambda r: (str(r[1]), str(r[0]))):
        snapshot: dict[str, Any] | None = None
        for row in group:
            after = None if row[4] is None else json.loads(row[4])
            if row[2] == WHOLE:
                snapshot = after
            elif isinstance(snapshot, dict):
                snapshot = apply(snapshot, [FieldChange(str(row[2]), None, after)])
        yield entity, _id, snapshot
