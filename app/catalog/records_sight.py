"""What a record form says of who may see its records: classes of kinds, scopes of fields, whose words a field holds.

The classes and scopes themselves are in forms/rights (catalog.rights); nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.catalog.records import FieldDef
from app.catalog.records_rules import some_kinds
from app.catalog.rights import Rights
from app.catalog.yamlfile import Node


def kinds_apart(node: Node | None, kinds: Sequence[str]) -> dict[str, str]:
    """`apart: {class: [kinds]}` as class by kind; a kind of another form or named twice is refused."""
    found: dict[str, str] = {}
    for name, item in node.items() if node is not None else ():
        for kind in some_kinds(item, kinds):
            if kind in found:
                item.place.fail(f"记录种类“{kind}”已归入“{found[kind]}”。")
            found[kind] = name
    return found


def refuse_unknown_sight(
    root: Node, fields: Sequence[FieldDef], by_id: Mapping[str, FieldDef], rights: Rights | None
) -> None:
    """Refuse a class or scope that is not in forms/rights, and words of a field that is not there."""
    keys = dict(root.items())
    for one in fields:
        if one.words_of and one.words_of not in by_id:
            keys["fields"].place.fail(f"字段“{one.id}”的 words_of 写了没有的字段“{one.words_of}”。")
    if rights is None:
        return
    if "visibility" in keys:
        keys["visibility"].one_of(list(rights.classes))
    for name, item in keys["apart"].items() if "apart" in keys else ():
        if name not in rights.classes:
            item.place.fail(f"forms/rights 里没有类别“{name}”。")
    for one in fields:
        for scope in one.seen_by:
            if scope not in rights.scopes:
                keys["fields"].place.fail(f"字段“{one.id}”的 seen_by 写了没有的范围“{scope}”。")
