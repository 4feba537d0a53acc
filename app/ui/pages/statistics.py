"""Numbers of a year: records by kind and month, duties by state, coverage of talks, the register of letters."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QTabWidget, QWidget

from app.services import register
from app.services import statistics as service
from app.services.duties import DutyCell
from app.services.duty_words import STATE_LABELS, TIERS, TONES
from app.services.statistics import Statistics
from app.ui.charts.bars import Bar, Bars, Months
from app.ui.charts.base import Chart
from app.ui.charts.heat import HeatMap, HeatRow
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.sheets import print_charts, scrolled
from app.ui.desk import Desk
from app.ui.exporting import out_buttons
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, button, label, row
from app.ui.printing import preview
from app.ui.simpletable import SimpleTable
from app.ui.whypanel import WhyDrawer

WORDS = {s.value: label for s, label in STATE_LABELS.items()}
TONE = {s.value: tone if tone != "muted" else "bar_rest" for s, tone in TONES.items()}
MONTHS = tuple(f"{m} 月" for m in range(1, 13))
GROUPS = (("good", "有记录"), ("bad", "逾期或不符"), ("warn", "部分或无法判定"), ("bar_rest", "未到期或未定"))
TABS = ("记录", "履责", "谈话覆盖", "发文登记簿")


class StatisticsPage(Page):
    """Charts of one year, by tabs."""

    entities = frozenset({"record", "setting", "person", "post"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = desk.session.clock.today().year
        self.found: Statistics | None = None
        self._year = label("", "card-title")
        self.box.addLayout(row(
            button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年"), self._year,
            button("›", lambda: self.set_year(self.year + 1), "small", name="下一年"), None,
            button("打印图表", self.print_charts, "small"), button("打印数据表", self.print_table, "small"),
        ))  # fmt: skip
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("统计")
        self.tabs.tabBar().setAccessibleName("统计分类")
        for title, made in zip(TABS, (self._records(), self._duties(), self._talks(), self._letters()), strict=True):
            self.tabs.addTab(made, title)
        self.box.addWidget(self.tabs, 1)
        self.set_head(Head("统计", "只统计本账号看得到的记录"))

    # --- tabs ------------------------------------------------------------------------
    def _records(self) -> QWidget:
        grid = _grid()
        kinds, months, heat = Card("各类记录"), Card("按月登记"), Card("各类记录按月分布")
        self.kinds = Bars(self.desk, "各类记录", 84, 20)
        self.months = Months(self.desk, "按月登记")
        self.heat = HeatMap(self.desk, "各类记录按月分布", 84, 20, "条")
        for chart in (self.kinds, self.heat):
            chart.activated.connect(self._to_list)
        self.months.activated.connect(self._to_month)
        kinds.body.addWidget(self.kinds)
        kinds.body.addStretch(1)
        months.body.addWidget(self.months, 1)
        heat.body.addWidget(scrolled(self.heat), 1)
        grid.addWidget(kinds, 0, 0)
        grid.addWidget(months, 0, 1)
        grid.addWidget(heat, 1, 0, 1, 2)
        grid.setRowStretch(1, 1)
        return _holder(grid)

    def _duties(self) -> QWidget:
        grid = _grid()
        tiers, heat, which = Card("按责任主体"), Card("按期限所在月份"), Card("明细")
        self.tiers = Bars(self.desk, "按责任主体", 84, 30, with_legend=True)
        self.tiers.activated.connect(lambda tier: self._list(tier=str(tier)))
        self.states = HeatMap(self.desk, "职责按期限月份和状态", 84, 26, "项")
        self.states.activated.connect(lambda key: self._list(state=str(key[0]), month=int(key[1]) + 1))
        self.cells = StateRows(self.desk, "明细")
        self.cells.activated.connect(lambda cell: self._explain(cell))
        self._which = label("点左边一条或一格，这里列出是哪些。", "sub", wrap=True)
        tiers.body.addWidget(self.tiers)
        tiers.body.addStretch(1)
        heat.body.addWidget(self.states)
        heat.body.addStretch(1)
        which.body.addWidget(self._which)
        which.body.addWidget(scrolled(self.cells), 1)
        grid.addWidget(tiers, 0, 0)
        grid.addWidget(heat, 1, 0)
        self.why: WhyDrawer = WhyDrawer(self.desk, self, which)
        grid.addWidget(self.why.place, 0, 1, 2, 1)
        grid.setRowStretch(1, 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        return _holder(grid)

    def _talks(self) -> QWidget:
        card = Card("谁同谁谈过")
        self._talk_note = label("", "sub", wrap=True)
        self.talks = HeatMap(self.desk, "谈话覆盖", 84, 28, "次")
        self.talks.activated.connect(lambda key: self.desk.open("person", id=key[1]))
        card.body.addWidget(self._talk_note)
        card.body.addWidget(scrolled(self.talks), 1)
        return _holder(row(card))

    def _letters(self) -> QWidget:
        card = Card("发文登记簿")
        card.head.addWidget(button("打印登记簿", self._print_register, "small"))
        columns = (("文号", 170), ("标题", 0), ("主送", 190), ("日期", 100), ("反馈期限", 100), ("状态", 90))
        self.table = SimpleTable("发文登记簿", columns, self._open, "本年还没有编号的文书。")
        card.head.addWidget(out_buttons(self.desk, self, "发文登记簿", self.table)[0])
        card.body.addWidget(self.table, 1)
        return _holder(row(card))

    # --- data ------------------------------------------------------------------------
    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.update_now()

    def refresh(self) -> None:
        session, year = self.desk.session, self.year
        self._year.setText(f"{year} 年")
        self.desk.runner.query(
            self, lambda: service.statistics(session, year), self._show, key="numbers", label="正在统计"
        )

    def _show(self, found: Statistics) -> None:
        self.found = found
        self.kinds.set_bars([Bar(k.label, ((k.total, "primary", "条"),), str(k.total), k.page) for k in found.kinds])
        self.months.set_numbers(found.months)
        self.heat.set_rows(MONTHS, [HeatRow(k.label, k.months, k.page) for k in found.kinds])
        self.tiers.set_bars([_tier_bar(t, name, states) for t, name, states in found.by_tier])
        self.states.set_rows(MONTHS, [HeatRow(name, months, s) for s, name, months in found.by_month])
        self.cells.set_rows([])
        self._show_talks(found.talks)
        self.table.set_rows([(r.number, r.title, r.to, r.date, r.reply_due, r.state_label) for r in found.letters])
        total = sum(found.months)
        self.set_head(Head("统计", f"{found.year} 年 · {total} 条记录 · 只统计本账号看得到的记录"))

    def _show_talks(self, talks: service.Talks) -> None:
        people = [name for _i, name in talks.people]
        rows = [
            HeatRow(name, tuple(None if a == s else talks.cells.get((a, s), 0) for s, _n in talks.people), a)
            for a, name in talks.talkers
        ]
        self.talks.set_rows(people, rows, [i for i, _n in talks.people])
        parts = ["行是谈话人，列是谈话对象，格里是本年次数；Enter 打开谈话对象的个人页。"]
        if talks.quiet:
            parts.append(f"另有 {talks.quiet} 位在职人员本年未见谈话记录。")
        if talks.more:
            parts.append(f"人多，只列次数较多的，另有 {talks.more} 行列未列。")
        self._talk_note.setText("".join(parts) if rows else "本年还没有登记谈话。登记谈话后，这里显示谁同谁谈过几次。")

    def _explain(self, cell: object) -> None:
        if isinstance(cell, DutyCell):
            self.why.show_for(cell)

    def _list(self, *, state: str = "", month: int = 0, tier: str = "") -> None:
        """The cells behind a bar or a number; each says why."""
        if self.found is None:
            return
        pairs = [
            (r, c)
            for r in self.found.board.rows
            for c in r.cells
            if (not state or c.state == state) and (not tier or r.tier == tier)
            and (not month or (c.due[:4] == str(self.year) and int(c.due[5:7]) == month))
        ]  # fmt: skip
        pairs.sort(key=lambda p: (p[1].tone != "bad", p[1].due or "9999"))
        words = (f"{month} 月到期" if month else "", WORDS.get(state, ""), TIERS.get(tier, ""))
        self._which.setText(f"{'、'.join(w for w in words if w)}：{len(pairs)} 项。Enter 看为什么。")
        self.cells.set_rows([_cell_row(c) for _r, c in pairs])
        if pairs:
            self.cells.setFocus(Qt.FocusReason.TabFocusReason)

    # --- leading on ------------------------------------------------------------------
    def _to_list(self, key: object) -> None:
        page = str(key[0] if isinstance(key, tuple) else key)
        self.desk.open({"study": "works", "checks": "works", "reports": "works", "documents": "all", "events": "all"}.get(page, page))

    def _to_month(self, month: object) -> None:
        self.desk.open("calendar", day=f"{self.year:04d}-{int(str(month)):02d}-01")

    def _open(self, number: int) -> None:
        if self.found is not None:
            self.desk.open("letter", id=self.found.letters[number].record_id)

    def _print_register(self) -> None:
        session, year = self.desk.session, self.year
        preview(self.desk, self, f"{year} 年发文登记簿", lambda: register.register_pdf(session, year))

    def print_table(self) -> None:
        """The numbers as a table on paper."""
        session, year = self.desk.session, self.year
        preview(self.desk, self, f"{year} 年统计", lambda: service.statistics_pdf(session, year))

    def print_charts(self) -> None:
        """The charts of the tab that is shown, on paper."""
        shown: list[list[tuple[str, Chart]]] = [
            [("各类记录", self.kinds), ("按月登记", self.months), ("各类记录按月分布", self.heat)],
            [("按责任主体", self.tiers), ("按期限所在月份", self.states)],
            [("谁同谁谈过", self.talks)],
        ]
        number = self.tabs.currentIndex()
        if number >= len(shown):
            self._print_register()
            return
        print_charts(self.desk, self, f"{self.year} 年统计：{TABS[number]}", self.head.subtitle, shown[number], wide=False)

    def first_focus(self) -> QWidget | None:
        return self.tabs.tabBar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.why.isVisible():
            self.why.put_away()
            return
        super().keyPressEvent(event)


def _tier_bar(tier: str, name: str, states: Mapping[str, int]) -> Bar:
    numbers = dict.fromkeys((t for t, _w in GROUPS), 0)
    for state, number in states.items():
        tone = TONE.get(state, "bar_rest")
        numbers[tone if tone in numbers else "bar_rest"] += number
    total = sum(numbers.values())
    return Bar(name, tuple((numbers[t], t, w) for t, w in GROUPS), f"{numbers['good']}/{total}", tier)


def _cell_row(cell: DutyCell) -> StateRow:
    sub = " · ".join(t for t in (cell.subject_label, cell.period_label, f"期限 {cell.due}" if cell.due else "") if t)
    return StateRow(cell.label, sub, cell.state_label, cell.tone, cell)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(14)
    grid.setContentsMargins(0, 10, 0, 0)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _holder(inner: QGridLayout | QHBoxLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(inner)
    inner.setContentsMargins(0, 10, 0, 0)
    return holder
