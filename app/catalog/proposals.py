"""Which documents the first-run wizard proposes to which kind of unit: data, with the reasons in words.

Does not belong here: what the person makes of a proposal (services.proposals), what a duty asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node, read_yaml

ALWAYS = "always"
CONDITIONS = "applies_when"


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit. applies: the conditions that usually hold for it."""

    code: str
    label: str
    hint: str
    applies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document is proposed to these kinds of unit when all conditions hold."""

    units: tuple[str, ...]
    when: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PackOrigin:
    """Where a document comes from and to whom it is proposed. place: where it holds; level: who issued it."""

    pack: str
    place: str
    level: str
    proposals: tuple[Proposal, ...]

    def reason(self, unit: str, applies: Iterable[str]) -> str:
        """Why it is proposed to a unit, or an empty text when it is not."""
        held = {ALWAYS, *applies}
        return next((p.reason for p in self.proposals if unit in p.units and held.issuperset(p.when)), "")


@dataclass(frozen=True, slots=True)
class Proposals:
    """Kinds of unit in the order of the wizard, and origins by pack."""

    units: Mapping[str, UnitKind]
    packs: Mapping[str, PackOrigin]


def load_proposals(folder: Path, vocab: Vocabularies, packs: Iterable[str]) -> Proposals:
    """Read forms/proposals; AppError(BAD_DATA_FILE) on an unknown key, word, unit or pack, or one given twice."""
    roots = [read_yaml(path) for path in sorted(folder.glob("*.yaml"))]
    parts = [root.keys((), ("units", "packs")) for root in roots]
    units: dict[str, UnitKind] = {}
    for keys in parts:
        for node in keys["units"].list() if "units" in keys else ():
            kind = _unit(node, vocab)
            if kind.code in units:
                node.place.fail(f"单位类型“{kind.code}”重复。")
            units[kind.code] = kind
    known, origins = set(packs), dict[str, PackOrigin]()
    for keys in parts:
        for node in keys["packs"].list() if "packs" in keys else ():
            origin = _origin(node, vocab, known, units)
            if origin.pack in origins:
                node.place.fail(f"职责文件“{origin.pack}”的建议重复。")
            origins[origin.pack] = origin
    return Proposals(units, origins)


def _unit(node: Node, vocab: Vocabularies) -> UnitKind:
    keys = node.keys(("code", "label"), ("hint", "applies"))
    hint = keys["hint"].text() if "hint" in keys else ""
    return UnitKind(keys["code"].code(), keys["label"].text(), hint, _conditions(keys, "applies", vocab))


def _origin(node: Node, vocab: Vocabularies, packs: set[str], units: Mapping[str, UnitKind]) -> PackOrigin:
    keys = node.keys(("pack", "place", "level"), ("proposals",))
    pack = keys["pack"].one_of(sorted(packs))
    found = []
    for one in keys["proposals"].list() if "proposals" in keys else ():
        cols = one.keys(("units", "reason"), ("when",))
        for word in cols["units"].texts():
            if word not in units:
                cols["units"].place.fail(f"没有单位类型“{word}”。")
        found.append(Proposal(cols["units"].texts(), _conditions(cols, "when", vocab), cols["reason"].text()))
    return PackOrigin(pack, keys["place"].text(), keys["level"].text(), tuple(found))


def _conditions(keys: Mapping[str, Node], name: str, vocab: Vocabularies) -> tuple[str, ...]:
    words = keys[name].texts() if name in keys else ()
    for word in words:
        if not vocab.has(CONDITIONS, word):
            keys[name].place.fail(f"词表“{CONDITIONS}”里没有“{word}”。")
    return words
