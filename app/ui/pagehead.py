"""The head of the present page: way back, title, search, the one primary action; and the busy line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.pages.base import Head
from app.ui.parts import Elided, button, icon_button, restyle
from app.ui.theme import Tokens

HEIGHT = 80


class PageHead(QWidget):
    """The row above every page."""

    def __init__(self, tokens: Tokens, back: Callable[[], object], primary: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setFixedHeight(HEIGHT)
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 16, 24, 8)
        box.setSpacing(14)
        self.back = icon_button("back", back, tokens, "返回（Alt+←）", "", "ink")
        self._title = Elided("", "title")
        self._title.setProperty("data", True)  # titles of records may hold any language
        self._subtitle = Elided("", "sub")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._subtitle)
        self.search_slot = QWidget()
        self.search_slot.setFixedWidth(320)
        self.primary = button("", primary, "primary")
        self.primary.setFixedHeight(34)
        box.addWidget(self.back)
        box.addLayout(texts, 1)
        box.addWidget(self.search_slot)
        box.addWidget(self.primary)

    def show_head(self, head: Head) -> None:
        """Show a page's head."""
        self._title.set_text(head.title)
        self._subtitle.set_text(head.subtitle)
        self._subtitle.setVisible(bool(head.subtitle))
        self.back.setVisible(head.back)
        self.primary.setVisible(head.primary is not None)
        if head.primary is not None:
            self.primary.setText(head.primary[0])
        restyle(self.primary)


class BusyLine(QProgressBar):
    """A thin moving line: the program is at work since 0.3 s. Keeps its place, so that nothing jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "busy")
        self.setAccessibleName("正在处理")
        self.setTextVisible(False)
        self.setRange(0, 0)
        self.setFixedHeight(3)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def set_busy(self, text: str) -> None:
        """Show while something is named."""
        self.setVisible(bool(text))
