"""What an imported report would change: a pure plan, shown before anything is written.

The records of a report stay the sender's (never mixed with one's own), so there is
nothing to decide between two hands: each is new, changed, unchanged or rejected. The
plan depends on the set of records only, not on their order; applying it twice
changes nothing the second time. Synchronisation inside a unit is another thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.exchange.manifest import Manifest, is_token

_HASH = re.compile(r"[0-9a-f]{16,64}")


class Reason(StrEnum):
    """Why a record is left out."""

    MALFORMED = "malformed"
    UNKNOWN_KIND = "unknown_kind"
    CONTRADICTORY = "contradictory"


_REASONS = {
    Reason.MALFORMED: "缺少编号、种类或摘要",
    Reason.UNKNOWN_KIND: "本程序不认识的记录种类",
    Reason.CONTRADICTORY: "同一编号在包内有两份不同内容",
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record of the package: id, kind code, hash of its version."""

    id: str
    kind: str
    hash: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record left out. id and kind as far as they could be read."""

    id: str
    kind: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What an import does; every tuple is sorted by id."""

    package: str
    sender: str
    new: tuple[Incoming, ...]
    changed: tuple[Incoming, ...]
    unchanged: tuple[Incoming, ...]
    rejected: tuple[Rejected, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the store already holds all of it."""
        return not (self.new or self.changed)

    def counts(self) -> dict[str, int]:
        """The numbers a receipt carries."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "rejected": len(self.rejected),
        }

    def lines(self, kind_label: Callable[[str], str] = str) -> list[str]:
        """The plan for a person, in Chinese, without content. kind_label: code → name of a record kind."""
        counts = self.counts()
        lines = [
            f"来自{self.sender}：新增 {counts['new']} 条，更新 {counts['changed']} 条，"
            f"已有且相同 {counts['unchanged']} 条，不接收 {counts['rejected']} 条。"
        ]
        for verb, records in (("新增", self.new), ("更新", self.changed)):
            lines += [f"{verb} {kind_label(kind)} {n} 条" for kind, n in _tally(r.kind for r in records)]
        for reason in Reason:
            number = sum(record.reason is reason for record in self.rejected)
            if number:
                lines.append(f"不接收 {number} 条：{_REASONS[reason]}")
        return lines


def plan_report(
    manifest: Manifest,
    records: Iterable[Mapping[str, Any]],
    held: Mapping[str, str],
    *,
    known_kind: Callable[[str], bool] = lambda _kind: True,
) -> MergePlan:
    """Compare a report's records with what is held for its sender.

    records: mappings with `id`, `kind` and `hash` (hash of the record's version, hexadecimal);
    other keys are ignored. held: record id → hash already stored for this sender.
    Never raises for bad records: they are listed as rejected.
    """
    versions: dict[str, set[Incoming]] = {}
    rejected: list[Rejected] = []
    for record in records:
        incoming = _read(record)
        if isinstance(incoming, Rejected):
            rejected.append(incoming)
        else:
            versions.setdefault(incoming.id, set()).add(incoming)
    buckets: dict[str, list[Incoming]] = {"new": [], "changed": [], "unchanged": []}
    for identifier in sorted(versions):
        one, *others = sorted(versions[identifier], key=lambda r: (r.kind, r.hash))
        if others:
            rejected.append(Rejected(identifier, one.kind, Reason.CONTRADICTORY))
        elif not known_kind(one.kind):
            rejected.append(Rejected(identifier, one.kind, Reason.UNKNOWN_KIND))
        else:
            buckets[_bucket(one, held)].append(one)
    return MergePlan(
        package=manifest.package,
        sender=manifest.sender.name,
        new=tuple(buckets["new"]),
        changed=tuple(buckets["changed"]),
        unchanged=tuple(buckets["unchanged"]),
        rejected=tuple(sorted(rejected, key=lambda r: (r.id, r.kind, r.reason))),
    )


def _bucket(record: Incoming, held: Mapping[str, str]) -> str:
    if record.id not in held:
        return "new"
    return "unchanged" if held[record.id] == record.hash else "changed"


def _read(record: object) -> Incoming | Rejected:
    if not isinstance(record, Mapping):
        return Rejected("", "", Reason.MALFORMED)
    identifier, kind, digest = (record.get(key) for key in ("id", "kind", "hash"))
    id_text = str(identifier) if is_token(identifier) else ""
    kind_text = str(kind) if is_token(kind) else ""
    if not id_text or not kind_text or not isinstance(digest, str) or _HASH.fullmatch(digest) is None:
        return Rejected(id_text, kind_text, Reason.MALFORMED)
    return Incoming(id_text, kind_text, digest)


def _tally(kinds: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(kinds).items())
