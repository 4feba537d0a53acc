"""Matters as the store holds them: lead records with everything tied to them, read together for many leads.

Belongs here: which rows belong to which lead. What they prove is app.domain.workflow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalog.records import RecordForms
from app.domain.workflow.model import Case, Flow, Item, Tie
from app.domain.workflow.progress import leads
from app.services.flow_ground import Grounds
from app.services.flow_items import item_of_row
from app.services.flow_needs import Needs, earliest, needs_of
from app.store import flows
from app.store.database import Connection
from app.store.flows import Sort
from app.store.record_adapter import mentions
from app.store.same import Same


@dataclass(slots=True)
class _Ties:
    """What is tied to one lead while it is gathered."""

    fields: dict[str, set[str]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)


class CaseReader:
    """Reads matters within one transaction.

    hidden: kinds that the account must not learn of. leading: forms whose records may lead (None: any).
    """

    def __init__(
        self, conn: Connection, forms: RecordForms, grounds: Grounds, hidden: frozenset[str] = frozenset(),
        leading: frozenset[str] | None = None,
    ) -> None:  # fmt: skip
        self._conn, self._forms, self._grounds, self._hidden, self._leading = conn, forms, grounds, hidden, leading
        self._items: dict[str, Item] = {}
        self._same = Same()

    def leads_of(
        self, flow: Flow, ids: Sequence[str] | None = None, *, ended: bool = False, since: dt.date | None = None
    ) -> list[Item]:
        """The records that lead a workflow and are not ended (ended: also those), of some ids if given.

        since: only those dated or due from a day on.
        """
        day = since.isoformat() if since else ""
        found: dict[str, Item] = {}
        for lead in flow.leads if self._leading is None else (x for x in flow.leads if x.form in self._leading):
            apart = frozenset() if ended else flow.ends
            for row in flows.leading(self._conn, lead.form, lead.kinds, lead.states, apart, ids, day):
                item = self._item(row)
                if item.kind not in self._hidden and leads(flow, Case(item), self._grounds.of(flow, item)):
                    found[item.id] = item
        return list(found.values())

    def cases(self, flow: Flow, items: Sequence[Item]) -> list[Case]:
        """The matters of some leads."""
        needs = needs_of(flow)
        ties = {i.id: _Ties() for i in items}
        if needs.link:
            self._by_links(needs, items, ties)
        free: Mapping[str, Sequence[Item]] = {}
        if needs.subject or needs.named or needs.free:
            free = self._by_day(flow, needs, items, ties)
        return [Case(i, tuple(self._ties(ties[i.id])), free) for i in items]

    def _ties(self, found: _Ties) -> Iterable[Tie]:
        ids = {*found.fields, *found.named}
        made = (Tie(self._items[i], frozenset(found.fields.get(i, ())), i in found.named) for i in ids)
        return sorted(made, key=lambda t: (t.item.date or dt.date.max, t.item.id))

    def _by_links(self, needs: Needs, items: Sequence[Item], ties: Mapping[str, _Ties]) -> None:
        for target, name, row in flows.naming(self._conn, ties, needs.link):
            if self._takes(row):
                ties[target].fields.setdefault(self._item(row).id, set()).add(name)
        named = {i.id: list(mentions(self._forms.get(i.form).fields, i.values)) for i in items}
        wanted = {target for pairs in named.values() for target, _f in pairs}
        known = {self._item(r).id for r in flows.of_ids(self._conn, wanted, needs.link) if self._takes(r)}
        for lead, pairs in named.items():
            for target, name in pairs:
                if target in known:
                    ties[lead].fields.setdefault(target, set()).add(name)

    def _by_day(
        self, flow: Flow, needs: Needs, items: Sequence[Item], ties: Mapping[str, _Ties]
    ) -> Mapping[str, Sequence[Item]]:
        """Records about the same people; besides, records of certain kinds at all, from the earliest day that matters."""
        days = {i.id: d for i in items if (d := earliest(needs, i, self._grounds.of(flow, i))) is not None}
        if not days:
            return {}
        since = min(days.values()).isoformat()
        about: dict[str, list[Item]] = {}
        for item in items:
            for one in item.subjects if item.id in days else ():
                about.setdefault(one, []).append(item)
        self._about(needs, about, days, since, ties)
        free: dict[str, list[Item]] = {}
        for row in flows.since(self._conn, needs.free, since) if needs.free else ():
            if self._takes(row):
                free.setdefault(str(row.kind), []).append(self._item(row))
        return free

    def _about(
        self, needs: Needs, about: Mapping[str, list[Item]], days: Mapping[str, dt.date], since: str, ties: Mapping[str, _Ties]
    ) -> None:
        fields = () if needs.named else {f.base["subject"] for f in self._forms if "subject" in f.base}
        sort: Sort = needs.subject | needs.named
        if not about or not sort:
            return
        for target, _field, row in flows.naming(self._conn, about, sort, since, fields):
            if not self._takes(row):
                continue
            other = self._item(row)
            for lead in about[target]:
                if other.date is not None and other.date >= days[lead.id]:
                    ties[lead.id].named.add(other.id)

    def _takes(self, row: Any) -> bool:
        return row.kind not in self._hidden

    def _item(self, row: Any) -> Item:
        known = self._items.get(str(row.id))
        if known is None:
            known = self._items[str(row.id)] = item_of_row(self._forms.get(row.form), row, self._same)
        return known
