"""Reads forms/duties/*.yaml into DutyCatalog; every mistake names file, line and field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.catalog.duties import DutyCatalog, DutyPack
from app.catalog.duties_rules import parse_rule
from app.catalog.duty_fields import unknown
from app.catalog.records import RecordForms
from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node, read_yaml
from app.domain.duties.model import DutyDef, ManualRule

GRADES = ("A", "B", "C")
_EXAMPLE = ("as_of", "records", "expect")
_EXAMPLE_MORE = ("settings", "lists", "posts", "approvals")
_REQUIRED = ("id", "article_no", "article", "label", "summary", "rule")
_OPTIONAL = (
    "grade", "actors", "tier", "frequency", "applies_when", "scope", "strength", "bearing", "family", "letters",
    "config", "note", "default_on", "requires", "examples",
)  # fmt: skip


def load_duties(folder: Path, vocab: Vocabularies, forms: RecordForms | None = None) -> DutyCatalog:
    """Read every pack; AppError(BAD_DATA_FILE) on an unknown key, word or parameter, or an id given twice.

    forms: as for parse_pack.
    """
    packs: dict[str, DutyPack] = {}
    seen: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        root = read_yaml(path)
        pack = parse_pack(root, vocab, seen, forms)
        if pack.id in packs:
            root.place.fail(f"职责包“{pack.id}”重复。")
        packs[pack.id] = pack
    return DutyCatalog(packs)


def parse_pack(
    root: Node, vocab: Vocabularies, seen: set[str] | None = None, forms: RecordForms | None = None
) -> DutyPack:
    """One pack from its YAML root. seen: ids of duties read before, extended by this call.

    forms: the record forms; with them, kinds and fields that no form has are refused too.
    """
    keys = root.keys(("id", "title", "duties"), ("short", "title_origin", "issuer", "adopted", "normative"))
    pack_id = keys["id"].code()
    title = keys["title"].text()
    short = _text(keys, "short", title)
    known = set() if seen is None else seen
    duties = tuple(_duty(node, vocab, (pack_id, title, short), known, forms) for node in keys["duties"].list())
    return DutyPack(
        id=pack_id,
        title=title,
        short=short,
        title_origin=_text(keys, "title_origin"),
        issuer=_text(keys, "issuer"),
        adopted=_text(keys, "adopted"),
        normative=keys["normative"].flag() if "normative" in keys else True,
        duties=duties,
    )


def _text(keys: Mapping[str, Node], name: str, default: str = "") -> str:
    return keys[name].text() if name in keys else default


def _duty(
    node: Node, vocab: Vocabularies, pack: tuple[str, str, str], seen: set[str], forms: RecordForms | None
) -> DutyDef:
    pack_id, title, short = pack
    keys = node.keys(_REQUIRED, _OPTIONAL)
    duty_id = keys["id"].code()
    article_no = keys["article_no"].text()
    if not duty_id.startswith(f"{pack_id}/{article_no}/"):
        keys["id"].place.fail(f"职责编号应以“{pack_id}/{article_no}/”开头。")
    if duty_id in seen:
        keys["id"].place.fail(f"职责“{duty_id}”重复。")
    seen.add(duty_id)
    config = _config(keys.get("config"))
    rule = parse_rule(keys["rule"], vocab, frozenset(config))
    odd = unknown(rule, forms) if forms is not None else None
    if odd is not None:
        keys["rule"].of_text(odd[0]).place.fail(odd[1], "请对照 forms/records 里的表单。")
    return DutyDef(
        id=duty_id,
        document=pack_id,
        document_title=title,
        document_short=short,
        article=keys["article"].text(),
        article_no=article_no,
        label=keys["label"].text(),
        summary=keys["summary"].text(),
        rule=rule,
        grade=_grade(keys, isinstance(rule, ManualRule)),
        actors=_words(keys, "actors", vocab, "actor"),
        tier=_word(keys, "tier", vocab, "responsibility_tier", ""),
        frequency=_word(keys, "frequency", vocab, "frequency", ""),
        applies_when=_words(keys, "applies_when", vocab, "applies_when") or ("always",),
        scope=_word(keys, "scope", vocab, "scope", "core"),
        strength=_word(keys, "strength", vocab, "normative_strength", "directive"),
        bearing=_word(keys, "bearing", vocab, "bearing", "own"),
        family=keys["family"].text() if "family" in keys else None,
        letters=_words(keys, "letters", vocab, "letter_kind"),
        config=config,
        note=_text(keys, "note"),
        default_on=keys["default_on"].flag() if "default_on" in keys else True,
        requires=_params(keys, "requires", config),
        examples=_examples(keys["examples"]) if "examples" in keys else (),
    )


def _grade(keys: Mapping[str, Node], manual: bool) -> str:
    """A, B or C; what people judge has none."""
    if manual and "grade" in keys:
        keys["grade"].place.fail("由人认定的职责没有等级。")
    return "" if manual else keys["grade"].one_of(GRADES) if "grade" in keys else "A"


def _word(keys: Mapping[str, Node], name: str, vocab: Vocabularies, vocab_id: str, default: str) -> str:
    return keys[name].one_of(vocab.get(vocab_id).codes()) if name in keys else default


def _words(keys: Mapping[str, Node], name: str, vocab: Vocabularies, vocab_id: str) -> tuple[str, ...]:
    if name not in keys:
        return ()
    words = keys[name].texts()
    for word in words:
        if not vocab.has(vocab_id, word):
            keys[name].place.fail(f"词表“{vocab_id}”里没有“{word}”。")
    return words


def _params(keys: Mapping[str, Node], name: str, config: Mapping[str, Any]) -> tuple[str, ...]:
    found = keys[name].texts() if name in keys else ()
    for param in found:
        if param not in config:
            keys[name].place.fail(f"config 里没有参数“{param}”。")
    return found


def _config(node: Node | None) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for name, value in node.items() if node else ():
        found = value.plain()
        if found is not None and not isinstance(found, int | float | str):
            value.place.fail("参数的缺省值应是数、文字或空。")
        config[name] = found
    return config


def _examples(node: Node) -> tuple[Mapping[str, Any], ...]:
    """A list, or a text with one JSON object a line: the packs have 1,400, and as YAML they take half the start."""
    if node.is_list:
        return tuple(_example(n) for n in node.list())
    found = []
    for line in node.text().splitlines():
        try:
            example = json.loads(line)
        except ValueError:
            example = None
        if not isinstance(example, dict) or not set(_EXAMPLE) <= set(example) <= {*_EXAMPLE, *_EXAMPLE_MORE}:
            node.place.fail("示例每行应是一个 JSON 对象。", f"可用的键：{'、'.join((*_EXAMPLE, *_EXAMPLE_MORE))}。")
        found.append(example)
    return tuple(found)


def _example(node: Node) -> Mapping[str, Any]:
    keys = node.keys(_EXAMPLE, _EXAMPLE_MORE)
    return {name: value.plain() for name, value in keys.items()}
