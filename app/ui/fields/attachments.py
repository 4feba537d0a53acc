"""Attachments by drop, paste and file dialog; kept by hash inside the encrypted store.

Pictures get a thumbnail that is made from the store's bytes in memory, never in a file. Does not
belong here: showing a file (preview).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, QSize, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import attachments
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.fields.rows import tool
from app.ui.icons import icon
from app.ui.parts import RowButton, button, clear, label, row
from app.ui.preview import PreviewDialog, is_picture
from app.ui.savefile import save_attachment

PASTED = "粘贴的图片.png"
THUMB = QSize(44, 34)
MOST_THUMB = 20 * 1024 * 1024  # a larger picture is shown only when opened


class AttachmentsField(FieldEditor):
    """A list of files."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[dict[str, Any]] = []
        self._thumbs: dict[str, QImage] = {}
        self._waiting = 0
        self._readonly = False
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        holder = QWidget()
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        box.addWidget(holder)
        self._add = button("选择文件…", self._choose, "small")
        self._paste = button("粘贴", self.paste, "small", name="粘贴剪贴板里的图片或文件")
        self._hint = label("也可以把文件拖进来，截图后按 Ctrl+V", "sub")
        self._tools = QWidget()
        self._tools.setLayout(row(self._add, self._paste, self._hint, None))
        box.addWidget(self._tools)
        self._said = label("", "problem", wrap=True)
        self._said.hide()
        box.addWidget(self._said)
        self.setFocusProxy(self._add)
        for part in (self._add, self._paste):
            part.installEventFilter(self)

    def name(self, text: str) -> None:
        self.setAccessibleName(text)
        self._add.setAccessibleName(f"{text}：选择文件")

    # --- values ------------------------------------------------------------
    def value(self) -> Any:
        return [dict(r) for r in self._rows] or None

    def set_value(self, value: Any) -> None:
        self._rows = [dict(r) for r in value or []]
        self._say("")
        self._draw()

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self._tools.setVisible(not readonly)
        self._draw()

    # --- taking files ------------------------------------------------------
    def _choose(self) -> None:
        self.add_files(self._desk.dialogs.open_files("选择附件", "所有文件 (*)"))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files into the encrypted store."""
        self._say("")
        for path in paths:
            self.add_file(path)

    def add_file(self, path: Path) -> None:
        """Read one file into the encrypted store."""
        session = self._desk.session
        self._keep(path.name, lambda: attachments.attach(session, path))

    def accept_mime(self, mime: QMimeData) -> bool:
        """Keep the files or the picture that was dropped or pasted."""
        paths = [Path(u.toLocalFile()) for u in mime.urls() if u.isLocalFile()]
        files = [p for p in paths if p.name]
        if files:
            self.add_files(files)
        elif mime.hasImage():
            image = QImage(mime.imageData())
            session, taken = self._desk.session, QImage(image)
            self._say("")
            self._keep(PASTED, lambda: attachments.attach_bytes(session, PASTED, png(taken)))
        return bool(files) or mime.hasImage()

    def paste(self) -> None:
        """What is on the clipboard, when it is a picture or files."""
        if not self.accept_mime(QGuiApplication.clipboard().mimeData()):
            self._say("剪贴板里没有图片或文件。")

    def _keep(self, name: str, work: Callable[[], dict[str, Any]]) -> None:
        self._waiting += 1
        self._show_waiting()

        def done(value: dict[str, Any]) -> None:
            self._waiting -= 1
            self._rows.append(value)
            self._show_waiting()
            self._draw()
            self.changed.emit()

        def failed(error: AppError) -> bool:
            self._waiting -= 1
            self._show_waiting()
            shown = attachments.safe_name(name)
            self._say("\n".join(t for t in (self._said.text(), f"“{shown}”没有存入：{error.sentence()}") if t))
            return True

        self._desk.runner.task(self, "存入附件", lambda _c: work(), done, failed=failed)

    def _show_waiting(self) -> None:
        self._hint.setText(f"正在存入 {self._waiting} 个文件…" if self._waiting else "也可以把文件拖进来，截图后按 Ctrl+V")

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))

    # --- the list ----------------------------------------------------------
    def _draw(self) -> None:
        clear(self._list)
        for number, one in enumerate(self._rows):
            self._list.addWidget(self._line(number, one))

    def _line(self, number: int, one: dict[str, Any]) -> QWidget:
        name = str(one.get("name", "附件"))
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        thumb = QLabel()
        thumb.setFixedSize(THUMB)
        thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        thumb.setProperty("role", "thumb")
        self._draw_thumb(thumb, one)
        shown = RowButton(f"{name}　{size_text(int(one.get('size', 0)))}", lambda: self.open_preview(number))
        shown.setAccessibleName(f"{name}，{size_text(int(one.get('size', 0)))}，回车预览，Delete 移除")
        shown.setProperty("row", number)
        shown.installEventFilter(self)
        box.addWidget(thumb)
        box.addWidget(shown, 1)
        box.addWidget(button("另存…", lambda: self._save(one), "small", name=f"另存 {name}"))
        if not self._readonly:
            box.addWidget(tool("×", f"移除 {name}", lambda: self._remove(one)))
        return line

    def _draw_thumb(self, thumb: QLabel, one: dict[str, Any]) -> None:
        sha = str(one.get("sha256", ""))
        if sha in self._thumbs:
            thumb.setPixmap(QPixmap.fromImage(self._thumbs[sha]))
            return
        thumb.setPixmap(icon("file", self.palette().placeholderText().color()).pixmap(22, 22))
        if is_picture(one) and int(one.get("size", 0)) <= MOST_THUMB:
            session, dots = self._desk.session, self.devicePixelRatioF()

            def read() -> QImage:
                image = QImage.fromData(attachments.attachment_bytes(session, sha))
                small = image.scaled(THUMB * dots, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
                small.setDevicePixelRatio(dots)
                return small

            self._desk.runner.query(thumb, read, lambda image: self._thumb_made(thumb, sha, image), failed=lambda _e: True)

    def _thumb_made(self, thumb: QLabel, sha: str, image: QImage) -> None:
        if not image.isNull():
            self._thumbs[sha] = image
            thumb.setPixmap(QPixmap.fromImage(image))

    def open_preview(self, number: int) -> None:
        """Look at a file; ←→ go through the others."""
        PreviewDialog(self._desk, self._rows, number, self._save, self).open()

    def _remove(self, one: dict[str, Any]) -> None:
        self._rows = [r for r in self._rows if r is not one]
        self._draw()
        self.changed.emit()
        self._add.setFocus()

    def _save(self, one: dict[str, Any]) -> None:
        save_attachment(self._desk, self, one)

    # --- keys and drops ----------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or self._readonly:
            return False
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
            return True
        number = watched.property("row")
        if event.key() == Qt.Key.Key_Delete and isinstance(number, int) and number < len(self._rows):
            self._remove(self._rows[number])
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._readonly and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.accept_mime(event.mimeData()):
            event.acceptProposedAction()


def size_text(size: int) -> str:
    """How large a file is."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"


def png(image: QImage) -> bytes:
    """An image as PNG bytes."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(data.data())
