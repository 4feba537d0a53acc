"""What a kind of letter asks for by name (回复时限, 存在问题 …): an editor for each, days with their calendar.

A value is put where the letter waits for it by the form. Does not belong here: the text itself (letterform), where values
come from (services.letter_prefill).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.catalog.letter_text import as_written
from app.catalog.letters import LetterForm, ValueField
from app.ui.desk import Desk
from app.ui.fields.day import DayField
from app.ui.fields.scalar import LineField
from app.ui.parts import label

LABEL_WIDTH = 92


def field_name(grid: QGridLayout, number: int, text: str) -> QLabel:
    """The name of a field at the left of a line of a letter's form."""
    name = label(text, "field", wrap=True)
    name.setFixedWidth(LABEL_WIDTH)
    name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    name.setContentsMargins(0, 7, 0, 0)
    grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
    return name


class LetterValues(QWidget):
    """The editors of one kind's values. changed: something was typed; settled: a value was left, name and words."""

    changed = Signal()
    settled = Signal(str, str)

    def __init__(self, desk: Desk, form: LetterForm) -> None:
        super().__init__()
        self._form = form
        self._given: dict[str, str] = {}
        self._names: dict[str, QLabel] = {}
        self.lines: dict[str, LineField] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, one in enumerate(form.values):
            self.lines[one.name] = made = DayField(desk.session.clock) if one.type == "date" else LineField(one.hint)
            made.name(one.label)
            made.changed.connect(self.changed)
            made.line.installEventFilter(self)
            made.line.editingFinished.connect(lambda n=one.name: self._settle(n))
            self._names[one.name] = field_name(grid, number, one.label)
            self._names[one.name].setToolTip(one.hint)
            grid.addWidget(made, number, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A day that was stepped or picked, not typed, is settled too when its field is left."""
        if event.type() is QEvent.Type.FocusOut:
            name = next((n for n, made in self.lines.items() if made.line is watched), "")
            if name:
                self._settle(name)
        return super().eventFilter(watched, event)

    def _settle(self, name: str) -> None:
        words = self.words(name)
        if words:
            self.settled.emit(name, words)

    def words(self, name: str) -> str:
        """A value as the letter writes it; a day that is still the one that was given stays as it was given."""
        made, given = self.lines[name], self._given.get(name, "")
        if made.line.text().strip() == given:
            return given
        words = as_written(self._form, name, str(made.value() or ""))
        return given if given and words == as_written(self._form, name, given) else words

    def set_rows(self, rows: list[dict[str, Any]]) -> None:
        """Show the values of a body."""
        given = {str(r.get("key")): str(r.get("value") or "") for r in rows}
        self._given = {name: given.get(name, "") for name in self.lines}
        for name, made in self.lines.items():
            made.set_value(self._given[name] or None)

    def rows(self) -> list[dict[str, Any]]:
        """The values for a body."""
        said = {name: self.words(name) for name in self.lines}
        return [{"id": f"v-{n}", "key": n, "value": words} for n, words in said.items() if words]

    def show_wanted(self, waiting: str) -> None:
        """Only values that are filled or that the text still waits for."""
        for one in self._form.values:
            shown = bool(self.words(one.name)) or mark(one) in waiting
            self.lines[one.name].setVisible(shown)
            self._names[one.name].setVisible(shown)

    def fields(self) -> Mapping[str, ValueField]:
        """The kind's values by name."""
        return {one.name: one for one in self._form.values}

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing."""
        for made in self.lines.values():
            made.set_readonly(readonly)


def mark(one: ValueField) -> str:
    """What stands in the text where a value is missing."""
    return f"【{one.label}】"
