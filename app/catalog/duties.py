"""The duties of all packs: a pack is one document, switched on and off as a whole or duty by duty.

The rule types live in app.domain.duties; reading is in duties_loader and duties_rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from app.catalog.duties_writer import duty_data, fingerprint
from app.domain.duties.model import DutyDef


@dataclass(frozen=True, slots=True)
class DutyPack:
    """One document and its duties. short: its name in lists; normative False = an article about practice, not a rule."""

    id: str
    title: str
    short: str
    title_origin: str
    issuer: str
    adopted: str
    normative: bool
    duties: tuple[DutyDef, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What a duty said from a year on; None: it did not exist then."""

    since: int
    duty: DutyDef | None


class DutyCatalog:
    """All packs, and every duty by its id, as they hold now.

    versions: duties that said something else in another year, each with all it ever said; own: packs of the
    unit's own.
    """

    def __init__(
        self,
        packs: Mapping[str, DutyPack],
        versions: Mapping[str, tuple[Version, ...]] | None = None,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self._packs = dict(packs)
        self._duties = {d.id: d for p in packs.values() for d in p.duties}
        self._versions = dict(versions or {})
        self.own = own

    @cached_property
    def prints(self) -> Mapping[str, str]:
        """What each duty says, in a few digits: to see which of two wordings differ."""
        return {duty_id: fingerprint(duty_data(duty)) for duty_id, duty in self._duties.items()}

    def __iter__(self) -> Iterator[DutyDef]:
        return iter(self._duties.values())

    def __len__(self) -> int:
        return len(self._duties)

    def __contains__(self, duty_id: object) -> bool:
        return duty_id in self._duties

    def get(self, duty_id: str) -> DutyDef:
        """One duty; KeyError for an unknown id."""
        return self._duties[duty_id]

    def find(self, duty_id: str) -> DutyDef | None:
        """One duty, or None."""
        return self._duties.get(duty_id)

    @property
    def packs(self) -> tuple[DutyPack, ...]:
        """All packs in order of their files."""
        return tuple(self._packs.values())

    def pack(self, pack_id: str) -> DutyPack | None:
        """One pack, or None."""
        return self._packs.get(pack_id)

    def of_packs(self, pack_ids: Iterable[str]) -> tuple[DutyDef, ...]:
        """The duties of the packs, in order."""
        wanted = set(pack_ids)
        return tuple(d for p in self._packs.values() if p.id in wanted for d in p.duties)

    def in_year(self, year: int) -> Mapping[str, DutyDef]:
        """Every duty by its id as it held in a year."""
        if not self._versions:
            return self._duties
        found = dict(self._duties)
        for duty_id, versions in self._versions.items():
            held = max((v for v in versions if v.since <= year), key=lambda v: v.since, default=None)
            if held is not None and held.duty is not None:
                found[duty_id] = held.duty
            else:
                found.pop(duty_id, None)
        return found

    def only(self, duty_ids: frozenset[str]) -> DutyCatalog:
        """The same with no other duties than these."""
        packs = {p.id: replace(p, duties=tuple(d for d in p.duties if d.id in duty_ids)) for p in self._packs.values()}
        return DutyCatalog(packs, {i: v for i, v in self._versions.items() if i in duty_ids}, self.own)
