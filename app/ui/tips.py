"""A line that says once what a page is good for; in the flow of the page, never over it.

Which tips a person has seen is kept with their preferences; the sentences are data
(resources/manual/tips.yaml).
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.catalog.pairs import read_pairs
from app.catalog.places import resources_dir
from app.services import preferences
from app.ui.desk import Desk
from app.ui.parts import button, label


def read_tips() -> dict[str, str]:
    """The tip of each page, by the page's name."""
    return read_pairs(resources_dir() / "manual" / "tips.yaml")


class TipLine(QFrame):
    """The tip of the present page, until it is dismissed or another page is opened."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tips: dict[str, str] = {}
        self._seen: set[str] = set()
        self._page = ""
        self.setProperty("role", "tip")
        self.setAccessibleName("提示")
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 3, 6, 3)
        box.setSpacing(4)
        self._text = label("", "sub", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        box.addWidget(self._text, 1)
        box.addWidget(button("本页帮助", lambda: desk.open("help", topic=self._page), "link"))
        box.addWidget(button("知道了", self.hide, "link"))
        self.hide()

    def learn(self, tips: dict[str, str], seen: str, *, on: bool) -> None:
        """What tips there are and which were seen. seen: names of pages."""
        self._tips = tips if on else {}
        self._seen = set(seen.split())
        if not on:
            self.hide()

    def visit(self, page: str) -> None:
        """A page was opened: show its tip on the first visit."""
        self.hide()
        if page not in self._tips or page in self._seen:
            return
        self._page = page
        self._seen.add(page)
        self._text.setText(self._tips[page])
        self.show()
        session, seen = self._desk.session, " ".join(sorted(self._seen))
        self._desk.runner.query(self, lambda: preferences.put(session, preferences.TIPS_SEEN, seen), lambda _n: None)
