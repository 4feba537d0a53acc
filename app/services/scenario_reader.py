"""Reads a scenario file strictly: anything unknown, dangling or of the wrong type is refused with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from app.catalog.body import References, check_body
from app.catalog.duties import DutyCatalog
from app.catalog.records import FieldDef, RecordForm, RecordForms
from app.catalog.vocab import Vocabularies
from app.domain.duties.evaluate import MANUAL_STATES, Approval
from app.domain.duties.model import DutyDef
from app.domain.duties.people import Office, Post, UnitInfo
from app.domain.duties.results import DutyState
from app.domain.duties.settings import fits_setting, list_settings
from app.domain.facts import Fact
from app.domain.periods import parse_period
from app.domain.records import RecordData
from app.services.scenario_bodies import BodyReader
from app.services.scenario_values import StrictValues, fail
from app.store.facts import project

_TOP = (
    "case", "unit", "units", "packs", "duties", "settings", "people", "posts", "records", "approvals", "lists",
    "as_of", "expect",
)  # fmt: skip


class DutyWords(Protocol):
    """The parts of the catalog that scenarios need."""

    @property
    def vocab(self) -> Vocabularies: ...
    @property
    def records(self) -> RecordForms: ...
    @property
    def duties(self) -> DutyCatalog: ...


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole office with its records, ready to be evaluated. as_of None = to be given."""

    case: str
    office: Office
    duties: tuple[DutyDef, ...]
    named: frozenset[str]
    facts: tuple[Fact, ...]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    lists: Mapping[str, Any] = field(default_factory=dict)
    as_of: dt.date | None = None
    expect: tuple[Mapping[str, Any], ...] = ()


