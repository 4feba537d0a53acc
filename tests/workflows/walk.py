"""A clerk who walks a workflow day by day through the services, with a second person for what two must do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.services import letters, people, records, runs
from app.services.flow_offers import Offer
from app.services.records import RecordView
from app.services.runs import Run, RunStep
from app.services.session import Session, User
from tests.unit.services.desk import Desk, fitting


class Walk:
    """An office in which days pass. principal p, discipline secretary d, members m1 and m2, org head o, lower unit and its head."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.session = desk, desk.session
        self.first = desk.session.user
        self.p = desk.principal
        self.d = desk.person("钱守正", "纪检组长", ("member", "discipline_secretary", "discipline_head"))
        self.m1, self.m2 = desk.person("李四海"), desk.person("王五湖")
        self.o = desk.person("孙组工", "组织科长", ("org_head",))
        self.lower = desk.lower_unit
        self.head = people.save_person(desk.session, "赵站长").value
        people.save_post(desk.session, self.head, self.lower, "站长", ("principal",), fields=(), since="2021-06-01")
        self.own, _name = desk.session.own_unit()

    # --- days and people -----------------------------------------------------
    def day(self, iso: str) -> Walk:
        """It is this day."""
        self.session.clock = FixedClock(dt.datetime.combine(dt.date.fromisoformat(iso), dt.time(9), dt.UTC))
        self.session.cache.clear()
        return self

    @contextmanager
    def second(self) -> Iterator[Session]:
        """Another person sits at the desk."""
        self.session.user = User("second", "second", "赵文", self.first.roles)
        try:
            yield self.session
        finally:
            self.session.user = self.first

    # --- records ---------------------------------------------------------------
    def save(self, kind: str, **body: Any) -> str:
        """A new record; today unless a date is given."""
        form = self.session.catalog.records.of_kind(kind)
        assert form is not None, kind
        start = {"title": "事项", "date": self.session.clock.today().isoformat()}
        return records.save(self.session, form.id, kind, {**start, **body}).value.id

    def edit(self, record: str, **body: Any) -> RecordView:
        """Fill fields of a record."""
        view = records.get(self.session, record)
        return records.save(self.session, view.form, view.kind, {**view.body, **body}, record).value

    def go(self, record: str, *steps: str, **values: Any) -> RecordView:
        """Take steps; values belong to the last."""
        for step in steps[:-1]:
            records.transition(self.session, record, step)
        return records.transition(self.session, record, steps[-1], values=values).value

    def meeting(self, kind: str, **body: Any) -> str:
        """A meeting of the principal and the discipline secretary, settled."""
        attendance = [{"person": self.p, "role": "chair"}, {"person": self.d, "role": "attendee"}]
        made = self.save(kind, attendance=attendance, chair=self.p, **body)
        self.go(made, "finalise")
        return made

    def held(self, kind: str, *people_: str, by: str = "", **body: Any) -> str:
        """A talk that took place."""
        made = self.save(kind, actor=by or self.p, subject=list(people_), **body)
        self.go(made, "hold")
        return made

    def letter(self, kind: str, *subject: str, **body: Any) -> str:
        """A letter signed by the principal."""
        draft = letters.draft(self.session, kind, {})
        draft |= {"to": ["某县质监站"], "title": "文书", **fitting(self.session, kind), "subject": list(subject), **body}
        made = records.save(self.session, "letter", kind, draft).value.id
        letters.advance(self.session, made, "submit")
        with self.second():
            letters.advance(self.session, made, "sign", values={"signed_by": self.p})
        return made

    # --- runs --------------------------------------------------------------------
    def run(self, record: str, flow: str = "") -> Run:
        """The run a record leads."""
        found = [r for r in runs.runs_of(self.session, record) if not flow or r.flow == flow]
        assert found, "no run"
        return found[0]

    def step(self, record: str, step: str) -> RunStep:
        """One step of the run."""
        return next(s for s in self.run(record).steps if s.id == step)

    def stand(self, record: str, *steps: str) -> tuple[str, ...]:
        """How steps stand."""
        return tuple(self.step(record, s).standing.value for s in steps)

    def offer(self, record: str, step: str, code: str) -> Offer:
        """A button of a step by the kind, transition, page or table it is about."""
        offers = self.step(record, step).offers
        found = [o for o in offers if code in o.args.values()]
        assert found, [o.args for o in offers]
        return found[0]

    def take_up(self, record: str, step: str, code: str, **body: Any) -> str:
        """Press an offer that begins a new record, complete it and save it; its id."""
        offer = self.offer(record, step, code)
        begun = runs.offer_values(self.session, offer)
        return records.save(self.session, offer.args["form"], offer.args["kind"], {**begun, **body}).value.id

    def refused(self, record: str, step: str, *words: str, **values: Any) -> None:
        """The step is refused, with these words in the reason, and nothing is written."""
        before = records.get(self.session, record)
        with pytest.raises(AppError) as told:
            records.transition(self.session, record, step, values=values)
        assert told.value.code in (ErrorCode.BAD_STATE, ErrorCode.BAD_INPUT), told.value.sentence()
        assert all(w in told.value.sentence() for w in words), told.value.sentence()
        assert records.get(self.session, record).version == before.version
