"""The numbers of a page layout as a form: one line a number with its unit, drawn from services.profile_form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.profile_form import GROUPS, PARTS, SIZES, Part, linked, size_words
from app.ui.fields.base import FieldEditor
from app.ui.fields.scalar import LineField
from app.ui.parts import label, row
from app.ui.settings.partfields import plain

NUMBER, WORDS = 84, 190
LABELS = 150


class Choice(QComboBox):
    """A box that turns with the wheel only while it has the focus: the form around it is scrolled with the wheel."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceField(FieldEditor):
    """One of a few values by their words; a value that is not among them is shown as it is."""

    def __init__(self, options: tuple[tuple[Any, str], ...], words: Callable[[Any], str] = str) -> None:
        super().__init__()
        self._words = words
        self.choice = Choice()
        self.choice.setFixedWidth(WORDS)
        for value, text in options:
            self.choice.addItem(text, value)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.choice)
        self.setFocusProxy(self.choice)
        self.choice.activated.connect(lambda _n: self.changed.emit())

    def value(self) -> Any:
        return self.choice.currentData()

    def set_value(self, value: Any) -> None:
        at = next((n for n in range(self.choice.count()) if self.choice.itemData(n) == value), -1)
        if at < 0:
            self.choice.addItem(self._words(value), value)
            at = self.choice.count() - 1
        self.choice.setCurrentIndex(at)

    def stops(self) -> list[QWidget]:
        return [self.choice]


class NumberField(LineField):
    """A number as it is typed; what is no number stays text, for the service to say so."""

    def __init__(self) -> None:
        super().__init__()
        self.line.setFixedWidth(NUMBER)

    def value(self) -> Any:
        text = self.line.text().strip().replace("．", ".").replace("。", ".")
        return plain(text) if text else None

    def set_value(self, value: Any) -> None:
        super().set_value(f"{value:g}" if isinstance(value, int | float) else value)


def _editor(part: Part) -> FieldEditor:
    match part.kind:
        case "choice":
            return ChoiceField(part.options)
        case "size":
            return ChoiceField(tuple((size, size_words(size)) for size, _name in SIZES), size_words)
        case "font":
            made = LineField(most=30)
            made.line.setFixedWidth(WORDS)
            return made
        case _:
            return NumberField()


class ProfileForm(QWidget):
    """The groups of the form. typed: a person changed a value; what follows from it is changed already."""

    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, FieldEditor] = {}
        self._values: dict[str, Any] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(6)
        for title, parts in GROUPS:
            box.addWidget(label(title, "row-title"))
            box.addLayout(self._group(parts))
        box.addStretch(1)

    def _group(self, parts: tuple[Part, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABELS)
        grid.setColumnStretch(1, 1)
        for at, part in enumerate(parts):
            field = self.fields[part.path] = _editor(part)
            field.name(f"{part.label}{part.unit}")
            field.changed.connect(lambda path=part.path: self._typed(path))
            if part.help:
                field.setToolTip(part.help)
            grid.addWidget(label(part.label, "field"), at, 0)
            grid.addLayout(row(field, label(part.unit, "sub") if part.unit else None, None), at, 1)
        return grid

    def values(self) -> dict[str, Any]:
        """What the form says, numbers as numbers."""
        return dict(self._values)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show a layout."""
        self._values = dict(values)
        for path, field in self.fields.items():
            field.set_value(values[path])
            field.set_bad(False)

    def _typed(self, path: str) -> None:
        now = linked({**self._values, path: self._read(path)}, path)
        for other, value in now.items():
            if other != path and value != self._values[other]:
                self.fields[other].set_value(value)
        self._values = now
        self.typed.emit()

    def _read(self, path: str) -> Any:
        value = self.fields[path].value()
        whole = PARTS[path].kind == "count"
        return float(value) if isinstance(value, int) and not isinstance(value, bool) and not whole and PARTS[path].kind != "choice" else value

    def mark(self, path: str) -> None:
        """Mark the field that is wrong; an empty path: none."""
        for name, field in self.fields.items():
            field.set_bad(name == path)

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, as one reads."""
        return [stop for field in self.fields.values() for stop in field.stops()]
