"""A value that is shown here and written elsewhere: a table of a letter, which has a page of its own."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.catalog.lettertables import table_words
from app.ui.fields.base import FieldEditor
from app.ui.parts import label

_MOST = 6  # lines of a table that are shown


class KeptTable(FieldEditor):
    """Keeps a table and says what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self._value: Any = None
        self.words = label("", "sub", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 6)
        box.addWidget(self.words)

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value or None
        lines = table_words(value).split("\n") if value else ["没有表格"]
        more = [f"共 {len(lines)} 行"] if len(lines) > _MOST else []
        self.words.setText("\n".join([*lines[:_MOST], *more]))
