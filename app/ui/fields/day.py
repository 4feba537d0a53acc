"""A day typed as clerks do (1122, 今天, 上周五), stepped with the arrow keys or picked from a calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from app.domain.clock import Clock
from app.domain.dates import parse_day
from app.ui.fields.base import ENTER
from app.ui.fields.scalar import LineField
from app.ui.icons import icon
from app.ui.parts import label, restyle

WEEKDAYS = "一二三四五六日"
ACCEPTS = "看不出是哪一天，可写 1122、11-22、2026-11-22、今天、上周五、月底"
READ_WIDTH = 104
CALENDAR = QSize(340, 270)


class DayField(LineField):
    """One day, with its weekday beside it."""

    def __init__(self, clock: Clock) -> None:
        super().__init__("如 1122、今天、上周五")
        self.short_hint = "如 1122、今天"
        self._clock = clock
        self._readonly = self._compact = False
        self._beside = label("", "sub")
        self._beside.hide()
        self.pick = QToolButton()
        self.pick.setProperty("role", "inline")
        self.pick.setIcon(icon("calendar", self.palette().placeholderText().color()))
        self.pick.setAccessibleName("打开日历")
        self.pick.setToolTip("打开日历（F4）")
        self.pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pick.clicked.connect(lambda _on: self.open_calendar())
        self._row.setSpacing(4)
        self._row.addWidget(self.pick)
        self._row.addWidget(self._beside)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(lambda _t: self._typing())
        self.line.editingFinished.connect(self._settle)

    def name(self, text: str) -> None:
        super().name(text)
        self.pick.setAccessibleName(f"{text}：打开日历")

    # --- value -------------------------------------------------------------
    def _day(self) -> dt.date | None:
        text = self.line.text().strip()
        return parse_day(text, self._clock.today()) if text else None

    def value(self) -> Any:
        day = self._day()
        return day.isoformat() if day else self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self._show_weekday()

    def set_readonly(self, readonly: bool) -> None:
        super().set_readonly(readonly)
        self._readonly = readonly
        self.line.setMaximumWidth(READ_WIDTH if readonly else 16777215)
        self._row.setAlignment(self._beside, Qt.AlignmentFlag.AlignLeft if readonly else Qt.AlignmentFlag(0))
        self.pick.setVisible(not readonly and not self._compact)

    def problem(self) -> str:
        return ACCEPTS if self.line.text().strip() and self._day() is None else ""

    def _settle(self) -> None:
        day = self._day()
        if day and day.isoformat() != self.line.text():
            self.line.setText(day.isoformat())
            self.changed.emit()
        self._show_weekday()

    def _typing(self) -> None:
        """Say what will be understood before the field is left."""
        day = self._day()
        typed = bool(self.line.text().strip())
        meant = f"→ {day.isoformat()} 周{WEEKDAYS[day.weekday()]}" if day else "看不懂" if typed else ""
        self._beside.setText(meant)
        self._beside.setVisible(typed and not self._compact)
        self.line.setToolTip(meant if self._compact else "")
        restyle(self._beside, tone="info" if day else "warn")

    def _show_weekday(self) -> None:
        day = self._day()
        self._beside.setText(f"周{WEEKDAYS[day.weekday()]}" if day else "")
        self._beside.setVisible(day is not None and not self._compact)
        if self._beside.property("tone"):
            restyle(self._beside, tone="")

    def be_compact(self) -> None:
        """In a cell of a sheet: the weekday only while typing, the calendar on F4."""
        self._compact = True
        self.pick.hide()
        self._show_weekday()

    # --- keys --------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self._readonly:
            return not self.line.composing and self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F4:
            self.open_calendar()
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        days = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if days is None and months is None:
            return False
        day = self._day()
        today = self._clock.today()
        self._put(today if day is None else day + dt.timedelta(days=days) if days else month_away(day, months or 0))
        return True

    def _put(self, day: dt.date) -> None:
        self.line.setText(day.isoformat())
        self._show_weekday()
        self.changed.emit()

    # --- calendar ----------------------------------------------------------
    def open_calendar(self) -> None:
        """A month to pick from; Enter takes the day, Esc leaves it."""
        if self._readonly:
            return
        made = CalendarPopup(self, self._day() or self._clock.today(), self._clock.today())
        made.days.activated.connect(lambda date: self._picked(made, date))
        made.days.clicked.connect(lambda date: self._picked(made, date))
        made.place(self.line)

    def _picked(self, popup: QWidget, date: QDate) -> None:
        popup.close()
        self._put(dt.date(date.year(), date.month(), date.day()))
        self.line.setFocus()


class CalendarPopup(QFrame):
    """A calendar that closes on Esc or a click outside."""

    def __init__(self, parent: QWidget, day: dt.date, today: dt.date) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self.setAccessibleName("日历")
        self.days = QCalendarWidget()
        self.days.setAccessibleName("日历")
        self.days.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.days.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.days.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.days.setSelectedDate(QDate(day.year, day.month, day.day))
        plain = QTextCharFormat()
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.days.setWeekdayTextFormat(weekday, plain)
        mark = QTextCharFormat()
        mark.setFontUnderline(True)
        self.days.setDateTextFormat(QDate(today.year, today.month, today.day), mark)
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 6, 6, 6)
        box.setSpacing(4)
        box.addWidget(self.days)
        box.addWidget(label("←↑→↓ 选日  PgUp/PgDn 换月  Enter 确定", "sub"))
        self.setFixedSize(CALENDAR)
        for part in self.days.findChildren(QWidget):  # type: ignore[var-annotated]
            if not part.accessibleName():
                part.setAccessibleName("日历")
        for button, picture, word in (("prev", "chevron-left", "上个月"), ("next", "chevron-right", "下个月")):
            made: QToolButton | None = self.days.findChild(QToolButton, f"qt_calendar_{button}month")
            if made is not None:  # Qt's own arrows are green and know no theme
                made.setIcon(icon(picture, self.palette().text().color()))
                made.setAccessibleName(word)

    def place(self, line: QWidget) -> None:
        """Show it below the line, or above when the screen ends there."""
        at = line.mapToGlobal(QPoint(0, line.height() + 2))
        room = line.screen().availableGeometry()
        if at.y() + self.height() > room.bottom():
            at = line.mapToGlobal(QPoint(0, -self.height() - 2))
        at.setX(max(room.left(), min(at.x(), room.right() - self.width())))
        self.move(at)
        self.show()
        self.days.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.days.activated.emit(self.days.selectedDate())
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


def month_away(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
