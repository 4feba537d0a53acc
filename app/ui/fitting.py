"""A column that shows as many of its rows as fit, never a part of one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.parts import clear


class FittingRows(QWidget):
    """Rows from the top down; those without room are hidden, whatever the window's height."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._rows: list[QWidget] = []

    def set_rows(self, rows: Iterable[QWidget]) -> None:
        """Show other rows."""
        clear(self._box)
        self._rows = list(rows)
        for one in self._rows:
            self._box.addWidget(one)
        self._box.addStretch(1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Rows may turn out higher once they wear the style sheet: count again."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        room = self.height()
        for one in self._rows:
            one.ensurePolished()
            room -= max(one.sizeHint().height(), one.minimumSizeHint().height(), one.heightForWidth(self.width()))
            one.setVisible(room >= 0)
