"""What the runs of an office are judged by besides records: day, posts, lists, working days, parameters of the unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.duties.people import Office
from app.domain.workflow.model import Flow, Ground, Item
from app.domain.workflow.people import Holders
from app.services.duty_settings import DutySettings
from app.services.posts import office_of
from app.services.session import Session
from app.services.workdays import calendar
from app.store import changelog, names, queries
from app.store.database import Connection

PREFIX = "flow:"
KEPT = "flow.grounds"


def param_key(flow: str, name: str, since: dt.date | None = None) -> str:
    """The setting of a parameter; since: from which day on (None: always)."""
    return f"{PREFIX}{flow}:{name}" + (f":{since.isoformat()}" if since else "")


def grounds(session: Session, conn: Connection) -> Grounds:
    """The ground as it is now, kept until something is written or the day changes."""
    key = (changelog.head(conn).seq, session.clock.today())
    kept = session.cache.get(KEPT)
    if not (isinstance(kept, tuple) and kept[0] == key):
        kept = session.cache[KEPT] = (key, Grounds(session, conn))
    found: Grounds = kept[1]
    return found


class Grounds:
    """The ground of every workflow on one day. names: of people and units. seq: the head of the log it was read at."""

    def __init__(self, session: Session, conn: Connection) -> None:
        self.as_of = session.clock.today()
        self.seq = changelog.head(conn).seq
        self.names: Mapping[str, str] = names.all_names(conn)
        self.office: Office = office_of(conn, dict(self.names))
        lists = DutySettings(queries.settings(conn, "list:"), self.as_of.year).lists()
        self.people = Holders(self.office, lists)
        self.workdays = calendar(session, conn)
        self._stored = queries.settings(conn, PREFIX)
        self._known: dict[tuple[int, str], Any] = {}
        self._same: dict[str, Ground] = {}
        self._by_day = {n[: -len("2026-01-01")] for n in self._stored if n.count(":") > 2}

    def of(self, flow: Flow, lead: Item | None = None) -> Ground:
        """The ground of a workflow, with the parameters that held on the lead's day."""
        day = lead.date if lead is not None and lead.date is not None else self.as_of
        if any(self._dated(flow, name) for name in flow.params):
            return self._made(flow, day)
        made = self._same.get(flow.id)
        if made is None:
            made = self._same[flow.id] = self._made(flow, day)
        return made

    def _made(self, flow: Flow, day: dt.date) -> Ground:
        return Ground(self.as_of, self.people, self.workdays, self.params(flow, day), self._known)

    def _dated(self, flow: Flow, name: str) -> bool:
        return param_key(flow.id, name) + ":" in self._by_day

    def is_own(self, flow: Flow, name: str) -> bool:
        """Whether the unit has set a parameter itself."""
        key = param_key(flow.id, name)
        return any(n == key or n.startswith(f"{key}:") for n in self._stored)

    def params(self, flow: Flow, day: dt.date) -> dict[str, Any]:
        """The parameters as they held on a day."""
        return {name: self.value(flow, name, day) for name in flow.params}

    def value(self, flow: Flow, name: str, day: dt.date) -> Any:
        """One parameter as it held on a day; None: 待配置."""
        key = param_key(flow.id, name)
        dated = {n.removeprefix(f"{key}:"): v for n, v in self._stored.items() if n.startswith(f"{key}:")}
        since = max((d for d in dated if d <= day.isoformat()), default="")
        if since:
            return dated[since]["value"]
        kept = self._stored.get(key)
        return kept["value"] if kept is not None else flow.params[name].default
