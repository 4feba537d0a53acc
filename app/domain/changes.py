"""Field-level differences between two snapshots of an entity, and how to apply them.

A snapshot is plain JSON data. A path is field names joined by `/`; a row of a
sub-table (a list of objects with ids) is addressed by its id, so that history and
merges are per row: `body/agenda/[r1]/decision`; `body/agenda/#order` is the list of
row ids. Any other list is one value. A name that holds `/` or looks like a row is
escaped with `~` (names from another unit's package may be anything); an absent field
and a field that is None are the same. History, undo, packages and audit all read these.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ORDER = "#order"
WHOLE = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None stands for absent. WHOLE is the whole snapshot."""

    path: str
    before: Any
    after: Any


def diff(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[FieldChange]:
    """The changes that turn `before` into `after`; a new or removed entity is one WHOLE change."""
    if before is None or after is None:
        return [] if before is after else [FieldChange(WHOLE, before, after)]
    found: list[FieldChange] = []
    _diff_mapping(before, after, "", found)
    return found


def apply(snapshot: Mapping[str, Any] | None, changes: Iterable[FieldChange]) -> dict[str, Any] | None:
    """The snapshot with every change's `after` put in place (before is not checked).

    The order of rows comes last: a row that comes back must find its place again.
    """
    result: dict[str, Any] | None = copy.deepcopy(dict(snapshot)) if snapshot is not None else None
    for change in sorted(changes, key=lambda c: c.path.endswith(f"/{ORDER}")):
        if change.path == WHOLE:
            result = copy.deepcopy(change.after)
        elif result is not None:
            _put(result, change.path.split("/"), copy.deepcopy(change.after))
    return result


def revert(snapshot: Mapping[str, Any] | None, changes: Iterable[FieldChange]) -> dict[str, Any] | None:
    """The snapshot with one operation's changes taken back; StaleChangeError when later work stands on them.

    Not stale means: doing the changes again would be exactly these changes.
    """
    done = list(changes)
    before = apply(snapshot, invert(done))
    if not _same(_as_data(diff(before, snapshot)), _as_data(done)):
        raise StaleChangeError
    return before


def _as_data(changes: Iterable[FieldChange]) -> list[Any]:
    return sorted(([c.path, c.before, c.after] for c in changes), key=lambda c: str(c[0]))


class StaleChangeError(Exception):
    """What an operation changed has been changed again since."""


def invert(changes: Iterable[FieldChange]) -> list[FieldChange]:
    """The changes that undo these, last first."""
    return [FieldChange(c.path, c.after, c.before) for c in reversed(list(changes))]


def value_at(snapshot: Mapping[str, Any] | None, path: str) -> Any:
    """The value at a path, None when absent."""
    if path == WHOLE or snapshot is None:
        return snapshot
    here: Any = snapshot
    for step in path.split("/"):
        here = _step(here, step)
        if here is None:
            return None
    return here


def _step(here: Any, step: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(_key(step))
    if isinstance(here, list):
        if step == ORDER:
            return [row["id"] for row in here if isinstance(row, Mapping) and "id" in row]
        return next((row for row in here if isinstance(row, Mapping) and f"[{row.get('id')}]" == step), None)
    return None


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) and isinstance(row.get("id"), str) and "/" not in row["id"] for row in value)
        and len({row["id"] for row in value}) == len(value)
    )


def _diff_value(before: Any, after: Any, path: str, found: list[FieldChange]) -> None:
    if _same(before, after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        _diff_mapping(before, after, path + "/", found)
    elif _is_table(before) and _is_table(after):
        _diff_table(before, after, path, found)
    else:
        found.append(FieldChange(path, before, after))


def _same(one: Any, other: Any) -> bool:
    """Equal and of the same JSON types: True is not 1, 1 is not 1.0; None is absent."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_same(one.get(k), other.get(k)) for k in {*one, *other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)


def _name(key: str) -> str:
    """A field name as one step of a path."""
    plain = key.replace("~", "~0").replace("/", "~1")
    return f"~2{plain}" if plain.startswith("[") or plain == ORDER else plain


def _key(step: str) -> str:
    """The field name of a step."""
    return step.removeprefix("~2").replace("~1", "/").replace("~0", "~")


def _diff_mapping(
    before: Mapping[str, Any], after: Mapping[str, Any], prefix: str, found: list[FieldChange]
) -> None:
    for key in sorted({*before, *after}):
        _diff_value(before.get(key), after.get(key), prefix + _name(key), found)


def _diff_table(before: list[Any], after: list[Any], path: str, found: list[FieldChange]) -> None:
    old = {row["id"]: row for row in before}
    new = {row["id"]: row for row in after}
    for row_id in [*old, *(r for r in new if r not in old)]:
        _diff_value(old.get(row_id), new.get(row_id), f"{path}/[{row_id}]", found)
    if list(old) != list(new):
        found.append(FieldChange(f"{path}/{ORDER}", list(old), list(new)))


def _put(target: Any, steps: list[str], value: Any) -> None:
    """Put a value at a path; what a path leads through and is gone is left gone."""
    step, rest = steps[0], steps[1:]
    if isinstance(target, list):
        _put_row(target, step, rest, value)
    elif not rest:
        if value is None:
            target.pop(_key(step), None)
        else:
            target[_key(step)] = value
    else:
        inner = target.get(_key(step))
        if isinstance(inner, dict | list):
            _put(inner, rest, value)


def _put_row(rows: list[Any], step: str, rest: list[str], value: Any) -> None:
    if step == ORDER:
        place = {row_id: i for i, row_id in enumerate(value or [])}
        rows.sort(key=lambda row: place.get(row.get("id") if isinstance(row, dict) else None, len(place)))
        return
    index = next((i for i, row in enumerate(rows) if isinstance(row, dict) and f"[{row.get('id')}]" == step), None)
    if rest:
        if index is not None:
            _put(rows[index], rest, value)
    elif value is None:
        if index is not None:
            del rows[index]
    elif index is None:
        rows.append(value)
    else:
        rows[index] = value
