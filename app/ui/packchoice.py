"""Documents to tick: where each comes from, why it is proposed or not, and what the ticks together mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.services.proposals import PackChoice
from app.ui.parts import clear, column, label, row, tag


class PackChoices(QWidget):
    """A tick for every document with its reason below. ticked: (document, on) when a person changes one."""

    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 6, 0)
        self._box.setSpacing(10)

    def show_choices(self, choices: Sequence[PackChoice], on: Sequence[str], *, able: bool = True) -> None:
        """Show the documents; on: those ticked."""
        clear(self._box)
        self.boxes.clear()
        for one in choices:
            made = QCheckBox(one.title)
            made.setChecked(one.id in on)
            made.setEnabled(able)
            made.setAccessibleDescription(one.reason)
            made.clicked.connect(lambda yes, p=one.id: self.ticked.emit(p, yes))
            self.boxes[one.id] = made
            head = row(made, tag("建议", "info") if one.proposed else None, None)
            origin = label(f"{one.origin} · 适用本单位 {one.applying} 项，共 {one.total} 项", "sub", wrap=True)
            words = column(origin, label(one.reason, "sub", wrap=True), spacing=2)
            words.setContentsMargins(24, 0, 0, 0)
            self._box.addLayout(column(head, words, spacing=3))
        self._box.addStretch(1)
        self._box.setAlignment(Qt.AlignmentFlag.AlignTop)

    def chosen(self) -> tuple[str, ...]:
        """The documents that are ticked."""
        return tuple(pack for pack, made in self.boxes.items() if made.isChecked())
