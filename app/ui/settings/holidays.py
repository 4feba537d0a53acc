"""Days off of each year: years at the left, the holidays of one at the right; pasted from a notice or typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QWidget

from app.domain.dates import parse_day
from app.domain.workdays import Holiday
from app.services import workdays
from app.services.results import OpResult
from app.services.workdays import YearPlan
from app.ui.desk import Desk
from app.ui.fields.day import DayField
from app.ui.fields.scalar import LineField, LongField
from app.ui.filterdialogs import AskDialog
from app.ui.parts import Card, button, label
from app.ui.settings.sidelist import SideList
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable

LEFT = 200
COLUMNS = (("节日", 110), ("放假", 230), ("天数", 56), ("调休上班", 0))
NOTE = "工作日时限按这里的放假和调休计算。每年国务院办公厅公布下一年的安排后，粘贴通知或逐行填写即可，不需要联网。"
WEEK = "一二三四五六日"
MARKS = {"shipped": "", "own": "　本单位", "none": "　未录入"}


def day_words(day: dt.date) -> str:
    """A day of the shown year with its weekday."""
    return f"{day.month}月{day.day}日（{WEEK[day.weekday()]}）"


class HolidaysTab(Tab):
    """Reading, pasting and typing the plan of a year."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.plans: list[YearPlan] = []
        self.year = desk.session.clock.today().year
        self._left = SideList("年份", LEFT, lambda year: self.choose(int(year)))
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left)
        box.addWidget(self._right(), 1)
        self.box.addLayout(box, 1)

    def _right(self) -> QWidget:
        card = Card("节假日")
        self._title = card.title
        self.paste_button = button("粘贴通知…", self.paste, "small")
        self.add_button = button("新增…", self.add, "small")
        self.change_button = button("修改…", self.change, "small")
        self.remove_button = button("删除", self.remove, "small")
        self.back_button = button("撤去本单位录入", self.back, "small")
        for made in (self.paste_button, self.add_button, self.change_button, self.remove_button, self.back_button):
            card.head.addWidget(made)
        self.table = SimpleTable("节假日", COLUMNS, lambda _n: self.change(), "这一年还没有录入，只按周末计算。")
        self.table.itemSelectionChanged.connect(self._selected)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(label(NOTE, "sub", wrap=True))
        return card

    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: workdays.plans(session), self._show, key="holidays")

    def _show(self, plans: list[YearPlan]) -> None:
        self.plans = plans
        self._left.set_names([(str(one.year), f"{one.year} 年{MARKS[one.origin]}") for one in plans])
        self.choose(self.year if self._left.has(str(self.year)) else plans[0].year)

    @property
    def plan(self) -> YearPlan:
        """The plan that is shown."""
        return next(one for one in self.plans if one.year == self.year)

    def choose(self, year: int) -> None:
        """Show the holidays of a year."""
        self.year = year
        self._left.mark(str(year))
        self._title.setText(f"{year} 年（{self.plan.words}）")
        self.table.set_rows([_row(one) for one in self.plan.holidays])
        self.back_button.setEnabled(self.plan.origin == "own")
        self._selected()

    def _selected(self) -> None:
        for made in (self.change_button, self.remove_button):
            made.setEnabled(self._marked() is not None)

    def _marked(self) -> int | None:
        at = self.table.currentRow()
        return at if self.plans and 0 <= at < len(self.plan.holidays) else None

    # --- changing ------------------------------------------------------------
    def paste(self) -> None:
        """Read the plan from a pasted notice."""
        dialog = NoticeDialog(self.year, self.window())
        dialog.given.connect(self._keep)
        dialog.open()

    def add(self) -> None:
        """One more holiday."""
        self._ask(None)

    def change(self) -> None:
        """Another span or other working days for the marked holiday."""
        at = self._marked()
        if at is not None:
            self._ask(at)

    def _ask(self, at: int | None) -> None:
        kept = list(self.plan.holidays)
        dialog = HolidayDialog(self.desk, kept[at] if at is not None else None, self.window())

        def take(one: Holiday) -> None:
            self._keep([*kept, one] if at is None else [*kept[:at], one, *kept[at + 1 :]])

        dialog.given.connect(take)
        dialog.open()

    def remove(self) -> None:
        """The marked holiday is none."""
        at = self._marked()
        if at is not None:
            kept = list(self.plan.holidays)
            if len(kept) > 1:
                self._keep([*kept[:at], *kept[at + 1 :]])
            elif self.plan.origin == "own":
                self.back()
            else:
                self.desk.say("一年至少要有一行节假日。请改用“修改…”。", "warn")

    def back(self) -> None:
        """Go by the shipped plan again."""
        session, year = self.desk.session, self.year
        self._operate("撤去节假日", lambda: workdays.drop(session, year))

    def _keep(self, holidays: Sequence[Holiday]) -> None:
        session, year = self.desk.session, self.year
        self._operate("录入节假日", lambda: workdays.keep(session, year, holidays))

    def _operate(self, word: str, work: Callable[[], OpResult[Any]]) -> None:
        self.desk.runner.operate(self, word, lambda _c: work(), lambda _v: self.read())


