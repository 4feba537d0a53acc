"""整改落实到位率: how many of the matters due for rectification are done (tianjin-xunshi/2.2, §5.1 no. 5).

One formula for reports, drafts and workflows; the duty on it counts the same way (its rule names the states).
Belongs here: the formula. Does not belong here: what follows from a rate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

DONE = frozenset({"verified", "closed", "lookback_due", "lookback_passed"})
NO_SUBJECT = "无对象"


@dataclass(frozen=True, slots=True)
class Rate:
    """done of due."""

    done: int
    due: int

    @property
    def share(self) -> Fraction | None:
        """The share, None when nothing was due."""
        return Fraction(self.done, self.due) if self.due else None

    @property
    def words(self) -> str:
        """66.7%; 无对象 when nothing was due."""
        return f"{float(self.share) * 100:.1f}%" if self.share is not None else NO_SUBJECT

    def below(self, percent: int) -> bool:
        """Whether it lies strictly below so many per cent; never when nothing was due."""
        return self.share is not None and self.share < Fraction(percent, 100)


def is_done(state: str) -> bool:
    """Whether a ledger row in this state counts as rectified."""
    return state in DONE


def is_due(state: str, limit: str, as_of: str) -> bool:
    """Whether a ledger row counts at all: done, without a limit, or its limit has come (ISO days)."""
    return is_done(state) or not limit or limit <= as_of


def rate(rows: Iterable[tuple[str, str]], as_of: str) -> Rate:
    """The rate of ledger rows given as (state, limit) on a day."""
    counted = [state for state, limit in rows if is_due(state, limit, as_of)]
    return Rate(sum(is_done(state) for state in counted), len(counted))
