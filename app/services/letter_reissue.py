"""作废另发: a signed letter is never changed; it is voided with the reason and begun anew, each naming the other.

The new letter is a draft with the old text and goes the whole way again, with a number of its own; the row of the old
number in the register says that it is void and under which number the letter was issued anew. Does not belong here:
voiding alone, numbering (letters).
"""

from __future__ import annotations

from typing import Any

from app.catalog.records import RecordForm
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services import letters, record_move, records
from app.services.records import RecordView
from app.services.results import OpResult, Touched
from app.services.session import Session

VOIDED, OLD, NEW = "voided", "replaces", "replaced_by"
OF_SIGNING = ("signed_by", "opinions")


def can_reissue(session: Session, view: RecordView) -> bool:
    """Whether the account may issue the letter anew: it is void and was not, or it can be voided now."""
    if view.form != letters.FORM or view.body.get(NEW) or not session.can("create", letters.FORM, view.kind):
        return False
    return view.state == VOIDED or any(t.id == "void" for t in view.transitions)


def reissue(session: Session, record_id: str, reason: str = "") -> OpResult[RecordView]:
    """Void a letter, if it is not void yet, and write the draft that takes its place. Returns the draft. Not undoable.

    reason: of voiding; needed unless the letter is void. Raises AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (no reason),
    BAD_STATE (not signed yet, or issued anew already).
    """
    view, form = records.get(session, record_id), session.form(letters.FORM)
    if view.form != letters.FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    if view.body.get(NEW):
        raise AppError(ErrorCode.BAD_STATE, "这件文书已经另发过了。", action="请在“办理全程”里打开另发的那一件。")
    session.require("create", letters.FORM, view.kind)
    if view.state != VOIDED and not session.can_on("sign", record_id):
        raise session.refused("sign")
    touched, label, target = Touched(), "作废另发", new_id("r")
    with session.change("letter.reissue", label, touched, [letters.FORM], undoable=False) as uow:
        if view.state != VOIDED:
            words = reason.strip()
            given = {"void_reason": words} if words else {}
            letters.step_within(session, uow, record_id, "void", "", given, void_reason=f"{words}{letters.AGAIN}")
        records.write_body(
            session, uow, form, view.kind, _body(session, form, record_id), target, new=True, issued={OLD: record_id}
        )
        old = record_move.current(uow, form, record_id)
        uow.put("record", record_id, {**old, "body": {**old["body"], NEW: target}})
    return session.result(records.get(session, target), touched, label, undoable=False)


def _body(session: Session, form: RecordForm, record_id: str) -> dict[str, Any]:
    """The text and addresses of a letter, without what was said when it was signed and after."""
    settled = {s.code for s in form.states if s.locked}
    later = {n for t in form.transitions if set(t.sources) <= settled for n in (*t.needs, *t.fills)}
    sign = next(t for t in form.transitions if t.id == "sign")
    gone = later | set(sign.fills) | set(OF_SIGNING)
    return {name: value for name, value in records.copy_of(session, record_id).items() if name not in gone}
