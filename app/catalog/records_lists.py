"""The lists a record form names or brings with it: its kinds and the vocabularies of its choices."""

from __future__ import annotations

from app.catalog.vocab import Vocabularies, Vocabulary, parse_terms, parse_vocabulary
from app.catalog.yamlfile import Node

_HOW = "请写 {vocab: 词表} 或 {vocab: 词表, codes: [代码]}；新的种类直接写 [{code: 代码, label: 名称}]。"


def own_lists(root: Node, vocab: Vocabularies) -> list[Vocabulary]:
    """The lists that a form defines itself: under `vocabularies`, and its kinds when they are written out."""
    found: dict[str, Vocabulary] = {}
    items = dict(root.items())
    for node in items["vocabularies"].list() if "vocabularies" in items else ():
        one = parse_vocabulary(node)
        if one.id in found or one.id in vocab:
            node.place.fail(f"词表“{one.id}”已经有了。", "请换一个编号，或直接使用已有的词表。")
        found[one.id] = one
    kinds = items.get("kinds")
    if kinds is not None and kinds.is_list and {"id", "label"} <= set(items):
        mine = _own_kinds(kinds, items["id"].code(), items["label"].text(), vocab)
        found[mine.id] = mine
    return list(found.values())


def _own_kinds(node: Node, form: str, label: str, vocab: Vocabularies) -> Vocabulary:
    if not node.list() or not all(n.is_mapping for n in node.list()):
        node.place.fail("记录种类的写法不对。", _HOW)
    terms = parse_terms(node)
    for item, term in zip(node.list(), terms, strict=True):
        if vocab.knows(term.code):
            item.place.fail(f"代码“{term.code}”已经用作“{vocab.short(term.code)}”。", "新的记录种类请换一个代码。")
    return Vocabulary(own_kinds_id(form), f"{label}种类", terms)


def own_kinds_id(form: str) -> str:
    """The id of the list of kinds that a form defines itself."""
    return f"{form}_kind"


def kinds_of_form(node: Node, form: Node, vocab: Vocabularies) -> tuple[str, tuple[str, ...]]:
    """The first vocabulary named, and the kinds: all codes of all of them, or those listed, or the form's own."""
    if node.is_list:
        own = own_kinds_id(form.code())
        return own, vocab.get(own).codes()
    if not node.is_mapping:
        node.place.fail("记录种类的写法不对。", _HOW)
    keys = node.keys(("vocab",), ("codes",))
    named = keys["vocab"].list() if keys["vocab"].is_list else [keys["vocab"]]
    lists = [list_named(item, vocab) for item in named]
    if "codes" not in keys:
        return lists[0], tuple(code for one in lists for code in vocab.get(one).codes())
    codes = []
    for item in keys["codes"].list():
        code = item.code()
        if not any(vocab.has(one, code) for one in lists):
            item.place.fail(f"词表“{'、'.join(lists)}”里没有“{code}”。", _HOW)
        codes.append(code)
    return lists[0], tuple(codes)


def list_named(node: Node, vocab: Vocabularies) -> str:
    """The id of a vocabulary that there is."""
    vocab_id = node.code()
    if vocab_id not in vocab:
        node.place.fail(
            f"没有词表“{vocab_id}”。", "可用的词表见 forms/vocab；自己的词表写在本文件的 vocabularies 里，或放进 forms/vocab。"
        )
    return vocab_id
