"""What a letter still lacks before it is sent on or signed, in sentences with the reason: data of its kind.

Elements that must be there (needs), sentences it owes to whom it concerns (owes), citations that did not hold on its
day. A clerk may reword everything: a sentence is recognised by the words it turns on. Does not belong here: what may
be quoted (quoting), articles that need a record (letter_grounds), the layout.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.body import is_empty
from app.catalog.letter_text import says
from app.catalog.letters import SIGN, SUBMIT, LetterForm, Need
from app.domain.errors import AppError, ErrorCode
from app.services.quoting import letter_text, people_named
from app.services.record_body import as_list
from app.services.session import Session
from app.store.database import Connection

STEPS = (SUBMIT, SIGN)
BLANK = re.compile(r"【([^】]{1,40})】")
_LABELS = {"body": "正文", "to": "主送", "cc": "抄送"}


@dataclass(frozen=True, slots=True)
class Point:
    """Something still to do. where: field of the letter; text: a sentence that can be taken over, may be empty."""

    where: str
    say: str
    text: str = ""


def open_points(session: Session, kind: str, body: Mapping[str, Any], step: str = SIGN) -> list[Point]:
    """Everything that a letter lacks before a step, in the order of its kind; empty when it may go on."""
    form = session.catalog.letters.get(kind)
    if form is None:
        return []
    with session.store.read() as conn:
        return list(_points(conn, form, step, body))


def refuse_incomplete(conn: Connection, form: LetterForm | None, step: str, body: Mapping[str, Any]) -> None:
    """Refuse to send on or sign a letter that lacks what its kind asks for. AppError BAD_INPUT."""
    if form is None or step not in STEPS:
        return
    for point in _points(conn, form, step, body):
        action = f"可以写上：{point.text}" if point.text else "" if "请" in point.say else "请补上。"
        raise AppError(ErrorCode.BAD_INPUT, point.say, action=action, where=point.where)


def blanks(body: Mapping[str, Any]) -> list[str]:
    """What stands in each 【…】 that would be printed: recipients and copies, title, text, attachments, tables."""
    names = [str(one) for name in ("to", "cc") for one in as_list(body.get(name))]
    return BLANK.findall("\n".join([*names, letter_text(body)]))


def _points(conn: Connection, form: LetterForm, step: str, body: Mapping[str, Any]) -> Iterator[Point]:
    text = letter_text(body)
    left = list(dict.fromkeys(blanks(body)))
    if left:
        yield Point("正文", f"还有没有填写的内容：{'、'.join(left)}。请补上，或删去那一句。")
    for need in form.needs:
        if _asked(need.when, body) and (step == SIGN or need.at == SUBMIT) and not _met(need, body, text):
            yield Point(_label(form, need.of), need.say)
    for owed in form.owes:
        if _asked(owed.when, body) and (not owed.people or people_named(conn, body)) and not says(text, owed):
            yield Point("正文", owed.say, owed.text)
    yield from lapsed(form, body)


def lapsed(form: LetterForm, body: Mapping[str, Any]) -> Iterator[Point]:
    """Citations of the kind that did not hold on the letter's date, wherever the letter writes them."""
    try:
        day = dt.date.fromisoformat(str(body.get("date") or ""))
    except ValueError:
        return
    written = f"{body.get('basis') or ''}\n{letter_text(body)}"
    for one in form.basis:
        why = one.lapse(day)
        if why and one.document in written:
            yield Point("依据", f"引用的《{one.document}》{why}。请核对依据，或改正成文日期。")


def _label(form: LetterForm, name: str) -> str:
    """What a person calls a field of letters or a value of the kind."""
    return _LABELS.get(name) or next((v.label for v in form.values if v.name == name), name)


def _asked(when: Mapping[str, Sequence[str]], body: Mapping[str, Any]) -> bool:
    return all(_is(body.get(name), wanted) for name, wanted in when.items())


def _is(value: Any, wanted: Sequence[str]) -> bool:
    said = ["true" if v is True else "false" if v is False else str(v) for v in as_list(value)]
    return bool(set(said) & set(wanted)) if wanted else not is_empty(value)


def _met(need: Need, body: Mapping[str, Any], text: str) -> bool:
    values = {str(r.get("key")): r.get("value") for r in body.get("values") or []}
    return not is_empty(body.get(need.of)) or bool(values.get(need.of)) or any(word in text for word in need.words)
