"""The attachments of a letter: each with its name, its own text and tables, bound in or a document of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.ids import new_id
from app.ui.desk import Desk
from app.ui.fields.base import FieldEditor, anchor_in, chain
from app.ui.fields.scalar import LineField
from app.ui.paragraphbar import ParagraphBar
from app.ui.paragraphbox import ParagraphBox
from app.ui.parts import button, icon_button, label, row, show_fold

MOST = 50
TEXT_HEIGHT = 220


class AnnexRow(QWidget):
    """One attachment: a line for its name, under it the text when it is open."""

    changed = Signal()
    opened = Signal()

    def __init__(self, desk: Desk, owner: LetterAnnexes, value: Mapping[str, Any]) -> None:
        super().__init__()
        self._desk, self._raw = desk, dict(value)
        self._bar: ParagraphBar | None = None
        self.text: ParagraphBox | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        self.number = label("", "field")
        self.number.setFixedWidth(44)
        self.title = LineField("附件名称，不加书名号", 200)
        self.title.set_value(value.get("title"))
        self.separate = QCheckBox("另册")
        self.separate.setToolTip("不与正文一起装订，单独成一个文件，首行写发文字号和附件号")
        self.separate.setChecked(bool(value.get("separate")))
        self._fold = button("正文", self.toggle, "small")
        tokens = desk.tokens
        self._moves = [
            icon_button("up", lambda: owner.shift(self, -1), tokens, "附件上移"),
            icon_button("down", lambda: owner.shift(self, 1), tokens, "附件下移"),
            icon_button("delete", lambda: owner.remove(self), tokens, "删去附件"),
        ]
        line = row(self.number, self.title, self._fold, self.separate, *self._moves, spacing=6)
        line.setStretch(1, 1)
        self._box.addLayout(line)
        self.title.changed.connect(self.changed)
        self.separate.clicked.connect(lambda _on: self.changed.emit())
        show_fold(self._fold, tokens, folded=True)

    def toggle(self) -> None:
        """Open or close the text."""
        if self.text is None:
            self._make_text()
            return
        shown = self.text.isHidden()
        for part in (self._bar, self.text):
            if part is not None:
                part.setVisible(shown)
        show_fold(self._fold, self._desk.tokens, folded=not shown)

    def _make_text(self) -> None:
        self.text = ParagraphBox(self._desk, f"{self.number.text()}的正文")
        self.text.setMinimumHeight(TEXT_HEIGHT)
        self._bar = ParagraphBar(self._desk, self.text)
        self.text.set_rows(_stored(self._raw))
        self.text.changed.connect(self.changed)
        self.text.setReadOnly(self.title.line.isReadOnly())
        self._bar.set_readonly(self.title.line.isReadOnly())
        self._box.addWidget(self._bar)
        self._box.addWidget(self.text)
        show_fold(self._fold, self._desk.tokens, folded=False)
        self.opened.emit()

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in reading order."""
        inner = [*self._bar.buttons(), self.text] if self._bar is not None and self.text is not None else []
        return [self.title.line, self._fold, self.separate, *self._moves, *inner]

    def show_number(self, number: int, count: int) -> None:
        """The number it has on paper: none when it is the only one."""
        self.number.setText(f"附件{number if count > 1 else ''}")
        words = self.number.text()
        self.title.name(f"{words}名称")
        self.separate.setAccessibleName(f"{words}另册")
        self._fold.setAccessibleName(f"{words}正文")
        for made, act in zip(self._moves, ("上移", "下移", "删去"), strict=True):
            made.setAccessibleName(f"{words}{act}")

    def set_readonly(self, readonly: bool) -> None:
        """Allow or forbid typing."""
        self.title.set_readonly(readonly)
        self.separate.setEnabled(not readonly)
        for one in self._moves:
            one.setVisible(not readonly)
        if self.text is not None and self._bar is not None:
            self.text.setReadOnly(readonly)
            self._bar.set_readonly(readonly)

    def value(self) -> dict[str, Any]:
        """The row of the record body; a text that was not opened stays as it is stored."""
        found = dict(self._raw)
        found.setdefault("id", new_id("w"))
        self._raw["id"] = found["id"]
        found["title"] = self.title.value() or ""
        if self.separate.isChecked():
            found["separate"] = True
        else:
            found.pop("separate", None)
        if self.text is not None:
            rows = self.text.rows()
            if _said(rows) != _said(_stored(self._raw)):
                found.pop("body", None)
                found.pop("text", None)
                found |= {"text": rows} if rows else {}
        return found

    def is_empty(self) -> bool:
        """Whether nothing has been written yet."""
        value = self.value()
        return not value["title"] and not value.get("text") and not value.get("body")


