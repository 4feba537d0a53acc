"""The rows of an import's preview as a table: thousands of them, read only."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView

from app.services.intake_plan import LABELS, Entry, What
from app.ui.simpletable import arrange

COLUMNS = (("行", 70), ("日期", 96), ("标题", 220), ("结果", 130), ("说明", 0))
Index = QModelIndex | QPersistentModelIndex


class EntriesModel(QAbstractTableModel):
    """The entries, all or only those that do not come in as they are."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Entry] = []
        self._shown: list[Entry] = []
        self._only = False

    def show(self, entries: list[Entry], *, only_problems: bool) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._all, self._only = entries, only_problems
        self._shown = [e for e in entries if e.words or e.what is not What.NEW] if only_problems else entries
        self.endResetModel()

    def filter(self, only_problems: bool) -> None:
        """All, or only those with something to say."""
        self.show(self._all, only_problems=only_problems)

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(self._shown)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section][0]
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self.texts(index.row())[index.column()]

    def texts(self, row: int) -> tuple[str, ...]:
        """The texts of a shown row."""
        one = self._shown[row]
        first, last = one.numbers[0], one.numbers[-1]
        numbers = str(first) if first == last else f"{first}–{last}"
        return numbers, one.date, one.title, LABELS[one.what], one.words


def entries_view(model: EntriesModel) -> QTableView:
    """A table of the entries: the explanation takes what is left."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName("预览的行")
    view.setProperty("role", "entries")
    arrange(view, COLUMNS, 30)
    return view
