"""The sheet of all shortcuts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.ui.parts import button, label, row

EDITOR_KEYS = (
    ("Enter", "到下一个字段"), ("Ctrl+Enter", "保存"), ("Tab / Shift+Tab", "下一个 / 上一个"),
    ("Esc", "返回"), ("F4 或 ↓", "打开候选"), ("Ctrl+D", "复制上一次同类记录"),
    ("Alt+↑ / Alt+↓", "上移、下移一行"), ("Ctrl+Delete", "删去一行（可撤销）"),
    ("Ctrl+Shift+C", "复制整个表格"), ("Ctrl+V", "粘贴单元格、截图、文件"),
    ("↑↓ / PgUp PgDn", "日期前后一天 / 一月"), ("Ctrl+A", "到会名单：全部勾上"),
    ("Ctrl+1…4 / Ctrl+0", "文书：标题层次 / 正文"), ("Tab / Shift+Tab", "文书：段首改层次"),
)  # fmt: skip


class KeySheet(QDialog):
    """Shortcuts of the window and of the editors, in two columns of groups."""

    def __init__(self, keys: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键一览")
        self.setMinimumWidth(620)
        box = QVBoxLayout(self)
        box.setContentsMargins(26, 22, 26, 18)
        box.setSpacing(12)
        box.addWidget(label("快捷键一览", "card-title"))
        pages = [k for k in keys if k[0].startswith("Alt+") and k[0][-1].isdigit()]
        others = [k for k in keys if k not in pages]
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        self._group(grid, 0, 0, "整个窗口", others)
        self._group(grid, self._group(grid, 0, 2, "填写时", list(EDITOR_KEYS)), 2, "打开页面", pages)
        grid.setColumnMinimumWidth(1, 170)
        box.addLayout(grid)
        box.addLayout(row(None, button("关闭", self.accept, "primary")))

    def _group(self, grid: QGridLayout, top: int, at: int, title: str, keys: list[tuple[str, str]]) -> int:
        grid.addWidget(label(title, "sub"), top, at, 1, 2)
        for number, (key, text) in enumerate(keys, top + 1):
            grid.addWidget(label(key, "keycap"), number, at, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(text), number, at + 1)
        return top + len(keys) + 1
