"""The base of a settings tab."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.desk import Desk


class Tab(QWidget):
    """A tab that reads its content whenever it is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 12, 0, 0)
        self.box.setSpacing(14)

    def read(self) -> None:
        """Read and show."""

    def leave(self) -> None:
        """Called when the person goes to another page, locks or closes: keep what is typed."""
