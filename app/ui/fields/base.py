"""What every field editor offers, and the line of text that all typed fields are built on.

The line knows when an input method is composing: Enter, Tab and Esc then belong to the
input method, and nothing is searched or settled half-way.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.parts import restyle

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FieldEditor(QWidget):
    """An editor of one value. `changed` is emitted when a person changed it, not on set_value."""

    changed = Signal()
    hint = ""  # what an empty field says about itself
    short_hint = ""  # the same where there is little room

    def set_hint(self, text: str) -> None:
        """Another hint."""
        self.hint = text
        target = self.focusProxy()
        if isinstance(target, QLineEdit):
            target.setPlaceholderText("" if target.isReadOnly() else text)

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops inside, in reading order."""
        found = []
        for one in self.findChildren(QWidget):  # type: ignore[var-annotated]
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
                found.append(one)
        return found

    def value(self) -> Any:
        """The value as it stands in a record body; None when empty."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing."""
        self.setEnabled(not readonly)

    def set_text(self, text: str) -> None:
        """Show text that is no value yet (a pasted cell); the problem then says what is wrong with it."""
        self.set_value(text)

    def problem(self) -> str:
        """What is wrong with the typing itself (not yet a value), or an empty text."""
        return ""

    def mark(self, path: str, text: str) -> bool:
        """Say what is wrong at a place inside the field (`[2].person`); False when the field has no places."""
        return False

    def set_bad(self, bad: bool) -> None:
        """Mark the field."""
        target = self.focusProxy()
        tone = "bad" if bad else ""
        if target is not None and (target.property("tone") or "") != tone:
            restyle(target, tone=tone)

    def name(self, text: str) -> None:
        """What a screen reader calls the field."""
        self.setAccessibleName(text)
        target = self.focusProxy()
        if target is not None:
            target.setAccessibleName(text)


class Line(QLineEdit):
    """A line edit that leaves keys to the input method while it composes and tells when it is left."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab is taken by QWidget.event before keyPressEvent sees it
        if event.type() == QEvent.Type.KeyPress and self.composing and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pastes_files(event):
            event.ignore()  # the form keeps them as attachments
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


def pastes_files(event: QKeyEvent) -> bool:
    """Whether Ctrl+V would paste a picture or files, which no text field can take."""
    if not event.matches(QKeySequence.StandardKey.Paste):
        return False
    mime = QGuiApplication.clipboard().mimeData()
    return (mime.hasImage() and not mime.hasText()) or any(url.isLocalFile() for url in mime.urls())


def chain(stops: list[QWidget]) -> None:
    """Have the Tab key go through these in order, the first staying where it is."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def anchor_in(parent: QWidget) -> QWidget:
    """A place in the order of the Tab key that nobody sees or stops at."""
    made = QWidget(parent)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.hide()
    return made


def next_on_enter(line: QLineEdit) -> None:
    """Enter goes on to the next field."""
    line.returnPressed.connect(lambda: line.focusNextChild())
