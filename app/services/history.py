"""The history of a record in words: who changed which field from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.records import FieldDef, FieldType, RecordForm
from app.domain.changes import ORDER, WHOLE
from app.services.lists import cell_text
from app.services.record_body import ID_LENGTH, as_list, strings_in
from app.services.record_sight import unread_fields, unseen_among
from app.services.session import Session
from app.store import changelog, names, queries
from app.store.changelog import ChangeRow


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field before and after, as display text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One operation on the record. number: its place in the operation log. fixed: why it cannot be undone."""

    id: str
    number: int
    at: str
    who: str
    label: str
    changes: tuple[FieldLine, ...]
    fixed: str = ""


FIXED = "这一步不能撤销：定稿、编号等是最后的决定，只能追加更正。"
UNSAID = ("body/steps", "body/layout")  # what a step writes by itself: who took it and when is the operation


def history(session: Session, record_id: str) -> list[HistoryEntry]:
    """Everything that happened to a record, latest first. Raises AppError NOT_FOUND."""
    with session.store.read() as conn:
        row = session.require_on(conn, "view", queries.row_by_id(conn, record_id))
        unread = unread_fields(session, conn, row)
        known = names.all_names(conn)
        form = session.form(row.form)
        found = [(op, [c for c in cs if not c.path.startswith(UNSAID) and not _of(c.path, unread)])
                 for op, cs in changelog.history_of(conn, [record_id])]  # fmt: skip
        said = {s for _op, cs in found for c in cs for s in strings_in([c.before, c.after]) if len(s) <= ID_LENGTH}
        unseen = unseen_among(session, conn, said)
    return [
        HistoryEntry(
            op.id, op.seq, op.at, op.user_name, op.label,
            tuple(_line(session, form, c, known) for c in _seen(changes, unseen)), "" if op.undoable else FIXED,
        )
        for op, changes in reversed(found)
    ]


def _seen(changes: Iterable[ChangeRow], unseen: frozenset[str]) -> Iterator[ChangeRow]:
    """The changes without links to records that are not seen; those of which nothing is left are left out."""
    for one in changes:
        seen = replace(one, before=_without(one.before, unseen), after=_without(one.after, unseen))
        if seen.before != seen.after or seen == one:
            yield seen


def _without(value: Any, unseen: frozenset[str]) -> Any:
    if isinstance(value, list):
        left = [_without(v, unseen) for v in value if not (isinstance(v, str) and v in unseen)]
        return left if left or not value else None
    if isinstance(value, dict):
        return {k: _without(v, unseen) for k, v in value.items()}
    return None if isinstance(value, str) and value in unseen else value


def _of(path: str, fields: frozenset[str]) -> bool:
    """Whether a changed place lies in one of the fields."""
    steps = path.split("/")
    return len(steps) > 1 and steps[0] == "body" and steps[1] in fields


def _line(session: Session, form: RecordForm, one: ChangeRow, known: dict[str, str]) -> FieldLine:
    if one.path == WHOLE:
        return FieldLine("整条记录", "" if one.before is None else "有", "删除" if one.after is None else "新登记")
    steps = one.path.split("/")
    if steps[0] != "body":
        label = {"state": "状态", "kind": "种类"}.get(steps[0], steps[0])
        word = session.catalog.vocab.short if steps[0] == "kind" else partial(_state, form)
        return FieldLine(label, word(one.before), word(one.after))
    return FieldLine(*words_of(session, form, steps[1:], (one.before, one.after), known))


def words_of(
    session: Session, form: RecordForm, steps: list[str], values: Sequence[Any], known: Mapping[str, str]
) -> tuple[str, ...]:
    """The label of a place in a body and, behind it, each value there in words."""
    definition, label = _definition(form, steps)
    if steps[-1] == ORDER:
        return label, *("" for _ in values)
    return label, *(_value(session.catalog, definition, value, known) for value in values)


def _value(catalog: Catalog, definition: FieldDef | None, value: Any, known: Mapping[str, str]) -> str:
    """A value in words; a row of a sub-table column by column, people by name."""
    if definition is None:
        return "" if value is None else _words(value)
    if definition.type is FieldType.PEOPLE:
        return "；".join(_member(catalog, definition, row, known) for row in as_list(value))
    if definition.columns:
        return "；".join(_row(catalog, definition, row, known) for row in as_list(value))
    return cell_text(catalog, definition, value, known)


def _row(catalog: Catalog, definition: FieldDef, row: Mapping[str, Any], known: Mapping[str, str]) -> str:
    cells = ((c.label, _value(catalog, c, row.get(c.id), known)) for c in definition.columns)
    return "，".join(f"{label}：{text}" for label, text in cells if text)


def _member(catalog: Catalog, definition: FieldDef, row: Mapping[str, Any], known: Mapping[str, str]) -> str:
    name = known.get(str(row.get("person", "")), "")
    extra = [catalog.vocab.short(str(row["role"]))] if row.get("role") else []
    extra += [str(row["note"])] if row.get("note") else []
    return f"{name}（{'，'.join(extra)}）" if extra else name


def _state(form: RecordForm, value: Any) -> str:
    state = form.state(str(value))
    return state.label if state else str(value or "")


def _definition(form: RecordForm, steps: list[str]) -> tuple[FieldDef | None, str]:
    definition = form.field(steps[0])
    labels = [definition.label if definition else {"corrections": "更正", "steps": "办理经过"}.get(steps[0], steps[0])]
    for step in steps[1:]:
        if step == ORDER:
            return None, f"{labels[0]}的顺序"
        if step.startswith("["):
            continue
        definition = _column(definition, step)
        labels.append(definition.label if definition else step)
    return definition, "·".join(labels)


def _column(definition: FieldDef | None, name: str) -> FieldDef | None:
    if definition is not None and definition.type is FieldType.PEOPLE:
        return next((c for c in people_columns(definition) if c.id == name), None)
    return definition.column(name) if definition else None


def people_columns(definition: FieldDef) -> tuple[FieldDef, ...]:
    """What is said of each person of a list of people, as fields."""
    return (
        FieldDef("person", "人员", FieldType.PERSON),
        FieldDef("role", "身份", FieldType.CHOICE, vocab=definition.vocab),
        FieldDef("unit", "单位", FieldType.UNIT),
        FieldDef("note", "备注", FieldType.TEXT),
    )


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(str(v) for k, v in value.items() if k != "id" and isinstance(v, str | int | float))
    if isinstance(value, list):
        return "；".join(_words(one) for one in value)
    return str(value)
