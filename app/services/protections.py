"""Protections that hold for every write of a record: malice, own statements, steps of letters (requirements section 6).

Called by records for each body and each step, so that no window, import, batch or command goes past them. What a form
can say by itself (needs, conditions, two people) stands in the form. Does not belong here: rights, visibility.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.catalog.body import is_empty
from app.catalog.records import RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.services import deciders, opinion_meeting, quoting
from app.services.letter_checks import refuse_incomplete
from app.services.letter_grounds import refuse_groundless
from app.services.record_body import as_list
from app.services.session import Session
from app.store.adapters import Snapshot
from app.store.database import Connection

STATEMENT, MALICE = "own_statement", "malicious"
GROUND = {"malicious_basis": "恶意的认定依据", "malicious_by": "作出认定的机关", "malicious_at": "认定日期"}
CONFIRM = "confirm"


def refuse_body(
    session: Session, form: RecordForm, kind: str, before: Snapshot | None, body: Mapping[str, Any], record_id: str = ""
) -> None:
    """Refuse a body that says malice without its own ground or through one person, or a statement typed by somebody else.

    Raises AppError BAD_INPUT, BAD_STATE, NOT_ALLOWED; a refused statement leaves a line in the security log.
    """
    _refuse_malice(session, before, body)
    _refuse_foreign_statement(session, form, kind, before, body, record_id)


def refuse_step(
    session: Session, conn: Connection, form: RecordForm, step: Transition, before: Snapshot, body: Mapping[str, Any]
) -> None:
    """Refuse a step that these protections do not let pass. Raises AppError BAD_INPUT, BAD_STATE."""
    deciders.refuse_listed(conn, form, step, body)
    kind_of_letter = session.catalog.letters.get(before["kind"])
    refuse_groundless(conn, kind_of_letter, step.id, body)
    refuse_incomplete(conn, kind_of_letter, step.id, body)
    opinion_meeting.refuse_unmet(conn, session.catalog.records, before["kind"], step, body)
    quoting.refuse_entry_alone(conn, form, step, before, session.user)
    quoting.refuse_quotes(session.catalog.records, conn, form, step, before, body, session.user, session.sight())


def _refuse_malice(session: Session, before: Snapshot | None, body: Mapping[str, Any]) -> None:
    """False is not malicious: malice needs a finding of its own, entered by somebody else than the clue (DP-03)."""
    if not body.get(MALICE) or (before is not None and before["body"].get(MALICE)):
        return
    lacking = [label for name, label in GROUND.items() if is_empty(body.get(name))]
    if lacking:
        raise AppError(
            ErrorCode.BAD_INPUT, f"失实不等于诬告。登记“恶意”要另有认定，请写明{'、'.join(lacking)}。", where="已另行认定为恶意"
        )
    if before is None or before["author"] == session.user.id:
        raise AppError(
            ErrorCode.BAD_STATE, "“恶意”不能由登记这条线索的人自己登记。", action="请由另一位同志核对认定文书后登记。"
        )


def _refuse_foreign_statement(
    session: Session, form: RecordForm, kind: str, before: Snapshot | None, body: Mapping[str, Any], record_id: str
) -> None:
    """A statement is the person's own, or is registered from the signed paper by whoever registers confirmations (DP-12)."""
    old = before["body"].get(STATEMENT) if before is not None else None
    if form.field(STATEMENT) is None or is_empty(body.get(STATEMENT)) or body.get(STATEMENT) == old:
        return
    me = session.person
    own = bool(me) and me in as_list(body.get(form.base.get("subject", "subject")))
    if own or session.can(CONFIRM, form.id, kind):
        return
    session.log("refused", f"{STATEMENT} {record_id}".strip())
    raise AppError(
        ErrorCode.NOT_ALLOWED, "本人陈述只能由本人填写，或由经办按本人签名的书面材料登记，不能代填。",
        action="请由本人填写，或交经办登记。", where="本人陈述",
    )  # fmt: skip
