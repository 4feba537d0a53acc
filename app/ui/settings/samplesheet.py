"""A card with the page that settings would give, kinds of page to choose from above it, pages to turn below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from app.ui.desk import Desk
from app.ui.parts import Card, Flow, button, label, restyle, row
from app.ui.printpreview import Sheets
from app.ui.taborder import read_on


class SampleSheet(Card):
    """Shows pages; which kind of page is asked for is `chosen`. asked: called when another kind is pressed."""

    def __init__(self, desk: Desk, title: str, asked: Callable[[], object]) -> None:
        super().__init__(title)
        self._asked = asked
        self.chosen = ""
        self._chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._kinds = Flow()
        self._kinds.hide()
        self.body.addWidget(self._kinds)
        self._sheets = Sheets(desk)
        self.sheet = self._sheets.sheet
        self.sheet.setAccessibleName(title)
        self.body.addWidget(self._sheets, 1)
        self.note = label("", "sub", wrap=True)
        self.note.hide()
        self.body.addWidget(self.note)
        self._back = button("上一页", lambda: self.turn(-1), "small")
        self._on = button("下一页", lambda: self.turn(1), "small")
        self._where = label("", "sub")
        self.wide = button("页宽", self._toggle_wide, "small", name="按页宽显示或显示整页")
        self.body.addLayout(row(self._back, self._on, self._where, None, self.wide))

    def set_kinds(self, kinds: Sequence[tuple[str, str]]) -> None:
        """What can be looked at: (code, word); the first one is chosen."""
        if list(self._chips) == [code for code, _word in kinds]:
            return
        self._kinds.clear()
        self._chips.clear()
        for code, word in kinds:
            made = button(word, lambda c=code: self.choose(c), "chip", name=f"{self.title.text()}：{word}")  # type: ignore[misc]
            made.setCheckable(True)
            self._group.addButton(made)
            self._chips[code] = made
            self._kinds.addWidget(made)
        self._kinds.setVisible(bool(kinds))
        self.chosen = kinds[0][0] if kinds else ""
        if kinds:
            self._chips[self.chosen].setChecked(True)
            read_on(self._chips[kinds[-1][0]], (self._sheets, self._back, self._on, self.wide))

    def choose(self, code: str) -> None:
        """Look at another kind of page, from its first one."""
        self.chosen = code
        self._chips[code].setChecked(True)
        self.sheet.turn(0)
        self._asked()

    def show_pdf(self, pdf: bytes, note: str = "") -> None:
        """Show other pages, on the same page when there is one of that number."""
        self._sheets.show_pdf(pdf)
        self.say(note)
        self.turn(0)

    def say(self, note: str, *, bad: bool = False) -> None:
        """A line under the page; the page stays."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        restyle(self.note, tone="bad" if bad else "")

    def turn(self, step: int) -> None:
        """Another page."""
        self._sheets.turn(step)
        at, count = self.sheet.page + 1, self.sheet.count
        self._where.setText(f"第 {at} 页，共 {count} 页" if count else "")
        self._back.setEnabled(at > 1)
        self._on.setEnabled(at < count)

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, as one reads."""
        return [*self._chips.values(), self.sheet, self._back, self._on, self.wide]

    def _toggle_wide(self) -> None:
        self._sheets.set_fit_width(not self._sheets.fit_width)
        self.wide.setText("整页" if self._sheets.fit_width else "页宽")
