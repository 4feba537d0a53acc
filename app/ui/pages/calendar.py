"""The year's calendar: what is due and what was done, day by day; at the right the list of the chosen day or month."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services import calendar as service
from app.services.calendar import Agenda, DueItem, Filter, YearCalendar
from app.services.lists import Row
from app.services.statistics import PAGES
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.sheets import print_charts, scrolled
from app.ui.charts.yearview import WEEK, Days, YearView
from app.ui.desk import Desk
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, scroll
from app.ui.whypanel import WhyDrawer

SIDE = 310


class CalendarPage(Page):
    """A year of days."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = desk.session.clock.today().year
        self._span = ("", "")
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left(), 1)
        self.why = WhyDrawer(desk, self, self._right())
        self.why.place.setFixedWidth(SIDE)
        box.addWidget(self.why.place)
        self.box.addLayout(box, 1)
        self.set_head(Head("日历", "", ("登记", self._new)))

    def _left(self) -> QWidget:
        card = Card()
        self._title = label("", "card-title")
        self.person = PickEdit(PersonSource(self.desk), "按人筛选")
        self.person.setFixedWidth(132)
        self.person.changed.connect(self.update_now)
        self.kind = QComboBox()
        self.kind.setAccessibleName("按种类筛选")
        self.kind.addItem("全部种类", "")
        if self.desk.session.can("evaluate"):
            self.kind.addItem("职责期限", service.DUTIES)
        self.kind.addItem("流程期限", service.FLOWS)
        for page in service.pages(self.desk.session):
            self.kind.addItem(PAGES.get(page, page), page)
        self.kind.currentIndexChanged.connect(lambda _n: self.update_now())
        top = QHBoxLayout()
        top.setSpacing(6)
        for part in (
            button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年"), self._title,
            button("›", lambda: self.set_year(self.year + 1), "small", name="下一年"),
            button("今天", self.today, "small"), button("本月", self.this_month, "small"), self.kind, self.person,
        ):  # fmt: skip
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(button("打印", self.print, "small", name="打印日历"))
        card.body.addLayout(top)
        self.view = YearView(self.desk, "日历")
        self.view.moved.connect(self._pick)
        self.view.activated.connect(lambda _day: self._enter())
        self.view.area = scroll(self.view)
        card.body.addWidget(self.view.area, 1)
        return card

    def _right(self) -> QWidget:
        card = Card()
        self._which = label("", "card-title", wrap=True)
        self._numbers = label("", "sub", wrap=True)
        card.body.addWidget(self._which)
        card.body.addWidget(self._numbers)
        self.list = StateRows(self.desk, "这一天")
        self.list.activated.connect(self.open_item)
        self._area = scrolled(self.list)
        self._place = QVBoxLayout()
        card.body.addWidget(self._area, 1)
        card.body.addLayout(self._place)
        return card

    def _new(self) -> None:
        choose_new(self.desk, self)

    @property
    def chosen(self) -> Filter:
        """What the filters say."""
        return Filter(self.person.value(), str(self.kind.currentData() or ""))

    # --- the year ------------------------------------------------------------------
    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        today = self.desk.today()
        self._span = service.month_span(year, int(today[5:7]) if year == int(today[:4]) else 1)
        self.update_now()

    def today(self) -> None:
        """Go to today."""
        day = self.desk.today()
        self.year = int(day[:4])
        self._span = (day, day)
        self.update_now()
        self.view.setFocus()

    def this_month(self) -> None:
        """List the present month."""
        day = dt.date.fromisoformat(self.desk.today())
        self.year = day.year
        self._span = service.month_span(day.year, day.month)
        self.update_now()

    def go(self, args: dict[str, object]) -> None:
        if args.get("day"):
            day = str(args["day"])
            self.year, self._span, self.dirty = int(day[:4]), (day, day), True
        if self.isVisible() and self.dirty:
            self.update_now()

    def refresh(self) -> None:
        session, year, chosen = self.desk.session, self.year, self.chosen
        if not self._span[0]:
            day = dt.date.fromisoformat(self.desk.today())
            self._span = service.month_span(day.year, day.month)
        self._title.setText(f"{year} 年")
        self.desk.runner.query(
            self, lambda: service.year_calendar(session, year, chosen), self._show, key="year", label="正在读日历"
        )
        self._read_span()

    def _show(self, found: YearCalendar) -> None:
        total = found.total()
        self.view.set_year(found)
        if self._span[0] == self._span[1]:
            self.view.current = next((n for n, i in enumerate(self.view.items) if i.key == self._span[0]), -1)
        parts = f"到期 {total.due} · 逾期 {total.late} · 登记 {total.done}"
        self.set_head(Head("日历", f"{found.year} 年 · {parts}", ("登记", self._new)))

    # --- a day or month ------------------------------------------------------------
    def _pick(self, key: object) -> None:
        self._span = (key.first, key.last) if isinstance(key, Days) else (str(key), str(key))
        self._read_span()

    def _read_span(self) -> None:
        session, chosen, (first, last) = self.desk.session, self.chosen, self._span
        self.desk.runner.query(self, lambda: service.agenda(session, first, last, chosen), self._show_span, key="span")

    def _show_span(self, found: Agenda) -> None:
        first = dt.date.fromisoformat(found.first)
        one_day = found.first == found.last
        today = "（今天）" if one_day and found.first == self.desk.today() else ""
        note = self.view.note(found.first) if one_day else ""
        today = f"{today} · {note}" if note else today
        whole = Days("month" if first.day == 1 and found.last[8:] > "27" else "week", found.first, found.last)
        self._which.setText(f"{first.month} 月 {first.day} 日 星期{WEEK[first.weekday()]}{today}" if one_day else whole.words())
        self._numbers.setText(f"到期 {len(found.due)} 项，登记 {len(found.done) + found.more} 条")
        rows: list[StateRow] = []
        if found.due:
            rows.append(StateRow("到期", head=True))
            rows += [_due_row(d, one_day) for d in found.due]
        if found.done:
            rows.append(StateRow("登记", head=True))
            rows += [_done_row(r, one_day) for r in found.done]
        self.list.set_rows(rows)
        self._area.setVisible(bool(rows))
        clear(self._place)
        if not rows:
            text = "没有到期的事项，也没有登记。" if self.chosen == Filter() else "这里没有符合筛选的内容。"
            self._place.addWidget(Empty("没有内容", text))
        elif found.more:
            self._place.addWidget(label(f"另有 {found.more} 条，请选一天查看。", "sub", wrap=True))

    def _enter(self) -> None:
        """From the day into its list."""
        if self.list.rows:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def open_item(self, key: object) -> None:
        """Why something is due; a record opens."""
        if isinstance(key, DueItem) and key.task:
            self.desk.open("tasks", id=key.task, scope="office", group="")
        elif isinstance(key, DueItem):
            self.why.show_for(key.cell) if key.cell is not None else self.why.show_record(key.record)
        elif isinstance(key, Row):
            self.desk.open("letter" if key.form == "letter" else "record", id=key.id)

    def print(self) -> None:
        """The year on paper."""
        who = self.desk.directory.names.get(self.person.value() or "", "")
        subtitle = " · ".join(t for t in (self.head.subtitle, who, self.kind.currentText()) if t)
        print_charts(self.desk, self, f"{self.year} 年日历", subtitle, [("", self.view)])

    def first_focus(self) -> QWidget | None:
        return self.view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.why.isVisible():
                self.why.put_away()
                return
            if self.list.hasFocus():
                self.view.setFocus()
                return
        super().keyPressEvent(event)


def _due_row(item: DueItem, one_day: bool) -> StateRow:
    sub = item.sub if one_day else f"{item.day[5:]} · {item.sub}"
    return StateRow(item.title, sub, item.state_label, item.tone, item)


def _done_row(row: Row, one_day: bool) -> StateRow:
    entered = row.cells.get("entered", "")
    late = f"{entered[5:]} 补录" if entered[:10] > row.date else ""
    sub = " · ".join(t for t in ("" if one_day else row.date[5:], late, row.kind_label, row.subject or row.actor) if t)
    return StateRow(row.title, sub, row.state_label, row.tone, row)
