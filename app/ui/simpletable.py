"""A small read-only table for registers and settings: rows in memory, one line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTableWidget, QTableWidgetItem

ROW_HEIGHT = 34


class SimpleTable(QTableWidget):
    """Columns with their widths (0 = takes what is left); a row opens on Enter or double click."""

    def __init__(
        self,
        name: str,
        columns: Sequence[tuple[str, int]],
        opened: Callable[[int], object] | None = None,
        empty: str = "",
    ) -> None:
        super().__init__(0, len(columns))
        self._empty = empty
        self._opened = opened
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels([c for c, _w in columns])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        arrange(self, columns, ROW_HEIGHT)
        self.itemDoubleClicked.connect(lambda item: self._open(item.row()))

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows."""
        self.setRowCount(len(rows))
        for at, one in enumerate(rows):
            for column, text in enumerate(one):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(at, column, item)

    def fields(self) -> list[tuple[str, int]]:
        """Labels and widths of the columns that have a label."""
        return [(self._label(at), self.columnWidth(at)) for at in range(self.columnCount()) if self._label(at)]

    def texts(self) -> list[tuple[str, ...]]:
        """All rows as they are shown, without columns that have no label."""
        columns = [at for at in range(self.columnCount()) if self._label(at)]
        return [tuple(self._text(row, at) for at in columns) for row in range(self.rowCount())]

    def _label(self, at: int) -> str:
        item = self.horizontalHeaderItem(at)
        return item.text() if item is not None else ""

    def _text(self, row: int, at: int) -> str:
        item = self.item(row, at)
        return item.text() if item is not None else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and not self.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            area = self.viewport().rect().adjusted(20, 0, -20, -self.viewport().height() // 3)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._empty)
            painter.end()

    def _open(self, number: int) -> None:
        if self._opened is not None and number >= 0:
            self._opened(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentRow())
            return
        super().keyPressEvent(event)


def arrange(view: QTableView, columns: Sequence[tuple[str, int]], height: int) -> None:
    """Lines without a grid that are chosen whole; widths of columns, 0 = takes what is left."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.verticalHeader().setVisible(False)
    view.verticalHeader().setDefaultSectionSize(height)
    head = view.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for at, (_name, width) in enumerate(columns):
        if width:
            view.setColumnWidth(at, width)
        else:
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
