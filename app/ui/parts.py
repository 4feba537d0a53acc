"""Small shared widgets: labels, buttons, cards, tags, empty states, flowing rows.

Every label is plain text: data may hold anything. Does not belong here: anything that
knows a service.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import set_icon
from app.ui.theme import Tokens

KEYPAD = Qt.KeyboardModifier.KeypadModifier


def local_time(stamp: str, *, seconds: bool = False) -> str:
    """A stored UTC instant (ISO 8601) as the clock on the wall shows it: 2026-11-22 09:12."""
    try:
        local = dt.datetime.fromisoformat(stamp).astimezone()
    except ValueError:
        return stamp
    return local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


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


class Button(QPushButton):
    """A push button that Enter presses too when it has the focus, as people expect."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~KEYPAD:
            self.click()
            return
        super().keyPressEvent(event)


def button(text: str, act: Callable[[], object] | None = None, role: str = "", *, name: str = "") -> QPushButton:
    """A push button. name: what a screen reader says when the text alone is not enough."""
    made = Button(text)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if name:
        made.setAccessibleName(name)
    if act is not None:
        made.clicked.connect(lambda _checked=False: act())
    return made


def icon_button(
    icon: str, act: Callable[[], object] | None, tokens: Tokens, name: str, role: str = "ghost", tint: str = "sub"
) -> QPushButton:
    """A button that shows only an icon. name: what it does, for the tooltip and the screen reader."""
    made = button("", act, role, name=name)
    made.setToolTip(name)
    set_icon(made, icon, tokens, tint)
    return made


def show_fold(head: QPushButton, tokens: Tokens, *, folded: bool) -> None:
    """The arrow of a head that folds what is below it."""
    set_icon(head, "chevron-right" if folded else "chevron-down", tokens, "sub", 14)


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

    def set_text(self, text: str) -> None:
        """Another text."""
        self._full = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width() - 2, 0)
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(self._full if self.text() != self._full else "")


class RowButton(Button):
    """A button as wide as its place, its text ending in … when there is no room."""

    def __init__(self, text: str, act: Callable[[], object], role: str = "row") -> None:
        super().__init__(text)
        self._full = text
        self.setAutoDefault(False)
        self.setProperty("role", role)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: act())

    def set_text(self, text: str, name: str = "") -> None:
        """Another text; name: what a screen reader says instead."""
        self._full = text
        self.setAccessibleName(name or text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        mark = 0 if self.icon().isNull() else self.iconSize().width() + 6
        room = max(self.width() - 16 - mark, 0)
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(self._full if self.text() != self._full else "")


class Line(QLineEdit):
    """A line that knows whether an input method is composing in it: then Enter and arrows belong to the method."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


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


class Either(QStackedWidget):
    """One of two widgets in the same place: what there is, or what to say while there is nothing."""

    def __init__(self, first: QWidget, other: QWidget) -> None:
        super().__init__()
        self.addWidget(first)
        self.addWidget(other)

    def show_first(self, yes: bool) -> None:
        """Show the first one, or the other."""
        self.setCurrentIndex(0 if yes else 1)


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
        shiboken6.delete(item)  # a taken item belongs to nobody: Python must not keep its wrapper


def scroll(inner: QWidget) -> QScrollArea:
    """A vertical scroll area without a frame."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setProperty("role", "scroll")
    area.setWidget(inner)
    return area


class Flow(QWidget):
    """Widgets in rows that wrap: chips and buttons.

    A widget and not a QLayout: layout items made in C++ and kept by Python outlive their
    C++ side, and PySide then hands out the stale wrapper for whatever comes to the same address.
    """

    def __init__(self, spacing: int = 6) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._spacing = spacing
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def addWidget(self, part: QWidget) -> None:
        """Put a widget behind the others."""
        self._parts.append(part)
        part.setParent(self)
        part.show()
        self._place()

    def count(self) -> int:
        """How many widgets."""
        return len(self._parts)

    def arrange(self) -> None:
        """Place the parts anew: some have another text, or are hidden or shown."""
        self._place()

    def clear(self) -> None:
        """Remove and delete all."""
        for part in self._parts:
            part.hide()
            part.setParent(None)
            part.deleteLater()
        self._parts.clear()
        self._place()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(200, self._arrange(max(self.width(), 200), move=False))

    def minimumSizeHint(self) -> QSize:
        widest = max((p.sizeHint().width() for p in self._parts), default=0)
        return QSize(min(widest, 240), self._arrange(max(self.width(), widest), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        height = self._arrange(self.width(), move=True)
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        self.updateGeometry()

    def _arrange(self, width: int, *, move: bool) -> int:
        x = y = height = 0
        for part in self._parts:
            if part.isHidden():
                continue
            part.ensurePolished()
            hint = part.sizeHint()
            wide = min(hint.width(), max(width, 1))
            if x and x + wide > width:
                x, y, height = 0, y + height + self._spacing, 0
            if move:
                part.setGeometry(x, y, wide, hint.height())
            x += wide + self._spacing
            height = max(height, hint.height())
        return y + height
