"""Small dialogs that ask for one filter of a list: several words, a person or unit, two days."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.desk import Desk
from app.ui.fields.day import DayField
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.parts import button, label, row

CODE = int(Qt.ItemDataRole.UserRole)


class AskDialog(QDialog):
    """A title, something to fill in, 取消 and 确定."""

    def __init__(self, title: str, parent: QWidget, width: int = 380) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(20, 16, 20, 16)
        self.box.setSpacing(10)
        self.box.addWidget(label(title, "card-title"))

    def finish(self, *tools: QWidget) -> None:
        """Put the buttons below."""
        self.done_button = button("确定", self.take, "primary")
        self.done_button.setDefault(True)
        self.box.addLayout(row(*tools, None, button("取消", self.reject), self.done_button))

    def take(self) -> None:
        """Hand over what was chosen."""
        self.accept()


class SeveralDialog(AskDialog):
    """Words with ticks; typing narrows, Space ticks, Enter takes."""

    chosen = Signal(list)

    def __init__(
        self, title: str, options: Sequence[tuple[str, str]], ticked: Sequence[str], parent: QWidget, above: Sequence[QWidget] = ()
    ) -> None:
        super().__init__(title, parent, 420)
        for part in above:
            self.box.addWidget(part)
        self._line = QLineEdit()
        self._line.setPlaceholderText("打字缩小范围")
        self._line.setAccessibleName("缩小范围")
        self._line.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setProperty("role", "checks")
        self.list.setMinimumHeight(min(max(len(options), 3), 11) * 32 + 8)
        for code, text in options:
            item = QListWidgetItem(text)
            item.setData(CODE, code)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if code in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        if len(options) > 8:
            self.box.addWidget(self._line)
        self.box.addWidget(self.list, 1)
        self.finish(button("全不选", self._none, "link"))
        (self._line if len(options) > 8 else self.list).setFocus()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(n) for n in range(self.list.count())]

    def _narrow(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.strip() not in item.text())

    def _none(self) -> None:
        for item in self._items():
            item.setCheckState(Qt.CheckState.Unchecked)

    def take(self) -> None:
        self.chosen.emit([i.data(CODE) for i in self._items() if i.checkState() == Qt.CheckState.Checked])
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self._line.hasFocus():
            self.list.setFocus()
            return
        super().keyPressEvent(event)


class PersonDialog(AskDialog):
    """Somebody of the register, or a unit, by name or initials."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, *, units: bool, parent: QWidget) -> None:
        word = "单位" if units else "人"
        super().__init__(f"筛选{word}", parent)
        self.pick = PickEdit(PersonSource(desk, units_only=units), f"要找的{word}")
        self.pick.name(f"要找的{word}")
        self.pick.changed.connect(self._picked)
        self.box.addWidget(label(f"列出提到这个{word}的记录。", "sub"))
        self.box.addWidget(self.pick)
        self.finish()
        self.done_button.setEnabled(False)
        self.pick.setFocus()

    def _picked(self) -> None:
        self.done_button.setEnabled(bool(self.pick.value()))

    def take(self) -> None:
        found = self.pick.value()
        if found:
            self.chosen.emit(str(found))
            self.accept()


class SpanDialog(AskDialog):
    """A first and a last day, one of them may stay open."""

    chosen = Signal(str, str)

    def __init__(self, desk: Desk, first: str, last: str, parent: QWidget) -> None:
        super().__init__("筛选时间", parent)
        self.first, self.last = DayField(desk.session.clock), DayField(desk.session.clock)
        rows = QFormLayout()
        for field, text, value in ((self.first, "从", first), (self.last, "到", last)):
            field.name(text)
            field.set_value(value or None)
            rows.addRow(label(text, "field"), field)
        self.box.addLayout(rows)
        self.problem = label("", "problem")
        self.box.addWidget(self.problem)
        self.finish()
        self.first.setFocus()

    def take(self) -> None:
        if self.first.problem() or self.last.problem():
            self.problem.setText("日期看不懂，请写成 2026-11-22 这样。")
            return
        first, last = str(self.first.value() or ""), str(self.last.value() or "")
        if not first and not last:
            self.problem.setText("请至少填写一个日期。")
        elif first and last and first > last:
            self.problem.setText("开始日期晚于结束日期。")
        else:
            self.chosen.emit(first, last)
            self.accept()
