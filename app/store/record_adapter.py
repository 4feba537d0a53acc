"""Records as snapshots: one row, and everything derived from it in the same transaction.

Derived: common columns, facts, search text, references, counts by month. The snapshot
is {form, kind, state, entered, author, author_name, example, body}.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from app.catalog.records import FieldDef, FieldType, RecordForms
from app.catalog.vocab import Vocabularies
from app.domain.facts import Fact
from app.domain.records import RecordData
from app.store import search
from app.store.adapters import Snapshot
from app.store.changelog import canonical
from app.store.facts import project
from app.store.names import all_names, names_of
from app.store.same import Same
from app.store.tables import fact, record, record_count, record_ref

SEPARATOR = "\n"
_REFERENCES = (FieldType.PERSON, FieldType.UNIT, FieldType.RECORD_LINK)


class RecordAdapter:
    """Reads and writes records of every form."""

    def __init__(self, forms: RecordForms, vocab: Vocabularies) -> None:
        self.redefine(forms, vocab)

    def redefine(self, forms: RecordForms, vocab: Vocabularies) -> None:
        """Go by other forms and words from now on."""
        self._forms = forms
        self._vocab = vocab

    def load(self, conn: Connection, entity_id: str) -> Snapshot | None:
        """The snapshot, None when absent or deleted."""
        row = conn.execute(select(record).where(record.c.id == entity_id)).first()
        return None if row is None or row.deleted else snapshot_of(row)

    def load_many(self, conn: Connection, entity_ids: Sequence[str]) -> dict[str, Snapshot]:
        """The snapshots of those that are there."""
        found: dict[str, Snapshot] = {}
        for start in range(0, len(entity_ids), 500):
            rows = conn.execute(select(record).where(record.c.id.in_(entity_ids[start : start + 500])))
            found.update((str(r.id), snapshot_of(r)) for r in rows if not r.deleted)
        return found

    def count(self, conn: Connection) -> int:
        """How many there are that are not deleted."""
        living = select(func.count()).select_from(record).where(record.c.deleted.is_(False))
        return int(conn.execute(living).scalar_one())

    def stale_columns(self, conn: Connection) -> int:
        """How many records have common columns that differ from what their body says."""
        living = conn.execute(select(record).where(record.c.deleted.is_(False)))
        return sum(
            any(getattr(row, name) != value for name, value in self._columns(row.id, snapshot_of(row)).items())
            for row in living
        )

    def store(self, conn: Connection, entity_id: str, snapshot: Snapshot | None) -> None:
        """Write one record and what is derived from it."""
        row = conn.execute(
            select(record.c.rid, record.c.form, record.c.kind, record.c.state, record.c.date, record.c.deleted)
            .where(record.c.id == entity_id)
        ).first()  # fmt: skip
        if row is not None:
            if not row.deleted:
                self._count(conn, [(row.form, row.kind, row.state, row.date)], -1)
            conn.execute(delete(fact).where(fact.c.rid == row.rid))
            conn.execute(delete(record_ref).where(record_ref.c.rid == row.rid))
            search.remove(conn, [row.rid])
        if snapshot is None:
            conn.execute(
                update(record).where(record.c.id == entity_id).values(deleted=True, version=record.c.version + 1)
            )
            return
        values = self._columns(entity_id, snapshot)
        if row is None:
            rid = conn.execute(insert(record).values(version=1, **values)).inserted_primary_key
            self._derive(conn, [(int(rid[0]) if rid else 0, entity_id, snapshot)])
        else:
            conn.execute(
                update(record).where(record.c.rid == row.rid).values(version=record.c.version + 1, **values)
            )
            self._derive(conn, [(int(row.rid), entity_id, snapshot)])

    def store_new(self, conn: Connection, items: Sequence[tuple[str, Snapshot]]) -> None:
        """Write many records that do not exist yet, in bulk."""
        if not items:
            return
        conn.execute(insert(record), [{"version": 1, **self._columns(i, s)} for i, s in items])
        ids = [i for i, _s in items]
        rids: dict[str, int] = {}
        for start in range(0, len(ids), 500):
            part = select(record.c.id, record.c.rid).where(record.c.id.in_(ids[start : start + 500]))
            rids.update((str(r[0]), int(r[1])) for r in conn.execute(part))
        self._derive(conn, [(rids[i], i, s) for i, s in items], fresh=True)

    def remove_many(self, conn: Connection, entity_ids: Sequence[str]) -> list[tuple[str, Snapshot]]:
        """Delete many records and what is derived from them; returns what they were."""
        rows = [
            r
            for start in range(0, len(entity_ids), 500)
            for r in conn.execute(select(record).where(record.c.id.in_(entity_ids[start : start + 500])))
            if not r.deleted
        ]
        rids = [int(r.rid) for r in rows]
        for start in range(0, len(rids), 500):
            part = rids[start : start + 500]
            for table in (fact, record_ref):
                conn.execute(delete(table).where(table.c.rid.in_(part)))
            gone = update(record).where(record.c.rid.in_(part))
            conn.execute(gone.values(deleted=True, version=record.c.version + 1))
        search.remove(conn, rids)
        if rows:
            self._count(conn, [(r.form, r.kind, r.state, r.date) for r in rows], -1)
        return [(str(r.id), snapshot_of(r)) for r in rows]

    def restore_many(self, conn: Connection, items: Sequence[tuple[str, Snapshot]]) -> None:
        """Bring records back that were deleted, and what is derived from them."""
        for start in range(0, len(items), 500):
            part = dict(items[start : start + 500])
            rids = {str(r[1]): int(r[0]) for r in conn.execute(select(record.c.rid, record.c.id).where(record.c.id.in_(part)))}
            rows = [{f"new_{k}": v for k, v in self._columns(i, s).items()} for i, s in part.items()]
            values: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in rows[0]}
            again = update(record).where(record.c.id == bindparam("new_id"))
            conn.execute(again.values(version=record.c.version + 1, **values), rows)
            self._derive(conn, [(rids[i], i, s) for i, s in part.items()], fresh=True)

    def reindex_mentions(self, conn: Connection, entity_id: str) -> None:
        """Rewrite the search text of every record that mentions a renamed person or unit."""
        self._reindex(conn, record.c.rid.in_(select(record_ref.c.rid).where(record_ref.c.target == entity_id)))

    def reindex_words(self, conn: Connection, codes: Collection[str]) -> None:
        """Rewrite the search text of every record whose kind or body has one of these codes."""
        named = (record.c.body.contains(canonical(code), autoescape=True) for code in codes)
        self._reindex(conn, or_(record.c.kind.in_(codes), *named))

    def _reindex(self, conn: Connection, which: ColumnElement[bool]) -> None:
        rows = conn.execute(select(record).where(which & record.c.deleted.is_(False))).all()
        names = all_names(conn)
        search.put_many(conn, [(int(r.rid), self._text(snapshot_of(r), names)) for r in rows], fresh=False)

    def _columns(self, entity_id: str, snapshot: Snapshot) -> dict[str, Any]:
        form = self._forms.get(snapshot["form"])
        body = snapshot["body"]

        def base(column: str) -> str | None:
            value = body.get(form.base.get(column, column))
            if isinstance(value, list) and value:
                value = value[0]
            return value if isinstance(value, str) and value else None

        return {
            "id": entity_id, "form": form.id, "kind": snapshot["kind"], "title": base("title") or "",
            "date": base("date"), "end": base("end"), "due": base("due"), "actor": base("actor"),
            "subject": base("subject"), "state": snapshot["state"], "secrecy": base("secrecy"),
            "entered": snapshot["entered"], "author": snapshot["author"], "author_name": snapshot["author_name"],
            "example": bool(snapshot.get("example")), "deleted": False, "body": canonical(body),
        }  # fmt: skip

    def _derive(
        self, conn: Connection, items: Sequence[tuple[int, str, Snapshot]], *, fresh: bool = False
    ) -> None:
        targets = {t for _rid, _id, s in items for t, _f in self._references(s)}
        names = all_names(conn) if len(items) > 1 else names_of(conn, targets)
        facts: list[dict[str, Any]] = []
        refs: list[dict[str, Any]] = []
        texts: list[tuple[int, str]] = []
        counts: list[tuple[str, str, str, str | None]] = []
        for rid, entity_id, snapshot in items:
            form = self._forms.get(snapshot["form"])
            facts.extend(fact_row(rid, one) for one in project(form, record_data(entity_id, snapshot)))
            refs.extend({"rid": rid, "target": t, "field": f} for t, f in set(self._references(snapshot)))
            texts.append((rid, self._text(snapshot, names)))
            date = snapshot["body"].get(form.base.get("date", "date"))
            counts.append((form.id, snapshot["kind"], snapshot["state"], date))
        if facts:
            conn.execute(insert(fact), facts)
        if refs:
            conn.execute(insert(record_ref), refs)
        search.put_many(conn, texts, fresh=fresh)
        self._count(conn, counts, 1)

    def _count(
        self, conn: Connection, items: Sequence[tuple[str, str, str, str | None]], step: int
    ) -> None:
        totals: dict[tuple[str, str, str, str], int] = {}
        for form, kind, state, date in items:
            key = (form, kind, state, (date or "")[:7])
            totals[key] = totals.get(key, 0) + step
        statement = upsert(record_count)
        statement = statement.on_conflict_do_update(
            index_elements=["form", "kind", "state", "month"],
            set_={"n": record_count.c.n + statement.excluded.n},
        )
        conn.execute(
            statement,
            [{"form": f, "kind": k, "state": s, "month": m, "n": n} for (f, k, s, m), n in totals.items()],
        )

    def _references(self, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
        form = self._forms.get(snapshot["form"])
        yield from mentions(form.fields, snapshot["body"])

    def _text(self, snapshot: Snapshot, names: Mapping[str, str]) -> str:
        form = self._forms.get(snapshot["form"])
        body = snapshot["body"]
        words = [self._vocab.short(snapshot["kind"]), *_words(form.fields, body, names, self._vocab)]
        words += [str(row.get("text", "")) for row in body.get("corrections", [])]
        words += [str(row.get("note", "")) for row in body.get("steps", [])]
        return "\n".join(w for w in words if w)


def snapshot_of(row: Any, same: Same | None = None) -> Snapshot:
    """The snapshot of a row of the record table. same: what keeps equal texts of many once."""
    body = json.loads(row.body, object_pairs_hook=same.pairs if same is not None else None)
    return {
        "form": row.form, "kind": row.kind, "state": row.state, "entered": row.entered, "author": row.author,
        "author_name": row.author_name, "example": bool(row.example), "body": body,
    }  # fmt: skip


def record_data(entity_id: str, snapshot: Snapshot) -> RecordData:
    """The snapshot as the domain sees it."""
    return RecordData(
        id=entity_id,
        form=snapshot["form"],
        kind=snapshot["kind"],
        state=snapshot["state"],
        entered=dt.date.fromisoformat(snapshot["entered"]),
        unit=snapshot["body"].get("unit"),
        body=snapshot["body"],
    )


def fact_row(rid: int, one: Fact) -> dict[str, Any]:
    """A fact as a row; only `values` is JSON, opened when a rule asks for it."""
    return {
        "rid": rid, "record": one.record, "kind": one.kind, "date": one.date.isoformat(), "actor": one.actor,
        "subject": one.subject, "end": _iso(one.end), "entered": _iso(one.entered), "due": _iso(one.due),
        "state": one.state, "unit": one.unit, "title": one.title, "topics": " ".join(sorted(one.topics)),
        "recipients": SEPARATOR.join(one.recipients), "links": SEPARATOR.join(one.links), "row": one.row,
        "values": canonical(dict(one.values)) if one.values else "",
    }  # fmt: skip


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def mentions(fields: Sequence[FieldDef], body: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(id, field) of every person, unit and record that a body names, and its indexed texts; columns as `table.column`."""
    for field in fields:
        value = body.get(field.id)
        if not value:
            continue
        if field.type in _REFERENCES:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str):
                    yield one, prefix + field.id
        elif field.type is FieldType.PEOPLE:
            for row in value:
                yield row["person"], prefix + field.id
        elif field.type is FieldType.ATTACHMENTS:
            yield from ((one["sha256"], prefix + field.id) for one in value if one.get("sha256"))
        elif field.indexed:
            yield str(value), prefix + field.id
        elif field.columns:
            for row in value:
                yield from mentions(field.columns, row, f"{prefix}{field.id}.")


