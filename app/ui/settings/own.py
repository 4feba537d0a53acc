"""A person's own settings: looks, text size, idle lock, tips, password; and a place to try the input method."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.services import accounts, preferences
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import Card, Line, button, label, row
from app.ui.settings.tab import Tab
from app.ui.theme import THEMES, dress

SIZES = {"100": "标准（100 %）", "115": "较大（115 %）", "130": "大（130 %）"}
INPUT = 180


class OwnTab(Tab):
    """What concerns only this person. Every choice is kept at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        box = QHBoxLayout()
        box.setSpacing(14)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setSpacing(14)
            box.addLayout(side, 1)
        left.addWidget(self._looks())
        left.addWidget(self._safety())
        left.addStretch(1)
        right.addWidget(self._helpful())
        right.addWidget(self._typing())
        right.addStretch(1)
        self.box.addLayout(box, 1)

    def _choice(self, name: str, values: dict[str, str]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setFixedWidth(INPUT)
        for code, text in values.items():
            made.addItem(text, code)
        return made

    def _looks(self) -> QWidget:
        card = Card("外观")
        self.theme = self._choice("界面配色", THEMES)
        self.theme.activated.connect(lambda _n: self.wear())
        self.scale = self._choice("界面大小", SIZES)
        self.scale.activated.connect(lambda _n: self._resize())
        rows = QFormLayout()
        rows.setSpacing(10)
        rows.addRow(label("界面配色", "field"), self.theme)
        rows.addRow(label("界面大小", "field"), self.scale)
        card.body.addLayout(rows)
        card.body.addWidget(label("配色立刻生效。大小在下次打开程序时生效，文字和间距一起变。", "sub", wrap=True))
        return card

    def _safety(self) -> QWidget:
        card = Card("锁定和口令")
        self.minutes = QSpinBox()
        self.minutes.setAccessibleName("多少分钟无操作后锁定")
        self.minutes.setRange(1, 120)
        self.minutes.setSuffix(" 分钟")
        self.minutes.setFixedWidth(INPUT)
        self.minutes.editingFinished.connect(self._keep_minutes)
        rows = QFormLayout()
        rows.setSpacing(10)
        rows.addRow(label("无操作后锁定", "field"), self.minutes)
        card.body.addLayout(rows)
        card.body.addLayout(row(button("修改口令…", self.change_password), None))
        card.body.addWidget(label("离开座位时按 Ctrl+L 立即锁定，正在填写的内容会存为草稿。", "sub", wrap=True))
        return card

    def _helpful(self) -> QWidget:
        card = Card("提示和帮助")
        self.tips = QCheckBox("第一次打开一页时显示一句提示")
        self.tips.clicked.connect(lambda on: self._keep(preferences.TIPS, "on" if on else "off"))
        card.body.addWidget(self.tips)
        self.remind = QCheckBox("打开程序和过零点时，提示今天到期和逾期的待办")
        self.remind.clicked.connect(lambda on: self._keep(preferences.REMIND, "on" if on else "off"))
        card.body.addWidget(self.remind)
        card.body.addLayout(
            row(button("重新显示全部提示", self.reset_tips), button("打开帮助", lambda: self.desk.open("help", topic="start")), None)
        )
        return card

    def _typing(self) -> QWidget:
        card = Card("试一试中文输入")
        self.trial = Line()
        self.trial.setAccessibleName("试打中文")
        self.trial.setPlaceholderText("在这里试打中文")
        self._input = label("", "sub", wrap=True)
        card.body.addWidget(self.trial)
        card.body.addWidget(self._input)
        card.body.addLayout(row(button("打不了中文怎么办", lambda: self.desk.open("help", topic="input"), "link"), None))
        return card

    # --- reading and keeping -----------------------------------------------
    def read(self) -> None:
        from app.ui.inputstate import look

        session = self.desk.session
        keys = (preferences.THEME, preferences.IDLE_MINUTES, preferences.TIPS, preferences.REMIND)

        def work() -> tuple[dict[str, str], str, str]:
            return preferences.get_many(session, *keys), preferences.text_size(session.folder.root), look()

        self.desk.runner.query(self, work, self._show, key="own")

    def _show(self, found: tuple[dict[str, str], str, str]) -> None:
        own, size, typing = found
        self.theme.setCurrentIndex(max(self.theme.findData(own[preferences.THEME]), 0))
        self.scale.setCurrentIndex(max(self.scale.findData(size), 0))
        minutes = own[preferences.IDLE_MINUTES]
        self.minutes.setValue(int(minutes) if minutes.isdigit() else 10)
        self.tips.setChecked(own[preferences.TIPS] == "on")
        self.remind.setChecked(own[preferences.REMIND] == "on")
        self._input.setText(typing)

    def _keep(self, key: str, value: str, said: str = "已保存。") -> None:
        session = self.desk.session

        def done(_n: None) -> None:
            self.desk.own_changed.emit()
            self.desk.say(said)

        self.desk.runner.query(self, lambda: preferences.put(session, key, value), done)

    def wear(self) -> None:
        """Put on the chosen theme at once, and keep it."""
        theme = str(self.theme.currentData())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dress(app, theme, self.desk.tokens)
            self.desk.rethemed.emit()
        self._keep(preferences.THEME, theme, f"已换成{THEMES[theme]}配色。")

    def _resize(self) -> None:
        root, size = self.desk.session.folder.root, str(self.scale.currentData())
        self.desk.runner.query(
            self, lambda: preferences.put_text_size(root, size), lambda _n: self.desk.say("已保存，下次打开程序时生效。", "info")
        )

    def _keep_minutes(self) -> None:
        if self.minutes.hasFocus() or self.minutes.isVisible():
            self._keep(preferences.IDLE_MINUTES, str(self.minutes.value()), f"已设为 {self.minutes.value()} 分钟无操作后锁定。")

    def reset_tips(self) -> None:
        """Show every tip once more."""
        self.tips.setChecked(True)
        session = self.desk.session

        def work() -> None:
            preferences.put(session, preferences.TIPS, "on")
            preferences.put(session, preferences.TIPS_SEEN, "")

        def done(_n: None) -> None:
            self.desk.own_changed.emit()
            self.desk.say("每一页的提示会再显示一次。")

        self.desk.runner.query(self, work, done)

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
