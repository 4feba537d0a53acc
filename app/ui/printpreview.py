"""The print preview: the pages as they will come out, then the printer or a file.

Does not belong here: making pages (services) and putting them on paper (printing).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import prints
from app.services.printorder import PrintOrder, chosen, sheets
from app.services.prints import Paper
from app.ui.parts import button, label, row
from app.ui.pdfview import MARGIN, PdfPages, SheetView
from app.ui.printing import PrintJob, SheetJob, Tools, save_pdf
from app.ui.printpanel import Printers, PrintPanel
from app.ui.printrun import PrintRun, paper_of

LOOK_MS = 300
STEPS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}


class Sheets(QScrollArea):
    """One page at a time: whole, or as wide as there is room."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.sheet = SheetView(tools.tokens, "打印预览")
        self.sheet.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(self.sheet)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fit_width = False
        self._ratio = 1.0

    def show_pdf(self, pdf: bytes) -> None:
        """Show a document, staying on the page when it has one of that number."""
        pages = PdfPages(pdf)
        self._ratio = pages.ratio(0) if pages.count else 1.0
        pages.close()
        self.sheet.show_pdf(pdf)
        self._fit()

    def set_fit_width(self, wide: bool) -> None:
        """Whole page or page width."""
        self.fit_width = wide
        self._fit()

    def turn(self, step: int) -> None:
        """Pages on or back; the new page shows from its top."""
        self.sheet.turn(self.sheet.page + step)
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that turn pages are the dialog's, not the scroll bar's."""
        if event.key() in STEPS:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        room = self.viewport().width() - 2 * MARGIN
        self.sheet.setMinimumHeight(round(room / self._ratio) + 2 * MARGIN if self.fit_width else 200)


class PrintPreview(QDialog):
    """Pages, turning, zoom, paper and purpose; 打印 and 存为 PDF."""

    def __init__(
        self, tools: Tools, title: str, job: PrintJob, pdf: bytes, again: Callable[[Paper], bytes] | None, paper: Paper,
        parent: QWidget, printers: Printers | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tools, self._title, self._pdf, self._again, self.paper = tools, title, pdf, again, paper
        self._job = job
        self._run: PrintRun | None = None
        self._waiting = False
        self.setWindowTitle(f"打印预览 · {title}")
        self.resize(min(1000, parent.width() - 60), max(min(parent.height() - 40, 900), 520))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(8)
        self.sheets = Sheets(tools)
        self.where = label("", "sub")
        self.sheets.show_pdf(pdf)
        self.panel = PrintPanel(printers or Printers(), self.sheets.sheet.count, job.advice)
        self.panel.changed.connect(self._can_print)
        self._number = self.panel.order().numbers[:1]
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_again)
        self.panel.changed.connect(self._look.start)
        box.addLayout(self._top())
        middle = row(self.sheets, self.panel, spacing=16)
        middle.setStretch(0, 1)
        box.addLayout(middle, 1)
        box.addLayout(self._low())
        self._can_print()
        QTimer.singleShot(0, self, self.panel.find_printers)
        self._tell()
        self.sheets.sheet.setFocus()

    def _top(self) -> QHBoxLayout:
        self._zoom = button("页宽", self._toggle_zoom, "small", name="按页宽显示或显示整页")
        parts: list[QWidget | None] = [
            button("上一页", lambda: self._turn(-1), "small"), self.where,
            button("下一页", lambda: self._turn(1), "small"), None,
        ]  # fmt: skip
        if self._again is not None:
            self.purpose = QLineEdit(self.paper.purpose)
            self.purpose.setPlaceholderText("用途，印在页脚")
            self.purpose.setAccessibleName("打印用途")
            self.purpose.setMaxLength(40)
            self.purpose.setFixedWidth(190)
            self.purpose.editingFinished.connect(self._purpose_typed)
            self._turned = button(self._other_way(), self._turn_paper, "small")
            parts += [self.purpose, self._turned]
        return row(*parts, self._zoom)

    def _low(self) -> QHBoxLayout:
        self._save_button = button("存为 PDF…", self._save)
        self._print_button = button("打印", self.print, "primary")
        self._state = label("", "sub")
        return row(self._state, None, button("关闭", self.reject), self._save_button, self._print_button)

    # --- looking -----------------------------------------------------------
    def _turn(self, step: int) -> None:
        self.sheets.turn(step)
        self._tell()

    def _tell(self) -> None:
        self.where.setText(f"第 {self.sheets.sheet.page + 1} 页，共 {self.sheets.sheet.count} 页")

    def _toggle_zoom(self) -> None:
        self.sheets.set_fit_width(not self.sheets.fit_width)
        self._zoom.setText("整页" if self.sheets.fit_width else "页宽")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._turn(step)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return  # Enter in 用途 lays out again; it never closes the preview
        super().keyPressEvent(event)

    # --- paper -------------------------------------------------------------
    def _other_way(self) -> str:
        return "改为纵向" if self.paper.wide else "改为横向"

    def _turn_paper(self) -> None:
        self._lay_out(Paper(not self.paper.wide, self.paper.purpose))

    def _purpose_typed(self) -> None:
        words = self.purpose.text().strip()
        if words != self.paper.purpose:
            self._lay_out(Paper(self.paper.wide, words))

    def _lay_out(self, paper: Paper) -> None:
        again = self._again
        if again is None:
            return
        self.paper = paper
        self._wait("正在排版……")
        self._tools.runner.query(self, lambda: again(paper), self._laid_out, key="paper", label="正在排版")

    def _look_again(self) -> None:
        """Another number of the first copy: show it on its pages."""
        order, job = self.panel.order(), self._job
        if order.numbers[:1] != self._number:
            self._number = order.numbers[:1]
            self._tools.runner.query(self, lambda: job.look(order), self.sheets.show_pdf, failed=self._refused, key="look")

    def _laid_out(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._job = SheetJob(pdf)
        self._turned.setText(self._other_way())
        self.sheets.show_pdf(pdf)
        self.panel.set_count(self.sheets.sheet.count)
        self._tell()
        self._wait("")

    def _wait(self, words: str) -> None:
        self._state.setText(words)
        self._waiting = bool(words)
        self.panel.setEnabled(not words)
        self._save_button.setEnabled(not words)
        self._can_print()

    def _can_print(self) -> None:
        self._print_button.setEnabled(self.panel.ready and not self._waiting)

    # --- out ---------------------------------------------------------------
    def _save(self) -> None:
        def show(pdf: bytes) -> None:
            save_pdf(self._tools, self, self._title, pdf, "存为 PDF", self.accept)

        order = self.panel.order()
        self._tools.runner.query(self, lambda: self._job.keep(order), show, failed=self._refused, label="正在排版")

    def _refused(self, error: AppError) -> bool:
        self._wait("")
        self._state.setText(error.message + error.action)
        return True

    def print(self) -> None:
        """Make the copies, write the log, put them on the chosen printer."""
        order, job, session = self.panel.order(), self._job, getattr(self._tools, "session", None)
        self._wait("正在准备……")

        def work() -> tuple[list[bytes], Path | None]:
            return job.copies(order), prints.spool_folder(session) if session is not None else None

        def ready(found: tuple[list[bytes], Path | None]) -> None:
            self.put_on(self.panel.open_printer(), [PdfPages(pdf) for pdf in found[0]], order, found[1])

        self._tools.runner.query(self, work, ready, failed=self._refused, key="print", label="正在准备打印")

    def put_on(self, printer: QPrinter, copies: list[PdfPages], order: PrintOrder, spool: Path | None = None) -> None:
        """Draw the copies onto the printer, saying how far it is; closes at the end."""
        self._wait("正在打印……")
        paper_of(printer, copies[0], colour=self.panel.colour.isChecked())
        printer.setDocName(self._title)
        pages = [chosen(order, one.count) for one in copies]
        if len(copies) == 1 and order.copies > 1:
            if printer.supportsMultipleCopies():
                printer.setCopyCount(order.copies)
                printer.setCollateCopies(True)
            else:
                copies, pages = copies * order.copies, pages * order.copies
        run = self._run = PrintRun(printer, copies, sheets(pages, two_sided=order.sides != "one"), self, spool)
        run.moved.connect(lambda done, all_: self._state.setText(f"正在打印第 {done} 面，共 {all_} 面"))

        def ended(_drawn: int) -> None:
            for one in dict.fromkeys(copies):
                one.close()
            self._run = None
            self.accept()

        run.ended.connect(ended)
        run.start()

    def reject(self) -> None:
        if self._run is not None:
            self._run.stop()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._run is not None:
            self._run.stop()
        super().closeEvent(event)
