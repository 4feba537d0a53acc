"""Petitions and clues of statistics only, on both sides of the ends of quarters."""

from __future__ import annotations

from app.services import records
from tests.unit.services.desk import Desk

SECRETARY = ("party_clerk", "discipline_secretary", "org_clerk")


def petition(desk: Desk, day: str, **fields: object) -> str:
    """A petition of statistics only."""
    own = desk.session.own_unit()[0]
    body = {"title": f"XF-{day}", "date": day, "actor": own, "channel": "letter", "category": "work", **fields}
    return records.save(desk.session, "ledger", "ledger.petition", body).value.id


def clue(desk: Desk, day: str, **fields: object) -> str:
    """A clue of statistics only."""
    own = desk.session.own_unit()[0]
    body = {"title": f"XS-{day}", "date": day, "actor": own, "channel": "found", "category": "clean", **fields}
    return records.save(desk.session, "clue", "ledger.clue", body).value.id


def boundaries(desk: Desk) -> None:
    """Petitions and clues on both sides of the ends of quarters, some about the own principal."""
    lower = desk.lower_unit
    for day in ("2025-09-30", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-07-01", "2026-09-30", "2026-10-01"):
        petition(desk, day, subject=[lower], accepted_at=day)
        clue(desk, day, about="cadre", disposition="disp.inquiry")
    petition(desk, "2026-08-08", subject=[desk.principal])
    petition(desk, "2026-08-09", channel="visit", level="下级单位班子成员", closed_at="2026-09-01")
    clue(desk, "2026-08-08", subject=[desk.principal], disposition="disp.report_up")
    clue(desk, "2026-08-10", about="principal", subject=[lower], priority="normal")
    clue(desk, "2026-05-10", about="cadre", closed_at="2026-09-30", conclusion="false", social_impact=True)
