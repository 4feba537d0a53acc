"""One of a few words as a row of chips: one key or click instead of a list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from app.ui.fields.base import ENTER, FieldEditor
from app.ui.fields.sources import VocabSource
from app.ui.parts import Flow, button

MOST_WORDS = 5
MOST_LENGTH = 12


class SegmentField(FieldEditor):
    """Chips of which at most one is on. ←→ or 1…5 choose, the same key again clears, Enter goes on."""

    def __init__(self, source: VocabSource, words: list[tuple[str, str]]) -> None:
        super().__init__()
        self.source = source
        self._words = list(words)
        self._value: str | None = None
        self._readonly = False
        self._flow = Flow()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 2, 0, 2)
        box.addWidget(self._flow)
        self._chips: dict[str, QPushButton] = {}
        self._name = ""
        self._draw()

    def _draw(self) -> None:
        self._flow.clear()
        self._chips.clear()
        words = list(self._words)
        if self._value and self._value not in dict(words):
            words.append((self._value, self.source.label(self._value)))
        for code, word in words:
            made = button(word, lambda c=code: self.toggle(c), "chip")  # type: ignore[misc]
            made.setCheckable(True)
            made.installEventFilter(self)
            self._chips[code] = made
            self._flow.addWidget(made)
        self._show()

    def _show(self) -> None:
        on = self._value if self._value in self._chips else next(iter(self._chips), None)
        for code, made in self._chips.items():
            made.setChecked(code == self._value)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if code == on else Qt.FocusPolicy.ClickFocus)
            made.setAccessibleName(f"{self._name}：{made.text()}" if self._name else made.text())
            made.setVisible(not self._readonly or code == self._value)
            made.setEnabled(not self._readonly)
        if on is not None:
            self.setFocusProxy(self._chips[on])

    def toggle(self, code: str) -> None:
        """Choose, or clear when it is the chosen one."""
        self._set(None if code == self._value else code)

    def _set(self, code: str | None) -> None:
        self._value = code
        had = any(c.hasFocus() for c in self._chips.values())
        self._show()
        if had and code is not None:
            self._chips[code].setFocus()
        self.changed.emit()

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = str(value) if value else None
        if self._value and self._value not in self._chips:
            self._draw()
        self._show()

    def set_text(self, text: str) -> None:
        self.set_value(self.source.exact(text.strip()))

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        self._show()

    def name(self, text: str) -> None:
        self._name = text
        self.setAccessibleName(text)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        codes = list(self._chips)
        at = next((n for n, c in enumerate(codes) if self._chips[c] is watched), 0)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        number = event.key() - Qt.Key.Key_1
        if step and not event.modifiers():
            self._set(codes[max(0, min(len(codes) - 1, at + step))])
        elif 0 <= number < len(codes) and not event.modifiers():
            self.toggle(codes[number])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._set(None)
        elif event.key() in ENTER and not event.modifiers():
            self._chips[codes[-1]].focusNextChild()
        else:
            return False
        return True


def fits(words: list[tuple[str, str]]) -> bool:
    """Whether a vocabulary is short enough for chips."""
    return 0 < len(words) <= MOST_WORDS and all(len(word) <= MOST_LENGTH for _code, word in words)
