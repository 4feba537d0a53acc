"""Several values as removable chips: people, units, words, records, free lines."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.ui.fields.base import FieldEditor
from app.ui.fields.picker import PickEdit, Source
from app.ui.fields.scalar import LineField
from app.ui.parts import Flow, button


class ChipsField(FieldEditor):
    """Chips above an input that adds one more."""

    def __init__(self) -> None:
        super().__init__()
        self._values: list[str] = []
        self._readonly = False
        self._flow = Flow()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(5)
        self._box.addWidget(self._flow)
        self._flow.hide()

    def shown(self, value: str) -> str:
        """The text on a chip."""
        return value

    def value(self) -> Any:
        return list(self._values) or None

    def set_value(self, value: Any) -> None:
        items = value if isinstance(value, list) else [value] if value else []
        self._values = [str(v) for v in items]
        self._draw()

    def add(self, value: str) -> None:
        """Add one value."""
        if value and value not in self._values:
            self._values.append(value)
            self._draw()
            self.changed.emit()

    def _remove(self, value: str) -> None:
        self._values.remove(value)
        self._draw()
        self.changed.emit()
        target = self.focusProxy()
        if target is not None:
            target.setFocus()

    def _draw(self) -> None:
        self._flow.clear()
        for value in self._values:
            text = self.shown(value)
            if self._readonly:
                made = button(text, None, "chip")
                made.setEnabled(False)
            else:
                made = button(f"{text}  ×", lambda v=value: self._remove(v), "chip", name=f"移除 {text}")  # type: ignore[misc]
            self._flow.addWidget(made)
        self._flow.setVisible(bool(self._values))


class PickMany(ChipsField):
    """Several values picked from a source."""

    def __init__(self, source: Source, *, free: bool = False) -> None:
        super().__init__()
        self.source = source
        self.pick = PickEdit(source, free=free)
        self.pick.picked.connect(self._picked)
        self._box.addWidget(self.pick)
        self.setFocusProxy(self.pick.line)

    def shown(self, value: str) -> str:
        return self.source.label(value) or value

    def _picked(self, value: str) -> None:
        self.pick.set_value(None)
        self.add(value)

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self.pick.setVisible(not readonly)
        self._draw()

    def problem(self) -> str:
        return self.pick.problem()


class TextMany(ChipsField):
    """Several free lines; Enter or 、 adds one."""

    def __init__(self, hint: str = "一次一个，回车加入") -> None:
        super().__init__()
        self.input = LineField(hint)
        self.input.line.returnPressed.disconnect()
        self.input.line.returnPressed.connect(self._enter)
        self.input.line.editingFinished.connect(self._take)
        self.input.changed.connect(self.changed)
        self._box.addWidget(self.input)
        self.setFocusProxy(self.input.line)

    def _enter(self) -> None:
        if self.input.line.text().strip():
            self._take()
        else:
            self.input.line.focusNextChild()

    def _take(self) -> None:
        text = self.input.line.text().strip()
        if not text:
            return
        self.input.set_value(None)
        for part in text.replace("；", "、").replace("，", "、").split("、"):
            self.add(part.strip())

    def value(self) -> Any:
        waiting = self.input.line.text().strip()
        return [*self._values, waiting] if waiting else super().value()

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self.input.setVisible(not readonly)
        self._draw()
