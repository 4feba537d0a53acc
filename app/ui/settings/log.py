"""The security log, for the auditor."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.services import accounts
from app.services.accounts import LogEntry
from app.ui.desk import Desk
from app.ui.exporting import out_buttons
from app.ui.parts import Card, label, local_time
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable


class LogTab(Tab):
    """The last lines of the chained log."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: list[tuple[str, ...]] = []
        card = Card("安全日志")
        self._find = QLineEdit()
        self._find.setPlaceholderText("按人、做了什么、日期查找")
        self._find.setAccessibleName("查找安全日志")
        self._find.setFixedWidth(240)
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(lambda _t: self._filter())
        card.head.addWidget(self._find)
        columns = (("序号", 80), ("时间", 180), ("谁", 120), ("做了什么", 180), ("编号", 0))
        self.table = SimpleTable("安全日志", columns, None, "没有符合的日志。")
        card.head.addWidget(out_buttons(desk, self, "安全日志", self.table)[0])
        self._count = label("", "sub")
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._count)
        self.box.addWidget(card, 1)

    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: accounts.security_log(session), self._show, key="log")

    def _show(self, rows: list[LogEntry]) -> None:
        self._rows = [(str(r.number), local_time(r.at, seconds=True), r.who, r.action, r.detail) for r in rows]
        self._filter()

    def _filter(self) -> None:
        wanted = self._find.text().strip().lower()
        shown = [r for r in self._rows if wanted in " ".join(r).lower()]
        self.table.set_rows(shown)
        self._count.setText(f"共 {len(shown)} 条。日志逐条相连，改动或缺失会在“全面核对”时发现。")
