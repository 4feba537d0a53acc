"""A record to read: a composed sheet instead of editors, from recordwords."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.parts import Flow, RowButton, button, clear, label, line, row, tag
from app.ui.recordwords import Item, Line, Part, Reading
from app.ui.savefile import save_attachment

LABEL_WIDTH = 104
SHORT = 26


class RecordRead(QScrollArea):
    """The sheet. paired: short fields stand two in a line. Scrolls with the arrow keys; links and files are buttons."""

    def __init__(self, desk: Desk, *, paired: bool = True) -> None:
        super().__init__()
        self._desk, self._paired = desk, paired
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("记录内容")
        holder = QWidget()
        holder.setProperty("role", "scroll")
        self._box = QVBoxLayout(holder)
        self._box.setContentsMargins(10, 4, 18, 10)
        self._box.setSpacing(8)
        self.setWidget(holder)

    def show_record(self, view: RecordView, skip: Collection[str] = (), more: tuple[Part, ...] = ()) -> None:
        """Show a record from its top. skip: fields shown elsewhere; more: sections behind its own."""
        clear(self._box)
        directory = self._desk.directory
        reading = Reading(self._desk.session.catalog.vocab, view.labels, directory.principals_on)
        form = self._desk.session.form(view.form)
        for number, part in enumerate((*reading.parts(form, view, skip), *more)):
            if number:
                self._box.addSpacing(6)
                self._box.addWidget(line())
            self._part(part)
        self._box.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def _part(self, part: Part) -> None:
        if part.title:
            self._box.addWidget(label(part.title, "card-title"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(7)
        for at in (1, 3):
            grid.setColumnStretch(at, 1)
        at = side = 0
        for one in part.lines:
            short = self._paired and bool(one.text) and len(one.text) <= SHORT and "\n" not in one.text
            if not short and side:
                at, side = at + 1, 0
            grid.addWidget(self._name("" if one.label == part.title else one.label), at, side, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._value(one), at, side + 1, 1, 1 if short else 3, Qt.AlignmentFlag.AlignTop)
            at, side = (at, 2) if short and not side else (at + 1, 0)
        self._box.addLayout(grid)

    def _name(self, text: str) -> QLabel:
        made = label(text, "field", wrap=True)
        made.setFixedWidth(LABEL_WIDTH)
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        return made

    def _value(self, one: Line) -> QWidget:
        if one.links:
            return self._links(one.links)
        if one.files:
            return self._files(one.files)
        if one.items:
            return self._items(one.items)
        return readable(one.text)

    def _links(self, links: tuple[tuple[str, str], ...]) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for record_id, title in links:
            box.addWidget(RowButton(title, self._open(record_id), "link"))
        return holder

    def _open(self, record_id: str) -> Callable[[], None]:
        return lambda: self._desk.open("record", id=record_id)

    def _files(self, files: tuple[Mapping[str, Any], ...]) -> QWidget:
        flow = Flow()
        for one in files:
            name = str(one.get("name", "附件"))
            text = f"{name}（{max(1, int(one.get('size', 0)) // 1024)} KB）"
            flow.addWidget(button(text, self._save(one, name), "chip", name=f"另存附件 {name}"))
        return flow

    def _save(self, one: Mapping[str, Any], name: str) -> Callable[[], None]:
        return lambda: save_attachment(self._desk, self, {**one, "name": name})

    def _items(self, items: tuple[Item, ...]) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for number, one in enumerate(items, 1):
            if number > 1:
                box.addSpacing(4)
            mark = tag(one.mark[1], one.mark[0]) if one.mark else None
            head = readable(f"{number}. {one.title}", "row-title")
            box.addLayout(row(head, *([mark] if mark else []), spacing=10))
            for name, text in one.lines:
                box.addWidget(readable(f"{name}：{text}", indent=18))
            if one.speakers:
                words = " → ".join(f"{place} {who}" for place, who in enumerate(one.speakers, 1))
                box.addWidget(readable(f"发言次序：{words}", indent=18))
        return holder


def readable(text: str, role: str = "", indent: int = 0) -> QLabel:
    """Words that wrap and can be marked and copied."""
    made = label(text, role, wrap=True)
    made.setContentsMargins(indent, 0, 0, 0)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
