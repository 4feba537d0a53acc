"""The inline bar: results with 撤销 and 查看, failures with code, sentence and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from app.domain.errors import AppError
from app.jobs.progress import Progress
from app.ui.parts import button, clear, label, restyle

GONE_AFTER_MS = 9000


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence. actions: buttons with what they do."""

    text: str
    tone: str = "good"
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()
    code: str = ""

    @classmethod
    def of(cls, error: AppError) -> Message:
        """The message of a known failure."""
        return cls(error.sentence(), "bad", code=error.code.value)


class MessageBar(QFrame):
    """Shows one message at a time; good news leaves by itself, failures stay until closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.setAccessibleName("消息")
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(14, 6, 8, 6)
        self.message: Message | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message instead of the present one."""
        clear(self._box)
        self.message = message
        restyle(self, tone=message.tone)
        text = label(message.text, wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._box.addWidget(text, 1)
        if message.code:
            self._box.addWidget(label(f"代码 {message.code}", "sub"))
        for title, act in message.actions:
            self._box.addWidget(button(title, self._then(act), "small"))
        self._box.addWidget(button("×", self.dismiss, "small", name="关闭消息"))
        self.show()
        self._timer.stop()
        if message.tone not in ("bad", "warn"):
            self._timer.start(GONE_AFTER_MS)

    def _then(self, act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            self.dismiss()
            act()

        return run

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.message = None
        self.hide()


class ProgressStrip(QFrame):
    """A progress bar with its phrase and 取消, for work that takes longer than a second."""

    def __init__(self, cancel: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.setProperty("tone", "info")
        self.setAccessibleName("进度")
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 6, 8, 6)
        self._text = label("正在处理")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("进度条")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        box.addWidget(self._text)
        box.addWidget(self._bar, 1)
        box.addWidget(button("取消", cancel, "small", name="取消正在进行的工作"))
        self.hide()

    def report(self, progress: Progress) -> None:
        """Show how far the work is."""
        self._text.setText(progress.text or "正在处理")
        self._bar.setRange(0, max(progress.total, 0))
        self._bar.setValue(progress.done)

    def set_slow(self, slow: bool) -> None:
        """Show from one second on; forget the last job's numbers when it ends."""
        self.setVisible(slow)
        if not slow:
            self._bar.setRange(0, 0)
            self._text.setText("正在处理")
