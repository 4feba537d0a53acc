"""The chain of responsibility of an appointment: who answered for each gate, as the record says now and as it said before.

Read back from the record and its versions (binhai-2021/20, tianshui-2014/4.2). It names who handled what, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.changes import WHOLE, FieldChange, apply
from app.domain.errors import AppError, ErrorCode
from app.services import records
from app.services.session import Session
from app.store import changelog, names

FORM = "appointment"
GATES = ("gate.motion", "gate.recommend", "gate.inspect", "gate.decide", "gate.appoint")
PEOPLE = "gate_people"
UNKNOWN = "未登记责任人"


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answered for a gate. day: ISO, empty when it was not written."""

    person: str
    name: str
    duty: str
    day: str


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate. result: how it ended, in words; people: empty when nobody was registered."""

    code: str
    label: str
    result: str
    people: tuple[Answering, ...]

    @property
    def words(self) -> str:
        """Who answered, as a person reads it."""
        return "；".join(" ".join(t for t in (p.name, p.duty, p.day) if t) for p in self.people) or UNKNOWN


@dataclass(frozen=True, slots=True)
class Version:
    """The chain as one version of the record has it. number: of the operation; at: UTC; who: wrote it."""

    number: int
    at: str
    who: str
    state: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One record of an appointment and its versions, the latest first; only those that changed the chain."""

    record: str
    title: str
    person: str
    versions: tuple[Version, ...]

    @property
    def now(self) -> tuple[Gate, ...]:
        """The gates as they stand."""
        return self.versions[0].gates


def chain(session: Session, record_id: str) -> Chain:
    """The chain of one record. Raises AppError NOT_FOUND, BAD_STATE (no record of an appointment)."""
    view = records.get(session, record_id)
    if view.form != FORM:
        raise AppError(ErrorCode.BAD_STATE, "这条记录不是选拔任用纪实表。")
    with session.store.read() as conn:
        known = names.all_names(conn)
        log = changelog.history_of(conn, [record_id])
    found: list[Version] = []
    snapshot: dict[str, Any] | None = None
    for op, changes in log:
        for one in changes:
            snapshot = one.after if one.path == WHOLE else apply(snapshot, [FieldChange(one.path, one.before, one.after)])
        if snapshot is not None:
            state = session.form(FORM).state(str(snapshot["state"]))
            gates = tuple(_gates(session, snapshot["body"], known))
            if not found or found[-1].gates != gates:
                found.append(Version(op.seq, op.at, op.user_name, state.label if state else "", gates))
    return Chain(view.id, view.title, known.get(view.subject, ""), tuple(reversed(found)))


def _gates(session: Session, body: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[Gate]:
    short = session.catalog.vocab.short
    for code in GATES:
        people = tuple(
            Answering(str(row["person"]), known.get(str(row["person"]), ""), str(row.get("duty") or ""), str(row.get("date") or ""))
            for row in body.get(PEOPLE) or () if row.get("gate") == code and row.get("person")
        )  # fmt: skip
        result = body.get(code)
        yield Gate(code, short(code, "appointment_gate"), short(str(result), "gate_result") if result else "", people)
