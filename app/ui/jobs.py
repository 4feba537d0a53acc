"""One store thread, and the one way work gets onto it.

`Runner.operate` is the wrapper of every change: background, progress, cancel, errors to
the presenter, the ChangeSet to all pages. `Runner.query` is for reads. Signals belong to
the runner and are connected once, before any job starts, so that no result is lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.domain.errors import AppError
from app.jobs.progress import Cancelled, JobContext, Progress

if TYPE_CHECKING:
    from app.services.results import OpResult

T = TypeVar("T")
BUSY_AFTER_MS = 300
PROGRESS_AFTER_MS = 1000


class Presenter(Protocol):
    """Tells people about failures; the shell's, the unlock window's or a test's."""

    def known(self, error: AppError) -> None:
        """A failure the person can act on."""

    def cancelled(self, label: str) -> None:
        """The person stopped the work; nothing was changed."""

    def crashed(self, error: BaseException) -> None:
        """A bug of ours."""


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work on its way through the store thread."""

    owner: QObject
    label: str
    work: Callable[[JobContext], Any]
    done: Callable[[Any], object] | None
    failed: Callable[[AppError], bool] | None
    change: bool
    key: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False
    result: Any = None
    error: BaseException | None = None


class Runner(QObject):
    """Serial execution of store work with results on the window's thread."""

    changed = Signal(object, object)  # ChangeSet, owner
    operated = Signal(object)  # OpResult
    busy = Signal(str)  # label of the work that takes long, empty when quiet
    progressed = Signal(object)  # Progress
    slow = Signal(bool)  # whether the progress bar should show
    _finished = Signal(object)
    _reported = Signal(object)

    def __init__(self, presenter: Presenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._jobs: list[Job] = []
        self._closed = False
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._finish, queued)
        self._reported.connect(self.progressed, queued)
        self._busy_timer = self._timer(BUSY_AFTER_MS, lambda: self.busy.emit(self._label()))
        self._slow_timer = self._timer(PROGRESS_AFTER_MS, lambda: self.slow.emit(True))

    def _timer(self, after: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(act)
        return timer

    def _label(self) -> str:
        return next((j.label for j in self._jobs if j.label), "正在读取")

    @property
    def idle(self) -> bool:
        """Whether nothing is waiting or running."""
        return not self._jobs

    def query(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[AppError], bool] | None = None,
        key: str = "",
        label: str = "",
    ) -> None:
        """Read something. key: a later query of the same owner and key replaces one that has not run."""
        if key:
            for job in self._jobs:
                if job.owner is owner and job.key == key and not job.change:
                    job.dropped = True
        self._start(Job(owner, label, lambda _context: work(), done, failed, False, key))

    def operate(
        self,
        owner: QObject,
        label: str,
        work: Callable[[JobContext], OpResult[T]],
        done: Callable[[T], object] | None = None,
        *,
        failed: Callable[[AppError], bool] | None = None,
    ) -> Job:
        """Change something: `done` gets the value after all pages heard of the change."""
        job = Job(owner, label, work, done, failed, True)
        self._start(job)
        return job

    def task(
        self,
        owner: QObject,
        label: str,
        work: Callable[[JobContext], T],
        done: Callable[[T], object] | None = None,
        *,
        failed: Callable[[AppError], bool] | None = None,
    ) -> Job:
        """Long work that is not an undoable change (export, backup, verification)."""
        job = Job(owner, label, work, done, failed, False)
        self._start(job)
        return job

    def cancel(self) -> None:
        """Ask the running work to stop at its next report."""
        for job in self._jobs:
            job.stop.set()

    def _start(self, job: Job) -> None:
        if self._closed:
            return
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._busy_timer.start()
            self._slow_timer.start()
        self._pool.submit(self._run, job)

    def _run(self, job: Job) -> None:
        """On the store thread."""
        if not job.dropped:
            context = JobContext(publish=self._publish, stopped=job.stop.is_set)
            try:
                job.result = job.work(context)
            except BaseException as exc:  # noqa: BLE001 - carried to the window's thread and judged there
                job.error = exc
        if not self._closed:
            self._finished.emit(job)

    def _publish(self, progress: Progress) -> None:
        self._reported.emit(progress)

    def _finish(self, job: Job) -> None:
        self._jobs.remove(job)
        if not self._jobs:
            self._busy_timer.stop()
            self._slow_timer.stop()
            self.slow.emit(False)
            self.busy.emit("")
        alive = shiboken6.isValid(job.owner)
        if job.error is not None:
            self._fail(job, alive)
        elif not job.dropped:
            self._succeed(job, alive)

    def _succeed(self, job: Job, alive: bool) -> None:
        value = job.result
        if job.change:
            value = job.result.value
            self.changed.emit(job.result.changes, job.owner if alive else None)
            self.operated.emit(job.result)
        if alive and job.done is not None:
            job.done(value)

    def _fail(self, job: Job, alive: bool) -> None:
        error = job.error
        if isinstance(error, Cancelled):
            self.presenter.cancelled(job.label)
        elif isinstance(error, AppError):
            handled = alive and job.failed is not None and job.failed(error)
            if not handled:
                self.presenter.known(error)
        elif error is not None:
            self.presenter.crashed(error)

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Stop taking work, let the running job end, then run `last` on the store thread."""
        if self._closed:
            return
        self._closed = True
        self._busy_timer.stop()
        self._slow_timer.stop()
        for job in self._jobs:
            job.stop.set()
            job.dropped = not job.change
        if last is not None:
            self._pool.submit(last)
        self._pool.shutdown(wait=True)
        self._jobs.clear()
