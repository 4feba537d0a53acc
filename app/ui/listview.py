"""The table of a list: 36 px rows, states as tags, widths that fit, headers that never freeze the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.services.filters import soon_day
from app.services.lists import Row
from app.ui.columnwidths import Measured, fitted
from app.ui.listmodel import PLACEHOLDER, ROLE_ROW, Index, RowsModel
from app.ui.listselection import Memory, Range, ranges_of, remember, restored, select_ranges, size
from app.ui.theme import Tokens

ROW_HEIGHT = 36
NEWEST_FIRST = ("date", "due", "end", "entered")
TYPING_MS = 900


class CellPainter(QStyledItemDelegate):
    """Paints a cell by drawText; the state column as a tag with its word; a quiet bar where a row is not here yet."""

    def __init__(self, tokens: Tokens, parent: QTableView) -> None:
        super().__init__(parent)
        self._tokens, self._view = tokens, parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        rect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        tokens = self._tokens
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.color("selection"))
        painter.setPen(tokens.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        view = self._view
        if view.hasFocus() and index.row() == view.currentIndex().row():
            self._mark_current(painter, QRectF(rect), first=view.columnViewportPosition(index.column()) == 0)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not text:
            return
        if text == PLACEHOLDER and index.data(ROLE_ROW) is None:
            self._bar(painter, QRectF(rect), index.row() + 3 * index.column())
            return
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, RowsModel) else None
        if column is not None and column.id == "state":
            self._tag(painter, rect, index, text)
            return
        inner = rect.adjusted(10, 0, -8, 0)
        tone = self._due_tone(index) if column is not None and column.id == "due" else ""
        plain = tokens.color("ink" if column is None or column.id in ("title", "date") else "sub")
        painter.setPen(tokens.strong(tone) if tone else plain)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        side = Qt.AlignmentFlag.AlignRight if column is not None and column.numeric else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _due_tone(self, index: QModelIndex) -> str:
        """The colour of a limit that is still waited for: late, or near. The list says the word in its chips."""
        row, view = index.data(ROLE_ROW), self._view
        if row is None or not row.waits or not row.due or not isinstance(view, RowsView) or not view.today:
            return ""
        return "bad" if row.due < view.today else "warn" if row.due <= view.soon else ""

    def _mark_current(self, painter: QPainter, rect: QRectF, *, first: bool) -> None:
        """Where the keyboard is: lines above and below the row, a bolder one before it."""
        color = self._tokens.color("focus")
        painter.fillRect(QRectF(rect.x(), rect.y(), rect.width(), 1), color)
        painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), color)
        if first:
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), color)

    def _bar(self, painter: QPainter, rect: QRectF, seed: int) -> None:
        room = max(rect.width() - 18, 0)
        wide = room * (0.45 + 0.1 * (seed % 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("muted_soft"))
        painter.drawRoundedRect(QRectF(rect.x() + 10, rect.center().y() - 4, wide, 8), 4, 4)

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
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) - 12)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()


class RowsView(QTableView):
    """A table whose headers have selections of their own, so that Ctrl+A stays instant."""

    opened = Signal(int)
    sorted_by = Signal(str, bool)
    arranged = Signal(list)  # column ids in the order the person dragged them into
    widened = Signal(str, int)  # a column's width set by hand
    sought = Signal(str)  # typed text to jump to
    menu_wanted = Signal(QPoint)
    head_menu_wanted = Signal(QPoint)

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
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("记录列表")
        self.setProperty("role", "rows")
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        self._prepare_head()
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.sort_column, self.descending = "date", True
        self.usual = True  # whether the columns are those the list begins with
        self.widths: Mapping[str, int] = {}
        self.today = ""  # ISO day; limits before it are coloured as late
        self._measured = Measured()
        self._fitting = False
        self._typed = ""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._forget_typed)

    def _prepare_head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setMinimumSectionSize(40)
        head.setSortIndicatorShown(True)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self.sort_by)
        head.sectionMoved.connect(lambda *_: QTimer.singleShot(0, self, self._moved))
        head.sectionResized.connect(self._resized)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(lambda at: self.head_menu_wanted.emit(head.mapToGlobal(at)))

    @property
    def soon(self) -> str:
        """The last day that counts as near."""
        return soon_day(dt.date.fromisoformat(self.today)) if self.today else ""

    @property
    def rows(self) -> RowsModel:
        """The model behind."""
        model = self.model()
        assert isinstance(model, RowsModel)  # noqa: S101 - show_model takes nothing else
        return model

    def show_model(self, model: RowsModel) -> None:
        """Use a model; give the headers their own selection models."""
        self.setModel(model)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setSelectionModel(QItemSelectionModel(model, head))
        self.fit_columns()

    # --- columns -----------------------------------------------------------
    def learn_widths(self, rows: Sequence[Row]) -> None:
        """Measure the first rows that come; later ones only bring back a column that was empty so far."""
        before = set(self._measured.filled)
        first = not self._measured.rows
        self._measured.learn(self.rows.columns, rows, self.fontMetrics())
        if first or self._measured.filled != before:
            self.fit_columns()

    def fit_columns(self) -> None:
        """Widths by hand or by what a column holds; the title takes what is left; empty ones give way."""
        model = self.model()
        if not isinstance(model, RowsModel) or not model.columns:
            return
        plan = fitted(model.columns, self.widths, self._measured, self.viewport().width(), usual=self.usual)
        self._fitting = True
        for number, column in enumerate(model.columns):
            wide = plan[column.id]
            self.setColumnHidden(number, wide == 0)
            if wide:
                self.setColumnWidth(number, wide)
        self._fitting = False
        names = [c.id for c in model.columns]
        section = names.index(self.sort_column) if self.sort_column in names else -1
        # Qt draws an arrow up for "descending"; here ▼ stands for from the last to the first, as elsewhere on a PC
        order = Qt.SortOrder.AscendingOrder if self.descending else Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicator(section, order)

    def shown_columns(self) -> list[str]:
        """Ids of the columns on the screen, in their order."""
        return [c.id for n, c in enumerate(self.rows.columns) if not self.isColumnHidden(n)]

    def _moved(self) -> None:
        head = self.horizontalHeader()
        order = [head.logicalIndex(v) for v in range(head.count())]
        if order != sorted(order):
            self.arranged.emit([self.rows.columns[n].id for n in order])

    def put_back(self) -> None:
        """Let every section stand where its column is (after the model took the new order)."""
        head = self.horizontalHeader()
        head.blockSignals(True)
        for place in range(head.count()):
            head.moveSection(head.visualIndex(place), place)
        head.blockSignals(False)
        self.fit_columns()
        head.viewport().update()

    def _resized(self, section: int, _old: int, new: int) -> None:
        if not self._fitting and new > 0 and 0 <= section < len(self.rows.columns):
            self.widened.emit(self.rows.columns[section].id, new)

    def sort_by(self, section: int) -> None:
        """As a click on a header: this column, or the other direction."""
        name = self.rows.columns[section].id
        self.descending = not self.descending if name == self.sort_column else name in NEWEST_FIRST
        self.sort_column = name
        self.sorted_by.emit(name, self.descending)

    # --- selection ---------------------------------------------------------
    def chosen(self) -> list[Range]:
        """Selected rows as ranges (never from selectedRows)."""
        return ranges_of(self.selectionModel().selection())

    def chosen_count(self) -> int:
        """How many rows are selected."""
        return size(self.chosen())

    def memory(self) -> Memory:
        """The selection in a form that outlives another order of the rows."""
        return remember(self.rows.ids, self.chosen())

    def recall(self, memory: Memory) -> None:
        """Select again what was selected before the rows were set anew."""
        if not memory.empty:
            select_ranges(self.selectionModel(), self.rows, restored(memory, self.rows.ids))

    def jump(self, number: int) -> None:
        """Go to a row and make it the current one."""
        index = self.rows.index(number, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    # --- keys --------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, words = event.key(), event.text()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not control and self.rows.ids:
            self._to_end(event, key == Qt.Key.Key_End)
        elif words.isprintable() and words.strip() and not control and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.keyboardSearch(words)
        else:
            super().keyPressEvent(event)

    def _to_end(self, event: QKeyEvent, last: bool) -> None:
        """Home and End mean the first and the last row here (cells are not edited)."""
        event.accept()
        flag = QItemSelectionModel.SelectionFlag
        index = self.rows.index(len(self.rows.ids) - 1 if last else 0, max(self.currentIndex().column(), 0))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            start = max(self.currentIndex().row(), 0)
            select_ranges(self.selectionModel(), self.rows, [(min(start, index.row()), max(start, index.row()))])
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate)
        else:
            self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Typed letters jump by the sort column; the store finds the place, rows are not fetched for it."""
        self._typed += search
        self._typing.start()
        self.sought.emit(self._typed)

    def _take_chinese(self) -> None:
        """Qt switches input methods off where cells are not edited; here they find rows."""
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese is looked for when the composition is done, never half-way."""
        if event.commitString():
            self.keyboardSearch(event.commitString())
        event.accept()

    def _forget_typed(self) -> None:
        self._typed = ""

    def anchor(self) -> QPoint:
        """Where a menu about the current row opens, on the screen."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft() + QPoint(24, 0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.anchor()
        if self.currentIndex().isValid():
            self.menu_wanted.emit(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._take_chinese()
        self.stand_on()
        self.viewport().update()

    def stand_on(self, number: int = 0) -> None:
        """Have the keyboard stand somewhere, without selecting."""
        if not self.currentIndex().isValid() and number < len(self.rows.ids):
            chooser = self.selectionModel()
            chooser.setCurrentIndex(self.rows.index(number, 0), chooser.SelectionFlag.NoUpdate)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Both whole rows are painted anew, not just the cells."""
        super().currentChanged(current, previous)
        self._take_chinese()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()
