"""从 Excel 导入: file, columns, preview, result. Everything runs as jobs; nothing is written before 导入."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMenu, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import intake, intake_template, undo
from app.services.intake import Reading, Report
from app.services.intake_columns import targets
from app.services.intake_plan import Plan
from app.services.letter_readback_rows import may_read_back
from app.services.results import OpResult
from app.sheets.reading import Book
from app.ui.desk import Desk
from app.ui.importsheet_pages import ColumnsPage, FilePage, TemplateDialog
from app.ui.importsheet_preview import DonePage, PreviewPage
from app.ui.jobs import Job, State
from app.ui.parts import button, label, row
from app.ui.secondperson import ask_second

STEPS = ("选文件", "对列", "预览", "完成")
FILE, COLUMNS, PREVIEW, DONE = range(4)
SHEET_KIND = "Excel 表格 (*.xlsx)"


class ImportSheet(QDialog):
    """The steps of one import. among: what the page the clerk came from holds (empty = anything)."""

    def __init__(self, desk: Desk, among: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("从 Excel 导入")
        self.resize(980, 640)
        self._desk, self._among = desk, tuple(among)
        self._book: Book | None = None
        self._found: Reading | None = None
        self._job: Job | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        box.addWidget(label("从 Excel 导入", "card-title"))
        self.where = label("", "sub")
        box.addWidget(self.where)
        self.file, self.columns = FilePage(desk, self._among), ColumnsPage(desk.session.clock)
        self.preview, self.result_page = PreviewPage(desk.session), DonePage()
        self.stack = QStackedWidget()
        for page in (self.file, self.columns, self.preview, self.result_page):
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
        self.next_button = button("下一步", self.go_on, "primary")
        self.next_button.setToolTip("Ctrl+Enter")
        box.addLayout(row(self.bar, self.doing, self.stop, None, self.close_button, self.back_button, self.next_button))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.go_on)
        self._connect()
        self._show(FILE)
        self._quiet()

    def _connect(self) -> None:
        self.file.picked.connect(self.read)
        self.file.changed.connect(self._look)
        self.file.template_wanted.connect(lambda: ask_template(self._desk, self, self._among))
        self.preview.replanned.connect(self._plan)
        self.preview.changed.connect(self._judge)
        self.preview.faulty_wanted.connect(self._save_faulty)
        self.result_page.faulty_wanted.connect(self._save_faulty)
        self.result_page.undone.connect(self._undo)
        runner = self._desk.runner
        runner.progressed.connect(self._progress)
        runner.moved.connect(self._moved)

    # --- steps ---------------------------------------------------------------
    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.where.setText("  ›  ".join(f"●{name}" if at == step else name for at, name in enumerate(STEPS)))
        self.problem.setText("")
        self.back_button.setVisible(step in (COLUMNS, PREVIEW))
        self.next_button.setVisible(step != DONE)
        self.next_button.setText("导入" if step == PREVIEW else "下一步")
        self.next_button.setEnabled(step != FILE or self._found is not None)
        first = {FILE: self.file.choose, COLUMNS: next(iter(self.columns.picks.values()), self.next_button), PREVIEW: self.next_button}
        first.get(step, self.close_button).setFocus()

    def go_back(self) -> None:
        """The step before."""
        if self._job is None:
            self._show(self.stack.currentIndex() - 1)

    def go_on(self) -> None:
        """The next step; from the preview: import."""
        if self._job is not None or not self.next_button.isEnabled() or not self.next_button.isVisible():
            return
        step = self.stack.currentIndex()
        if step == FILE and self._found is not None:
            self.columns.show_found(self._found)
            before: QWidget = self.file.pick.kind  # the picks are made later than the buttons below them
            for pick in self.columns.picks.values():
                QWidget.setTabOrder(before, pick)
                before = pick
            QWidget.setTabOrder(before, self.columns.day)
            self.preview.prepare(self._found)
            self._show(COLUMNS)
        elif step == COLUMNS:
            self._plan()
        elif step == PREVIEW:
            self._import()

    def read(self, path: Path) -> None:
        """Read a file."""
        self._found = None
        self.next_button.setEnabled(False)
        self._work(self._desk.runner.task(self, "读取表格", lambda _c: intake.read_book(path), self._read, failed=self._refused))

    def _read(self, book: Book) -> None:
        self._book = book
        self.file.show_book(book)
        self._look(fresh=True)

    def _look(self, *, fresh: bool = False) -> None:
        """How the sheet would be read with what is chosen; what a fresh file is, is seen anew."""
        book, session, pick = self._book, self._desk.session, self.file.pick
        if book is None:
            return
        target = "" if fresh and not pick.by_hand else pick.target
        sheet, kind, head, among = str(self.file.sheet.currentData()), pick.kind_code, self.file.head_row, self._among
        self.problem.setText("")
        self._desk.runner.query(
            self, lambda: intake.reading(session, book, sheet, target, kind if target else "", head, among),
            self._looked, failed=self._unclear, key="look",
        )  # fmt: skip

    def _looked(self, found: Reading) -> None:
        self._found = found
        self.file.show_found(found)
        self.next_button.setEnabled(True)
        if self._job is None:
            self.next_button.setFocus()

    def _unclear(self, error: AppError) -> bool:
        self._found = None
        self.file.found.setText("")
        self.next_button.setEnabled(False)
        return self._refused(error)

    def _plan(self) -> None:
        """Check every row in the background, then show the preview."""
        found, session = self._found, self._desk.session
        if found is None:
            return
        mapping, state, create = self.columns.mapping(), self.preview.state_code, self.preview.register_new.isChecked()
        day = str(self.columns.day.value() or "")
        self._work(self._desk.runner.task(
            self, "核对表格", lambda c: intake.plan(session, found, mapping, c, state=state, day=day, create=create),
            self._planned, failed=self._refused,
        ))  # fmt: skip

    def _planned(self, plan: Plan) -> None:
        self.preview.show_plan(plan)
        if self.stack.currentIndex() != PREVIEW:
            self._show(PREVIEW)
        self._judge()

    def _judge(self) -> None:
        """Say what the choices come to."""
        plan = self.preview.plan
        if plan is None or self.stack.currentIndex() != PREVIEW:
            return
        faults, duplicates = self.preview.choices
        refused = intake.refusal(plan, faults, duplicates)
        self.problem.setText(refused.sentence() if refused is not None else "")
        count = len(intake.chosen_entries(plan, duplicates))
        self.next_button.setText("导入" if refused is not None else f"导入 {count} 条")
        self.next_button.setEnabled(refused is None)

    def _import(self) -> None:
        plan, session = self.preview.plan, self._desk.session
        if plan is None:
            return
        faults, duplicates = self.preview.choices
        self._work(self._desk.runner.operate(
            self, "从 Excel 导入", lambda c: intake.apply(session, plan, faults, duplicates, c), self._done, failed=self._refused
        ))  # fmt: skip

    def _done(self, report: Report) -> None:
        self.result_page.show_report(report)
        self._show(DONE)

    def _undo(self) -> None:
        session = self._desk.session

        def work(_context: JobContext) -> OpResult[str]:
            done = undo.undo(session)
            if done is None:
                raise AppError(ErrorCode.BAD_STATE, "没有可以撤销的操作。")
            return done

        self._work(self._desk.runner.operate(self, "撤销导入", work, lambda _n: self.result_page.show_undone(), failed=self._refused))

    def _save_faulty(self) -> None:
        plan, session = self.preview.plan, self._desk.session
        if plan is None:
            return
        path = self._desk.dialogs.save_file("保存没有导入的行", f"没有导入的行 {self._desk.today()}.xlsx", SHEET_KIND)
        if path is not None:
            self._work(self._desk.runner.task(
                self, "写表格", lambda c: intake.write_faulty(session, plan, path, c),
                lambda count: self._desk.say(f"已写出 {count} 行：{path.name}"), failed=self._refused,
            ))  # fmt: skip

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
            self.doing.setText(job.progress.text)

    def _moved(self, job: Job) -> None:
        if job is self._job and job.state in (State.DONE, State.FAILED, State.CANCELLED):
            self._quiet()

    def _quiet(self) -> None:
        self._job = None
        for made in (self.bar, self.doing, self.stop):
            made.setVisible(False)
        self.stack.setEnabled(True)
        self.back_button.setEnabled(True)
        self.next_button.setEnabled(self.stack.currentIndex() != FILE or self._found is not None)
        self._judge()

    def _stop(self) -> None:
        if self._job is not None:
            self._desk.runner.cancel(self._job)

    def _refused(self, error: AppError) -> bool:
        self.problem.setText(error.sentence())
        return True

    def reject(self) -> None:
        """Close; work that still runs is stopped and leaves nothing."""
        self._stop()
        super().reject()


def open_import(desk: Desk, owner: QWidget, among: Sequence[str] = (), path: Path | None = None) -> None:
    """Open the import. among: forms of the page; path: a file that was dropped."""
    dialog = ImportSheet(desk, among, owner)
    dialog.open()
    if path is not None:
        dialog.read(path)


def ask_template(desk: Desk, owner: QWidget, among: Sequence[str] = ()) -> None:
    """Ask which template and where to write it."""
    dialog = TemplateDialog(desk, among, owner)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.wanted.connect(lambda target, kind, filled: _save_template(desk, owner, target, kind, filled=filled))
    dialog.open()


def _save_template(desk: Desk, owner: QWidget, target: str, kind: str, *, filled: bool) -> None:
    session = desk.session
    name = intake_template.template_name(session, target, kind)
    path = desk.dialogs.save_file("下载模板", name, SHEET_KIND)
    if path is None:
        return

    def go(two: bool) -> None:
        second = ask_second(desk, "两个人导出现有的记录") if two else None
        if second is not None or not two:
            desk.runner.task(
                owner, "写模板",
                lambda c: intake_template.save_template(session, target, path, c, kind, filled=filled, second=second),
                lambda count: desk.say(f"模板已写好：{path.name}" + (f"，带上 {count} 条" if count else "")),
            )  # fmt: skip

    desk.runner.query(owner, lambda: filled and intake_template.wants_second(session, target, kind), go, key="second")


def _old_letters(desk: Desk, owner: QWidget) -> None:
    from app.ui.readletters import open_readback  # with the reader of documents, which lists do not need

    open_readback(desk, owner)


def import_buttons(desk: Desk, owner: QWidget, among: Sequence[str], role: str = "") -> list[QPushButton]:
    """导入 with its two entries for the forms of a page; none when the account may import none of them."""
    if not any(one in among for one, _label in targets(desk.session)):
        return []
    made = button("导入", None, role, name="从表格导入")
    menu = QMenu(made)
    menu.setAccessibleName("从表格导入")
    menu.addAction("从 Excel 导入…").triggered.connect(lambda _c=False: open_import(desk, owner, among))
    if "letter" in among and may_read_back(desk.session):
        menu.addAction("读入旧公文（Word）…").triggered.connect(lambda _c=False: _old_letters(desk, owner))
    menu.addAction("下载模板…").triggered.connect(lambda _c=False: ask_template(desk, owner, among))
    made.clicked.connect(lambda _c=False: menu.popup(made.mapToGlobal(made.rect().bottomLeft())))
    return [made]
