"""A column of rows shows whole rows only, also when a row turns out higher than it seemed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from app.ui.fitting import FittingRows

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_row_that_grows_pushes_the_last_one_out(qtbot: QtBot) -> None:
    column = FittingRows()
    qtbot.addWidget(column)
    rows = [QLabel("一行") for _ in range(3)]
    high = rows[0].sizeHint().height()
    column.setFixedSize(100, 3 * high + 2)
    column.set_rows(rows)
    column.show()
    assert [r.isVisible() for r in rows] == [True, True, True]
    rows[0].setText("两\n行")
    qtbot.waitUntil(lambda: [r.isVisible() for r in rows] == [True, True, False])
    rows[0].setText("一行")
    qtbot.waitUntil(lambda: all(r.isVisible() for r in rows))
    column.close()
