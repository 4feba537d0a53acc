"""The unit's own duties: documents of its own and what they ask, made in the program.

A duty is data of exactly the format of forms/duties; the same loader reads and checks it. A change holds from a
year on; years before keep what they were judged by. Files of packs are in own_packs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.duties import DutyPack
from app.catalog.duties_loader import GRADES
from app.catalog.duties_writer import duty_data
from app.catalog.duty_sentence import sentence
from app.catalog.overlay import HeldDuty, parse_entry
from app.domain.duties.model import DutyDef
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import own_catalog
from app.services.duty_example_parts import spelt_out
from app.services.duty_parts import Choices
from app.services.results import OpResult, Touched
from app.services.sample_office import Outcome, run_examples
from app.services.session import Session
from app.store import queries
from app.store.unit_of_work import UnitOfWork

Data = Mapping[str, Any]
HEAD = ("title", "short", "issuer", "adopted", "normative")
MOST_DUTIES = 500
_PATH = re.compile(r"（([^（）]*)）$")
_ENTRY = re.compile(r"^duties\.\[0\]\.?")


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A duty of an own pack as lists show it. since: the year from which it holds as it reads now."""

    id: str
    label: str
    article: str
    rule: str
    said: str
    since: int
    versions: int


@dataclass(frozen=True, slots=True)
class OwnPack:
    """An own document with its duties as they hold now."""

    id: str
    title: str
    short: str
    issuer: str
    adopted: str
    normative: bool
    duties: tuple[OwnDuty, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the loader says of a duty being written: the duty, or the first thing wrong and where.

    path: the field as in a pack file, `rule.kinds`, or empty. said: the rule in words. outcomes: of its examples.
    """

    duty: DutyDef | None
    path: str = ""
    problem: str = ""
    said: str = ""
    outcomes: tuple[Outcome, ...] = ()


def packs(session: Session) -> list[OwnPack]:
    """The unit's own documents with their duties."""
    held = _held(session)
    known = session.catalog.duties
    return [_pack(session, p, held) for p in known.packs if p.id in known.own]


def _held(session: Session) -> dict[str, list[HeldDuty]]:
    with session.store.read() as conn:
        stored = queries.settings(conn, own_catalog.OWN_DUTY)
    found: dict[str, list[HeldDuty]] = {}
    for name, value in stored.items():
        one = own_catalog.held_duty(name, value)
        found.setdefault(one.id, []).append(one)
    return found


def _pack(session: Session, pack: DutyPack, held: Mapping[str, list[HeldDuty]]) -> OwnPack:
    year = session.clock.today().year
    rows = []
    for duty in (*pack.duties, *_to_come(session, pack, held)):
        since = [h.since for h in held[duty.id] if h.since <= year] or [h.since for h in held[duty.id]]
        said = sentence(duty, session.catalog.vocab, session.catalog.records)
        rows.append(OwnDuty(duty.id, duty.label, duty.article, duty.type_name, said, max(since), len(held[duty.id])))
    return OwnPack(pack.id, pack.title, pack.short, pack.issuer, pack.adopted, pack.normative, tuple(rows))


def _to_come(session: Session, pack: DutyPack, held: Mapping[str, list[HeldDuty]]) -> list[DutyDef]:
    """Duties of a pack that hold only from a later year on."""
    year, now = session.clock.today().year, {d.id for d in pack.duties}
    first = {i: min(h.since for h in versions) for i, versions in held.items() if versions[0].pack == pack.id and i not in now}
    found = (session.catalog.duties.in_year(since).get(i) for i, since in first.items() if since > year)
    return [d for d in found if d is not None]


# --- documents -------------------------------------------------------------
def save_pack(session: Session, head: Data, year: int, pack_id: str = "") -> OpResult[str]:
    """Add a document, or change what it is called. A new one is switched on from `year`. Undoable; returns its id.

    Raises AppError NOT_ALLOWED, BAD_INPUT (no name), NOT_FOUND.
    """
    session.require("configure")
    title = str(head.get("title") or "").strip()
    if not title:
        raise AppError(ErrorCode.BAD_INPUT, "请填写文件名称。", where="title")
    kept = {name: head[name] for name in HEAD if head.get(name) not in (None, "")}
    kept |= {"title": title, "short": str(head.get("short") or title).strip(), "normative": head.get("normative") is not False}
    if pack_id:
        _own(session, pack_id)
    touched = Touched()
    label = "修改本单位职责文件" if pack_id else "新增本单位职责文件"
    made = pack_id or new_id("own-")[:12]
    with session.change("own_duties", label, touched) as uow:
        put_head(uow, made, kept)
        if not pack_id:
            uow.put("setting", f"pack:{made}:{year}", {"value": True})
    return session.result(made, touched, label)


def put_head(uow: UnitOfWork, pack_id: str, head: Data) -> None:
    """Write the head of an own pack."""
    uow.put("setting", own_catalog.pack_key(pack_id), {"value": {**head, "id": pack_id}})


def _own(session: Session, pack_id: str) -> DutyPack:
    found = session.catalog.duties.pack(pack_id) if pack_id in session.catalog.duties.own else None
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这份本单位职责文件。")
    return found


def remove_pack(session: Session, pack_id: str) -> OpResult[str]:
    """Take a document away with all it ever asked, past years included. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND.

    Who only wants it to hold no longer switches it off from a year on (duty_settings.set_pack).
    """
    session.require("configure")
    _own(session, pack_id)
    touched = Touched()
    with session.change("own_duties", "删除本单位职责文件", touched) as uow:
        for name in queries.settings(uow.conn, f"{own_catalog.OWN_DUTY}{pack_id}/"):
            uow.put("setting", name, None)
        uow.put("setting", own_catalog.pack_key(pack_id), None)
    return session.result(pack_id, touched, "删除本单位职责文件")


# --- duties ----------------------------------------------------------------
def blank(session: Session, pack_id: str) -> dict[str, Any]:
    """The start of a new duty."""
    pack = _own(session, pack_id)
    return {
        "article_no": str(len(pack.duties) + 1), "article": f"第 {len(pack.duties) + 1} 条", "label": "", "summary": "",
        "grade": GRADES[0], "actors": [], "tier": "collective", "frequency": "yearly", "applies_when": ["always"],
        "rule": {"type": "count", "kinds": [], "period": "year", "least": 1},
    }  # fmt: skip


def data_of(session: Session, duty_id: str) -> dict[str, Any]:
    """A duty as it holds now, else as it will, as data to change. AppError(NOT_FOUND)."""
    known = session.catalog.duties
    found = known.find(duty_id)
    if found is None and duty_id.split("/")[0] in known.own:
        later = [h.since for h in _held(session).get(duty_id, ()) if h.since > session.clock.today().year]
        found = known.in_year(min(later)).get(duty_id) if later else None
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这条职责。")
    return duty_data(found)


def copy_of(session: Session, pack_id: str, duty_id: str) -> dict[str, Any]:
    """Any duty as the start of a new one of an own document."""
    data = data_of(session, duty_id)
    start = blank(session, pack_id)
    for name in ("id", "family", "note"):
        data.pop(name, None)
    if data.get("examples"):
        of = Choices(session.catalog, data.get("config") or {})
        data["examples"] = [spelt_out(of, example) for example in data["examples"]]
    return {**data, "article_no": start["article_no"], "article": start["article"]}


def check(session: Session, pack_id: str, data: Data, *, run: bool = True) -> Checked:
    """Read a duty with the loader of pack files; when it is right, say its rule and run its examples. Never raises."""
    pack = _own(session, pack_id)
    head = {"id": pack.id, "title": pack.title, "short": pack.short}
    try:
        duty = parse_entry(head, {**data, "id": data.get("id") or _new_id(pack_id, data)}, session.catalog.vocab, session.catalog.records)
    except AppError as error:
        found = _PATH.search(error.where)
        path = _ENTRY.sub("", found[1]) if found else ""
        message = "请填写。" if error.message in ("这里不能为空。", "这里应是一段文字。") else error.message
        return Checked(None, path.replace(".[", "["), message)
    said = sentence(duty, session.catalog.vocab, session.catalog.records)
    empty = _unfinished(duty)
    if empty:
        return Checked(None, empty, "请至少选一种。", said)
    outcomes = run_examples(session.catalog, duty, duty.examples) if run else []
    return Checked(duty, said=said, outcomes=tuple(outcomes))


def _unfinished(duty: DutyDef) -> str:
    """A list without which the rule would look at nothing; pack files may leave it empty, an editor has just not filled it."""
    rule = duty_data(duty)["rule"]
    for name, kinds in (("kinds", rule.get("kinds")), ("trigger", (rule.get("trigger") or {}).get("kinds")), ("evidence", rule.get("evidence")), ("needs", rule.get("needs"))):
        if name in _LOOKS_AT[rule["type"]] and not kinds:
            return f"rule.{name}" + (".kinds" if name == "trigger" else "")
    return ""


_LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "follow": ("trigger", "needs"), "precede": ("trigger", "needs"), "ratio": (), "manual": ("evidence",),
    **dict.fromkeys(("count", "complete", "order", "exists", "forbid", "threshold"), ("kinds",)),
}  # fmt: skip


