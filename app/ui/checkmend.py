"""The corrected copy: what was changed, before it is written; the list of it; afterwards the offer to examine the copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import check_paper, file_check
from app.services.file_check import Checked, Corrected
from app.ui.checkresult import copy_found, print_found, save_found
from app.ui.desk import Desk
from app.ui.parts import button, label, row
from app.ui.simpletable import SimpleTable

COLUMNS = (("位置", 210), ("项目", 120), ("原来", 190), ("改为", 0), ("处数", 56))


class MendDialog(QDialog):
    """The changes as a table, and where the copy goes. written: called with the copy's path to examine it."""

    def __init__(self, desk: Desk, owner: QWidget, checked: Checked, corrected: Corrected, again: Callable[[Path], object]) -> None:
        super().__init__(owner.window())
        self._desk, self._checked, self._corrected, self._again = desk, checked, corrected, again
        self.shown = check_paper.change_list(checked, corrected)
        self.path: Path | None = None
        self.setWindowTitle("另存改正件")
        self.resize(980, 600)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        self.head = label(self._said(), "card-title", wrap=True)
        box.addWidget(self.head)
        box.addWidget(label("原文件不动，改正件另存。只改格式和标点写法，不改内容；请再看一遍改正件。", "sub", wrap=True))
        self.table = SimpleTable("改了什么", COLUMNS, empty="没有程序能改的地方。")
        self.table.set_rows([r[1:] for r in self.shown.rows])
        box.addWidget(self.table, 1)
        self.left = label(self._left(), "sub", wrap=True)
        box.addWidget(self.left)
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        box.addWidget(self.problem)
        small = [
            button("打印", lambda: print_found(desk, self, self.shown), "small", name="打印改正清单"),
            button("导出…", lambda: save_found(desk, self, self.shown), "small", name="导出改正清单"),
            button("复制", lambda: copy_found(desk, self.shown), "small", name="复制改正清单"),
        ]
        self.close_button = button("关闭", self.reject)
        self.folder = button("打开文件夹", self._folder)
        self.examine = button("体检改正件", self._examine)
        self.save = button("另存…", self.write, "primary")
        self.save.setEnabled(bool(corrected.changes))
        self.folder.hide()
        self.examine.hide()
        box.addLayout(row(*small, None, self.close_button, self.folder, self.examine, self.save))

    def _said(self) -> str:
        if not self._corrected.changes:
            return f"{self._checked.source.name}：没有程序能改的地方"
        return f"{self._checked.source.name}：改 {len(self._corrected.changes)} 项"

    def _left(self) -> str:
        rules = list(dict.fromkeys(str(one["rule"]) for one in self._corrected.left))
        if not rules:
            return "改正件里未见与标准不符之处。"
        return f"改正件里还有 {len(self._corrected.left)} 处，要由人来改：{'、'.join(rules)}。"

    def write(self) -> None:
        """Ask where, write the copy; a file that is there is never replaced."""
        name = Path(self._checked.source.name).stem
        chosen = self._desk.dialogs.save_file("另存改正件", f"{name}（改正件）.docx", "Word 文档 (*.docx)")
        if chosen is None:
            return
        corrected = self._corrected
        self.problem.setText("")
        self.save.setEnabled(False)
        self._desk.runner.task(
            self, "另存改正件", lambda _c: file_check.write_corrected(corrected, chosen), self._written, failed=self._failed
        )

    def _written(self, path: Path) -> None:
        self.path = path
        self.head.setText(f"已另存：{path.name}")
        self.save.hide()
        self.folder.show()
        self.examine.show()
        self.examine.setFocus()

    def _failed(self, error: AppError) -> bool:
        self.problem.setText(error.sentence())
        self.save.setEnabled(True)
        return True

    def _folder(self) -> None:
        if self.path is not None:
            self._desk.dialogs.show_folder(self.path)

    def _examine(self) -> None:
        if self.path is not None:
            self.accept()
            self._again(self.path)


def open_mend(desk: Desk, owner: QWidget, checked: Checked, corrected: Corrected, again: Callable[[Path], object]) -> MendDialog:
    """Show the changes of a corrected copy."""
    dialog = MendDialog(desk, owner, checked, corrected, again)
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()
    return dialog
