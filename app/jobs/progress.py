"""Progress and cancellation in one call, so that no loop forgets to look.

A job calls `context.report(done, total, text)`; that publishes at most every 0.1 s
and raises `Cancelled` when the person asked to stop. No Qt, no threads here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


class Cancelled(Exception):  # noqa: N818 - not an error: the person changed their mind
    """The person asked to stop; the work so far is rolled back."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: done of total (0 = unknown) and a Chinese phrase without content."""

    done: int
    total: int
    text: str


@dataclass(slots=True)
class JobContext:
    """What a job reports to. publish: called with each Progress; stopped: asked at each report."""

    publish: Callable[[Progress], None] = field(default=lambda _p: None)
    stopped: Callable[[], bool] = field(default=lambda: False)
    interval: float = 0.1
    _last: float = 0.0

    def report(self, done: int, total: int, text: str = "") -> None:
        """Publish progress at most every `interval` seconds; raise Cancelled if asked to stop."""
        if self.stopped():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= self.interval or done == total:
            self._last = now
            self.publish(Progress(done, total, text))
