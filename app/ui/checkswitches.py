"""查什么: topics and single rules of 体检, each with a box; 恢复全部 ticks them all. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.services.check_topics import Topic, topics
from app.ui.parts import button, label, row

_KEY = int(Qt.ItemDataRole.UserRole)
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class CheckSwitches(QDialog):
    """Topics with their rules. off: what is not looked at, when accepted."""

    def __init__(self, parent: QWidget, off: frozenset[str], seen: Iterable[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.off = off
        self.setWindowTitle("查什么")
        self.resize(520, 620)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        box.addWidget(label("体检查哪些项目", "card-title"))
        box.addWidget(label("去掉勾的不查。只对您自己的账号起作用，下次打开还在。", "sub", wrap=True))
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("体检的项目")
        for topic in topics(seen):
            self._add(topic)
        self.tree.itemChanged.connect(self._changed)
        box.addWidget(self.tree, 1)
        self.count = label("", "sub")
        box.addWidget(self.count)
        self.restore = button("恢复全部", self.restore_all)
        self.ready = button("完成", self.accept, "primary")
        box.addLayout(row(self.restore, None, button("取消", self.reject), self.ready))
        self._tell()

    def _add(self, topic: Topic) -> None:
        head = QTreeWidgetItem([f"{topic.label}（{topic.hint}）"])
        head.setData(0, _KEY, topic.code)
        flags = head.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate
        head.setFlags(flags)
        self.tree.addTopLevelItem(head)
        for rule in topic.rules:
            item = QTreeWidgetItem([rule])
            item.setData(0, _KEY, rule)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, _OFF if {rule, topic.code} & self.off else _ON)
            head.addChild(item)

    def rule(self, name: str) -> QTreeWidgetItem | None:
        """The line of a rule or topic."""
        return next((i for i in self._items() if i.data(0, _KEY) == name), None)

    def _items(self) -> list[QTreeWidgetItem]:
        heads = [self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount())]
        return [one for head in heads if head is not None for one in (head, *(head.child(n) for n in range(head.childCount())))]

    def restore_all(self) -> None:
        """Everything is looked at again."""
        for item in self._items():
            if item.parent() is not None:
                item.setCheckState(0, _ON)

    def _changed(self, _item: QTreeWidgetItem, _column: int) -> None:
        """A whole topic without a tick is kept as the topic, so that rules it may get are off too."""
        found: set[str] = set()
        for item in self._items():
            key = str(item.data(0, _KEY))
            whole = item.parent() is not None and item.parent().checkState(0) == _OFF
            if item.checkState(0) == _OFF and not whole:
                found.add(key)
        self.off = frozenset(found)
        self._tell()

    def _tell(self) -> None:
        rules = [i for i in self._items() if i.parent() is not None]
        left = sum(i.checkState(0) == _OFF for i in rules)
        self.count.setText(f"共 {len(rules)} 项，{f'{left} 项不查' if left else '全部都查'}")
