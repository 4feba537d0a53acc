"""Periods of sanctions in dossiers (影响期): from when, until when, by which article, and how they stand on a day.

What the decision says (typed into the entry) comes first, else the months of the article (forms/sanctions), else what
the unit has set; nothing is guessed. It says days and records, and judges nobody. Does not belong here: which entries
go into a reply (opinion_facts), the counting itself (domain.effect_period).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.sanctions import Measure
from app.domain.effect_period import MOST_MONTHS, last_day
from app.domain.errors import AppError, ErrorCode
from app.services.appeals import CHANGED, FILED, REVOKED, appeal_of
from app.services.lists import ListQuery, clearing_states, list_ids
from app.services.record_body import as_list
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import flows, queries
from app.store.clearing import cleared_among

DOSSIER, SOURCE, MONTHS = "dossier", "source_record", "sanction-months:"
SANCTIONS = ("dossier.discipline", "dossier.org_measure", "dossier.accountability")
RUNNING, ENDED, AHEAD, UNSET, NONE, OFF = "running", "ended", "ahead", "unset", "none", "off"
STANDS: Mapping[str, str] = {RUNNING: "还在影响期内", ENDED: "影响期已满", AHEAD: "影响期还没有开始", UNSET: "影响期待确认", OFF: "经申诉已撤销，不再计算"}
TONES: Mapping[str, str] = {RUNNING: "warn", ENDED: "good", AHEAD: "info", UNSET: "muted", OFF: "good"}
YEARS = 5  # no shipped period is longer; longer ones stand in the dossier all the same
NO_END = "没有写影响期届满日，也没有条文写明月数，请核对决定文书"


@dataclass(frozen=True, slots=True)
class EffectPeriod:
    """A period as it stands on a day. start, until: first and last day; why: by what it is counted; note: what a person
    has to look up. standing: running, ended, ahead, unset, none (it has no period) or off (revoked)."""

    standing: str
    start: dt.date | None = None
    until: dt.date | None = None
    why: str = ""
    note: str = ""

    @property
    def days(self) -> str:
        """From when until when, and by what; empty when nobody can say."""
        days = f"{self.start} 至 {self.until}" if self.start and self.until else ""
        return "，".join(t for t in (days, self.why) if t)

    @property
    def words(self) -> str:
        """The period in one line with how it stands; empty when there is none."""
        return "" if self.standing == NONE else "，".join(t for t in (self.days, STANDS[self.standing]) if t)

    def on_letter(self) -> str:
        """How it stands, as a letter of that day says it; empty when nobody can say."""
        said = {RUNNING: "截至本回复成文之日尚未届满", ENDED: "截至本回复成文之日已届满", AHEAD: "截至本回复成文之日尚未开始"}
        return said.get(self.standing, "")


class Counting:
    """Counts periods for one office. own: months the unit has set for measures without a source, by code."""

    def __init__(self, session: Session) -> None:
        self._measures = session.catalog.sanctions
        self._labels = session.catalog.vocab
        with session.store.read() as conn:
            kept = queries.settings(conn, MONTHS)
        self.own = {name.removeprefix(MONTHS): int(value) for name, value in kept.items() if value}

    def of(self, kind: str, date: str, body: Mapping[str, Any], day: dt.date, appealed: str = "") -> EffectPeriod | None:
        """The period of an entry of a dossier as it stands on a day; None for entries that are no sanction.

        appealed: how far an appeal against what the entry rests on is.
        """
        if kind not in SANCTIONS:
            return None
        measure = self._measures.get(str(body.get("measure") or ""))
        typed, start = _day(body.get("valid_until")), _day(body.get("effect_from")) or _day(date)
        if measure is not None and measure.none and typed is None:
            return EffectPeriod(NONE, note=measure.note)
        counted, why = self._counted(measure, start)
        until = typed or counted
        appealed = appealed or appeal_of(body)
        note = _note(appealed, measure, typed, counted)
        why = "按决定文书" if typed is not None else why
        if appealed == REVOKED:
            return EffectPeriod(OFF, start, until, "", note)
        if start is None or until is None:
            return EffectPeriod(UNSET, start, until, "", note or (measure.note if measure is not None else "") or NO_END)
        return EffectPeriod(_standing(start, until, day), start, until, why, note)

    def _counted(self, measure: Measure | None, start: dt.date | None) -> tuple[dt.date | None, str]:
        if measure is None or start is None:
            return None, ""
        months = measure.months or self.own.get(measure.code)
        if months is None:
            return None, ""
        by = measure.cited if measure.months else "本单位设置"
        return last_day(start, months), f"{self._labels.short(measure.code)}{months}个月（{by}）"


def typed(since: Any, until: Any, day: dt.date) -> EffectPeriod:
    """A period whose days a person has written, as it stands on a day; unset without its last day."""
    start, end = _day(since), _day(until)
    return EffectPeriod(UNSET if end is None else _standing(start or end, end, day), start, end)


def _standing(start: dt.date, until: dt.date, day: dt.date) -> str:
    return AHEAD if day < min(start, until) else RUNNING if day <= until else ENDED


def _note(appealed: str, measure: Measure | None, typed: dt.date | None, counted: dt.date | None) -> str:
    notes = []
    if typed is not None and counted is not None and typed != counted:
        cited = measure.cited if measure is not None and measure.cited else "本单位设置的月数"
        notes.append(f"按{cited}计算应至 {counted}，与填写的不同，请核对决定文书")
    if appealed in (FILED, CHANGED):
        notes.append(f"{appealed}，请按最后的决定核对")
    return "；".join(notes)


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Held:
    """A filed sanction of a person that still holds (neither corrected by a later entry nor cleared), with its period."""

    row: Any
    body: Mapping[str, Any]
    period: EffectPeriod


def held_by(session: Session, people: Iterable[str], day: dt.date) -> list[Held]:
    """Sanctions of people that the account may see, with their periods on a day, oldest first."""
    found: list[Held] = []
    for person in people:
        rids = list_ids(session, ListQuery(forms=(DOSSIER,), kinds=SANCTIONS, person=person))
        with session.store.read() as conn:
            rows = queries.rows_by_rid(conn, rids)
        found += (one for one in _held(session, rows, day) if one.row.subject == person)
    return sorted(found, key=lambda one: (one.row.date or "", one.row.id))


def ending(session: Session, first: dt.date, last: dt.date) -> list[Held]:
    """Sanctions of anybody whose period ends between two days, soonest first; empty without the right to see dossiers."""
    if not session.can("view", DOSSIER):
        return []
    since = first.replace(year=first.year - YEARS, month=1, day=1).isoformat()
    with session.store.read() as conn:
        rows = session.sight().those(conn, flows.since(conn, flows.Sort(kinds=frozenset(SANCTIONS)), since))
    return sorted(_held(session, rows, first, (first, last)), key=lambda one: (one.period.until or last, one.row.id))


def _held(session: Session, rows: Iterable[Any], day: dt.date, between: tuple[dt.date, dt.date] | None = None) -> Iterator[Held]:
    """between: only periods that end between these days; what the others rest on is not opened."""
    form, counting = session.form(DOSSIER), Counting(session)
    filed = [(r, json.loads(r.body)) for r in rows if (s := form.state(r.state)) is not None and s.counts]
    replaced = {str(i) for _r, b in filed for i in as_list(b.get("corrects"))}
    if between is not None:
        filed = [(r, b) for r, b in filed if _ends(counting.of(r.kind, r.date or "", b, day), *between)]
    with session.store.read() as conn:
        replaced |= cleared_among(conn, (r.id for r, _b in filed), clearing_states(session.catalog.records))
        sources = queries.rows_by_id(conn, [str(b.get(SOURCE) or "") for _r, b in filed])
    for row, body in filed:
        source = sources.get(str(body.get(SOURCE) or ""))
        appealed = appeal_of(body) or (appeal_of(json.loads(source.body)) if source is not None else "")
        period = counting.of(row.kind, row.date or "", body, day, appealed)
        if row.id not in replaced and period is not None and period.standing not in (OFF, NONE):
            yield Held(row, body, period)


def _ends(period: EffectPeriod | None, first: dt.date, last: dt.date) -> bool:
    return period is not None and period.until is not None and first <= period.until <= last


@dataclass(frozen=True, slots=True)
class MonthsRow:
    """A measure in the settings: its months in words, whether the unit has set them, whether it may."""

    code: str
    label: str
    words: str
    source: str
    own: bool
    open: bool


def measures(session: Session) -> list[MonthsRow]:
    """Every measure with its months; open: no source says how long, so the unit may."""
    own = Counting(session).own
    found = []
    for one in session.catalog.sanctions.values():
        months = one.months or own.get(one.code)
        words = "没有影响期" if one.none else f"{months} 个月" if months else "待单位确认"
        source = one.cited or ("本单位设置" if one.code in own else one.note)
        label = session.catalog.vocab.short(one.code)
        found.append(MonthsRow(one.code, label, words, source, one.code in own, one.months is None and not one.none))
    return found


def set_months(session: Session, code: str, months: int | None) -> OpResult[str]:
    """Say how long a measure without a source lasts in this unit; None takes it away. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND (an article says so already, or there is no such measure), BAD_INPUT.
    """
    session.require("configure")
    one = session.catalog.sanctions.get(code)
    if one is None or one.none or one.months is not None:
        raise AppError(ErrorCode.NOT_FOUND, "这一种的影响期由条文规定，不在本单位设置。")
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise AppError(ErrorCode.BAD_INPUT, f"月数应在 1 到 {MOST_MONTHS} 之间。", where="影响期")
    touched = Touched()
    with session.change("setting", "设置影响期", touched) as uow:
        uow.put("setting", MONTHS + code, None if months is None else {"value": months})
    return session.result(code, touched, "设置影响期")