def _stored(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows of an attachment; what was stored as plain text is one paragraph a line."""
    if raw.get("text"):
        return list(raw["text"])
    return [{"level": 0, "text": line} for line in str(raw.get("body") or "").splitlines() if line.strip()]


def _said(rows: list[Any]) -> list[tuple[object, object, object]]:
    return [(r.get("level") or 0, r.get("text") or "", r.get("table")) for r in rows]


class LetterAnnexes(FieldEditor):
    """All attachments in their order."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._readonly = False
        self._anchor = anchor_in(self)
        self.rows: list[AnnexRow] = []
        self._gone: tuple[int, dict[str, Any]] | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self.none = label("没有附件。附件的名称印在正文下面，写了正文的附件另面排在后面。", "sub", wrap=True)
        self._box.addWidget(self.none)
        self.add_button = button("+ 加一个附件", self.add, "small")
        self._said = label("", "sub")
        self._back = button("撤销", self.restore, "link", name="恢复删去的附件")
        self._box.addLayout(row(self.add_button, self._said, self._back, None))
        self.setFocusProxy(self.add_button)
        self._arrange()

    def value(self) -> Any:
        return [one.value() for one in self.rows if not one.is_empty()] or None

    def set_value(self, value: Any) -> None:
        if value == self.value() or (not value and not self.rows):
            return
        for one in list(self.rows):
            self._drop(one)
        for stored in value or []:
            self._insert(len(self.rows), stored)
        self._gone = None
        self._arrange()

    def set_readonly(self, readonly: bool) -> None:
        self._readonly = readonly
        for one in self.rows:
            one.set_readonly(readonly)
        self._arrange()

    def name(self, text: str) -> None:
        self.setAccessibleName(text)

    def add(self) -> AnnexRow:
        """One more attachment; the cursor goes into its name."""
        made = self._insert(len(self.rows), {})
        self._gone = None
        self._arrange()
        made.title.line.setFocus()
        return made

    def remove(self, one: AnnexRow) -> None:
        """Take an attachment out; it can be brought back until the next change."""
        at = self.rows.index(one)
        self._gone = None if one.is_empty() else (at, one.value())
        self._drop(one)
        self._arrange()
        self.changed.emit()

    def restore(self) -> None:
        """Bring the removed attachment back to its place."""
        if self._gone is not None:
            self._insert(*self._gone)
            self._gone = None
            self._arrange()
            self.changed.emit()

    def shift(self, one: AnnexRow, step: int) -> None:
        """Another place in the order; the numbers follow."""
        at = self.rows.index(one)
        to = at + step
        if 0 <= to < len(self.rows):
            self.rows.insert(to, self.rows.pop(at))
            self._box.removeWidget(one)
            self._box.insertWidget(to + 1, one)
            self._arrange()
            self.changed.emit()

    def _insert(self, at: int, stored: Mapping[str, Any]) -> AnnexRow:
        made = AnnexRow(self._desk, self, stored)
        made.set_readonly(self._readonly)
        made.changed.connect(self.changed)
        made.opened.connect(lambda: chain(self.stops()))
        self.rows.insert(at, made)
        self._box.insertWidget(at + 1, made)
        return made

    def _drop(self, one: AnnexRow) -> None:
        self.rows.remove(one)
        self._box.removeWidget(one)
        one.hide()
        one.setParent(None)
        one.deleteLater()

    def _arrange(self) -> None:
        for number, one in enumerate(self.rows, 1):
            one.show_number(number, len(self.rows))
        self.none.setVisible(not self.rows)
        self.add_button.setVisible(not self._readonly and len(self.rows) < MOST)
        self._said.setText(f"已删去附件{self._gone[0] + 1}" if self._gone else "")
        self._said.setVisible(self._gone is not None)
        self._back.setVisible(self._gone is not None)
        chain(self.stops())

    def stops(self) -> list[QWidget]:
        return [self._anchor, *(stop for one in self.rows for stop in one.stops()), self.add_button, self._back]
