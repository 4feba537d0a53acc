"""The pages of an examined file with their marks: turning, zoom, from a finding to its mark and back.

Does not belong here: drawing pages (pagedraw), the marks (checkmarks), the list beside them (checkresult).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.services.file_check import Finding
from app.ui.checkmarks import PAD, MarkedPage, marks_of
from app.ui.desk import Desk
from app.ui.pagedraw import INCH, PageDrawer
from app.ui.parts import Elided, button, label, row

HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
SCREEN = 96.0  # px of an inch at 100 %
AFTER_MS = 120


def natural(size: QSizeF) -> int:
    """How wide a paper is at 100 %, px."""
    return round(size.width() / INCH * SCREEN)


class CheckPages(QWidget):
    """One page at a time."""

    picked = Signal(int)  # number of a finding whose mark was chosen

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._drawer: PageDrawer | None = None
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
        if self._drawer is not None:
            self._drawer.leave()
        self._drawer = PageDrawer(pdf, self) if pdf else None
        self._rows, self.number, self.count, self._wanted = rows, 1, 0, None
        if self._drawer is not None:
            self._drawer.drawn.connect(self._drawn)
            note = note if self._drawer.sizes else "这个文件的页面在这里显示不出来，不符之处见右边的清单。"
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
        if self._drawer is not None and not self.natural_size:
            self._wait.start()

    def _draw(self) -> None:
        drawer = self._drawer
        if drawer is None or not drawer.sizes:
            self._tell()
            return
        self.count = len(drawer.sizes)
        self.number = min(self.number, self.count)
        size = drawer.sizes[self.number - 1]
        wide = natural(size) if self.natural_size else max(self.area.viewport().width() - int(2 * PAD), 60)
        self.page.wide = wide if self.natural_size else 0
        self.page.show_page(None, size, [])
        self._tell()
        drawer.ask(self.number - 1, wide * self.devicePixelRatioF())

    def _drawn(self, page: int, image: QImage) -> None:
        if self._drawer is not None and page == self.number - 1:
            self.page.show_page(image, self._drawer.sizes[page], marks_of(self._rows, self.number))
            self._reach()

    @property
    def ready(self) -> bool:
        """Whether the page is there."""
        return self._drawer is None or not self._drawer.busy

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
