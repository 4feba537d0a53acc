"""Choosing a kind of letter: searchable, with what each is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services import letters
from app.ui.desk import Desk
from app.ui.parts import button, label, row


class LetterPick(QDialog):
    """A list of all kinds of letters with a filter."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("起草文书")
        self.resize(640, 520)
        self._desk = desk
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 18, 22, 16)
        box.addWidget(label("起草哪一种文书", "card-title"))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("输入名称或用途筛选")
        self.filter.setAccessibleName("筛选文书种类")
        self.list = QListWidget()
        self.list.setAccessibleName("文书种类")
        self.list.setWordWrap(True)
        for code, title, summary in letters.kinds(desk.session):
            item = QListWidgetItem(f"{title}\n{summary}")
            item.setData(Qt.ItemDataRole.UserRole, code)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        box.addWidget(self.filter)
        box.addWidget(self.list, 1)
        box.addLayout(row(None, button("取消", self.reject), button("起草", self._start, "primary")))
        self.filter.textChanged.connect(self._narrow)
        self.filter.returnPressed.connect(self._start)
        self.list.itemDoubleClicked.connect(lambda _i: self._start())

    def _narrow(self, text: str) -> None:
        first = -1
        for number in range(self.list.count()):
            item = self.list.item(number)
            hit = text.strip() in item.text()
            item.setHidden(not hit)
            first = number if hit and first < 0 else first
        self.list.setCurrentRow(first)

    def _start(self) -> None:
        item = self.list.currentItem()
        if item is not None and not item.isHidden():
            self.accept()
            self._desk.open("letter", kind=item.data(Qt.ItemDataRole.UserRole))


def pick_letter(desk: Desk, parent: QWidget) -> None:
    """Open the choice without blocking."""
    dialog = LetterPick(desk, parent.window())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
