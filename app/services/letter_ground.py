"""What every letter of a kind is drafted from on one day, whomever it is about: the unit, documents, limit, contact, names.

Read once, also for a batch of two hundred. Does not belong here: what one letter is about (letter_prefill).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog.letters import LetterForm
from app.services import duty_settings, letter_limits
from app.services.letter_limits import Limit
from app.services.session import Session
from app.store import names


@dataclass(frozen=True, slots=True)
class Ground:
    """unit: of this office, its id and name; packs: documents it goes by in the year; limit: for an answer, due: its last
    day counted from the letter's; contact: whom to ask back; names: of people and units by id."""

    form: LetterForm
    day: dt.date
    unit: tuple[str, str]
    packs: frozenset[str]
    limit: Limit
    due: dt.date | None
    contact: str
    names: Mapping[str, str]


def ground(session: Session, form: LetterForm, day: dt.date) -> Ground:
    """Read it. Raises AppError NOT_FOUND (the unit has no name yet)."""
    with session.store.read() as conn:
        known = names.all_names(conn)
    return Ground(
        form, day, session.own_unit(), duty_settings.packs_on(session, day.year), letter_limits.limit(session, form),
        letter_limits.due(session, form, day), letter_limits.contact(session), known,
    )  # fmt: skip
