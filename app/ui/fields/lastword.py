"""末位表态 judged while typing: a pure function over the stances of an agenda item.

The judgement that counts is the duty evaluation in the store; this one only tells the
clerk early what it will say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def judge(stances: Sequence[Mapping[str, Any]], principals: set[str], present: set[str]) -> tuple[str, str] | None:
    """Tone and sentence for an agenda item of 三重一大, or None when nobody is principal."""
    if not principals:
        return None
    spoke = [s for s in stances if s.get("person")]
    if present and not principals & present and not any(s["person"] in principals for s in spoke):
        return "muted", "主要负责人未到会，不判末位表态"
    if not spoke:
        return "warn", "还没有记发言次序，无法判定末位表态"
    if any(s.get("order") in (None, "") for s in spoke):
        return "warn", "有人没有次序，无法判定末位表态"
    last = max(spoke, key=lambda s: int(s["order"]))
    if not any(s["person"] in principals for s in spoke):
        return "warn", "没有记主要负责人的表态"
    if last["person"] in principals:
        return "good", "末位表态：主要负责人最后发言"
    return "bad", "次序不符：主要负责人不是最后发言"
