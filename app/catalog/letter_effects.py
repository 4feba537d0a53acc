"""What a letter brings about in other records once it is served or answered: data of its kind (`effects`).

An effect opens a record of a kind, or takes a step of one that is linked. It is proposed, never done by itself; what is
proposed when is app.services.letter_effects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.records import RecordForms
from app.catalog.yamlfile import Node

OF_ITEMS = ("item", "item_due")


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect. states: of the letter, in which it is proposed; kind: of the other record, with a step also its form;
    step: the step that is taken with it, empty: it is opened; copy: its fields and the letter's fields they are filled
    from; link: its field that names the letter; under: one record for every item under this heading of the letter's
    text, of which `item` and `item_due` may be copied; unless: values of the letter's fields that rule it out."""

    states: tuple[str, ...]
    kind: str
    step: str = ""
    copy: Mapping[str, str] | None = None
    link: str = "links"
    under: str = ""
    unless: Mapping[str, tuple[str, ...]] | None = None


def read_effect(node: Node, records: RecordForms | None = None) -> Effect:
    """One entry of `effects`. records: to check what it speaks of. Raises AppError(BAD_DATA_FILE) naming file, line and field."""
    letter = records.find("letter") if records is not None else None
    keys = node.keys(("states", "kind"), ("step", "copy", "link", "under", "unless"))
    states = keys["states"].texts()
    if not states:
        keys["states"].place.fail("请写明文书在哪些状态时提出。")
    if letter is not None:
        known = {s.code for s in letter.states}
        for state in states:
            if state not in known:
                keys["states"].place.fail(f"公文没有状态“{state}”。")
    copy: dict[str, str] = {}
    for name, item in keys["copy"].items() if "copy" in keys else ():
        copy[name] = item.text()
        if copy[name] in OF_ITEMS and "under" not in keys:
            item.place.fail(f"“{copy[name]}”只有写了 under 才有。")
        if letter is not None and letter.field(copy[name]) is None and copy[name] not in OF_ITEMS:
            item.place.fail(f"公文没有字段“{copy[name]}”。")
    unless: dict[str, tuple[str, ...]] = {}
    for name, item in keys["unless"].items() if "unless" in keys else ():
        if letter is not None and letter.field(name) is None:
            item.place.fail(f"公文没有字段“{name}”。")
        unless[name] = item.texts()
    said = {name: keys[name].text() for name in ("step", "under") if name in keys}
    if len(said) == 2:
        keys["under"].place.fail("under 只用于登记新的记录，不能和 step 一起写。")
    if records is not None:
        _check(keys, records)
    link = keys["link"].text() if "link" in keys else "links"
    return Effect(states, keys["kind"].text(), said.get("step", ""), copy, link, said.get("under", ""), unless)


def _check(keys: Mapping[str, Node], records: RecordForms) -> None:
    """The other record: its kind, its step, its fields."""
    kind = keys["kind"].text()
    form = records.of_kind(kind) or records.find(kind)
    if form is None:
        keys["kind"].place.fail(f"没有记录种类“{kind}”。")
    if "step" in keys and all(t.id != keys["step"].text() for t in form.transitions):
        keys["step"].place.fail(f"“{form.label}”没有步骤“{keys['step'].text()}”。")
    if "link" in keys and form.field(keys["link"].text()) is None:
        keys["link"].place.fail(f"“{form.label}”没有字段“{keys['link'].text()}”。")
    for name, item in keys["copy"].items() if "copy" in keys else ():
        if form.field(name) is None:
            item.place.fail(f"“{form.label}”没有字段“{name}”。")


def effect_data(one: Effect) -> dict[str, Any]:
    """An effect as the data of its file."""
    found: dict[str, Any] = {"states": list(one.states), "kind": one.kind, "step": one.step, "copy": dict(one.copy or {})}
    found |= {"link": one.link if one.link != "links" else "", "under": one.under}
    found["unless"] = {name: list(values) for name, values in (one.unless or {}).items()}
    return {name: value for name, value in found.items() if value}
