"""The table of a list: 36 px rows, states as tags, headers that never freeze the window."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.ui.listmodel import ROLE_ROW, RowsModel
from app.ui.theme import Tokens

ROW_HEIGHT = 36
WIDTHS = {"date": 104, "end": 104, "due": 104, "kind": 190, "state": 104, "title": 360, "actor": 130, "chair": 100,
          "subject": 150, "number": 150, "to": 170, "owner": 130, "period": 90}  # fmt: skip


class CellPainter(QStyledItemDelegate):
    """Paints a cell by drawText; the state column as a tag with its word."""

    def __init__(self, tokens: Tokens, parent: QTableView) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        rect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        tokens = self._tokens
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.color("selection"))
        painter.setPen(tokens.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not text:
            return
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, RowsModel) else None
        if column is not None and column.id == "state":
            self._tag(painter, rect, index, text)
            return
        inner = rect.adjusted(10, 0, -8, 0)
        painter.setPen(tokens.color("ink" if column is None or column.id in ("title", "date") else "sub"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        side = Qt.AlignmentFlag.AlignRight if column is not None and column.numeric else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _tag(self, painter: QPainter, rect: object, index: QModelIndex, text: str) -> None:
        row = index.data(ROLE_ROW)
        tone = row.tone if row is not None else "muted"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = painter.fontMetrics().horizontalAdvance(text) + 20
        box = QRectF(rect.x() + 8, rect.y() + 8, min(width, rect.width() - 12), rect.height() - 16)  # type: ignore[attr-defined]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.soft(tone))
        painter.drawRoundedRect(box, 10, 10)
        painter.setPen(self._tokens.strong(tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class RowsView(QTableView):
    """A table whose headers have selections of their own, so that Ctrl+A stays instant."""

    opened = Signal(int)
    sorted_by = Signal(str, bool)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setItemDelegate(CellPainter(tokens, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("记录列表")
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setStretchLastSection(True)
        head.setSortIndicatorShown(True)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._sort_column, self._descending = "date", True

    def show_model(self, model: RowsModel) -> None:
        """Use a model; give the headers their own selection models."""
        self.setModel(model)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setSelectionModel(QItemSelectionModel(model, head))
        self.fit_columns()

    def fit_columns(self) -> None:
        """Widths by what a column holds; the title takes what is left."""
        model = self.model()
        if not isinstance(model, RowsModel) or not model.columns:
            return
        names = [c.id for c in model.columns]
        free = self.width() - 18 - sum(WIDTHS.get(n, 130) for n in names if n != "title") - 4
        for number, name in enumerate(names):
            wide = max(free, 220) if name == "title" else WIDTHS.get(name, 130)
            self.setColumnWidth(number, wide)
        if self._sort_column in names:
            order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
            self.horizontalHeader().setSortIndicator(names.index(self._sort_column), order)

    def _sort(self, section: int) -> None:
        model = self.model()
        if isinstance(model, RowsModel):
            name = model.columns[section].id
            self._descending = not self._descending if name == self._sort_column else name in ("date", "due", "end")
            self._sort_column = name
            self.sorted_by.emit(name, self._descending)

    def chosen_rows(self, most: int = 500) -> list[int]:
        """Numbers of the selected rows, read from ranges (never from selectedRows)."""
        found: list[int] = []
        ranges = self.selectionModel().selection()
        for part in (ranges.at(n) for n in range(ranges.count())):
            for number in range(part.top(), part.bottom() + 1):
                found.append(number)
                if len(found) >= most:
                    return found
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)
