"""The line of a dialog that shows its job: how far it is, in what words, and 停止. Keeps its place when nothing runs.

A job that is followed here is not shown by the window behind as well, which cannot be pressed. Does not belong here: the
strip of the window (messages.ProgressStrip), running jobs (jobs).
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.ui.jobs import Job, Runner, State
from app.ui.parts import button, label

ENDED = (State.DONE, State.FAILED, State.CANCELLED)
BAR = 140  # px at least


class JobLine(QWidget):
    """One job at a time. counted: whether its words are followed by how many are done."""

    ended = Signal()  # the job that was followed has ended, in whatever way

    def __init__(self, runner: Runner, *, counted: bool = False) -> None:
        super().__init__()
        self._runner, self._counted = runner, counted
        self._job: Job | None = None
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(BAR)
        self.doing = label("", "sub")
        self.stop = button("停止", self.cancel, "small")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for part in (self.bar, self.doing, self.stop):
            box.addWidget(part)
        box.addStretch(1)
        runner.progressed.connect(self._progress)
        runner.moved.connect(self._moved)
        self._show(False)

    @property
    def busy(self) -> bool:
        """Whether a job is followed."""
        return self._job is not None

    def follow(self, job: Job) -> None:
        """Show a job that has just been started until it ends."""
        self._job, job.shown = job, True
        self.bar.setRange(0, 0)
        self.doing.setText(job.label)
        self.stop.setEnabled(True)
        self._show(True)

    def cancel(self) -> None:
        """Ask the job to stop."""
        if self._job is not None:
            self.stop.setEnabled(False)
            self._runner.cancel(self._job)

    def _show(self, running: bool) -> None:
        for part in (self.bar, self.doing, self.stop):
            part.setVisible(running)

    def _progress(self, job: Job) -> None:
        if job is self._job and job.progress is not None and job.progress.total:
            found = job.progress
            self.bar.setRange(0, found.total)
            self.bar.setValue(found.done)
            self.doing.setText(f"{found.text} {found.done}/{found.total}" if self._counted else found.text)

    def _moved(self, job: Job) -> None:
        if job is self._job and job.state in ENDED:
            self._job = None
            self._show(False)
            self.ended.emit()
