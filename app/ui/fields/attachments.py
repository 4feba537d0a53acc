"""Attachments by drop, paste and file dialog; kept by hash, names are for display only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import attachments
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.parts import button, clear, label, row

PASTED = "粘贴的图片.png"


class AttachmentsField(FieldEditor):
    """A list of files."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[dict[str, Any]] = []
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
        self._paste = button("粘贴图片", self._paste_image, "small")
        self._hint = label("也可以把文件拖到这里", "sub")
        box.addLayout(row(self._add, self._paste, self._hint, None))
        self.setFocusProxy(self._add)

    def value(self) -> Any:
        return [dict(r) for r in self._rows] or None

    def set_value(self, value: Any) -> None:
        self._rows = [dict(r) for r in value or []]
        self._draw()

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        for part in (self._add, self._paste, self._hint):
            part.setVisible(not readonly)
        self._draw()

    def _draw(self) -> None:
        clear(self._list)
        for one in self._rows:
            size = int(one.get("size", 0))
            text = f"{one.get('name', '附件')}（{max(1, size // 1024)} KB）"
            name = label(text)
            save = button("另存", lambda v=one: self._save(v), "small", name=f"另存 {one.get('name', '')}")  # type: ignore[misc]
            line = row(name, save)
            if not self._readonly:
                drop = button("×", lambda v=one: self._remove(v), "small", name=f"移除 {one.get('name', '')}")  # type: ignore[misc]
                line.addWidget(drop)
            line.addStretch(1)
            self._list.addLayout(line)

    def _remove(self, one: dict[str, Any]) -> None:
        self._rows = [r for r in self._rows if r is not one]
        self._draw()
        self.changed.emit()

    def _choose(self) -> None:
        path = self._desk.dialogs.open_file("选择附件", "所有文件 (*)")
        if path is not None:
            self.add_file(path)

    def add_file(self, path: Path) -> None:
        """Read a file into the encrypted store."""
        session = self._desk.session
        self._keep(lambda: attachments.attach(session, path))

    def _keep(self, work: Callable[[], dict[str, Any]]) -> None:
        def done(value: dict[str, Any]) -> None:
            self._rows.append(value)
            self._draw()
            self.changed.emit()

        self._desk.runner.task(self, "存入附件", lambda _c: work(), done)

    def _paste_image(self) -> None:
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._desk.say("剪贴板里没有图片。", "warn")
            return
        data, session = png(image), self._desk.session

        self._keep(lambda: attachments.attach_bytes(session, PASTED, data))

    def _save(self, one: dict[str, Any]) -> None:
        path = self._desk.dialogs.save_file("另存附件", str(one.get("name", "附件")), "所有文件 (*)")
        if path is None:
            return
        session, sha = self._desk.session, str(one["sha256"])
        self._desk.runner.task(
            self, "另存附件", lambda _c: attachments.save_copy(session, sha, path), lambda _n: self._desk.say("附件已另存。")
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._readonly and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.add_file(Path(url.toLocalFile()))
        event.acceptProposedAction()


def png(image: QImage) -> bytes:
    """An image as PNG bytes."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(data.data())
