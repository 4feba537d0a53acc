"""Reads forms/records/*.yaml into RecordForm; every mistake names file, line and field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.catalog.records import (
    BASE_COLUMNS,
    TABLES,
    Emit,
    FieldDef,
    FieldType,
    RecordForm,
    RecordForms,
)
from app.catalog.records_lists import kinds_of_form, list_named, own_lists
from app.catalog.records_rules import dossier_rules, known_fields, parse_states, parse_transitions, some_kinds
from app.catalog.records_sight import kinds_apart, refuse_unknown_sight
from app.catalog.rights import Rights
from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node, read_yaml

PAGES = (
    "meetings",
    "talks",
    "study",
    "checks",
    "reports",
    "ledgers",
    "dossier",
    "letters",
    "documents",
    "events",
)
GENERAL = "general"
_FIELD_KEYS = (
    "help", "required", "vocab", "many", "allow_unit", "open", "default", "max_length", "section",
    "wide", "secret", "kinds", "except", "target", "columns", "also", "own_page", "issued", "seen_by", "words_of",
    "indexed",
)  # fmt: skip
_CHOICES = (FieldType.CHOICE, FieldType.MULTI_CHOICE)


def load_record_forms(folder: Path, vocab: Vocabularies, rights: Rights | None = None) -> RecordForms:
    """Read every form; AppError(BAD_DATA_FILE) on an unknown key, word or reference, or a kind claimed twice.

    rights: with them, classes and scopes that are not in forms/rights are refused too.
    """
    return load_forms_and_words(folder, vocab, rights)[0]


def load_forms_and_words(
    folder: Path, vocab: Vocabularies, rights: Rights | None = None
) -> tuple[RecordForms, Vocabularies]:
    """Every form, and the vocabularies with those lists that forms bring with them. Errors as load_record_forms."""
    roots = [read_yaml(path) for path in sorted(folder.glob("*.yaml"))]
    for root in roots:
        vocab = vocab.extended(own_lists(root, vocab))
    forms: dict[str, RecordForm] = {}
    owner: dict[str, str] = {}
    for root in roots:
        form = _form(root, vocab, rights)
        if form.id in forms:
            root.place.fail(f"表单“{form.id}”重复。")
        for kind in form.kinds:
            if kind in owner:
                root.place.fail(f"记录种类“{kind}”已由表单“{owner[kind]}”登记。")
            owner[kind] = form.id
        forms[form.id] = form
    return RecordForms(forms), vocab


def parse_form(root: Node, vocab: Vocabularies) -> RecordForm:
    """One form from its YAML root."""
    return _form(root, vocab.extended(own_lists(root, vocab)), None)


def _form(root: Node, vocab: Vocabularies, rights: Rights | None) -> RecordForm:
    keys = root.keys(
        ("id", "label", "page", "kinds", "fields", "states", "base", "columns"),
        (
            "transitions",
            "emits",
            "visibility",
            "apart",
            "summary",
            "sources",
            "examples",
            "append_only",
            "carry",
            "dossier",
            "groups",
            "one_by_one",
            "vocabularies",
        ),
    )
    vocab_id, kinds = kinds_of_form(keys["kinds"], keys["id"], vocab)
    fields = tuple(_field(node, vocab, kinds, depth=0) for node in keys["fields"].list())
    _unique([f.id for f in fields], keys["fields"])
    _unique([name for f in fields for name in (f.id, *f.also)], keys["fields"])
    by_id = {f.id: f for f in fields}
    refuse_unknown_sight(root, fields, by_id, rights)
    states = parse_states(keys["states"], vocab, kinds)
    base = _base(keys["base"], by_id)
    return RecordForm(
        id=keys["id"].code(),
        label=keys["label"].text(),
        page=keys["page"].one_of(PAGES),
        kinds=kinds,
        vocab=vocab_id,
        fields=fields,
        states=states,
        transitions=parse_transitions(keys.get("transitions"), states, by_id, kinds),
        base=base,
        emits=_emits(keys.get("emits"), by_id, vocab, base["date"]),
        columns=_columns(keys["columns"], by_id),
        visibility=keys["visibility"].code() if "visibility" in keys else GENERAL,
        apart=kinds_apart(keys.get("apart"), kinds),
        summary=keys["summary"].text() if "summary" in keys else "",
        sources=keys["sources"].texts() if "sources" in keys else (),
        examples=tuple(n.plain() for n in keys["examples"].list()) if "examples" in keys else (),
        append_only=keys["append_only"].flag() if "append_only" in keys else False,
        carry=known_fields(keys["carry"], by_id) if "carry" in keys else (),
        one_by_one=keys["one_by_one"].flag() if "one_by_one" in keys else False,
        groups=_groups(keys["groups"], by_id) if "groups" in keys else (),
        dossier=dossier_rules(keys.get("dossier"), by_id, states, kinds, vocab),
    )


def _groups(node: Node, fields: Mapping[str, FieldDef]) -> tuple[str, ...]:
    """Fields by which a ledger is summed up: people, units and choices of one value."""
    names = known_fields(node, fields)
    for one in names:
        if fields[one].type not in (FieldType.PERSON, FieldType.UNIT, FieldType.CHOICE):
            node.place.fail(f"“{one}”不能用来汇总。", "只能用人员、单位和单选字段。")
    return names


def _unique(ids: list[str], node: Node) -> None:
    for one in ids:
        if ids.count(one) > 1:
            node.place.fail(f"字段“{one}”重复。")


def _field(node: Node, vocab: Vocabularies, kinds: tuple[str, ...], depth: int) -> FieldDef:
    keys = node.keys(("id", "label", "type"), _FIELD_KEYS)
    kind = FieldType(keys["type"].one_of([t.value for t in FieldType]))
    vocab_id = list_named(keys["vocab"], vocab) if "vocab" in keys else None
    if kind in (*_CHOICES, FieldType.PEOPLE) and vocab_id is None:
        node.place.fail("选择类字段和人员名单字段要写明词表。", "请补上 vocab。")
    if kind in TABLES and "columns" not in keys:
        node.place.fail("子表字段要写明各列。", "请补上 columns。")
    if kind not in TABLES and "columns" in keys:
        keys["columns"].place.fail("只有子表字段可以写 columns。")
    if kind is not FieldType.TEXT and "indexed" in keys:
        keys["indexed"].place.fail("只有 text 字段可以写 indexed。")
    if kind in TABLES and depth >= 2:
        node.place.fail("子表最多两层。")
    columns: tuple[FieldDef, ...] = ()
    if "columns" in keys:
        columns = tuple(_field(n, vocab, kinds, depth + 1) for n in keys["columns"].list())
        _unique([c.id for c in columns], keys["columns"])

    def flag(name: str) -> bool:
        return keys[name].flag() if name in keys else False

    return FieldDef(
        id=keys["id"].code(),
        label=keys["label"].text(),
        type=kind,
        required=flag("required"),
        help=keys["help"].text() if "help" in keys else "",
        vocab=vocab_id,
        many=flag("many"),
        allow_unit=flag("allow_unit"),
        open=flag("open"),
        default=keys["default"].plain() if "default" in keys else None,
        max_length=keys["max_length"].integer() if "max_length" in keys else 0,
        section=keys["section"].text() if "section" in keys else "",
        wide=flag("wide"),
        secret=flag("secret"),
        issued=flag("issued"),
        kinds=some_kinds(keys.get("kinds"), kinds),
        not_kinds=some_kinds(keys.get("except"), kinds),
        target=keys["target"].texts() if "target" in keys else (),
        columns=columns,
        also=keys["also"].texts() if "also" in keys else (),
        own_page=flag("own_page"),
        seen_by=keys["seen_by"].texts() if "seen_by" in keys else (),
        words_of=keys["words_of"].code() if "words_of" in keys else "",
        indexed=flag("indexed"),
    )


def _columns(node: Node, fields: Mapping[str, FieldDef]) -> tuple[str, ...]:
    names = node.texts()
    for one in names:
        if one not in fields and one not in ("kind", "state", "entered"):
            node.place.fail(f"没有字段“{one}”。")
    return names


def _base(node: Node, fields: Mapping[str, FieldDef]) -> Mapping[str, str]:
    mapping: dict[str, str] = {}
    for column, value in node.items():
        if column not in BASE_COLUMNS:
            value.place.fail(f"没有公共列“{column}”。", f"可用：{'、'.join(BASE_COLUMNS)}。")
        name = value.text()
        if name not in fields:
            value.place.fail(f"没有字段“{name}”。")
        mapping[column] = name
    if "date" not in mapping or "title" not in mapping:
        node.place.fail("必须写明标题和日期取自哪个字段。", "请补上 title 和 date。")
    return mapping


def _emits(
    node: Node | None, fields: Mapping[str, FieldDef], vocab: Vocabularies, day: str
) -> tuple[Emit, ...]:
    """The facts of a form, dated by its own date unless they say otherwise."""
    if node is None:
        return (Emit(date=day),)
    found: list[Emit] = []
    for item in node.list():
        if not item.is_mapping:
            item.one_of(["self"])
            found.append(Emit(date=day))
            continue
        keys = item.keys((), ("kind", "rows", "suffix", "date", "when"))
        kind = keys["kind"].code() if "kind" in keys else None
        if kind is not None and not vocab.knows(kind):
            keys["kind"].place.fail(f"没有代码“{kind}”。")
        rows = keys["rows"].text() if "rows" in keys else None
        if rows is not None and (rows not in fields or fields[rows].type not in TABLES):
            keys["rows"].place.fail(f"“{rows}”不是子表字段。")
        when = keys["when"].plain() if "when" in keys else {}
        for name in when:
            if name not in fields and name not in ("kind", "state"):
                keys["when"].place.fail(f"没有字段“{name}”。")
        date = keys["date"].text() if "date" in keys else day
        if date not in fields:
            keys.get("date", item).place.fail(f"没有字段“{date}”。")
        suffix = keys["suffix"].code() if "suffix" in keys else ""
        if rows is not None and not suffix:
            item.place.fail("按行产生的事实要写 suffix。")
        found.append(Emit(kind=kind, rows=rows, suffix=suffix, date=date, when=when))
    return tuple(found)
