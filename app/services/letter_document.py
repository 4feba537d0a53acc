"""A letter record's body as letter data (design.md 文书数据) and as the neutral document that is laid out.

Pure reading: what is stored stays as it is. Steps, numbers and files of letters are letters' and letter_versions'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.catalog.letters import LetterForm
from app.documents.data import parse_letter
from app.documents.model import OfficialDocument
from app.documents.titles import split_marks
from app.domain.errors import AppError, ErrorCode
from app.services.session import Session

SECRECY = {"none": "", "internal": "", "secret": "秘密", "confidential": "机密", "top_secret": "绝密"}
URGENCIES = {"none": "", "urgent": "加急", "very_urgent": "特急"}


def letter_form(session: Session, kind: str) -> LetterForm:
    """A kind of letter; AppError(NOT_FOUND)."""
    found = session.catalog.letters.get(kind)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种文书。")
    return found


def letter_data(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a letter record as letter data (design.md 文书数据)."""
    same = ("issuers", "mark", "joint_mark", "number", "to", "title", "date", "seal", "signers", "note", "cc", "copy_no", "page_sign")
    found: dict[str, Any] = {name: body[name] for name in same if name in body}
    lines = str(body.get("title_lines") or "")
    if lines and split_marks(lines)[0] == body.get("title"):  # lines of a title that has changed since are dropped
        found["title"] = lines
    if _printed(URGENCIES, body.get("urgency")):
        found["urgency"] = _printed(URGENCIES, body["urgency"])
    found["body"] = _rows(body.get("body", []))
    if not found["body"]:
        del found["body"]
    attachments = [_attachment(r) for r in body.get("attachments_text", []) if r.get("title")]
    if attachments:
        found["attachments"] = attachments
    if body.get("printer_office"):
        printer = {"office": body["printer_office"], "date": body.get("printer_date")}
        found["printer"] = {k: v for k, v in printer.items() if v}
    if _printed(SECRECY, body.get("secrecy_level")):
        found["secrecy"] = {"level": _printed(SECRECY, body["secrecy_level"]), "period": body.get("secrecy_period", "")}
    if body.get("signature_post"):
        found["signature"] = {"post": body["signature_post"], "name": body.get("signature_name", "")}
    attendance = {
        label: body[name]
        for label, name in (("出席", "present"), ("请假", "leave"), ("列席", "nonvoting"))
        if body.get(name)
    }
    if attendance:
        found["attendance"] = attendance
    values = {r["key"]: r.get("value", "") for r in body.get("values", []) if r.get("key")}
    if values:
        found["values"] = values
    return found


def _rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the editor that say something, as letter data: a table, or a text with its level."""
    return [
        {"table": row["table"]} if row.get("table") else {"level": int(row.get("level", 0)), "text": row["text"]}
        for row in rows
        if row.get("table") or row.get("text")
    ]


def _printed(words: Mapping[str, str], stored: object) -> str:
    """The word that stands on paper for a stored term; none for 无 and 内部, which no head carries."""
    return words.get(str(stored or ""), str(stored or ""))


def _attachment(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"title": row["title"], "separate": bool(row.get("separate"))}
    if row.get("text"):
        found["body"] = _rows(row["text"])
    elif row.get("body"):
        found["body"] = [{"level": 0, "text": line} for line in str(row["body"]).splitlines() if line.strip()]
    return found


def document(session: Session, kind: str, body: Mapping[str, Any]) -> OfficialDocument:
    """The neutral document of a letter body; values that its kind no longer has are left out of it.

    A form that is signed in its own places has no date to put under the text, and so no signature block.

    Raises AppError BAD_INPUT naming the element.
    """
    form, data = letter_form(session, kind), letter_data(body)
    if "values" in data:
        data["values"] = {n: v for n, v in data["values"].items() if form.value(n) is not None}
    made = parse_letter(form, data)
    return replace(made, date=None) if form.signs_inside else made
