"""What builders read: records of a period that the account may see, names, posts; one place for rights and drafts.

A record in a state that does not count (draft, plan) is never counted. Does not belong here: any report's own rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.jobs.progress import JobContext
from app.services import people
from app.services.appeals import with_appeal
from app.services.people import PostRow
from app.services.record_body import as_list
from app.services.reports.model import Cell, words
from app.services.reports.periods import ReportPeriod
from app.services.reports.scopes import Scope, in_order
from app.services.session import Session
from app.store import names, report_rows

WHO = ("subject", "owner", "actor")


@dataclass(frozen=True, slots=True)
class Rec:
    """A record as reports see it. values: the fields that were asked for."""

    id: str
    form: str
    kind: str
    state: str
    title: str
    date: str
    end: str
    due: str
    actor: str
    entered: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A plain field as text, empty when it is not filled."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Whether a box is ticked (SQLite says 1)."""
        return bool(self.values.get(name))

    def ids(self, name: str) -> tuple[str, ...]:
        """The ids in a field of one or several people, units or records."""
        found = (one["person"] if isinstance(one, Mapping) else one for one in as_list(self.values.get(name)))
        return tuple(str(one) for one in found if one)

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """The rows of a table."""
        return [r for r in as_list(self.values.get(name)) if isinstance(r, Mapping)]

    def filled(self, name: str) -> bool:
        """Whether a field holds anything."""
        value = self.values.get(name)
        return value not in (None, "", [], {}) and not (isinstance(value, str) and not value.strip())


class Source:
    """One report's reading. until: the last day that counts."""

    def __init__(self, session: Session, period: ReportPeriod, scope: Scope, context: JobContext) -> None:
        self.session, self.period, self.scope, self.context = session, period, scope, context
        self.today = session.clock.today().isoformat()
        self.until = period.until(session.clock.today()).isoformat()
        self.vocab = session.catalog.vocab
        self.own, self.own_name = session.own_unit()
        with session.store.read() as conn:
            self.names = names.all_names(conn)

    # --- records ------------------------------------------------------------------------
    def read(
        self, form: str, fields: Sequence[str] = (), *, kinds: Sequence[str] = (), first: str | None = None,
        last: str | None = None, holding: str = "",
    ) -> list[Rec]:  # fmt: skip
        """Counting records of a form in a span of days (the period up to today unless told otherwise; "" = no limit).

        holding: a field that must be there. Nothing for a form that the account may not read. Raises Cancelled.
        """
        if not self.session.can("view", form):
            return []
        counts = {s.code for s in self.session.form(form).states if s.counts}
        since = self.period.first.isoformat() if first is None else first
        until = self.until if last is None else last
        found = []
        with self.session.store.read() as conn:
            for number, row in enumerate(report_rows.rows(conn, self.session.sight().only((form,)), kinds, since, until, fields, holding=holding)):
                if number % 1000 == 0:
                    self.context.report(0, 0, "正在清点记录")
                if row[3] in counts:
                    found.append(_rec(row))
        return found

    def within(self, ids: Iterable[str]) -> bool:
        """Whether somebody or some unit among these belongs to the scope."""
        return self.scope.ids is None or not self.scope.ids.isdisjoint(ids)

    def mine(self, rec: Rec, fields: Sequence[str] = WHO) -> bool:
        """Whether a record belongs to the scope through one of its fields."""
        return self.scope.ids is None or any(not self.scope.ids.isdisjoint(rec.ids(name)) for name in fields)

    # --- people ---------------------------------------------------------------------------
    @cached_property
    def posts(self) -> list[PostRow]:
        """All posts."""
        return people.posts(self.session)

    @cached_property
    def lower_units(self) -> list[people.UnitRow]:
        """Lower units in order of their names."""
        return [u for u in people.units(self.session) if not u.own]

    @cached_property
    def order(self) -> dict[str, int]:
        """People in the order of their posts."""
        return in_order(self.posts, self.own)

    def holders(self, roles: Iterable[str], day: str, unit: str | None = None) -> list[str]:
        """Who held one of the roles on a day (in the own unit unless told otherwise), in order of posts."""
        wanted, where = set(roles), unit or self.own
        found = {p.person for p in self.posts if p.unit == where and p.holds_on(day) and wanted & set(p.roles)}
        return self.sorted(found)

    def sorted(self, ids: Iterable[str]) -> list[str]:
        """People (and units) by posts, then by name: never by their numbers."""
        return sorted(ids, key=lambda i: (self.order.get(i, len(self.order)), self.names.get(i, ""), i))

    # --- words ----------------------------------------------------------------------------
    def name(self, one: str) -> str:
        """A person's or unit's name."""
        return self.names.get(one, "（已删除）" if one else "")

    def all_names(self, ids: Iterable[str]) -> str:
        """Several names."""
        return "、".join(self.name(i) for i in ids)

    def short(self, code: str, vocab: str | None = None) -> str:
        """A code in words; free text stays."""
        return self.vocab.short(code, vocab) if code else ""

    def shorts(self, codes: Iterable[str], vocab: str | None = None) -> str:
        """Several codes in words."""
        return "、".join(self.short(c, vocab) for c in codes)

    def state(self, rec: Rec) -> Cell:
        """A record's state in words with its tone; with the field of its steps read, the appeal stands behind it (DP-16)."""
        state = self.session.form(rec.form).state(rec.state)
        return words(with_appeal(state.label if state else rec.state, rec.values), state.tone if state else "")

    def day(self, rec: Rec, day: str = "") -> Cell:
        """The day of a record; typed later, both days (§5.1 no. 12)."""
        shown = day or rec.date
        late = f"（{rec.entered} 补录）" if rec.entered > rec.date else ""
        return words(f"{shown}{late}", record=rec.id)


def _rec(row: Sequence[Any]) -> Rec:
    one, form, kind, state, title, date, end, due, actor, entered, values = row
    return Rec(one, form, kind, state, title, date or "", end or "", due or "", actor or "", entered, values)


def days_between(first: str, last: str) -> int:
    """Days from one ISO day to another."""
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
