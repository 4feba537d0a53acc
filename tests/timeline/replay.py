"""A clerk's log of one year, replayed day by day through the services, and what stood in the task list each day.

One line of clerk_2026.jsonl is one act: `d` day; `add` a kind with its fields (`id` names it, `to` a state it then
reaches), `on` a record with `do` a step and `set` its fields, `rows` the records that a run opens from a table,
`refused` an act that must not go through. `by: second` is another account. `@p` and the like are people, `#id` records.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.clock import FixedClock
from app.domain.errors import AppError
from app.services import people, records, runs, setup, tasks
from app.services.runs import Offer
from app.services.session import Session
from app.services.tasks import Task, TaskScope
from tests.unit.services.desk import OTHER_PASSWORD, PASSWORD

LOG = Path(__file__).with_name("clerk_2026.jsonl")
MARKS = ("d", "add", "id", "to", "on", "do", "set", "rows", "refused", "by")


@dataclass(slots=True)
class Replay:
    """An office, its people by part, its records by name. second: the login of another account."""

    session: Session
    second: str
    clock: FixedClock
    parts: Mapping[str, str]
    ids: dict[str, str] = field(default_factory=dict)

    def year(self, year: int) -> Iterator[tuple[dt.date, list[Task]]]:
        """Every day with the tasks of the office at its end."""
        acts: dict[str, list[dict[str, Any]]] = {}
        for line in LOG.read_text(encoding="utf-8").splitlines():
            act = json.loads(line)
            acts.setdefault(f"{year}-{act['d']}", []).append(act)
        day = dt.date(year, 1, 1)
        while day.year == year:
            self.clock.instant = dt.datetime(day.year, day.month, day.day, 9, 0, tzinfo=dt.UTC)
            for act in acts.pop(day.isoformat(), []):
                self.act(act)
            yield day, list(tasks.tasks(self.session, TaskScope(office=True)).tasks)
            day += dt.timedelta(days=1)

    def act(self, act: Mapping[str, Any]) -> None:
        """Do what one line says."""
        if act.get("by") == "second":
            self._log_in(self.second, OTHER_PASSWORD)
            self._act(self.session, act)
            self._log_in("clerk", PASSWORD)
        else:
            self._act(self.session, act)

    def _log_in(self, login: str, password: str) -> None:
        self.session.close()
        self.session = setup.unlock(self.session.folder, self.session.catalog, self.clock, login, password)

    def _act(self, session: Session, act: Mapping[str, Any]) -> None:
        if "add" in act:
            self._add(session, act)
        elif "rows" in act:
            self._rows(session, self.ids[act["rows"]])
        elif "refused" in act:
            try:
                records.transition(session, self.ids[act["refused"]], act["do"], "", self._filled(act["set"]))
            except AppError:
                return
            raise AssertionError(f"{act} went through")
        elif "do" in act:
            records.transition(session, self.ids[act["on"]], act["do"], "", self._filled(act.get("set", {})))
        else:
            self._edit(session, self.ids[act["on"]], self._filled(act["set"]))

    def _add(self, session: Session, act: Mapping[str, Any]) -> None:
        form = session.catalog.records.of_kind(act["add"])
        assert form is not None, act["add"]
        given = self._filled({k: v for k, v in act.items() if k not in MARKS})
        body = {form.base["date"]: self.clock.today().isoformat(), **given}
        made = records.save(session, form.id, act["add"], body).value
        self.ids[act["id"]] = made.id
        while act.get("to") and made.state != act["to"]:
            step = next(t for t in made.transitions if t.id in ("hold", "confirm", "review", "finalise"))
            made = records.transition(session, made.id, step.id).value

    def _rows(self, session: Session, record_id: str) -> None:
        run = runs.run_of(session, record_id)
        assert run is not None
        offers: list[Offer] = [o for step in run.steps for o in step.offers if o.kind == "rows"]
        assert offers, "the run offers no rows"
        runs.open_rows(session, offers[0])

    def _edit(self, session: Session, record_id: str, values: Mapping[str, Any]) -> None:
        view = records.get(session, record_id)
        records.save(session, view.form, view.kind, {**view.body, **values}, record_id)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            if value.startswith("@"):
                return self.parts[value]
            return self.ids[value[1:]] if value.startswith("#") else value
        if isinstance(value, list):
            return [self._filled(one) for one in value]
        if isinstance(value, Mapping):
            return {k: self._filled(v) for k, v in value.items()}
        return value


def cast(session: Session) -> dict[str, str]:
    """The people and units of the log, in a new office with one leader and one lower unit."""
    own, _name = session.own_unit()
    lower = [u.id for u in people.units(session) if not u.own]
    lower.append(people.save_unit(session, "园林管理所", own).value)
    principal = people.find_people(session, "周明远")[0].id
    found = {"@u": own, "@p": principal, "@l0": lower[0], "@l1": lower[1]}
    for part, name, unit, title, roles in (
        ("@m0", "李建国", own, "副局长", ("member",)), ("@m1", "王志强", own, "副局长", ("member",)),
        ("@d", "陈立群", own, "纪检组长", ("member", "discipline_secretary")),
        ("@h0", "刘海燕", own, "办公室主任", ("leader",)), ("@h1", "郭新民", own, "财务科科长", ("leader",)),
        ("@h2", "何俊杰", own, "工程科科长", ("leader",)), ("@h3", "孙晓梅", own, "房管科科长", ("leader",)),
        ("@q0", "赵永刚", lower[0], "站长", ("principal",)), ("@q1", "徐国平", lower[1], "所长", ("principal",)),
        ("@i0", "马春生", lower[0], "副站长", ("member",)),
    ):  # fmt: skip
        found[part] = people.save_person(session, name).value
        since = "2026-02-16" if part == "@q0" else "2021-06-01"
        people.save_post(session, found[part], unit, title, roles, fields=(), since=since)
    return found
