"""读入旧公文: choose files, look at each, import. Everything runs as jobs; nothing is written before 导入."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import letter_readback as readback
from app.services import undo
from app.services.letter_readback import ReadReport
from app.services.letter_readback_files import files_in
from app.services.letter_readback_judge import ReadPlan
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.jobs import Job, State
from app.ui.parts import button, label, row
from app.ui.readletters_pages import OldFilesPage, OldLettersPage

STEPS = ("选文件", "核对", "完成")
FILES, CHECK, DONE = range(3)


class ReadLetters(QDialog):
    """The steps of reading old letters back."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("读入旧公文")
        self.resize(1240, 680)
        self._desk = desk
        self._job: Job | None = None
        self._mended = False
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        box.addWidget(label("读入旧公文", "card-title"))
        self.where = label("", "sub")
        box.addWidget(self.where)
        self.files, self.check, self.done_page = OldFilesPage(desk), OldLettersPage(desk), _DonePage(self._undo)
        self.stack = QStackedWidget()
        for page in (self.files, self.check, self.done_page):
            self.stack.addWidget(page)
        box.addWidget(self.stack, 1)
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        box.addWidget(self.problem)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        self.doing = label("", "sub")
        self.stop = button("停止", self._stop, "small")
        self.back_button = button("上一步", self.go_back)
        self.close_button = button("关闭", self.reject)
        self.next_button = button("导入", self.go_on, "primary")
        self.next_button.setToolTip("Ctrl+Enter")
        box.addLayout(row(self.bar, self.doing, self.stop, None, self.close_button, self.back_button, self.next_button))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.go_on)
        self.files.picked.connect(self.read)
        self.check.edited.connect(self._edit)
        self.check.ticked.connect(self._tick)
        self.check.repeated.connect(self._repeat)
        desk.runner.progressed.connect(self._progress)
        desk.runner.moved.connect(self._moved)
        self._show(FILES)
        self._quiet()

    # --- steps ---------------------------------------------------------------
    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.where.setText("  ›  ".join(f"●{name}" if at == step else name for at, name in enumerate(STEPS)))
        self.problem.setText("")
        self.back_button.setVisible(step == CHECK)
        self.next_button.setVisible(step == CHECK)
        {FILES: self.files.folder, CHECK: self.check.view}.get(step, self.close_button).setFocus()

    def go_back(self) -> None:
        """To the files."""
        if self._job is None:
            self._show(FILES)

    def read(self, places: Sequence[Path]) -> None:
        """Read files and folders in the background, then show what was recognised."""
        if self._job is not None:
            return
        session, kind, chosen = self._desk.session, str(self.files.kind.currentData() or ""), list(places)
        self._work(self._desk.runner.task(
            self, "读取旧公文", lambda c: readback.plan(session, files_in(chosen, c), c, kind), self._planned, failed=self._refused,
        ))  # fmt: skip

    def _planned(self, plan: ReadPlan) -> None:
        self._mended = False
        self.check.show_plan(plan)
        self._show(CHECK)
        self._judge()

    def _edit(self, at: int, texts: dict[str, str], kind: str) -> None:
        self._mended = True
        plan, session = self.check.plan, self._desk.session
        if plan is not None:
            self._desk.runner.query(self, lambda: readback.edit(session, plan, at, texts, kind), lambda _n: self._judged(), failed=self._refused)

    def _tick(self, at: int, chosen: bool) -> None:
        plan, session = self.check.plan, self._desk.session
        if plan is not None:
            self._desk.runner.query(self, lambda: readback.choose(session, plan, {at: chosen}), lambda _n: self._judged(), failed=self._refused)

    def _repeat(self, at: int, reason: str) -> None:
        self._mended = True
        plan, session = self.check.plan, self._desk.session
        if plan is not None:
            self._desk.runner.query(self, lambda: readback.repeat(session, plan, at, reason), lambda _n: self._judged(), failed=self._refused)

    def _judged(self) -> None:
        self.check.refresh()
        self._judge()

    def _judge(self) -> None:
        """Say what 导入 would do."""
        plan = self.check.plan
        if plan is None or self.stack.currentIndex() != CHECK or self._job is not None:
            return
        refused = readback.refusal(plan)
        count = sum(e.taken for e in plan.entries)
        self.problem.setText(refused.sentence() if refused is not None else "")
        self.next_button.setText(f"导入 {count} 件" if count else "导入")
        self.next_button.setEnabled(refused is None)

    def go_on(self) -> None:
        """Import what is ticked and sound."""
        plan, session = self.check.plan, self._desk.session
        if plan is None or self._job is not None or self.stack.currentIndex() != CHECK or not self.next_button.isEnabled():
            return
        self._work(self._desk.runner.operate(self, "读入旧公文", lambda c: readback.apply(session, plan, c), self._done, failed=self._refused))

    def _done(self, report: ReadReport) -> None:
        self.done_page.show_report(report)
        self._show(DONE)

    def _undo(self) -> None:
        session = self._desk.session

        def work(_context: JobContext) -> OpResult[str]:
            done = undo.undo(session)
            if done is None:
                raise AppError(ErrorCode.BAD_STATE, "没有可以撤销的操作。")
            return done

        self._work(self._desk.runner.operate(self, "撤销读入", work, lambda _n: self.done_page.show_undone(), failed=self._refused))

    # --- jobs ----------------------------------------------------------------
    def _work(self, job: Job) -> None:
        self._job = job
        self.problem.setText("")
        self.bar.setRange(0, 0)
        self.doing.setText(job.label)
        for made in (self.bar, self.doing, self.stop):
            made.setVisible(True)
        self.stack.setEnabled(False)
        self.back_button.setEnabled(False)
        self.next_button.setEnabled(False)

    def _progress(self, job: Job) -> None:
        if job is self._job and job.progress is not None and job.progress.total:
            self.bar.setRange(0, job.progress.total)
            self.bar.setValue(job.progress.done)
            self.doing.setText(f"{job.progress.text} {job.progress.done}/{job.progress.total}")

    def _moved(self, job: Job) -> None:
        if job is self._job and job.state in (State.DONE, State.FAILED, State.CANCELLED):
            self._quiet()

    def _quiet(self) -> None:
        self._job = None
        for made in (self.bar, self.doing, self.stop):
            made.setVisible(False)
        self.stack.setEnabled(True)
        self.back_button.setEnabled(True)
        said = self.problem.text()
        self._judge()
        if said:
            self.problem.setText(said)

    def _stop(self) -> None:
        if self._job is not None:
            self._desk.runner.cancel(self._job)

    def _refused(self, error: AppError) -> bool:
        self.problem.setText(error.sentence())
        return True

    def reject(self) -> None:
        """Close; work that still runs is stopped and leaves nothing, what was mended goes only when the person says so."""
        mended = self._mended and self.stack.currentIndex() == CHECK
        words = "改过的内容还没有导入，关闭后要重新读取、重新核对。"
        if not mended or self._desk.dialogs.confirm("关闭读入旧公文", words, "关闭", danger=True):
            self._stop()
            super().reject()


class _DonePage(QWidget):
    """What was done, and the way back."""

    def __init__(self, undone: Callable[[], object]) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addStretch(1)
        self.title = label("", "card-title", wrap=True)
        self.undo = button("撤销这次读入", undone)
        box.addWidget(self.title)
        box.addWidget(label("导入前已自动备份。整次读入是一步，可以在这里撤销，也可以关闭后按 Ctrl+Z。缺号和重号请到发文登记簿看。", "sub", wrap=True))
        box.addLayout(row(self.undo, None))
        box.addStretch(2)

    def show_report(self, report: ReadReport) -> None:
        """What came of it."""
        self.title.setText(f"完成：{report.sentence()}")
        self.undo.setEnabled(True)

    def show_undone(self) -> None:
        """It was taken back."""
        self.title.setText("已撤销，库里和读入前一样。")
        self.undo.setEnabled(False)


def open_readback(desk: Desk, owner: QWidget, places: Sequence[Path] = ()) -> None:
    """Open the dialog. places: files or folders that were dropped."""
    dialog = ReadLetters(desk, owner)
    dialog.open()
    if places:
        dialog.read(places)
