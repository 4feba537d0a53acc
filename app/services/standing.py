"""All duties of an office as they stand: judged once, and after a change only what depends on it.

Facts, posts, settings, approvals and lists come from the store; the judging is in app.domain.duties.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.catalog.duties import DutyCatalog
from app.domain.duties.dated import FLOW, dated
from app.domain.duties.evaluate import Approval, Judged, approved, by_duty
from app.domain.duties.kinds import kinds_of as kinds_of_duty
from app.domain.duties.model import (
    CountRule,
    DutyDef,
    ExistsRule,
    PrecedeRule,
    RatioRule,
    ThresholdRule,
)
from app.domain.duties.results import DutyState, Result
from app.domain.duties.world import Delta, World, matches_kind
from app.domain.facts import Fact
from app.domain.periods import PeriodUnit
from app.services import own_catalog
from app.services.duty_settings import APPROVAL, DECIDING, DutySettings
from app.services.posts import office_of
from app.store import changelog, fact_rows, names, queries
from app.store.database import Connection

ANY_MEETING = "mtg.*"
RECORD, SETTING = "record", "setting"
# What else an operation may touch without changing a row.
INDIFFERENT = frozenset({"number", "partner", "package", "received"})
# Beyond so many changed records everything is read and judged anew.
MOST_CHANGED = 500
URGENCY = (
    DutyState.VIOLATED, DutyState.OVERDUE, DutyState.MANUAL_UNMET, DutyState.PARTIAL, DutyState.UNDETERMINED,
    DutyState.MANUAL_PENDING, DutyState.UNCONFIGURED, DutyState.DUE, DutyState.MET, DutyState.MANUAL_MET,
    DutyState.EXEMPT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rows as of a day, with the duties judged and names of people and units."""

    as_of: dt.date
    results: tuple[Result, ...]
    duties: dict[str, DutyDef]
    names: dict[str, str]

    def find(self, duty: str, period: str, subject: str, record: str = "") -> Result | None:
        """One row; among several of the same place the one that most needs a look."""
        rows = [
            r
            for r in self.results
            if r.duty == duty and r.period == period and r.subject == subject and (not record or record in r.records)
        ]
        return min(rows, key=lambda r: URGENCY.index(r.state), default=None)


@dataclass(slots=True)
class _Item:
    """A duty as it is judged in some years. rows: those of these years, as people decided on them."""

    judged: Judged
    years: frozenset[int]
    rows: tuple[Result, ...] | None = None


class Standing:
    """The rows of every duty that is on, from the start of a year to a day. hidden: kinds no duty may speak of."""

    def __init__(self, catalog: DutyCatalog, conn: Connection, today: dt.date, since: int, hidden: frozenset[str]) -> None:
        stored = queries.settings(conn, "")
        self._today, self._since, self.hidden = today, since, hidden
        self._seq = changelog.head(conn).seq
        versions = _versions(catalog, stored, range(since, today.year + 1), today.year, hidden)
        now = DutySettings(stored, today.year)
        self._recent, self._always = kinds_of(duty for duty, _settings, _years in versions)
        self._names = names.all_names(conn)
        self._world = World(
            office_of(conn, self._names), self._read(conn), today, now.lists(), dt.date(since, 1, 1)
        )  # fmt: skip
        self._signed = by_duty(_approval(a) for a in now.approvals())
        self._items = [
            _Item(Judged(self._world, duty, settings, named=False), years) for duty, settings, years in versions
        ]
        self._duties = {item.judged.duty.id: item.judged.duty for item in reversed(self._items)}
        self._shown: Evaluation | None = None

    def shown(self) -> Evaluation:
        """All rows in the order of the duties."""
        if self._shown is None:
            for item in self._items:
                if item.rows is None:
                    item.rows = self._rows(item)
            results = tuple(chain.from_iterable(item.rows or () for item in self._items))
            duties = {item.judged.duty.id: self._duties[item.judged.duty.id] for item in self._items}
            self._shown = Evaluation(self._today, results, duties, self._names)
        return self._shown

    def _rows(self, item: _Item) -> tuple[Result, ...]:
        duty = item.judged.duty
        rows = (r for r in item.judged.rows() if self._year_of(r) in item.years)
        return tuple(approved(duty, list(rows), self._signed.get(duty.id, ())))

    def _year_of(self, result: Result) -> int:
        """The year whose settings and wording a row goes by: of its period, or of the event it is about.

        Terms and days to come go by the present ones.
        """
        event = self._world.by_record.get(result.period)
        if event is not None:
            return event.date.year
        this_year = self._today.year
        return min(int(result.period[:4]), this_year) if result.period[:4].isdigit() else this_year

    def follow(self, conn: Connection, today: dt.date) -> bool:
        """Take up what has changed in the store since; False when everything has to be judged anew."""
        head = changelog.head(conn).seq
        if today != self._today or head < self._seq:
            return False
        if head == self._seq:
            return True
        touched = changelog.touched(conn, self._seq, MOST_CHANGED)
        if touched is None or not self._takes(touched):
            return False
        records = {entity_id for entity, entity_id in touched if entity == RECORD}
        if records and not self._take_records(conn, records):
            return False
        if any(entity_id.startswith(APPROVAL) for _entity, entity_id in touched):
            self._take_approvals(conn)
        self._seq = head
        return True

    def _takes(self, touched: Iterable[tuple[str, str]]) -> bool:
        """Whether the changes can be followed: people, posts, units and settings of duties cannot."""
        return all(
            not entity_id.startswith((*DECIDING, FLOW, *own_catalog.PREFIXES)) if entity == SETTING
            else entity == RECORD or entity in INDIFFERENT
            for entity, entity_id in touched
        )  # fmt: skip

    def _take_records(self, conn: Connection, records: set[str]) -> bool:
        facts = [f for f in fact_rows.of_records(conn, records) if self._wanted(f)]
        named = {i for f in facts for i in f.links if not self._world.has(i)} - records
        delta = self._world.replace(records | named, [*facts, *fact_rows.of_records(conn, named)])
        if delta is None:
            return False
        self._change(delta)
        return True

    def _wanted(self, fact: Fact) -> bool:
        """Whether a full reading would have it: by its kind and day, or because a record names it."""
        recent = fact.date.year >= self._since - 1 and matches_kind(fact.kind, tuple(self._recent))
        return recent or matches_kind(fact.kind, tuple(self._always)) or self._world.is_named(fact.record)

    def _change(self, delta: Delta) -> None:
        for item in self._items:
            if item.judged.change(delta):
                item.rows = None
                self._shown = None

    def _take_approvals(self, conn: Connection) -> None:
        settings = DutySettings(queries.settings(conn, APPROVAL), self._today.year)
        signed = by_duty(_approval(a) for a in settings.approvals())
        for item in self._items:
            duty = item.judged.duty.id
            if signed.get(duty) != self._signed.get(duty):
                item.rows = None
                self._shown = None
        self._signed = signed

    def _read(self, conn: Connection) -> list[Fact]:
        """What the duties look at, with the records that these name as linked, however old they are."""
        recent, always = self._recent, self._always
        # A report may be written before the year it is about, and what came too early is named as nearly counting.
        found = [*fact_rows.facts(conn, recent - always, f"{self._since - 1:04d}-01-01"), *fact_rows.facts(conn, always)]
        have = {f.record for f in found}
        found += fact_rows.of_records(conn, {i for f in found if f.links for i in f.links} - have)
        if not any(kind.endswith(".*") for kind in recent | always):
            return found
        # a family (dossier.*) and one of its kinds were both asked for
        return list({(f.kind, f.record, f.row): f for f in found}.values())


