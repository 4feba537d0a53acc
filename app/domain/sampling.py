"""A draw by lot that anybody can repeat: the method, its share and rounding, the digest of a list.

Pure and free of any library's random numbers: paper, pencil and a SHA-256 program give the same result. Does not belong
here: what is drawn from (services), how it is printed.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable
from fractions import Fraction

METHOD = "SHA256-1"
METHOD_WORDS = (
    "把名单中每一项的编号写在种子之后，中间隔一个换行符，按 UTF-8 编码计算 SHA-256，得到一串十六进制数；"
    "按这串数从小到大排列（相同的按编号），取前面的若干项。"
)
ORDER_WORDS = "名单按编号的字符编码从小到大排列。"
SHORTEST_SEED, LONGEST_SEED = 6, 200


def ordered(ids: Iterable[str]) -> tuple[str, ...]:
    """The list as it is frozen: every id once, by the code points of its characters."""
    return tuple(sorted(set(ids)))


def digest(ids: Iterable[str]) -> str:
    """SHA-256 of the frozen list, one id a line: the same list always gives the same sixty-four characters."""
    return hashlib.sha256("\n".join(ordered(ids)).encode()).hexdigest()


def lot(seed: str, one: str) -> str:
    """The number that an id gets under a seed."""
    return hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest()


def drawn(seed: str, ids: Iterable[str], number: int) -> tuple[str, ...]:
    """The ids that a seed draws from a list, in the order in which they come out; all of them when there are fewer."""
    return tuple(sorted(ordered(ids), key=lambda one: (lot(seed, one), one))[: max(number, 0)])


def needed(share: Fraction, size: int) -> int:
    """How many of a list must be drawn: the share, rounded up."""
    return math.ceil(share * size)


def missing(share: Fraction, size: int, before: Collection[str]) -> int:
    """How many are still to be drawn when some of the same year were drawn before."""
    return max(needed(share, size) - len(before), 0)
