"""Which row of a list that came in is which record here: the same number, the same title and day, a title much like it.

Pure: keys in, pairs out; every row and every record stands in one pair at most. What a person joined or parted goes before
everything. Does not belong here: reading sheets, records, deciding what to do with a pair.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.72  # from this share of common characters on two titles may mean the same
LOOKED_AT = 6  # records most like a row that are compared closely
DAYS_APART = 45
FAR = 100_000
_MARKS = re.compile(r"[\s。，、；;,.·“”\"'（）()〔〕\[\]【】《》<>:：\-—_/第号]+")


@dataclass(frozen=True, slots=True)
class Key:
    """What a row or a record is recognised by. numbers: official numbers as written; due: its limit."""

    id: str
    title: str
    date: str = ""
    numbers: tuple[str, ...] = ()
    due: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A pair. how: in words; sure: whether nobody needs to look."""

    theirs: str
    ours: str
    how: str
    sure: bool


def folded(text: str) -> str:
    """A text as it is compared: half width, without spaces, brackets and marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def matches(
    theirs: Sequence[Key], ours: Sequence[Key], joined: Mapping[str, str], parted: Collection[tuple[str, str]]
) -> list[Match]:
    """The pairs. joined: row → record as a person said (empty: none); parted: pairs that a person took apart."""
    there = {k.id for k in ours}
    found = [Match(row, one, "人工连上", True) for row, one in joined.items() if one in there]
    state = _Open(theirs, ours, {m.theirs for m in found} | {r for r, one in joined.items() if not one}, {m.ours for m in found}, set(parted))
    found += state.equal(lambda k: [folded(n) for n in k.numbers if folded(n)], "编号相同")
    found += state.equal(lambda k: [f"{folded(k.title)} {k.date} {k.due}"] if k.title and k.date and k.due else [], "标题、日期和期限相同")
    found += state.equal(lambda k: [f"{folded(k.title)} {k.date}"] if k.title and k.date else [], "标题和日期相同")
    found += state.equal(lambda k: [folded(k.title)] if k.title else [], "标题相同")
    return found + state.alike()


class _Open:
    """What is not paired yet."""

    def __init__(
        self, theirs: Sequence[Key], ours: Sequence[Key], rows: set[str], records: set[str], parted: set[tuple[str, str]]
    ) -> None:
        self._theirs = {k.id: k for k in theirs if k.id not in rows}
        self._ours = {k.id: k for k in ours if k.id not in records}
        self._parted = parted

    def _take(self, row: str, record: str, how: str, *, sure: bool) -> Match:
        del self._theirs[row], self._ours[record]
        return Match(row, record, how, sure)

    def equal(self, keys_of: Callable[[Key], list[str]], how: str) -> list[Match]:
        """Pairs with the same key, where it stands once on both sides."""
        mine, yours = _by_key(self._ours, keys_of), _by_key(self._theirs, keys_of)
        found = []
        for key, rows in yours.items():
            records = mine.get(key, [])
            once = len(rows) == len(records) == 1 and rows[0] in self._theirs and records[0] in self._ours
            if once and (rows[0], records[0]) not in self._parted:
                found.append(self._take(rows[0], records[0], how, sure=True))
        return found

    def alike(self) -> list[Match]:
        """Pairs whose titles are much alike and whose days are not far apart, the most alike first."""
        found = []
        for _score, _days_apart, row, record in sorted(self._candidates()):
            if row in self._theirs and record in self._ours:
                found.append(self._take(row, record, "标题相近，请核对", sure=False))
        return found

    def _candidates(self) -> list[tuple[float, int, str, str]]:
        """(likeness turned round, days apart, row, record): the first in order is the best."""
        holding: dict[str, list[str]] = defaultdict(list)
        for one in self._ours.values():
            for pair in _pairs_of(one.title):
                holding[pair].append(one.id)
        found = []
        for row in self._theirs.values():
            common = Counter(i for pair in _pairs_of(row.title) for i in holding.get(pair, ()))
            apart = {i: _days(row.date, self._ours[i].date) for i in common}
            far = {i: FAR if days is None else days for i, days in apart.items()}
            for record in sorted(common, key=lambda i: (-common[i], far[i], i))[:LOOKED_AT]:
                score = likeness(row, self._ours[record])
                if score >= ALIKE and (row.id, record) not in self._parted:
                    found.append((-score, far[record], row.id, record))
        return found


def _by_key(keys: Mapping[str, Key], keys_of: Callable[[Key], list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in keys.values():
        for key in dict.fromkeys(keys_of(one)):
            found[key].append(one.id)
    return found


def _pairs_of(title: str) -> set[str]:
    text = folded(title)
    return {text[at : at + 2] for at in range(len(text) - 1)}


def likeness(one: Key, other: Key) -> float:
    """How much alike two are, 0 to 1: share of common characters of the titles, less for days far apart."""
    share = SequenceMatcher(None, folded(one.title), folded(other.title), autojunk=False).ratio()
    apart = _days(one.date, other.date)
    return share if apart is None or apart <= DAYS_APART else share - 0.3


def _days(one: str, other: str) -> int | None:
    try:
        return abs((dt.date.fromisoformat(one) - dt.date.fromisoformat(other)).days)
    except ValueError:
        return None
