"""Checks a record body against its form: types, words, references, required fields.

One check serves the window, the command line, imports and scenario files. Problems are
sentences beside a field path; nothing of the content is repeated in them except codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalog.lettertables import table_problem
from app.catalog.records import FieldDef, FieldType, RecordForm
from app.catalog.vocab import Vocabularies

MAX_TEXT = 200_000
MAX_ROWS = 5_000
# kept in the body by the program itself, not typed: appended corrections, steps with person and time, the row of
# another record's table that it was made for, the page layout a letter was signed with
PROGRAM_KEYS = frozenset({"corrections", "steps", "from_row", "layout"})
_PERIOD = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field. path: `agenda[2].stances[0].person`. missing: required but empty.

    warning: only to be looked at again, nothing is refused for it.
    """

    path: str
    label: str
    message: str
    missing: bool = False
    warning: bool = False


@dataclass(frozen=True, slots=True)
class References:
    """What ids exist: asked only for ids that a body mentions."""

    person: Callable[[str], bool]
    unit: Callable[[str], bool]
    record: Callable[[str], bool]


ANY_REFERENCE = References(person=lambda _i: True, unit=lambda _i: True, record=lambda _i: True)


def is_empty(value: Any) -> bool:
    """Whether a field value counts as not filled in: False and 0 are filled in, mere blanks are not."""
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, list | dict | tuple) and not value)


def check_body(
    form: RecordForm,
    kind: str,
    body: Mapping[str, Any],
    vocab: Vocabularies,
    refs: References = ANY_REFERENCE,
    *,
    complete: bool = True,
) -> list[Problem]:
    """All problems of a body. complete: also report required fields that are empty (drafts pass False)."""
    checker = _Checker(form, vocab, refs, complete)
    fields = list(form.fields_for(kind))
    return list(checker.fields(fields, body, "", {f.id for f in form.fields} | PROGRAM_KEYS))


ORDERED_PAIRS = (("start_time", "end_time"), ("since", "until"), ("start", "end"), ("from", "to"))
COUNTED_PAIRS = (("quorum", "expected"),)


def inconsistencies(form: RecordForm, kind: str, body: Mapping[str, Any]) -> list[Problem]:
    """What does not fit together although each value is right: an end before its start, more present than due.

    Said beside the field as a warning. Never refused: a record may describe what went wrong.
    """
    shown = {f.id: f for f in form.fields_for(kind)}
    pairs = [*ORDERED_PAIRS]
    if "end" in form.base:
        pairs.append((form.base["date"], form.base["end"]))
    found = []
    for first, last in dict.fromkeys(pairs):
        early, late = body.get(first), body.get(last)
        days = (body.get(form.base.get("end", "")), body.get(form.base["date"]))
        if shown.get(last) and shown[last].type is FieldType.TIME and _before(days[1], days[0]):
            continue  # it went on into another day
        alike = first in shown and last in shown and shown[first].type is shown[last].type
        if alike and shown[first].type in (FieldType.DATE, FieldType.TIME) and _before(late, early):
            found.append(Problem(last, shown[last].label, f"“{shown[last].label}”早于“{shown[first].label}”，请核对。"))
    for part, whole in COUNTED_PAIRS:
        some, every = body.get(part), body.get(whole)
        if part in shown and whole in shown and isinstance(some, int) and isinstance(every, int) and some > every:
            text = f"“{shown[part].label}”多于“{shown[whole].label}”，请核对。"
            found.append(Problem(part, shown[part].label, text))
    return found


def _before(late: Any, early: Any) -> bool:
    return isinstance(late, str) and isinstance(early, str) and bool(late) and bool(early) and late < early


