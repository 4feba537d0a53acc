"""Looking at attachments without leaving the program: pictures and PDF, from memory only.

←→ go to the next file, PgUp/PgDn turn the pages of a PDF, Esc closes. Does not belong here:
print preview (printing).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import attachments
from app.ui.desk import Desk
from app.ui.parts import Elided, button, label, row
from app.ui.pdfview import SheetView

SIZE = (900, 640)
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
MOST_BYTES = 100 * 1024 * 1024


def is_picture(one: dict[str, Any]) -> bool:
    """Whether a file can be shown as a picture."""
    return str(one.get("name", "")).lower().endswith(PICTURES)


def is_pdf(one: dict[str, Any]) -> bool:
    """Whether a file can be shown page by page."""
    return str(one.get("name", "")).lower().endswith(".pdf")


class PictureView(QLabel):
    """A picture as large as fits, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName("图片")

    def show_image(self, image: QImage) -> None:
        """Show another picture."""
        self._image = image
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull():
            self.clear()
            return
        dots = self.devicePixelRatioF()
        room = self.size() * dots
        fits = self._image.width() <= room.width() and self._image.height() <= room.height()
        drawn = self._image if fits else self._image.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )  # fmt: skip
        pixmap = QPixmap.fromImage(drawn)
        pixmap.setDevicePixelRatio(dots)
        self.setPixmap(pixmap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class PreviewDialog(QDialog):
    """One attachment after the other."""

    def __init__(
        self, desk: Desk, rows: Sequence[dict[str, Any]], number: int, save: Callable[[dict[str, Any]], object], parent: QWidget
    ) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("查看附件")
        self.resize(*SIZE)
        self._desk, self._rows, self._number = desk, list(rows), number
        self._title = Elided("", "row-title")
        self._place = label("", "sub")
        self.picture = PictureView()
        self.pdf = SheetView(desk.tokens, "PDF 页面")
        self.words = label("", "sub", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for part in (self.words, self.picture, self.pdf):
            self.stack.addWidget(part)
        self._before = button("← 上一个", lambda: self.go(-1), "small")
        self._after = button("下一个 →", lambda: self.go(1), "small")
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(10)
        head = row(self._title, self._place)
        head.setStretch(0, 1)
        box.addLayout(head)
        box.addWidget(self.stack, 1)
        box.addLayout(row(
            self._before, self._after, label("←→ 换文件 · PgUp/PgDn 翻页 · Esc 关闭", "sub"), None,
            button("另存…", lambda: save(self._rows[self._number]), "small"), button("关闭", self.accept),
        ))  # fmt: skip
        self.finished.connect(lambda _r: self.pdf.close_pdf())
        self.go(0)

    def go(self, step: int) -> None:
        """Show the file so many places further."""
        self._number = max(0, min(len(self._rows) - 1, self._number + step))
        one = self._rows[self._number]
        self._title.set_text(str(one.get("name", "附件")))
        self._before.setEnabled(self._number > 0)
        self._after.setEnabled(self._number < len(self._rows) - 1)
        self._say_place()
        self._say("正在打开…")
        if not (is_picture(one) or is_pdf(one)):
            self._say("这种文件不能在这里查看。请点“另存…”，用相应的程序打开。")
            return
        if int(one.get("size", 0)) > MOST_BYTES:
            self._say("文件太大，不在这里查看。请点“另存…”，用相应的程序打开。")
            return
        session, sha, picture = self._desk.session, str(one["sha256"]), is_picture(one)

        def read() -> tuple[QImage, bytes]:
            data = attachments.attachment_bytes(session, sha)
            return (QImage.fromData(data), b"") if picture else (QImage(), data)

        self._desk.runner.query(self, read, lambda got: self._show(*got), failed=self._failed, key="preview")

    def _show(self, image: QImage, data: bytes) -> None:
        if data:
            self.pdf.show_pdf(data)
            self.pdf.turn(0)
            self.stack.setCurrentWidget(self.pdf)
            if not self.pdf.count:
                self._say("这个 PDF 打不开，可能已损坏或加了密码。")
        elif image.isNull():
            self._say("这张图片打不开，可能已损坏。")
        else:
            self.picture.show_image(image)
            self.stack.setCurrentWidget(self.picture)
        self._say_place()

    def _say_place(self) -> None:
        pages = f" · 第 {self.pdf.page + 1} / {self.pdf.count} 页" if self.stack.currentWidget() is self.pdf else ""
        self._place.setText(f"{self._number + 1} / {len(self._rows)}{pages}")

    def _say(self, text: str) -> None:
        self.words.setText(text)
        self.stack.setCurrentWidget(self.words)

    def _failed(self, error: AppError) -> bool:
        self._say(error.sentence())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        files = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if files:
            self.go(files)
        elif pages and self.stack.currentWidget() is self.pdf:
            self.pdf.turn(self.pdf.page + pages)
            self._say_place()
        else:
            super().keyPressEvent(event)
