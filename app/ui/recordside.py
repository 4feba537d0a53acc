"""The right side of the record editor: state, next steps, what is missing, history, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.catalog.records import FieldType, Transition
from app.services import history, records
from app.services.history import HistoryEntry
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import Card, button, clear, label, local_time, restyle, scroll, tag

if TYPE_CHECKING:
    from app.ui.pages.record import RecordPage

WIDTH = 286


class RecordSide(QWidget):
    """State and acts of the record beside its form."""

    def __init__(self, desk: Desk, page: RecordPage) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._desk, self._page = desk, page
        self.record: RecordView | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        state = Card("办理")
        self._state = tag("新登记", "muted")
        state.head.addWidget(self._state)
        self._note = label("", "sub", wrap=True)
        self._missing = label("", "sub", wrap=True)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(6)
        state.body.addWidget(self._note)
        state.body.addWidget(self._missing)
        state.body.addLayout(self._steps)
        box.addWidget(state)
        self._past = Card("历史")
        holder = QWidget()
        self._entries = QVBoxLayout(holder)
        self._entries.setContentsMargins(0, 0, 4, 0)
        self._entries.setSpacing(8)
        self._past.body.addWidget(scroll(holder), 1)
        box.addWidget(self._past, 1)

    def set_note(self, text: str) -> None:
        """What the program is doing with the typing."""
        self._note.setText(text)

    def set_missing(self, labels: list[str]) -> None:
        """Required fields that are still empty."""
        shown = "、".join(labels[:6]) + ("等" if len(labels) > 6 else "")
        self._missing.setText(f"还要填：{shown}" if labels else "")
        self._missing.setVisible(bool(labels))

    def show_record(self, record: RecordView | None) -> None:
        """Show the state and acts of a record; None for a new one."""
        self.record = record
        self._state.setText(record.state_label if record else "新登记")
        restyle(self._state, tone=record.state_tone if record else "muted")
        self.set_missing([])
        clear(self._steps)
        clear(self._entries)
        if record is None:
            self._note.setText("保存后可以核稿、定稿。")
            self._steps.addWidget(button("带入上次同类记录", self._page.copy_last, "small"))
            self._entries.addWidget(label("保存后这里显示每一次修改。", "sub", wrap=True))
            self._entries.addStretch(1)
            return
        self._note.setText("已定稿，只能追加更正。" if record.locked else "修改后 Ctrl+Enter 保存。")
        self._show_steps(record)
        self._read_history(record.id)

    def _show_steps(self, record: RecordView) -> None:
        session = self._desk.session
        for step in record.transitions:
            if session.can(step.action, record.form):
                self._steps.addWidget(button(step.label, lambda s=step: self._step(s)))  # type: ignore[misc]
        if record.locked and session.can("correct", record.form):
            self._steps.addWidget(button("追加更正", self._correct))
        if not record.locked and session.can("delete", record.form):
            self._steps.addWidget(button("删除", self._delete, "danger"))
        if session.can("print", record.form):
            self._steps.addWidget(button("打印", self._print))

    # --- acts --------------------------------------------------------------
    def _step(self, step: Transition) -> None:
        record = self.record
        if record is None:
            return
        if self._page.touched:
            self._desk.say("请先保存，再办理下一步。", "warn", ("保存", self._page.save))
            return
        values = self._ask_needs(step, record)
        if values is None:
            return
        session, record_id = self._desk.session, record.id
        self._desk.runner.operate(
            self._page, step.label,
            lambda _c: records.transition(session, record_id, step.id, "", values), self._page.show_view,
        )  # fmt: skip

    def _ask_needs(self, step: Transition, record: RecordView) -> dict[str, Any] | None:
        """Ask for simple fields that the step needs and the locked record lacks."""
        form = self._desk.session.form(record.form)
        asks = []
        for name in (*step.needs, *step.fills):
            definition = form.field(name)
            if definition is None or record.body.get(name) not in (None, "", []):
                continue
            if definition.type in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE) and record.locked:
                start = self._desk.today() if definition.type is FieldType.DATE else ""
                kind = "long" if definition.type is FieldType.LONG_TEXT else "text"
                asks.append(Ask(name, definition.label, start, kind))
        if not asks:
            return {}
        given = self._desk.dialogs.form(step.label, "", tuple(asks), step.label)
        return None if given is None else {k: v for k, v in given.items() if v}

    def _correct(self) -> None:
        record = self.record
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

    def _delete(self) -> None:
        record = self.record
        if record is None:
            return
        if self._desk.dialogs.confirm("删除记录", f"将删除“{record.title}”，可以撤销。", "删除", danger=True):
            session, ids = self._desk.session, [record.id]
            self._desk.runner.operate(
                self._page, "删除记录", lambda _c: records.delete(session, ids), lambda _n: self._desk.back()
            )

    def _print(self) -> None:
        from app.ui.printing import print_record

        if self.record is not None:
            print_record(self._desk, self.record, self._page)

    # --- history -----------------------------------------------------------
    def _read_history(self, record_id: str) -> None:
        session = self._desk.session
        self._desk.runner.query(self._page, lambda: history.history(session, record_id), self._show_history, key="history")

    def _show_history(self, entries: list[HistoryEntry]) -> None:
        clear(self._entries)
        for entry in entries[:40]:
            self._entries.addWidget(label(f"{entry.label} · {entry.who}"))
            self._entries.addWidget(label(local_time(entry.at), "sub"))
            for change in entry.changes[:6]:
                if change.label in ("整条记录",):
                    continue
                before, after = change.before[:60] or "（空）", change.after[:60] or "（空）"
                self._entries.addWidget(label(f"{change.label}：{before} → {after}", "sub", wrap=True))
        self._entries.addStretch(1)
