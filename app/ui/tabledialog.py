"""The table of a letter in a window of its own: cells typed and pasted, rows and columns, joined cells, head, width.

Tab goes on and adds a row at the end, Ctrl+V takes cells from Excel, WPS and Word, Ctrl+Z takes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.fields.clipboard import cells_in
from app.ui.parts import Flow, button, label, row
from app.ui.tabledata import MOST_COLUMNS, MOST_ROWS, Grid, empty_grid, read_grid, write_grid

ALIGNS = (("left", "居左"), ("centre", "居中"), ("right", "居右"))
SIDES = {"left": Qt.AlignmentFlag.AlignLeft, "centre": Qt.AlignmentFlag.AlignHCenter, "right": Qt.AlignmentFlag.AlignRight}
SHARES = ("最窄", "窄", "一般", "宽", "最宽")
STEPS = (0.5, 0.7, 1.0, 1.6, 2.5)
NEW_ROWS, NEW_COLUMNS = 4, 3


class TableDialog(QDialog):
    """A grid to fill; `table` is the result after accept."""

    def __init__(self, table: Mapping[str, Any] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("编辑表格" if table else "插入表格")
        self.resize(min(parent.width() - 80, 980), min(parent.height() - 80, 600))
        self.grid = read_grid(table) if table else empty_grid(NEW_ROWS, NEW_COLUMNS)
        self._past: list[Grid] = []
        self._showing = False
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(8)
        self.title = QLineEdit(str(self.grid.rest.get("title") or ""))
        self.title.setPlaceholderText("表格名称，印在表格上方（可不填）")
        self.title.setAccessibleName("表格名称")
        box.addWidget(self.title)
        box.addWidget(self._bar())
        self.cells = QTableWidget()
        self.cells.setAccessibleName("表格内容")
        self.cells.setWordWrap(True)
        self.cells.verticalHeader().setDefaultSectionSize(34)
        self.cells.itemChanged.connect(self._typed)
        self.cells.currentCellChanged.connect(lambda *_a: self._tell())
        self.cells.installEventFilter(self)
        box.addWidget(self.cells, 1)
        box.addLayout(self._looks())
        self.table: dict[str, Any] = {}
        done = button("完成", self._finish, "primary")
        done.setToolTip("Ctrl+Enter")
        box.addLayout(row(self.said, None, button("取消", self.reject), done))
        for keys, act in (("Ctrl+Return", self._finish), ("Ctrl+Enter", self._finish), ("Ctrl+Z", self.undo)):
            QShortcut(QKeySequence(keys), self, act)
        corners: Iterable[QAbstractButton] = self.cells.findChildren(QAbstractButton)
        for corner in corners:
            corner.setAccessibleName("选中整个表格")
        self.show_grid(0, 0)
        self.cells.setFocus()

    def _bar(self) -> Flow:
        bar = Flow(6)
        bar.setAccessibleName("行和列")
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("上面加一行", lambda: self.add_row(0)), ("下面加一行", lambda: self.add_row(1)), ("删去这一行", self.drop_row),
            ("左边加一列", lambda: self.add_column(0)), ("右边加一列", lambda: self.add_column(1)), ("删去这一列", self.drop_column),
            ("合并所选", self.join), ("拆开", self.split), ("撤销", self.undo),
        )  # fmt: skip
        for words, act in acts:
            bar.addWidget(button(words, act, "small"))
        return bar

    def _looks(self) -> Any:
        self.said = label("", "sub")
        self.head = QCheckBox("第一行是表头，每页重复")
        self.head.setChecked(self.grid.labelled)
        self.head.toggled.connect(self._head_chosen)
        self.turned = QCheckBox("横排，单独成页")
        self.turned.setChecked(bool(self.grid.rest.get("landscape")))
        self.width_ = _choice("这一列的宽窄", SHARES)
        self.align = _choice("这一列的对齐", tuple(word for _code, word in ALIGNS))
        self.width_.activated.connect(lambda n: self._column("share", STEPS[n]))
        self.align.activated.connect(lambda n: self._column("align", ALIGNS[n][0]))
        parts = row(self.head, self.turned, None, label("这一列", "field"), self.width_, self.align)
        parts.setSpacing(10)
        return parts

    # --- showing ---------------------------------------------------------------
    def show_grid(self, at_row: int, at_column: int) -> None:
        """Draw the grid anew with the cursor at a place."""
        self._showing = True
        grid, cells = self.grid, self.cells
        cells.clearSpans()
        cells.setRowCount(len(grid.rows))
        cells.setColumnCount(len(grid.columns))
        bold = QFont(self.font())
        bold.setBold(True)
        for r, line in enumerate(grid.rows):
            for c, cell in enumerate(line):
                item = QTableWidgetItem(grid.text(r, c))
                side = (cell or {}).get("align") or grid.columns[c].get("align") or "left"
                item.setTextAlignment(SIDES[str(side)] | Qt.AlignmentFlag.AlignVCenter)
                if (grid.labelled and r == 0) or (cell or {}).get("head"):
                    item.setFont(bold)
                cells.setItem(r, c, item)
                if cell and (int(cell.get("span") or 1) > 1 or int(cell.get("rows") or 1) > 1):
                    cells.setSpan(r, c, int(cell.get("rows") or 1), int(cell.get("span") or 1))
        names = [chr(ord("A") + n) for n in range(len(grid.columns))]
        cells.setHorizontalHeaderLabels(names)
        self._widths()
        cells.resizeRowsToContents()
        cells.setCurrentCell(min(at_row, len(grid.rows) - 1), min(at_column, len(grid.columns) - 1))
        self._showing = False
        self._tell()

    def _widths(self) -> None:
        shares = [float(c.get("share") or 1) for c in self.grid.columns]
        room = max(self.cells.viewport().width() - 4, 300)
        for number, share in enumerate(shares):
            self.cells.setColumnWidth(number, max(int(room * share / sum(shares)), 56))

    def _tell(self) -> None:
        if self._showing or not self.grid.columns:
            return
        here = self.grid.columns[max(self.cells.currentColumn(), 0)]
        mean = sum(float(c.get("share") or 1) for c in self.grid.columns) / len(self.grid.columns)
        ratio = float(here.get("share") or 1) / mean
        self.width_.setCurrentIndex(min(range(5), key=lambda n: abs(STEPS[n] - ratio)))
        self.align.setCurrentIndex([code for code, _w in ALIGNS].index(str(here.get("align") or "left")))
        self.said.setText(f"{len(self.grid.rows)} 行 {len(self.grid.columns)} 列")

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._widths()
        self.cells.resizeRowsToContents()

    # --- changing --------------------------------------------------------------
    def _change(self, act: Callable[[Grid, int, int], object], down: int = 0, right: int = 0) -> None:
        at_row, at_column = max(self.cells.currentRow(), 0), max(self.cells.currentColumn(), 0)
        self._past.append(self.grid.copy())
        act(self.grid, at_row, at_column)
        self.show_grid(at_row + down, at_column + right)

    def undo(self) -> None:
        """Take back the last change of the grid."""
        if self._past:
            at = self.cells.currentRow(), self.cells.currentColumn()
            self.grid = self._past.pop()
            self.show_grid(max(at[0], 0), max(at[1], 0))

    def _typed(self, item: QTableWidgetItem) -> None:
        if self._showing or self.grid.text(item.row(), item.column()) == item.text():
            return
        self._past.append(self.grid.copy())
        self.grid.set_text(item.row(), item.column(), item.text())
        self.cells.resizeRowToContents(item.row())

    def add_row(self, below: int) -> None:
        """A row above (0) or under (1) the present one."""
        if len(self.grid.rows) < MOST_ROWS:
            self._change(lambda g, r, _c: g.insert_row(r + below), down=below)

    def add_column(self, after: int) -> None:
        """A column left (0) or right (1) of the present one."""
        if len(self.grid.columns) < MOST_COLUMNS:
            self._change(lambda g, _r, c: g.insert_column(c + after), right=after)

    def drop_row(self) -> None:
        """Take the present row out."""
        self._change(lambda g, r, _c: g.remove_row(r))

    def drop_column(self) -> None:
        """Take the present column out."""
        self._change(lambda g, _r, c: g.remove_column(c))

    def join(self) -> None:
        """Make one cell of the chosen ones."""
        chosen = self.cells.selectedRanges()
        if chosen:
            one = chosen[0]
            self._change(lambda g, _r, _c: g.join(one.topRow(), one.leftColumn(), one.bottomRow(), one.rightColumn()))

    def split(self) -> None:
        """Divide the present cell."""
        self._change(lambda g, r, c: g.split(r, c))

    def paste(self) -> None:
        """Cells of the clipboard from the present cell on."""
        cells = cells_in(QGuiApplication.clipboard().mimeData())
        if cells:
            self._change(lambda g, r, c: g.paste(r, c, cells))

    def _head_chosen(self, on: bool) -> None:
        self._change(lambda g, _r, _c: setattr(g, "labelled", on))

    def _column(self, name: str, value: object) -> None:
        if name == "share":
            mean = sum(float(c.get("share") or 1) for c in self.grid.columns) / len(self.grid.columns)
            value = round(float(str(value)) * mean, 2)
        self._change(lambda g, _r, c: g.columns[c].__setitem__(name, value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab at the end adds a row; Ctrl+V pastes cells; Delete empties them."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        last = self.cells.currentRow() == len(self.grid.rows) - 1 and self.cells.currentColumn() == len(self.grid.columns) - 1
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Tab and last and not event.modifiers():
            self.add_row(1)
            self.cells.setCurrentCell(len(self.grid.rows) - 1, 0)
        elif event.key() == Qt.Key.Key_Delete:
            chosen = [(i.row(), i.column()) for i in self.cells.selectedItems()]
            self._change(lambda g, _r, _c: g.empty(chosen))
        else:
            return False
        return True

    def _finish(self) -> None:
        self.setFocus()  # a cell that is being typed into is finished
        self.grid.rest["title"] = self.title.text().strip()
        self.grid.rest["landscape"] = self.turned.isChecked()
        self.table = write_grid(self.grid)
        self.accept()


def _choice(name: str, words: tuple[str, ...]) -> QComboBox:
    made = QComboBox()
    made.addItems(words)
    made.setAccessibleName(name)
    return made


def ask_table(owner: QWidget, table: Mapping[str, Any] | None, done: Callable[[dict[str, Any]], object]) -> TableDialog:
    """Open a table without blocking; done: what follows with the finished one."""
    dialog = TableDialog(table, owner.window())
    dialog.accepted.connect(lambda: done(dialog.table))
    dialog.open()
    return dialog
