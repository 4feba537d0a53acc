"""Judgements by two people: what they decided about a duty and why, on which records, and what was said before.

A judgement is an entity of the operation log, so that its history, undo and packages are those
of everything else. Does not belong here: what a judgement does to a row (domain).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.changes import apply
from app.domain.duties.kinds import concerned, kinds_of
from app.domain.duties.model import DutyDef, ManualRule
from app.domain.errors import AppError, ErrorCode
from app.services import search
from app.services.duty_settings import APPROVAL, WITHDRAWN, find
from app.services.lists import ListQuery, Row, display_rows
from app.services.results import OpResult, Touched
from app.services.second_person import Second, verified
from app.services.session import Session
from app.store import changelog, listing, names, office, queries
from app.store.database import Connection

STATES: Mapping[str, str] = {"exempt": "不适用", "manual_met": "认定已落实", "manual_unmet": "认定未落实"}
LABELS: Mapping[str, str] = {**STATES, WITHDRAWN: "已撤回"}
MOST_REASON = 2000
MOST_OFFERED = 40
REASON, EVIDENCE, STATE, STATEMENT = (
    "理由",
    "依据",
    "结论",
    "本人说明",
)


@dataclass(frozen=True, slots=True)
class Signed:
    """What two people signed. by: their names; at: instant (UTC, ISO 8601)."""

    state: str
    label: str
    reason: str
    by: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of a row. now: None when it was withdrawn; former: what was signed before, latest first.

    period, record: under which it stands, which may be an earlier year or all records. statement: what the
    person concerned says about it.
    """

    period: str
    record: str
    now: Signed | None
    statement: str
    evidence: tuple[Row, ...]
    former: tuple[Signed, ...]


def approve(
    session: Session,
    duty: str,
    period: str,
    subject: str,
    state: str,
    second_login: str,
    second_password: str,
    reason: str,
    evidence: Sequence[str] = (),
    statement: str = "",
    record: str = "",
) -> OpResult[str]:
    """Record that a duty does not apply, or a manual judgement: signed by two people with a reason. Undoable.

    record: the one it is about, where every record has a row of its own; empty = the whole period.
    evidence: ids of the records the judgement rests on; they are kept with it and shown in the row.
    statement: what the person concerned says. A judgement signed before stays in the history.
    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (no reason, same person, a record not known), WRONG_PASSWORD.
    """
    session.require("approve")
    find(session, duty)
    if state not in STATES:
        raise AppError(ErrorCode.BAD_INPUT, "请选择签批结论。", where=STATE)
    _check_text(reason, statement)
    second = _second_person(session, second_login, second_password)
    with session.store.read() as conn:
        rows = queries.rows_by_id(conn, evidence)
        seen = {str(r.id) for r in session.sight().those(conn, rows.values())}
        if not seen.issuperset(evidence):
            raise AppError(ErrorCode.BAD_INPUT, "有一条依据的记录已经不在库里，请重新选择。", where=EVIDENCE)
    value = {
        "duty": duty, "period": period, "subject": subject, "state": state, "reason": reason.strip(),
        "records": list(dict.fromkeys(evidence)), "statement": statement.strip(), "by": [session.user.id, second],
        "about": record,
    }  # fmt: skip
    return _put(session, key_of(duty, period, subject, record), value, "签批" + STATES[state])


def withdraw(
    session: Session,
    duty: str,
    period: str,
    subject: str,
    second_login: str,
    second_password: str,
    reason: str,
    record: str = "",
) -> OpResult[str]:
    """Take a judgement back: the row says again what the records say. Two people and a reason as for approve. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND (nothing is signed), BAD_INPUT, WRONG_PASSWORD.
    """
    session.require("approve")
    key = key_of(duty, period, subject, record)
    former = _signed_value(session, key)
    _check_text(reason, "")
    second = _second_person(session, second_login, second_password)
    value = {**former, "state": WITHDRAWN, "reason": reason.strip(), "by": [session.user.id, second]}
    return _put(session, key, value, "撤回签批")


def state_own_view(
    session: Session, duty: str, period: str, subject: str, statement: str, record: str = ""
) -> OpResult[str]:
    """Add or change what the person concerned says about a judgement. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND (nothing is signed), BAD_INPUT (too long).
    """
    session.require("approve")
    key = key_of(duty, period, subject, record)
    former = _signed_value(session, key)
    if len(statement) > MOST_REASON:
        raise AppError(ErrorCode.BAD_INPUT, f"本人说明最多 {MOST_REASON} 字。", where=STATEMENT)
    return _put(session, key, {**former, "statement": statement.strip()}, "登记本人说明")


def key_of(duty: str, period: str, subject: str, record: str = "") -> str:
    """The id of a judgement in the store. record: the one it is about, empty for the whole period."""
    return f"{APPROVAL}{duty}:{period}:{subject}" + (f":{record}" if record else "")


def _put(session: Session, key: str, value: Mapping[str, Any], label: str) -> OpResult[str]:
    touched = Touched()
    with session.change("approve", label, touched) as uow:
        uow.put("setting", key, {"value": dict(value)})
    session.log("approve", f"{value['duty']} {value['period']}")
    return session.result(key, touched, label)


