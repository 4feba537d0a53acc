"""The Tab key goes as one reads, also through widgets that were made after those that follow them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def inside_of(widget: QWidget) -> list[QWidget]:
    """All widgets inside another, in the order they were made."""
    found: list[QWidget] = list(widget.findChildren(QWidget))
    return found


def read_on(anchor: QWidget, parts: Iterable[QWidget]) -> None:
    """Behind the anchor come the parts and what is in them, one after another."""
    before = anchor
    for part in parts:
        for widget in (part, *inside_of(part)):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is anchor.window():  # not a list that drops down
                QWidget.setTabOrder(before, widget)
                before = widget
