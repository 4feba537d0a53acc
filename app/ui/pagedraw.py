"""Pages of somebody's PDF drawn on a thread of Qt's own, so that a page, however much is on it, never holds the window up.

QPdfDocument.render keeps Python's lock while it draws, on whatever thread it is called; QPdfPageRenderer does not.
While a page is drawn nothing else may be asked of the document: sizes are read when it is opened, and a document that
is no longer wanted is let go of when its last page is done.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, QSizeF, Signal
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer

INCH = 25.4
LARGEST = 6000  # px of a page's side
MOST_PAGES = 300


class PageDrawer(QObject):
    """One PDF. sizes: of its pages in mm, none when it cannot be opened."""

    drawn = Signal(int, QImage)  # number of a page from 0, its picture on no paper

    def __init__(self, pdf: bytes, parent: QObject) -> None:
        super().__init__(parent)
        self._data = QByteArray(pdf)
        self._buffer = QBuffer(self._data, self)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument(self)
        self._document.load(self._buffer)
        points = [self._document.pagePointSize(n) for n in range(min(self._document.pageCount(), MOST_PAGES))]
        self.sizes = [QSizeF(max(p.width(), 1.0) / 72 * INCH, max(p.height(), 1.0) / 72 * INCH) for p in points]
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(self._document)
        self._renderer.pageRendered.connect(self._rendered)
        self._asked = -1
        self._open: set[int] = set()  # a page asked for twice in the same size is one request
        self._left = False

    @property
    def busy(self) -> bool:
        """Whether a page is being drawn."""
        return bool(self._open)

    def ask(self, page: int, wide: float) -> None:
        """Have a page drawn so many px wide; only the page asked for last is told of."""
        ratio = self.sizes[page].width() / self.sizes[page].height()
        width = max(min(wide, LARGEST, LARGEST * ratio), 1.0)
        self._asked = self._renderer.requestPage(page, QSize(round(width), max(round(width / ratio), 1)), QPdfDocumentRenderOptions())
        self._open.add(self._asked)

    def leave(self) -> None:
        """The document is no longer wanted."""
        self._left = True
        if not self._open:
            self.deleteLater()

    def _rendered(self, page: int, _size: QSize, image: QImage, _options: object, request: int) -> None:
        self._open.discard(request)
        if self._left:
            self.leave()
        elif request == self._asked:
            self.drawn.emit(page, image)
