"""The draft text of a kind of letter: paragraphs with levels, fields put in from a menu by their Chinese names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.letter_parts import LEVELS
from app.ui.desk import Desk
from app.ui.fields.scalar import LongField
from app.ui.parts import button, clear, column, icon_button, label, row
from app.ui.settings.profileform import ChoiceField

LEVEL = 84


class KindText(QWidget):
    """Rows of a body, changed in place. changed: a person changed something; rebuilt: rows were made anew."""

    changed = Signal()
    rebuilt = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._data: dict[str, Any] = {"body": []}
        self._fields: dict[str, str] = {}
        self._into: QWidget | None = None  # where the cursor was last
        self.texts: list[LongField] = []
        self._order: list[QWidget] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        self.insert_button = button("插入内容…", self._offer, "small", name="在光标处插入要填的内容")
        self.add_button = button("＋ 再加一段", self.add, "link")
        self._box.addLayout(row(label("正文", "row-title"), None, self.insert_button))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._box.addLayout(self._rows)
        self._box.addLayout(row(self.add_button, None))

    def show_data(self, data: dict[str, Any], fields: Mapping[str, str]) -> None:
        """Show the body of a kind. fields: what may be inserted, labels by name."""
        self._data, self._fields = data, dict(fields)
        self._rebuild()

    @property
    def _body(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._data.setdefault("body", [])
        return found

    def _rebuild(self, focus: int = -1) -> None:
        clear(self._rows)
        self.texts.clear()
        self._order.clear()
        for number, one in enumerate(self._body):
            self._rows.addLayout(self._row(number, one))
        if 0 <= focus < len(self.texts):
            self.texts[focus].text.setFocus()
        self.rebuilt.emit()

    def _row(self, number: int, one: dict[str, Any]) -> QHBoxLayout:
        level = ChoiceField(LEVELS)
        level.choice.setFixedWidth(LEVEL)
        level.name(f"第 {number + 1} 段的层次")
        level.set_value(str(one.get("level") or "0"))
        level.setEnabled("table" not in one)
        level.changed.connect(lambda: self._put(one, "level", level.value()))
        text = LongField(lines=1)
        text.name(f"第 {number + 1} 段")
        text.set_value("（表格，照原样保留）" if "table" in one else one.get("text"))
        text.set_readonly("table" in one)
        text.changed.connect(lambda: self._put(one, "text", text.text.toPlainText()))
        self.watch(text.text)
        self.texts.append(text)
        tools = [
            icon_button("up", lambda: self._move(number, -1), self._desk.tokens, f"第 {number + 1} 段上移"),
            icon_button("close", lambda: self._remove(number), self._desk.tokens, f"删去第 {number + 1} 段"),
        ]
        tools[0].setEnabled(number > 0)
        self._order += [level.choice, text.text, *tools]
        made = QHBoxLayout()
        made.setSpacing(6)
        made.addWidget(level, 0, Qt.AlignmentFlag.AlignTop)
        made.addLayout(column(text, *([label(self._part_of(one), "sub", wrap=True)] if one.get("block") else []), spacing=2), 1)
        for tool in tools:
            made.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _part_of(self, one: Mapping[str, Any]) -> str:
        """Of which optional part of the text a paragraph is."""
        found: Mapping[str, Any] = next((b for b in self._data.get("blocks") or () if b["id"] == one["block"]), {})
        return f"可选：{found.get('label', '')}{'（有几条写几段）' if found.get('repeat') else ''}"

    def _put(self, one: dict[str, Any], name: str, value: Any) -> None:
        one[name] = value
        self.changed.emit()

    def add(self) -> None:
        """One more paragraph at the end."""
        self._body.append({"level": "0", "text": ""})
        self._rebuild(len(self._body) - 1)
        self.changed.emit()

    def _remove(self, number: int) -> None:
        del self._body[number]
        self._rebuild(max(number - 1, 0))
        self.changed.emit()

    def _move(self, number: int, step: int) -> None:
        body = self._body
        body[number], body[number + step] = body[number + step], body[number]
        self._rebuild(number + step)
        self.changed.emit()

    # --- inserting -----------------------------------------------------------
    def watch(self, editor: QWidget) -> None:
        """Fields are also put into this editor when the cursor was there last."""
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._into = watched
        return False

    def _offer(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text in dict.fromkeys(t for t in self._fields.values() if t):
            menu.addAction(text).triggered.connect(lambda _c=False, t=text: self.insert(t))
        menu.popup(self.insert_button.mapToGlobal(self.insert_button.rect().bottomLeft()))

    def insert(self, text: str) -> None:
        """Put a field where the cursor was last, else at the end of the last paragraph."""
        last = self._into if self._into is not None and shiboken6.isValid(self._into) else None  # rows are made anew
        into = last or (self.texts[-1].text if self.texts else None)
        if isinstance(into, QPlainTextEdit):
            into.insertPlainText(f"【{text}】")
        elif isinstance(into, QLineEdit):
            into.insert(f"【{text}】")
            into.textEdited.emit(into.text())
        if into is not None:
            into.setFocus()

    # --- problems ------------------------------------------------------------
    def mark(self, number: int) -> None:
        """Mark the paragraph that is wrong; a negative number: none."""
        for at, one in enumerate(self.texts):
            one.set_bad(at == number)

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, as one reads."""
        return [self.insert_button, *self._order, self.add_button]
