"""The line that narrows what a page shows while somebody types. Does not belong here: what it searches (the page)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QToolButton

WAIT_MS = 150  # after the last key


def search_line(hint: str, name: str, widths: tuple[int, int], act: Callable[[str], object]) -> QLineEdit:
    """A line that calls `act` with its text a moment after typing. name: for screen readers; widths: least and most."""
    made = QLineEdit()
    made.setPlaceholderText(hint)
    made.setAccessibleName(name)
    made.setMinimumWidth(widths[0])
    made.setMaximumWidth(widths[1])
    made.setClearButtonEnabled(True)
    cross: Iterable[QToolButton] = made.findChildren(QToolButton)
    for one in cross:
        one.setAccessibleName("清除文字")
    wait = QTimer(made)
    wait.setSingleShot(True)
    wait.setInterval(WAIT_MS)
    wait.timeout.connect(lambda: act(made.text().strip()))
    made.textChanged.connect(lambda _t: wait.start())
    return made
