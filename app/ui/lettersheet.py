"""The table of a batch before its letters are written: a line for each, its own values changed in place.

Typing, F2, pasting from a sheet (also one column, one value into all that is marked), Ctrl+D fills down, Del takes out what
was typed so that the value of the records stands again. Does not belong here: what a letter lacks (services.letter_batch).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView

from app.services.letter_batch import MOST, TO, Plan, Row
from app.ui.fields.clipboard import cells_in
from app.ui.theme import Tokens

Index = QModelIndex | QPersistentModelIndex
Own = dict[str, dict[str, str]]
WIDE, NARROW, MOST_TOLD = 220, 130, 8
LINE = 30  # px high
UNSAID = "（未填）"
SHOWN, EDITED, TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole
BEHIND, INK = Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole
ROLES = frozenset((SHOWN, EDITED, TIP, BEHIND, INK))


class SheetModel(QAbstractTableModel):
    """The letters of a plan. First column the subject, then recipient and values, last what is missing."""

    def __init__(self, tokens: Tokens, changed: Callable[[dict[str, dict[str, str | None]]], object]) -> None:
        super().__init__()
        self._tokens, self._changed = tokens, changed
        self.plan: Plan | None = None
        self._typed: Own = {}

    def show(self, plan: Plan | None, typed: Own) -> None:
        """Another plan, or the same letters with other values; typed: by subject what was said for it alone."""
        same = plan is not None and self.plan is not None and plan.keys == self.plan.keys
        same = same and [r.subject for r in plan.rows] == [r.subject for r in self.plan.rows]  # type: ignore[union-attr]
        self._typed = typed
        if same:
            self.plan = plan
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.plan = plan
        self.endResetModel()

    def key(self, column: int) -> str:
        """The value behind a column; empty where nothing can be changed."""
        if self.plan is None or not 1 <= column <= len(self.plan.columns):
            return ""
        return TO if column == 1 else self.plan.keys[column - 2]

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return len(self.plan.rows) if self.plan is not None else 0

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return len(self.plan.columns) + 2 if self.plan is not None else 0

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.plan is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return section + 1
        return ("发给谁", *self.plan.columns, "还缺什么")[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return found | Qt.ItemFlag.ItemIsEditable if self.key(index.column()) else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in ROLES or self.plan is None:  # a cell that is painted asks for ten of them
            return None
        one, column = self.plan.rows[index.row()], index.column()
        text, lacking = self._text(one, column)
        if role == EDITED:
            return text
        if role == SHOWN:
            return UNSAID if lacking and self.key(column) and not text else text
        if role == TIP:
            return self._tip(one, column, text)
        if not lacking:
            return None
        return self._tokens.soft("warn") if role == BEHIND else self._tokens.strong("warn")

    def _text(self, one: Row, column: int) -> tuple[str, bool]:
        """What stands in a cell, and whether something is missing there."""
        plan = self.plan
        assert plan is not None  # noqa: S101 - asked by data
        if column == 0:
            return one.name, False
        if column > len(plan.columns):
            return "；".join(one.missing) or "不缺", bool(one.missing)
        text = one.texts[column - 1]
        return text, plan.columns[column - 1] in one.blank or (column == 1 and not text)

    def _tip(self, one: Row, column: int, text: str) -> str:
        key = self.key(column)
        if not key:
            return text
        if key in self._typed.get(one.subject, {}):
            return f"{text}\n这一件单独填写的；按 Del 恢复".strip()
        source = one.sources[column - 1] if column <= len(one.sources) else ""
        return f"{text}\n出处：{source}" if source else text

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if self.plan is None or role != Qt.ItemDataRole.EditRole or str(value).strip() == self.data(index, role):
            return False
        self.put({(index.row(), index.column()): str(value).strip()})
        return True

    def put(self, cells: dict[tuple[int, int], str | None]) -> None:
        """Other texts in cells; None takes out what was typed."""
        told: dict[str, dict[str, str | None]] = {}
        for (line, column), text in cells.items():
            if self.plan is not None and line < len(self.plan.rows) and self.key(column):
                told.setdefault(self.plan.rows[line].subject, {})[self.key(column)] = text
        if told:
            self._changed(told)


class Numbers(QHeaderView):
    """The numbers of the lines, of one width: Qt would ask every line how wide its number is."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setDefaultSectionSize(LINE)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("0" * len(str(MOST))) + 18, 0)


