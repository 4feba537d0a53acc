"""What has changed since a draft was written, to be chosen from: a tick takes the new sentence over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from app.services.compose.renewing import Change, Renewal, Renewed
from app.ui.parts import button, label, row, scroll, tag

WORDS = {Change.TEXT: "文字不同", Change.DATA: "文字相同，数据有更新", Change.NEW: "新的一句", Change.GONE: "不再有这一句"}


class RenewDialog(QDialog):
    """A list of differences. done: given the keys to take over."""

    def __init__(self, found: Renewal, parent: QWidget, done: Callable[[set[str]], object]) -> None:
        super().__init__(parent)
        self.setWindowTitle("重新生成")
        self.resize(780, 560)
        self._done = done
        self.boxes: dict[str, QCheckBox] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 18, 22, 16)
        box.addWidget(label(f"数据和底稿有 {len(found.changes)} 处不同", "card-title"))
        box.addWidget(label("打勾的换成新的；不打勾的保留现在的文字。您改过的和删去的句子不会自动替换。", "sub", wrap=True))
        holder = QWidget()
        self._lines = QVBoxLayout(holder)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(10)
        for one in found.changes:
            self._add(one)
        self._lines.addStretch(1)
        box.addWidget(scroll(holder), 1)
        take = button("更新底稿", self._take, "primary")
        take.setDefault(True)
        box.addLayout(row(None, button("取消", self.reject), take))

    def _add(self, one: Renewed) -> None:
        tick = QCheckBox(WORDS[one.change])
        tick.setChecked(one.taken)
        tick.setAccessibleName(f"{WORDS[one.change]}：{(one.now or one.before)[:40]}")
        self.boxes[one.key] = tick
        marks = [tag("改过", "info")] if one.edited else [tag("您删去过", "muted")] if one.left else []
        self._lines.addLayout(row(tick, *marks, None))
        if one.before:
            self._lines.addWidget(label(f"现在：{one.before}", "sub", wrap=True))
        if one.now and one.change is not Change.DATA:
            self._lines.addWidget(label(f"新的：{one.now}", wrap=True))
        if one.change is Change.GONE:
            self._lines.addWidget(label("打勾就删去这一句；不打勾就留作自己写的一句。", "sub", wrap=True))

    def _take(self) -> None:
        self.accept()
        self._done({key for key, tick in self.boxes.items() if tick.isChecked()})
