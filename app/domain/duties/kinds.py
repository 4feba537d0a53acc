"""Which kinds of fact a duty depends on: what to read for it, and what to judge again after a change."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from app.domain.duties.model import CountRule, DissentTest, Doneness, DutyDef, Numerator, ThresholdRule
from app.domain.duties.selectors import Element, Selector, Where
from app.domain.duties.world import matches_kind

# A report linked with the meeting says who told there (三述).
TOLD_IN = "report.sanshu"


def kinds_of(duty: DutyDef) -> frozenset[str]:
    """Kinds (and families such as `dossier.*`) whose facts can change the duty's rows."""
    return frozenset(_collect(duty.rule))


def concerned(duty: DutyDef, kind: str) -> bool:
    """Whether a change of facts of this kind can change the duty's rows."""
    return matches_kind(kind, tuple(kinds_of(duty)))


def _collect(part: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(part, Selector):
        found.update(part.kinds)
    if isinstance(part, Where | Element):
        found.update(part.linked)
    if isinstance(part, ThresholdRule):
        found.update(part.then)
    if isinstance(part, CountRule) and part.told_at is not None:
        found.add(TOLD_IN)
    if isinstance(part, Numerator) and part.how is Doneness.NUMBER and part.field:
        found.add(part.field)
    if isinstance(part, DissentTest):
        found.update({"mtg.*", "dossier.dissent"})
    if is_dataclass(part):
        for one in fields(part):
            found |= _collect(getattr(part, one.name))
    elif isinstance(part, tuple):
        for item in part:
            found |= _collect(item)
    return found