def _new_id(pack_id: str, data: Data) -> str:
    return f"{pack_id}/{data.get('article_no') or 0}/{new_id('d')}"


def save_duty(session: Session, pack_id: str, data: Data, year: int) -> OpResult[str]:
    """Write a duty as it holds from `year` on; years before keep the former text. Undoable; returns its id.

    It takes the place of what was written for the years after `year` up to the present one. data without `id` is a new duty. Raises AppError NOT_ALLOWED, NOT_FOUND, TOO_LARGE, BAD_INPUT (where = the field).
    """
    session.require("configure")
    pack = _own(session, pack_id)
    if not data.get("id") and len(pack.duties) >= MOST_DUTIES:
        raise AppError(ErrorCode.TOO_LARGE, f"一份文件最多 {MOST_DUTIES} 条职责。", action="请另建一份。")
    whole = {**data, "id": data.get("id") or _new_id(pack_id, data)}
    checked = check(session, pack_id, whole, run=False)
    if checked.duty is None:
        raise AppError(ErrorCode.BAD_INPUT, checked.problem, where=checked.path)
    touched = Touched()
    label = "修改本单位职责" if data.get("id") else "新增本单位职责"
    with session.change("own_duties", label, touched) as uow:
        put_duties(uow, pack_id, [duty_data(checked.duty)], year, session.clock.today().year)
    return session.result(checked.duty.id, touched, label)