def _words(
    fields: Sequence[FieldDef], body: Mapping[str, Any], names: Mapping[str, str], vocab: Vocabularies
) -> Iterator[str]:
    for field in fields:
        value = body.get(field.id)
        if not value or field.secret or field.seen_by:
            continue
        if field.own_page:
            yield field.draft_text(value)
        elif field.columns:
            for row in value:
                yield from _words(field.columns, row, names, vocab)
        elif field.type is FieldType.PEOPLE:
            for row in value:
                yield names.get(row["person"], "")
                yield str(row.get("note") or "")
        elif field.type is FieldType.ATTACHMENTS:
            yield from (str(one.get("name", "")) for one in value)
        else:
            for one in value if isinstance(value, list) else [value]:
                yield _word(field, one, names, vocab)


def _word(field: FieldDef, value: Any, names: Mapping[str, str], vocab: Vocabularies) -> str:
    if field.type in (FieldType.PERSON, FieldType.UNIT):
        return names.get(value, "")
    if field.type in (FieldType.CHOICE, FieldType.MULTI_CHOICE):
        return vocab.short(value, field.vocab)
    if field.type in (FieldType.RECORD_LINK, FieldType.FLAG):
        return ""
    return str(value)


def recount(conn: Connection) -> list[tuple[str, int]]:
    """Months whose stored count differs from a live count (verification)."""
    live: dict[tuple[str, str, str, str], int] = {}
    month = case((record.c.date.is_(None), ""), else_=record.c.date)
    for form, kind, state, date in conn.execute(
        select(record.c.form, record.c.kind, record.c.state, month).where(record.c.deleted.is_(False))
    ):
        key = (form, kind, state, str(date)[:7])
        live[key] = live.get(key, 0) + 1
    stored = {(r.form, r.kind, r.state, r.month): int(r.n) for r in conn.execute(select(record_count)) if r.n}
    return [(" ".join(k), live.get(k, 0)) for k in sorted({*live, *stored}) if live.get(k, 0) != stored.get(k, 0)]
