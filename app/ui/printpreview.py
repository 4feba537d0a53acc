"""The print preview: the pages as they will come out, then the printer or a file.

Does not belong here: making pages (services) and putting them on paper (printing).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.services.prints import Paper
from app.ui.parts import button, label, row
from app.ui.pdfview import MARGIN, PdfPages, SheetView
from app.ui.printing import PrintRun, Tools, paper_of, save_pdf

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
        self, tools: Tools, title: str, pdf: bytes, again: Callable[[Paper], bytes] | None, paper: Paper, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tools, self._title, self._pdf, self._again, self.paper = tools, title, pdf, again, paper
        self._run: PrintRun | None = None
        self.setWindowTitle(f"打印预览 · {title}")
        self.resize(min(900, parent.width() - 60), max(min(parent.height() - 40, 900), 520))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(8)
        self.sheets = Sheets(tools)
        self.where = label("", "sub")
        box.addLayout(self._top())
        box.addWidget(self.sheets, 1)
        box.addLayout(self._low())
        self.sheets.show_pdf(pdf)
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
        self._print_button = button("打印…", self._print, "primary")
        self._state = label("A4，黑白", "sub")
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

    def _laid_out(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._turned.setText(self._other_way())
        self.sheets.show_pdf(pdf)
        self._tell()
        self._wait("")

    def _wait(self, words: str) -> None:
        self._state.setText(words or "A4，黑白")
        for one in (self._save_button, self._print_button):
            one.setEnabled(not words)

    # --- out ---------------------------------------------------------------
    def _save(self) -> None:
        save_pdf(self._tools, self, self._title, self._pdf, "存为 PDF", self.accept)

    def _print(self) -> None:
        pages = PdfPages(self._pdf)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        paper_of(printer, pages)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, max(pages.count, 1))
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            first, last = printer.fromPage() or 1, printer.toPage() or pages.count
            self.put_on(printer, pages, range(first - 1, min(last, pages.count)))
        else:
            pages.close()

    def put_on(self, printer: QPrinter, pages: PdfPages, numbers: range) -> None:
        """Draw the pages onto the printer, saying how far it is; closes at the end."""
        self._wait("正在打印……")
        run = self._run = PrintRun(printer, pages, numbers, self)
        run.moved.connect(lambda done, all_: self._state.setText(f"正在打印第 {done} 页，共 {all_} 页"))

        def ended(_drawn: int) -> None:
            pages.close()
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
