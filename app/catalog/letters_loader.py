"""Reads kinds of letters from forms/letters and from files of an office; every mistake names file, line and field.

Does not belong here: what the parts mean (letters), how text is filled (letter_text).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from app.catalog.letter_effects import read_effect
from app.catalog.letter_offers import read_fit
from app.catalog.letters import (
    COMMON_PLACEHOLDERS,
    ELEMENTS,
    FORMATS,
    GAP_FACTS,
    PERSON_FACTS,
    REPEATING,
    SIGN,
    SUBMIT,
    VALUE_TYPES,
    Annex,
    Basis,
    Block,
    Deadline,
    Ground,
    LetterForm,
    Need,
    Origin,
    Owed,
    SkeletonParagraph,
    ValueField,
    placeholders,
)
from app.catalog.lettertables import read_skeleton
from app.catalog.records import RecordForm, RecordForms
from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node, read_yaml

REQUIRED = ("code", "label", "format", "summary", "basis", "title", "body", "required")
OPTIONAL = (
    "values", "series", "deadline", "sealed", "upward", "needs_receipt", "unconfirmed", "grounds", "needs",
    "owes", "blocks", "prefill", "to", "cc", "attachments", "receipt", "page_sign", "signs_inside", "effects",
    "offered_for",
)  # fmt: skip
T = TypeVar("T")
SETTINGS = ("contact",)
MOST_PARAGRAPHS, MOST_VALUES, LONGEST = 300, 60, 5_000
_ORIGINS = ("gap", "gaps", "field", "rows", "sanctions", "person", "unit", "deadline", "setting")


def load_letters(
    folder: Path, vocab: Vocabularies | None = None, records: RecordForms | None = None
) -> Mapping[str, LetterForm]:
    """All kinds of letters of a folder by code. vocab, records: to check lists, and what it says of records.

    Raises AppError(BAD_DATA_FILE) naming file, line and field.
    """
    found: dict[str, LetterForm] = {}
    for path in sorted(folder.glob("*.yaml")):
        form = parse_letter_form(read_yaml(path), vocab, records)
        if form.code != path.stem:
            read_yaml(path).keys(REQUIRED, OPTIONAL)["code"].place.fail(f"代码应与文件名一致（{path.stem}）。")
        found[form.code] = form
    return found


def parse_letter_form(node: Node, vocab: Vocabularies | None = None, records: RecordForms | None = None) -> LetterForm:
    """One kind of letter. Raises AppError(BAD_DATA_FILE) naming file, line and field."""
    keys = node.keys(REQUIRED, OPTIONAL)
    letter = records.find("letter") if records is not None else None
    values = _list(keys, "values", lambda n: _value(n, vocab), MOST_VALUES)
    names = [v.name for v in values]
    _once(keys.get("values"), names)
    blocks = _list(keys, "blocks", lambda n: _block(n, names))
    _once(keys.get("blocks"), [b.id for b in blocks])
    known = _Known(frozenset(names) | set(COMMON_PLACEHOLDERS), frozenset(b.id for b in blocks))
    deadline = _deadline(keys["deadline"], names) if "deadline" in keys else None
    body = known.paragraphs(keys["body"])
    repeated = {b.id for b in blocks if b.repeat}
    for number, block in enumerate(blocks):
        if block.instead and block.instead not in repeated:
            keys["blocks"].list()[number].of_text(block.instead).place.fail(f"没有可重复的部分“{block.instead}”。")
        if not any(p.block == block.id for p in body):
            keys["blocks"].list()[number].place.fail(f"正文里没有“{block.label}”这一部分。", "请在 body 里写上 block。")
    return LetterForm(
        code=keys["code"].code(),
        label=_text(keys["label"], 40),
        format=keys["format"].one_of(FORMATS),
        summary=_text(keys["summary"], 400),
        basis=tuple(_basis(item) for item in keys["basis"].list()),
        title=known.template(keys["title"], 200),
        body=body,
        required=tuple(item.one_of(ELEMENTS) for item in keys["required"].list()),
        values=values,
        series=_text(keys["series"], 12) if "series" in keys else "",
        sealed=_flag(keys, "sealed"),
        upward=_flag(keys, "upward"),
        needs_receipt=_flag(keys, "needs_receipt"),
        unconfirmed=keys["unconfirmed"].texts() if "unconfirmed" in keys else (),
        grounds=_list(keys, "grounds", _ground),
        needs=_list(keys, "needs", lambda n: _need(n, names, letter)),
        owes=_list(keys, "owes", lambda n: _owed(n, letter)),
        blocks=blocks,
        prefill=_prefill(keys["prefill"], names, blocks, deadline) if "prefill" in keys else {},
        deadline=deadline,
        to=_list(keys, "to", lambda n: known.template(n, 120), 20),
        cc=_list(keys, "cc", lambda n: known.template(n, 120), 20),
        attachments=_list(keys, "attachments", known.annex, 20),
        receipt=known.annex(keys["receipt"]) if "receipt" in keys else None,
        page_sign=known.template(keys["page_sign"], 200) if "page_sign" in keys else "",
        signs_inside=_flag(keys, "signs_inside"),
        effects=_list(keys, "effects", lambda n: read_effect(n, records), 20),
        offered_for=_list(keys, "offered_for", lambda n: read_fit(n, records), 20),
    )


def _list(keys: Mapping[str, Node], name: str, read: Callable[[Node], T], most: int = 100) -> tuple[T, ...]:
    if name not in keys:
        return ()
    nodes = keys[name].list()
    if len(nodes) > most:
        keys[name].place.fail(f"最多 {most} 项。")
    return tuple(read(node) for node in nodes)


def _once(node: Node | None, names: Collection[str]) -> None:
    twice = next((n for n in names if list(names).count(n) > 1), "")
    if twice and node is not None:
        node.of_text(twice).place.fail(f"“{twice}”重复。", "请删去其中一个。")


class _Known:
    """What templates of one kind may refer to."""

    def __init__(self, names: frozenset[str], blocks: frozenset[str]) -> None:
        self._names, self._blocks = names, blocks

    def template(self, node: Node, most: int = LONGEST) -> str:
        text = _text(node, most)
        self._refuse_unknown(node, text)
        return text

    def _refuse_unknown(self, node: Node, text: str) -> None:
        for name in placeholders(text):
            if name not in self._names:
                node.place.fail(f"占位“{{{name}}}”没有对应的字段。", "请在 values 里声明，或改正占位名。")

    def paragraphs(self, node: Node) -> tuple[SkeletonParagraph, ...]:
        nodes = node.list()
        if len(nodes) > MOST_PARAGRAPHS:
            node.place.fail(f"最多 {MOST_PARAGRAPHS} 段。")
        return tuple(self._paragraph(item) for item in nodes)

    def _paragraph(self, node: Node) -> SkeletonParagraph:
        keys = node.keys((), ("text", "level", "block", "table"))
        if ("text" in keys) == ("table" in keys):
            node.place.fail("这里应有 text 或 table，二者取一。")
        block = keys["block"].text() if "block" in keys else ""
        if block and block not in self._blocks:
            keys["block"].place.fail(f"没有“{block}”这个可选部分。", "请在 blocks 里声明。")
        if "table" in keys:
            return SkeletonParagraph(0, "", block, read_skeleton(keys["table"], self.template))
        level = keys["level"].integer() if "level" in keys else 0
        if not 0 <= level <= 4:
            keys["level"].place.fail("层次应在 0 到 4 之间。")
        return SkeletonParagraph(level, self.template(keys["text"]), block)

    def annex(self, node: Node) -> Annex:
        keys = node.keys(("title",), ("body",))
        return Annex(self.template(keys["title"], 200), self.paragraphs(keys["body"]) if "body" in keys else ())


def _text(node: Node, most: int) -> str:
    text = node.text()
    if len(text) > most:
        node.place.fail(f"最多 {most} 个字。")
    return text


def _flag(keys: Mapping[str, Node], name: str) -> bool:
    return keys[name].flag() if name in keys else False


def _value(node: Node, vocab: Vocabularies | None) -> ValueField:
    keys = node.keys(("name", "label"), ("required", "hint", "type", "vocab", "sample"))
    name = keys["name"].text()
    if not re.fullmatch(r"[a-z][a-z_]*", name):
        keys["name"].place.fail("字段名应由小写字母和下划线组成。")
    if name in COMMON_PLACEHOLDERS:
        keys["name"].place.fail(f"“{name}”是每件文书都有的，不用声明。", "请换一个名字。")
    kind = keys["type"].one_of(VALUE_TYPES) if "type" in keys else "text"
    words = keys["vocab"].text() if "vocab" in keys else ""
    if (kind == "choice") != bool(words):
        node.place.fail("选项（choice）要写 vocab，别的不写。")
    if words and vocab is not None and words not in vocab:
        keys["vocab"].place.fail(f"没有词表“{words}”。")
    hint = _text(keys["hint"], 200) if "hint" in keys else ""
    sample = _text(keys["sample"], LONGEST) if "sample" in keys else ""
    return ValueField(name, _text(keys["label"], 40), _flag(keys, "required"), hint, kind, words, sample)


def _basis(node: Node) -> Basis:
    keys = node.keys(("document",), ("article", "note", "pack", "valid_from", "valid_to"))
    first, last = (_day(keys[n]) if n in keys else None for n in ("valid_from", "valid_to"))
    if first is not None and last is not None and last < first:
        keys["valid_to"].place.fail("失效日期早于施行日期。")
    article, note, pack = (keys[n].text() if n in keys else "" for n in ("article", "note", "pack"))
    return Basis(_text(keys["document"], 120), article, note, pack, first, last)


def _day(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        node.place.fail("日期应写成 2026-11-22 的样子。")


def _when(keys: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    return {n: v.texts() if not v.is_list or v.list() else () for n, v in keys["when"].items()} if "when" in keys else {}


def _block(node: Node, names: Collection[str]) -> Block:
    keys = node.keys(("id", "label"), ("on", "repeat", "when", "instead"))
    when = _when(keys)
    for name in when:
        if name not in names and name not in COMMON_PLACEHOLDERS:
            keys["when"].of_text(name).place.fail(f"没有字段“{name}”。", "请在 values 里声明。")
    on = keys["on"].flag() if "on" in keys else True
    return Block(keys["id"].code(), _text(keys["label"], 40), on, _flag(keys, "repeat"), when, keys["instead"].text() if "instead" in keys else "")


def _ground(node: Node) -> Ground:
    keys = node.keys(("document", "article", "kinds", "say"), ("states", "values"))
    return Ground(
        keys["document"].text(), keys["article"].text(), frozenset(keys["kinds"].texts()),
        frozenset(keys["states"].texts()) if "states" in keys else frozenset(),
        {name: item.texts() for name, item in keys["values"].items()} if "values" in keys else {}, keys["say"].text(),
    )  # fmt: skip


def _need(node: Node, names: Collection[str], letter: RecordForm | None) -> Need:
    keys = node.keys(("of", "say"), ("words", "when", "at"))
    of = keys["of"].text()
    if of not in ELEMENTS and of not in names and letter is not None and letter.field(of) is None:
        keys["of"].place.fail(f"没有要素或字段“{of}”。")
    _refuse_fields(keys, letter)
    at = keys["at"].one_of((SUBMIT, SIGN)) if "at" in keys else SUBMIT
    return Need(of, _text(keys["say"], 200), keys["words"].texts() if "words" in keys else (), _when(keys), at)


def _owed(node: Node, letter: RecordForm | None) -> Owed:
    keys = node.keys(("id", "label", "words", "say", "text"), ("people", "when"))
    _refuse_fields(keys, letter)
    words, text = keys["words"].texts(), _text(keys["text"], 400)
    if not any(word in text for word in words):
        keys["text"].place.fail("这句话里没有 words 里的任何一个词。")
    return Owed(keys["id"].code(), _text(keys["label"], 40), words, _text(keys["say"], 200), text, _flag(keys, "people"), _when(keys))


def _refuse_fields(keys: Mapping[str, Node], letter: RecordForm | None) -> None:
    for name, item in keys["when"].items() if "when" in keys and letter is not None else ():
        if letter is not None and letter.field(name) is None:
            item.place.fail(f"文书没有字段“{name}”。")


def _deadline(node: Node, names: Collection[str]) -> Deadline:
    keys = node.keys(("label",), ("days", "working", "value", "source", "note"))
    days = keys["days"].integer() if "days" in keys else None
    if days is not None and not 1 <= days <= 366:
        keys["days"].place.fail("天数应在 1 到 366 之间。")
    if days is not None and "source" not in keys:
        keys["days"].place.fail("写了天数要写明出处（source）。", "没有权威来源的不写天数，由单位设置。")
    value = keys["value"].text() if "value" in keys else ""
    if value and value not in names:
        keys["value"].place.fail(f"没有字段“{value}”。", "请在 values 里声明。")
    said = [keys[n].text() if n in keys else "" for n in ("source", "note")]
    return Deadline(_text(keys["label"], 40), days, _flag(keys, "working"), value, *said)


def _prefill(
    node: Node, names: Collection[str], blocks: Collection[Block], deadline: Deadline | None
) -> dict[str, tuple[Origin, ...]]:
    repeated = {b.id for b in blocks if b.repeat}
    found = {}
    for name, item in node.items():
        if name not in names and name not in repeated:
            item.place.fail(f"没有字段或可重复部分“{name}”。", "请在 values 或 blocks 里声明。")
        found[name] = tuple(_origin(one, names, name in repeated, deadline) for one in item.list())
    return found


def _origin(node: Node, names: Collection[str], repeated: bool, deadline: Deadline | None) -> Origin:
    keys = node.keys((), (*_ORIGINS, "kinds", "wrap", "columns"))
    said = [n for n in _ORIGINS if n in keys]
    if len(said) != 1:
        node.place.fail("一个来处要写明一种出处。", f"可用：{'、'.join(_ORIGINS)}。")
    kind = said[0]
    if (kind in REPEATING) != repeated:
        node.place.fail("可重复的部分用 rows、gaps 或 sanctions，字段不用。")
    if kind == "deadline" and deadline is None:
        node.place.fail("没有写 deadline。")
    closed = {"gap": GAP_FACTS, "gaps": ("each",), "person": PERSON_FACTS, "unit": ("name",), "deadline": ("date",), "setting": SETTINGS}
    name = keys[kind].one_of(closed[kind]) if kind in closed else keys[kind].text()
    wrap = keys["wrap"].text() if "wrap" in keys else "{}"
    if wrap.count("{}") != 1:
        keys["wrap"].place.fail("wrap 里要有一个 {}。")
    columns = {n: v.one_of(GAP_FACTS) if kind == "gaps" else v.text() for n, v in keys["columns"].items()} if "columns" in keys else {}
    for name_of in columns:
        if name_of not in names:
            keys["columns"].of_text(columns[name_of]).place.fail(f"没有字段“{name_of}”。", "请在 values 里声明。")
    kinds = frozenset(keys["kinds"].texts()) if "kinds" in keys else frozenset()
    return Origin(kind, name, kinds, wrap, columns)
