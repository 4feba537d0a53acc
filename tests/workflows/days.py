"""An office in which days go by: moves the clock, reads how a run stands in words of its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import letters, people, records, runs
from app.services.records import RecordView
from app.services.runs import Run, RunStep
from app.services.session import User
from tests.unit.services.desk import Desk, fitting, new_office


@dataclass(slots=True)
class Office:
    """A clerk at one desk, day by day. people: by name."""

    desk: Desk
    clock: FixedClock
    people: dict[str, str] = field(default_factory=dict)

    # --- days ------------------------------------------------------------------
    def on(self, day: str) -> Office:
        """It is this day now."""
        self.clock.instant = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), dt.UTC)
        return self

    @contextmanager
    def second(self) -> Iterator[None]:
        """What another person with the same rights does meanwhile."""
        session, first = self.desk.session, self.desk.session.user
        session.user = User("second", "second", "赵文", first.roles)
        try:
            yield
        finally:
            session.user = first

    # --- records ---------------------------------------------------------------
    def add(self, kind: str, *steps: str, date: str = "", **fields: Any) -> str:
        """A record of today (or another day), taken through steps. Returns its id."""
        form = self.desk.session.catalog.records.of_kind(kind)
        assert form is not None, kind
        day = date or self.clock.today().isoformat()
        view = records.save(self.desk.session, form.id, kind, {"title": f"{kind} {day}", "date": day} | fields).value
        for step in steps:
            self.step(view.id, step)
        return view.id

    def fill(self, record: str, **fields: Any) -> RecordView:
        """Fill in fields of a record that is still open."""
        view = records.get(self.desk.session, record)
        return records.save(self.desk.session, view.form, view.kind, {**view.body, **fields}, record, view.version).value

    def step(self, record: str, name: str, **values: Any) -> RecordView:
        """Take a step of a record."""
        return records.transition(self.desk.session, record, name, values=values).value

    def body(self, record: str) -> Mapping[str, Any]:
        """What stands in a record."""
        return records.get(self.desk.session, record).body

    def letter(self, kind: str, link: str, **values: Any) -> str:
        """An issued letter that names a record."""
        body = letters.draft(self.desk.session, kind, values) | {
            "to": ["某单位"], "title": f"{kind} 函", **fitting(self.desk.session, kind), "links": [link], "basis": "",
        }  # fmt: skip
        view = records.save(self.desk.session, "letter", kind, body).value
        letters.advance(self.desk.session, view.id, "submit")
        letters.advance(self.desk.session, view.id, "sign", values={"signed_by": self.desk.principal})
        letters.advance(self.desk.session, view.id, "number", series="某纪")
        return view.id

    def dossier(self, kind: str, person: str, source: str, **fields: Any) -> str:
        """An entry in somebody's dossier."""
        return self.add(kind, "finalise", subject=person, summary="按来源登记", source_record=source, **fields)

    # --- runs ------------------------------------------------------------------
    def run(self, record: str, flow: str = "") -> Run:
        """The run of a record (of a workflow, when it leads several)."""
        found = [r for r in runs.runs_of(self.desk.session, record) if not flow or r.flow == flow]
        assert found, record
        return found[0]

    def stands(self, record: str, flow: str = "") -> dict[str, str]:
        """Every step of its run with its standing."""
        return {s.id: s.standing.value for s in self.run(record, flow).steps}

    def at(self, record: str, step: str, flow: str = "") -> RunStep:
        """One step of its run."""
        return next(s for s in self.run(record, flow).steps if s.id == step)

    def offered(self, record: str, step: str, flow: str = "") -> list[str]:
        """What can be done about a step, by kind and target."""
        return [" ".join(str(v) for v in (o.kind, o.args.get("transition") or o.args.get("kind") or "")).strip() for o in self.at(record, step, flow).offers]

    def set(self, flow: str, **params: Any) -> None:
        """Set parameters of a workflow."""
        for name, value in params.items():
            runs.set_param(self.desk.session, flow, name, value)

    # --- people ----------------------------------------------------------------
    def member(self, name: str, *roles: str, **post: Any) -> str:
        """A member of the team since 2021."""
        self.people[name] = self.desk.person(name, roles=("member", *roles), **post)
        return self.people[name]

    def head_below(self, name: str) -> str:
        """The principal of the lower unit."""
        who = people.save_person(self.desk.session, name).value
        people.save_post(self.desk.session, who, self.desk.lower_unit, "站长", ("principal",), (), since="2021-06-01")
        self.people[name] = who
        return who


def open_office(root: Path, catalog: Catalog, day: str = "2026-01-05", packs: bool = False) -> Office:
    """An office on a day, with a clerk of all business roles."""
    clock = FixedClock(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), dt.UTC))
    return Office(Desk(new_office(root / "office", catalog, packs=packs, clock=clock).session), clock)
