"""Letters of the synthetic office: one of every kind, in every state of the way a letter goes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from app.catalog.places import resources_dir
from app.domain.ids import new_id
from app.services import letters, numbers
from app.services.example_cast import Cast
from app.services.letter_document import letter_form
from app.services.records import write_body
from app.services.results import Touched
from app.services.session import Session

SERIES = "示例"  # the example's own numbers: those of the unit begin with its first letter
WAY = ("submit", "sign", "number", "deliver", "receipt", "reply", "archive")
APART = 9  # days between two letters


def write_letters(session: Session, cast: Cast, touched: Touched, *, mark: bool) -> int:
    """Draft a letter of every kind and take some of them on their way, as far as the account may. Returns how many."""
    form = session.form(letters.FORM)
    told = json.loads((resources_dir() / "example" / "letters.json").read_text(encoding="utf-8"))
    today = session.clock.today()
    able = all(session.can(right, letters.FORM) for right in ("edit", "review", "sign", "issue"))
    made = 0
    with session.change("example.letters", "建立示例文书", touched, undoable=False) as uow:
        kinds = [k for k in form.kinds if k in session.catalog.letters and not session.catalog.letters[k].retired]
        for number, kind in enumerate(kinds):  # the oldest first, as their numbers go
            day = today - dt.timedelta(days=3 + (len(kinds) - 1 - number) * APART)
            body = _body(session, cast, kind, told, number, day)
            record = new_id("r")
            write_body(session, uow, form, kind, body, record, new=True, entered=day.isoformat(), example=mark)
            made += 1
            for step in _way(number) if able else ():
                late = step == "number" and numbers.other_year(session, body)
                note = "历年文书补编" if late else "同意" if step == "sign" else ""
                letters.step_within(session, uow, record, step, note, _values(step, cast, told, today), SERIES)
    return made


def _body(
    session: Session, cast: Cast, kind: str, told: Mapping[str, Any], number: int, day: dt.date
) -> dict[str, Any]:
    topic = told["topics"].get(kind, told["topic"])
    form = letter_form(session, kind)
    samples = {v.name: v.sample for v in form.values if v.sample}
    given = {**told["values"], **samples, "topic": topic, "recipient": told["to"][number % len(told["to"])]}
    body = letters.draft(session, kind, given, day=day)
    about = cast.heads[number % len(cast.heads)][0]
    to = {} if form.signs_inside else {"to": [told["to"][number % len(told["to"])]]}  # kept, not sent
    return {
        **body, "date": day.isoformat(), **to, "subject": [about],
        "reply_due": (day + dt.timedelta(days=30)).isoformat(), **told["fields"].get(kind, {}),
    }  # fmt: skip


def _way(number: int) -> tuple[str, ...]:
    """Every letter stops one step further than the one before; two of a round end early."""
    steps = number % (len(WAY) + 3)
    if steps > len(WAY):
        return ("submit", "withdraw") if steps == len(WAY) + 1 else (*WAY[:3], "void")
    return WAY[:steps]


def _values(step: str, cast: Cast, told: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    today = day.isoformat()
    return {
        "sign": {"signed_by": cast.principal, "issued_at": today},
        "deliver": {"delivered_at": today, "service": "直接送达"},
        "receipt": {"receipt_at": today, "receiver": told["receiver"]},
        "reply": {"replied_at": today, "reply": told["reply"]},
        "withdraw": {"void_reason": told["withdrawn_because"]},
        "void": {"void_reason": told["void_reason"]},
    }.get(step, {})
