"""What can be done with a stored record: its next step, a correction, deleting, printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.catalog.records import Transition
from app.services import records, undo
from app.services.history import HistoryEntry
from app.services.records import RecordView
from app.ui.dialogs import Ask
from app.ui.quickstep import asks, sure

if TYPE_CHECKING:
    from app.ui.pages.record import RecordPage


class RecordActs:
    """The acts of a record page."""

    def __init__(self, page: RecordPage) -> None:
        self._page = page
        self._desk = page.desk

    def step(self, step: Transition) -> None:
        """Take a step, asking for what it needs; a step that cannot be undone asks first."""
        record = self._page.record
        if record is None:
            return
        if self._page.touched:
            self._page.save(lambda: self.step(step))
            return
        values = self._needs(step, record)
        if values is None or not sure(self._desk, self._desk.session.form(record.form), record, step):
            return
        session, record_id = self._desk.session, record.id
        self._desk.runner.operate(
            self._page, step.label,
            lambda _c: records.transition(session, record_id, step.id, "", values), self._page.show_view,
        )  # fmt: skip

    def _needs(self, step: Transition, record: RecordView) -> dict[str, Any] | None:
        """Ask for simple fields that the step needs and the locked record lacks."""
        questions = asks(self._desk, self._desk.session.form(record.form), record, step) if record.locked else ()
        if not questions:
            return {}
        given = self._desk.dialogs.form(step.label, "", questions, step.label)
        return None if given is None else {k: v for k, v in given.items() if v}

    def correct(self) -> None:
        """Append a correction to a locked record."""
        record = self._page.record
        if record is None:
            return
        text = "原记录不变，更正附在后面，并记下时间和姓名。"
        given = self._desk.dialogs.form("追加更正", text, (Ask("text", "更正内容", kind="long"),), "追加")
        if given:
            session, record_id = self._desk.session, record.id
            self._desk.runner.operate(
                self._page, "追加更正", lambda _c: records.correct(session, record_id, given["text"]),
                self._page.show_view,
            )  # fmt: skip

    def delete(self) -> None:
        """Delete the record; undoable."""
        record = self._page.record
        if record is None:
            return
        if self._desk.dialogs.confirm("删除记录", f"将删除“{record.title}”，可以撤销。", "删除", danger=True):
            session, ids = self._desk.session, [record.id]
            self._desk.runner.operate(
                self._page, "删除记录", lambda _c: records.delete(session, ids), lambda _n: self._desk.back()
            )

    def take_back(self, entry: HistoryEntry) -> None:
        """Undo one operation of the record's history."""
        session = self._desk.session
        self._desk.runner.operate(
            self._page, f"撤销“{entry.label}”", lambda _c: undo.take_back(session, entry.id),
            lambda _n: self._page.reload(),
        )  # fmt: skip

    def copy_last(self) -> None:
        """Start a new record from the last one of its kind; what was typed already stays."""
        page = self._page
        if page.record is not None or not page.editable:
            return
        session, form_id, kind = self._desk.session, page.form_id, page.kind
        typed = page.typing() if page.touched else {}

        def done(body: dict[str, Any]) -> None:
            page.fill(body | typed, {})
            page.typed()
            self._desk.say("已带入上次同类记录的人员、地点和时间；日期和议题没有带。", "info")

        self._desk.runner.query(page, lambda: records.copy_last(session, form_id, kind), done)

    def print(self) -> None:
        """Preview and print the record."""
        from app.ui.printing import print_record

        if self._page.record is not None:
            print_record(self._desk, self._page.record, self._page)
