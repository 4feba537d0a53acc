"""From when to when a law or rule is in force and what took its place; what a finished letter of a kind shows.

Read from forms/basis/*.yaml, and from the basis of the letters. Only what is listed is judged; a document that is not
is left alone. What a letter cites is checking.writing_basis, what it shows checking.writing_parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.catalog.letters import LetterForm
from app.catalog.yamlfile import Node, read_yaml

OF_THE_STATE, OF_THE_PARTY = "中华人民共和国", "中国共产党"


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A document. names: in full first, then as it is also called; first, last: days in force; by: what replaced it;
    articles: how many it has (in the version that has most of them), 0 when that is not known for certain."""

    names: tuple[str, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    by: str = ""
    articles: int = 0


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article in force only from or to a day. now: its number at other times; about: words one of which must be in
    the text for it to be meant, empty for any."""

    document: str
    article: str
    first: dt.date | None = None
    last: dt.date | None = None
    now: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a finished letter shows. words: one sentence has a word of each group; where every heading has one of `aside`,
    and so none is about it, a sentence must have one of `then`."""

    say: str
    words: tuple[tuple[str, ...], ...]
    aside: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownLetter:
    """A kind of letter as any office writes it. kind: its code here; titles: how its title ends."""

    kind: str
    titles: tuple[str, ...]
    shows: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class KnownRules:
    """All of them. laws: names of national laws and of rules of the party of which no days are kept."""

    rules: tuple[KnownRule, ...] = ()
    articles: tuple[KnownArticle, ...] = ()
    letters: tuple[KnownLetter, ...] = ()
    laws: tuple[str, ...] = ()


def load_known(folder: Path, letters: Iterable[LetterForm] = ()) -> KnownRules:
    """Read the folder and add what the kinds of letters cite. Raises AppError(BAD_DATA_FILE) with file, line, field."""
    rules: list[KnownRule] = []
    articles: list[KnownArticle] = []
    shown: list[KnownLetter] = []
    laws: list[str] = []
    letters = tuple(letters)
    codes = {form.code for form in letters}
    for path in sorted(folder.glob("*.yaml")):
        keys = read_yaml(path).keys((), ("documents", "articles", "letters", "laws", "party"))
        for key, whose in (("laws", OF_THE_STATE), ("party", OF_THE_PARTY)):
            laws += [f"{whose}{name}" for name in keys[key].texts()] if key in keys else []
        rules += [_rule(node) for node in keys["documents"].list()] if "documents" in keys else []
        articles += [_article(node) for node in keys["articles"].list()] if "articles" in keys else []
        shown += [_letter(node, codes) for node in keys["letters"].list()] if "letters" in keys else []
    named = {name for rule in rules for name in rule.names}
    for form in letters:
        for one in form.basis:
            if one.valid_from is None and one.valid_to is None:
                continue
            if one.document not in named:
                named.add(one.document)
                rules.append(KnownRule((one.document,), one.valid_from, one.valid_to))
            for article in one.article.split("、") if one.article else ():
                articles.append(KnownArticle(one.document, article, one.valid_from, one.valid_to))
    return KnownRules(tuple(rules), tuple(dict.fromkeys(articles)), tuple(shown), tuple(dict.fromkeys(laws)))


def _rule(node: Node) -> KnownRule:
    keys = node.keys(("name",), ("short", "from", "to", "by", "articles"))
    short = keys["short"].texts() if "short" in keys else ()
    first, last = _days(keys)
    count = keys["articles"].integer() if "articles" in keys else 0
    return KnownRule((keys["name"].text(), *short), first, last, keys["by"].text() if "by" in keys else "", count)


def _letter(node: Node, codes: Collection[str]) -> KnownLetter:
    keys = node.keys(("kind", "titles", "shows"))
    kind = keys["kind"].text()
    if codes and kind not in codes:
        keys["kind"].place.fail(f"没有“{kind}”这种文书。", "请写 forms/letters 里的代码。")
    return KnownLetter(kind, tuple(keys["titles"].texts()), tuple(_shown(item) for item in keys["shows"].list()))


def _shown(node: Node) -> Shown:
    keys = node.keys(("say", "words"), ("aside", "then"))
    if ("aside" in keys) != ("then" in keys):
        keys["say"].place.fail("aside 和 then 要一起写。")
    aside, then = (tuple(keys[name].texts()) if name in keys else () for name in ("aside", "then"))
    return Shown(keys["say"].text(), tuple(tuple(group.texts()) for group in keys["words"].list()), aside, then)


def _article(node: Node) -> KnownArticle:
    keys = node.keys(("document", "article"), ("from", "to", "now", "about"))
    first, last = _days(keys)
    about = tuple(keys["about"].texts()) if "about" in keys else ()
    return KnownArticle(keys["document"].text(), keys["article"].text(), first, last, keys["now"].text() if "now" in keys else "", about)


def _days(keys: dict[str, Node]) -> tuple[dt.date | None, dt.date | None]:
    first, last = (_day(keys[name]) if name in keys else None for name in ("from", "to"))
    if first is not None and last is not None and last < first:
        keys["to"].place.fail("失效日期早于施行日期。")
    return first, last


def _day(node: Node) -> dt.date:
    try:
        return dt.date.fromisoformat(node.text())
    except ValueError:
        node.place.fail("日期应写成 2026-11-22 的样子。")
