"""公文体检: files dropped or chosen, or a letter of our own, examined in the background; each shown with its marks.

Nothing of a file is kept in the store. Does not belong here: the pages and the list (checkresult), what is looked at
(checkswitches), the corrected copy (checkmend).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.jobs.progress import JobContext
from app.services import file_check
from app.services.file_check import SHAPES, Checked, Choice, Corrected, Source
from app.ui.checkmend import open_mend
from app.ui.checkresult import CheckResult
from app.ui.checkswitches import CheckSwitches
from app.ui.desk import Desk
from app.ui.importsheet_pages import combo, fill
from app.ui.jobs import Job, State
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, button, label, row, tag

FILES = "公文 (*.docx *.docm *.pdf)"
LABEL = "公文体检"
NAME = 13  # characters of a file's name in the list of files


class CheckPage(Page):
    """Choose, examine, look. One examination at a time."""

    entities = frozenset({"setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self.choice = Choice()
        self.found: list[Checked] = []
        self._job: Job | None = None
        self._mending: Job | None = None
        self._shown = -1
        self._names: list[tuple[str, str]] = []  # of the files that are done, for their list
        self._asked: list[Source] = []
        self._ready = False
        self.box.addLayout(self._bar())
        self.box.addLayout(self._doing())
        self.result = CheckResult(desk, self)
        self.result.off_wanted.connect(lambda rule: self.set_choice(replace(self.choice, off=self.choice.off | {rule})))
        self.result.mend_wanted.connect(self.correct)
        self.stack = QStackedWidget()
        self.start, self.refused = self._start(), _Refused()
        for part in (self.start, self.result, self.refused):
            self.stack.addWidget(part)
        self.box.addWidget(self.stack, 1)
        desk.runner.progressed.connect(self._progress)
        desk.runner.moved.connect(self._moved)
        self.set_head(Head(LABEL, "按公文格式标准比对，文件不存入程序", ("选择文件…", self.choose)))
        self._busy(on=False)

    # --- parts -----------------------------------------------------------------------------
    def _bar(self) -> QHBoxLayout:
        self.files = combo("体检的文件")
        self.files.setMinimumContentsLength(18)
        self.files.currentIndexChanged.connect(self.show_file)
        self.profile, self.shape = combo("版式方案"), combo("公文格式", SHAPES)
        self.profile.setMinimumContentsLength(21)
        self.shape.setMinimumContentsLength(7)
        self.profile.currentIndexChanged.connect(lambda _n: self._pick())
        self.shape.currentIndexChanged.connect(lambda _n: self._pick())
        self.switches = button("查什么…", self.open_switches)
        self.again = button("重新体检", self.examine_again)
        made = row(self.files, None, label("版式方案", "field"), self.profile, label("格式", "field"), self.shape, self.switches, self.again)
        made.setStretch(0, 2)
        return made

    def _doing(self) -> QHBoxLayout:
        self.bar = QProgressBar()
        self.bar.setAccessibleName("体检进度")
        self.bar.setTextVisible(False)
        self.doing = label("", "sub")
        self.stop = button("停止", self._stop, "small")
        return row(self.bar, self.doing, self.stop)

    def _start(self) -> QWidget:
        card = Card()
        place = QFrame()
        place.setProperty("role", "inner")
        inner = QVBoxLayout(place)
        inner.setContentsMargins(24, 24, 24, 24)
        inner.setSpacing(12)
        words = [
            label("把 Word 或 PDF 公文拖到这里", "card-title"),
            label("可以是本单位的，也可以是别的单位的；docx、PDF 都行，一次可以拖几个。", "sub", wrap=True),
            label("程序按 GB/T 9704 和选定的版式方案比对，逐处标在页面上，说明依据哪一条、现在是什么、应当是什么。docx 还可以另存改正件，原文件不动。", "sub", wrap=True),
            label("文件只在体检时打开，不存入程序。扫描件（图片）没有文字，查不了。", "sub", wrap=True),
        ]
        inner.addStretch(1)
        for one in words:
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inner.addWidget(one)
        self.open_button = button("选择文件…", self.choose)
        inner.addLayout(row(None, self.open_button, None))
        inner.addStretch(2)
        card.body.addWidget(place, 1)
        return card

    # --- choosing --------------------------------------------------------------------------
    def refresh(self) -> None:
        session = self.desk.session
        self.desk.runner.query(
            self, lambda: (file_check.read_choice(session), file_check.layouts(session)), lambda found: self._read(*found), key="choice"
        )

    def _read(self, choice: Choice, layouts: list[tuple[str, str]]) -> None:
        if not self._ready:
            self.choice = choice
        codes = [code for code, _label in layouts]
        if self.choice.profile not in codes:
            self.choice = replace(self.choice, profile=codes[0])
        fill(self.profile, layouts, self.choice.profile)
        fill(self.shape, SHAPES, self.choice.shape)
        self._ready = True
        self._told()
        if self._asked:
            asked, self._asked = self._asked, []
            self._examine(asked)

    def go(self, args: dict[str, object]) -> None:
        files, letter = args.get("files"), args.get("letter")
        if isinstance(files, list | tuple):
            self.examine(files)
        elif letter:
            name = str(args.get("name") or "本单位文书")
            self._examine([Source(f"{name}（{form}）", letter=str(letter), form=code) for code, form in (("docx", "Word"), ("pdf", "PDF"))])

    def choose(self) -> None:
        """Ask for files."""
        chosen = self.desk.dialogs.open_files("选择要体检的公文", FILES)
        if chosen:
            self.examine(chosen)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.examine(files_of(event))

    def _pick(self) -> None:
        """Another layout or format was chosen: what is shown is examined by it."""
        profile, shape = str(self.profile.currentData() or ""), str(self.shape.currentData() or "")
        self.set_choice(replace(self.choice, profile=profile, shape=shape))
        self.examine_again()

    def set_choice(self, choice: Choice) -> None:
        """Keep what is looked at; what is shown follows."""
        session, self.choice = self.desk.session, choice
        self.desk.runner.query(self, lambda: file_check.keep_choice(session, choice), lambda _n: None, key="keep")
        self._told()
        self._names.clear()
        self._list_files()
        if self.found and self.stack.currentWidget() is self.result:
            self.result.show_off(choice.off)

    def open_switches(self) -> CheckSwitches:
        """Topics and rules."""
        told = [(d["rule"], d["topic"]) for one in self.found for d in one.report.get("deviations", ())]
        dialog = CheckSwitches(self.window(), self.choice.off, told)
        dialog.accepted.connect(lambda: self.set_choice(replace(self.choice, off=dialog.off)))
        dialog.open()
        return dialog

    def _told(self) -> None:
        self.switches.setText(f"查什么（{len(self.choice.off)} 类不查）…" if self.choice.off else "查什么…")

    # --- examining -------------------------------------------------------------------------
    def examine(self, paths: Iterable[Path]) -> None:
        """Examine files, or say why not."""
        try:
            chosen = file_check.sources(Path(path) for path in paths)
        except AppError as error:
            self.desk.say(error.sentence(), "warn")
            return
        self._examine(chosen)

    def examine_again(self) -> None:
        """The same files once more: somebody may have changed them, or other things are looked at."""
        if self.found and self._job is None:
            self._examine([one.source for one in self.found])

    def _examine(self, sources: list[Source]) -> None:
        if not self._ready:
            self._asked = sources
            return
        if self._job is not None:
            self.desk.say("正在体检，请等做完或先点“停止”。", "warn")
            return
        session, choice, found = self.desk.session, self.choice, list[Checked]()
        self.found, self._shown = found, -1
        self._names.clear()

        def work(context: JobContext) -> None:
            for at, source in enumerate(sources):
                context.report(at, len(sources), source.name)
                found.append(file_check.check(session, source, choice, context))
            context.report(len(sources), len(sources))

        self._job = self.desk.runner.task(self, LABEL, work, lambda _n: None)
        self._busy(on=True)

    def _busy(self, *, on: bool) -> None:
        for made in (self.bar, self.doing, self.stop):
            made.setVisible(on)
        self.bar.setRange(0, 0)
        self.doing.setText("正在体检…")
        for one in (self.profile, self.shape, self.open_button):
            one.setEnabled(not on)
        several = len(self.found) > 1
        self.files.setVisible(several)
        self.again.setEnabled(not on and bool(self.found))

    def _progress(self, job: Job) -> None:
        if job is self._job and job.progress is not None and job.progress.total > 1:
            self.bar.setRange(0, job.progress.total)
            self.bar.setValue(job.progress.done)
            self.doing.setText(f"正在体检第 {min(job.progress.done + 1, job.progress.total)} 个，共 {job.progress.total} 个")
            self._list_files()

    def _moved(self, job: Job) -> None:
        if job.state not in (State.DONE, State.FAILED, State.CANCELLED):
            return
        if job is self._job:
            self._job = None
            self._list_files()
            self._busy(on=False)
        elif job is self._mending:
            self._mending = None
            self._busy(on=False)

    def _stop(self) -> None:
        job = self._job or self._mending
        if job is not None:
            self.desk.runner.cancel(job)

    # --- showing ---------------------------------------------------------------------------
    def _list_files(self) -> None:
        """The files that are done, each with what came of it; the first is shown."""
        for one in self.found[len(self._names) :]:
            at = len(self._names)
            self._names.append((str(at), f"{at + 1}. {_short(one.source.name)} · {file_check.summary(one, self.choice.off)}"))
        names = self._names
        fill(self.files, names, str(max(self._shown, 0)))
        for n, one in enumerate(self.found):
            self.files.setItemData(n, one.source.name, int(Qt.ItemDataRole.ToolTipRole))
        self.files.setVisible(len(names) > 1)
        if self.found and self._shown < 0:
            self.show_file(0)
            if self.isVisible():
                self.result.list.setFocus()
        elif not self.found:
            self.stack.setCurrentWidget(self.start)

    def show_file(self, at: int) -> None:
        """Show one of the files."""
        if not 0 <= at < len(self.found):
            return
        self._shown = at
        one = self.found[at]
        if one.error is not None:
            self.refused.show_error(one)
            self.stack.setCurrentWidget(self.refused)
        else:
            self.stack.setCurrentWidget(self.result)
            self.result.show_checked(one, self.choice.off)

    def first_focus(self) -> QWidget | None:
        return self.result.list if self.found else self.open_button

    # --- correcting ------------------------------------------------------------------------
    def correct(self) -> None:
        """Make a corrected copy in the background, then show what it changes."""
        checked = self.result.checked
        if checked is None or self._job is not None or self._mending is not None:
            return
        session, choice = self.desk.session, self.choice

        def show(corrected: Corrected) -> None:
            open_mend(self.desk, self, checked, corrected, lambda path: self.examine([path]))

        self._mending = self.desk.runner.task(self, "制作改正件", lambda c: file_check.correct(session, checked, choice, c), show)
        self._busy(on=True)
        self.doing.setText("正在制作改正件…")


class _Refused(Card):
    """A file that could not be examined: which, why, what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.why = label("", "card-title", wrap=True), label("", wrap=True)
        self.body.addLayout(row(tag("没有体检", "warn"), None))
        self.body.addWidget(self.name)
        self.body.addWidget(self.why)
        self.body.addStretch(1)

    def show_error(self, checked: Checked) -> None:
        """Say it."""
        self.name.setText(checked.source.name)
        self.why.setText(f"{checked.error.message}{checked.error.action}" if checked.error is not None else "")


def _short(name: str) -> str:
    """A file name that has room in the list of files: its beginning and its ending."""
    stem, ending = Path(name).stem, Path(name).suffix
    return name if len(stem) <= NAME else f"{stem[: NAME - 1]}…{ending}"


def files_of(event: QDropEvent) -> list[Path]:
    """The files of what is dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


