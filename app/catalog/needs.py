"""What a record still lacks for a step: the plain `needs` of the step and its conditions.

Pure: takes a definition and a body, gives words and field ids. Services refuse with it, pages show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.body import is_empty
from app.catalog.records import Condition, RecordForm, Transition


@dataclass(frozen=True, slots=True)
class Lack:
    """Something a step waits for. label: as a person reads it; fields: the ids that would settle it."""

    label: str
    fields: tuple[str, ...]


def lacking(form: RecordForm, kind: str, body: Mapping[str, Any], step: Transition) -> list[Lack]:
    """Everything a body of this kind lacks for the step; fields that the kind does not have are not asked for."""
    found = [
        Lack(d.label, (name,)) for name in step.needs if (d := _open(form, kind, body, name)) is not None
    ]
    for condition in step.conditions:
        lack = _lack(form, kind, body, condition) if _applies(condition, kind, body) else None
        if lack is not None and lack not in found:
            found.append(lack)
    return found


def matches(body: Mapping[str, Any], wanted: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether every named field has one of its values (a list field: one of them among its own)."""
    return all(any(v in values for v in _values(body.get(name))) for name, values in wanted.items())


def goes_beyond(body: Mapping[str, Any], usual: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether one of the named fields has a value besides the usual ones; an empty field has none."""
    return any(not is_empty(v) and v not in values for name, values in usual.items() for v in _values(body.get(name)))


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _applies(condition: Condition, kind: str, body: Mapping[str, Any]) -> bool:
    if condition.kinds and kind not in condition.kinds:
        return False
    if condition.unless and matches(body, condition.unless):
        return False
    if condition.beyond and not goes_beyond(body, condition.beyond):
        return False
    return matches(body, condition.when)


def _open(form: RecordForm, kind: str, body: Mapping[str, Any], name: str) -> Any:
    definition = form.field(name)
    empty = definition is not None and definition.shown_for(kind) and is_empty(body.get(name))
    return definition if empty else None


def _lack(form: RecordForm, kind: str, body: Mapping[str, Any], condition: Condition) -> Lack | None:
    if condition.rows:
        return _lack_in_rows(form, kind, body, condition)
    shown = [d for name in condition.fields if (d := form.field(name)) is not None and d.shown_for(kind)]
    empty = [d for d in shown if is_empty(body.get(d.id))]
    if not empty or (condition.one and len(empty) < len(shown)):
        return None
    word = "或" if condition.one else "、"
    return Lack(word.join(d.label for d in empty), tuple(d.id for d in empty))


def _lack_in_rows(form: RecordForm, kind: str, body: Mapping[str, Any], condition: Condition) -> Lack | None:
    table = form.field(condition.rows)
    if table is None or not table.shown_for(kind):
        return None
    rows = body.get(condition.rows) or []
    columns = [c for name in condition.fields if (c := table.column(name)) is not None]
    for number, row in enumerate(rows, 1):
        empty = [c.label for c in columns if is_empty(row.get(c.id))]
        if empty:
            return Lack(f"{table.label}第 {number} 行的{'、'.join(empty)}", (table.id,))
    return None if rows else Lack(table.label, (table.id,))
