"""A card at the left of a settings tab: names one of which is chosen; what it stands for is shown at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.ui.parts import Card, RowButton, clear, label, scroll


class SideList(Card):
    """Names by key, in order. chosen: called with the key of a name that was pressed."""

    def __init__(self, title: str, width: int, chosen: Callable[[str], object]) -> None:
        super().__init__(title)
        self._chosen = chosen
        self._names: dict[str, RowButton] = {}
        self._shown: list[tuple[str, str]] = []
        self._group = QButtonGroup(self)
        self.setFixedWidth(width)
        holder = QWidget()
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 6, 0)
        self.body.addWidget(scroll(holder), 1)

    def set_names(self, names: Sequence[tuple[str, str]]) -> None:
        """Show (key, name), an empty key for a heading; names that stay the same are kept, and with them the focus."""
        if self._shown == list(names):
            return
        self._shown = list(names)
        clear(self._list)
        self._names.clear()
        for key, text in names:
            if not key:
                self._list.addWidget(label(text, "sub"))
                continue
            made = RowButton(text, lambda k=key: self._chosen(k))  # type: ignore[misc]
            made.setCheckable(True)
            self._group.addButton(made)
            self._names[key] = made
            self._list.addWidget(made)
        self._list.addStretch(1)

    def mark(self, key: str) -> None:
        """Show which one is chosen."""
        if key in self._names:
            self._names[key].setChecked(True)

    def end(self) -> QWidget:
        """Where the Tab key leaves the list: the names are made after what stands beside it."""
        return list(self._names.values())[-1] if self._names else self

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, as one reads."""
        return list(self._names.values())

    def has(self, key: str) -> bool:
        """Whether there is a name with the key."""
        return key in self._names
