"""整改落实到位率: which matters count and which are done (tianjin-xunshi/2.2, §5.1 no. 5).

The duty on the rate counts the same way (its rule names the states). Does not belong here: what follows from a rate.
"""

from __future__ import annotations

DONE = frozenset({"verified", "closed", "lookback_due", "lookback_passed"})


def is_done(state: str) -> bool:
    """Whether a ledger row in this state counts as rectified."""
    return state in DONE


def is_due(state: str, limit: str, as_of: str) -> bool:
    """Whether a ledger row counts at all: done, without a limit, or its limit has come (ISO days)."""
    return is_done(state) or not limit or limit <= as_of
