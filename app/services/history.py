"""The history of a record in words: who changed which field from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.catalog.records import FieldDef, RecordForm
from app.domain.changes import ORDER, WHOLE
from app.domain.errors import AppError, ErrorCode
from app.services.lists import cell_text
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
    """One operation on the record. number: its place in the operation log."""

    number: int
    at: str
    who: str
    label: str
    changes: tuple[FieldLine, ...]

STEPS_PATH = "body/steps"  # who took which step is the operation itself


def history(session: Session, record_id: str) -> list[HistoryEntry]:
    """Everything that happened to a record, latest first. Raises AppError NOT_FOUND."""
    with session.store.read() as conn:
        row = queries.row_by_id(conn, record_id)
        if row is None or not session.can("view", row.form):
            raise AppError(ErrorCode.NOT_FOUND, "这条记录不存在或已删除。")
        known = names.all_names(conn)
        form = session.form(row.form)
        found = changelog.history_of(conn, [record_id])
    return [
        HistoryEntry(op.seq, op.at, op.user_name, op.label, tuple(_line(session, form, c, known) for c in changes if c.path != STEPS_PATH))
        for op, changes in reversed(found)
    ]


def _line(session: Session, form: RecordForm, one: ChangeRow, known: dict[str, str]) -> FieldLine:
    if one.path == WHOLE:
        return FieldLine("整条记录", "" if one.before is None else "有", "删除" if one.after is None else "新登记")
    steps = one.path.split("/")
    if steps[0] != "body":
        label = {"state": "状态", "kind": "种类"}.get(steps[0], steps[0])
        return FieldLine(label, _state(form, one.before), _state(form, one.after))
    definition, label = _definition(form, steps[1:])
    catalog = session.catalog

    def text(value: Any) -> str:
        if definition is None or isinstance(value, dict):
            return "" if value is None else _words(value)
        return cell_text(catalog, definition, value, known)

    return FieldLine(label, text(one.before), text(one.after))


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
        definition = definition.column(step) if definition else None
        labels.append(definition.label if definition else step)
    return definition, "·".join(labels)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(str(v) for k, v in value.items() if k != "id" and isinstance(v, str | int | float))
    if isinstance(value, list):
        return "；".join(_words(one) for one in value)
    return str(value)
