"""The year at a glance: twelve months of days with marks for what is due and what was done; weeks and months as wholes."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from app.services.calendar import Day, YearCalendar
from app.ui.charts.base import Chart, Inked, Item, fill, legend
from app.ui.theme import Tokens

WEEK = "一二三四五六日"
TITLE = 24
NAMES = 16
GAP = 10
LEGEND = 28
LOW = 18.0
ROOMY = 24.5
GUTTER = 15
FREE, WORKED, NODE, NODE_WORD = "休", "班", "节", "节点"
SWATCHES = (("bad", "逾：到期未见记录"), ("warn", "到：将到期"), ("good", "有：到期且有记录"), ("primary", "登：登记了记录"), ("muted", "休：放假，班：调休上班，节：节点"))


@dataclass(frozen=True, slots=True)
class Days:
    """A week or a month as a whole. what: week or month; first and last: ISO days."""

    what: str
    first: str
    last: str

    def words(self) -> str:
        """The span as it is said: 第 10 周（3-02 至 3-08）."""
        first = dt.date.fromisoformat(self.first)
        if self.what == "month":
            return f"{first.year} 年 {first.month} 月"
        last = dt.date.fromisoformat(self.last)
        return f"第 {first.isocalendar().week} 周（{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日）"


class YearView(Chart):
    """Twelve month blocks; arrow keys go by day and week, W takes the whole week, M the whole month.

    The key of a day is its ISO day, of a week (at the left of its line) or a month (its name) `Days`.
    """

    def __init__(self, inked: Inked, name: str) -> None:
        super().__init__(inked, name)
        self._year: YearCalendar | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_year(self, found: YearCalendar) -> None:
        """Show another year."""
        if self._year is not None and self._year.year != found.year:
            self.current = -1
        self._year = found
        self.shown()

    def note(self, day: str) -> str:
        """What is special about a day: a holiday, or a weekend worked for one."""
        return self._year.notes.get(day, "") if self._year is not None else ""

    def summary(self) -> str:
        if self._year is None:
            return "没有内容"
        months = [f"{m} 月 {self._year.month(m).words()}" for m in range(1, 13)]
        return f"{self._year.year} 年：" + "；".join(months)

    # --- geometry --------------------------------------------------------------
    @staticmethod
    def _grid(width: int) -> tuple[int, float]:
        across = 4 if width >= 640 else 3
        return across, (width - GAP * (across - 1)) / across

    def _block(self, month: int, width: int) -> QRectF:
        across, wide = self._grid(width)
        tall = self._tall(width)
        line, place = divmod(month - 1, across)
        return QRectF(place * (wide + GAP), line * (tall + 8), wide, tall)

    def _tall(self, width: int) -> float:
        return TITLE + NAMES + 6 * self._step(width)

    def _step(self, width: int) -> float:
        """The height of a day: what the widget has room for; on paper, what suits the width."""
        across, wide = self._grid(width)
        room = (self.height() - LEGEND) / (12 // across) - 8 - TITLE - NAMES
        return min(max(room / 6 if width == self.width() else wide / 7, LOW), 32.0)

    def lay_out(self, width: int) -> tuple[list[Item], int]:
        if self._year is None:
            return [], 100
        items = []
        for month in range(1, 13):
            block = self._block(month, width)
            step, tall = (block.width() - GUTTER) / 7, self._step(width)
            first = dt.date(self._year.year, month, 1)
            for number in range(1, calendar.monthrange(self._year.year, month)[1] + 1):
                line, place = divmod(first.weekday() + number - 1, 7)
                rect = QRectF(block.x() + GUTTER + place * step, block.y() + TITLE + NAMES + line * tall, step - 1, tall - 1)
                day = dt.date(self._year.year, month, number).isoformat()
                items.append(Item(rect, self._words(day), day))
        for month in range(1, 13):
            items += self._wholes(month, width)
        across, _wide = self._grid(width)
        self.setMinimumHeight(round(12 // across * (TITLE + NAMES + 6 * LOW + 8)) + LEGEND)
        return items, round(12 // across * (self._tall(width) + 8)) + LEGEND

    def _wholes(self, month: int, width: int) -> list[Item]:
        """The month and its weeks, behind all days so that days keep their places."""
        if self._year is None:
            return []
        block, tall = self._block(month, width), self._step(width)
        first = dt.date(self._year.year, month, 1)
        last = dt.date(self._year.year, month, calendar.monthrange(self._year.year, month)[1])
        whole = Days("month", first.isoformat(), last.isoformat())
        found = [Item(QRectF(block.x(), block.y() + 2, block.width(), TITLE - 4), f"{whole.words()}：{self._year.month(month).words()}", whole)]
        monday = first - dt.timedelta(days=first.weekday())
        for line in range((last - monday).days // 7 + 1):
            begin = monday + dt.timedelta(days=7 * line)
            week = Days("week", begin.isoformat(), (begin + dt.timedelta(days=6)).isoformat())
            rect = QRectF(block.x(), block.y() + TITLE + NAMES + line * tall, GUTTER - 2, tall - 1)
            found.append(Item(rect, f"{week.words()}：{self._year.span(week.first, week.last).words()}", week))
        return found

    def _words(self, day: str) -> str:
        year = self._year
        today = "，今天" if year is not None and day == year.today else ""
        which = dt.date.fromisoformat(day)
        words = year.day(day).words() if year is not None else ""
        note = f"（{year.notes[day]}）" if year is not None and day in year.notes else ""
        return f"{which.month} 月 {which.day} 日 星期{WEEK[which.weekday()]}{note}{today}：{words}"

    def first_item(self) -> int:
        if self._year is not None:
            return next((n for n, i in enumerate(self.items) if i.key == self._year.today), 0)
        return 0

    def neighbour(self, key: Qt.Key) -> int:
        """By day and by week through the whole year, whatever the blocks look like."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}[key]
        here = self.items[self.current].key
        if isinstance(here, Days):  # from a week or month to its first day
            return self._at(here.first)
        return max(0, min(self.current + step, self._days() - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_End and self.items:
            self.choose(self._days() - 1)
        elif key in (Qt.Key.Key_W, Qt.Key.Key_M) and self.current >= 0:
            here = self.items[self.current].key
            day = here.first if isinstance(here, Days) else str(here)
            self.choose(self._whole("week" if key == Qt.Key.Key_W else "month", day))
        else:
            super().keyPressEvent(event)

    def _days(self) -> int:
        """How many of the items are days."""
        return next((n for n, i in enumerate(self.items) if isinstance(i.key, Days)), len(self.items))

    def _at(self, day: str) -> int:
        """The item of a day, the year's first or last for days outside."""
        found = next((n for n, i in enumerate(self.items) if i.key == day), -1)
        return found if found >= 0 else 0 if self._year is not None and day < f"{self._year.year:04d}" else self._days() - 1

    def _whole(self, what: str, day: str) -> int:
        """The week or month of a day; of a week in two months, the one where the day stands."""
        hits = [
            (i.key.first[:7] != day[:7] and i.key.last[:7] != day[:7], n) for n, i in enumerate(self.items)
            if isinstance(i.key, Days) and i.key.what == what and i.key.first <= day <= i.key.last
        ]  # fmt: skip
        return min(hits)[1] if hits else self.current

    # --- paint -----------------------------------------------------------------
    def draw(self, painter: QPainter, tokens: Tokens, width: int, seen: QRect) -> None:
        year = self._year
        if year is None:
            return
        for month in range(1, 13):
            block = self._block(month, width)
            if block.intersects(QRectF(seen)):
                self._head(painter, tokens, month, block)
        items = self.items if width == self._laid else self.lay_out(width)[0]
        for item in items:
            if item.rect.intersects(QRectF(seen)):
                if isinstance(item.key, str):
                    self._day(painter, tokens, item, year)
                elif isinstance(item.key, Days) and item.key.what == "week":
                    self._week(painter, tokens, item.rect, item.key)
        across, _wide = self._grid(width)
        painter.setFont(self.small())
        legend(painter, tokens, 2, 12 // across * (self._tall(width) + 8) + 6, SWATCHES)

    def _head(self, painter: QPainter, tokens: Tokens, month: int, block: QRectF) -> None:
        year = self._year
        if year is None:
            return
        now = f"{year.year:04d}-{month:02d}" == year.today[:7]
        font = QFont(self.font())
        font.setPixelSize(14)
        painter.setFont(font)
        painter.setPen(tokens.color("info" if now else "ink"))
        side = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(block.x() + 2, block.y(), 60, TITLE), side, f"{month} 月")
        painter.setFont(self.small())
        painter.setPen(tokens.color("sub"))
        found = year.month(month)
        parts = [f"逾 {found.late}" if found.late else "", f"到 {found.open}" if found.open else "", f"登 {found.done}" if found.done else ""]
        text = "  ".join(p for p in parts if p)
        painter.drawText(QRectF(block.x() + 48, block.y(), block.width() - 50, TITLE), Qt.AlignmentFlag.AlignRight | side, text)
        step = (block.width() - GUTTER) / 7
        painter.setPen(tokens.color("faint"))
        painter.drawText(QRectF(block.x(), block.y() + TITLE, GUTTER - 2, NAMES), Qt.AlignmentFlag.AlignCenter, "周")
        for number, name in enumerate(WEEK):
            rect = QRectF(block.x() + GUTTER + number * step, block.y() + TITLE, step, NAMES)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)

    def _week(self, painter: QPainter, tokens: Tokens, rect: QRectF, week: Days) -> None:
        """The number of the week: where it is chosen."""
        font = self.small()
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(tokens.color("faint"))
        number = str(dt.date.fromisoformat(week.first).isocalendar().week)
        painter.drawText(rect.adjusted(0, 0, 0, -2), Qt.AlignmentFlag.AlignCenter, number)

    def _day(self, painter: QPainter, tokens: Tokens, item: Item, year: YearCalendar) -> None:
        day = year.day(str(item.key))
        rect = item.rect
        font = self.small()
        font.setPixelSize(11 if rect.width() >= ROOMY else 10)
        painter.setFont(font)
        tone = _tone(day)
        painter.setPen(Qt.PenStyle.NoPen)
        if tone:
            plain = tokens.soft(tone) == tokens.color("card")  # high contrast: the edge must show the day
            painter.setPen(QPen(tokens.strong(tone), 1) if plain and tone != "info" else Qt.PenStyle.NoPen)
            painter.setBrush(tokens.soft(tone))
            painter.drawRoundedRect(rect, 3, 3)
        if item.key == year.today:
            painter.setPen(QPen(tokens.color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3)
        iso = str(item.key)
        painter.setPen(tokens.strong(tone) if tone else tokens.color("faint" if iso in year.free else "sub"))
        mark = _mark(day) or _special(year, iso)
        number = str(int(str(item.key)[8:]))
        wide = font.pixelSize() + 1.0
        room = rect.width() - (wide if mark else 0)
        painter.drawText(QRectF(rect.x(), rect.y(), room, rect.height() - 3), Qt.AlignmentFlag.AlignCenter, number)
        if mark:
            letter = QRectF(rect.right() - wide, rect.y(), wide, rect.height() - 3)
            painter.drawText(letter, Qt.AlignmentFlag.AlignCenter, mark)
        if day.done:
            wide = min(6.0 + 3 * day.done, rect.width() - 8)
            fill(painter, QRectF(rect.center().x() - wide / 2, rect.bottom() - 4, wide, 3), tokens, "primary", 1)


def _special(year: YearCalendar, iso: str) -> str:
    """The letter of a holiday, of a weekend that is worked, of a node."""
    note = year.notes.get(iso, "")
    return "" if not note else NODE if NODE_WORD in note else FREE if iso in year.free else WORKED


def _tone(day: Day) -> str:
    return "bad" if day.late else "warn" if day.open else "good" if day.kept else "info" if day.done else ""


def _mark(day: Day) -> str:
    """The letter that stands for the colour."""
    return "逾" if day.late else "到" if day.open else "有" if day.kept else "登" if day.done else ""
