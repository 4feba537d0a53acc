"""The row of buttons over the text of a letter: level, order, table, undo. Does not belong here: the text itself."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.ui.charts.base import Inked
from app.ui.paragraphbox import ParagraphBox
from app.ui.parts import Flow, button, icon_button
from app.ui.tabledialog import TableDialog, ask_table

LEVELS = (("正文", "正文（Ctrl+0）"), ("一、", "一级标题，黑体（Ctrl+1）"), ("（一）", "二级标题，楷体（Ctrl+2）"),
          ("1.", "三级标题（Ctrl+3）"), ("（1）", "四级标题（Ctrl+4）"))  # fmt: skip


class ParagraphBar(Flow):
    """Buttons of one box of text; the level of the paragraph with the cursor is pressed."""

    def __init__(self, inked: Inked, box: ParagraphBox) -> None:
        super().__init__(4)
        self._inked, self._box = inked, box
        self.setAccessibleName("正文工具")
        self.levels: list[QPushButton] = []
        for number, (words, tip) in enumerate(LEVELS):
            made = button(words, lambda n=number: self._level(n), "chip", name=tip)  # type: ignore[misc]
            made.setToolTip(tip)
            made.setCheckable(True)
            self.levels.append(made)
            self.addWidget(made)
        tokens = inked.tokens
        self.addWidget(icon_button("up", lambda: self._move(-1), tokens, "段落上移（Alt+↑）"))
        self.addWidget(icon_button("down", lambda: self._move(1), tokens, "段落下移（Alt+↓）"))
        table = button("表格", self.edit_table, "small", name="插入或编辑表格")
        table.setToolTip("在光标处插入表格；光标在表格上时编辑它")
        self.addWidget(table)
        self._undo = icon_button("undo", self._take_back, tokens, "撤销（Ctrl+Z）")
        self._redo = icon_button("redo", self._do_again, tokens, "重做（Ctrl+Shift+Z）")
        for one in (self._undo, self._redo):
            one.setEnabled(False)
            self.addWidget(one)
        self._all: list[QPushButton] = list(self.findChildren(QPushButton))
        box.undoAvailable.connect(self._undo.setEnabled)
        box.redoAvailable.connect(self._redo.setEnabled)
        box.at_level.connect(self.show_level)
        box.table_wanted.connect(self.edit_table)
        self.show_level(0)

    def show_level(self, level: int) -> None:
        """Press the button of a level."""
        for number, made in enumerate(self.levels):
            made.setChecked(number == level)

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid changes."""
        self.setVisible(not readonly)

    def buttons(self) -> list[QPushButton]:
        """All buttons in reading order."""
        return list(self._all)

    def edit_table(self) -> TableDialog:
        """Open the table at the cursor, or a new one."""
        return ask_table(self._box, self._box.table_at_cursor(), self._table_done)

    def _table_done(self, table: dict[str, object]) -> None:
        self._box.put_table(table)
        self._box.setFocus()

    def _level(self, level: int) -> None:
        self._box.set_level(level)
        self.show_level(level)
        self._box.setFocus()

    def _move(self, step: int) -> None:
        self._box.move_paragraphs(step)
        self._box.setFocus()

    def _take_back(self) -> None:
        self._box.undo()
        self._box.setFocus()

    def _do_again(self) -> None:
        self._box.redo()
        self._box.setFocus()

