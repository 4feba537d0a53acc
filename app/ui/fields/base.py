"""What every field editor offers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.parts import restyle


class FieldEditor(QWidget):
    """An editor of one value. `changed` is emitted when a person changed it, not on set_value."""

    changed = Signal()

    def value(self) -> Any:
        """The value as it stands in a record body; None when empty."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing."""
        self.setEnabled(not readonly)

    def problem(self) -> str:
        """What is wrong with the typing itself (not yet a value), or an empty text."""
        return ""

    def set_bad(self, bad: bool) -> None:
        """Mark the field."""
        target = self.focusProxy()
        if target is not None:
            restyle(target, tone="bad" if bad else "")

    def name(self, text: str) -> None:
        """What a screen reader calls the field."""
        self.setAccessibleName(text)
        target = self.focusProxy()
        if target is not None:
            target.setAccessibleName(text)


def next_on_enter(line: QLineEdit) -> None:
    """Enter goes on to the next field."""
    line.returnPressed.connect(lambda: line.focusNextChild())
