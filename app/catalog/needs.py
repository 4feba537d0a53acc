"""What a record still lacks for a step: the plain `needs` of the step and its conditions.

Pure: takes a definition and a body, gives words and field ids. Services refuse with it, pages show it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.body import is_empty
from app.catalog.records import Condition, RecordForm, Transition

SETTLES = "finalise"
BLANK = "【"  # what a composed draft leaves for a person to write
BLANKS = "底稿里还有带【】的句子没有写。请在底稿页写好，或删去那一句。"


@dataclass(frozen=True, slots=True)
class Lack:
    """Something a step waits for. label: as a person reads it; fields: the ids that would settle it.

    said: the whole sentence, when it is not simply that a field is empty.
    """

    label: str
    fields: tuple[str, ...]
    said: str = ""

    def sentence(self, step: str) -> str:
        """What a person is told who wants to take the step of this name."""
        return self.said or f"“{step}”前要填写“{self.label}”。"


def lacking(form: RecordForm, kind: str, body: Mapping[str, Any], step: Transition) -> list[Lack]:
    """Everything a body of this kind lacks for the step; fields that the kind does not have are not asked for."""
    found = [
        Lack(d.label, (name,)) for name in step.needs if (d := _open(form, kind, body, name)) is not None
    ]
    for condition in step.conditions:
        lack = _lack(form, kind, body, condition) if _applies(condition, kind, body) else None
        if lack is not None and lack not in found:
            found.append(lack)
    if step.action == SETTLES:
        found += [Lack(f.label, (f.id,), BLANKS) for f in form.fields_for(kind) if f.own_page and BLANK in f.draft_text(body.get(f.id))]
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
    if condition.later is not None:
        return _too_early(form, body, condition)
    if condition.least is not None:
        return _too_little(form, body, condition.least, condition)
    if condition.without:
        return _forbidden(form, body, condition)
    if condition.rows:
        return _lack_in_rows(form, kind, body, condition)
    shown = [d for name in condition.fields if (d := form.field(name)) is not None and d.shown_for(kind)]
    empty = [d for d in shown if is_empty(body.get(d.id))]
    if not empty or (condition.one and len(empty) < len(shown)):
        return None
    word = "或" if condition.one else "、"
    return Lack(word.join(d.label for d in empty), tuple(d.id for d in empty), condition.say)


def _lack_in_rows(form: RecordForm, kind: str, body: Mapping[str, Any], condition: Condition) -> Lack | None:
    table = form.field(condition.rows)
    if table is None or not table.shown_for(kind):
        return None
    rows = body.get(condition.rows) or []
    columns = [c for name in condition.fields if (c := table.column(name)) is not None]
    for number, row in enumerate(rows, 1):
        empty = [c.label for c in columns if is_empty(row.get(c.id))]
        if empty:
            return Lack(f"{table.label}第 {number} 行的{'、'.join(empty)}", (table.id,), condition.say)
    for name, values in condition.covers.items():
        there = {row.get(name) for row in rows}
        if any(v not in there for v in values):
            return Lack(table.label, (table.id,), condition.say)
    return None if rows else Lack(table.label, (table.id,), condition.say)


def _too_early(form: RecordForm, body: Mapping[str, Any], condition: Condition) -> Lack | None:
    """A day that lies before it may; nothing is said while one of the two is not filled in."""
    later = condition.later
    definition = form.field(later.field) if later is not None else None
    if later is None or definition is None or is_empty(body.get(later.field)) or is_empty(body.get(later.after)):
        return None
    first = later.span.after(dt.date.fromisoformat(str(body[later.after])))
    if dt.date.fromisoformat(str(body[later.field])) >= first:
        return None
    return Lack(definition.label, (definition.id,), condition.say.replace("{day}", first.isoformat()))


def _too_little(form: RecordForm, body: Mapping[str, Any], least: tuple[str, str], condition: Condition) -> Lack | None:
    """A number below the one it may not be less than, unless one of the fields that lift it is filled."""
    number, limit = (body.get(name) for name in least)
    if number is None or limit is None or number >= limit or any(not is_empty(body.get(n)) for n in condition.fields):
        return None
    definition = form.field(least[0])
    return Lack(definition.label if definition else least[0], (least[0],), condition.say)


def _forbidden(form: RecordForm, body: Mapping[str, Any], condition: Condition) -> Lack | None:
    """Values that stand in the way, unless one of the fields that lift it is filled."""
    bodies = (body.get(condition.rows) or []) if condition.rows else [body]
    stands = any(v in values for one in bodies for name, values in condition.without.items() for v in _values(one.get(name)))
    if not stands or any(not is_empty(body.get(name)) for name in condition.fields):
        return None
    name = condition.rows or next(iter(condition.without))
    definition = form.field(name)
    return Lack(definition.label if definition else name, (name,), condition.say)
