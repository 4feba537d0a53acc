"""Which column of a table is which: the same name, a known other name, a name that holds it.

Knows labels only. Does not belong here: what is remembered of it, what is done with the values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.sheets.heads import key_of

SHORTEST = 2  # letters of a name that may be found inside another
TURNED = "被"


@dataclass(frozen=True, slots=True)
class Known:
    """A column that can be filled. names: its label first, then other names for it; whole: never as a part of a head."""

    id: str
    names: tuple[str, ...]
    whole: bool = False


def fingerprint(heads: Sequence[str]) -> str:
    """The same for tables with the same heads, in whatever order."""
    keys = sorted({key_of(h) for h in heads if h})
    return hashlib.sha256("\n".join(keys).encode("utf-8")).hexdigest()[:16]


def guess(heads: Sequence[str], known: Sequence[Known], ignored: frozenset[str] = frozenset()) -> dict[int, str]:
    """Column number → id. Each id and each column once; what nothing fits is left out.

    ignored: keys of heads that are never taken (序号).
    """
    keys = {at: key_of(h) for at, h in enumerate(heads) if h and key_of(h) not in ignored}
    named = [(k, [key_of(n) for n in k.names]) for k in known]
    found: dict[int, str] = {}
    for rank in range(max((len(names) for _k, names in named), default=0)):
        for one, names in named:
            if rank < len(names) and one.id not in found.values():
                at = next((at for at, key in keys.items() if key == names[rank] and at not in found), None)
                if at is not None:
                    found[at] = one.id
    found |= _inside(keys, named, found)
    return dict(sorted(found.items()))


def _inside(
    keys: Mapping[int, str], named: Sequence[tuple[Known, Sequence[str]]], taken: Mapping[int, str]
) -> dict[int, str]:
    """One name holds the other, and only one pair does."""
    free = [(k, names) for k, names in named if k.id not in taken.values() and not k.whole]
    pairs: list[tuple[int, str]] = []
    for at, key in keys.items():
        if at not in taken:
            pairs += [(at, k.id) for k, names in free if any(_holds(key, n) for n in names)]
    columns, ids = [p[0] for p in pairs], [p[1] for p in pairs]
    return {at: one for at, one in pairs if columns.count(at) == 1 and ids.count(one) == 1}


def _holds(one: str, other: str) -> bool:
    if one.startswith(TURNED) != other.startswith(TURNED):
        return False  # 被谈话人 is not 谈话人
    return min(len(one), len(other)) >= SHORTEST and (one in other or other in one)
