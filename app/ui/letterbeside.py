"""A kept letter and the scan of its stamped copy side by side, page by page.

PgUp/PgDn turn both. Does not belong here: attaching scans (letteracts), a single file (preview).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import attachments, letter_versions
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.parts import button, label, row
from app.ui.pdfview import SheetView
from app.ui.preview import MOST_BYTES, PictureView, is_picture


class BesideDialog(QDialog):
    """The kept pages at the left, the scans at the right."""

    def __init__(self, desk: Desk, owner: QWidget, record: RecordView) -> None:
        super().__init__(owner.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._record, self._scan = desk, record, 0
        self.setWindowTitle("定稿和用印件")
        self.resize(1100, 700)
        self.kept, self.pages = SheetView(desk.tokens, "定稿文件"), SheetView(desk.tokens, "用印件扫描件的页面")
        self.picture, self.problem = PictureView(), label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.picture)
        self.stack.addWidget(self.pages)
        self.name = label("", "field")
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        sides = []
        for head, view in ((label("程序存下的定稿", "field"), self.kept), (self.name, self.stack)):
            side = QWidget()
            inner = QVBoxLayout(side)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.addWidget(head)
            inner.addWidget(view, 1)
            sides.append(side)
        both = row(*sides, spacing=14)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        box.addLayout(both, 1)
        box.addWidget(self.problem)
        turns = [button("上一页", lambda: self.turn(-1), "small"), button("下一页", lambda: self.turn(1), "small")]
        other = button("下一个扫描件", self._other, "small")
        other.setVisible(len(self._scans) > 1)
        box.addLayout(row(*turns, other, None, button("关闭", self.accept)))
        for view in (self.kept, self.pages):
            self.finished.connect(lambda _r, v=view: v.close_pdf())
        self._read_kept()
        self._read_scan()

    @property
    def _scans(self) -> list[dict[str, Any]]:
        return list(self._record.body.get("scan") or [])

    def _read_kept(self) -> None:
        session, body = self._desk.session, self._record.body
        kept = letter_versions.latest(body, "pdf")
        if kept:
            self._desk.runner.query(
                self, lambda: letter_versions.read(session, body, kept[0]), self.kept.show_pdf, failed=self._failed, key="kept"
            )

    def _read_scan(self) -> None:
        if not self._scans:
            return
        one, session = self._scans[self._scan], self._desk.session
        self.name.setText(str(one["name"]))
        if int(one.get("size") or 0) > MOST_BYTES:
            self._empty("这个扫描件太大，不在这里查看；请在“办理全程”里打开它另存后查看。")
            return

        def read() -> tuple[QImage, bytes]:
            data = attachments.attachment_bytes(session, str(one["sha256"]))
            return (QImage.fromData(data), b"") if is_picture(one) else (QImage(), data)

        self._desk.runner.query(self, read, self._show_scan, failed=self._failed, key="scan")

    def _show_scan(self, found: tuple[QImage, bytes]) -> None:
        image, pdf = found
        if pdf:
            self.pages.show_pdf(pdf)
            self.stack.setCurrentWidget(self.pages)
        else:
            self.picture.show_image(image)
            self.stack.setCurrentWidget(self.picture)
        unreadable = image.isNull() if not pdf else not self.pages.count
        if unreadable:
            self._empty("这个扫描件打不开，可能已损坏、加了密码，或者不是图片和 PDF；可以在“办理全程”里另存后查看。")
        else:
            self.problem.setText("")

    def _empty(self, words: str) -> None:
        self.picture.show_image(QImage())
        self.stack.setCurrentWidget(self.picture)
        self.problem.setText(words)

    def _other(self) -> None:
        self._scan = (self._scan + 1) % len(self._scans)
        self._read_scan()

    def turn(self, by: int) -> None:
        """Turn both sides by so many pages, each as far as it has pages."""
        for view in (self.kept, self.pages):
            if 0 <= view.page + by < view.count:
                view.turn(view.page + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if pages:
            self.turn(pages)
        else:
            super().keyPressEvent(event)

    def _failed(self, error: AppError) -> bool:
        self.problem.setText(error.sentence())
        return True
