"""An old letter as a record: what was recognised as texts a person can change, those texts as the fields of a letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from app.documents.model import Cell, Paragraph, Table
from app.documents.readback_model import OldLetter, OldNumber
from app.documents.readback_words import date_in, joined, names, normal, number_in, period_in, tight
from app.domain.ids import new_id
from app.services.letter_document import SECRECY, URGENCIES
from app.services.letters import FORM
from app.services.session import Session

FIELDS: Mapping[str, str] = {
    "number": "发文字号", "date": "成文日期", "title": "标题", "issuers": "发文机关", "to": "主送", "cc": "抄送", "signers": "签发人",
}  # fmt: skip
LISTS = ("issuers", "to", "cc", "signers")
RIGHTS = ("create", "issue", "finalise")  # letters made, their numbers registered, the letters archived


def may_read_back(session: Session) -> bool:
    """Whether the account may read old letters back."""
    return session.business is not None and all(session.can(right, FORM) for right in RIGHTS)


def texts_of(letter: OldLetter) -> dict[str, str]:
    """What was recognised, as a person reads and changes it: lists with 、 or ， between, the day as 2026-03-05."""
    found = {name: joined(one.value) for name in LISTS if (one := getattr(letter, name)) is not None}
    if letter.number is not None:
        found["number"] = letter.number.value.shown
    if letter.date is not None:
        found["date"] = letter.date.value.isoformat()
    if letter.title is not None:
        found["title"] = letter.title.value
    return {name: found.get(name, "") for name in FIELDS}


def number_of(text: str) -> OldNumber | None:
    """A number as typed, whatever its brackets; None when it is none."""
    bare = tight(normal(text))
    found = number_in(bare)
    if found is not None:
        return found[0] if not found[1] and not found[2] else None
    return period_in(bare)


def date_of(text: str) -> dt.date | None:
    """A day as typed, None when it is none."""
    found = date_in(normal(text))
    return found[0] if found is not None and not found[1] and not found[2] else None


def registered(number: OldNumber | None) -> bool:
    """Whether a number belongs to a series and year and so stands in the register (第31期 does not)."""
    return number is not None and bool(number.series) and number.shown == f"{number.series}〔{number.year}〕{number.n}号"


def body_of(letter: OldLetter, texts: Mapping[str, str], file: Mapping[str, Any], actor: str, subject: str) -> dict[str, Any]:
    """The body of the record; nothing stands in it that neither the file nor the person said.

    file: the original as a value for an attachments field; actor, subject: ids from the directory or empty.
    """
    day, number = date_of(texts["date"]), number_of(texts["number"])
    body: dict[str, Any] = {
        "title": texts["title"], "date": day.isoformat() if day else "", "number": number.shown if number else texts["number"],
        "body": _rows(letter.body), "attachments_text": [_annex(a.title, a.body) for a in letter.attachments],
        "attachments": [dict(file)], "seal": False, "remark": f"由旧件读入，以所附原件为准。{letter.left}",
        "actor": actor, "subject": [subject] if subject else [],
    }  # fmt: skip
    body |= {name: list(names(texts[name])) for name in LISTS}
    if letter.secrecy is not None:
        level, period = letter.secrecy.value
        body |= {"secrecy_level": _code(SECRECY, level), "secrecy_period": period}
    if letter.urgency is not None:
        body["urgency"] = _code(URGENCIES, letter.urgency.value)
    if letter.copy_no is not None:
        body["copy_no"] = letter.copy_no.value
    if letter.note is not None:
        body["note"] = letter.note.value
    if letter.printer is not None:
        office, printed = letter.printer.value
        body |= {"printer_office": office, "printer_date": printed.isoformat() if printed else ""}
    for name, label in (("present", "出席"), ("leave", "请假"), ("nonvoting", "列席")):
        body[name] = list(letter.attendance.get(label, ()))
    return {name: value for name, value in body.items() if value not in ("", [], None)}


def data_of(letter: OldLetter) -> dict[str, Any]:
    """Everything recognised as letter data (design.md 文书数据), with how sure each element is and where it stood."""
    texts = texts_of(letter)
    found: dict[str, Any] = {"number": texts["number"], "date": texts["date"], "title": texts["title"]}
    found |= {name: list(one.value) if (one := getattr(letter, name)) is not None else [] for name in LISTS}
    found |= {
        "mark": letter.mark, "body": [_element(b) for b in letter.body],
        "attachments": [{"title": a.title, "body": [_element(b) for b in a.body]} for a in letter.attachments],
        "attendance": {label: list(people) for label, people in letter.attendance.items()},
        "urgency": letter.urgency.value if letter.urgency else "", "copy_no": letter.copy_no.value if letter.copy_no else "",
        "note": letter.note.value if letter.note else "",
    }  # fmt: skip
    if letter.secrecy is not None:
        found["secrecy"] = {"level": letter.secrecy.value[0], "period": letter.secrecy.value[1]}
    if letter.printer is not None:
        office, day = letter.printer.value
        found["printer"] = {"office": office, "date": day.isoformat() if day else ""}
    found["found"] = {
        name: {"sure": round(one.sure, 2), "where": one.where, "text": one.text}
        for name in (*FIELDS, "secrecy", "urgency", "copy_no", "note", "printer")
        if (one := getattr(letter, name)) is not None
    }  # fmt: skip
    return found


def _element(one: Paragraph | Table) -> dict[str, Any]:
    return {"table": _table(one)} if isinstance(one, Table) else {"level": one.level, "text": one.text}


def _code(words: Mapping[str, str], shown: str) -> str:
    return next((code for code, word in words.items() if word and word == shown), "")


def _annex(title: str, body: Sequence[Paragraph | Table]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": new_id("w"), "title": title}
    return row | {"text": _rows(body)} if body else row


def _rows(body: Sequence[Paragraph | Table]) -> list[dict[str, Any]]:
    return [
        {"id": new_id("w"), "level": 0, "text": "", "table": _table(one)} if isinstance(one, Table)
        else {"id": new_id("w"), "level": one.level, "text": one.text}
        for one in body
    ]  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    """A table as letter data (design.md 文书数据)."""
    rows = []
    for row in table.rows:
        cells = [_cell(c) for c in row.cells]
        rows.append({"cells": cells} if any(isinstance(c, dict) for c in cells) else cells)
    return {"columns": list(table.columns), "rows": rows}


def _cell(cell: Cell) -> str | dict[str, Any]:
    covered = {name: n for name, n in (("span", cell.span), ("rows", cell.rows)) if n > 1}
    return {"text": cell.text, **covered} if covered else cell.text
