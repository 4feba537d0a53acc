"""Numbers of the unit that change from a day on: what held on the day of a record decides.

Belongs here: how such a number is read. Not here: where it is kept (settings of workflows, app.services).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FLOW = "flow:"
NO_LIMIT = float("-inf")


@dataclass(frozen=True, slots=True)
class Dated:
    """steps: since which day (ISO; empty = always) which value holds; in order."""

    steps: tuple[tuple[str, Any], ...]

    def on(self, day: dt.date) -> Any:
        """What held on a day, or None."""
        found = [value for since, value in self.steps if since <= day.isoformat()]
        return found[-1] if found else None


def on_day(params: Mapping[str, Any], name: str | None, day: dt.date) -> Mapping[str, Any]:
    """The parameters, a dated one as it held on a day; while the unit has set none every number reaches it."""
    if name is None or not name.startswith(FLOW):
        return params
    held = params.get(name)
    value = held.on(day) if isinstance(held, Dated) else None
    return {name: NO_LIMIT if value is None else value}


def dated(stored: Mapping[str, Any]) -> dict[str, Dated]:
    """The settings of workflows by their name without the day: `flow:<id>:<param>` and `flow:<id>:<param>:<day>`."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, value in stored.items():
        if name.startswith(FLOW) and isinstance(value, Mapping) and "value" in value:
            flow, param, *since = name.removeprefix(FLOW).split(":")
            found.setdefault(f"{FLOW}{flow}:{param}", []).append((since[0] if since else "", value["value"]))
    return {name: Dated(tuple(sorted(steps, key=lambda s: s[0]))) for name, steps in found.items()}
