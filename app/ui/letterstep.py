"""What a step of a letter asks the person who takes it: days, people, manner, opinion, scans. Pure but for the names on the desk.

Does not belong here: taking the step, the row of buttons (letteracts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.body import is_empty
from app.catalog.records import FieldDef, FieldType, RecordForm, Transition
from app.domain.errors import AppError, ErrorCode
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.dialogs import Ask

DAY_HINT = "如 1122、今天、上周五"
NOTE = "step.opinion"  # no name of a field
SCANS = "扫描件和照片 (*.pdf *.png *.jpg *.jpeg *.tif *.bmp);;所有文件 (*)"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person answered. files: paths by the field they belong to."""

    values: Mapping[str, Any]
    note: str
    files: Mapping[str, tuple[Path, ...]]


def asks(desk: Desk, form: RecordForm, record: RecordView, step: Transition) -> tuple[Ask, ...]:
    """The fields the step needs or fills and the letter lacks, and the opinion where the step has one."""
    return tuple(_asks(desk, form, record, step))


def _asks(desk: Desk, form: RecordForm, record: RecordView, step: Transition) -> Iterator[Ask]:
    for name in dict.fromkeys((*step.needs, *step.fills)):
        definition = form.field(name)
        if definition is None or definition.issued or not definition.shown_for(record.kind) or name == "number":
            continue
        if definition.type is FieldType.ATTACHMENTS:
            yield Ask(name, definition.label, kind="files", hint=SCANS)
        elif is_empty(record.body.get(name)) and (made := _ask(desk, definition, needed=name in step.needs)) is not None:
            yield made
    if step.opinion:
        yield Ask(NOTE, step.opinion, kind="long")


def _ask(desk: Desk, definition: FieldDef, *, needed: bool) -> Ask | None:
    name, label = definition.id, definition.label
    match definition.type:
        case FieldType.DATE:
            return Ask(name, label, desk.today() if needed else "", hint=DAY_HINT)
        case FieldType.TEXT:
            return Ask(name, label, hint=definition.help)
        case FieldType.LONG_TEXT:
            return Ask(name, label, kind="long", hint=definition.help)
        case FieldType.PERSON:
            return Ask(name, label, hint="姓名或拼音首字母")
        case FieldType.CHOICE if definition.vocab is not None:
            terms = desk.session.catalog.vocab.get(definition.vocab).terms
            return Ask(name, label, kind="choice", choices=tuple((t.code, t.label) for t in terms))
    return None


def read(desk: Desk, form: RecordForm, answers: Mapping[str, str]) -> Given:
    """Typed answers as values: names and initials of people become their ids, lines of paths become files.

    Raises AppError BAD_INPUT for a name that nobody bears or several bear; to be called in a job.
    """
    values: dict[str, Any] = {}
    files: dict[str, tuple[Path, ...]] = {}
    for name, text in answers.items():
        definition, said = form.field(name), text.strip()
        if definition is None or not said:
            continue
        if definition.type is FieldType.ATTACHMENTS:
            files[name] = tuple(Path(line) for line in said.splitlines())
        elif definition.type is FieldType.DATE:
            values[name] = desk.day(said)
        else:
            values[name] = person(desk, definition.label, said) if definition.type is FieldType.PERSON else said
    return Given(values, answers.get(NOTE, "").strip(), files)


def person(desk: Desk, where: str, said: str) -> str:
    """The id of the one person who bears a name or, when nobody does, its initials. Raises AppError BAD_INPUT."""
    known = desk.directory.person_options()
    found = [o for o in known if o.label == said] or [o for o in known if o.keys == said.lower()]
    if len(found) == 1:
        return found[0].id
    message = f"有{len(found)}个人都叫“{said}”。" if found else f"人员里没有“{said}”。"
    action = "请先在“人员”里把名字区分开。" if found else "请核对姓名，或者先在“人员”里登记。"
    raise AppError(ErrorCode.BAD_INPUT, message, action=action, where=where)
