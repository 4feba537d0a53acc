"""The form of a kind of letter: sections of parts, the draft text, and what differs from the shipped wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from app.services import letter_parts
from app.services.duty_parts import Choices
from app.services.letter_parts import SECTIONS
from app.ui.desk import Desk
from app.ui.parts import Flow, button, clear, label, line, scroll
from app.ui.recordread import readable
from app.ui.settings.kindtext import KindText
from app.ui.settings.partform import PartForm

TEXT, VALUES, DIFFERS = "text", "values", "differs"
SAME = "与程序自带的写法相同。"
_NUMBER = re.compile(r"body\[(\d+)\]")


class KindForm(QWidget):
    """Shows one section at a time and keeps the data of all. typed: a person changed something; rebuilt: fields were made anew."""

    typed = Signal()
    rebuilt = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.data: dict[str, Any] = {}
        self.section = TEXT
        self._part: dict[str, Any] = {}
        self._labels: dict[str, str] = {}
        self._group = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {}
        tabs = Flow()
        for code, title in (*((c, t) for c, (t, _k) in SECTIONS.items()), (DIFFERS, "与自带的不同")):
            made = button(title, lambda c=code: self.choose(c), "chip", name=f"看和改：{title}")  # type: ignore[misc]
            made.setCheckable(True)
            self._group.addButton(made)
            self.chips[code] = made
            tabs.addWidget(made)
        self.chips[TEXT].setChecked(True)
        self.parts = PartForm(desk)
        self.parts.changed.connect(self._taken)
        self.parts.rebuilt.connect(self._watch_title)
        self.parts.rebuilt.connect(self.rebuilt)
        self.text = KindText(desk)
        self.text.changed.connect(self.typed)
        self.text.rebuilt.connect(self.rebuilt)
        self._differs = QWidget()
        self._differences = QVBoxLayout(self._differs)
        self._differences.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.setSpacing(8)
        for part in (self.parts, self.text, self._differs):
            inner.addWidget(part)
        inner.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(tabs)
        box.addWidget(scroll(holder), 1)

    def show_data(self, data: dict[str, Any]) -> None:
        """Show a kind; what is changed is changed in `data`."""
        self.data = data
        self.choose(self.section)

    def choose(self, section: str) -> None:
        """Show another section."""
        self.section = section
        self.chips[section].setChecked(True)
        self.parts.setVisible(section != DIFFERS)
        self.text.setVisible(section == TEXT)
        self._differs.setVisible(section == DIFFERS)
        self._labels = letter_parts.labels(self.data)
        if section != DIFFERS:
            keys = SECTIONS[section][1]
            self._part = {k: v for k, v in self.data.items() if k in keys and not (section == TEXT and k == "body")}
            session = self._desk.session
            part, choices = letter_parts.part(session, section, self.data), Choices(session.catalog, {})
            self.parts.show_data(self._part, lambda: (part, choices))
        if section == TEXT:
            self.text.show_data(self.data, self._labels)

    def _watch_title(self) -> None:
        place = self.parts.places.get("title")
        target = place.edit.focusProxy() if place is not None and place.edit is not None else None
        if target is not None:
            self.text.watch(target)

    def _taken(self) -> None:
        for name in SECTIONS[self.section][1]:
            if name in self._part:
                self.data[name] = self._part[name]
            elif not (self.section == TEXT and name == "body"):
                self.data.pop(name, None)
        if self.section == VALUES:
            letter_parts.renamed(self.data, self._labels)
            self._labels = letter_parts.labels(self.data)
        self.typed.emit()

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, as one reads."""
        shown = [*self.parts.stops()] if self.section != DIFFERS else []
        return [*self.chips.values(), *shown, *(self.text.stops() if self.section == TEXT else [])]

    def show_differences(self, found: Sequence[tuple[str, str, str]]) -> None:
        """What the shipped wording says otherwise."""
        clear(self._differences)
        if not found:
            self._differences.addWidget(label(SAME, "sub", wrap=True))
        for what, before, after in found:
            self._differences.addWidget(label(what, "row-title"))
            for head, words in (("程序自带", before), ("本单位", after)):
                self._differences.addWidget(label(head, "sub"))
                self._differences.addWidget(readable(words, indent=14))
            self._differences.addWidget(line())

    def mark(self, path: str, problem: str) -> None:
        """Say what is wrong at its place; of another section its chip is marked."""
        section = letter_parts.section_of(path) if path else ""
        for code, chip in self.chips.items():
            chip.setProperty("tone", "bad" if problem and code == section and code != self.section else "")
            chip.style().polish(chip)
        here = problem if section == self.section else ""
        found = _NUMBER.match(path)
        self.text.mark(int(found[1]) if found and here else -1)
        if self.section != DIFFERS:
            self.parts.mark(path, here if not path.startswith("body") else "")
