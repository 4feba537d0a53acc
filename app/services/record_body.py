"""Record bodies before they are written: ids that must exist, tidy values, a title for a nameless record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.catalog.body import PROGRAM_KEYS, Problem, References, is_empty
from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.documents.titles import split_marks
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services.session import Session
from app.store import queries
from app.store.database import Connection

ID_LENGTH = 40
TITLE_LINES = "title_lines"  # the field of a form whose titles are divided by the person


def references(conn: Connection, body: Mapping[str, Any]) -> References:
    """Which of the ids in the body exist."""
    people, units, found = queries.existing(conn, (s for s in strings_in(body) if len(s) <= ID_LENGTH))
    return References(person=people.__contains__, unit=units.__contains__, record=found.__contains__)


def strings_in(value: Any) -> Iterable[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings_in(one)


def as_list(value: Any) -> list[Any]:
    """A value as a list: nothing for None, one for a single value."""
    return value if isinstance(value, list) else [] if value is None else [value]


def refuse_problems(problems: Sequence[Problem]) -> None:
    """Raise AppError(BAD_INPUT) for the first problem, counting the rest."""
    if problems:
        first = problems[0]
        more = f"另有 {len(problems) - 1} 处。" if len(problems) > 1 else ""
        raise AppError(ErrorCode.BAD_INPUT, first.message, action=more, where=first.path)


def tidy(form: RecordForm, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without empty fields and fields of other kinds; rows of sub-tables get ids."""
    fields, known = {f.id: f for f in form.fields_for(kind)}, {f.id for f in form.fields}
    found: dict[str, Any] = {}
    for name, value in body.items():
        if name in PROGRAM_KEYS or name not in known:
            found[name] = value  # an unknown name is for check_body to refuse
        elif name in fields and not is_empty(value):
            found[name] = _tidy_value(fields[name], value)
    return found


def _tidy_value(definition: FieldDef, value: Any) -> Any:
    if definition.type is FieldType.TEXT and isinstance(value, str):
        return value.strip()
    if (definition.type in TABLES or definition.type is FieldType.PEOPLE) and isinstance(value, list):
        return [_tidy_row(definition, row) if isinstance(row, Mapping) else row for row in value]
    return value


def _tidy_row(definition: FieldDef, row: Mapping[str, Any]) -> dict[str, Any]:
    found = {"id": row.get("id") or new_id("w")}
    for name, value in row.items():
        column = definition.column(name)
        if name != "id" and not is_empty(value):
            found[name] = _tidy_value(column, value) if column else value
    return found


def _part_title(body: dict[str, Any], title: str) -> None:
    plain, marked = split_marks(str(body[title]))
    if not marked:
        said, marked = split_marks(str(body.get(TITLE_LINES) or ""))
        marked = marked if said == plain else ()
    body[title] = plain
    body.pop(TITLE_LINES, None)
    if marked:
        body[TITLE_LINES] = "｜".join(marked)


def set_title(
    session: Session,
    named: Callable[[Iterable[str]], Mapping[str, str]],
    form: RecordForm,
    kind: str,
    body: dict[str, Any],
) -> None:
    """Fill an empty title from the kind and the people, as a clerk would name the folder. named: names by id.

    Marks of where its lines shall end (titles.MARKS) go to the form's field of its own, so that lists, search and
    the register show the title alone; lines of another title are dropped.
    """
    name = form.base["title"]
    if not is_empty(body.get(name)):
        if form.field(TITLE_LINES) is not None:
            _part_title(body, name)
        return
    ids: list[str] = []
    for column in ("subject", "actor"):
        value = body.get(form.base.get(column, column))
        ids.extend(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str))
        if ids:
            break
    known = named(ids)
    people = "、".join(known[i] for i in ids[:3] if i in known)
    label = session.catalog.vocab.short(kind)
    body[name] = f"{label}·{people}" if people else label
