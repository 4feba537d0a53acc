"""A table over an array of row ids; rows are fetched in blocks and forgotten when not needed.

Opening is one query for the ids; a jump anywhere fetches one block. The fetcher is called
on the window's thread and answers later through `fill`.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.services.lists import Column, Row

BLOCK = 256
KEEP = 40
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[int, list[int]], None]
PLACEHOLDER = "…"
ROLE_ROW = int(Qt.ItemDataRole.UserRole) + 1


class RowsModel(QAbstractTableModel):
    """Rows by position: ids in `array('q')`, display rows in a small cache."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.ids: array[int] = array("q")
        self._fetch = fetch
        self._blocks: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._asked: set[int] = set()
        self.generation = 0

    def set_ids(self, ids: array[int]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.ids = ids
        self._forget()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows; they are fetched anew, for their cells differ."""
        self.beginResetModel()
        self.columns = list(columns)
        self._forget()
        self.endResetModel()

    def _forget(self) -> None:
        self._blocks.clear()
        self._asked.clear()
        self.generation += 1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def row_at(self, number: int) -> Row | None:
        """The display row at a position when it is here; asks for its block when it is not."""
        block = number // BLOCK
        found = self._blocks.get(block)
        if found is None:
            self._ask(block)
            return None
        self._blocks.move_to_end(block)
        return found.get(self.ids[number])

    def _ask(self, block: int) -> None:
        if block in self._asked:
            return
        self._asked.add(block)
        self._fetch(block, list(self.ids[block * BLOCK : (block + 1) * BLOCK]))

    def fill(self, generation: int, block: int, rows: Sequence[Row]) -> None:
        """The answer to a fetch; late answers to an older list are ignored."""
        if generation != self.generation:
            return
        self._asked.discard(block)
        self._blocks[block] = {r.rid: r for r in rows}
        while len(self._blocks) > KEEP:
            self._blocks.popitem(last=False)
        first, last = block * BLOCK, min((block + 1) * BLOCK, len(self.ids)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.ids):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[index.column()].numeric else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, ROLE_ROW):
            return None
        row = self.row_at(index.row())
        if role == ROLE_ROW:
            return row
        if row is None:
            return "" if role == Qt.ItemDataRole.ToolTipRole else PLACEHOLDER
        return row.cells.get(self.columns[index.column()].id, "")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            right = section < len(self.columns) and self.columns[section].numeric
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section].label if section < len(self.columns) else None
        return section + 1
