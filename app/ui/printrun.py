"""Pages onto a printer, one side a turn of the event loop, so that the window stays alive.

Does not belong here: which pages of which copies (services.printorder), choosing (printpanel).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QTransform
from PySide6.QtPrintSupport import QPrinter

from app.ui.pdfview import PdfPages

PRINT_DPI = 300
SPOOL = "TMPDIR"  # where CUPS' cupsTempFd, which Qt calls, puts the file of a print
Side = tuple[int, int] | None  # copy and page from 1; None: an empty side


def paper_of(printer: QPrinter, pages: PdfPages, *, colour: bool = False) -> None:
    """Set a printer to A4, in colour or black and white, turned as the first page is."""
    wide = pages.count > 0 and pages.ratio(0) > 1
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    printer.setColorMode(QPrinter.ColorMode.Color if colour else QPrinter.ColorMode.GrayScale)


class PrintRun(QObject):
    """One print job. spool: the only folder in which a file of it may be put meanwhile."""

    moved = Signal(int, int)
    ended = Signal(int)  # how many sides were drawn

    def __init__(
        self, printer: QPrinter, copies: Sequence[PdfPages], sides: Sequence[Side], parent: QObject | None = None,
        spool: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._printer, self._copies, self._sides, self._spool = printer, copies, sides, spool
        self._drawn = 0
        self._was: str | None = None
        self._painter: QPainter | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin; `ended` comes at the end or after stop()."""
        if self._spool is not None:
            self._was = os.environ.get(SPOOL)
            os.environ[SPOOL] = str(self._spool)
        self._painter = QPainter(self._printer)
        self._timer.start()

    def stop(self) -> None:
        """Close the job with the sides drawn so far."""
        if self._painter is not None:
            self._timer.stop()
            self._painter.end()
            self._painter = None
            if self._spool is not None:
                os.environ.pop(SPOOL, None)
                os.environ |= {SPOOL: self._was} if self._was is not None else {}
            self.ended.emit(self._drawn)

    def _next(self) -> None:
        if self._painter is None or self._drawn >= len(self._sides):
            self.stop()
            return
        if self._drawn:
            self._printer.newPage()
        side = self._sides[self._drawn]
        if side is not None:
            self._draw(self._painter, self._copies[side[0]], side[1] - 1)
        self._drawn += 1
        self.moved.emit(self._drawn, len(self._sides))

    def _draw(self, painter: QPainter, pages: PdfPages, number: int) -> None:
        """A page that lies on its side is turned so that its head comes to the left of the upright sheet, as bound."""
        paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        inside = self._printer.pageRect(QPrinter.Unit.DevicePixel)
        inches = self._printer.paperRect(QPrinter.Unit.Inch)
        turned = (pages.ratio(number) > 1) != (paper.width() > paper.height())
        image = pages.image(number, round((inches.height() if turned else inches.width()) * PRINT_DPI))
        if self._printer.colorMode() is QPrinter.ColorMode.GrayScale:
            image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        if turned:
            image = image.transformed(QTransform().rotate(-90))
        painter.drawImage(QRectF(-inside.x(), -inside.y(), paper.width(), paper.height()), image)
