"""The forgiving spellings of record bodies in scenario files, made into the form's own shape.

Beside the stored shape a scenario may write a one-item list as the item, a table as
`{person: …}` or a list of ids, a dotted field nested (`gate: {decide: passed}`), a
field's other names (`also:`), a choice by its label, and what belongs to the only agenda
item beside it. Nothing is guessed: what fits none of these is left for the check to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.catalog.vocab import Vocabularies

# 三重一大: said by the category of an agenda item; the word alone adds nothing, and must not contradict.
ITEM_OF_THREE = "sanzhong"
_OUTCOMES = ("conclusion", "result", "state")
_OUTCOME_KEYS = frozenset({*_OUTCOMES, "date", "person", "owner", "note"})
_CHOICES = (FieldType.CHOICE, FieldType.MULTI_CHOICE)


class BodyReader:
    """Turns the keys of a scenario record into a body of one form."""

    def __init__(self, form: RecordForm, vocab: Vocabularies) -> None:
        self._vocab = vocab
        self._fields = _with_common(form)
        self._counted = {f"{f.id}_count" for f in form.fields} & set(self._fields)

    def read(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The body; unknown keys stay as they are, for check_body to refuse."""
        body: dict[str, Any] = {}
        for name, value in self._flat(raw):
            field = self._fields.get(name)
            if field is None:
                body[name] = value
            elif isinstance(value, int) and not isinstance(value, bool) and f"{field.id}_count" in self._counted:
                body[f"{field.id}_count"] = value
            else:
                body[field.id] = self._value(field, value)
        return self._led(self._of_one_item(self._of_one_person(body, raw)))

    def _led(self, body: dict[str, Any]) -> dict[str, Any]:
        # Who chairs or leads is who acts, when nobody else is said to.
        actor = self._fields.get("actor")
        if actor is None or body.get(actor.id):
            return body
        rows = body.get("attendance") if "attendance" in self._fields else None
        chairs = [row.get("person") for row in rows or [] if isinstance(row, Mapping) and row.get("role") == "chair"]
        one = body.get("chair") or body.get("leader") or (chairs[0] if len(chairs) == 1 else None)
        return {**body, actor.id: one} if isinstance(one, str) else body

    def _of_one_item(self, body: dict[str, Any]) -> dict[str, Any]:
        # A meeting with one agenda item may give its stances, category or decision beside the agenda.
        agenda = self._fields.get("agenda")
        items = body.get("agenda") or [{}]
        if agenda is None or not isinstance(items, list) or not all(isinstance(i, Mapping) for i in items):
            return body
        columns = {name: c for name, c in _names(agenda.columns).items() if name not in self._fields}
        beside = {name: body.pop(name) for name in [n for n in body if n in columns and len(items) == 1]}
        if beside:
            item = {**items[0], **{columns[n].id: self._value(columns[n], value) for n, value in beside.items()}}
            body["agenda"] = items = [{"id": "1", **item}]
        if body.get(ITEM_OF_THREE) is any(item.get("category") for item in items):
            del body[ITEM_OF_THREE]
        return body

    def _of_one_person(self, body: dict[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
        # A record about one person may give a table's values alone: `subject: p1, charges: [财务]`.
        owner = raw.get("subject") or raw.get("person") or raw.get("actor")
        for field in self._fields.values():
            inner = field.column(field.id)
            given = raw.get(field.id)
            items = [given] if isinstance(given, str) else given
            if inner is None or not isinstance(items, list) or not all(isinstance(i, str) for i in items) or not items:
                continue
            body[field.id] = [{"person": owner, field.id: self._value(inner, items)}]
        return body

    def _flat(self, raw: Mapping[str, Any]) -> list[tuple[str, Any]]:
        pairs: list[tuple[str, Any]] = []
        for name, value in raw.items():
            nested = _as_mapping(name, value) if isinstance(value, list) else value
            inner = self._dotted(name, nested) if name not in self._fields and isinstance(nested, Mapping) else None
            pairs.extend(inner if inner is not None else [(name, value)])
        return pairs

    def _dotted(self, name: str, value: Mapping[str, Any]) -> list[tuple[str, Any]] | None:
        pairs = []
        for key, inner in value.items():
            full = next((n for n in (f"{name}.{key}", str(key)) if n in self._fields), None)
            if full is None:
                return None
            pairs.append((full, inner))
        return pairs

    def _value(self, field: FieldDef, value: Any) -> Any:
        if value is None or value == "":
            return None
        if field.type in TABLES:
            return self._table(field, value)
        if field.type is FieldType.PEOPLE:
            rows = value if isinstance(value, list) else [value]
            return [self._attendee(field, row) for row in rows]
        if field.type is FieldType.MULTI_CHOICE or field.many:
            items = value if isinstance(value, list) else [value]
            return [self._one(field, item) for item in items if item != ""]
        if isinstance(value, list) and len(value) == 1:
            return self._one(field, value[0])
        return self._one(field, value)

    def _attendee(self, field: FieldDef, row: Any) -> Any:
        if isinstance(row, str):
            return {"person": row}
        if isinstance(row, Mapping) and isinstance(row.get("role"), str) and field.vocab:
            return {**row, "role": self._code(field.vocab, row["role"])}
        return row

    def _one(self, field: FieldDef, value: Any) -> Any:
        if field.type is FieldType.CHOICE and isinstance(value, Mapping) and set(value) <= _OUTCOME_KEYS:
            # A gate of an appointment written with its day and person: only what came of it is a choice.
            value = next((value[key] for key in _OUTCOMES if key in value), value)
        if field.type is FieldType.PERSON and isinstance(value, Mapping) and set(value) <= {"person", "id", "name"}:
            return value.get("person", value.get("id"))
        if field.type in _CHOICES and isinstance(value, str) and field.vocab:
            return self._code(field.vocab, value)
        if field.type in (FieldType.TEXT, FieldType.LONG_TEXT) and isinstance(value, bool | int | float):
            return str(value) if not isinstance(value, bool) else ("是" if value else "")
        if field.type is FieldType.FLAG and value in (0, 1):
            return bool(value)
        if field.type is FieldType.INTEGER and isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        return value

    def _code(self, vocab_id: str, value: str) -> str:
        if self._vocab.has(vocab_id, value):
            return value
        terms = self._vocab.get(vocab_id).terms
        found = [t.code for t in terms if value in (t.label, t.short) or t.code.rpartition(".")[2] == value]
        return found[0] if len(found) == 1 else value

    def _table(self, field: FieldDef, value: Any) -> Any:
        columns = _names(field.columns)
        person = next((c.id for c in field.columns if c.type is FieldType.PERSON), None)
        if isinstance(value, Mapping) and person and not set(value) & (set(columns) | {"id"}):
            value = [{person: key, **self._rest(field, person, inner)} for key, inner in value.items()]
        items = value if isinstance(value, list) else [value]
        return [self._row(field, columns, person, item) for item in items]

    def _rest(self, field: FieldDef, person: str, inner: Any) -> dict[str, Any]:
        second = next((c.id for c in field.columns if c.id != person), None)
        return {second: inner} if second else {}

    def _row(self, field: FieldDef, columns: Mapping[str, FieldDef], person: str | None, item: Any) -> Any:
        if isinstance(item, Mapping):
            row: dict[str, Any] = {}
            for name, value in item.items():
                column = columns.get(name)
                row[column.id if column else name] = self._value(column, value) if column else value
            return row
        if isinstance(item, str):
            target = self._column_of_words(field, person, item)
            return {target: item} if target else item
        return item

    def _column_of_words(self, field: FieldDef, person: str | None, item: str) -> str | None:
        """The column that a row written as words belongs to: a term's own list, else who it is, else the text."""
        choice = next((c for c in field.columns if c.type is FieldType.CHOICE and c.vocab), None)
        if choice and choice.vocab and self._vocab.has(choice.vocab, self._code(choice.vocab, item)):
            return choice.id
        text = next((c.id for c in field.columns if c.type in (FieldType.LONG_TEXT, FieldType.TEXT)), None)
        # Ids are plain letters and digits; “经查不承担” is a conclusion, not a person.
        return person if person and (text is None or item.isascii()) else text


def _as_mapping(name: str, rows: list[Any]) -> dict[str, Any] | None:
    """Rows about named things as one object: `gates: [{gate: decide, result: passed}]` is `gates: {decide: passed}`."""
    key = name.removesuffix("s")
    if not rows or not all(isinstance(row, Mapping) and isinstance(row.get(key), str) for row in rows):
        return None
    return {row[key]: {k: v for k, v in row.items() if k != key} for row in rows}


def _with_common(form: RecordForm) -> dict[str, FieldDef]:
    """Fields by their names; a common column (actor, subject, date) also stands for the field it is taken from."""
    fields = _names(form.fields)
    common = {column: fields[name] for column, name in form.base.items() if column not in fields}
    return {**common, **fields}


def _names(fields: tuple[FieldDef, ...]) -> dict[str, FieldDef]:
    return {name: field for field in fields for name in (field.id, *field.also)}
