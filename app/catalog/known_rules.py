"""From when to when a law or rule is in force, and what took its place: forms/basis/*.yaml, and the basis of the letters.

Only what is listed is judged; a document that is not is left alone. What a letter cites is checking.writing_basis.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.catalog.letters import LetterForm
from app.catalog.yamlfile import Node, read_yaml


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A document. names: in full first, then as it is also called; first, last: days in force; by: what replaced it."""

    names: tuple[str, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    by: str = ""


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
class KnownRules:
    """All of them."""

    rules: tuple[KnownRule, ...] = ()
    articles: tuple[KnownArticle, ...] = ()


def load_known(folder: Path, letters: Iterable[LetterForm] = ()) -> KnownRules:
    """Read the folder and add what the kinds of letters cite. Raises AppError(BAD_DATA_FILE) with file, line, field."""
    rules: list[KnownRule] = []
    articles: list[KnownArticle] = []
    for path in sorted(folder.glob("*.yaml")):
        keys = read_yaml(path).keys((), ("documents", "articles"))
        rules += [_rule(node) for node in keys["documents"].list()] if "documents" in keys else []
        articles += [_article(node) for node in keys["articles"].list()] if "articles" in keys else []
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
    return KnownRules(tuple(rules), tuple(dict.fromkeys(articles)))


def _rule(node: Node) -> KnownRule:
    keys = node.keys(("name",), ("short", "from", "to", "by"))
    short = keys["short"].texts() if "short" in keys else ()
    first, last = _days(keys)
    return KnownRule((keys["name"].text(), *short), first, last, keys["by"].text() if "by" in keys else "")


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
