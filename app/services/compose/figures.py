"""Counts the figures of a draft as their definitions say, for its period and for earlier ones.

Each figure keeps the records it counted: what a sentence says can be opened record by record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.catalog.composed import ComposeDef, FigureDef, ReportCell
from app.catalog.records import FieldDef
from app.domain.periods import Period
from app.services.compose import cells
from app.services.compose.figure import Entry, Figure
from app.services.compose.material import Item, Material
from app.services.compose.periods import day_words
from app.services.evaluation import secret_kinds
from app.services.record_body import as_list
from app.services.reports import build, known
from app.services.reports.model import Report
from app.services.session import Session

AWAY = ("absent",)
UNIT = "unit"
ACTING = ("actor", "chair", "lecturer")
KIND = "kind"
NOT_FILLED = "未填写"


class Figures:
    """The figures of one draft. person: whom it is about."""

    def __init__(self, session: Session, draft: ComposeDef, person: str = "") -> None:
        self._session, self._draft, self._person = session, draft, person
        self._cells = cells.Cells(session, closed=draft.kind in secret_kinds(session.catalog))
        self.material = Material(session)
        self._items: dict[tuple[str, str], tuple[Item, ...]] = {}
        self._reports: dict[tuple[str, str], Report] = {}
        self._made: dict[tuple[str, str], Figure] = {}

    def visible(self, name: str) -> bool:
        """Whether the account may read all that the figure counts."""
        definition = self._draft.figures[name]
        if definition.report is not None:
            return known.allowed(self._session, self._session.catalog.reports[definition.report.no])
        return self._session.can("evaluate") if definition.duties else self.material.whole(definition.form, definition.kinds)

    def figure(self, name: str, period: Period) -> Figure:
        """A figure in a period."""
        key = (name, period.name)
        if key not in self._made:
            definition = self._draft.figures[name]
            if definition.report is not None:
                self._made[key] = self._reported(definition.report, period)
            elif definition.duties is not None:
                self._made[key] = self._cells.counted(definition.duties, period.start.year, self._person)
            else:
                self._made[key] = self._count(definition, self.items(definition, period))
        return self._made[key]

    def _reported(self, cell: ReportCell, period: Period) -> Figure:
        """A number as the report gives it: what is counted there is not counted again here."""
        key = (cell.no, period.name)
        if key not in self._reports:
            self._reports[key] = build.build(self._session, cell.no, period.name, UNIT)
        table = self._reports[key].table(cell.table)
        if not table.rows:
            return Figure(0)
        found = table.rows[-1 if table.total else 0][table.column(cell.column)]
        places = (cells.CellPlace(d.duty, d.period, d.subject, d.record).text for d in found.opens.duties)
        return Figure(int(found.value or 0), found.opens.records, tuple(places), text=found.text)

    # --- which records --------------------------------------------------------------------
    def items(self, definition: FigureDef, period: Period) -> tuple[Item, ...]:
        """The records a figure counts in a period, by day."""
        key = (definition.id, period.name)
        if key not in self._items:
            self._items[key] = tuple(i for i in self._base(definition, period) if self._counts(definition, i, period))
        return self._items[key]

    def _base(self, definition: FigureDef, period: Period) -> tuple[Item, ...]:
        first, last = period.start.isoformat(), period.end.isoformat()
        if definition.of:
            return self.items(self._draft.figures[definition.of], period)
        if definition.day:
            return self.material.items(definition.form, "", last)
        return self.material.items(definition.form, first, last)

    def _counts(self, definition: FigureDef, item: Item, period: Period) -> bool:
        body = item.body
        if definition.day and not period.start.isoformat() <= str(body.get(definition.day) or "") <= period.end.isoformat():
            return False
        if (definition.kinds and item.kind not in definition.kinds) or (definition.states and item.state not in definition.states):
            return False
        if any(not _any(body.get(name), values) for name, values in definition.where.items()):
            return False
        if any(_any(body.get(name), values) for name, values in definition.without.items()):
            return False
        if not all(body.get(n) for n in definition.filled) or any(body.get(n) for n in definition.empty):
            return False
        return self._about(definition, item)

    def _about(self, definition: FigureDef, item: Item) -> bool:
        body = item.body
        if definition.topics and not set(definition.topics) & set(_topics(body)):
            return False
        if definition.by and not self.material.roles(str(body.get("actor") or ""), item.day) & set(definition.by):
            return False
        if definition.own and not self.material.is_own(str(body.get("actor") or ""), item.day):
            return False
        if definition.role and not self._takes_part(definition.role, body):
            return False
        if definition.concerns:
            own = self.material.of_own_principal(item)
            return own == (definition.concerns == "own_principal")
        return definition.rows is None or bool(self._rows(definition, item))

    def _takes_part(self, role: str, body: Mapping[str, Any]) -> bool:
        if role == "attendance":
            return any(r.get("person") == self._person and r.get("role") not in AWAY for r in as_list(body.get("attendance")))
        names = ACTING if role == "actor" else (role,)
        return any(v == self._person for name in names for v in as_list(body.get(name)))

    def _rows(self, definition: FigureDef, item: Item) -> list[Mapping[str, Any]]:
        wanted = definition.rows
        if wanted is None:
            return []
        rows = [r for r in as_list(item.body.get(wanted.table)) if all(r.get(c) for c in wanted.filled)]
        return [r for r in rows if all(_any(r.get(c), values) for c, values in wanted.where.items())]

    # --- how many -------------------------------------------------------------------------
    def _count(self, definition: FigureDef, items: tuple[Item, ...]) -> Figure:
        number = sum(len(self._rows(definition, i)) for i in items) if definition.rows else len(items)
        return Figure(
            number, tuple(i.id for i in items), groups=tuple(self._groups(definition, items)),
            entries=tuple(Entry(i.id, f"{day_words(i.day)}“{i.title}”", (i.id,)) for i in items),
        )  # fmt: skip

    def _groups(self, definition: FigureDef, items: tuple[Item, ...]) -> Iterator[tuple[str, int]]:
        totals: dict[str, int] = {}
        for item in items:
            for value in dict.fromkeys(self._values(definition, item)):
                totals[value] = totals.get(value, 0) + 1
        order = self._order(definition)
        for value in sorted(totals, key=lambda v: (order.index(v) if v in order else len(order), not v, v)):
            yield self._word(definition, value), totals[value]

    def _values(self, definition: FigureDef, item: Item) -> list[str]:
        if definition.spread:
            found = [self.material.unit_of(str(s), item.day) for s in as_list(item.body.get("subject"))]
            return [u for u in found if u] or [""]
        if definition.group == KIND:
            return [item.kind]
        if definition.group:
            return [str(v) for v in as_list(item.body.get(definition.group))] or [""]
        return []

    def _field(self, definition: FigureDef) -> FieldDef | None:
        return self._session.form(definition.form).field(definition.group) if definition.group else None

    def _order(self, definition: FigureDef) -> list[str]:
        """Units and words in the order of their register: nothing is ranked by its number."""
        if definition.group == KIND:
            return list(self._session.form(definition.form).kinds)
        field = self._field(definition)
        if field is not None and field.vocab:
            return list(self._session.catalog.vocab.get(field.vocab).codes())
        return list(self.material.names)

    def _word(self, definition: FigureDef, value: str) -> str:
        if not value:
            return NOT_FILLED
        if definition.group == KIND:
            return self._session.catalog.vocab.short(value)
        field = self._field(definition)
        if field is not None and field.vocab:
            return self._session.catalog.vocab.short(value, field.vocab)
        return self.material.names.get(value, value)


def _any(value: Any, wanted: tuple[Any, ...]) -> bool:
    """Whether a value, or one of several, is among those wanted; an empty flag is false."""
    found = as_list(value) or [False]
    return any(v in wanted for v in found)


def _topics(body: Mapping[str, Any]) -> list[str]:
    rows = [r for r in as_list(body.get("agenda")) if isinstance(r, Mapping)]
    return [str(t) for t in (*as_list(body.get("topics")), *(t for r in rows for t in as_list(r.get("topics"))))]