class BatchSheet(QTableView):
    """The table. changed: told by subject which values are another text now, None for what is not said any more;
    opened: told whose letter is to be filled in as a whole; told: what went wrong with a paste, in words."""

    def __init__(
        self, tokens: Tokens, changed: Callable[[dict[str, dict[str, str | None]]], object], opened: Callable[[str], object],
        told: Callable[[str], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self._opened, self._told = opened, told
        self.sheet = SheetModel(tokens, changed)
        self.setModel(self.sheet)
        self.setAccessibleName("成批拟写的清单")
        corners: list[QAbstractButton] = list(self.findChildren(QAbstractButton))
        for corner in corners:
            corner.setAccessibleName("选中整张表")
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )  # fmt: skip
        self.setVerticalHeader(Numbers())
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sheet.modelReset.connect(self._widths)
        self.doubleClicked.connect(lambda index: None if self.sheet.key(index.column()) else self._open(index.row()))

    def _widths(self) -> None:
        last = self.sheet.columnCount() - 1
        for column in range(last):
            self.setColumnWidth(column, NARROW if column < 2 else WIDE if last < 6 else NARROW + 30)
        if last > 0:
            self.setColumnWidth(last, WIDE)
            self.horizontalHeader().setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)
            self.horizontalHeader().setMinimumSectionSize(90)

    def _open(self, line: int) -> None:
        if self.sheet.plan is not None and 0 <= line < len(self.sheet.plan.rows):
            self._opened(self.sheet.plan.rows[line].subject)

    def line(self) -> str:
        """The subject of the current line, or empty."""
        plan, at = self.sheet.plan, self.currentIndex().row()
        return plan.rows[at].subject if plan is not None and 0 <= at < len(plan.rows) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.sheet.put(dict.fromkeys(self._marked()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() is not QAbstractItemView.State.EditingState:
            index = self.currentIndex()
            if self.sheet.key(index.column()):
                self.edit(index)
            else:
                self._open(index.row())
        else:
            super().keyPressEvent(event)

    def _marked(self) -> list[tuple[int, int]]:
        return sorted((i.row(), i.column()) for i in self.selectedIndexes())

    def fill_down(self) -> None:
        """The uppermost text of each marked column into all its marked cells; a single cell fills to the end."""
        marked = self._marked()
        if len(marked) == 1:
            line, column = marked[0]
            marked = [(at, column) for at in range(line, self.sheet.rowCount())]
        top: dict[int, str] = {}
        for line, column in marked:
            top.setdefault(column, str(self.sheet.data(self.sheet.index(line, column), Qt.ItemDataRole.EditRole)))
        self.sheet.put({(line, column): top[column] for line, column in marked})

    def paste(self) -> None:
        """Cells of the clipboard from the current cell on, empty ones leave what is there; one value goes into all that
        is marked; from the first column on each line goes to whom its first cell names."""
        cells = cells_in(QGuiApplication.clipboard().mimeData(), blank=True)
        marked = self._marked()
        if not cells or not marked:
            return
        if len(cells) == 1 and len(cells[0]) == 1:
            self.sheet.put(dict.fromkeys(marked, cells[0][0]))
            return
        line, column = marked[0]
        lines = self._named([of[0] for of in cells]) if column == 0 else list(range(line, line + len(cells)))
        placed = zip(lines, cells, strict=True)
        self.sheet.put({(at, column + x): text for at, of in placed for x, text in enumerate(of) if text and at >= 0})

    def _named(self, names: list[str]) -> list[int]:
        """The line of each name, -1 for one that is not there or borne by several; these are told."""
        plan = self.sheet.plan
        known: dict[str, list[int]] = {}
        for at, one in enumerate(plan.rows if plan is not None else ()):
            known.setdefault(one.name, []).append(at)
        found = [known.get(name.removesuffix("同志"), known.get(name, [])) for name in names]
        if wrong := [name for name, at in zip(names, found, strict=True) if name and len(at) != 1]:
            more = "等" if len(wrong) > MOST_TOLD else ""
            self._told(f"{len(wrong)} 行没有填进去，清单里没有这个名字或有重名：{'、'.join(wrong[:MOST_TOLD])}{more}。")
        return [at[0] if len(at) == 1 else -1 for at in found]

    def copy(self) -> None:
        """What is marked as cells with tabs."""
        lines: dict[int, list[str]] = {}
        for line, column in self._marked():
            lines.setdefault(line, []).append(str(self.sheet.data(self.sheet.index(line, column), Qt.ItemDataRole.EditRole)))
        QGuiApplication.clipboard().setText("\n".join("\t".join(of) for of in lines.values()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.sheet.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            area = self.viewport().rect().adjusted(20, 0, -20, -self.viewport().height() // 3)
            words = "选好发给谁，点“列出清单”：逐件列出各不相同的内容和还缺的内容，在表里直接填，也可以从 Excel 粘贴一列。"
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)
            painter.end()
