"""A table of a report in the window: heads that stay, numbers at the right, cells that lead to what they count."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFont, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.services.reports.model import COUNT, DAY, NO_SUBJECT, RATE, Cell, Column, Table
from app.ui.desk import Desk

Index = QModelIndex | QPersistentModelIndex
ROW, AIR, BESIDE = 34, 8, 8
WRAPPED = 300  # rows up to which long texts take several lines
PAD = 22
NARROWEST, WORDS, WIDEST_TEXT, WIDEST_WORD = 56, 78, 96, 150
PLAIN = re.compile(r"[0-9.,]+%?")
SHOWN_TONES = ("good", "warn", "bad", "muted")
NUMBERS = (COUNT, RATE)


class ReportModel(QAbstractTableModel):
    """The cells of one table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table: Table | None = None
        self._numeric: list[bool] = []
        self._bold, self._link, self._both = QFont(), QFont(), QFont()
        for font in (self._bold, self._both):
            font.setBold(True)
        for font in (self._link, self._both):
            font.setUnderline(True)

    def set_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table = table
        self._numeric = [self.plain(at) for at in range(len(table.columns))]
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """What stands at a place."""
        if self.table is None or not index.isValid():
            return None
        return self.table.rows[index.row()][index.column()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.table is None else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self.table is None else len(self.table.columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        cell = self.cell(index)
        if cell is None or self.table is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(cell, self.table.columns[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._side(index.column()) | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and cell.tone in SHOWN_TONES:
            return QBrush(self._desk.tokens.strong(cell.tone))
        if role == Qt.ItemDataRole.FontRole:
            link = len(cell.opens) > 0 and PLAIN.fullmatch(cell.text) is not None
            if self.table.total and index.row() == len(self.table.rows) - 1:
                return self._both if link else self._bold
            return self._link if link else None
        return None

    def _words(self, cell: Cell, column: Column) -> str:
        number = len(cell.opens)
        more = f"（点开看{'这条记录' if number == 1 else f'是哪 {number} 项'}）" if number else ""
        return f"{column.label}：{cell.text}{more}" if cell.value is not None else f"{cell.text}{more}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if self.table is None or orientation != Qt.Orientation.Horizontal or section >= len(self.table.columns):
            return None
        column = self.table.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._side(section) | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        return None

    def plain(self, at: int) -> bool:
        """Whether a column holds nothing but numbers and shares."""
        if self.table is None or self.table.columns[at].kind not in NUMBERS:
            return False
        return all(PLAIN.fullmatch(r[at].text) or r[at].text in ("", NO_SUBJECT) for r in self.table.rows[:WRAPPED])

    def _side(self, at: int) -> Qt.AlignmentFlag:
        """Numbers at the right, words that stand for numbers in the middle, texts at the left."""
        if self.table is None or self.table.columns[at].kind not in NUMBERS:
            return Qt.AlignmentFlag.AlignLeft
        return Qt.AlignmentFlag.AlignRight if self._numeric[at] else Qt.AlignmentFlag.AlignHCenter


class Spaced(QStyledItemDelegate):
    """Cells with room at their sides, so that a number and the text beside it stand apart."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, _inner(option), index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(_inner(option), index)


def _inner(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    made = QStyleOptionViewItem(option)
    made.rect = made.rect.adjusted(2, 0, -BESIDE, 0)  # type: ignore[attr-defined]
    return made


class ReportTable(QTableView):
    """One table; a click or Enter on a cell tells what is behind it."""

    opened = Signal(object)  # Cell

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.cells = ReportModel(desk)
        self.setModel(self.cells)
        self.setItemDelegate(Spaced(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.clicked.connect(self._open)

    def set_table(self, table: Table) -> None:
        """Show another table."""
        self.cells.set_table(table)
        self.setAccessibleName(table.title)
        self._fit()
        if table.rows:
            self.selectionModel().setCurrentIndex(self.cells.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def _open(self, index: QModelIndex) -> None:
        cell = self.cells.cell(index)
        if cell is not None and len(cell.opens):
            self.opened.emit(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        cell = self.cells.cell(self.indexAt(event.position().toPoint()))
        over = cell is not None and len(cell.opens) > 0
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- widths and heights -----------------------------------------------------------------
    def _fit(self) -> None:
        """Columns share the width by their shares but keep room for their heads; long texts take several lines."""
        table = self.cells.table
        if table is None:
            return
        least = [self._least(at, one) for at, one in enumerate(table.columns)]
        room = self.viewport().width() - sum(least)
        total = sum(c.share for c in table.columns)
        for at, one in enumerate(table.columns):
            self.setColumnWidth(at, least[at] + max(int(room * one.share / total), 0))
        self._fit_head(table)
        wrapped = len(table.rows) <= WRAPPED
        self.setWordWrap(wrapped)
        if wrapped:
            self.resizeRowsToContents()
            for number in range(len(table.rows)):
                self.setRowHeight(number, max(self.rowHeight(number) + AIR, ROW))

    def _least(self, at: int, column: Column) -> int:
        metrics = self.fontMetrics()
        if column.kind in NUMBERS and not self.cells.plain(at):
            return WORDS
        sample = [r[at].text for r in (self.cells.table.rows[:60] if self.cells.table is not None else ())]
        widest = max((metrics.horizontalAdvance(t) for t in sample), default=0)
        most = WIDEST_WORD if column.kind in (DAY, *NUMBERS) else WIDEST_TEXT
        return max(min(widest, most) + PAD, NARROWEST)

    def _fit_head(self, table: Table) -> None:
        """As many lines as the longest head needs."""
        metrics = self.horizontalHeader().fontMetrics()
        high = metrics.height()
        for at, one in enumerate(table.columns):
            room = QRect(0, 0, max(self.columnWidth(at) - PAD, 20), 400)
            box = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere), one.head)
            high = max(high, box.height())
        self.horizontalHeader().setFixedHeight(high + 14)
