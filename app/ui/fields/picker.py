"""Picking one value by typing a part of the name or initials: the line and its keys.

Typing filters, ↓ or F4 shows all, Enter takes the marked one and goes on, Tab takes it and goes
on, Esc closes the list and then puts back what was there. What was typed and means nothing stays,
marked, until it is corrected: nothing is thrown away silently.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from app.ui.directory import Option
from app.ui.fields.base import ENTER, FieldEditor, Line
from app.ui.fields.candidates import Candidates, candidates_of
from app.ui.fields.sources import NEW, PersonSource, Source

PAGE = 8


class PickEdit(FieldEditor):
    """One value picked from a source. free: other text may stand as it is."""

    picked = Signal(str)

    def __init__(self, source: Source, hint: str = "", *, free: bool = False) -> None:
        super().__init__()
        self.source = source
        self._free = free
        self._value: str | None = None
        self._options: list[Option] = []
        self._asked = 0
        self._then_take = False
        self._list: Candidates | None = None
        self.hint = hint or source.hint
        self.short_hint = source.short
        self.line = Line()
        self.line.setPlaceholderText(self.hint)
        self.line.setAccessibleName(self.hint)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self._settle)
        self.line.installEventFilter(self)

    # --- value -------------------------------------------------------------
    def value(self) -> Any:
        return self._value or None

    def set_value(self, value: Any) -> None:
        self._value = str(value) if value else None
        self._show()

    def set_text(self, text: str) -> None:
        found = self.source.exact(text.strip())
        if found or not text.strip():
            self.set_value(found)
        else:
            self._value = text.strip() if self._free else None
            self.line.setText(text)

    def _shown(self) -> str:
        return (self.source.label(self._value) or self._value) if self._value else ""

    def _show(self) -> None:
        shown = self._shown()
        self.line.setText(shown)
        self.line.setCursorPosition(0)
        self.line.setToolTip(shown)

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)
        self.line.setPlaceholderText("" if readonly else self.hint)

    def problem(self) -> str:
        text = self.line.text().strip()
        return f"没有“{text[:20]}”，请从候选里选" if text and text != self._shown() and not self._free else ""

    # --- candidates --------------------------------------------------------
    def _typed(self, text: str) -> None:
        if not text.strip() and self._value:
            self._value = None
            self.changed.emit()
        self._ask(text)

    def _ask(self, text: str) -> None:
        self._asked += 1
        number = self._asked
        self._options = []
        self.source.find(text, lambda found: self._offer(number, text, found))

    def _offer(self, number: int, text: str, options: list[Option]) -> None:
        if number != self._asked:
            return  # an answer to older typing
        self._asked = 0
        self._options = options
        if self._then_take:
            self._then_take = False
            self._enter()
        elif self.line.hasFocus():
            if self._list is None:
                self._list = candidates_of(self)
                self._list.taken.connect(self._clicked)
            self._list.offer(self, self.line, options, first=bool(text.strip()) and not self._free)

    def options(self) -> list[Option]:
        """What is offered now."""
        return list(self._options)

    @property
    def open(self) -> bool:
        """Whether the candidates of this line are on the screen."""
        return self._list is not None and self._list.owner is self and self._list.isVisible()

    def _close(self) -> None:
        if self._list is not None:
            self._list.drop(self)

    def _clicked(self, option: Option) -> None:
        if self._list is not None and self._list.owner is self:
            self.choose(option)

    def choose(self, option: Option) -> None:
        """Take an option; the last one may register somebody new first."""
        self._close()
        if option.id == NEW:
            if isinstance(self.source, PersonSource):
                from app.ui.quickadd import open_quick_add  # its unit field is a picker too

                open_quick_add(self, self.source, option.keys, self._take)
            return
        self._take(option.id)

    def _take(self, value: str) -> None:
        self._value = value
        self._options = []
        self._asked = 0
        self._show()
        self._close()
        if isinstance(self.source, PersonSource):
            self.source.note(value)
        self.picked.emit(value)
        self.changed.emit()

    # --- keys --------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return not self.line.composing and not self.line.isReadOnly() and self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key in ENTER:
            self._enter()
            return True
        if key == Qt.Key.Key_Tab:
            self._take_marked()
            return False
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and not self.open):
            if self.open:
                self._close()
            else:
                self._ask("")
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: PAGE, Qt.Key.Key_PageUp: -PAGE}
        if self.open and self._list is not None and Qt.Key(key) in steps:
            self._list.step(steps[Qt.Key(key)])
            return True
        return False

    def _unsettled(self) -> str:
        """What was typed and is not yet a value."""
        text = self.line.text().strip()
        return text if text != self._shown() else ""

    def _enter(self) -> None:
        """Enter takes the marked option, or the first for what was typed, then goes on."""
        if self._asked:
            self._then_take = True
            return
        typed = self._unsettled()
        marked = self._list.current() if self.open and self._list is not None else None
        if marked is None and typed and not self._free:
            marked = next(iter(self._options), None)
        if marked is not None:
            self.choose(marked)
            if marked.id == NEW:
                return
        else:
            self._settle()
        self._close()
        if self._value or not self.line.text().strip():
            self.line.focusNextChild()

    def _take_marked(self) -> None:
        marked = self._list.current() if self.open and self._list is not None and self._unsettled() else None
        if marked is not None and marked.id != NEW:
            self.choose(marked)

    def _escape(self) -> bool:
        if self.open:
            self._close()
            return True
        if self._unsettled():
            self._show()
            self.changed.emit()
            return True
        return False

    def _settle(self) -> None:
        """Left the field: a whole name is taken, free text stays, anything else is marked."""
        self._close()
        text = self._unsettled()
        if not text:
            if not self.line.text().strip() and self._value:
                self._value = None
                self.changed.emit()
            return
        exact = self.source.exact(text)
        if exact is not None:
            self._take(exact)
        elif self._free:
            self._take(text)
