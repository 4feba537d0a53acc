"""A deviation: what was found, what is expected, where, by which clause and how binding that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.documents.checking.paper import Para, Rect


class Grade(StrEnum):
    """How binding a rule is: 规定 the standard fixes it, 一般 it says “一般”, 推荐 it recommends, 实务 only usage does."""

    FIXED = "规定"
    USUAL = "一般"
    ADVISED = "推荐"
    CUSTOM = "实务"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place. page: 0 when the file does not tell; rect: mm from the paper's top left, empty when unknown;
    paragraph: number in the file, 0 for the whole document; start: the first characters there."""

    page: int = 0
    rect: tuple[float, ...] = ()
    paragraph: int = 0
    start: str = ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation. page 0: unknown or the whole document; strength: must (规定) or should (all else).

    spots: every place it was found at, the first of them first; topic: format (版式) or writing (行文).
    """

    rule: str
    clause: str
    found: str
    expected: str
    page: int
    strength: str
    grade: str = Grade.FIXED
    spots: tuple[Spot, ...] = ()
    topic: str = "format"


_START = 12


def spot(para: Para | None, page: int = 0) -> Spot:
    """The place of a paragraph."""
    if para is None:
        return Spot(page)
    rect = para.rect
    shown = Rect(rect.left - para.moved, rect.top, rect.right - para.moved, rect.bottom).mm() if rect else ()
    return Spot(para.page or page, shown, para.index, para.text.strip()[:_START])


class Findings:
    """Collects what was checked and what deviates; the same deviation at several places is one with many spots."""

    def __init__(self) -> None:
        self._topics: dict[str, str] = {}
        self._found: dict[tuple[str, str], Deviation] = {}
        self._left: frozenset[str] = frozenset()

    def leave_out(self, rules: frozenset[str]) -> None:
        """Judge these no more: this document gives nothing to judge them by."""
        self._left |= rules

    def judge(self, rule: str, clause: str, ok: bool, found: str, expected: str, *, at: Para | None = None, page: int = 0,
              grade: Grade = Grade.FIXED, topic: str = "format") -> None:  # fmt: skip
        """Note that a rule was looked at, and the deviation when it does not hold."""
        if rule in self._left:
            return
        self._topics.setdefault(rule, topic)
        if ok:
            return
        place, key = spot(at, page), (rule, found)
        known = self._found.get(key)
        strength = "must" if grade is Grade.FIXED else "should"
        spots = (*known.spots, place) if known else (place,)
        self._found[key] = Deviation(
            rule, clause, found, expected, spots[0].page, strength, grade.value, spots, topic
        )

    def told(self, rule: str, at: Para) -> bool:
        """Whether a deviation from a rule is already told of a paragraph: one fault is one sentence."""
        return any(deviation.rule == rule and place.paragraph == at.index for deviation in self._found.values() for place in deviation.spots)

    def checked(self, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The rules looked at, but for those left out by name or topic."""
        return tuple(rule for rule, topic in self._topics.items() if not {rule, topic} & without)

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """What deviates, in the order found."""
        return tuple(self._found.values())
