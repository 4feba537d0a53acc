"""Sub-tables: rows of editors by keyboard; rows with long or nested fields become cards.

In an ordered table the rows are moved with Alt+↑ and Alt+↓; an `order` column follows the
order of the rows. Text of several lines pasted from a sheet becomes several rows.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.catalog.records import TABLES, FieldDef, FieldType
from app.domain.ids import new_id
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor
from app.ui.fields.lastword import judge
from app.ui.parts import button, clear, column, label, restyle, row, tag

ORDER = "order"
NARROW = {FieldType.INTEGER: 72, FieldType.DATE: 190, FieldType.TIME: 90, FieldType.FLAG: 90, FieldType.MONEY: 150,
          FieldType.PERSON: 150, FieldType.CHOICE: 170, FieldType.UNIT: 180}  # fmt: skip
MOST_COLUMNS = 5
NESTED = 132


class RowEditor(QWidget):
    """The editors of one row."""

    def __init__(self, table: TableField, definition: FieldDef, value: dict[str, Any]) -> None:
        super().__init__(table)
        self.hide()
        self.table = table
        self.id = str(value.get("id") or new_id("w"))
        self.extra = {k: v for k, v in value.items() if definition.column(k) is None and k != "id"}
        self.fields: dict[str, FieldEditor] = {}
        for one in definition.columns:
            made = table.make(one)
            made.name(f"{definition.label} {one.label}")
            made.set_value(value.get(one.id, one.default))
            made.changed.connect(table.row_changed)
            self.fields[one.id] = made

    def value(self) -> dict[str, Any]:
        """The row as it stands in a body."""
        filled = {name: made.value() for name, made in self.fields.items()}
        return {"id": self.id, **self.extra, **{k: v for k, v in filled.items() if v is not None}}

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(m.value() is not None for name, m in self.fields.items() if name != ORDER)


class TableField(FieldEditor):
    """An editor of a (possibly ordered) sub-table."""

    def __init__(self, desk: Desk, definition: FieldDef, make: object, depth: int = 0) -> None:
        super().__init__()
        self.desk, self.definition, self._make, self._depth = desk, definition, make, depth
        self.ordered = definition.type is FieldType.ORDERED_TABLE
        self.cards = self._as_cards()
        self.rows: list[RowEditor] = []
        self._readonly = False
        self._day = ""
        self._present: set[str] = set()
        self._words: dict[str, QWidget] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        box.addWidget(self._holder)
        self.add_button = button("+ 加一项" if self.cards else "+ 加一行", self.add_row, "small")
        self.add_button.setAccessibleName(f"{definition.label}：加一行")
        box.addLayout(row(self.add_button, None))
        self.setFocusProxy(self.add_button)

    def _as_cards(self) -> bool:
        columns = self.definition.columns
        return len(columns) > MOST_COLUMNS or any(c.type in TABLES or c.wide for c in columns)

    def make(self, definition: FieldDef) -> FieldEditor:
        """An editor for a column."""
        made: FieldEditor = self._make(definition, self._depth + 1)  # type: ignore[operator]
        if isinstance(made, TableField):
            made.set_context(self._day, self._present)
        return made

    # --- values ------------------------------------------------------------
    def value(self) -> Any:
        return [r.value() for r in self.rows if not r.is_empty()] or None

    def set_value(self, value: Any) -> None:
        for old in self.rows:
            old.setParent(None)
            old.deleteLater()
        self.rows = [RowEditor(self, self.definition, dict(v)) for v in value or []]
        self._draw()

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self.add_button.setVisible(not readonly)
        self._draw()

    def set_context(self, day: str, present: set[str]) -> None:
        """The day and who is there, for the judgement of the speaking order."""
        self._day, self._present = day, present
        for one in self.rows:
            for made in one.fields.values():
                if isinstance(made, TableField):
                    made.set_context(day, present)
        self._judge()

    def row_changed(self) -> None:
        """Something in a row was changed."""
        self._judge()
        self.changed.emit()

    def problem(self) -> str:
        return next((p for r in self.rows for p in (m.problem() for m in r.fields.values()) if p), "")

    # --- rows --------------------------------------------------------------
    def add_row(self) -> RowEditor:
        """Add an empty row and go into it."""
        start: dict[str, Any] = {}
        if self.definition.column(ORDER) is not None:
            start[ORDER] = len(self.rows) + 1
        made = RowEditor(self, self.definition, start)
        self.rows.append(made)
        self._draw()
        first = next((m for n, m in made.fields.items() if n != ORDER), None)
        if first is not None:
            QTimer.singleShot(0, first, first.setFocus)
        self.changed.emit()
        return made

    def remove_row(self, one: RowEditor) -> None:
        """Take a row away."""
        self.rows.remove(one)
        one.setParent(None)
        one.deleteLater()
        self._number()
        self._draw()
        self.changed.emit()

    def move_row(self, one: RowEditor, step: int) -> None:
        """Move a row up or down; its number follows."""
        at = self.rows.index(one)
        to = at + step
        if 0 <= to < len(self.rows):
            self.rows[at], self.rows[to] = self.rows[to], self.rows[at]
            self._number()
            self._draw()
            self.changed.emit()

    def _number(self) -> None:
        for number, one in enumerate(self.rows, 1):
            if ORDER in one.fields:
                one.fields[ORDER].set_value(number)

    # --- drawing -----------------------------------------------------------
    def _draw(self) -> None:
        for one in self.rows:
            for made in one.fields.values():
                made.setParent(one)
        clear_keeping(self._grid, self.rows)
        self._words.clear()
        for made in (m for r in self.rows for m in r.fields.values()):
            made.set_readonly(self._readonly)
        if self.cards:
            for number, one in enumerate(self.rows):
                self._grid.addWidget(self._card(number, one), number, 0)
        else:
            self._lines()
        self._judge()

    def _lines(self) -> None:
        columns = self.definition.columns
        if self.rows:
            for at, one in enumerate(columns):
                self._grid.addWidget(label(one.label, "sub"), 0, at)
                self._grid.setColumnStretch(at, 0 if one.type in NARROW else 1)
        for number, editor in enumerate(self.rows, 1):
            for at, one in enumerate(columns):
                made = editor.fields[one.id]
                if one.type in NARROW:
                    made.setFixedWidth(min(NARROW[one.type], NESTED) if self._depth else NARROW[one.type])
                self._grid.addWidget(made, number, at, Qt.AlignmentFlag.AlignTop)
                made.show()
                watch(made, self)
            if not self._readonly:
                self._grid.addLayout(self._tools(editor), number, len(columns), Qt.AlignmentFlag.AlignTop)

    def _tools(self, one: RowEditor) -> QGridLayout:
        box = QGridLayout()
        box.setSpacing(3)
        number = self.rows.index(one) + 1
        what = f"{self.definition.label}第 {number} 行"
        parts = [("×", lambda: self.remove_row(one), "删除")]
        if self.ordered:
            parts = [("↑", lambda: self.move_row(one, -1), "上移"), ("↓", lambda: self.move_row(one, 1), "下移"), *parts]
        for at, (text, act, word) in enumerate(parts):
            box.addWidget(button(text, act, "small", name=f"{word}{what}"), 0, at)
        return box

    def _card(self, number: int, one: RowEditor) -> QWidget:
        frame = QFrame()
        frame.setProperty("role", "inner")
        box = column(spacing=6, margins=10)
        frame.setLayout(box)
        word = tag("", "muted")
        word.hide()
        self._words[one.id] = word
        tools = self._tools(one) if not self._readonly else QGridLayout()
        box.addLayout(row(label(f"{self.definition.label} {number + 1}", "row-title"), word, None, tools))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        at, side = 0, 0
        for definition in self.definition.columns:
            made = one.fields[definition.id]
            wide = definition.wide or definition.type in (*TABLES, FieldType.LONG_TEXT) or definition.id == "title"
            if wide and side:
                at, side = at + 1, 0
            name = label(definition.label, "field")
            name.setToolTip(definition.help)
            name.setContentsMargins(0, 7, 0, 0)
            nested = definition.type in TABLES
            grid.addWidget(name, at, side, 1, 4 if nested else 1, Qt.AlignmentFlag.AlignTop)
            if nested:
                at += 1
                grid.addWidget(made, at, 0, 1, 4)
            else:
                grid.addWidget(made, at, side + 1, 1, 3 if wide else 1, Qt.AlignmentFlag.AlignTop)
            made.show()
            watch(made, self)
            if wide or side:
                at, side = at + 1, 0
            else:
                side = 2
        box.addLayout(grid)
        return frame

    def _judge(self) -> None:
        """Tell early what the duty of speaking last will say (items of 三重一大 only)."""
        principals = self.desk.directory.principals_on(self._day)
        for one in self.rows:
            word = self._words.get(one.id)
            if word is None or "stances" not in one.fields:
                continue
            found = None
            if "category" not in one.fields or one.fields["category"].value():
                found = judge(one.fields["stances"].value() or [], principals, self._present)
            word.setVisible(found is not None)
            if found is not None:
                word.setText(found[1])  # type: ignore[attr-defined]
                restyle(word, tone=found[0])

    # --- keyboard ----------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return False

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        one = next((r for r in self.rows for m in r.fields.values() if m.focusProxy() is watched), None)
        if one is None or self._readonly:
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and self.ordered:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step:
                self.move_row(one, step)
                return True
        if event.matches(QKeySequence.StandardKey.Paste) and not self.cards:
            return self._paste(one, watched)
        return False

    def _paste(self, one: RowEditor, watched: QObject) -> bool:
        """Cells from a sheet: tabs go right, lines go down."""
        lines = [x for x in QGuiApplication.clipboard().text().splitlines() if x.strip()]
        if len(lines) < 2 and not any("\t" in x for x in lines):
            return False
        names = list(one.fields)
        first = next((n for n, m in enumerate(one.fields.values()) if m.focusProxy() is watched), 0)
        at = self.rows.index(one)
        for number, text in enumerate(lines):
            target = self.rows[at + number] if at + number < len(self.rows) else self.add_row()
            for name, cell in zip(names[first:], text.split("\t"), strict=False):
                target.fields[name].set_text(cell.strip())
        self.changed.emit()
        return True


def watch(field: FieldEditor, table: TableField) -> None:
    """Have the table see the keys of a cell."""
    target = field.focusProxy()
    if target is not None:
        target.removeEventFilter(table)
        target.installEventFilter(table)


def clear_keeping(grid: QGridLayout, rows: list[RowEditor]) -> None:
    """Empty a grid without deleting the editors, which were moved to their rows before."""
    for one in rows:
        for made in one.fields.values():
            grid.removeWidget(made)
            made.hide()
    clear(grid)
