"""Ctrl+K: records, people, letters, pages and actions in one box.

Searches on committed text only: what an input method is still composing never reaches
`textEdited`, so a half-written word is never searched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.actions import Actions
from app.ui.desk import Desk
from app.ui.navigation import NAV_PAGES

WIDTH = 520
ROW = 44
TARGET = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the results."""

    title: str
    detail: str
    group: str
    act: Callable[[], object]


class _Lines(QStyledItemDelegate):
    """Two lines: what it is and where it stands; the group at the right."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._tokens = desk.tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(WIDTH - 20, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        entry = index.data(TARGET)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            name = "selection" if state & QStyle.StateFlag.State_Selected else "hover"
            painter.fillRect(rect, self._tokens.color(name))
        inner = rect.adjusted(12, 4, -12, -4)
        metrics = painter.fontMetrics()
        group = metrics.horizontalAdvance(entry.group) + 14
        top = QRect(inner.x(), inner.y(), inner.width() - group, inner.height() // 2)
        painter.setPen(self._tokens.color("ink"))
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(top, align, metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, top.width()))
        painter.setPen(self._tokens.color("sub"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), entry.group)
        low = top.translated(0, inner.height() // 2)
        painter.drawText(low, align, metrics.elidedText(entry.detail, Qt.TextElideMode.ElideRight, low.width()))
        painter.restore()


class SearchBox(QObject):
    """The search line in the page head and its list of results."""

    def __init__(self, desk: Desk, actions: Actions, slot: QWidget) -> None:
        super().__init__(slot)
        self._desk = desk
        self._actions = actions
        self.line = QLineEdit()
        self.line.setPlaceholderText("搜索人、会议、文号、内容    Ctrl+K")
        self.line.setAccessibleName("搜索")
        self.line.setMinimumHeight(24)
        box = QVBoxLayout(slot)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.popup = QFrame(slot.window())
        self.popup.setProperty("role", "popup")
        self.popup.setAccessibleName("搜索结果")
        self.view = QListView()
        self.view.setAccessibleName("搜索结果列表")
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.model = QStandardItemModel(self.view)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Lines(desk, self.view))
        inner = QVBoxLayout(self.popup)
        inner.setContentsMargins(4, 6, 4, 6)
        inner.addWidget(self.view)
        self.popup.hide()
        self.line.textEdited.connect(self._typed)
        self.view.clicked.connect(lambda index: self._choose(index.row()))
        self.line.installEventFilter(self)

    def is_open(self) -> bool:
        """Whether results are shown."""
        return self.popup.isVisible()

    def start(self) -> None:
        """Put the cursor into the box and show pages and actions."""
        self.line.setFocus()
        self.line.selectAll()
        self._typed(self.line.text())

    def _typed(self, text: str) -> None:
        wanted = text.strip()
        local = self._local(wanted)
        self._show(local)
        if not wanted or self._desk.session.business is None:
            return
        from app.services import search

        session = self._desk.session
        self._desk.runner.query(
            self, lambda: search.search(session, wanted, 40), lambda hits: self._hits(wanted, hits, local), key="search"
        )

    def _local(self, wanted: str) -> list[Entry]:
        low = wanted.lower()
        pages = [
            Entry(p.title, "打开页面", "页面", lambda name=p.name: self._desk.open(name))  # type: ignore[misc]
            for p in NAV_PAGES
            if low in p.title.lower()
        ]
        actions = [Entry(a.title, a.shortcut or "动作", "动作", a.callback) for a in self._actions.find(wanted)]
        return (pages + actions)[: 6 if wanted else 14]

    def _hits(self, wanted: str, hits: list, local: list[Entry]) -> None:  # type: ignore[type-arg]
        if wanted != self.line.text().strip() or not self.popup.isVisible():
            return
        found = [Entry(h.title, " · ".join(t for t in (h.date, h.detail) if t), h.group, self._opener(h)) for h in hits]
        self._show(found + local)

    def _opener(self, hit) -> Callable[[], object]:  # type: ignore[no-untyped-def]
        if hit.kind == "person":
            return lambda: self._desk.open("person", id=hit.id)
        if hit.kind == "received":
            return lambda: self._desk.open("exchange")
        page = "letter" if hit.form == "letter" else "record"
        return lambda: self._desk.open(page, id=hit.id)

    def _show(self, entries: list[Entry]) -> None:
        self.model.clear()
        for entry in entries:
            item = QStandardItem(f"{entry.title} {entry.detail} {entry.group}")
            item.setEditable(False)
            item.setData(entry, TARGET)
            self.model.appendRow(item)
        if not entries:
            item = QStandardItem("没有找到")
            item.setEnabled(False)
            item.setData(Entry("没有找到", "换一个词，或用姓名拼音首字母", "", lambda: None), TARGET)
            self.model.appendRow(item)
        self.view.setCurrentIndex(self.model.index(0, 0))
        self.popup.setFixedHeight(min(self.model.rowCount(), 9) * ROW + 16)
        self.place()
        self.popup.show()
        self.popup.raise_()

    def place(self) -> None:
        """Put the results under the box."""
        if self.popup.parentWidget() is not self.line.window():
            self.popup.setParent(self.line.window())
        corner = self.line.mapTo(self.line.window(), QPoint(self.line.width(), self.line.height() + 4))
        self.popup.setFixedWidth(WIDTH)
        self.popup.move(corner.x() - WIDTH, corner.y())

    def _choose(self, number: int) -> None:
        item = self.model.item(number)
        self.close()
        if item is not None:
            item.data(TARGET).act()

    def close(self) -> None:
        """Hide the results and forget the text."""
        self.popup.hide()
        self.line.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if not self.popup.isVisible():
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            number = (self.view.currentIndex().row() + step) % max(self.model.rowCount(), 1)
            self.view.setCurrentIndex(self.model.index(number, 0))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.view.currentIndex().row())
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            self.line.clearFocus()
            return True
        return False
