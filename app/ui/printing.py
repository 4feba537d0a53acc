"""Printing: every sheet of paper goes through `preview`; PDF bytes onto a printer, page by page.

Belongs here: how bytes become paper. Does not belong here: what stands on the pages (services make PDFs).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.services import prints
from app.services.prints import Paper
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.pdfview import PdfPages
from app.ui.theme import Tokens

PRINT_DPI = 300


class Tools(Protocol):
    """What a preview needs of a desk (the wizard has no desk yet, but has these three)."""

    dialogs: Dialogs
    tokens: Tokens
    runner: Runner


def preview(
    desk: Tools,
    owner: QWidget,
    title: str,
    make_pdf: Callable[[], bytes],
    *,
    again: Callable[[Paper], bytes] | None = None,
    paper: Paper = Paper(),  # noqa: B008 - frozen
) -> None:
    """Make a PDF on the store thread, show its pages; from there to a printer or into a file.

    The one way to print anything: lists, records, person sheets, boards, charts, letters.
    desk: a Desk (or anything with dialogs, tokens and runner). owner: the page that asks; a job
    whose owner is gone is dropped. title: names the dialog and the proposed file, without content.
    make_pdf: runs on the store thread, returns the PDF, raises AppError.
    again: makes it with other paper; gives the dialog 横向/纵向 and 用途. paper: what make_pdf uses.
    Under scripted dialogs the answer to “打印” is a file to write the PDF to (None: give up).
    """

    def show(pdf: bytes) -> None:
        if desk.dialogs.scripted or desk.dialogs.script:
            save_pdf(desk, owner, title, pdf, "打印")
            return
        from app.ui.printpreview import PrintPreview

        PrintPreview(desk, title, pdf, again, paper, owner.window()).open()

    desk.runner.query(owner, make_pdf, show, label="正在排版")


def save_pdf(
    desk: Tools, owner: QWidget, title: str, pdf: bytes, question: str, done: Callable[[], object] | None = None
) -> None:
    """Ask where, then write the file whole or not at all."""
    path = desk.dialogs.save_file(question, f"{title}.pdf", "PDF 文件 (*.pdf)")
    if path is not None:
        desk.runner.task(
            owner, "存为 PDF", lambda _c: prints.save_pdf(path, pdf), lambda _v: done() if done is not None else None
        )


def print_record(desk: Desk, record: RecordView, owner: QWidget) -> None:
    """Preview one record."""
    session, record_id = desk.session, record.id
    preview(desk, owner, record.title or "记录", lambda: prints.record_pdf(session, record_id))


def paper_of(printer: QPrinter, pages: PdfPages) -> None:
    """Set a printer to A4, black and white, turned as the first page is."""
    wide = pages.count > 0 and pages.ratio(0) > 1
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)


class PrintRun(QObject):
    """Pages onto a printer, one a turn of the event loop, so that the window stays alive."""

    moved = Signal(int, int)
    ended = Signal(int)  # how many pages were drawn

    def __init__(self, printer: QPrinter, pages: PdfPages, numbers: range, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._printer, self._pages, self._numbers = printer, pages, numbers
        self._drawn = 0
        self._painter: QPainter | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin; `ended` comes at the end or after stop()."""
        self._painter = QPainter(self._printer)
        self._timer.start()

    def stop(self) -> None:
        """Close the job with the pages drawn so far."""
        if self._painter is not None:
            self._timer.stop()
            self._painter.end()
            self._painter = None
            self.ended.emit(self._drawn)

    def _next(self) -> None:
        if self._painter is None or self._drawn >= len(self._numbers):
            self.stop()
            return
        if self._drawn:
            self._printer.newPage()
        self._draw(self._painter, self._numbers[self._drawn])
        self._drawn += 1
        self.moved.emit(self._drawn, len(self._numbers))

    def _draw(self, painter: QPainter, number: int) -> None:
        paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        inside = self._printer.pageRect(QPrinter.Unit.DevicePixel)
        inches = self._printer.paperRect(QPrinter.Unit.Inch)
        image = self._pages.image(number, round(inches.width() * PRINT_DPI))
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        painter.drawImage(QRectF(-inside.x(), -inside.y(), paper.width(), paper.height()), grey)
