"""Editors of single values: text, long text, period, time, numbers, yes or no. Days are in day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from app.ui.fields.base import ENTER, FieldEditor, Line, next_on_enter, pastes_files
from app.ui.parts import label, restyle

NEAR = 0.8  # from this share of the limit on, a line shows its count


class LineField(FieldEditor):
    """A line of text; the base of everything typed into one line. most: characters allowed, 0 = no limit."""

    def __init__(self, hint: str = "", most: int = 0) -> None:
        super().__init__()
        self.most = most
        self.line = Line()
        self.line.setPlaceholderText(hint)
        self.hint = hint
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _t: self.changed.emit())
        next_on_enter(self.line)
        if most:
            self._count = label("", "sub")
            self._count.hide()
            self._row.addWidget(self._count)
            self.line.textChanged.connect(self._show_count)

    def _show_count(self, text: str) -> None:
        self._count.setText(f"{len(text)} / {self.most}")
        self._count.setVisible(len(text) >= self.most * NEAR)
        restyle(self._count, tone="bad" if len(text) > self.most else "")

    def value(self) -> Any:
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def set_text(self, text: str) -> None:
        self.line.setText(text)
        self.line.editingFinished.emit()

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)
        if self.line.placeholderText() in ("", self.hint):  # a hint that somebody else gave stays
            self.line.setPlaceholderText("" if readonly else self.hint)

    def problem(self) -> str:
        over = len(self.line.text().strip()) - self.most
        return f"超出 {over} 字，最多 {self.most} 字" if self.most and over > 0 else ""


class GrowingText(QPlainTextEdit):
    """A text box that grows with its text; Ctrl+Enter is left to the page, Tab goes on."""

    left = Signal()

    def __init__(self, lines: int = 2, most: int = 14) -> None:
        super().__init__()
        self._lines, self._most = lines, most
        self.composing = False
        self.enter_moves = False  # in a sheet Enter goes on and Shift+Enter or Alt+Enter breaks the line
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def _fit(self) -> None:
        rows = int(self.document().size().height())
        bars = Qt.ScrollBarPolicy.ScrollBarAsNeeded if rows > self._most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != bars:
            self.setVerticalScrollBarPolicy(bars)
        wanted = max(self._lines, min(rows, self._most)) * self.fontMetrics().lineSpacing() + 14
        if wanted != self.height() or self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        save = event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if save or pastes_files(event):
            event.ignore()
            return
        if event.key() in ENTER and self.enter_moves and not self.composing:
            if event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier):
                self.insertPlainText("\n")
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)
        self.left.emit()


class LongField(FieldEditor):
    """Long text with its number of characters, shown while typing and near the limit."""

    def __init__(self, hint: str = "", most: int = 0, lines: int = 2) -> None:
        super().__init__()
        self.most = most
        self.text = GrowingText(lines)
        self.text.setPlaceholderText(hint)
        self.hint = hint
        self._count = label("", "sub")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._count.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addWidget(self.text)
        box.addWidget(self._count)
        self.setFocusProxy(self.text)
        self._setting = False
        self.text.textChanged.connect(self._typed)

    def _typed(self) -> None:
        self._show_count()
        if not self._setting:
            self.changed.emit()

    def _show_count(self) -> None:
        count = len(self.text.toPlainText())
        self._count.setText(f"{count} / {self.most} 字" if self.most else f"{count} 字")
        self._count.setVisible(count >= max(self.most * NEAR, 100) and not self.text.isReadOnly())
        tone = "" if not self.most or count < self.most * NEAR else "warn" if count <= self.most else "bad"
        if (self._count.property("tone") or "") != tone:
            restyle(self._count, tone=tone)

    def value(self) -> Any:
        return self.text.toPlainText().rstrip() or None

    def set_value(self, value: Any) -> None:
        self._setting = True
        self.text.setPlainText("" if value is None else str(value))
        self._setting = False

    def set_readonly(self, readonly: bool) -> None:
        self.text.setReadOnly(readonly)
        self.text.setPlaceholderText("" if readonly else self.hint)
        self._show_count()

    def problem(self) -> str:
        over = len(self.text.toPlainText().rstrip()) - self.most
        return f"超出 {over} 字，最多 {self.most} 字" if self.most and over > 0 else ""


class ReadField(LineField):
    """A line whose typing is read as a value: a period or a time. read: text to value or None."""

    def __init__(self, hint: str, read: Callable[[str], str | None], accepts: str) -> None:
        super().__init__(hint)
        self._read = read
        self._accepts = accepts
        self._meant = label("", "sub")
        self._meant.hide()
        self._row.addWidget(self._meant)
        self.line.textEdited.connect(lambda _t: self._show_meant())
        self.line.editingFinished.connect(self._settle)

    def _text(self) -> str:
        return self.line.text().strip()

    def _show_meant(self) -> None:
        found = self._read(self._text()) if self._text() else None
        self._meant.setText(f"→ {found}" if found else "")
        self._meant.setVisible(bool(found) and found != self._text())

    def _settle(self) -> None:
        found = self._read(self._text()) if self._text() else None
        if found and found != self.line.text():
            self.line.setText(found)
            self.changed.emit()
        self._meant.hide()

    def value(self) -> Any:
        return (self._read(self._text()) or self._text() or None) if self._text() else None

    def problem(self) -> str:
        return "" if not self._text() or self._read(self._text()) else self._accepts


class NumberField(LineField):
    """A whole number or an amount of money in yuan."""

    def __init__(self, *, money: bool) -> None:
        super().__init__("元，可写 86万" if money else "")
        self._money = money
        self._words = label("", "sub")
        self._row.addWidget(self._words)
        self._words.hide()
        self.line.textChanged.connect(lambda _t: self._show_words())

    def _number(self) -> int | float | None:
        return number_of(self.line.text(), money=self._money)

    def _show_words(self) -> None:
        number = self._number()
        wan = self._money and number is not None and abs(number) >= 10_000
        self._words.setText(f"{number / 10_000:g} 万元" if wan and number is not None else "")
        self._words.setVisible(wan)

    def value(self) -> Any:
        return self._number()

    def set_value(self, value: Any) -> None:
        shown = "" if value is None else f"{value:,}" if self._money and isinstance(value, int | float) else str(value)
        self.line.setText(shown)

    def problem(self) -> str:
        if not self.line.text().strip() or self._number() is not None:
            return ""
        return "应是金额，如 860000、86万" if self._money else "应是整数，如 12"


class FlagField(FieldEditor):
    """Yes or no. A default of yes that was unticked stays as an explicit no."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._was: bool | None = None
        self.check = QCheckBox(text)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.check)
        box.addStretch(1)
        self._read = label("")
        self._read.hide()
        self._read.setContentsMargins(10, 6, 0, 6)
        box.insertWidget(0, self._read)
        self.setFocusProxy(self.check)
        self.check.clicked.connect(lambda _on: self.changed.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers():
            self.check.focusNextChild()
            return
        super().keyPressEvent(event)

    def value(self) -> Any:
        return True if self.check.isChecked() else False if self._was is not None else None

    def set_value(self, value: Any) -> None:
        self._was = value if isinstance(value, bool) else None
        self.check.setChecked(bool(value))
        self._read.setText("是" if value else "否")

    def set_readonly(self, readonly: bool) -> None:
        self.check.setVisible(not readonly)
        self._read.setText("是" if self.check.isChecked() else "否")
        self._read.setVisible(readonly)


def number_of(text: str, *, money: bool) -> int | float | None:
    """The whole number or amount that was typed: 1,234.50, 86万, 1.2亿元."""
    text = text.replace(",", "").replace("，", "").strip()
    text = text.removesuffix("元") if money else text
    scale = 1
    for word, times in (("万", 10_000), ("亿", 100_000_000)):
        if money and text.endswith(word):
            text, scale = text.removesuffix(word), times
    try:
        if not money:
            return int(text)
        number = round(float(text) * scale, 2)
        return int(number) if number == int(number) else number
    except (ValueError, OverflowError):
        return None
