"""Choosing and ordering the columns of a list: the dialog, and the menu on the head."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QWidget

from app.services.lists import Column
from app.ui.filterdialogs import CODE, AskDialog
from app.ui.parts import button, label, row


class ColumnsDialog(AskDialog):
    """Ticks show, order is the order on the screen; Alt+↑/↓, buttons or the mouse move. Empty answer: the usual ones."""

    chosen = Signal(list)

    def __init__(self, columns: Sequence[Column], shown: Sequence[str], parent: QWidget) -> None:
        super().__init__("显示哪些列", parent, 400)
        self.box.addWidget(label("勾选要显示的列。拖动，或按 Alt+↑、Alt+↓ 调整次序。", "sub", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.list.setProperty("role", "checks")
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setMinimumHeight(340)
        by_id = {c.id: c for c in columns}
        order = [n for n in shown if n in by_id] + [c.id for c in columns if c.id not in shown]
        for name in order:
            item = QListWidgetItem(by_id[name].label)
            item.setData(CODE, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _i: self._able())
        self.box.addWidget(self.list, 1)
        self.box.addLayout(row(
            button("上移", lambda: self.move_current(-1), "small"), button("下移", lambda: self.move_current(1), "small"), None,
            button("恢复默认", self._reset, "link"),
        ))  # fmt: skip
        self.finish()
        self.list.setFocus()

    def _ticked(self) -> list[str]:
        items = [self.list.item(n) for n in range(self.list.count())]
        return [i.data(CODE) for i in items if i.checkState() == Qt.CheckState.Checked]

    def _able(self) -> None:
        self.done_button.setEnabled(bool(self._ticked()))

    def move_current(self, step: int) -> None:
        """Move the current column up or down."""
        here = self.list.currentRow()
        there = here + step
        if 0 <= there < self.list.count():
            self.list.insertItem(there, self.list.takeItem(here))
            self.list.setCurrentRow(there)

    def _reset(self) -> None:
        self.chosen.emit([])
        self.accept()

    def take(self) -> None:
        names = self._ticked()
        if names:
            self.chosen.emit(names)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_current(step)
            return
        super().keyPressEvent(event)


def columns_menu(
    owner: QWidget,
    possible: Sequence[Column],
    shown: Sequence[str],
    put: Callable[[list[str]], object],
    ask: Callable[[], object],
) -> QMenu:
    """Every column with a tick; the last one shown cannot be taken away."""
    menu = QMenu(owner)
    menu.setAccessibleName("列")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for column in possible:
        entry = menu.addAction(column.label)
        entry.setCheckable(True)
        entry.setChecked(column.id in shown)
        entry.setEnabled(column.id not in shown or len(shown) > 1)
        others = [n for n in shown if n != column.id]
        wanted = others if column.id in shown else [*shown, column.id]
        entry.triggered.connect(lambda _c=False, w=wanted: put(w))
    menu.addSeparator()
    menu.addAction("选择和排列…").triggered.connect(lambda _c=False: ask())
    menu.addAction("恢复默认").triggered.connect(lambda _c=False: put([]))
    return menu
