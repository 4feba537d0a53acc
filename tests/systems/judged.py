"""What a duty says of a period or matter, as the tests of mechanisms ask it."""

from __future__ import annotations

from app.domain.duties.results import Result
from app.services import evaluation
from tests.workflows.days import Office


def rows(town: Office, duty: str, period: str = "2026") -> list[Result]:
    """All rows of a duty in a period (or of a matter)."""
    return [r for r in evaluation.evaluation(town.desk.session).results if r.duty == duty and r.period == period]


def states(town: Office, duty: str, period: str = "2026") -> list[str]:
    """Their states."""
    return [r.state.value for r in rows(town, duty, period)]


def by_subject(town: Office, duty: str, period: str = "2026") -> dict[str, str]:
    """The state of each subject."""
    return {r.subject: r.state.value for r in rows(town, duty, period)}
