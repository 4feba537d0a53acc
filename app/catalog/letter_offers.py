"""For which gaps a kind of letter is offered, and how soon before other kinds: data of the kind (`offered_for`).

A gap is what the program shows as open: 未见记录 of a duty, a law of order broken, an answer or receipt that is waited
for, a ledger row, a step of a workflow. Which gaps there are is app.services.gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.records import RecordForms
from app.catalog.yamlfile import Node

MISSING, BREACH, REPLY, RECEIPT, LEDGER, STEP = "missing", "breach", "reply", "receipt", "ledger", "step"
NATURES = (MISSING, BREACH, REPLY, RECEIPT, LEDGER, STEP)
UNIT, PERSON = "unit", "person"
MOST_RANK = 99


@dataclass(frozen=True, slots=True)
class Fit:
    """One gap a kind fits. rank: lower stands before others; kinds: of the record, flows: of the step, states: of the
    record, about: unit or person (each empty: any); remind: it serves as a graded reminder; say: when to choose it."""

    gap: str
    rank: int
    kinds: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    about: str = ""
    remind: bool = False
    say: str = ""

    def fits(self, gap: str, *, kind: str = "", state: str = "", flow: str = "", about: str = "") -> bool:
        """Whether a gap is one of these."""
        asked = ((self.kinds, kind), (self.states, state), (self.flows, flow))
        return gap == self.gap and all(not wanted or one in wanted for wanted, one in asked) and self.about in ("", about)


def read_fit(node: Node, records: RecordForms | None = None) -> Fit:
    """One entry of `offered_for`. records: to check kinds and states. Raises AppError(BAD_DATA_FILE) naming file, line and field."""
    keys = node.keys(("gap", "rank"), ("kinds", "states", "flows", "about", "remind", "say"))
    rank = keys["rank"].integer()
    if not 1 <= rank <= MOST_RANK:
        keys["rank"].place.fail(f"次序应在 1 到 {MOST_RANK} 之间。")
    several = [frozenset(keys[n].texts()) if n in keys else frozenset() for n in ("kinds", "states", "flows")]
    if records is not None:
        _check(keys, records)
    about = keys["about"].one_of((UNIT, PERSON)) if "about" in keys else ""
    say = keys["say"].text() if "say" in keys else ""
    return Fit(keys["gap"].one_of(NATURES), rank, several[0], several[1], several[2], about, "remind" in keys and keys["remind"].flag(), say)


def _check(keys: Mapping[str, Node], records: RecordForms) -> None:
    states = {s.code for form in records for s in form.states}
    for kind in keys["kinds"].texts() if "kinds" in keys else ():
        if records.of_kind(kind) is None:
            keys["kinds"].place.fail(f"没有记录种类“{kind}”。")
    for state in keys["states"].texts() if "states" in keys else ():
        if state not in states:
            keys["states"].place.fail(f"没有记录有状态“{state}”。")


def fit_data(one: Fit) -> dict[str, Any]:
    """An entry as the data of its file."""
    found: dict[str, Any] = {"gap": one.gap, "rank": one.rank, "kinds": sorted(one.kinds), "states": sorted(one.states)}
    found |= {"flows": sorted(one.flows), "about": one.about, "remind": one.remind, "say": one.say}
    return {name: value for name, value in found.items() if value not in ("", [], False)}


def best(fits: Iterable[Fit], gap: str, **what: str) -> Fit | None:
    """The first of a kind's entries that fits a gap."""
    return min((f for f in fits if f.fits(gap, **what)), key=lambda f: f.rank, default=None)
