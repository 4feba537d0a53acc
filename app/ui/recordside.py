"""The right side of the record page: state and next steps, duties, records beside it, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import gaps, history, record_page
from app.services.duties import DutyCell
from app.services.history import HistoryEntry
from app.services.lists import Row
from app.services.record_page import Beside, Way
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.drawdialog import draw_words, open_record_draw
from app.ui.formkeys import ROW_HINT
from app.ui.letteroffer import offer_letters
from app.ui.parts import Card, Elided, RowButton, button, clear, label, local_time, restyle, row, scroll, tag
from app.ui.recordmore import more_words, open_more
from app.ui.taborder import read_on

if TYPE_CHECKING:
    from app.ui.pages.record import RecordPage

WIDTH = 286
SHOWN = 6
STEPS_SHOWN = 30


class RecordSide(QWidget):
    """What stands beside a record; one scroll for all its cards."""

    def __init__(self, desk: Desk, page: RecordPage) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._desk, self._page = desk, page
        self.record: RecordView | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        outer.addWidget(scroll(holder))
        self._state_card(box)
        self._duties, self._duty_rows = self._card(box, "计入的职责")
        self._linked, self._linked_rows = self._card(box, "关联记录")
        self._letters, self._letter_rows = self._card(box, "引用它的文书")
        self._past, self._entries = self._card(box, "历史")
        box.addStretch(1)

    def _state_card(self, box: QVBoxLayout) -> None:
        state = Card("办理")
        self._state = tag("新登记", "muted")
        self._cleared = tag("已澄清", "good")
        state.head.addWidget(self._cleared)
        state.head.addWidget(self._state)
        self._note = label("", "sub", wrap=True)
        self._missing = label("", "sub", wrap=True)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(6)
        state.body.addWidget(self._note)
        state.body.addWidget(self._missing)
        state.body.addLayout(self._steps)
        box.addWidget(state)
        self._acts_card = state

    def _card(self, box: QVBoxLayout, title: str) -> tuple[Card, QVBoxLayout]:
        card = Card(title)
        rows = QVBoxLayout()
        rows.setSpacing(4)
        card.body.addLayout(rows)
        box.addWidget(card)
        return card, rows

    def set_note(self, text: str) -> None:
        """What the program is doing with the typing."""
        self._note.setText(text)

    def set_missing(self, labels: list[str]) -> None:
        """Required fields that are still empty."""
        shown = "、".join(labels[:6]) + ("等" if len(labels) > 6 else "")
        self._missing.setText(f"还要填：{shown}" if labels else "")
        self._missing.setVisible(bool(labels))

    def show_record(self, record: RecordView | None, *, editing: bool) -> None:
        """Show the state and acts of a record; None for a new one."""
        self.record = record
        self._state.setText(record.state_label if record else "新登记")
        restyle(self._state, tone=record.state_tone if record else "muted")
        self.set_missing([])
        self._cleared.hide()
        clear(self._steps)
        for card in (self._duties, self._linked, self._letters):
            card.hide()
        if record is None:
            self._past.hide()
            self._note.setText(f"输入随时存成草稿，离开不会丢。{ROW_HINT}")
            self._steps.addWidget(button("带入上次同类记录（Ctrl+D）", self._page.acts.copy_last, "small"))
            return
        words = "修改后按 Ctrl+Enter 保存。" if editing else ""
        self._note.setText("已定稿，只能追加更正。" if record.locked else words)
        self._note.setVisible(bool(self._note.text()) or editing)
        self._show_steps(record)
        self._read(record)

    def _show_steps(self, record: RecordView) -> None:
        session, acts = self._desk.session, self._page.acts
        for way in record_page.ways(session, record):
            self._step(way)
        if draw_words(record):
            self._steps.addWidget(button(draw_words(record), lambda: open_record_draw(self._desk, self._page, record)))
        if more_words(record):
            self._steps.addWidget(button(more_words(record), lambda: open_more(self._desk, self._page, record, self._page.reload)))
        if gaps.open_row(session, record.form, record.state, record.due) and session.can("create", "letter"):
            keys = (f"ledger:{record.id}",)
            self._steps.addWidget(button("起草文书…", lambda: offer_letters(self._desk, self._page, keys)))
        if record.locked and "correct" in record.may:
            self._steps.addWidget(button("追加更正", acts.correct))
        self._steps.addWidget(button("时间线", lambda: self._desk.open("timeline", id=record.id), name="看事项时间线"))
        if "print" in record.may:
            self._steps.addWidget(button("打印（Ctrl+P）", acts.print))
        if not record.locked and "delete" in record.may:
            self._steps.addWidget(button("删除", acts.delete, "danger"))

    def _step(self, way: Way) -> None:
        made = button(way.step.label, lambda: self._page.acts.step(way.step))
        made.setEnabled(not way.why)
        self._steps.addWidget(made)
        if way.why:
            made.setAccessibleDescription(way.why)
            self._steps.addWidget(label(way.why, "sub", wrap=True))

    # --- what stands beside ------------------------------------------------
    def _read(self, record: RecordView) -> None:
        session, runner = self._desk.session, self._desk.runner
        runner.query(self._page, lambda: history.history(session, record.id), self._show_history, key="history")
        runner.query(self._page, lambda: record_page.beside(session, record), self._show_beside, key="beside")

    def _show_beside(self, found: Beside) -> None:
        self._cleared.setVisible(found.cleared)
        clear(self._duty_rows)
        for cell in found.duties[:SHOWN]:
            self._duty(cell)
        self._rest(self._duty_rows, len(found.duties))
        self._duties.setVisible(bool(found.duties))
        for card, box, rows in (
            (self._linked, self._linked_rows, found.linked), (self._letters, self._letter_rows, found.letters),
        ):  # fmt: skip
            clear(box)
            for one in rows[:SHOWN]:
                self._link(box, one)
            self._rest(box, len(rows))
            card.setVisible(bool(rows))
        self._in_order()

    def _in_order(self) -> None:
        """The cards are filled when their reads end, in any order; the Tab key goes from top to bottom."""
        read_on(self, (self._acts_card, self._duties, self._linked, self._letters, self._past))

    def _duty(self, cell: DutyCell) -> None:
        def why() -> None:
            self._desk.open("board", duty=cell.duty, period=cell.period, subject=cell.subject, record=cell.record)

        made = RowButton(cell.label, why, "link")
        made.setAccessibleName(f"{cell.label}，{cell.state_label}，看为什么")
        self._duty_rows.addWidget(made)
        words = " · ".join(t for t in (cell.period_label, cell.subject_label) if t)
        self._duty_rows.addLayout(row(tag(cell.state_label, cell.tone), Elided(words, "sub")))

    def _link(self, box: QVBoxLayout, one: Row) -> None:
        page = "letter" if one.form == "letter" else "record"
        box.addWidget(RowButton(f"{one.date[5:]} {one.title}", lambda: self._desk.open(page, id=one.id), "link"))

    def _rest(self, box: QVBoxLayout, count: int) -> None:
        if count > SHOWN:
            box.addWidget(label(f"共 {count} 项", "sub"))

    def _show_history(self, entries: list[HistoryEntry]) -> None:
        clear(self._entries)
        for entry in entries[:STEPS_SHOWN]:
            made = RowButton(entry.label, lambda e=entry: self._page.show_operation(e), "link")  # type: ignore[misc]
            made.setAccessibleName(f"{entry.label}，{entry.who}，{local_time(entry.at)}，看改了什么")
            self._entries.addWidget(made)
            changed = [c.label for c in entry.changes if c.label != "整条记录"]
            what = f" · {'、'.join(changed[:3])}{'等' if len(changed) > 3 else ''}" if changed else ""
            self._entries.addWidget(label(f"{entry.who} · {local_time(entry.at)}{what}", "sub", wrap=True))
        self._past.setVisible(bool(entries))
        self._in_order()
