"""About the program: version, what it is not, third-party licences."""

from __future__ import annotations

from typing import Any

from app import __version__
from app.services import licences
from app.ui.desk import Desk
from app.ui.parts import Card, label
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable

NOTE = "本程序使用公开的密码库加密，不是经认证的密码产品；不得录入国家秘密。自动结果只说“有记录”“未见记录”，不是事实认定。"


class AboutTab(Tab):
    """Version and licences."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        card = Card(f"履责台 {__version__}")
        card.body.addWidget(label(NOTE, "", wrap=True))
        self._own = label("", "sub")
        self._own.setProperty("data", True)  # a folder's name
        card.body.addWidget(self._own)
        card.body.addWidget(label("使用的开源组件", "row-title"))
        self.table = SimpleTable("使用的开源组件", (("组件", 200), ("版本", 110), ("许可证", 200), ("用途", 0)))
        card.body.addWidget(self.table, 1)
        self.box.addWidget(card, 1)

    def read(self) -> None:
        self.desk.runner.query(self, licences.licences, self._show, key="licences")

    def _show(self, found: dict[str, Any]) -> None:
        self._own.setText(f"许可证：{found['licence']} · 许可证全文在 {found['texts']}")
        self.table.set_rows([(c["name"], c["version"], c["licence"], c["use"]) for c in found["components"]])