Version = tuple[DutyDef, dict[str, Any], frozenset[int]]


def _versions(
    catalog: DutyCatalog, stored: Mapping[str, Any], years: Sequence[int], present: int, hidden: frozenset[str]
) -> list[Version]:
    """Each duty that is on in some year, with the settings and the years it is judged by them.

    In the order of the present year, then of what has been taken away since.
    """
    found: dict[str, list[Version]] = {}
    flows = dated(stored)
    for year in [present, *(y for y in reversed(years) if y != present)]:
        settings = DutySettings(stored, year)
        for duty in catalog.in_year(year).values():
            if not settings.duty_on(duty) or (hidden and _speaks_of(duty, hidden)):
                continue
            judged_by = settings.judged_by(duty) | flows
            versions = found.setdefault(duty.id, [])
            same = next((i for i, v in enumerate(versions) if v[0] == duty and v[1] == judged_by), None)
            if same is None:
                versions.append((duty, judged_by, frozenset({year})))
            else:
                versions[same] = (duty, judged_by, versions[same][2] | {year})
    return [version for versions in found.values() for version in versions]


def _speaks_of(duty: DutyDef, kinds: Iterable[str]) -> bool:
    own = tuple(kinds_of_duty(duty))
    return any(matches_kind(kind, own) for kind in kinds)


def kinds_of(duties: Iterable[DutyDef]) -> tuple[set[str], set[str]]:
    """Kinds of facts the duties look at: all of them, and those needed from the very beginning.

    Meetings in general (asked for by 明确反对 only) are left out: they come as linked records.
    """
    recent: set[str] = set()
    always: set[str] = set()
    for duty in duties:
        found = set(kinds_of_duty(duty)) - {ANY_MEETING}
        recent |= found
        if _looks_far_back(duty):
            always |= found
    return recent, always


def _looks_far_back(duty: DutyDef) -> bool:
    rule = duty.rule
    match rule:
        case CountRule():
            return rule.period is PeriodUnit.TERM or rule.items is not None
        case ExistsRule():
            return rule.valid_in is None
        case RatioRule():
            return rule.period in (None, PeriodUnit.TERM)
        case PrecedeRule() | ThresholdRule():
            return True
        case _:
            return False


def _approval(value: dict[str, Any]) -> Approval:
    return Approval(
        duty=value["duty"],
        state=DutyState(value["state"]),
        by=tuple(value["by"]),
        reason=value["reason"],
        period=value["period"],
        subject=value["subject"],
        records=tuple(value.get("records") or ()),
        about=value.get("about") or None,
    )
