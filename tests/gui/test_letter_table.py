"""The table of a letter: rows, columns, joined cells, paste, undo; what the grid does not show is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.ui.tabledata import empty_grid, read_grid, write_grid
from app.ui.tabledialog import TableDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme import Tokens

RICH: dict[str, Any] = {
    "columns": [{"share": 1, "label": "序号"}, {"share": 3, "label": "事项", "align": "centre"}],
    "rows": [["1", "甲"], {"cells": [{"text": "小计", "span": 2, "head": True}], "height": 12.0}],
    "landscape": True, "title": "台账",
}  # fmt: skip


def test_a_table_that_is_only_looked_at_stays_as_it_is() -> None:
    assert write_grid(read_grid(RICH)) == RICH


def test_a_table_from_a_file_opens_whichever_way_it_is_written() -> None:
    grid = read_grid({"columns": ["职务", 3], "rows": [[1, None], {"cells": [{"span": 2}]}, {"cells": ["书记", 0.5]}]})
    assert [[grid.text(r, c) for c in range(2)] for r in range(4)] == [["职务", ""], ["1", ""], ["", ""], ["书记", "0.5"]]
    assert write_grid(grid)["rows"] == [["1", ""], {"cells": [{"text": "", "span": 2}]}, ["书记", "0.5"]]


def test_rows_and_columns_grow_and_shrink_through_joined_cells() -> None:
    grid = empty_grid(3, 3)
    grid.set_text(0, 0, "甲")
    grid.join(0, 0, 1, 1)
    grid.insert_row(1)
    grid.insert_column(1)
    assert grid.rows[0][0] == {"text": "甲", "span": 3, "rows": 3}
    assert [c is None for c in grid.rows[1]] == [True, True, True, False]
    grid.remove_row(1)
    grid.remove_column(2)
    assert grid.rows[0][0] == {"text": "甲", "span": 2, "rows": 2}
    grid.remove_row(0)
    assert all(c is not None for row in grid.rows for c in row)
    assert (len(grid.rows), len(grid.columns)) == (2, 3)


def test_joining_keeps_all_text_and_splitting_gives_the_cells_back() -> None:
    grid = empty_grid(2, 2)
    for n, text in enumerate("甲乙丙丁"):
        grid.set_text(n // 2, n % 2, text)
    grid.join(0, 0, 1, 1)
    assert grid.text(0, 0) == "甲\n乙\n丙\n丁"
    grid.split(1, 1)
    assert all(c is not None for row in grid.rows for c in row)


def test_a_pasted_block_makes_room_for_itself() -> None:
    grid = empty_grid(2, 2)
    grid.paste(1, 1, [["a", "b"], ["c", "d"]])
    assert (len(grid.rows), len(grid.columns)) == (3, 3)
    assert [grid.text(2, c) for c in range(3)] == ["", "c", "d"]


@pytest.fixture
def dialog(qtbot: QtBot, tokens: Tokens) -> Iterator[TableDialog]:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    made = TableDialog(RICH, window)
    made.show()
    yield made
    if shiboken6.isValid(made):
        made.close()


def test_tab_in_the_last_cell_adds_a_row(dialog: TableDialog) -> None:
    dialog.cells.setCurrentCell(2, 1)
    QTest.keyClick(dialog.cells, Qt.Key.Key_Tab)
    assert len(dialog.grid.rows) == 4
    assert (dialog.cells.currentRow(), dialog.cells.currentColumn()) == (3, 0)


def test_cells_from_a_sheet_are_pasted_and_taken_back(dialog: TableDialog) -> None:
    dialog.cells.setCurrentCell(1, 0)
    QGuiApplication.clipboard().setText("2\t乙\n3\t丙\n")
    QTest.keyClick(dialog.cells, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.grid.text(1, 1) == "乙"
    dialog.undo()
    assert dialog.grid.text(1, 1) == "甲"


def test_what_is_typed_and_chosen_is_in_the_table(dialog: TableDialog) -> None:
    dialog.cells.setCurrentCell(1, 1)
    dialog.cells.item(1, 1).setText("改过的事项")
    dialog.align.setCurrentIndex(2)
    dialog.align.activated.emit(2)
    dialog.turned.setChecked(False)
    dialog._finish()
    assert dialog.table["rows"][0] == ["1", "改过的事项"]
    assert dialog.table["columns"][1]["align"] == "right"
    assert "landscape" not in dialog.table
    assert dialog.table["rows"][1]["height"] == 12.0
