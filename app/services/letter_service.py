"""Serving a letter and hearing back: the 送达回证 that goes along with it, papers that come back, how late an answer was.

Does not belong here: the steps themselves (letters), limits (letter_limits), what an answer leads to (letter_effects).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.documents.model import chinese_date
from app.domain.errors import AppError, ErrorCode
from app.services import attachments, letters, records
from app.services.lists import cell_text
from app.services.records import RecordView
from app.services.session import Session
from app.store import queries

RECEIPT = "letter.service_receipt"
BEFORE = ("draft", "review", "signed", "withdrawn", "voided")
MOST = 50


def receipt_of(session: Session, view: RecordView) -> str:
    """The id of the 送达回证 that was made for a letter, or an empty text."""
    with session.store.read() as conn:
        rows = queries.referring(conn, view.id, session.sight(), MOST)
    return next((str(r.id) for r in rows if r.kind == RECEIPT and r.state != "withdrawn"), "")


def receipt_body(session: Session, record_id: str) -> dict[str, Any]:
    """A 送达回证 for a numbered letter with what is known: its number and title, to whom, how, when, where, by whom.

    What is not known stays empty, to be written by hand. Raises AppError NOT_FOUND, BAD_STATE (no number yet).
    """
    view = records.get(session, record_id)
    if view.form != letters.FORM or view.kind == RECEIPT:
        raise AppError(ErrorCode.NOT_FOUND, "只有发出的文书才有送达回证。")
    if view.state in BEFORE:
        raise AppError(ErrorCode.BAD_STATE, "这件文书还没有编号用印，或者已经撤回、作废。", action="编号用印以后再打印送达回证。")
    body, form = view.body, session.form(letters.FORM)
    day = str(body.get("delivered_at") or "")
    said = {
        "document": f"《{view.title}》" + (f"（{body['number']}）" if body.get("number") else ""),
        "issuer": next(iter(body.get("issuers") or []), session.unit_name()),
        "who": "、".join(str(t) for t in body.get("to") or []),
        "way": cell_text(session.catalog, form.field("service"), body.get("service"), view.labels),
        "when": chinese_date(dt.date.fromisoformat(day)) if day else "",
        "place": str(body.get("service_place") or ""), "by": str(body.get("delivered_by") or ""),
        "remark": str(body.get("refusal") or ""),
    }  # fmt: skip
    made = letters.draft(session, RECEIPT, {name: text for name, text in said.items() if text})
    made |= {"links": [view.id], "issuers": body.get("issuers") or made["issuers"]}
    return made | ({"subject": body["subject"]} if body.get("subject") else {})


def with_files(
    session: Session, view: RecordView, values: Mapping[str, Any], files: Mapping[str, Sequence[Path]]
) -> dict[str, Any]:
    """Values of a step with files kept beside those that lie in its fields already. Raises what attachments.attach raises."""
    kept = {name: [*(view.body.get(name) or []), *(attachments.attach(session, p) for p in paths)] for name, paths in files.items() if paths}
    return {**values, **kept}


def days_after(body: Mapping[str, Any]) -> int:
    """How many days after its limit the answer to a letter came; 0 when in time or where one of the days is not known."""
    due, came = str(body.get("reply_due") or ""), str(body.get("replied_at") or "")
    return max(0, (dt.date.fromisoformat(came) - dt.date.fromisoformat(due)).days) if due and came else 0