class NoticeDialog(AskDialog):
    """The text of a notice, and at once what is read from it."""

    given = Signal(list)

    def __init__(self, year: int, parent: QWidget) -> None:
        super().__init__(f"粘贴 {year} 年放假通知", parent, 690)
        self._year = year
        self._found: tuple[Holiday, ...] = ()
        self.text = LongField("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。……", lines=7)
        self.text.name("通知正文")
        self.text.changed.connect(self._read)
        self.table = SimpleTable("读出的放假安排", COLUMNS, None, "粘贴以后，这里显示读出的放假安排，请核对。")
        self.table.setMinimumHeight(200)
        self.box.addWidget(self.text)
        self.box.addWidget(self.table, 1)
        self.finish()
        self.done_button.setEnabled(False)
        self.text.setFocus()

    def _read(self) -> None:
        self._found = workdays.shown(str(self.text.value() or ""), self._year)
        self.table.set_rows([_row(one) for one in self._found])
        self.done_button.setEnabled(bool(self._found))

    def take(self) -> None:
        self.given.emit(list(self._found))
        self.accept()


class HolidayDialog(AskDialog):
    """One holiday typed by hand."""

    given = Signal(object)

    def __init__(self, desk: Desk, one: Holiday | None, parent: QWidget) -> None:
        super().__init__("修改节假日" if one else "新增节假日", parent, 420)
        self._today = desk.session.clock.today()
        self.name = LineField("例如 国庆节", most=workdays.NAME_LENGTH)
        self.first, self.last = DayField(desk.session.clock), DayField(desk.session.clock)
        self.work = LineField("例如 2月14日、2月28日；没有就不填")
        self._wrong = label("", "problem", wrap=True)
        rows = QFormLayout()
        rows.setSpacing(9)
        for words, field in (("节日", self.name), ("放假首日", self.first), ("放假末日", self.last), ("调休上班", self.work)):
            field.name(words)
            rows.addRow(label(words, "field"), field)
        self.box.addLayout(rows)
        self.box.addWidget(self._wrong)
        self.finish()
        if one is not None:
            self.name.set_value(one.name)
            self.first.set_value(one.first.isoformat())
            self.last.set_value(one.last.isoformat())
            self.work.set_value("、".join(day.isoformat() for day in one.work))
        self.name.setFocus()

    def take(self) -> None:
        first, last = self.first.value(), self.last.value() or self.first.value()
        if not self.name.value() or not first:
            self._wrong.setText("节日和放假首日都要填写。")
            return
        start = dt.date.fromisoformat(str(first))
        parts = [part for part in re.split(r"[、,，;；\s]+", str(self.work.value() or "")) if part]
        days = [parse_day(part, start) for part in parts]
        unread = [part for part, day in zip(parts, days, strict=True) if day is None]
        if unread:
            self._wrong.setText(f"看不懂上班日“{unread[0]}”，请写成 2月14日 这样。")
            return
        work = tuple(day for day in days if day is not None)
        self.given.emit(Holiday(str(self.name.value()), start, dt.date.fromisoformat(str(last)), work))
        self.accept()


def _row(one: Holiday) -> tuple[str, ...]:
    span = day_words(one.first) if one.first == one.last else f"{day_words(one.first)}至{day_words(one.last)}"
    return one.name, span, str((one.last - one.first).days + 1), "、".join(day_words(day) for day in one.work)
