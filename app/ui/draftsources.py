"""The right side of a draft: what the chosen sentence rests on; a click opens it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.compose import sources as service
from app.services.compose.drafts import DraftRow
from app.services.compose.sources import Sources
from app.services.duties import DutyCell
from app.services.lists import Row
from app.ui.desk import Desk
from app.ui.parts import Card, RowButton, clear, label, row, scroll, tag

WIDTH = 284


class DraftSources(Card):
    """Records and duty cells of one sentence."""

    filled = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__("依据")
        self._desk, self._page = desk, page
        self.setFixedWidth(WIDTH)
        self.shown = Sources()
        self._row: DraftRow | None = None
        holder = QWidget()
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 0, 6, 0)
        self._lines.setSpacing(5)
        self.body.addWidget(scroll(holder), 1)
        self.show_row(None)

    def show_row(self, data: DraftRow | None) -> None:
        """Read and show what a sentence rests on."""
        self._row = data
        if data is None or not (data.sources or data.cells):
            self._fill(Sources())
            return
        session = self._desk.session
        self._desk.runner.query(self._page, lambda: service.sources(session, data), self._fill, key="sources")

    def _fill(self, found: Sources) -> None:
        self.shown = found
        clear(self._lines)
        data = self._row
        if data is None:
            self._say("把光标放到一句话里，这里列出它依据的记录和职责。")
        elif not data.key:
            self._say("这一句是自己写的，没有依据的记录。")
        else:
            self._basis(data, found)
        self._lines.addStretch(1)
        self.filled.emit()

    def _basis(self, data: DraftRow, found: Sources) -> None:
        if data.basis:
            self._say(data.basis)
        if data.edited and data.made:
            self._lines.addWidget(label("生成时的文字", "field"))
            self._say(data.made)
        if found.records:
            self._lines.addWidget(label(f"依据的记录（{len(data.sources)} 条）", "field"))
            for one in found.records:
                self._record(one)
        if found.cells:
            self._lines.addWidget(label(f"依据的职责（{len(data.cells)} 项）", "field"))
            for cell in found.cells:
                self._cell(cell)
        if found.more:
            self._say(f"还有 {found.more} 条没有列出，或者您的账号看不到。")
        if not (data.sources or data.cells):
            self._say("没有依据的记录：这个时期未见相应登记，或者只是标题。")

    def _say(self, text: str) -> None:
        self._lines.addWidget(label(text, "sub", wrap=True))

    def _record(self, one: Row) -> None:
        page = "letter" if one.form == "letter" else "record"
        self._lines.addWidget(RowButton(f"{one.date} {one.title}", lambda: self._desk.open(page, id=one.id), "link"))

    def _cell(self, cell: DutyCell) -> None:
        where = {"duty": cell.duty, "period": cell.period, "subject": cell.subject, "record": cell.record}
        made = RowButton(f"{cell.label} {cell.period_label}", lambda: self._desk.open("board", **where), "link")
        self._lines.addLayout(row(made, tag(cell.state_label, cell.tone), spacing=4))
