"""What an office sets for its letters: by when an answer is asked for, and whom to call. Empty until somebody sets it.

A limit without an authoritative source is never shipped (letters.md); here the unit says its own. Does not belong
here: limits of workflows (runs), the calendar (workdays).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.catalog.letters import LetterForm
from app.domain.errors import AppError, ErrorCode
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.services.workdays import workdays
from app.store import queries

DAYS, CONTACT = "letter-days:", "letter-contact"
LONGEST_CONTACT = 60


@dataclass(frozen=True, slots=True)
class Limit:
    """By when an answer is asked for. days None: nobody has said, shown as 待单位确认. own: set by this unit."""

    days: int | None
    working: bool
    own: bool

    @property
    def words(self) -> str:
        """As a setting shows it."""
        return "待单位确认" if self.days is None else f"{self.days} 个{'工作日' if self.working else '自然日'}"


def limit(session: Session, form: LetterForm) -> Limit:
    """The limit of a kind: the unit's own, else the one with a source, else none."""
    key = DAYS + form.code
    with session.store.read() as conn:
        kept = queries.settings(conn, key).get(key)
    if kept:
        return Limit(int(kept["days"]), bool(kept["working"]), own=True)
    shipped = form.deadline
    return Limit(shipped.days if shipped else None, bool(shipped and shipped.working), own=False)


def set_days(session: Session, kind: str, days: int | None, *, working: bool = False) -> OpResult[str]:
    """Set the limit of a kind in calendar or working days; None takes the unit's own away. Undoable.

    Raises AppError NOT_ALLOWED, NOT_FOUND (no such kind, or it asks for no answer), BAD_INPUT.
    """
    session.require("configure")
    form = session.catalog.letters.get(kind)
    if form is None or form.deadline is None:
        raise AppError(ErrorCode.NOT_FOUND, "这种文书没有要设的期限。")
    if days is not None and not 1 <= days <= 366:
        raise AppError(ErrorCode.BAD_INPUT, "天数应在 1 到 366 之间。", where=form.deadline.label)
    touched, label = Touched(), f"设置{form.deadline.label}"
    with session.change("setting", label, touched) as uow:
        uow.put("setting", DAYS + kind, None if days is None else {"value": {"days": days, "working": working}})
    return session.result(kind, touched, label)


def due(session: Session, form: LetterForm, start: dt.date) -> dt.date | None:
    """The last day of the limit counted from the day after `start`; None while nobody has said how long."""
    found = limit(session, form)
    if form.deadline is None or found.days is None:
        return None
    return workdays(session).add(start, found.days) if found.working else start + dt.timedelta(days=found.days)


def contact(session: Session) -> str:
    """Name and telephone that letters give to ask back; empty until set."""
    with session.store.read() as conn:
        return str(queries.settings(conn, CONTACT).get(CONTACT) or "")


def set_contact(session: Session, text: str) -> OpResult[str]:
    """Set whom letters name to ask back; an empty text takes it away. Undoable. Raises AppError NOT_ALLOWED, BAD_INPUT."""
    session.require("configure")
    words = " ".join(text.split())
    if len(words) > LONGEST_CONTACT:
        raise AppError(ErrorCode.BAD_INPUT, f"联系人和电话不超过 {LONGEST_CONTACT} 字。", where="联系人")
    touched = Touched()
    with session.change("setting", "设置文书联系人", touched) as uow:
        uow.put("setting", CONTACT, {"value": words} if words else None)
    return session.result(words, touched, "设置文书联系人")
