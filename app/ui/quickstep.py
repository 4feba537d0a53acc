"""A step of a record taken from outside its page: what it still needs is asked for, what cannot be asked is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.catalog.body import is_empty
from app.catalog.needs import lacking
from app.catalog.records import FieldType, RecordForm, Transition
from app.services import letter_service, letters, records
from app.services.records import RecordView
from app.services.results import OpResult
from app.ui import letterstep
from app.ui.desk import Desk
from app.ui.dialogs import Ask

ASKED = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE)


def asks(desk: Desk, form: RecordForm, record: RecordView, step: Transition) -> tuple[Ask, ...]:
    """Simple fields that the step needs or fills and the record lacks, as questions."""
    found = []
    for name in (*step.needs, *step.fills):
        definition = form.field(name)
        if definition is None or not definition.shown_for(record.kind) or not is_empty(record.body.get(name)):
            continue
        if definition.type in ASKED:
            start = desk.today() if definition.type is FieldType.DATE and name in step.needs else ""
            kind = "long" if definition.type is FieldType.LONG_TEXT else "text"
            found.append(Ask(name, definition.label, start, kind))
    return tuple(found)


def sure(desk: Desk, form: RecordForm, record: RecordView, step: Transition) -> bool:
    """Ask before a step that locks the record and cannot be undone."""
    target = form.state(step.target)
    if record.locked or target is None or not target.locked:
        return True
    text = f"“{record.title}”将变为“{target.label}”，以后只能追加更正，这一步不能撤销。"
    return desk.dialogs.confirm(f"{step.label}这条记录", text, step.label)


LETTER = "letter"


class QuickStep:
    """Takes steps for a page that shows many records. done: what follows."""

    def __init__(self, desk: Desk, owner: QWidget, done: Callable[[], object]) -> None:
        self._desk, self._owner, self._done = desk, owner, done

    def ways(self, form_id: str, kind: str, state: str) -> tuple[Transition, ...]:
        """The steps that the account may take from a state; letters go their own way."""
        session = self._desk.session
        steps = session.form(form_id).transitions_from(state, kind)
        return tuple(t for t in steps if form_id != "letter" and session.can(t.action, form_id, kind))

    def take(self, record_id: str, step: Transition) -> None:
        """Read the record, ask for what is missing, take the step."""
        session = self._desk.session
        self._desk.runner.query(self._owner, lambda: records.get(session, record_id), lambda view: self._ask(view, step))

    def _ask(self, record: RecordView, step: Transition) -> None:
        form = self._desk.session.form(record.form)
        if record.form == LETTER:
            self._letter(form, record, step)
            return
        questions = asks(self._desk, form, record, step)
        open_ones = {q.name for q in questions}
        rest = [k for k in lacking(form, record.kind, record.body, step) if not open_ones & set(k.fields)]
        if rest:
            field = rest[0].fields[0]
            self._desk.say(
                rest[0].sentence(step.label), "warn",
                ("打开填写", lambda: self._desk.open("record", id=record.id, edit=True, field=field)),
            )  # fmt: skip
            return
        values: dict[str, Any] = {}
        if questions:
            given = self._desk.dialogs.form(step.label, f"“{record.title}”", questions, step.label)
            if given is None:
                return
            values = {k: v for k, v in given.items() if v}
        if sure(self._desk, form, record, step):
            session = self._desk.session
            self._desk.runner.operate(
                self._owner, step.label, lambda _c: records.transition(session, record.id, step.id, "", values),
                lambda _v: self._done(),
            )  # fmt: skip

    def _letter(self, form: RecordForm, record: RecordView, step: Transition) -> None:
        """A step of a letter asks what its own page would ask: manner, opinion, scans."""
        desk = self._desk
        questions = letterstep.asks(desk, form, record, step)
        given = desk.dialogs.form(step.label, f"“{record.title}”", questions, step.label) if questions else {}
        if given is None:
            return
        session = desk.session

        def work(_context: object) -> OpResult[RecordView]:
            said = letterstep.read(desk, form, given)
            return letters.advance(session, record.id, step.id, said.note, letter_service.with_files(session, record, said.values, said.files))

        desk.runner.operate(self._owner, step.label, work, lambda _v: self._done())
