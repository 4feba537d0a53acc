"""The list of candidates under a picker: a part of the window, not a window of its own.

A popup window would take the keyboard from the input method on some desktops and may hang over
the edge of the screen; a list inside the window does neither. It never takes the focus: the
line keeps it and sends the keys here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.directory import Option

OPTION = int(Qt.ItemDataRole.UserRole) + 1
ROW = 30
MOST_ROWS = 9
NARROWEST = 320
FRAME = 2
Index = QModelIndex | QPersistentModelIndex


class OptionModel(QAbstractListModel):
    """Options in their order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.options: list[Option] = []

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.options)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        option = self.options[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return option.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{option.label} {option.detail}".strip()
        return option if role == OPTION else None

    def show(self, options: Sequence[Option]) -> None:
        """Other options."""
        self.beginResetModel()
        self.options = list(options)
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    """The name, and its post and unit or explanation in the second tone."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: Option = index.data(OPTION)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        palette = option.palette  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if selected:
            painter.fillRect(rect, palette.highlight())
        name_color = palette.highlightedText().color() if selected else palette.text().color()
        inner = rect.adjusted(10, 0, -10, 0)
        metrics = painter.fontMetrics()
        painter.setPen(name_color)
        name = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), name)
        used = metrics.horizontalAdvance(name) + 14
        if one.detail and inner.width() - used > 30:
            if not selected:
                painter.setPen(palette.color(palette.ColorRole.PlaceholderText))
            detail = metrics.elidedText(one.detail, Qt.TextElideMode.ElideRight, inner.width() - used)
            painter.drawText(inner.adjusted(used, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), detail)
        painter.restore()


class Candidates(QListView):
    """One list a window; `owner` is the picker it stands under."""

    taken = Signal(object)  # Option

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.window_ = window
        self.owner: QWidget | None = None
        self._model = OptionModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setProperty("role", "completion")
        self.setAccessibleName("候选")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.clicked.connect(self._clicked)
        self.hide()

    def _clicked(self, index: QModelIndex) -> None:
        option = index.data(OPTION)
        if isinstance(option, Option):
            self.taken.emit(option)

    def offer(self, owner: QWidget, line: QWidget, options: Sequence[Option], *, first: bool) -> None:
        """Show options under a line. first: the first one is marked, so that Enter takes it."""
        if not options:
            self.drop(owner)
            return
        self.owner = owner
        self._model.show(options)
        self._place(line)
        self.show()
        self.raise_()
        if first:
            self.setCurrentIndex(self._model.index(0))
        else:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        self.scrollToTop()

    def _place(self, line: QWidget) -> None:
        """Below the line, or above when there is more room; never outside the window."""
        window = self.window_
        top = line.mapTo(window, QPoint(0, 0))
        below = window.height() - top.y() - line.height() - 8
        above = top.y() - 8
        wanted = min(len(self._model.options), MOST_ROWS) * ROW + 2 * FRAME
        down = below >= min(wanted, 4 * ROW) or below >= above
        height = max(ROW + 2 * FRAME, min(wanted, below if down else above))
        width = min(max(line.width(), NARROWEST), window.width() - 16)
        x = max(8, min(top.x(), window.width() - width - 8))
        y = top.y() + line.height() + 2 if down else top.y() - height - 2
        self.setGeometry(x, y, width, height)

    def drop(self, owner: QWidget | None = None) -> None:
        """Hide, when it still belongs to this owner."""
        if owner is None or owner is self.owner:
            self.owner = None
            self.hide()

    def current(self) -> Option | None:
        """The marked option."""
        index = self.currentIndex()
        return self._model.options[index.row()] if index.isValid() and index.row() < len(self._model.options) else None

    def step(self, rows: int) -> None:
        """Mark another option."""
        count = len(self._model.options)
        at = self.currentIndex().row()
        to = (0 if rows > 0 else count - 1) if at < 0 else max(0, min(count - 1, at + rows))
        self.setCurrentIndex(self._model.index(to))


def candidates_of(widget: QWidget) -> Candidates:
    """The list of the widget's window, made on first use."""
    window = widget.window()
    found = next((c for c in window.children() if isinstance(c, Candidates)), None)
    return found or Candidates(window)
