"""The security log, for the auditor."""

from __future__ import annotations

from app.services import accounts
from app.services.accounts import LogEntry
from app.ui.desk import Desk
from app.ui.exporting import out_buttons
from app.ui.parts import Card, local_time
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable


class LogTab(Tab):
    """The last lines of the chained log."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        card = Card("安全日志")
        self.table = SimpleTable("安全日志", (("序号", 70), ("时间", 160), ("谁", 110), ("做了什么", 160), ("编号", 0)))
        card.head.addWidget(out_buttons(desk, self, "安全日志", self.table)[0])
        card.body.addWidget(self.table, 1)
        self.box.addWidget(card, 1)

    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: accounts.security_log(session), self._show, key="log")

    def _show(self, rows: list[LogEntry]) -> None:
        self.table.set_rows([
            (str(r.number), local_time(r.at, seconds=True), r.who, r.action, r.detail) for r in rows
        ])  # fmt: skip
