"""Cuts Chinese text into words by the likeliest division; the word list is data (resources/words).

Unigram probabilities as in jieba, without its model for unknown words: what is in no list stays single
characters. Does not belong here: where a line should end (titles).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from app.catalog.places import resources_dir
from app.domain.errors import AppError, ErrorCode

_UNKNOWN = 40  # cost of a character in no list; costs are 2·ln(1/probability)
_OFFICE = 12  # cost of a word of the office's own list: as likely as the commonest words


@dataclass(frozen=True, slots=True)
class WordList:
    """Costs of words, the length of the longest, and the places inside long office terms where a line may end."""

    costs: dict[str, int]
    longest: int
    joints: dict[str, frozenset[int]]


@lru_cache(maxsize=1)
def word_list() -> WordList:
    """The shipped lists, read once when first asked for (about 20 ms). AppError(NOT_FOUND) when one is missing."""
    folder = resources_dir() / "words"
    costs: dict[str, int] = {}
    joints: dict[str, frozenset[int]] = {}
    try:
        for line in (folder / "zh.txt").read_text(encoding="utf-8").splitlines():
            cost, _, words = line.partition("\t")
            costs.update(dict.fromkeys(words.split(), int(cost)))
        for line in (folder / "office.txt").read_text(encoding="utf-8").splitlines():
            for term in line.partition("#")[0].split():
                parts = term.split("/")
                word = "".join(parts)
                costs[word] = min(_OFFICE, costs.get(word, _OFFICE))
                joints[word] = frozenset(sum(map(len, parts[:i])) for i in range(1, len(parts)))
    except (OSError, ValueError) as exc:
        raise AppError(ErrorCode.NOT_FOUND, "随程序附带的词表缺失或已损坏。", action="请重新安装本程序。") from exc
    return WordList(costs, max(map(len, costs)), joints)


def segment(text: str, more: Mapping[str, int] = MappingProxyType({})) -> list[str]:
    """The likeliest words of a run of hanzi, together the text. more: costs of further words, for this text."""
    words = word_list()
    longest = max(words.longest, *map(len, more)) if more else words.longest
    best = [0.0] * (len(text) + 1)
    start = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        best[end], start[end] = best[end - 1] + words.costs.get(text[end - 1], _UNKNOWN), end - 1
        for begin in range(max(0, end - longest), end - 1):
            word = text[begin:end]
            cost = words.costs.get(word, more.get(word))
            if cost is not None and best[begin] + cost < best[end]:
                best[end], start[end] = best[begin] + cost, begin
    found: list[str] = []
    at = len(text)
    while at:
        found.append(text[start[at] : at])
        at = start[at]
    return found[::-1]


def cost_of(units: Iterable[str]) -> int:
    """What a division into words costs: the less, the likelier it is."""
    costs = word_list().costs
    return sum(costs.get(unit, _UNKNOWN) for unit in units)
