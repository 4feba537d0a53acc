"""The inline bar: results with 撤销 and 查看, failures with code, sentence and what to do.

Good news leaves by itself, also while more arrives; failures stay until they are closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.ui.jobs import Job, Runner
from app.ui.parts import button, label
from app.ui.presenting import details_of, sentence_of
from app.ui.taborder import read_on

GONE_AFTER_MS = 9000
SHOWN = 3
STAYING = ("bad", "warn")


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence. actions: buttons with what they do; details: what 复制详情 puts on the clipboard."""

    text: str
    tone: str = "good"
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()
    code: str = ""
    details: str = ""

    @classmethod
    def of(cls, error: AppError, known: dict[str, str], at: str) -> Message:
        """The message of a known failure. known: advice by code; at: when it happened."""
        code = error.code.value
        return cls(sentence_of(error, known), "bad", (), code, details_of(code, error.operation, at))


class MessageRow(QFrame):
    """One message with its buttons."""

    def __init__(self, message: Message, gone: Callable[[MessageRow], object]) -> None:
        super().__init__()
        self.message = message
        self._gone = gone
        self.setProperty("role", "message")
        self.setProperty("tone", message.tone)
        self.setAccessibleName(message.text)
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 6, 8, 6)
        text = label(message.text, wrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(text, 1)
        if message.code:
            box.addWidget(label(f"代码 {message.code}", "sub"))
        for title, act in message.actions:
            box.addWidget(button(title, self._then(act), "small"))
        if message.details:
            self._copy = button("复制详情", self._copy_details, "small")
            self._copy.setToolTip("代码、时间、操作名、版本；不含业务内容")
            box.addWidget(self._copy)
        box.addWidget(button("×", self.leave, "small", name="关闭消息"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GONE_AFTER_MS)
        self._timer.timeout.connect(self.leave)
        if message.tone not in STAYING:
            self._timer.start()

    def _then(self, act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            self.leave()
            act()

        return run

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self.message.details)
        self._copy.setText("已复制")

    def leave(self) -> None:
        """Go away."""
        self._timer.stop()
        self._gone(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()  # nobody loses what they are reading
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.message.tone not in STAYING:
            self._timer.start()
        super().leaveEvent(event)


class MessageBar(QWidget):
    """The latest result above failures that nobody has closed yet. after: where the Tab key comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("消息")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 6)
        self._box.setSpacing(6)
        self.rows: list[MessageRow] = []
        self.after: QWidget = self
        self.hide()

    @property
    def message(self) -> Message | None:
        """The latest message that is shown."""
        return self.rows[0].message if self.rows else None

    def show_message(self, message: Message) -> None:
        """Show a message; it takes the place of the last good news and of the same sentence said before."""
        for row in list(self.rows):
            if row.message.tone not in STAYING or row.message.text == message.text:
                self._remove(row)
        while len(self.rows) >= SHOWN:
            self._remove(self.rows[-1])
        made = MessageRow(message, self._remove)
        self.rows.insert(0, made)
        self._box.insertWidget(0, made)
        read_on(self.after, self.rows)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(made, QAccessible.Event.Alert))

    def _remove(self, row: MessageRow) -> None:
        if row in self.rows:
            self.rows.remove(row)
            row.hide()
            self._box.removeWidget(row)
            row.deleteLater()
        self.setVisible(bool(self.rows))

    def dismiss(self) -> None:
        """Take all messages away."""
        for row in list(self.rows):
            row.leave()


class ProgressStrip(QFrame):
    """What is at work since more than a second: its name, how far it is, and 取消."""

    def __init__(self, runner: Runner, open_jobs: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._slow = False
        self.setProperty("role", "message")
        self.setProperty("tone", "info")
        self.setAccessibleName("进度")
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 6, 8, 6)
        self.text = label("正在处理")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度条")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setRange(0, 0)
        self._more = button("", open_jobs, "small", name="打开任务")
        self.stop = button("取消", self._cancel, "small", name="取消正在进行的工作")
        box.addWidget(self.text)
        box.addWidget(self.bar, 1)
        box.addWidget(self._more)
        box.addWidget(self.stop)
        self.hide()

    def _cancel(self) -> None:
        self.stop.setEnabled(False)
        self._runner.cancel()

    def report(self, job: Job) -> None:
        """Show how far the work is."""
        progress = job.progress
        said = [job.label, progress.text if progress is not None else ""]
        self.text.setText("：".join(t for t in said if t) or "正在处理")
        total = progress.total if progress is not None else 0
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(progress.done if progress is not None else 0)
        self._place(job)

    def _place(self, job: Job | None) -> None:
        """Take a line of the window, or none while a dialog that is still there shows the job itself."""
        self.setVisible(self._slow and not (job is not None and job.shown and shiboken6.isValid(job.owner)))

    def set_slow(self, slow: bool) -> None:
        """Show from one second on; forget the last job's numbers when all is done."""
        self._slow, job = slow, self._runner.working
        self._place(job)
        if slow and job is not None:
            self.report(job)
            self.moved(job)

    def moved(self, _job: Job) -> None:
        """Another job began or ended: only what can stop shows 取消."""
        job = self._runner.working
        waiting = max(len(self._runner.jobs) - 1, 0)
        self._more.setText(f"还有 {waiting} 项")
        self._more.setVisible(waiting > 0)
        self.stop.setVisible(job is not None and job.listed)
        self.stop.setEnabled(job is not None and not job.stop.is_set())
        if job is not None and job.listed:
            self._place(job)
        if job is not None and job.progress is None:
            self.report(job)
