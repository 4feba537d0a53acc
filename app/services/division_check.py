"""Whether the division of work leaves the five matters to others than the principal, and the discipline secretary to his own.

Said beside the field while it is typed, and by the report on the division; never refused (tianshui-2014/4.5, 4.6).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.catalog.body import Problem, is_iso_date
from app.domain.duties.people import Office
from app.services.posts import office_of
from app.services.session import Session
from app.store import names

FORM, TABLE, DAYS = "division", "charges", ("valid_from", "date")
FIVE = (
    ("ndc.personnel", "人事"), ("ndc.finance", "财务"), ("ndc.approval", "行政审批"), ("ndc.bidding", "招投标"),
    ("ndc.procurement", "采购"),
)  # fmt: skip
DISCIPLINE = ("charge.discipline", ("纪检", "监察", "监督"))
DISCIPLINE_ROLES = ("discipline_secretary",)
SEPARATORS = re.compile(r"[、，,；;和及\s]+")


def charged(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(person, matter) of a division; free text is split at its commas."""
    return [
        (str(r.get("person") or ""), item)
        for r in rows
        for text in (r.get("charges") or [])
        for item in SEPARATORS.split(str(text)) if item
    ]  # fmt: skip


def is_matter(item: str, code: str, words: Sequence[str]) -> bool:
    """Whether a charge is the matter of the code, or names it in words."""
    return item == code or any(word in item for word in words)


def hints(session: Session, body: Mapping[str, Any]) -> list[Problem]:
    """What a person should look at again in a division of work, by the posts of its day; warnings beside the table."""
    day = next((str(body[n]) for n in DAYS if body.get(n)), "")
    rows = body.get(TABLE)
    if not is_iso_date(day) or not isinstance(rows, list):
        return []
    with session.store.read() as conn:
        known = names.all_names(conn)
        office = office_of(conn, known)
    short = session.catalog.vocab.short
    label = next((f.label for f in session.form(FORM).fields if f.id == TABLE), TABLE)
    found = []
    for number, row in enumerate(rows):
        for text in _said(office, row, dt.date.fromisoformat(day), known, {c: short(c) for c, _w in FIVE}):
            found.append(Problem(f"{TABLE}[{number}].charges", label, text, warning=True))
    return found


def _said(
    office: Office, row: Mapping[str, Any], day: dt.date, known: Mapping[str, str], labels: Mapping[str, str]
) -> list[str]:
    person = str(row.get("person") or "")
    items = [item for _p, item in charged([row])]
    who = known.get(person, "")
    found = []
    if person in office.principals(day):
        direct = [labels[c] for c, word in FIVE if any(is_matter(i, c, (word,)) for i in items)]
        if direct:
            found.append(f"{who}是主要负责人，不直接分管{'、'.join(direct)}，请核对。")
    if office.has_role(person, day, DISCIPLINE_ROLES) and [i for i in items if not is_matter(i, *DISCIPLINE)]:
        found.append(f"{who}是纪委书记（纪检组长），只分管纪检监察，请核对。")
    return found