def put_duties(uow: UnitOfWork, pack_id: str, duties: Sequence[Data], year: int, present: int) -> None:
    """Write duties as they hold from a year on, new ones behind the others.

    What was written for later years up to the present one goes: it was what has now been changed.
    """
    stored = queries.settings(uow.conn, f"{own_catalog.OWN_DUTY}{pack_id}/")
    held = [own_catalog.held_duty(n, v) for n, v in stored.items()]
    places = {h.id: h.place for h in held}
    for data in duties:
        place = places.setdefault(data["id"], max(places.values(), default=0) + 1)
        uow.put("setting", own_catalog.duty_key(data["id"], year), {"value": own_catalog.duty_value(data, place)})
        for one in held:
            if one.id == data["id"] and year < one.since <= present:
                uow.put("setting", own_catalog.duty_key(one.id, one.since), None)


def remove_duty(session: Session, duty_id: str, year: int) -> OpResult[str]:
    """A duty asks nothing from `year` on; one that only began then is gone. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require("configure")
    held = sorted(_held(session).get(duty_id, ()), key=lambda h: h.since)
    if not held:
        raise AppError(ErrorCode.NOT_FOUND, "没有这条职责。")
    touched = Touched()
    with session.change("own_duties", "删除本单位职责", touched) as uow:
        before = [h for h in held if h.since < year and h.data is not None]
        for one in held:
            if one.since >= year:
                uow.put("setting", own_catalog.duty_key(duty_id, one.since), None)
        if before:
            gone = own_catalog.duty_value(None, held[0].place)
            uow.put("setting", own_catalog.duty_key(duty_id, year), {"value": gone})
    return session.result(duty_id, touched, "删除本单位职责")


def versions(session: Session, duty_id: str) -> list[tuple[int, str, str]]:
    """What an own duty said in its time: year from which on, name, the rule in words; the latest first."""
    found = []
    for one in sorted(_held(session).get(duty_id, ()), key=lambda h: -h.since):
        duty = session.catalog.duties.in_year(one.since).get(duty_id)
        said = sentence(duty, session.catalog.vocab, session.catalog.records) if duty else "从这一年起不再要求。"
        found.append((one.since, duty.label if duty else "", said))
    return found
