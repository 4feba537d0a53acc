"""The pages of an examined file with their marks: turning, zoom, from a finding to its mark and back.

Pages are drawn on the thread for looking things up, so that a page of somebody's PDF, however much is on it, never
holds the window up. Does not belong here: the list beside it (checkresult).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.services.file_check import Finding
from app.ui.checkmarks import PAD, MarkedPage, marks_of
from app.ui.desk import Desk
from app.ui.parts import Elided, button, label, row
from app.ui.pdfview import PdfPages

HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
INCH, SCREEN = 25.4, 96.0
LARGEST = 6000  # px of a page's side
AFTER_MS = 120


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page. count: pages of the document; size: of this one, mm."""

    count: int
    size: QSizeF
    image: QImage | None


def draw_page(pdf: bytes, page: int, room: int, dots: float) -> Picture:
    """Draw a page (from 1) of a document; an empty picture when it cannot be opened. room: px for its width, 0 for its own size."""
    pages = PdfPages(pdf)
    try:
        if not pages.count:
            return Picture(0, QSizeF(210, 297), None)
        at = min(max(page, 1), pages.count) - 1
        points = pages.size(at)
        size = QSizeF(points.width() / 72 * INCH, points.height() / 72 * INCH)
        wide = (room or natural(size)) * dots
        ratio = size.width() / max(size.height(), 1.0)
        return Picture(pages.count, size, pages.image(at, max(int(min(wide, LARGEST, LARGEST * ratio)), 1)))
    finally:
        pages.close()


def natural(size: QSizeF) -> int:
    """How wide a paper is at 100 %, px."""
    return round(size.width() / INCH * SCREEN)


class CheckPages(QWidget):
    """One page at a time."""

    picked = Signal(int)  # number of a finding whose mark was chosen

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pdf = b""
        self._rows: Sequence[Finding] = ()
        self.number, self.count, self.natural_size = 1, 0, False
        self._wanted: tuple[int, int] | None = None  # the mark to go to when its page is drawn
        self.page = MarkedPage(desk)
        self.page.activated.connect(lambda key: self.picked.emit(key[0]))
        self.area = QScrollArea()
        self.area.setWidget(self.page)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setProperty("role", "scroll")
        self.page.area = self.area
        self.where = label("", "sub")
        self.back = button("上一页", lambda: self.turn(-1), "small")
        self.on = button("下一页", lambda: self.turn(1), "small")
        self.zoom = button("100%", self.toggle_zoom, "small", name="按页宽或按实际大小显示")
        self.zoom.setToolTip("页宽和实际大小之间切换：Alt+0；翻页：Alt 加上翻页键、下翻页键")
        self.note = Elided("", "sub")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        top = row(self.back, self.where, self.on, self.note, self.zoom)
        top.setStretch(3, 1)
        box.addLayout(top)
        box.addWidget(self.area, 1)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(AFTER_MS)
        self._wait.timeout.connect(self._draw)
        for keys, act in (
            ("Alt+PgDown", lambda: self.turn(1)), ("Alt+PgUp", lambda: self.turn(-1)), ("Alt+0", self.toggle_zoom),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act, context=HERE)

    def show_pages(self, pdf: bytes, rows: Sequence[Finding], note: str) -> None:
        """Show a document from its first page on. note: said beside the page number."""
        self._pdf, self._rows, self.number, self.count, self._wanted = pdf, rows, 1, 0, None
        self.note.set_text(note)
        self.page.mark(0)
        self.page.show_page(None, QSizeF(210, 297), [])
        self.area.verticalScrollBar().setValue(0)
        self._draw()

    def show_rows(self, rows: Sequence[Finding]) -> None:
        """Other findings on the same pages."""
        self._rows = rows
        self._draw()

    def go_to(self, row: Finding, place: int = 0) -> None:
        """Bring a finding out, and show one of its places."""
        self.page.mark(row.number)
        self._wanted = (row.number, place)
        page = row.places[place].page
        if page == self.number:
            self._reach()
        else:
            self.number = page
            self._draw()

    def turn(self, by: int) -> None:
        """Another page, from its top."""
        wanted = min(max(self.number + by, 1), max(self.count, 1))
        if wanted != self.number:
            self.number = wanted
            self.area.verticalScrollBar().setValue(0)
            self._draw()

    def toggle_zoom(self) -> None:
        """As wide as there is room, or 100 %."""
        self.natural_size = not self.natural_size
        self.zoom.setText("页宽" if self.natural_size else "100%")
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._pdf and not self.natural_size:
            self._wait.start()

    def _draw(self) -> None:
        if not self._pdf:
            self._tell()
            return
        pdf, page, dots = self._pdf, self.number, self.devicePixelRatioF()
        room = 0 if self.natural_size else max(self.area.viewport().width() - int(2 * PAD), 60)
        self._desk.runner.lookup(self, lambda _stale: draw_page(pdf, page, room, dots), self._drawn, key="page")

    def _drawn(self, made: Picture) -> None:
        self.count = made.count
        if made.count and self.number > made.count:
            self.number = made.count
        self.page.wide = natural(made.size) if self.natural_size else 0
        self.page.show_page(made.image, made.size, marks_of(self._rows, self.number) if made.image is not None else [])
        if not made.count:
            self.note.set_text("这个文件的页面在这里显示不出来，不符之处见右边的清单。")
        self._tell()
        self._reach()

    def _tell(self) -> None:
        self.where.setText(f"第 {self.number} 页，共 {self.count} 页" if self.count else "没有页面")
        self.back.setEnabled(self.number > 1)
        self.on.setEnabled(self.number < self.count)

    def _reach(self) -> None:
        """Scroll to the wanted mark once its page is there."""
        at = next((n for n, item in enumerate(self.page.items) if item.key == self._wanted), -1)
        if at < 0:
            return
        self._wanted = None
        rect: QRectF = self.page.items[at].rect
        self.page.current = at
        self.area.ensureVisible(round(rect.left()), round(rect.center().y()), 40, round(self.area.viewport().height() / 3))
        self.page.update()
