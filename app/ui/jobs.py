"""One store thread, and the one way work gets onto it; beside it one thread for looking things up.

`Runner.operate` is the wrapper of every change: background, progress, cancel, errors to
the presenter, the ChangeSet to all pages. `Runner.query` is for reads. `Runner.lookup` is
for short reads that must not wait behind a long job (ADR 0072). Signals belong to the
runner and are connected once, before any job starts, so that no result is lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
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


class Kind(StrEnum):
    """What sort of work a job is."""

    QUERY = "query"
    LOOKUP = "lookup"
    CHANGE = "change"
    TASK = "task"


class State(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work on its way through a thread."""

    owner: QObject
    label: str
    work: Callable[[JobContext], Any]
    done: Callable[[Any], object] | None
    failed: Callable[[AppError], bool] | None
    kind: Kind
    key: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False
    state: State = State.WAITING
    progress: Progress | None = None
    shown: bool = False  # by the dialog it was started in, so that the window need not
    result: Any = None
    error: BaseException | None = None

    @property
    def listed(self) -> bool:
        """Whether people see it among the jobs: changes and long work, not reads."""
        return bool(self.label) and self.kind in (Kind.CHANGE, Kind.TASK)

    def forget(self) -> None:
        """Let go of what the work held: who lists jobs that have ended must not keep their content alive."""
        self.result = self.error = self.done = self.failed = None
        self.work = _spent


def _spent(_context: JobContext) -> None:
    raise AssertionError("a job runs once")


class Runner(QObject):
    """Serial execution of store work with results on the window's thread."""

    changed = Signal(object, object)  # ChangeSet, owner
    operated = Signal(object, object)  # OpResult, owner
    busy = Signal(str)  # label of the work that takes long, empty when quiet
    progressed = Signal(object)  # Job that reported
    slow = Signal(bool)  # whether the progress bar should show
    moved = Signal(object)  # Job that was added, started, reported or ended
    quiet = Signal()  # nothing is left to do
    _finished = Signal(object)
    _reported = Signal(object, object)
    _started = Signal(object)

    def __init__(self, presenter: Presenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lookup")
        self._jobs: list[Job] = []
        self._lookups: list[Job] = []
        self._closed = False
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._finish, queued)
        self._reported.connect(self._report, queued)
        self._started.connect(self.moved, queued)
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
        return not self._jobs and not self._lookups

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Changes and long work that wait or run, in their order."""
        return tuple(j for j in self._jobs if j.listed)

    @property
    def working(self) -> Job | None:
        """The job at the head of the store thread."""
        return self._jobs[0] if self._jobs else None

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
        self._replace(self._jobs, owner, key)
        self._start(Job(owner, label, lambda _context: work(), done, failed, Kind.QUERY, key))

    def lookup(
        self,
        owner: QObject,
        work: Callable[[Callable[[], bool]], T],
        done: Callable[[T], object],
        *,
        key: str,
        failed: Callable[[AppError], bool] | None = None,
    ) -> None:
        """Read beside the store thread: at once, also while a long job runs.

        work: a function that only reads in its own transaction, writes nothing and touches
        no memory of the session; it is given `stale`, to be asked between its steps: a later
        lookup of the same owner and key makes the earlier one stale, its result is not used.
        """
        self._replace(self._lookups, owner, key)
        job = Job(owner, "", lambda context: work(context.stopped), done, failed, Kind.LOOKUP, key)
        if not self._closed:
            self._lookups.append(job)
            self._beside.submit(self._run, job)

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
        job = Job(owner, label, work, done, failed, Kind.CHANGE)
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
        job = Job(owner, label, work, done, failed, Kind.TASK)
        self._start(job)
        return job

    def cancel(self, job: Job | None = None) -> None:
        """Ask one job to stop, or the one at work: at its next report, or before it begins."""
        wanted = job or self.working
        if wanted is not None:
            wanted.stop.set()

    def _replace(self, jobs: list[Job], owner: QObject, key: str) -> None:
        for job in jobs:
            if key and job.owner is owner and job.key == key and job.kind in (Kind.QUERY, Kind.LOOKUP):
                job.dropped = True
                job.stop.set()

    def _start(self, job: Job) -> None:
        if self._closed:
            return
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._busy_timer.start()
            self._slow_timer.start()
        self.moved.emit(job)
        self._pool.submit(self._run, job)

    def _run(self, job: Job) -> None:
        """On the store thread (lookups: beside it)."""
        if not job.dropped:
            job.state = State.RUNNING
            if job.listed:
                self._started.emit(job)
            context = JobContext(publish=lambda p: self._reported.emit(job, p), stopped=job.stop.is_set)
            try:
                if job.listed and job.stop.is_set():
                    raise Cancelled
                job.result = job.work(context)
            except BaseException as exc:  # noqa: BLE001 - carried to the window's thread and judged there
                job.error = exc
        if not self._closed:
            self._finished.emit(job)

    def _report(self, job: Job, progress: Progress) -> None:
        job.progress = progress
        if job.state is State.RUNNING:
            self.progressed.emit(job)
            self.moved.emit(job)

    def _finish(self, job: Job) -> None:
        if self._closed:
            return
        (self._lookups if job.kind is Kind.LOOKUP else self._jobs).remove(job)
        if not self._jobs:
            self._busy_timer.stop()
            self._slow_timer.stop()
            self.slow.emit(False)
            self.busy.emit("")
        job.state = State.DONE
        if job.error is not None:
            job.state = State.CANCELLED if isinstance(job.error, Cancelled) else State.FAILED
        self.moved.emit(job)
        alive = shiboken6.isValid(job.owner)
        if job.dropped:
            pass
        elif job.error is not None:
            self._fail(job, alive)
        else:
            self._succeed(job, alive)
        job.forget()
        if self.idle:
            self.quiet.emit()

    def _succeed(self, job: Job, alive: bool) -> None:
        value = job.result
        if job.kind is Kind.CHANGE:
            value = job.result.value
            owner = job.owner if alive else None
            self.changed.emit(job.result.changes, owner)
            self.operated.emit(job.result, owner)
        if alive and job.done is not None:
            job.done(value)

    def _fail(self, job: Job, alive: bool) -> None:
        error = job.error
        if isinstance(error, Cancelled):
            self.presenter.cancelled(job.label)
        elif isinstance(error, AppError):
            error.operation = error.operation or job.label
            handled = alive and job.failed is not None and job.failed(error)
            if not handled:
                self.presenter.known(error)
        elif error is not None:
            self.presenter.crashed(error)

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Stop taking work, let what was begun end or roll back, then run `last` on the store thread.

        Reads that a later one may replace are dropped; saves and drafts that wait are still written.
        """
        if self._closed:
            return
        self._closed = True
        self._busy_timer.stop()
        self._slow_timer.stop()
        for job in (*self._jobs, *self._lookups):
            if job.kind is not Kind.CHANGE or job.state is State.RUNNING:  # a save that still waits is done
                job.stop.set()
            job.dropped = job.dropped or bool(job.key)
        self._beside.shutdown(wait=True)
        if last is not None:
            self._pool.submit(last)
        self._pool.shutdown(wait=True)
        self._jobs.clear()
        self._lookups.clear()
