"""PDF pages from bytes, rendered by QtPdf and shown as sheets of paper."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget

from app.ui.theme import Tokens

MARGIN = 10
BAR = 0.09  # share of the width where the bar of a marked stretch stands, in the left margin


class PdfPages:
    """A document held in memory."""

    def __init__(self, pdf: bytes) -> None:
        self._data = QByteArray(pdf)
        self._buffer = QBuffer(self._data)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument()
        self._document.load(self._buffer)

    @property
    def count(self) -> int:
        """How many pages."""
        return self._document.pageCount()

    def image(self, page: int, width: int) -> QImage:
        """A page drawn so many pixels wide on white paper."""
        size = self._document.pagePointSize(page)
        height = max(1, round(width * size.height() / max(size.width(), 1)))
        drawn = self._document.render(page, QSize(width, height))
        paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return paper

    def ratio(self, page: int) -> float:
        """Width over height of a page."""
        size = self._document.pagePointSize(page)
        return size.width() / max(size.height(), 1)

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()
        self._buffer.close()


class SheetView(QWidget):
    """One page, as large as fits. marked: stretches of pages (page, top, bottom as shares of the height) with a bar
    beside them."""

    pressed = Signal(int, float)  # page, share of its height

    def __init__(self, tokens: Tokens, name: str = "版面预览") -> None:
        super().__init__()
        self._tokens = tokens
        self._pages: PdfPages | None = None
        self._page = 0
        self._image: QImage | None = None
        self._marked: tuple[tuple[int, float, float], ...] = ()
        self.setMinimumSize(200, 280)
        self.setAccessibleName(name)

    @property
    def page(self) -> int:
        """The number of the shown page, from 0."""
        return self._page

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self._pages.count if self._pages else 0

    def mark(self, marked: tuple[tuple[int, float, float], ...]) -> None:
        """Put a bar beside stretches of pages."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def show_pdf(self, pdf: bytes) -> None:
        """Show another document, on the same page when it has one."""
        if self._pages is not None:
            self._pages.close()
        self._pages = PdfPages(pdf)
        self.turn(min(self._page, max(self.count - 1, 0)))

    def close_pdf(self) -> None:
        """Let go of the document."""
        if self._pages is not None:
            self._pages.close()
        self._pages, self._image = None, None

    def turn(self, page: int) -> None:
        """Show another page."""
        self._page = max(0, min(page, max(self.count - 1, 0)))
        self._draw()

    def _draw(self) -> None:
        self._image = None
        if self._pages is not None and self.count:
            ratio = self._pages.ratio(self._page)
            width = min(self.width() - 2 * MARGIN, int((self.height() - 2 * MARGIN) * ratio))
            if width > 40:
                dots = self.devicePixelRatioF()
                self._image = self._pages.image(self._page, int(width * dots))
                self._image.setDevicePixelRatio(dots)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(self._tokens.color("sub"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "填好必要的内容后，这里显示印出来的样子。")
        else:
            place = self._place()
            painter.drawImage(place.topLeft(), self._image)
            painter.setPen(self._tokens.color("shadow"))
            painter.drawRect(place.toRect().adjusted(-1, -1, 0, 0))
            for page, top, bottom in self._marked:
                if page == self._page:
                    bar = QRectF(place.left() + place.width() * BAR, place.top() + place.height() * top,
                                 3, place.height() * (bottom - top))  # fmt: skip
                    painter.fillRect(bar, self._tokens.color("focus"))
        painter.end()

    def _place(self) -> QRectF:
        """Where the page is drawn."""
        size = self._image.deviceIndependentSize() if self._image is not None else QSizeF()
        x, y = int((self.width() - size.width()) / 2), int((self.height() - size.height()) / 2)
        return QRectF(x, y, size.width(), size.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place()
        if event.button() == Qt.MouseButton.LeftButton and place.contains(event.position()):
            self.pressed.emit(self._page, (event.position().y() - place.top()) / place.height())
        super().mousePressEvent(event)
