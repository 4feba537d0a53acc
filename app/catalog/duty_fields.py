"""Whether what a rule asks for is there: kinds that some form has, fields and columns of those forms.

A rule that names a field nobody can fill would never be met; this says so when the file is read. It checks names
only; what the rule means is duties_rules, what it says in words duty_sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields as parts_of
from dataclasses import is_dataclass
from typing import Any

from app.catalog.records import BASE_COLUMNS, FieldDef, FieldType, RecordForm, RecordForms
from app.domain.duties.model import (
    CompleteRule,
    CountRule,
    FollowRule,
    Need,
    OrderRule,
    PrecedeRule,
    RatioRule,
    Rule,
    ThresholdRule,
)
from app.domain.duties.selectors import Element, Selector, Where

_COMMON = frozenset({*BASE_COLUMNS, "state", "kind"})
_PEOPLE = frozenset({"id", "person", "role", "unit", "note"})
_INNER = re.compile(r"(?P<table>[^\[]+)\[(?P<columns>[^\]]*)\](?:\.(?P<column>.+))?")

Kinds = tuple[str, ...]


def unknown(rule: Rule, forms: RecordForms) -> tuple[str, str] | None:
    """The first name that nothing has, with a sentence about it; None when all are known."""
    for selector in _selectors(rule):
        for kind in selector.kinds:
            if not list(_forms_of(kind, forms)):
                return kind, f"没有哪张表单登记“{kind}”这种记录。"
    for kinds, name in _names(rule):
        if not any(_has(form, kind, name) for kind in kinds for form in _forms_of(kind, forms)):
            return name, f"“{'、'.join(kinds)}”的表单没有“{name}”这个字段。"
    return None


def _forms_of(kind: str, forms: RecordForms) -> Iterator[RecordForm]:
    if kind.endswith(".*"):
        yield from (f for f in forms if any(k.startswith(kind[:-1]) for k in f.kinds))
        return
    for form in forms:
        parent, _dot, suffix = kind.rpartition(".")
        row_kinds = parent in form.kinds and any(e.rows and e.suffix == suffix for e in form.emits)
        if kind in form.kinds or row_kinds or any(e.kind == kind for e in form.emits):
            yield form


def _selectors(part: Any) -> Iterator[Selector]:
    if isinstance(part, Selector):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _selectors(one)
    elif is_dataclass(part):
        for one in parts_of(part):
            yield from _selectors(getattr(part, one.name))


def _names(rule: Rule) -> Iterator[tuple[Kinds, str]]:
    """Every field a rule names, with the kinds whose records should have it."""
    for selector in _selectors(rule):
        yield from ((selector.kinds, name) for name in _of_where(selector.where))
    match rule:
        case CountRule():
            yield from ((rule.facts.kinds, name) for name in _of_elements(rule.elements))
            if rule.items is not None:
                yield from ((rule.items.kinds, name) for name in _of_where(rule.closed))
        case FollowRule() | PrecedeRule():
            yield from _of_needs(rule.needs)
            if rule.day_field:
                yield rule.trigger.kinds, rule.day_field
        case CompleteRule():
            yield from ((rule.facts.kinds, name) for name in _of_complete(rule))
        case OrderRule():
            yield from ((rule.facts.kinds, name) for name in _of_order(rule))
        case RatioRule():
            facts = rule.denominator.facts
            yield from ((facts.kinds, name) for name in _of_where(rule.numerator.where)) if facts else ()
        case ThresholdRule():
            yield from ((rule.facts.kinds, name) for name in _of_where(rule.done))
        case _:
            return


def _of_where(where: Where) -> Iterator[str]:
    for condition in (*where.conditions, *(c for group in where.any_of for c in group)):
        yield condition.field
        if condition.other:
            yield condition.other
    for row in where.rows:
        yield row.table
        yield from (f"{row.table}[].{c.field}" for c in row.conditions)


def _of_elements(elements: Iterable[Element]) -> Iterator[str]:
    # Any one of several fields serves, and not every kind has all of them.
    for element in elements:
        if element.any_filled:
            yield "|".join(element.any_filled)


def _of_needs(needs: Iterable[Need]) -> Iterator[tuple[Kinds, str]]:
    for need in needs:
        yield from ((need.facts.kinds, name) for name in _of_elements(need.elements))


def _of_complete(rule: CompleteRule) -> Iterator[str]:
    yield from rule.fields
    yield from (each.table for each in rule.each)
    for step in rule.steps:
        yield from (step.field, step.after)
    if rule.matrix:
        yield from (rule.matrix.grade, rule.matrix.form, *rule.matrix.deviation)


def _of_order(rule: OrderRule) -> Iterator[str]:
    if rule.items is None:
        yield rule.rows
    else:
        yield from (rule.items, f"{rule.items}[].{rule.rows}")
        if rule.item_field:
            yield f"{rule.items}[].{rule.item_field}"
    if rule.gives:
        yield f"{rule.gives[0]}[].{rule.gives[1]}"


def _has(form: RecordForm, kind: str, name: str) -> bool:
    if "|" in name:
        return any(_has(form, kind, one) for one in name.split("|"))
    if name in _COMMON or form.field(name) is not None:
        return True
    table = _row_table(form, kind)
    if table is not None and _column(table, name):
        return True
    found = _INNER.fullmatch(name)
    if found:
        return _columns(form.field(found["table"]), [*found["columns"].split(","), found["column"] or ""])
    outer, dot, inner = name.partition(".")
    return bool(dot) and _columns(form.field(outer), [inner])


def _row_table(form: RecordForm, kind: str) -> FieldDef | None:
    suffix = kind.rpartition(".")[2]
    emit = next((e for e in form.emits if e.rows and e.suffix == suffix and kind not in form.kinds), None)
    return form.field(emit.rows) if emit is not None and emit.rows else None


def _columns(table: FieldDef | None, names: Iterable[str]) -> bool:
    wanted = [n.strip() for n in names if n.strip()]
    return table is not None and all(_column(table, n) for n in wanted)


def _column(table: FieldDef, name: str) -> bool:
    if table.type is FieldType.PEOPLE:
        return name in _PEOPLE
    return name == "id" or table.column(name) is not None
