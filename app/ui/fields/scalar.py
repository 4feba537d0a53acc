"""Editors of single values: text, long text, day, period, time, numbers, yes or no."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.clock import Clock
from app.domain.dates import parse_day
from app.ui.fields.base import FieldEditor, next_on_enter
from app.ui.parts import button, label

WEEKDAYS = "一二三四五六日"


class LineField(FieldEditor):
    """A line of text; the base of everything typed into one line."""

    def __init__(self, hint: str = "", most: int = 0) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        if most:
            self.line.setMaxLength(most)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _t: self.changed.emit())
        next_on_enter(self.line)

    def value(self) -> Any:
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)


class GrowingText(QPlainTextEdit):
    """A text box that grows with its text; Ctrl+Enter is left to the page, Tab goes on."""

    left = Signal()

    def __init__(self, lines: int = 2, most: int = 14) -> None:
        super().__init__()
        self._lines, self._most = lines, most
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def _fit(self) -> None:
        rows = int(self.document().size().height())
        wanted = max(self._lines, min(rows, self._most))
        self.setFixedHeight(wanted * self.fontMetrics().lineSpacing() + 22)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LongField(FieldEditor):
    """Long text with its number of characters."""

    def __init__(self, hint: str = "", most: int = 0, lines: int = 2) -> None:
        super().__init__()
        self._most = most
        self.text = GrowingText(lines)
        self.text.setPlaceholderText(hint)
        self._count = label("", "sub")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addWidget(self.text)
        box.addWidget(self._count)
        self.setFocusProxy(self.text)
        self._setting = False
        self.text.textChanged.connect(self._typed)
        self._show_count()

    def _typed(self) -> None:
        self._show_count()
        if not self._setting:
            self.changed.emit()

    def _show_count(self) -> None:
        count = len(self.text.toPlainText())
        self._count.setText(f"{count} / {self._most} 字" if self._most else f"{count} 字")
        self._count.setVisible(count > 0)

    def value(self) -> Any:
        return self.text.toPlainText().rstrip() or None

    def set_value(self, value: Any) -> None:
        self._setting = True
        self.text.setPlainText(value or "")
        self._setting = False

    def set_readonly(self, readonly: bool) -> None:
        self.text.setReadOnly(readonly)

    def problem(self) -> str:
        over = len(self.text.toPlainText()) - self._most
        return f"超过 {over} 字" if self._most and over > 0 else ""


class DayField(LineField):
    """A day typed as clerks do: 1122, 11-22, 今天, 上周五; or picked from a calendar."""

    def __init__(self, clock: Clock) -> None:
        super().__init__("如 1122、今天、上周五")
        self._clock = clock
        self._weekday = label("", "sub")
        self._weekday.setFixedWidth(30)
        self._pick = button("历", self._calendar, "small", name="打开日历")
        self._pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row.addWidget(self._weekday)
        self._row.addWidget(self._pick)
        self.line.editingFinished.connect(self._settle)

    def name(self, text: str) -> None:
        super().name(text)
        self._pick.setAccessibleName(f"{text}：打开日历")

    def _day(self) -> str | None:
        text = self.line.text().strip()
        day = parse_day(text, self._clock.today()) if text else None
        return day.isoformat() if day else None

    def value(self) -> Any:
        return self._day() or self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self._show_weekday()

    def _settle(self) -> None:
        day = self._day()
        if day and day != self.line.text():
            self.line.setText(day)
            self.changed.emit()
        self._show_weekday()

    def _show_weekday(self) -> None:
        day = parse_day(self.line.text(), self._clock.today()) if self.line.text().strip() else None
        self._weekday.setText(f"周{WEEKDAYS[day.weekday()]}" if day else "")

    def problem(self) -> str:
        return "看不出是哪一天，请写成 2026-11-22、1122 或“今天”" if self.line.text().strip() and not self._day() else ""

    def set_readonly(self, readonly: bool) -> None:
        super().set_readonly(readonly)
        self._pick.setVisible(not readonly)

    def _calendar(self) -> None:
        made = QCalendarWidget(self)
        made.setWindowFlag(Qt.WindowType.Popup)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.setAccessibleName("日历")
        made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        day = self._day() or self._clock.today().isoformat()
        made.setSelectedDate(QDate.fromString(day, Qt.DateFormat.ISODate))
        made.activated.connect(lambda date: self._picked(made, date))
        made.clicked.connect(lambda date: self._picked(made, date))
        made.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        made.show()

    def _picked(self, calendar: QWidget, date: QDate) -> None:
        self.set_value(date.toString(Qt.DateFormat.ISODate))
        calendar.close()
        self.changed.emit()


class PatternField(LineField):
    """A line with a strict shape: a period or a time."""

    def __init__(self, hint: str, pattern: str, sentence: str, *, fix: bool = False) -> None:
        super().__init__(hint)
        self._pattern = re.compile(pattern)
        self._sentence = sentence
        if fix:
            self.line.editingFinished.connect(self._fix)

    def _fix(self) -> None:
        """930 and 9:30 become 09:30."""
        text = self.line.text().replace("：", ":").strip()
        found = re.fullmatch(r"(\d{1,2}):?(\d{2})", text)
        if found:
            self.line.setText(f"{int(found[1]):02d}:{found[2]}")

    def value(self) -> Any:
        return self.line.text().strip().upper() or None

    def problem(self) -> str:
        text = self.line.text().strip().upper()
        return "" if not text or self._pattern.fullmatch(text) else self._sentence


class NumberField(LineField):
    """A whole number or an amount of money in yuan."""

    def __init__(self, *, money: bool) -> None:
        super().__init__("元" if money else "")
        self._money = money
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._words = label("", "sub")
        self._row.addWidget(self._words)
        self._words.setVisible(money)
        self.line.textChanged.connect(lambda _t: self._show_words())

    def _number(self) -> int | float | None:
        text = self.line.text().replace(",", "").replace("，", "").strip()
        scale = 1
        if self._money and text.endswith("万"):
            text, scale = text[:-1], 10_000
        try:
            if self._money:
                number = round(float(text) * scale, 2)
                return int(number) if number == int(number) else number
            return int(text)
        except (ValueError, OverflowError):
            return None

    def _show_words(self) -> None:
        number = self._number()
        wan = self._money and number is not None and abs(number) >= 10_000
        self._words.setText(f"{number / 10_000:g} 万元" if wan and number is not None else "")

    def value(self) -> Any:
        return self._number()

    def set_value(self, value: Any) -> None:
        shown = "" if value is None else f"{value:,}" if self._money and isinstance(value, int | float) else str(value)
        self.line.setText(shown)

    def problem(self) -> str:
        if not self.line.text().strip() or self._number() is not None:
            return ""
        return "应是金额，如 860000 或 86万" if self._money else "应是整数"


class FlagField(FieldEditor):
    """Yes or no."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.check = QCheckBox(text)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.check)
        box.addStretch(1)
        self.setFocusProxy(self.check)
        self.check.clicked.connect(lambda _on: self.changed.emit())

    def value(self) -> Any:
        return True if self.check.isChecked() else None

    def set_value(self, value: Any) -> None:
        self.check.setChecked(bool(value))
