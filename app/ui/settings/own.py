"""A person's own settings: password, theme, idle lock."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QComboBox, QFormLayout, QSpinBox

from app.services import accounts, preferences
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import Card, button, label, row
from app.ui.settings.tab import Tab
from app.ui.theme import THEMES, dress


class OwnTab(Tab):
    """What concerns only this person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        card = Card("个人设置")
        rows = QFormLayout()
        rows.setSpacing(10)
        self.theme = QComboBox()
        self.theme.setAccessibleName("界面配色")
        for code, text in THEMES.items():
            self.theme.addItem(text, code)
        self.minutes = QSpinBox()
        self.minutes.setAccessibleName("多少分钟无操作后锁定")
        self.minutes.setRange(1, 120)
        self.minutes.setSuffix(" 分钟")
        for made in (self.theme, self.minutes):
            made.setFixedWidth(160)
        rows.addRow(label("界面配色", "field"), self.theme)
        rows.addRow(label("无操作后锁定", "field"), self.minutes)
        card.body.addLayout(rows)
        card.body.addLayout(row(button("保存", self.save), button("修改口令…", self.change_password), None))
        card.body.addWidget(label("换配色后，图表在下次打开时一起换。", "sub"))
        card.body.addStretch(1)
        self.box.addWidget(card, 1)

    def read(self) -> None:
        session = self.desk.session

        def both() -> tuple[str, str]:
            return preferences.get(session, preferences.THEME), preferences.get(session, preferences.IDLE_MINUTES)

        self.desk.runner.query(self, both, self._show, key="own")

    def _show(self, found: tuple[str, str]) -> None:
        self.theme.setCurrentIndex(max(self.theme.findData(found[0]), 0))
        self.minutes.setValue(int(found[1]) if found[1].isdigit() else 10)

    def save(self) -> None:
        """Keep theme and minutes."""
        session, theme, minutes = self.desk.session, str(self.theme.currentData()), str(self.minutes.value())

        def write() -> None:
            preferences.put(session, preferences.THEME, theme)
            preferences.put(session, preferences.IDLE_MINUTES, minutes)

        def done(_n: None) -> None:
            app = QApplication.instance()
            if isinstance(app, QApplication):
                dress(app, theme)
            self.desk.say("已保存。")

        self.desk.runner.query(self, write, done)

    def change_password(self) -> None:
        """Ask for the old and the new password."""
        asks = (
            Ask("old", "现在的口令", kind="password"), Ask("new", "新口令", kind="password"),
            Ask("again", "再输一遍", kind="password"),
        )  # fmt: skip
        given = self.desk.dialogs.form("修改口令", "至少 12 个字符，或 8 个以上汉字的一句话。", asks, "修改")
        if given is None:
            return
        if given["new"] != given["again"]:
            self.desk.say("两次输入的新口令不一样。", "warn")
            return
        session = self.desk.session
        self.desk.runner.task(
            self, "修改口令", lambda _c: accounts.change_password(session, given["old"], given["new"]),
            lambda _n: self.desk.say("口令已修改。"),
        )  # fmt: skip
