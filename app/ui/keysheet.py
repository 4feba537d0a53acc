"""The sheet of all shortcuts."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.ui.parts import button, label, row

EDITOR_KEYS = (
    ("Enter", "到下一个字段"), ("Ctrl+Enter", "保存"), ("Tab / Shift+Tab", "下一个 / 上一个"),
    ("Esc", "返回"), ("F4 或 ↓", "打开候选"), ("Ctrl+D", "复制上一次同类记录"),
)  # fmt: skip


class KeySheet(QDialog):
    """Shortcuts of the window and of the editors."""

    def __init__(self, keys: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键一览")
        box = QVBoxLayout(self)
        box.setContentsMargins(26, 22, 26, 18)
        box.addWidget(label("快捷键一览", "card-title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        both = [*keys, *EDITOR_KEYS]
        half = (len(both) + 1) // 2
        for index, (key, title) in enumerate(both):
            at = 0 if index < half else 2
            grid.addWidget(label(key, "field"), index % half, at)
            grid.addWidget(label(title), index % half, at + 1)
        box.addLayout(grid)
        box.addLayout(row(None, button("关闭", self.accept, "primary")))
