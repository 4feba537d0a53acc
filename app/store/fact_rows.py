"""Reads facts for an evaluation: columns at once, the rest of a record only when a rule asks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, and_, select

from app.domain.facts import Fact
from app.store.record_adapter import SEPARATOR
from app.store.same import Same
from app.store.tables import fact, record

_EMPTY: Mapping[str, Any] = {}
_COLUMNS = (
    fact.c.kind, fact.c.record, fact.c.date, fact.c.actor, fact.c.subject, fact.c.end, fact.c.entered, fact.c.due,
    fact.c.state, fact.c.unit, fact.c.title, fact.c.topics, fact.c.recipients, fact.c.links, fact.c.row,
    fact.c["values"],
)  # fmt: skip


class LazyValues(Mapping[str, Any]):
    """The other fields of a record, parsed at the first question; the text is let go of then."""

    __slots__ = ("_held", "_same")

    def __init__(self, text: str, same: Same) -> None:
        self._held: str | dict[str, Any] = text
        self._same = same

    def _open(self) -> dict[str, Any]:
        held = self._held
        if isinstance(held, str):
            held = self._held = json.loads(held, object_pairs_hook=self._same.pairs)
        return held

    def get(self, key: str, default: Any = None) -> Any:
        """The field, or the default (asked a hundred thousand times in one evaluation)."""
        return self._open().get(key, default)

    def __getitem__(self, key: str) -> Any:
        return self._open()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._open())

    def __len__(self) -> int:
        return len(self._open())


def facts(conn: Connection, kinds: Iterable[str], since: str = "", until: str = "9999") -> list[Fact]:
    """Facts of the kinds (`dossier.*` stands for a family) in a span of ISO days; the evaluation puts them in order."""
    exact = sorted({k for k in kinds if not k.endswith(".*")})
    families = sorted({k for k in kinds if k.endswith(".*")})
    found: list[Fact] = []
    span = and_(fact.c.date >= since, fact.c.date <= until)
    for start in range(0, len(exact), 500):
        found.extend(_read(conn, and_(fact.c.kind.in_(exact[start : start + 500]), span)))
    for family in families:
        found.extend(_read(conn, and_(fact.c.kind.like(family[:-1] + "%"), span)))
    return found


def of_records(conn: Connection, record_ids: Iterable[str]) -> list[Fact]:
    """Facts of certain records, whatever their kind and day."""
    wanted = sorted(set(record_ids))
    found: list[Fact] = []
    for start in range(0, len(wanted), 500):
        rids = select(record.c.rid).where(record.c.id.in_(wanted[start : start + 500]))
        found.extend(_read(conn, fact.c.rid.in_(rids)))
    return found


def _read(conn: Connection, where: Any) -> Iterator[Fact]:
    days: dict[str, dt.date] = {}
    same = Same()

    def one(text: str | None) -> str | None:
        return same[text] if text is not None else None

    def day(text: str | None) -> dt.date | None:
        if text is None:
            return None
        known = days.get(text)
        if known is None:
            known = days[text] = dt.date.fromisoformat(text)
        return known

    for row in conn.execute(select(*_COLUMNS).where(where)).all():
        kind, record, date, actor, subject, end, entered, due, state, unit, title, topics, to, links, sub, values = row
        yield Fact(
            same[kind], record, day(date) or dt.date.min, one(actor), one(subject), day(end), day(entered), day(due), same[state],
            one(unit), title, frozenset(topics.split()) if topics else frozenset(), tuple(to.split(SEPARATOR)) if to else (),
            tuple(links.split(SEPARATOR)) if links else (), sub, LazyValues(values, same) if values else _EMPTY,
        )  # fmt: skip
