"""Which records an account may see, as conditions of SQL and as a test of rows already read.

Belongs here: how a sight restricts a query. Which sight an account has is decided by services.sight from the rights
data. A form seen whole costs nothing; of the others whole kinds are left out by name, and of kinds seen in part
only the records for which one of the tests holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)

from app.store.tables import record, record_count, record_ref

PART = 500
FEW_FORMS = 3


@dataclass(frozen=True, slots=True)
class Names:
    """The record names one of the people or units in one of the fields."""

    fields: tuple[str, ...]
    ids: tuple[str, ...]

    def where(self) -> ColumnElement[bool]:
        """As a condition on the record table."""
        if not self.ids:
            return false()
        return record.c.rid.in_(_naming(self.fields, self.ids))


@dataclass(frozen=True, slots=True)
class NamesOnDay:
    """The record names in one of the fields somebody who counts on its day. spans: (id, first day, last day or "")."""

    fields: tuple[str, ...]
    spans: tuple[tuple[str, str, str], ...]

    def where(self) -> ColumnElement[bool]:
        """As a condition on the record table."""
        days: dict[tuple[str, str], list[str]] = {}
        for one, first, last in self.spans:
            days.setdefault((first, last), []).append(one)
        found = []
        for (first, last), ids in sorted(days.items()):
            within = [record.c.date >= first, *([record.c.date <= last] if last else [])]
            found.append(and_(*within, record.c.rid.in_(_naming(self.fields, ids))))
        return or_(false(), *found)


@dataclass(frozen=True, slots=True)
class TypedBy:
    """The account entered the record."""

    account: str

    def where(self) -> ColumnElement[bool]:
        """As a condition on the record table."""
        return record.c.author == self.account


@dataclass(frozen=True, slots=True)
class Says:
    """A field of the body has one of the values; with a day field, that day has come. unless: values that forbid it."""

    field: str
    values: tuple[str, ...]
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()
    day: str = ""
    today: str = ""

    def where(self) -> ColumnElement[bool]:
        """As a condition on the record table."""
        found = [_says(self.field, self.values), *(not_(_says(name, values)) for name, values in self.unless)]
        if self.day:
            found.append(func.coalesce(_value(self.day), "9999").between("1", self.today))
        return and_(*found)


Test = Names | NamesOnDay | TypedBy | Says


def _naming(fields: Sequence[str], ids: Sequence[str]) -> Any:
    return select(record_ref.c.rid).where(record_ref.c.target.in_(ids) & record_ref.c.field.in_(fields))


def _value(name: str) -> ColumnElement[Any]:
    return func.json_extract(record.c.body, f'$."{name}"')


def _says(name: str, values: Sequence[str]) -> ColumnElement[bool]:
    """A plain value equals one of the values, or a list (json_extract gives it as JSON) holds one of them."""
    held = func.coalesce(_value(name), "")
    return or_(held.in_(values), *(func.instr(held, f'"{v}"') > 0 for v in values))


@dataclass(frozen=True, slots=True)
class Part:
    """Records of a form: of the kinds, or of all but `others`. any_of: None for all of them, else seen if a test
    holds (none: seen by nobody). none_of: never seen if one of these holds."""

    form: str
    kinds: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    any_of: tuple[Test, ...] | None = None
    none_of: tuple[Test, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every record of the part is seen."""
        return self.any_of is None and not self.none_of

    @property
    def hidden(self) -> bool:
        """Whether no record of the part is seen."""
        return self.any_of == ()

    def holds(self, form: str, kind: str) -> bool:
        """Whether records of the form and kind belong to the part."""
        return form == self.form and (kind in self.kinds if self.kinds else kind not in self.others)

    def where(self, table: Any = record) -> ColumnElement[bool]:
        """That a record (or a line of the table of counts) belongs to the part; a kind belongs to one form only."""
        found: list[ColumnElement[bool]] = [table.c.kind.in_(self.kinds)] if self.kinds else [table.c.form == self.form]
        if self.others:
            found.append(table.c.kind.not_in(self.others))
        return and_(*found)

    def living(self, tests: Sequence[Test]) -> ColumnElement[bool]:
        """That a record which is not deleted belongs to the part, put so that a few named records are not looked for
        among all of the kind: wrapped columns keep SQLite from walking an index when the tests name people."""
        if not all(isinstance(t, Names) for t in tests) or not tests:
            return and_(record.c.deleted.is_(False), self.where())
        form, kind = func.coalesce(record.c.form, ""), func.coalesce(record.c.kind, "")
        belongs = kind.in_(self.kinds) if self.kinds else and_(form == self.form, kind.not_in(self.others))
        return and_(func.coalesce(record.c.deleted, True).is_(False), belongs)

    def unseen(self) -> Select[Any]:
        """Row ids of the records of a part seen by tests or not at all that are not seen."""
        rids = select(record.c.rid).correlate(None)
        kept_out = [] if self.hidden and not self.none_of else [not_(self.test())]
        return rids.where(record.c.deleted.is_(False), self.where(), *kept_out)

    def test(self) -> ColumnElement[bool]:
        """That a record of the part is seen."""
        seen = [] if self.any_of is None else [or_(false(), *(t.where() for t in self.any_of))]
        return and_(true(), *seen, *(not_(t.where()) for t in self.none_of))