class ScenarioReader(StrictValues):
    """Reads one scenario; every method refuses what it does not understand."""

    def __init__(self, catalog: DutyWords) -> None:
        super().__init__(catalog.vocab)
        self._catalog = catalog
        self._people: dict[str, str] = {}
        self._units: set[str] = set()
        self._records: set[str] = set()

    def read(self, data: object) -> Scenario:
        """The scenario; AppError(BAD_INPUT) for anything wrong."""
        top = self._object(data, "", _TOP)
        unit = self._object(top.get("unit"), "unit", ("id", "name", "applies"))
        own = self._text(unit.get("id"), "unit.id")
        self._people = self._read_people(top)
        units = self._read_units(top, own)
        self._units = {own, *(u.id for u in units)}
        office = Office(
            unit=own,
            name=self._text(unit.get("name", own), "unit.name"),
            applies=self._applies(unit),
            units=units,
            people=self._people,
            posts=self._posts(top),
        )
        duties, named = self._duties(top)
        return Scenario(
            case=self._text(top.get("case", "未命名"), "case"),
            office=office,
            duties=duties,
            named=named,
            facts=self._facts(top, office),
            settings=self._settings(top),
            approvals=self._approvals(top),
            lists=self._lists(top),
            as_of=self._day(top["as_of"], "as_of") if top.get("as_of") is not None else None,
            expect=tuple(self._expected(top)),
        )

    # -- the office

    def _read_people(self, top: Mapping[str, Any]) -> dict[str, str]:
        people: dict[str, str] = {}
        for index, raw in enumerate(self._list(top, "people")):
            where = f"people[{index}]"
            row = self._object(raw, where, ("id", "name", "note"))
            person = self._text(row.get("id"), f"{where}.id")
            if person in people:
                fail(f"{where}.id", "人员编号重复。")
            people[person] = self._text(row.get("name", person), f"{where}.name")
        return people

    def _read_units(self, top: Mapping[str, Any], own: str) -> tuple[UnitInfo, ...]:
        rows = [
            (f"units[{i}]", self._object(raw, f"units[{i}]", ("id", "name", "parent", "applies")))
            for i, raw in enumerate(self._list(top, "units"))
        ]
        ids = [self._text(row.get("id"), f"{where}.id") for where, row in rows]
        units = []
        for (where, row), unit_id in zip(rows, ids, strict=True):
            if unit_id == own or ids.count(unit_id) > 1 or unit_id in self._people:
                fail(f"{where}.id", "单位编号重复。")
            parent = row.get("parent")
            if parent is not None and parent != own and parent not in ids:
                fail(f"{where}.parent", "上级单位不存在。")
            units.append(UnitInfo(unit_id, self._text(row.get("name", unit_id), f"{where}.name"), parent))
        return tuple(units)

    def _applies(self, unit: Mapping[str, Any]) -> frozenset[str] | None:
        if unit.get("applies") is None:
            return None
        return frozenset({"always", *self._words(unit["applies"], "unit.applies", "applies_when")})

    def _posts(self, top: Mapping[str, Any]) -> tuple[Post, ...]:
        return tuple(self._post(raw, f"posts[{i}]") for i, raw in enumerate(self._list(top, "posts")))

    def _post(self, raw: Any, where: str) -> Post:
        row = self._object(raw, where, ("id", "person", "unit", "title", "roles", "from", "to", "fields", "term"))
        person = self._text(row.get("person"), f"{where}.person")
        if person not in self._people:
            fail(f"{where}.person", "这个人不在人员名册里。")
        unit = self._text(row.get("unit"), f"{where}.unit")
        if unit not in self._units:
            fail(f"{where}.unit", "这个单位不存在。")
        start, end = self._span(row, where)
        span = None
        if row.get("term") is not None:
            span = self._span(self._object(row["term"], f"{where}.term", ("from", "to")), f"{where}.term")
        title = row.get("title")
        return Post(
            person=person,
            unit=unit,
            title=self._text(title, f"{where}.title") if title else "",
            roles=frozenset(self._words(row.get("roles", []), f"{where}.roles", "actor")),
            start=start,
            end=end,
            fields=self._texts(row.get("fields") or [], f"{where}.fields"),
            term=span,
        )

    def _span(self, row: Mapping[str, Any], where: str) -> tuple[dt.date, dt.date | None]:
        start = self._day(row.get("from"), f"{where}.from")
        end = self._day(row["to"], f"{where}.to") if row.get("to") is not None else None
        if end is not None and end < start:
            fail(f"{where}.to", "截止日早于起始日。")
        return start, end

    # -- what is to be judged

    def _duties(self, top: Mapping[str, Any]) -> tuple[tuple[DutyDef, ...], frozenset[str]]:
        catalog = self._catalog.duties
        packs = self._texts(top["packs"], "packs") if top.get("packs") is not None else None
        for index, pack in enumerate(packs or ()):
            if catalog.pack(pack) is None:
                fail(f"packs[{index}]", f"没有职责包“{pack[:60]}”。")
        if top.get("duties") is None:
            return catalog.of_packs(packs if packs is not None else [p.id for p in catalog.packs]), frozenset()
        wanted = self._texts(top["duties"], "duties")
        for index, duty in enumerate(wanted):
            self._known_duty(duty, f"duties[{index}]")
        named = frozenset(wanted)
        return tuple(d for d in catalog if d.id in named), named

    def _known_duty(self, duty: Any, where: str) -> DutyDef:
        found = self._catalog.duties.find(duty) if isinstance(duty, str) else None
        if found is None:
            fail(where, f"没有职责“{str(duty)[:80]}”。")
        return found

    def _settings(self, top: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        raw = top.get("settings")
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            fail("settings", "这里应是一个对象。")
        return {
            duty: self._setting(self._known_duty(duty, f"settings.{duty}"), values, f"settings.{duty}")
            for duty, values in raw.items()
        }

    def _setting(self, duty: DutyDef, values: Any, where: str) -> Mapping[str, Any]:
        lists = list_settings(duty.rule)
        row = self._object(values, where, (*duty.config, *lists, "enabled"))
        for name, value in row.items():
            if value is not None and not fits_setting(duty, name, value):
                fail(
                    f"{where}.{name}",
                    "这个参数的值不对。",
                    "数值不能为负；截止日写作 03-31；周期写作 year、half 或 quarter；节点写作 10-01。",
                )
        # A parameter of the duty given as null is one that the unit has not set (待配置), not the shipped number.
        return {name: value for name, value in row.items() if value is not None or name in duty.config}

    # -- records

    @cached_property
    def _readers(self) -> dict[str, tuple[RecordForm, BodyReader]]:
        # Every field may be given for every kind: a scenario is not held to what a page shows.
        found = {}
        for form in self._catalog.records:
            fields = tuple(replace(f, kinds=frozenset(), not_kinds=frozenset()) for f in form.fields)
            found[form.id] = (replace(form, fields=fields), BodyReader(form, self._catalog.vocab))
        return found

    def _facts(self, top: Mapping[str, Any], office: Office) -> tuple[Fact, ...]:
        rows = self._list(top, "records")
        for index, raw in enumerate(rows):
            if not isinstance(raw, Mapping):
                fail(f"records[{index}]", "这里应是一个对象。")
            record_id = self._text(raw.get("id"), f"records[{index}].id")
            if record_id in self._records:
                fail(f"records[{index}].id", "记录编号重复。")
            self._records.add(record_id)
        actors = self._catalog.vocab.get("actor")
        codes = frozenset(actors.codes())
        refs = References(
            person=lambda i: i in self._people or i in codes,
            unit=lambda i: i in self._units or i in codes,
            record=lambda i: i in self._records,
        )
        return tuple(fact for i, raw in enumerate(rows) for fact in self._record(raw, f"records[{i}]", refs))

    def _record(self, raw: Mapping[str, Any], where: str, refs: References) -> list[Fact]:
        kind = self._text(raw.get("kind"), f"{where}.kind")
        form = self._catalog.records.of_kind(kind)
        if form is None:
            fail(f"{where}.kind", f"没有记录种类“{kind[:60]}”。")
        held = form.field(form.base["date"])
        day = next((n for n in ("date", form.base["date"], *(held.also if held else ())) if n in raw), form.base["date"])
        self._day(raw.get(day), f"{where}.{day}")
        whole, reader = self._readers[form.id]
        body = reader.read({k: v for k, v in raw.items() if k not in ("id", "kind", "state", "entered")})
        for problem in check_body(whole, kind, body, self._catalog.vocab, refs, complete=False):
            fail(f"{where}.{problem.path}", problem.message)
        for name in ("end", "due"):
            if body.get(name) is not None:
                self._day(body[name], f"{where}.{name}")
        stage = self._stage(form, raw.get("state"))
        if stage is not None:
            body.setdefault(stage.id, raw["state"])
        entered = self._day(raw["entered"], f"{where}.entered") if raw.get("entered") is not None else None
        state = self._state(form, None if stage is not None else raw.get("state"), f"{where}.state")
        return project(whole, RecordData(raw["id"], form.id, kind, state, entered, None, body))

    def _stage(self, form: RecordForm, value: Any) -> FieldDef | None:
        """The field that says how far a record is, when its state is given in the words of that field (dls.closed)."""
        field = form.field("stage")
        if field is None or field.vocab is None or not isinstance(value, str):
            return None
        return field if self._vocab.has(field.vocab, value) else None

    def _state(self, form: RecordForm, value: Any, where: str) -> str:
        if value is None or (value == "final" and form.state("final") is None):
            return settled_state(form)
        if value == "draft":
            return "draft"
        fitting = [s.code for s in form.states if value in (s.code, s.label, s.code.rpartition(".")[2])]
        if not fitting:
            fail(where, "这种记录没有这个状态。", f"可用：{'、'.join(s.code for s in form.states)}。")
        return fitting[0]

    # -- decisions and lists

    def _approvals(self, top: Mapping[str, Any]) -> tuple[Approval, ...]:
        found = []
        for index, raw in enumerate(self._list(top, "approvals")):
            where = f"approvals[{index}]"
            row = self._object(raw, where, ("duty", "period", "subject", "state", "by", "reason", "records"))
            duty = self._known_duty(row.get("duty"), f"{where}.duty")
            state = row.get("state")
            if state not in [s.value for s in MANUAL_STATES]:
                fail(f"{where}.state", "认定只能是 exempt、manual_met 或 manual_unmet。")
            by = self._texts(row.get("by") or [], f"{where}.by")
            for position, person in enumerate(by):
                if person not in self._people:
                    fail(f"{where}.by[{position}]", "这个人不在人员名册里。")
            found.append(
                Approval(
                    duty.id,
                    DutyState(state),
                    by,
                    self._text(row["reason"], f"{where}.reason") if row.get("reason") else "",
                    self._period(row.get("period"), f"{where}.period"),
                    self._subject(row.get("subject"), f"{where}.subject"),
                    self._texts(row.get("records") or [], f"{where}.records"),
                )
            )
        return tuple(found)

    def _period(self, value: Any, where: str) -> str | None:
        if value is None or (isinstance(value, str) and value in self._records):
            return value
        try:
            return parse_period(self._text(value, where)).name
        except ValueError:
            fail(where, "不是正确的时期，也不是记录编号。")

    def _subject(self, value: Any, where: str) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or (value not in self._people and value not in self._units):
            fail(where, "这个人或单位不存在。")
        return value

    def _lists(self, top: Mapping[str, Any]) -> dict[str, Any]:
        raw = top.get("lists")
        if raw is None:
            return {}
        known = self._object(raw, "lists", self._catalog.vocab.get("list_kind").codes())
        return {name: self._one_list(value, f"lists.{name}") for name, value in known.items() if value is not None}

    def _one_list(self, value: Any, where: str) -> Any:
        if isinstance(value, list):
            return self._members(value, where)
        if not isinstance(value, Mapping):
            fail(where, "名单应写成“时期: 名单”，或直接写名单。")
        for period in value:
            try:
                parse_period(period)
            except ValueError:
                fail(f"{where}.{period}", "不是正确的时期。")
        return {period: self._members(members, f"{where}.{period}") for period, members in value.items()}

    def _members(self, value: Any, where: str) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000:
            return value
        members = list(self._texts(value, where))
        if not where.startswith(("lists.key_fields", "lists.branches", "lists.reporting_bodies", "lists.departments")):
            for index, member in enumerate(members):
                self._subject(member, f"{where}[{index}]")
        return members

    def _expected(self, top: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        rows = self._list(top, "expect")
        for index, row in enumerate(rows):
            if not isinstance(row, Mapping):
                fail(f"expect[{index}]", "这里应是一个对象。")
        return rows


def settled_state(form: RecordForm) -> str:
    """The state a record without one is in: finalised, or the first in which it counts."""
    codes = [s.code for s in form.states]
    if "final" in codes and not form.states[0].counts:
        return "final"
    if form.states[0].counts:
        return form.states[0].code
    return next((s.code for s in form.states if s.counts and s.locked), codes[0])
