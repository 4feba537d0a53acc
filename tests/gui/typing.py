"""Typing as people do: keys for what is on the keyboard, an input method's commit for Chinese."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def ime(widget: QWidget, text: str) -> None:
    """Commit text as an input method does."""
    widget.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def compose(widget: QWidget, text: str) -> None:
    """Text that an input method is still composing."""
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))


def enter(widget: QWidget, text: str) -> None:
    """Type or commit text, whichever fits."""
    if text.isascii():
        widget.setFocus()
        QTest.keyClicks(widget, text)
    else:
        ime(widget, text)