class _Checker:
    def __init__(self, form: RecordForm, vocab: Vocabularies, refs: References, complete: bool) -> None:
        self._form = form
        self._vocab = vocab
        self._refs = refs
        self._complete = complete

    def fields(
        self, fields: list[FieldDef], body: Mapping[str, Any], prefix: str, known: set[str]
    ) -> Iterator[Problem]:
        for name in body:
            if name not in known:
                yield Problem(prefix + str(name), str(name), f"没有“{name}”这个字段。")
        for field in fields:
            value = body.get(field.id)
            path = prefix + field.id
            if is_empty(value):
                if field.required and self._complete:
                    yield Problem(path, field.label, f"“{field.label}”没有填写。", missing=True)
                continue
            if field.own_page and self._refs is not ANY_REFERENCE:
                # a draft may rest on a record deleted since: it says so itself, and stays editable
                yield from _Checker(self._form, self._vocab, ANY_REFERENCE, self._complete).fields([field], body, prefix, known)
                continue
            yield from self._value(field, value, path)

    def _value(self, field: FieldDef, value: Any, path: str) -> Iterator[Problem]:
        if field.type in (FieldType.TABLE, FieldType.ORDERED_TABLE):
            yield from self._table(field, value, path)
        elif field.type is FieldType.PEOPLE:
            yield from self._people(field, value, path)
        elif field.type is FieldType.ATTACHMENTS:
            if not isinstance(value, list) or not all(isinstance(v, dict) and "sha256" in v for v in value):
                yield Problem(path, field.label, f"“{field.label}”的附件清单写法不对。")
        elif field.type is FieldType.MULTI_CHOICE or field.many:
            items = value if isinstance(value, list) else [value]
            for index, item in enumerate(items):
                message = self._one(field, item)
                if message:
                    yield Problem(f"{path}[{index}]", field.label, message)
        else:
            message = self._one(field, value)
            if message:
                yield Problem(path, field.label, message)

    def _table(self, field: FieldDef, value: Any, path: str) -> Iterator[Problem]:
        if not isinstance(value, list) or len(value) > MAX_ROWS:
            yield Problem(path, field.label, f"“{field.label}”应是一个列表，最多 {MAX_ROWS} 行。")
            return
        whole = self._form.field(field.id) if "." not in path and "[" not in path else None
        known = {c.id for c in (whole or field).columns} | {"id"}
        for index, row in enumerate(value):
            if not isinstance(row, Mapping):
                yield Problem(f"{path}[{index}]", field.label, f"“{field.label}”第 {index + 1} 行写法不对。")
                continue
            yield from self.fields(list(field.columns), row, f"{path}[{index}].", known)

    def _people(self, field: FieldDef, value: Any, path: str) -> Iterator[Problem]:
        if not isinstance(value, list) or len(value) > MAX_ROWS:
            yield Problem(path, field.label, f"“{field.label}”应是一个名单。")
            return
        for index, row in enumerate(value):
            at = f"{path}[{index}]"
            if not isinstance(row, Mapping) or not isinstance(row.get("person"), str):
                yield Problem(at, field.label, f"“{field.label}”第 {index + 1} 人没有写明是谁。")
                continue
            for name in row:
                if name not in ("id", "person", "role", "unit", "note"):
                    yield Problem(f"{at}.{name}", field.label, f"名单里没有“{name}”这一栏。")
            if not self._refs.person(row["person"]):
                yield Problem(f"{at}.person", field.label, f"“{field.label}”第 {index + 1} 人不在人员名册里。")
            role = row.get("role")
            if role is not None and not (isinstance(role, str) and self._vocab.has(field.vocab or "", role)):
                yield Problem(f"{at}.role", field.label, f"“{field.label}”第 {index + 1} 人的身份代码不认识。")
            unit = row.get("unit")
            if unit is not None and not (isinstance(unit, str) and self._refs.unit(unit)):
                yield Problem(f"{at}.unit", field.label, f"“{field.label}”第 {index + 1} 人的单位不在名册里。")

    def _one(self, field: FieldDef, value: Any) -> str | None:
        label = field.label
        match field.type:
            case FieldType.TEXT | FieldType.LONG_TEXT:
                limit = field.max_length or MAX_TEXT
                if not isinstance(value, str):
                    return f"“{label}”应是文字。"
                if not _storable(value):
                    return f"“{label}”里有无法保存的字符，请重新输入。"
                return None if len(value) <= limit else f"“{label}”超过 {limit} 字。"
            case FieldType.DATE:
                return None if is_iso_date(value) else f"“{label}”不是正确的日期（如 2026-11-22）。"
            case FieldType.PERIOD:
                fits = isinstance(value, str) and _PERIOD.fullmatch(value)
                return None if fits else f"“{label}”不是正确的时期（如 2026、2026Q3）。"
            case FieldType.TIME:
                fits = isinstance(value, str) and _TIME.fullmatch(value)
                return None if fits else f"“{label}”不是正确的时间（如 09:30）。"
            case FieldType.INTEGER:
                return None if isinstance(value, int) and not isinstance(value, bool) else f"“{label}”应是整数。"
            case FieldType.MONEY:
                ok = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
                return None if ok else f"“{label}”应是金额（元）。"
            case FieldType.FLAG:
                return None if isinstance(value, bool) else f"“{label}”应是“是”或“否”。"
            case FieldType.CHOICE | FieldType.MULTI_CHOICE:
                return self._choice(field, value)
            case FieldType.PAPER_TABLE:
                wrong = table_problem(value)
                return f"“{label}”{wrong}。" if wrong else None
            case _:
                return self._reference(field, value)

    def _choice(self, field: FieldDef, value: Any) -> str | None:
        if not isinstance(value, str):
            return f"“{field.label}”应是词表里的代码。"
        if self._vocab.has(field.vocab or "", value) or (field.open and _storable(value)):
            return None
        return f"“{field.label}”的代码{_shown(value)}不在词表里。"

    def _reference(self, field: FieldDef, value: Any) -> str | None:
        if not isinstance(value, str):
            return f"“{field.label}”应是一个编号。"
        refs = self._refs
        if field.type is FieldType.PERSON:
            known = refs.person(value) or (field.allow_unit and refs.unit(value))
        elif field.type is FieldType.UNIT:
            known = refs.unit(value)
        else:
            known = refs.record(value)
        return None if known else f"“{field.label}”指向的{_shown(value)}不存在。"


def _storable(value: str) -> bool:
    """Whether a text can be written as UTF-8 (half of a surrogate pair cannot)."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _shown(value: str) -> str:
    """A code or id as messages repeat it; anything that may be content is not repeated."""
    return f"“{value}”" if re.fullmatch(r"[A-Za-z0-9._-]{1,40}", value) else ""


def is_iso_date(value: Any) -> bool:
    """Whether a value is a text such as 2026-11-22 and a real day."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
