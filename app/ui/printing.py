"""Printing: PDF bytes onto paper, with a preview first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services import prints
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.parts import button, label
from app.ui.pdfview import PdfPages, SheetView
from app.ui.theme import Tokens

PRINT_DPI = 300


def paint_pdf(printer: QPrinter, pdf: bytes) -> int:
    """Draw all pages of a PDF onto a printer; returns how many."""
    pages = PdfPages(pdf)
    painter = QPainter(printer)
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    inside = printer.pageRect(QPrinter.Unit.DevicePixel)
    for number in range(pages.count):
        if number:
            printer.newPage()
        image = pages.image(number, round(printer.paperRect(QPrinter.Unit.Inch).width() * PRINT_DPI))
        painter.drawImage(QRectF(-inside.x(), -inside.y(), paper.width(), paper.height()), image)
    painter.end()
    count = pages.count
    pages.close()
    return count


class PrintPreview(QDialog):
    """The pages as they will come out, then the printer or a file."""

    def __init__(self, dialogs: Dialogs, tokens: Tokens, title: str, pdf: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialogs, self._pdf, self._title = dialogs, pdf, title
        self.setWindowTitle(f"打印预览 · {title}")
        self.resize(760, 680)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        self._view = SheetView(tokens, "打印预览")
        self._where = label("", "sub")
        top = QHBoxLayout()
        top.addWidget(label(title, "card-title"))
        top.addStretch(1)
        top.addWidget(button("上一页", lambda: self._turn(-1), "small"))
        top.addWidget(self._where)
        top.addWidget(button("下一页", lambda: self._turn(1), "small"))
        box.addLayout(top)
        box.addWidget(self._view, 1)
        low = QHBoxLayout()
        low.addStretch(1)
        low.addWidget(button("关闭", self.reject))
        low.addWidget(button("存为 PDF…", self._save))
        low.addWidget(button("打印…", self._print, "primary"))
        box.addLayout(low)
        self._view.show_pdf(pdf)
        self._turn(0)

    def _turn(self, step: int) -> None:
        self._view.turn(self._view.page + step)
        self._where.setText(f"第 {self._view.page + 1} 页，共 {self._view.count} 页")

    def _save(self) -> None:
        path = self._dialogs.save_file("存为 PDF", f"{self._title}.pdf", "PDF 文件 (*.pdf)")
        if path is not None:
            path.write_bytes(self._pdf)
            self.accept()

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setDocName(self._title)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            paint_pdf(printer, self._pdf)
            self.accept()


def preview_dialog(dialogs: Dialogs, tokens: Tokens, title: str, pdf: bytes, parent: QWidget) -> None:
    """Open the preview without blocking; scripted tests answer with a file to write instead."""
    if dialogs.scripted or dialogs.script:
        path = dialogs.save_file("打印", f"{title}.pdf", "PDF 文件 (*.pdf)")
        if path is not None:
            path.write_bytes(pdf)
        return
    PrintPreview(dialogs, tokens, title, pdf, parent.window()).open()


def print_query(desk: Desk, owner: QWidget, title: str, work: Callable[[], bytes]) -> None:
    """Make a PDF on the store thread, then preview it."""
    desk.runner.query(owner, work, lambda pdf: preview_dialog(desk.dialogs, desk.tokens, title, pdf, owner), label="正在排版")


def print_record(desk: Desk, record: RecordView, owner: QWidget) -> None:
    """Preview one record."""
    session, record_id = desk.session, record.id
    print_query(desk, owner, record.title or "记录", lambda: prints.record_pdf(session, record_id))
