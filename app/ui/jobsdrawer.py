"""The jobs drawer: what runs, waits and has ended, with progress, 取消, 查看 and 打开文件夹.

`JobBook` remembers (the last ENDED that ended), `JobsDrawer` shows. Reads are not jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services.results import OpResult
from app.ui.desk import Desk, Route, route_to
from app.ui.jobs import Job, State
from app.ui.parts import Elided, button, clear, icon_button, label, scroll, tag
from app.ui.taborder import read_on

ENDED = 20
WIDTH = 380
WORDS = {
    State.WAITING: ("等待", "muted"), State.RUNNING: ("正在进行", "info"), State.DONE: ("已完成", "good"),
    State.FAILED: ("没有做成", "bad"), State.CANCELLED: ("已取消", "muted"),
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Line:
    """One job as the drawer tells it. Times are hours and minutes on the wall."""

    job: Job
    begun: str
    state: State | None = None
    ended: str = ""
    note: str = ""
    route: Route | None = None
    folder: Path | None = None


class JobBook(QObject):
    """The changes and long tasks of this window, the latest first."""

    changed = Signal()
    reported = Signal(object)  # Line that has come further

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.lines: list[Line] = []
        desk.runner.moved.connect(self._moved)

    def _now(self) -> str:
        return self._desk.session.clock.now().astimezone().strftime("%H:%M")

    @property
    def open(self) -> int:
        """How many wait or run."""
        return sum(1 for line in self.lines if not line.ended)

    def _moved(self, job: Job) -> None:
        if not job.listed:
            return
        line = next((one for one in self.lines if one.job is job), None)
        if line is None:
            line = Line(job, self._now())
            self.lines.insert(0, line)
        if job.state not in (State.WAITING, State.RUNNING) and not line.ended:
            self._end(line)
        elif line.state is job.state:
            self.reported.emit(line)
            return
        line.state = job.state
        self.changed.emit()

    def _end(self, line: Line) -> None:
        job = line.job
        line.ended = self._now()
        line.route, line.folder = outcome(job)
        if isinstance(job.error, AppError):
            line.note = job.error.message
        elif job.state is State.CANCELLED:
            line.note = "没有改动"
        over = [one for one in self.lines if one.ended][ENDED:]
        self.lines = [one for one in self.lines if one not in over]


def outcome(job: Job) -> tuple[Route | None, Path | None]:
    """Where the result of a job can be looked at, and the file it wrote."""
    value = job.result
    if isinstance(value, OpResult):
        route = route_to(value.changes.things)
        value = value.value
    else:
        route = None
    if isinstance(value, list | tuple) and value:
        value = value[0]
    return route, value if isinstance(value, Path) else None


def said(line: Line) -> str:
    """When, and how far or why not."""
    job = line.job
    times = line.begun if line.ended in ("", line.begun) else f"{line.begun}–{line.ended}"
    progress = job.progress if job.state is State.RUNNING else None
    return "　".join(t for t in (times, progress.text if progress is not None else line.note) if t)


class JobsDrawer(QFrame):
    """A panel over the right edge of the window; Esc or Ctrl+J closes it."""

    def __init__(self, desk: Desk, book: JobBook, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._book = desk, book
        self._before: QWidget | None = None
        self.setProperty("role", "popup")
        self.setAccessibleName("任务")
        self.setFixedWidth(WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 12, 14)
        box.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label("任务", "card-title"))
        head.addStretch(1)
        self._close = icon_button("close", self.close_drawer, desk.tokens, "关闭任务（Esc）")
        head.addWidget(self._close)
        box.addLayout(head)
        holder = QWidget()
        self._rows = QVBoxLayout(holder)
        self._rows.setContentsMargins(0, 0, 6, 0)
        self._rows.setSpacing(0)
        box.addWidget(scroll(holder), 1)
        self._moving: dict[Line, tuple[QProgressBar, QLabel]] = {}
        book.changed.connect(self._show)
        book.reported.connect(self._report)
        self.hide()

    def toggle(self) -> None:
        """Open, or close when open."""
        if self.isVisible():
            self.close_drawer()
            return
        self._before = self.window().focusWidget()
        self.show()
        self._show()
        self.place()
        self.raise_()
        self._close.setFocus()

    def close_drawer(self) -> None:
        """Close, and give the cursor back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def place(self) -> None:
        """Stand at the right edge under the page head."""
        window = self.window()
        self.setGeometry(window.width() - WIDTH - 12, 76, WIDTH, max(window.height() - 90, 200))

    def _show(self) -> None:
        if not self.isVisible():
            return
        focused = self.window().focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        name = focused.accessibleName() if focused is not None and inside else ""
        self._moving.clear()
        clear(self._rows)
        if not self._book.lines:
            self._rows.addWidget(label("保存、导入、导出、备份等工作会列在这里。", "sub", wrap=True))
        for line in self._book.lines:
            self._rows.addWidget(self._row(line))
        self._rows.addStretch(1)
        read_on(self._close, [self])
        if inside:
            buttons: Iterable[QPushButton] = self.findChildren(QPushButton)
            next((b for b in buttons if b.accessibleName() == name), self._close).setFocus()

    def _report(self, line: Line) -> None:
        progress = line.job.progress
        if line in self._moving and progress is not None:
            bar, text = self._moving[line]
            bar.setRange(0, max(progress.total, 0))
            bar.setValue(progress.done)
            text.setText(said(line))

    def _row(self, line: Line) -> QWidget:
        job = line.job
        made = QFrame()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 8, 0, 8)
        box.setSpacing(5)
        head = QHBoxLayout()
        head.addWidget(Elided(job.label, "row-title"), 1)
        word, tone = WORDS[job.state]
        head.addWidget(tag("正在取消" if job.stop.is_set() and not line.ended else word, tone))
        box.addLayout(head)
        text = label(said(line), "sub", wrap=True)
        if job.state is State.RUNNING:
            bar = QProgressBar()
            bar.setAccessibleName(f"{job.label}的进度")
            bar.setTextVisible(False)
            bar.setFixedHeight(8)
            bar.setRange(0, 0)
            box.addWidget(bar)
            self._moving[line] = (bar, text)
            self._report(line)
        foot = QHBoxLayout()
        foot.addWidget(text, 1)
        for title, act in self._acts(line):
            foot.addWidget(button(title, act, "small", name=f"{title}：{job.label}"), 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(foot)
        return made

    def _acts(self, line: Line) -> list[tuple[str, Callable[[], object]]]:
        found: list[tuple[str, Callable[[], object]]] = []
        route, folder = line.route, line.folder
        if not line.ended and not line.job.stop.is_set():
            found.append(("取消", lambda: self._cancel(line.job)))
        if route is not None:
            found.append(("查看", lambda: self._view(route)))
        if folder is not None:
            found.append(("打开文件夹", lambda: self._folder(folder)))
        return found

    def _cancel(self, job: Job) -> None:
        self._desk.runner.cancel(job)
        self._show()

    def _view(self, route: Route) -> None:
        self.hide()
        self._desk.routed.emit(route)

    def _folder(self, path: Path) -> None:
        if not self._desk.dialogs.show_folder(path):
            self._desk.say(f"打不开文件夹，文件名是 {path.name}。", "warn")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
            return
        super().keyPressEvent(event)
