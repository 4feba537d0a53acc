"""For whom a duty gives a row in a period."""

from __future__ import annotations

from app.domain.duties.people import Office, Subject
from app.domain.duties.selectors import Per
from app.domain.periods import Period


def subjects_for(office: Office, per: Per, period: Period, *, before: bool = False) -> list[Subject]:
    """The own unit, each lower unit, or each person with the tenure of the period.

    before: also people who take office later, exempt.
    """
    if per is Per.UNIT:
        return [Subject(office.unit)]
    if per is Per.SUBORDINATE:
        return [Subject(unit) for unit in office.lower]
    return office.people_for(per, period, before=before)
