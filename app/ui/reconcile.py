"""对账: choose the superior's list, match its columns, go through the rows side by side. Can be left and gone on with.

File and columns are the pages of the import. Does not belong here: the rows side by side (reconcile_view), what they mean
(services.reconcile).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services import intake, reconcile, reconcile_rows
from app.services.intake import Reading
from app.services.intake_columns import targets
from app.sheets.reading import Book
from app.ui.desk import Desk
from app.ui.importsheet import ask_template
from app.ui.importsheet_pages import ColumnsPage, FilePage
from app.ui.parts import button, label, local_time, row
from app.ui.reconcile_view import RowsPage
from app.ui.simpletable import SimpleTable
from app.ui.stepsdialog import StepsDialog

STEPS = ("选对方的表", "对列", "逐件核对")
FILE, COLUMNS, ROWS = range(3)


class ReconcileDialog(StepsDialog):
    """The steps of one reconciliation. among: the ledgers of the page the clerk came from."""

    def __init__(self, desk: Desk, among: Sequence[str], parent: QWidget) -> None:
        super().__init__(desk, parent, "对账", STEPS)
        self.resize(1080, 680)
        self._among = tuple(among)
        self._book: Book | None = None
        self._found: Reading | None = None
        self._waiting: list[tuple[str, str, str]] = []
        self.file, self.columns, self.rows = FilePage(desk, self._among), ColumnsPage(desk.session.clock), RowsPage(desk, self)
        self.outs = self.rows.out_buttons()
        self.file.picked.connect(self.read)
        self.file.changed.connect(self._look)
        self.file.template_wanted.connect(lambda: ask_template(desk, self, self._among))
        self.rows.refused.connect(self.refused)
        self.rows.acted.connect(lambda: self.problem.setText(""))
        self.lay_out((self._first_page(), self.columns, self.rows), self.outs)
        self._read_waiting()

    def _first_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        self.who = QLineEdit()
        self.who.setAccessibleName("对方是谁")
        self.who.setPlaceholderText("例如：县纪委办公室。同一个对方的表，列的对法会记住")
        box.addLayout(row(label("对方", "field"), self.who))
        box.addWidget(self.file, 1)
        self.waiting_label = label("没有做完的对账（双击接着做）", "field")
        self.waiting = SimpleTable("没有做完的对账", (("台账和对方", 0), ("上次做到", 150)), self._resume)
        self.waiting.setMaximumHeight(150)
        box.addWidget(self.waiting_label)
        box.addWidget(self.waiting)
        return page

    # --- steps ---------------------------------------------------------------
    def show_step(self, step: int) -> None:
        """Show a page with the buttons that belong to it."""
        super().show_step(step)
        self.back_button.setVisible(step == COLUMNS)
        self.next_button.setText("结束对账" if step == ROWS else "下一步")
        for made in self.outs:
            made.setVisible(step == ROWS)
        self.settle()

    def settle(self) -> None:
        """下一步 wants a table that was read."""
        self.next_button.setEnabled(self.step != FILE or self._found is not None)

    def go_on(self) -> None:
        """The next step; from the rows: the end, asking when some are open."""
        step = self.step
        if self.busy or not self.next_button.isEnabled():
            return
        if step == FILE and self._found is not None:
            self._to_columns(self._found)
        elif step == COLUMNS:
            self._begin()
        elif step == ROWS:
            self._finish()

    def _to_columns(self, found: Reading) -> None:
        session, sender = self._desk.session, self.who.text()

        def show(columns: dict[int, str]) -> None:
            self._found = Reading(found.target, found.table, columns, found.remembered or columns != dict(found.mapping))
            self.columns.show_found(self._found, dated=False)
            self.columns.follow(self.file.pick.kind)
            self.show_step(COLUMNS)

        self._desk.runner.query(self, lambda: reconcile_rows.columns_for(session, sender, found), show, failed=self.refused)

    def _begin(self) -> None:
        found, book, session = self._found, self._book, self._desk.session
        if found is None or book is None:
            return
        grid = book.grids[str(self.file.sheet.currentData())]
        mapping, sender, kind, name = self.columns.mapping(), self.who.text(), self.file.pick.kind_code, book.path.name
        self.work(self._desk.runner.task(
            self, "核对两边的账", lambda _c: reconcile.begin(session, found, grid, mapping, sender=sender, file=name, kind=kind),
            self._begun, failed=self.refused,
        ))  # fmt: skip

    def _begun(self, one: str) -> None:
        self.show_step(ROWS)
        self.rows.open(one)

    def _resume(self, number: int) -> None:
        self._begun(self._waiting[number][0])

    def _finish(self) -> None:
        left = self.rows.left_open
        text = f"还有 {left} 件没有处理。结束以后不能再接着做；记录不受影响。" if left else "记录不受影响。要存结果的，请先存。"
        if self.rows.one and self._desk.dialogs.confirm("结束对账", text, "结束"):
            session, one = self._desk.session, self.rows.one
            self.work(self._desk.runner.task(self, "结束对账", lambda _c: reconcile.finish(session, one), lambda _v: self.accept(), failed=self.refused))

    # --- reading -------------------------------------------------------------
    def _read_waiting(self) -> None:
        session = self._desk.session
        self._desk.runner.query(self, lambda: reconcile.unfinished(session), self._show_waiting, key="waiting")

    def _show_waiting(self, found: list[tuple[str, str, str]]) -> None:
        self._waiting = found
        self.waiting.set_rows([(title, local_time(at)) for _one, title, at in found])
        for made in (self.waiting, self.waiting_label):
            made.setVisible(bool(found))

    def read(self, path: Path) -> None:
        """Read a file."""
        self._found = None
        self.work(self._desk.runner.task(self, "读取表格", lambda _c: intake.read_book(path), self._read, failed=self.refused))

    def _read(self, book: Book) -> None:
        self._book = book
        self.file.show_book(book)
        self._look()

    def _look(self) -> None:
        book, session, pick = self._book, self._desk.session, self.file.pick
        if book is None:
            return
        target, kind = pick.target if pick.by_hand else "", pick.kind_code
        sheet, head, among = str(self.file.sheet.currentData()), self.file.head_row, self._among
        self._desk.runner.query(
            self, lambda: intake.reading(session, book, sheet, target, kind if target else "", head, among),
            self._looked, failed=self.refused, key="look",
        )  # fmt: skip

    def _looked(self, found: Reading) -> None:
        self._found = found
        self.file.show_found(found)
        self.problem.setText("")
        if not self.busy:
            self.settle()
            self.next_button.setFocus()


def reconcile_buttons(desk: Desk, owner: QWidget, among: Sequence[str]) -> list[QPushButton]:
    """对账 for a page of ledgers; none when the account may not match any of them."""
    if not any(one in among for one, _label in targets(desk.session)):
        return []
    made = button("对账", lambda: open_reconcile(desk, owner, among), name="与对方的表对账")
    made.setToolTip("读上级发来的表，与我方台账逐件核对")
    return [made]


def open_reconcile(desk: Desk, owner: QWidget, among: Sequence[str]) -> None:
    """Open the reconciliation."""
    ReconcileDialog(desk, among, owner).open()
