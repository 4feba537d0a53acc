"""Appeals against a measure: how far they are, in a word that stands beside the measure wherever it is shown (DP-16).

Pure: reads the steps of a body, which only the program writes. Registering is an ordinary step of the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.record_steps import STEPS

FILED, UPHELD, CHANGED, REVOKED = "申诉中", "申诉后维持", "申诉后已变更", "申诉后已撤销"
RESULTS = {"appeal_upheld": UPHELD, "appeal_changed": CHANGED, "appeal_revoked": REVOKED}
STEP = "appeal"
TONES = {FILED: "warn", UPHELD: "muted", CHANGED: "warn", REVOKED: "good"}


def appeal_of(body: Mapping[str, Any]) -> str:
    """How far an appeal against this measure is; empty when there was none."""
    for row in reversed(body.get(STEPS) or []):
        step = str(row.get("step")).partition(".")[0]
        if step == STEP or step.startswith(f"{STEP}_"):
            return RESULTS.get(step, FILED)
    return ""


def without_appeal(text: str) -> str:
    """The word as it was before the appeal was put behind it: lists that were written out come in again."""
    for word in (FILED, *RESULTS.values()):
        text = text.removesuffix(f"（{word}）")
    return text


def with_appeal(text: str, body: Mapping[str, Any]) -> str:
    """A word or title with the appeal behind it."""
    word = appeal_of(body)
    return f"{text}（{word}）" if word else text
