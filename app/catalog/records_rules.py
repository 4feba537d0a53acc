"""Reads the parts of a record form that say how its records move on: states, transitions, conditions, dossier rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.catalog.records import (
    TABLES,
    Condition,
    DossierRule,
    FieldDef,
    FieldType,
    Later,
    Setting,
    State,
    Transition,
)
from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node
from app.domain.periods import Span

STAY = "same"
TONES = ("info", "good", "warn", "bad", "muted")
DOSSIER_KINDS = "dossier_entry_kind"
TRANSITION_KEYS = (
    "id", "label", "from", "to", "action", "needs", "fills", "conditions", "separate", "apart", "sets", "kinds", "except", "opinion",
)  # fmt: skip


def some_kinds(node: Node | None, kinds: Sequence[str]) -> frozenset[str]:
    """A list of kinds of the form; empty when the key is not written."""
    if node is None:
        return frozenset()
    for one in node.texts():
        if one not in kinds:
            node.place.fail(f"本表单不含记录种类“{one}”。")
    return frozenset(node.texts())


def known_fields(node: Node, fields: Mapping[str, FieldDef]) -> tuple[str, ...]:
    """A list of ids of fields of the form."""
    names = node.texts()
    for one in names:
        if one not in fields:
            node.place.fail(f"没有字段“{one}”。")
    return names


def parse_states(node: Node, vocab: Vocabularies, kinds: Sequence[str]) -> tuple[State, ...]:
    """The states in order; a code of a vocabulary needs no label."""
    states: list[State] = []
    for item in node.list():
        keys = item.keys(("code",), ("label", "counts", "locked", "tone", "kinds", "start"))
        code = keys["code"].code()
        if "label" not in keys and not vocab.knows(code):
            item.place.fail(f"状态“{code}”要有名称。", "请补上 label。")
        start = keys["start"].flag() if "start" in keys else False
        if start and "kinds" not in keys:
            keys["start"].place.fail(
                "起始状态要写明是哪几种记录的。", "请补上 kinds；所有记录共用的起始状态写在第一个。"
            )
        states.append(
            State(
                code=code,
                label=keys["label"].text() if "label" in keys else vocab.short(code),
                counts=keys["counts"].flag() if "counts" in keys else True,
                locked=keys["locked"].flag() if "locked" in keys else False,
                tone=keys["tone"].one_of(TONES) if "tone" in keys else "info",
                kinds=some_kinds(keys.get("kinds"), kinds),
                start=start,
            )
        )
    if not states:
        node.place.fail("至少要有一个状态。")
    if states[0].kinds:
        node.place.fail("第一个状态要对所有种类都可用。", "只给几种记录用的状态请排在后面。")
    return tuple(states)


def parse_transitions(
    node: Node | None, states: tuple[State, ...], fields: Mapping[str, FieldDef], kinds: Sequence[str]
) -> tuple[Transition, ...]:
    """The ways between the states."""
    known = [s.code for s in states]
    steps = [item.keys(("id",), TRANSITION_KEYS)["id"].text() for item in node.list()] if node else []
    found: list[Transition] = []
    for item in node.list() if node else []:
        keys = item.keys(("id", "label", "from", "to"), TRANSITION_KEYS)
        sources = keys["from"].texts()
        for one in sources:
            if one not in known:
                keys["from"].place.fail(f"没有状态“{one}”。")
        target = keys["to"].one_of([*known, STAY])
        step = Transition(
            id=keys["id"].code(),
            label=keys["label"].text(),
            sources=sources,
            target=target,
            action=keys["action"].code() if "action" in keys else "edit",
            needs=known_fields(keys["needs"], fields) if "needs" in keys else (),
            fills=known_fields(keys["fills"], fields) if "fills" in keys else (),
            conditions=_conditions(keys.get("conditions"), fields, kinds),
            separate=keys["separate"].flag() if "separate" in keys else False,
            apart=tuple(n.one_of(steps) for n in keys["apart"].list()) if "apart" in keys else (),
            sets=_settings(keys.get("sets"), fields),
            kinds=some_kinds(keys.get("kinds"), kinds),
            not_kinds=some_kinds(keys.get("except"), kinds),
            opinion=keys["opinion"].text() if "opinion" in keys else "",
        )
        found += _staying(step) if target == STAY else [step]
    return tuple(found)


def _staying(step: Transition) -> list[Transition]:
    """A step that leaves the record where it is, one for every state; all but the first carry the state in their id."""
    return [
        replace(step, id=f"{step.id}.{state}" if number else step.id, sources=(state,), target=state)
        for number, state in enumerate(step.sources)
    ]


def _settings(node: Node | None, fields: Mapping[str, FieldDef]) -> tuple[Setting, ...]:
    found = []
    for item in node.list() if node else []:
        keys = item.keys(("field", "from"), ("once",))
        name, source = (_known(keys[k], fields) for k in ("field", "from"))
        if fields[name].type is not fields[source].type:
            item.place.fail(f"“{name}”和“{source}”不是同一类字段。")
        found.append(Setting(name, source, keys["once"].flag() if "once" in keys else False))
    return tuple(found)


def _conditions(
    node: Node | None, fields: Mapping[str, FieldDef], kinds: Sequence[str]
) -> tuple[Condition, ...]:
    found = []
    for item in node.list() if node else []:
        keys = item.keys(
            (), ("all", "any", "rows", "covers", "without", "later", "least", "of", "after", "months", "days", "say", "when", "unless", "beyond", "kinds")
        )
        among, rows = fields, ""
        if "rows" in keys:
            rows = keys["rows"].text()
            if rows not in fields or fields[rows].type not in TABLES:
                keys["rows"].place.fail(f"“{rows}”不是子表字段。")
            among = {c.id: c for c in fields[rows].columns}
        names, one = _asked(item, keys, among, fields)
        found.append(
            Condition(
                fields=names,
                one=one,
                rows=rows,
                covers=_values(keys.get("covers"), among),
                without=_values(keys.get("without"), among),
                later=_later(item, keys, fields) if "later" in keys else None,
                least=_least(item, keys, fields) if "least" in keys else None,
                say=keys["say"].text() if "say" in keys else "",
                when=_values(keys.get("when"), fields),
                unless=_values(keys.get("unless"), fields),
                kinds=some_kinds(keys.get("kinds"), kinds),
                beyond=_values(keys.get("beyond"), fields),
            )
        )
    return tuple(found)


def _asked(
    item: Node, keys: Mapping[str, Node], among: Mapping[str, FieldDef], fields: Mapping[str, FieldDef]
) -> tuple[tuple[str, ...], bool]:
    """The fields a condition asks for and whether one is enough."""
    named = [name for name in ("all", "any") if name in keys]
    own = [name for name in ("without", "later", "least") if name in keys]
    if len(own) > 1 or (not own and len(named) != 1) or (own and "all" in named) or ("later" in own and named):
        item.place.fail("条件要写 all、any、without、later、least 中的一个。", "all：都要填；any：填一个就行；without：没有这些值；later：不早于某日；least：不小于某数。")
    if own and "say" not in keys:
        item.place.fail("写了 without、later 或 least 的条件要有 say。", "say：不能办理时告诉经办人的一句话。")
    if not named:
        return (), True
    return known_fields(keys[named[0]], fields if own else among), named == ["any"]


def _later(item: Node, keys: Mapping[str, Node], fields: Mapping[str, FieldDef]) -> Later:
    if "after" not in keys:
        item.place.fail("写了 later 的条件要有 after。", "after：从哪个日期字段算起。")
    span = Span(*(keys[k].integer() if k in keys else 0 for k in ("months", "days")))
    names = [_known(keys[k], fields) for k in ("later", "after")]
    for name in names:
        if fields[name].type is not FieldType.DATE:
            item.place.fail(f"“{name}”不是日期字段。")
    return Later(names[0], names[1], span)


def _least(item: Node, keys: Mapping[str, Node], fields: Mapping[str, FieldDef]) -> tuple[str, str]:
    if "of" not in keys:
        item.place.fail("写了 least 的条件要有 of。", "of：不能小于哪个数字字段。")
    names = _known(keys["least"], fields), _known(keys["of"], fields)
    for name in names:
        if fields[name].type not in (FieldType.INTEGER, FieldType.MONEY):
            item.place.fail(f"“{name}”不是数字字段。")
    return names


def _known(node: Node, fields: Mapping[str, FieldDef]) -> str:
    return known_fields(node, fields)[0]


def _values(node: Node | None, fields: Mapping[str, FieldDef]) -> dict[str, tuple[Any, ...]]:
    """Field values that make something apply: one value or a list of them for each field."""
    found: dict[str, tuple[Any, ...]] = {}
    for name, item in node.items() if node else ():
        if name not in fields:
            item.place.fail(f"没有字段“{name}”。")
        value = item.plain()
        found[name] = tuple(value) if isinstance(value, list) else (value,)
    return found


def dossier_rules(
    node: Node | None,
    fields: Mapping[str, FieldDef],
    states: tuple[State, ...],
    kinds: Sequence[str],
    vocab: Vocabularies,
) -> tuple[DossierRule, ...]:
    """Which records belong into somebody's dossier, and as which kind of entry."""
    found = []
    for item in node.list() if node else []:
        keys = item.keys(("entry", "person"), ("kinds", "states", "when", "date", "basis", "summary", "copy"))
        entry = keys["entry"].code()
        if not vocab.has(DOSSIER_KINDS, entry):
            keys["entry"].place.fail(f"没有廉政档案条目种类“{entry}”。")
        codes = [s.code for s in states]
        chosen = (
            frozenset(n.one_of(codes) for n in keys["states"].list()) if "states" in keys else frozenset()
        )
        settled = frozenset(s.code for s in states if s.counts and s.locked)
        found.append(
            DossierRule(
                entry=entry,
                person=_names_people(keys["person"], fields),
                kinds=some_kinds(keys.get("kinds"), kinds),
                states=chosen or settled or frozenset(s.code for s in states if s.counts),
                when=_values(keys.get("when"), fields),
                date=known_fields(keys["date"], fields)[0] if "date" in keys else "",
                basis=known_fields(keys["basis"], fields)[0] if "basis" in keys else "",
                summary=known_fields(keys["summary"], fields) if "summary" in keys else (),
                copy=_copied(keys.get("copy"), fields),
            )
        )
    return tuple(found)


def _names_people(node: Node, fields: Mapping[str, FieldDef]) -> str:
    """A person field, people field, or `table.column` of persons."""
    name = node.text()
    definition = fields.get(name)
    if definition is None:
        table, _dot, column = name.rpartition(".")
        found = fields.get(table)
        definition = found.column(column) if found is not None else None
    if definition is None:
        node.place.fail(f"没有字段“{name}”。")
    if definition.type not in (FieldType.PERSON, FieldType.PEOPLE):
        node.place.fail(f"“{name}”不是人员字段。")
    return name


def _copied(node: Node | None, fields: Mapping[str, FieldDef]) -> dict[str, str]:
    return {name: known_fields(item, fields)[0] for name, item in node.items()} if node else {}
