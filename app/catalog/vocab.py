"""Vocabularies: the codes and Chinese labels of every closed list (forms/vocab/*.yaml).

Codes are the field's standard ones; a code is unique across all vocabularies except
where two lists share a word on purpose (`grade.light` in one list only, `education`
in two). Does not belong here: which record uses which list (records).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalog.yamlfile import Node, read_yaml


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: code, label as the clerk reads it, and where the word comes from."""

    code: str
    label: str
    short: str
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One closed list in its order. extendable: a unit may add entries of its own.

    retired: entries the unit no longer offers; records that have them keep them and their words.
    """

    id: str
    label: str
    terms: tuple[Term, ...]
    extendable: bool = False
    retired: tuple[Term, ...] = ()

    def codes(self) -> tuple[str, ...]:
        """The codes that are offered, in order."""
        return tuple(term.code for term in self.terms)

    def known(self) -> tuple[Term, ...]:
        """Every entry, the retired ones last."""
        return (*self.terms, *self.retired)


class Vocabularies:
    """All vocabularies by id, with labels by code."""

    def __init__(self, lists: Mapping[str, Vocabulary]) -> None:
        self._lists = dict(lists)
        self._by_code = {term.code: term for v in lists.values() for term in v.known()}
        self._terms = {(v.id, term.code): term for v in lists.values() for term in v.known()}
        self._members = {v.id: frozenset(t.code for t in v.known()) for v in lists.values()}

    def extended(self, more: Sequence[Vocabulary]) -> Vocabularies:
        """These and further lists (of forms that bring their own)."""
        return Vocabularies({**self._lists, **{v.id: v for v in more}}) if more else self

    def __iter__(self) -> Iterator[Vocabulary]:
        return iter(self._lists.values())

    def __contains__(self, vocab_id: object) -> bool:
        return vocab_id in self._lists

    def get(self, vocab_id: str) -> Vocabulary:
        """One vocabulary; KeyError for an unknown id (a bug: loaders check ids)."""
        return self._lists[vocab_id]

    def has(self, vocab_id: str, code: str) -> bool:
        """Whether a code stands in a vocabulary."""
        return code in self._members[vocab_id]

    def knows(self, code: str) -> bool:
        """Whether any vocabulary has the code."""
        return code in self._by_code

    def label(self, code: str) -> str:
        """The full label of a code; the code itself when unknown (newer data)."""
        term = self._by_code.get(code)
        return term.label if term else code

    def short(self, code: str, vocab_id: str | None = None) -> str:
        """The label without its explanation in brackets.

        vocab_id: the list the code was chosen from; the same code may say something else in another one.
        """
        term = self._terms.get((vocab_id or "", code)) or self._by_code.get(code)
        return term.short if term else code


def shorten(label: str) -> str:
    """A label without the explanation in full-width brackets at its end.

    >>> shorten("党委（党组）中心组学习")
    '党委（党组）中心组学习'
    >>> shorten("约谈（工作约谈）")
    '约谈'
    """
    if label.endswith("）") and "（" in label:
        head = label[: label.rindex("（")]
        if head and head.count("（") == head.count("）"):
            return head
    return label


def load_vocabularies(folder: Path) -> Vocabularies:
    """Read forms/vocab/*.yaml; AppError(BAD_DATA_FILE) on any mistake."""
    lists: dict[str, Vocabulary] = {}
    for path in sorted(folder.glob("*.yaml")):
        root = read_yaml(path)
        for node in root.list():
            found = parse_vocabulary(node)
            if found.id in lists:
                node.place.fail(f"词表“{found.id}”重复。")
            lists[found.id] = found
    return Vocabularies(lists)


def parse_vocabulary(node: Node) -> Vocabulary:
    """One list: `{id, label, terms, extendable}`."""
    keys = node.keys(("id", "label", "terms"), ("extendable",))
    extendable = keys["extendable"].flag() if "extendable" in keys else False
    return Vocabulary(keys["id"].code(), keys["label"].text(), parse_terms(keys["terms"]), extendable)


def parse_terms(node: Node) -> tuple[Term, ...]:
    """Entries `{code, label, short, source}`, each code once."""
    terms: dict[str, Term] = {}
    for row in node.list():
        cols = row.keys(("code", "label"), ("short", "source"))
        code = cols["code"].code()
        if code in terms:
            row.place.fail(f"词“{code}”在同一词表中重复。")
        label = cols["label"].text()
        short = cols["short"].text() if "short" in cols else shorten(label)
        terms[code] = Term(code, label, short, cols["source"].texts() if "source" in cols else ())
    return tuple(terms.values())
