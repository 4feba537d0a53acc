"""A quiet bar inside a page: what the program did or found, with what one may do about it.

Unlike the window's message bar it belongs to what the page shows and stays until it is
answered or the page shows something else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.ui.parts import button, clear, label, restyle
from app.ui.taborder import read_on

Act = tuple[str, Callable[[], object]]


class Notice(QFrame):
    """One sentence with buttons; hidden when there is nothing to say.

    after: what stands behind it on the page, for the way of the Tab key: its buttons are made later than those.
    """

    def __init__(self, name: str, after: Callable[[], Sequence[QWidget]] = tuple) -> None:
        super().__init__()
        self._after = after
        self.setProperty("role", "message")
        self.setAccessibleName(name)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(12, 4, 6, 4)
        self.text = ""
        self.hide()

    def say(self, text: str, tone: str = "info", *acts: Act) -> None:
        """Show a sentence in place of the present one."""
        clear(self._box)
        self.text = text
        self.setAccessibleDescription(text)
        restyle(self, tone=tone)
        words = label(text, wrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._box.addWidget(words, 1)
        for title, act in acts:
            self._box.addWidget(button(title, self._then(act), "small"))
        close = button("×", self.quiet, "small", name="关闭提示")
        self._box.addWidget(close)
        self.show()
        read_on(self, (self, *self._after()))

    def _then(self, act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            self.quiet()
            act()

        return run

    def quiet(self) -> None:
        """Say nothing."""
        self.text = ""
        self.hide()
