"""A dialog of pages gone through one after another, with one job at a time that can be stopped.

What comes in by steps (tables, old letters, the list of a superior) is such a dialog. Does not belong here: the pages,
what a step reads or writes, and when 下一步 may be pressed, which each dialog says in `settle`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import undo
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.jobline import JobLine
from app.ui.jobs import Job
from app.ui.parts import button, label, row


class StepsDialog(QDialog):
    """The frame: name and steps, the page, what is wrong, progress, 关闭 · 上一步 · 下一步 (Ctrl+Enter).

    steps: their names; the pages given to `lay_out` are in the same order. counted: whether the words of a running
    job are followed by how many are done. It deletes itself when it is closed; a job that still runs is stopped then.
    """

    counted = False

    def __init__(self, desk: Desk, parent: QWidget, name: str, steps: Sequence[str]) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self._desk, self._steps = desk, tuple(steps)
        self.stack = QStackedWidget()
        self.where = label("", "sub")
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        self.line = JobLine(desk.runner, counted=self.counted)
        self.line.ended.connect(self._quiet)
        self.back_button = button("上一步", self.go_back)
        self.close_button = button("关闭", self.reject)
        self.next_button = button("下一步", self.go_on, "primary")
        self.next_button.setToolTip("Ctrl+Enter")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.go_on)

    def lay_out(self, pages: Sequence[QWidget], left: Sequence[QPushButton] = ()) -> None:
        """Put the pages into the frame, once, and show the first. left: more buttons of the bottom line."""
        for page in pages:
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 16, 24, 14)
        box.setSpacing(10)
        box.addLayout(row(label(self.windowTitle(), "card-title"), self.where, None, spacing=14))
        box.addWidget(self.stack, 1)
        box.addWidget(self.problem)
        bottom = row(self.line, *left, self.close_button, self.back_button, self.next_button)
        bottom.setStretch(0, 1)
        box.addLayout(bottom)
        self.show_step(0)
        self._quiet()

    # --- steps ---------------------------------------------------------------
    @property
    def step(self) -> int:
        """Which page is shown."""
        return self.stack.currentIndex()

    @property
    def busy(self) -> bool:
        """Whether a job runs; then no step is taken."""
        return self.line.busy

    def show_step(self, step: int) -> None:
        """Show a page; what was wrong on the one before is forgotten."""
        self.stack.setCurrentIndex(step)
        self.where.setText("  ›  ".join(f"●{name}" if at == step else name for at, name in enumerate(self._steps)))
        self.problem.setText("")

    def go_on(self) -> None:
        """The next step."""
        raise NotImplementedError

    def go_back(self) -> None:
        """The step before."""
        if not self.busy:
            self.show_step(self.step - 1)

    def settle(self) -> None:
        """Say what can be pressed, and what is wrong, now that no job runs."""
        raise NotImplementedError

    # --- jobs ----------------------------------------------------------------
    def work(self, job: Job) -> None:
        """Show a job that has just been started, and let nothing else be done until it ends."""
        self.problem.setText("")
        self.line.follow(job)
        self._lock(True)

    def take_back(self, words: str, done: Callable[[str], object]) -> None:
        """Undo what this dialog wrote last."""
        session = self._desk.session

        def undoing(_context: JobContext) -> OpResult[str]:
            found = undo.undo(session)
            if found is None:
                raise AppError(ErrorCode.BAD_STATE, "没有可以撤销的操作。")
            return found

        self.work(self._desk.runner.operate(self, words, undoing, done, failed=self.refused))

    def refused(self, error: AppError) -> bool:
        """Say in the dialog why something was not done."""
        self.problem.setText(error.sentence())
        return True

    def _lock(self, running: bool) -> None:
        self.stack.setEnabled(not running)
        self.back_button.setEnabled(not running)
        self.next_button.setEnabled(not running)

    def _quiet(self) -> None:
        """No job runs; what it was refused for stays to be read."""
        self._lock(False)
        said = self.problem.text()
        self.settle()
        if said:
            self.problem.setText(said)

    def reject(self) -> None:
        """Close; work that still runs is stopped and leaves nothing."""
        self.line.cancel()
        super().reject()


class DonePage(QWidget):
    """The last step: what was done, and the way back. back: the words of the button; note: what to know about it."""

    undone = Signal()

    def __init__(self, back: str, note: str, *more: QPushButton) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addStretch(1)
        self.title = label("", "card-title", wrap=True)
        self.undo = button(back, self.undone.emit)
        box.addWidget(self.title)
        box.addWidget(label(note, "sub", wrap=True))
        box.addLayout(row(self.undo, *more, None))
        box.addStretch(2)

    def show_done(self, words: str) -> None:
        """What came of it."""
        self.title.setText(words)
        self.undo.setEnabled(True)

    def show_undone(self, words: str) -> None:
        """It was taken back."""
        self.title.setText(words)
        self.undo.setEnabled(False)
