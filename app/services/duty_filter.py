"""What of the duties is shown: by person, document, state, who bears it and a word, all together and remembered.

One filter for the board, sheets of persons and their prints. Does not belong here: how it is chosen (ui).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.catalog.vocab import Vocabularies
from app.domain.duties.model import DutyDef
from app.domain.duties.results import DutyState
from app.services.duty_words import STATE_LABELS, TIERS

LONGEST = 60


@dataclass(frozen=True, slots=True)
class DutyFilter:
    """Empty parts ask nothing. person: an id; pack: a document; states: any of them; text: every word of it."""

    person: str = ""
    pack: str = ""
    tier: str = ""
    states: tuple[str, ...] = ()
    text: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return self != EVERYTHING

    def toggled(self, state: str) -> DutyFilter:
        """With a state added, or taken away when it was there."""
        rest = tuple(s for s in self.states if s != state)
        return replace(self, states=rest if len(rest) < len(self.states) else (*self.states, state))

    def fits(self, duty: DutyDef, *names: str) -> bool:
        """Whether a duty fits, states and person aside. names: of those the row is about and who bear it."""
        if (self.pack and duty.document != self.pack) or (self.tier and duty.tier != self.tier):
            return False
        if not self.text.strip():
            return True
        where = " ".join(
            (duty.label, duty.summary, duty.article, duty.document_title, duty.document_short, *names)
        ).casefold()
        return all(word in where for word in self.text.casefold().split())

    def words(self, packs: Mapping[str, str], names: Mapping[str, str]) -> str:
        """The filter as paper and files say it."""
        parts = [
            names.get(self.person, ""), packs.get(self.pack, ""), TIERS.get(self.tier, ""),
            "、".join(STATE_LABELS[DutyState(s)] for s in self.states), f"含“{self.text.strip()}”" if self.text.strip() else "",
        ]  # fmt: skip
        return "；".join(p for p in parts if p)

    def kept(self) -> str:
        """As it is remembered for the next time."""
        return json.dumps(
            {"person": self.person, "pack": self.pack, "tier": self.tier, "states": self.states, "text": self.text},
            ensure_ascii=False,
        )


EVERYTHING = DutyFilter()


def read_filter(text: str) -> DutyFilter:
    """What was remembered; parts that mean nothing any more are left out."""
    try:
        found = json.loads(text)
    except ValueError:
        return DutyFilter()
    if not isinstance(found, dict):
        return DutyFilter()
    told = {k: v[:LONGEST] for k, v in found.items() if isinstance(v, str)}
    listed = found.get("states")
    states = {s.value for s in DutyState}
    return DutyFilter(
        person=told.get("person", ""), pack=told.get("pack", ""),
        tier=told.get("tier", "") if told.get("tier", "") in TIERS else "",
        states=tuple(s for s in listed if s in states) if isinstance(listed, list) else (), text=told.get("text", ""),
    )  # fmt: skip


def actor_words(vocab: Vocabularies, duty: DutyDef) -> str:
    """Who bears a duty, in words: 主要负责人、纪检机关."""
    terms = {t.code: t.short for t in vocab.get("actor").terms}
    return "、".join(SHORT.get(a) or terms.get(a, a) for a in duty.actors)


SHORT: Mapping[str, str] = {
    "party_committee": "党委（党组）", "principal": "主要负责人", "member": "班子成员", "team": "领导班子", "discipline": "纪检机关",
    "discipline_head": "纪检机关负责人", "discipline_secretary": "纪委书记（组长）", "stationed": "派驻组", "other_party_groups": "其他党组",
}  # fmt: skip
