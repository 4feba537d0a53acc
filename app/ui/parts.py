"""Small shared widgets: labels, buttons, cards, tags, empty states, flowing rows.

Every label is plain text: data may hold anything. Does not belong here: anything that
knows a service.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)


def label(text: str = "", role: str = "", *, tone: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label. role: a style of window.qss."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def tag(text: str, tone: str = "muted") -> QLabel:
    """A rounded tag: the word always stands beside the colour."""
    made = label(text, "tag", tone=tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def button(text: str, act: Callable[[], object] | None = None, role: str = "", *, name: str = "") -> QPushButton:
    """A push button. name: what a screen reader says when the text alone is not enough."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if name:
        made.setAccessibleName(name)
    if act is not None:
        made.clicked.connect(lambda _checked=False: act())
    return made


def restyle(widget: QWidget, **properties: str) -> None:
    """Set style properties and have the style sheet look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def line() -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def column(*items: QWidget | QLayout, spacing: int = 8, margins: int = 0) -> QVBoxLayout:
    """A vertical layout of widgets and layouts."""
    made = QVBoxLayout()
    made.setSpacing(spacing)
    made.setContentsMargins(margins, margins, margins, margins)
    for item in items:
        made.addWidget(item) if isinstance(item, QWidget) else made.addLayout(item)
    return made


def row(*items: QWidget | QLayout | None, spacing: int = 8) -> QHBoxLayout:
    """A horizontal layout; None is a stretch."""
    made = QHBoxLayout()
    made.setSpacing(spacing)
    made.setContentsMargins(0, 0, 0, 0)
    for item in items:
        if item is None:
            made.addStretch(1)
        elif isinstance(item, QWidget):
            made.addWidget(item)
        else:
            made.addLayout(item)
    return made


class Elided(QLabel):
    """One line of plain text that ends in … when there is no room; the whole text as tooltip."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__()
        self._full = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(text)
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(self.width() - 2, 0)
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(self._full if self.text() != self._full else "")


class RowButton(QPushButton):
    """A button as wide as its place, its text ending in … when there is no room."""

    def __init__(self, text: str, act: Callable[[], object], role: str = "row") -> None:
        super().__init__(text)
        self._full = text
        self.setAutoDefault(False)
        self.setProperty("role", role)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: act())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(self.width() - 16, 0)
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(self._full if self.text() != self._full else "")


class Card(QFrame):
    """A white card with rounded corners; an optional title row whose right end takes extras."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(8)
        self.head = QHBoxLayout()
        self.title = label(title, "card-title")
        if title:
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            self.body.addLayout(self.head)


class Empty(QWidget):
    """What an empty place says: what belongs here and the button that starts it."""

    def __init__(self, title: str, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setSpacing(8)
        box.addStretch(2)
        for part in (label(title, "card-title"), label(text, "sub", wrap=True)):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(part)
        if action and act is not None:
            box.addSpacing(6)
            box.addWidget(button(action, act), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget: QWidget | None = item.widget()
        inner: QLayout | None = item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def scroll(inner: QWidget) -> QScrollArea:
    """A vertical scroll area without a frame."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setProperty("role", "scroll")
    area.setWidget(inner)
    return area


class Flow(QLayout):
    """Items in rows that wrap: chips and buttons."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            if x + hint.width() > rect.right() + 1 and height:
                x, y, height = rect.x(), y + height + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint.boundedTo(QSize(max(rect.width(), 1), hint.height()))))
            x += hint.width() + self.spacing()
            height = max(height, hint.height())
        return y + height - rect.y()
