"""The unlock window: painted before anything heavy is imported.

Only QtWidgets and the small modules of this folder are imported here; services come in on
the store thread while the password is typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.domain.errors import AppError

LONGEST_WAIT = 60


def label(text: str, role: str) -> QLabel:
    """A label for fixed texts (parts.label also sets plain text, which needs the slow Qt namespace)."""
    made = QLabel(text)
    made.setWordWrap(True)
    made.setProperty("role", role)
    return made


def button(text: str, act: Callable[[], object], role: str) -> QPushButton:
    """A push button."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.clicked.connect(lambda _checked=False: act())
    return made


class UnlockWindow(QFrame):
    """Name and password, or the recovery key."""

    submitted = Signal(str, str)
    recover = Signal(str, str, str)
    painted = Signal()

    def __init__(self, login: str = "") -> None:
        super().__init__()
        self.setWindowTitle("履责台")
        self.setProperty("role", "page")
        self._painted = False
        self.resize(520, 460)
        self.move(self.screen().availableGeometry().center() - self.rect().center())
        self._recovering = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(48, 34, 48, 30)
        card = QFrame()
        card.setProperty("role", "card")
        outer.addStretch(1)
        outer.addWidget(card)
        outer.addStretch(2)
        box = QVBoxLayout(card)
        box.setContentsMargins(32, 28, 32, 26)
        box.setSpacing(9)
        self._sub = label("数据已加密，输入口令打开。", "sub")
        box.addWidget(label("履责台", "title"))
        box.addWidget(self._sub)
        box.addSpacing(8)
        self.login = self._line(box, "登录名", login)
        self.key = self._line(box, "恢复密钥（8 组，每组 5 个字符）")
        self.password = self._line(box, "口令", secret=True)
        self.again = self._line(box, "再输一遍新口令", secret=True)
        self.problem = label("", "problem")
        self.problem.setMinimumHeight(20)
        box.addWidget(self.problem)
        self.open_button = button("打开", self.submit, "primary")
        self._other = button("忘了口令，用恢复密钥", self.toggle_recovery, "link")
        buttons = QHBoxLayout()
        buttons.addWidget(self._other)
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        box.addLayout(buttons)
        for line in (self.login, self.key, self.password, self.again):
            line.returnPressed.connect(self.submit)
        self._show_recovery()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._wait = 0
        self._message = ""
        (self.password if login else self.login).setFocus()

    def _line(self, box: QVBoxLayout, text: str, value: str = "", *, secret: bool = False) -> QLineEdit:
        made = QLineEdit(value)
        made.setAccessibleName(text)
        made.setProperty("caption", text)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        title = label(text, "field")
        title.setWordWrap(False)
        title.setBuddy(made)
        box.addWidget(title)
        box.addWidget(made)
        made.setProperty("label", title)
        return made

    def _show_recovery(self) -> None:
        for line in (self.key, self.again):
            line.setVisible(self._recovering)
            line.property("label").setVisible(self._recovering)
        self.password.property("label").setText("新口令" if self._recovering else "口令")
        self._other.setText("返回，用口令打开" if self._recovering else "忘了口令，用恢复密钥")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._first_paint)

    def _first_paint(self) -> None:
        from PySide6.QtCore import Qt

        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.painted.emit()

    def toggle_recovery(self) -> None:
        """Switch between the password and the recovery key."""
        self._recovering = not self._recovering
        self.problem.setText("")
        self._show_recovery()
        self.resize(520, 600 if self._recovering else 460)

    def submit(self) -> None:
        """Hand over what was typed."""
        if not self.open_button.isEnabled():
            return
        login, password = self.login.text().strip(), self.password.text()
        if not login or not password:
            (self.password if login else self.login).setFocus()
            return
        if self._recovering and password != self.again.text():
            self.problem.setText("两次输入的新口令不一样。")
            return
        self.set_busy("正在打开…")
        if self._recovering:
            self.recover.emit(login, self.key.text(), password)
        else:
            self.submitted.emit(login, password)

    def set_busy(self, text: str) -> None:
        """Wait for the answer; empty = take input again."""
        for part in (self.login, self.key, self.password, self.again, self.open_button, self._other):
            part.setEnabled(not text)
        self._sub.setText(text or "数据已加密，输入口令打开。")

    def refused(self, error: AppError, failures: int = 0) -> None:
        """Say why it did not open; each failure makes the next wait longer."""
        self.set_busy("")
        self._message = error.sentence()
        self.password.clear()
        self.again.clear()
        self._wait = min(2 ** max(failures - 2, 0), LONGEST_WAIT) if failures > 2 else 0
        self._show_wait()
        if self._wait:
            self.open_button.setEnabled(False)
            self._timer.start()
        self.password.setFocus()

    def _show_wait(self) -> None:
        more = f" 请等 {self._wait} 秒再试。" if self._wait else ""
        self.problem.setText(f"{self._message}{more}")

    def _tick(self) -> None:
        self._wait -= 1
        self._show_wait()
        if self._wait <= 0:
            self._timer.stop()
            self.open_button.setEnabled(True)

    def clear(self) -> None:
        """Forget what was typed, for the next time."""
        self.set_busy("")
        for line in (self.key, self.password, self.again):
            line.clear()
        self.problem.setText("")
        self.password.setFocus()
