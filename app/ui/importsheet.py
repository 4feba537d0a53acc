"""从 Excel 导入: file, columns, preview, result. Everything runs as jobs; nothing is written before 导入."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.domain.errors import AppError
from app.services import intake, intake_template
from app.services.intake import Reading, Report
from app.services.intake_columns import targets
from app.services.intake_plan import Plan
from app.services.letter_readback_rows import may_read_back
from app.sheets.reading import Book
from app.ui.desk import Desk
from app.ui.importsheet_pages import ColumnsPage, FilePage, TemplateDialog
from app.ui.importsheet_preview import ImportDonePage, PreviewPage
from app.ui.parts import button
from app.ui.secondperson import ask_second
from app.ui.stepsdialog import StepsDialog

STEPS = ("选文件", "对列", "预览", "完成")
FILE, COLUMNS, PREVIEW, DONE = range(4)
SHEET_KIND = "Excel 表格 (*.xlsx)"


class ImportSheet(StepsDialog):
    """The steps of one import. among: what the page the clerk came from holds (empty = anything)."""

    def __init__(self, desk: Desk, among: Sequence[str], parent: QWidget) -> None:
        super().__init__(desk, parent, "从 Excel 导入", STEPS)
        self.resize(980, 640)
        self._among = tuple(among)
        self._book: Book | None = None
        self._found: Reading | None = None
        self.file, self.columns = FilePage(desk, self._among), ColumnsPage(desk.session.clock)
        self.preview, self.result_page = PreviewPage(desk.session), ImportDonePage()
        self._connect()
        self.lay_out((self.file, self.columns, self.preview, self.result_page))

    def _connect(self) -> None:
        self.file.picked.connect(self.read)
        self.file.changed.connect(self._look)
        self.file.template_wanted.connect(lambda: ask_template(self._desk, self, self._among))
        self.preview.replanned.connect(self._plan)
        self.preview.changed.connect(self._judge)
        self.preview.faulty_wanted.connect(self._save_faulty)
        self.result_page.faulty_wanted.connect(self._save_faulty)
        self.result_page.undone.connect(lambda: self.take_back("撤销导入", lambda _n: self.result_page.show_undone("已撤销，库里和导入前一样。")))

    # --- steps ---------------------------------------------------------------
    def show_step(self, step: int) -> None:
        """Show a page with the buttons that belong to it."""
        super().show_step(step)
        self.back_button.setVisible(step in (COLUMNS, PREVIEW))
        self.next_button.setVisible(step != DONE)
        self.next_button.setText("导入" if step == PREVIEW else "下一步")
        self.next_button.setEnabled(step != FILE or self._found is not None)
        first = {FILE: self.file.choose, COLUMNS: next(iter(self.columns.picks.values()), self.next_button), PREVIEW: self.next_button}
        first.get(step, self.close_button).setFocus()

    def settle(self) -> None:
        """下一步 wants a table that was read; 导入, rows that may come in."""
        self.next_button.setEnabled(self.step != FILE or self._found is not None)
        self._judge()

    def go_on(self) -> None:
        """The next step; from the preview: import."""
        if self.busy or not self.next_button.isEnabled() or not self.next_button.isVisible():
            return
        step = self.step
        if step == FILE and self._found is not None:
            self.columns.show_found(self._found)
            self.columns.follow(self.file.pick.kind)
            self.preview.prepare(self._found)
            self.show_step(COLUMNS)
        elif step == COLUMNS:
            self._plan()
        elif step == PREVIEW:
            self._import()

    def read(self, path: Path) -> None:
        """Read a file."""
        self._found = None
        self.next_button.setEnabled(False)
        self.work(self._desk.runner.task(self, "读取表格", lambda _c: intake.read_book(path), self._read, failed=self.refused))

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
        if not self.busy:
            self.next_button.setFocus()

    def _unclear(self, error: AppError) -> bool:
        self._found = None
        self.file.found.setText("")
        self.next_button.setEnabled(False)
        return self.refused(error)

    def _plan(self) -> None:
        """Check every row in the background, then show the preview."""
        found, session = self._found, self._desk.session
        if found is None:
            return
        mapping, state, create = self.columns.mapping(), self.preview.state_code, self.preview.register_new.isChecked()
        day = str(self.columns.day.value() or "")
        self.work(self._desk.runner.task(
            self, "核对表格", lambda c: intake.plan(session, found, mapping, c, state=state, day=day, create=create),
            self._planned, failed=self.refused,
        ))  # fmt: skip

    def _planned(self, plan: Plan) -> None:
        self.preview.show_plan(plan)
        if self.step != PREVIEW:
            self.show_step(PREVIEW)
        self._judge()

    def _judge(self) -> None:
        """Say what the choices come to."""
        plan = self.preview.plan
        if plan is None or self.step != PREVIEW:
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
        self.work(self._desk.runner.operate(
            self, "从 Excel 导入", lambda c: intake.apply(session, plan, faults, duplicates, c), self._done, failed=self.refused
        ))  # fmt: skip

    def _done(self, report: Report) -> None:
        self.result_page.show_report(report)
        self.show_step(DONE)

    def _save_faulty(self) -> None:
        plan, session = self.preview.plan, self._desk.session
        if plan is None:
            return
        path = self._desk.dialogs.save_file("保存没有导入的行", f"没有导入的行 {self._desk.today()}.xlsx", SHEET_KIND)
        if path is not None:
            self.work(self._desk.runner.task(
                self, "写表格", lambda c: intake.write_faulty(session, plan, path, c),
                lambda count: self._desk.say(f"已写出 {count} 行：{path.name}"), failed=self.refused,
            ))  # fmt: skip


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
