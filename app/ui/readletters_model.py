"""The files of a reading-back as a table: ticked ones come in. Nothing is decided here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QTableView

from app.services.letter_readback_judge import LABELS, OldEntry, What
from app.ui.simpletable import arrange

COLUMNS = (("文件", 154), ("发文字号", 162), ("结果", 0))
Index = QModelIndex | QPersistentModelIndex


class OldLettersModel(QAbstractTableModel):
    """One row a file. ticked: row and whether it is to be imported."""

    ticked = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[OldEntry] = []
        self._shown: list[int] = []
        self._only = False

    def show(self, entries: list[OldEntry]) -> None:
        """Show other files."""
        self.beginResetModel()
        self._entries = entries
        self._choose()
        self.endResetModel()

    def filter(self, only_doubtful: bool) -> None:
        """All, or only those a person should look at."""
        self.beginResetModel()
        self._only = only_doubtful
        self._choose()
        self.endResetModel()

    def refresh(self) -> None:
        """The same files, judged anew; rows stay where they are."""
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(COLUMNS) - 1))

    def _choose(self) -> None:
        self._shown = [at for at, e in enumerate(self._entries) if not self._only or e.doubtful]

    def next_doubtful(self, row: int, step: int) -> int:
        """The row of the next file to be looked at, up or down from one; -1 when there is none."""
        rows = range(row + step, len(self._shown) if step > 0 else -1, step)
        return next((n for n in rows if self._entries[self._shown[n]].doubtful), -1)

    def place(self, row: int) -> int:
        """Which file a row shows; -1 for none."""
        return self._shown[row] if 0 <= row < len(self._shown) else -1

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(self._shown)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section][0]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 and self._entry(index).letter is not None else found

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        entry = self._entry(index)
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0 and entry.letter is not None:
            return Qt.CheckState.Checked if entry.chosen else Qt.CheckState.Unchecked
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        result = LABELS[entry.what] + ("，请核对" if entry.doubtful and entry.what is What.NEW else "") if entry.chosen else "不导入"
        return (entry.path.name, entry.texts.get("number", ""), result)[index.column()]

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.ticked.emit(self.place(index.row()), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def _entry(self, index: Index) -> OldEntry:
        return self._entries[self._shown[index.row()]]


def letters_view(model: OldLettersModel) -> QTableView:
    """A table of the files."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName("读入的文件")
    view.setProperty("role", "entries")
    arrange(view, COLUMNS, 30)
    return view