def _signed_value(session: Session, key: str) -> Mapping[str, Any]:
    with session.store.read() as conn:
        found: Mapping[str, Any] | None = queries.settings(conn, key).get(key)
    if found is None or found["state"] == WITHDRAWN:
        raise AppError(ErrorCode.NOT_FOUND, "这一项没有有效的签批。", action="请刷新后再看。")
    return found


def _check_text(reason: str, statement: str) -> None:
    if not reason.strip():
        raise AppError(ErrorCode.BAD_INPUT, "请写明理由。", where=REASON)
    if len(reason) > MOST_REASON:
        raise AppError(
            ErrorCode.BAD_INPUT, f"理由最多 {MOST_REASON} 字，详细材料请作为依据记录登记。", where=REASON
        )
    if len(statement) > MOST_REASON:
        raise AppError(ErrorCode.BAD_INPUT, f"本人说明最多 {MOST_REASON} 字。", where=STATEMENT)


def _second_person(session: Session, login: str, password: str) -> str:
    rights = session.catalog.rights
    return verified(session, Second(login, password), lambda a: rights.allows(a.roles, "approve"), "签批").id


def judgement(session: Session, duty: DutyDef, period: str, subject: str, record: str = "") -> Judgement | None:
    """What two people signed about a row, or None when nobody ever did."""
    with session.store.read() as conn:
        key = _key_that_holds(conn, duty, period, subject, record)
        entries = _history(session, conn, key)
        if not entries:
            return None
        value, _signed = entries[-1]
        rows = queries.rows_by_id(conn, value.get("records") or ()).values()
        evidence = display_rows(conn, session.catalog, rows, session.sight())
    steps = [signed for _value, signed in entries]
    now = steps[-1] if steps[-1].state != WITHDRAWN else None
    former = steps[:-1] if now is not None else steps
    said, about = str(value.get("statement") or ""), str(value.get("about") or "")
    return Judgement(value["period"], about, now, said, tuple(evidence), tuple(reversed(former)))


def _key_that_holds(conn: Connection, duty: DutyDef, period: str, subject: str, record: str) -> str:
    """The key of the row, of all records of its period, or of an earlier year for what is asked once."""
    key = key_of(duty.id, period, subject)
    stored = queries.settings(conn, f"{APPROVAL}{duty.id}:")
    own = key_of(duty.id, period, subject, record)
    if own in stored or not isinstance(duty.rule, ManualRule) or duty.rule.period is not None:
        return own if own in stored else key
    earlier = [
        k
        for k, v in stored.items()
        if v["subject"] == subject and v["period"] <= period and v["state"] != WITHDRAWN
    ]
    return key if key in stored else max(earlier, default=key)


def _history(session: Session, conn: Connection, key: str) -> list[tuple[Mapping[str, Any], Signed]]:
    """What stood under a key after every step that was not undone, oldest first; a mere statement is no step."""
    known = names.all_names(conn)
    with session.office.read() as office_conn:
        known |= {a.id: a.name for a in office.accounts(office_conn)}
    found: dict[str, tuple[Mapping[str, Any], Signed]] = {}
    snapshot: dict[str, Any] | None = None
    for operation, changes in changelog.history_of(conn, [key]):
        snapshot = apply(snapshot, [c.field_change() for c in changes])
        if operation.undo_of is not None and found.pop(operation.undo_of, None) is not None:
            continue
        if snapshot is None:
            continue
        value = snapshot["value"]
        by = tuple(known.get(i, i) for i in value["by"])
        signed = Signed(value["state"], LABELS[value["state"]], value["reason"], by, operation.at)
        last = next(reversed(found), None)
        if last is not None and _same_decision(found[last][0], value):
            found[last] = (value, found[last][1])
        else:
            found[operation.id] = (value, signed)
    return list(found.values())


def _same_decision(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in ("state", "reason", "by", "records"))


def evidence_choices(
    session: Session, duty: str, text: str = "", stale: Callable[[], bool] = search.never
) -> list[Row]:
    """Records a judgement may rest on: those of the duty's own kinds first, else the newest or the best hits."""
    definition = find(session, duty)
    visible, sight = session.visible_forms(), session.sight()
    hits = (
        [h.id for h in search.search(session, text, MOST_OFFERED, stale) if h.kind == "record"]
        if text.strip()
        else []
    )
    with session.store.read() as conn:
        if text.strip():
            by_id = queries.rows_by_id(conn, hits)
            rows = [by_id[i] for i in hits if i in by_id]
        else:
            kinds = tuple(k for f in session.catalog.records for k in f.kinds if _looked_at(definition, k))
            wanted = [ListQuery(visible, kinds=kinds)] if kinds else []
            rids = [r for q in (*wanted, ListQuery(visible)) for r in listing.list_ids(conn, q, sight, MOST_OFFERED)]
            rows = queries.rows_by_rid(conn, list(dict.fromkeys(rids))[:MOST_OFFERED])
        shown = display_rows(conn, session.catalog, rows, sight)
    return sorted(shown, key=lambda r: not _looked_at(definition, r.kind))


def _looked_at(duty: DutyDef, kind: str) -> bool:
    """Whether the duty speaks of this kind of record, or of a part of it."""
    return concerned(duty, kind) or any(k.startswith(f"{kind}.") for k in kinds_of(duty))
