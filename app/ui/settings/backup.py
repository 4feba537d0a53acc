"""Backups and the check of everything."""

from __future__ import annotations

from pathlib import Path

from app.services import backup
from app.services.backup import BackupRow
from app.ui.desk import Desk
from app.ui.parts import Card, button, label, local_time
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable

REASONS = {"manual": "手工", "daily": "每日", "import": "导入前", "upgrade": "升级前"}


class BackupTab(Tab):
    """The backups of this office."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        card = Card("备份")
        card.head.addWidget(button("立即备份", self.make, "small"))
        card.head.addWidget(button("备份到…", self._elsewhere, "small"))
        card.head.addWidget(button("全面核对", self.check, "small"))
        self._rows: list[BackupRow] = []
        empty = "还没有备份。点右上角“立即备份”做一份；以后每天打开程序会自动做。"
        self.table = SimpleTable("备份", (("时间", 180), ("缘由", 100), ("文件夹", 0)), self._open, empty)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(
            label("备份是加密的，含业务库、办公室库和密钥槽，做完即重新打开核对。导入报送包前自动备份。请定期“备份到…”另一块盘。双击或 Enter 打开文件夹。", "sub", wrap=True)
        )
        self.box.addWidget(card, 1)

    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: backup.backups(session), self._show, key="backups")

    def _show(self, rows: list[BackupRow]) -> None:
        self._rows = rows
        self.table.set_rows([(local_time(r.at, seconds=True), REASONS.get(r.reason, r.reason), str(r.path)) for r in rows])

    def _open(self, number: int) -> None:
        if not self.desk.dialogs.show_folder(self._rows[number].path):
            self.desk.say("这台电脑打不开文件夹窗口，请按列出的位置去找。", "warn")

    def make(self, folder: Path | None = None) -> None:
        """Back up now."""
        session = self.desk.session

        def done(path: Path) -> None:
            self.read()
            self.desk.say(f"备份完成并已核对：{path.name}")

        self.desk.runner.task(self, "备份", lambda c: backup.backup(session, folder, c), done)

    def _elsewhere(self) -> None:
        folder = self.desk.dialogs.folder("备份到哪个文件夹")
        if folder is not None:
            self.make(folder)

    def check(self) -> None:
        """Verify pages, chains and counts."""
        session = self.desk.session

        def done(problems: list[str]) -> None:
            if problems:
                self.desk.say("；".join(problems), "bad")
            else:
                self.desk.say("核对完成：数据页、操作日志、安全日志、数量都正常。")

        self.desk.runner.task(self, "全面核对", lambda c: backup.verify(session, c), done)
