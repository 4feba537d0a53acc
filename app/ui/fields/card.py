"""Rows as cards: for tables with many or nested columns. A card folds to one line that sums it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.catalog.body import is_empty
from app.catalog.records import TABLES, FieldDef, FieldType
from app.ui.fields.cells import CellGrid, FieldCell, packed, packed_span
from app.ui.fields.rows import ORDER, Handle, RowEditor, number_label, tool
from app.ui.parts import RowButton, restyle, show_fold, tag

if TYPE_CHECKING:
    from app.ui.fields.table import TableField

MOST_PARTS = 4
PART = 24
QUIET = frozenset((FieldType.FLAG, FieldType.ATTACHMENTS))


class CardRow(RowEditor):
    """A card: number, summary, judgement, and below it the editors in up to four columns."""

    def __init__(self, table: TableField, value: dict[str, Any]) -> None:
        super().__init__(table, value)
        self.setProperty("role", "inner")
        self.folded = True
        self._cells: dict[str, FieldCell] = {}
        self._number = number_label()
        self._title = RowButton("", self.toggle, "card-row")
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.word = tag("", "muted")
        self.word.hide()
        self._handle = Handle(self) if table.ordered else None
        self._remove = tool("×", "", lambda: table.remove_row(self))
        head = QHBoxLayout()
        head.setSpacing(4)
        for part in (self._handle, self._number, self._title, self.word, self._remove):
            if part is not None:
                head.addWidget(part, 1 if part is self._title else 0)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(10, 5, 8, 5)
        self._box.setSpacing(6)
        self._box.addLayout(head)
        self.grid = CellGrid(packed, packed_span)
        self.grid.hide()
        self._box.addWidget(self.grid)
        self._box.addWidget(self.note)

    def lay_out(self) -> None:
        for one in self.columns:
            if one.id == ORDER and self.table.ordered:
                continue  # the number in front says it, the handle changes it
            self.fields[one.id].set_hint(self.fields[one.id].short_hint)
            cell = FieldCell(one, self.fields[one.id], above=True)
            self._cells[one.id] = cell
            self.grid.add(cell)
        self._show_cells()

    def stops(self) -> list[QWidget]:
        return [self._title, *super().stops()]

    def _show_cells(self) -> None:
        for name, cell in self._cells.items():
            cell.set_readonly(self.readonly)
            titled = self.readonly and name == self._head_column()
            cell.setVisible(not titled and (not self.readonly or not is_empty(self.peek(name))))
        self.grid.arrange()

    def set_readonly(self, readonly: bool) -> None:
        super().set_readonly(readonly)
        if self.built:
            self._show_cells()

    # --- folding -----------------------------------------------------------
    def toggle(self) -> None:
        """Fold or unfold."""
        self.fold(folded=not self.folded)

    def fold(self, *, folded: bool) -> None:
        """Show one line, or the editors."""
        self.folded = folded
        if not folded and not self.built:
            _made = self.fields
        self.grid.setVisible(not folded)
        self._box.setContentsMargins(10, 5, 8, 5 if folded else 10)
        self.renew()

    def renew(self) -> None:
        number = self.number
        name = self.table.definition.label
        self._number.setText(str(number))
        title, more = self.summary()
        shown = (title or name) + (f"　{more}" if more and self.folded else "")
        show_fold(self._title, self.table.desk.tokens, folded=self.folded)
        self._title.set_text(shown, f"{name} {number}，{title}，{'已折叠' if self.folded else '已展开'}")
        self._remove.setAccessibleName(f"删除{name} {number}")
        self._remove.setToolTip("删除这一项（Ctrl+Delete）")
        self._remove.setVisible(not self.readonly)
        if self._handle is not None:
            self._handle.setVisible(not self.readonly)
        judged = self.table.judged(self)
        self.word.setVisible(judged is not None)
        if judged is not None:
            self.word.setText(judged[1])
            restyle(self.word, tone=judged[0])

    def summary(self) -> tuple[str, str]:
        """The title of the row, and a few of its other values."""
        head = self._head_column()
        title = self.text(head).replace("\n", " ") if head else ""
        parts = []
        for one in self._shown():
            text = self.text(one.id).replace("\n", " ") if one.id != head and not is_empty(self.peek(one.id)) else ""
            if text:
                parts.append(f"{one.label} {text}" if one.type in TABLES else text[:PART])
        return title, " · ".join(parts[:MOST_PARTS])

    def _shown(self) -> list[FieldDef]:
        return [c for c in self.columns if c.id != ORDER and c.type not in QUIET]

    def _head_column(self) -> str:
        """The column that names the row."""
        shown = [c.id for c in self._shown() if c.type not in TABLES]
        return next((c for c in shown if c in ("title", "name")), shown[0] if shown else "")

    def complain(self, text: str) -> None:
        """Beside the cell when it can be seen, under the card too when it is folded."""
        super().complain(text)
        restyle(self, tone="bad" if text else "")

    def show_typing(self) -> None:
        for name, cell in self._cells.items():
            cell.complain(self.fields[name].problem())
        self.complain(self.typing() if self.folded else "")

    def mark(self, name: str, text: str) -> None:
        """Say it beside the cell."""
        cell = self._cells.get(name)
        if cell is not None and not self.folded:
            cell.complain(text)
        else:
            self.complain(text)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if forward and self.table.entered(self):
            return True
        return super().focusNextPrevChild(forward)