@dataclass(frozen=True)
class Sight:
    """What of the records is seen: parts by form; a form that is not among them is not seen at all."""

    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Forms of which anything may be seen."""
        return tuple(f for f, parts in self.parts.items() if any(not p.hidden for p in parts))

    @cached_property
    def limited(self) -> tuple[Part, ...]:
        """Parts of these forms that are not seen whole."""
        return tuple(p for f in self.forms for p in self.parts[f] if not p.whole)

    @property
    def key(self) -> tuple[tuple[Part, ...], ...]:
        """Equal for equal sights."""
        return tuple(self.parts[f] for f in self.forms)

    def only(self, forms: Iterable[str]) -> Sight:
        """The same for some of the forms."""
        wanted = frozenset(forms)
        return self if wanted >= set(self.forms) else Sight({f: p for f, p in self.parts.items() if f in wanted})

    def part(self, form: str, kind: str) -> Part | None:
        """The part that records of the form and kind belong to."""
        return next((p for p in self.parts.get(form, ()) if p.holds(form, kind)), None)

    def whole(self, form: str, kind: str) -> bool:
        """Whether the records of the form and kind are seen, all but those about oneself that nobody is shown."""
        found = self.part(form, kind)
        return found is not None and found.any_of is None

    def some(self, form: str, kind: str) -> bool:
        """Whether some records of the form and kind may be seen."""
        found = self.part(form, kind)
        return found is not None and not found.hidden

    def where(self) -> list[ColumnElement[bool]]:
        """Conditions on the record table, tried record by record: for questions that few records answer."""
        if not self.forms:
            return [false()]
        limits = [not_(p.where()) if p.hidden else or_(not_(p.where()), p.test()) for p in self.limited]
        return [record.c.form.in_(self.forms), *limits]

    def listed(self) -> list[ColumnElement[bool]]:
        """As `where` for questions over many records: what is not seen is gathered once and left out, so that the
        indexes of lists go on answering without the records themselves."""
        return [record.c.form.in_(self.forms), *self._left_out()] if self.forms else [false()]

    def listed_by_day(self, conn: Connection) -> list[ColumnElement[bool]]:
        """As `listed`; of many forms the others are left out, so that an index on days gives the order unsorted."""
        if len(self.forms) <= FEW_FORMS:
            return self.listed()
        present = {str(r[0]) for r in conn.execute(select(record_count.c.form).distinct())}
        others = sorted(present - set(self.forms))
        return [*([record.c.form.not_in(others)] if others else []), *self._left_out()]

    def _left_out(self) -> list[ColumnElement[bool]]:
        parts = self.unseen()
        return [record.c.rid.not_in(union_all(*parts) if len(parts) > 1 else parts[0])] if parts else []

    def those(self, conn: Connection, rows: Iterable[Any]) -> list[Any]:
        """The rows of the record table that are seen, in their order."""
        found = [(row, self.part(row.form, row.kind)) for row in rows]
        asked = [int(r.rid) for r, p in found if p is not None and not p.whole and not p.hidden]
        passed = self._passed(conn, asked)
        return [r for r, p in found if p is not None and (p.whole or int(r.rid) in passed)]

    def sees(self, conn: Connection, row: Any) -> bool:
        """Whether a row of the record table is seen."""
        return bool(self.those(conn, [row]))

    def _passed(self, conn: Connection, rids: Sequence[int]) -> set[int]:
        found: set[int] = set()
        for start in range(0, len(rids), PART):
            where = and_(record.c.rid.in_(rids[start : start + PART]), *self.where())
            found.update(int(r[0]) for r in conn.execute(select(record.c.rid).where(where)))
        return found

    def unseen(self) -> list[Select[Any]]:
        """Row ids of what is not seen of the forms, in as few questions as can be."""
        parts = [p.unseen() for p in self.limited if p.any_of is not None]
        return [*parts, *(select(record.c.rid).correlate(None).where(w) for w in self.left_out_of_whole())]

    def left_out_of_whole(self) -> list[ColumnElement[bool]]:
        """The records that `none_of` takes off kinds seen otherwise whole; who is named is looked up once for all."""
        groups: dict[tuple[Test, ...], list[Part]] = {}
        for part in self.limited:
            if part.any_of is None:
                groups.setdefault(part.none_of, []).append(part)
        return [
            and_(or_(*(p.living(tests) for p in parts)), or_(*(t.where() for t in tests))) for tests, parts in groups.items()
        ]

    def unseen_ids(self, conn: Connection) -> frozenset[str]:
        """Ids of all records that are not seen, asked part by part so that an index serves each."""
        present = {str(r[0]) for r in conn.execute(select(record_count.c.form).distinct())}
        hidden: list[ColumnElement[bool]] = [record.c.form.in_(sorted(present - set(self.forms)))]
        hidden += [record.c.rid.in_(rids) for rids in self.unseen()]
        found: set[str] = set()
        for where in hidden:
            living = func.coalesce(record.c.deleted, True).is_(False)
            found.update(str(r[0]) for r in conn.execute(select(record.c.id).where(living, where)))
        return frozenset(found)


def holds(conn: Connection, tests: Iterable[Test], rid: int) -> bool:
    """Whether one of the tests holds for a record."""
    where = and_(record.c.rid == rid, or_(false(), *(t.where() for t in tests)))
    return conn.execute(select(record.c.rid).where(where)).first() is not None


def kept_counts(sight: Sight) -> ColumnElement[bool]:
    """The lines of the table kept by the writes that speak of what is seen; `live_counts` corrects their sum."""
    scoped = [p for p in sight.limited if p.any_of is not None]
    return and_(record_count.c.form.in_(sight.forms), *(not_(p.where(record_count)) for p in scoped))


def live_counts(sight: Sight) -> list[tuple[int, ColumnElement[bool]]]:
    """(sign, condition on the record table) of what must be counted itself: kinds seen in part, added or taken off."""
    scoped = [p for p in sight.limited if p.any_of]
    added = [(1, and_(p.living(p.any_of or ()), p.test())) for p in scoped]
    return [*added, *((-1, where) for where in sight.left_out_of_whole())]


def counted(conn: Connection, sight: Sight) -> list[tuple[str, str, str, str, int]]:
    """(form, kind, state, month, number) of what is seen."""
    lines = select(record_count).where(kept_counts(sight), record_count.c.n != 0)
    found = {(r.form, r.kind, r.state, r.month): int(r.n) for r in conn.execute(lines)}
    keys = (record.c.form, record.c.kind, record.c.state, func.substr(func.coalesce(record.c.date, ""), 1, 7))
    for sign, where in live_counts(sight):
        for form, kind, state, month, number in conn.execute(select(*keys, func.count()).where(where).group_by(*keys)):
            key = (str(form), str(kind), str(state), str(month))
            found[key] = found.get(key, 0) + sign * int(number)
    return [(*key, n) for key, n in found.items() if n]
