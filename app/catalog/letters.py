"""Kinds of letters (文书种类): one YAML file each in forms/letters.

A form says which layout a letter has, what it must contain, the text a draft starts
from, and where it comes from. Deadlines without an authoritative source stay empty
(待单位确认); they are never shown as a rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.yamlfile import Node, read_yaml

FORMATS = ("general", "letter", "order", "minutes", "plain")
ELEMENTS = (
    "issuers",
    "number",
    "to",
    "title",
    "body",
    "date",
    "attendance",
    "printer",
    "signers",
    "cc",
    "note",
)
# What every letter knows about itself, besides its own values.
COMMON_PLACEHOLDERS = ("issuer", "recipient", "number", "date")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a letter comes from: document, article, and what it says."""

    document: str
    article: str
    note: str


@dataclass(frozen=True, slots=True)
class ValueField:
    """A field of its own that a letter's text may use as {name}."""

    name: str
    label: str
    required: bool
    hint: str


@dataclass(frozen=True, slots=True)
class SkeletonParagraph:
    """One paragraph of the draft text; level as in the document model."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """An article that may be cited only on the ground of a record. kinds: of which records; states, values: what such a
    record must be in, what its fields must say (empty: not asked). say: told when it is not so."""

    document: str
    article: str
    kinds: frozenset[str]
    states: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    say: str


@dataclass(frozen=True, slots=True)
class LetterForm:
    """One kind of letter. reply_days None: no confirmed limit, the unit sets it. grounds: what an article needs."""

    code: str
    label: str
    format: str
    summary: str
    basis: tuple[Basis, ...]
    title: str
    body: tuple[SkeletonParagraph, ...]
    required: tuple[str, ...]
    values: tuple[ValueField, ...]
    series: str
    reply_days: int | None
    reply_note: str
    sealed: bool
    upward: bool
    needs_receipt: bool
    opens_ledger: bool
    unconfirmed: tuple[str, ...]
    grounds: tuple[Ground, ...] = ()


def placeholders(text: str) -> tuple[str, ...]:
    """Names in braces, in order."""
    return tuple(_PLACEHOLDER.findall(text))


def load_letters(folder: Path) -> Mapping[str, LetterForm]:
    """All kinds of letters of a folder by code.

    Raises AppError(BAD_DATA_FILE) naming file, line and field.
    """
    found: dict[str, LetterForm] = {}
    for path in sorted(folder.glob("*.yaml")):
        form = _form(read_yaml(path), path.stem)
        found[form.code] = form
    return found


def _form(node: Node, stem: str) -> LetterForm:
    keys = node.keys(
        ("code", "label", "format", "summary", "basis", "title", "body", "required"),
        ("values", "series", "reply_days", "reply_note", "sealed", "upward", "needs_receipt", "opens_ledger",
         "unconfirmed", "grounds"),
    )  # fmt: skip
    if keys["code"].code() != stem:
        keys["code"].place.fail(f"代码应与文件名一致（{stem}）。")
    values = tuple(_value(item) for item in keys["values"].list()) if "values" in keys else ()
    known = {value.name for value in values} | set(COMMON_PLACEHOLDERS)
    return LetterForm(
        code=stem,
        label=keys["label"].text(),
        format=keys["format"].one_of(FORMATS),
        summary=keys["summary"].text(),
        basis=tuple(_basis(item) for item in keys["basis"].list()),
        title=_template(keys["title"], known),
        body=tuple(_paragraph(item, known) for item in keys["body"].list()),
        required=tuple(item.one_of(ELEMENTS) for item in keys["required"].list()),
        values=values,
        series=keys["series"].text() if "series" in keys else "",
        reply_days=_days(keys["reply_days"]) if "reply_days" in keys else None,
        reply_note=keys["reply_note"].text() if "reply_note" in keys else "",
        sealed=_flag(keys, "sealed"),
        upward=_flag(keys, "upward"),
        needs_receipt=_flag(keys, "needs_receipt"),
        opens_ledger=_flag(keys, "opens_ledger"),
        unconfirmed=keys["unconfirmed"].texts() if "unconfirmed" in keys else (),
        grounds=tuple(_ground(item) for item in keys["grounds"].list()) if "grounds" in keys else (),
    )


def _ground(node: Node) -> Ground:
    keys = node.keys(("document", "article", "kinds", "say"), ("states", "values"))
    return Ground(
        keys["document"].text(), keys["article"].text(), frozenset(keys["kinds"].texts()),
        frozenset(keys["states"].texts()) if "states" in keys else frozenset(),
        {name: item.texts() for name, item in keys["values"].items()} if "values" in keys else {}, keys["say"].text(),
    )  # fmt: skip


def _flag(keys: Mapping[str, Node], name: str) -> bool:
    return keys[name].flag() if name in keys else False


def _days(node: Node) -> int:
    days = node.integer()
    if not 1 <= days <= 366:
        node.place.fail("天数应在 1 到 366 之间。")
    return days


def _value(node: Node) -> ValueField:
    keys = node.keys(("name", "label"), ("required", "hint"))
    name = keys["name"].text()
    if not re.fullmatch(r"[a-z][a-z_]*", name):
        keys["name"].place.fail("字段名应由小写字母和下划线组成。")
    hint = keys["hint"].text() if "hint" in keys else ""
    return ValueField(name, keys["label"].text(), _flag(keys, "required"), hint)


def _basis(node: Node) -> Basis:
    keys = node.keys(("document", "article"), ("note",))
    return Basis(
        keys["document"].text(), keys["article"].text(), keys["note"].text() if "note" in keys else ""
    )


def _paragraph(node: Node, known: set[str]) -> SkeletonParagraph:
    keys = node.keys(("text",), ("level",))
    level = keys["level"].integer() if "level" in keys else 0
    if not 0 <= level <= 4:
        keys["level"].place.fail("层次应在 0 到 4 之间。")
    return SkeletonParagraph(level, _template(keys["text"], known))


def _template(node: Node, known: set[str]) -> str:
    text = node.text()
    for name in placeholders(text):
        if name not in known:
            node.place.fail(f"占位“{{{name}}}”没有对应的字段。", "请在 values 里声明，或改正占位名。")
    return text
