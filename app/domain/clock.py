"""The one home of the current time; everything else asks a Clock.

Times are aware (UTC for instants, local dates for days). Tests use FixedClock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the current instant and the current local date come from."""

    def now(self) -> datetime:
        """The current instant, timezone-aware, UTC."""
        ...

    def today(self) -> date:
        """The current local calendar date."""
        ...


class SystemClock:
    """The clock of this computer."""

    def now(self) -> datetime:
        """The current instant in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Today in the computer's time zone."""
        return datetime.now().astimezone().date()


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved: for tests and the demo."""

    instant: datetime

    def now(self) -> datetime:
        """The set instant."""
        return self.instant

    def today(self) -> date:
        """The date of the set instant."""
        return self.instant.date()
