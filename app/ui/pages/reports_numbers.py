"""How many records of each kind were registered in a year, by month, and the register of letters: beside the reports."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.services import register
from app.services import statistics as service
from app.services.statistics import Statistics
from app.ui.charts.bars import Bar, Bars, Months
from app.ui.charts.heat import HeatMap, HeatRow
from app.ui.charts.sheets import print_charts, scrolled
from app.ui.desk import Desk
from app.ui.exporting import out_buttons
from app.ui.numberacts import NumberActs
from app.ui.pages.base import Page
from app.ui.parts import Card, Line, button, label, row
from app.ui.printing import preview
from app.ui.simpletable import SimpleTable

ALL = "各种状态"
MONTHS = tuple(f"{m} 月" for m in range(1, 13))
LISTS = {"study": "works", "checks": "works", "reports": "works", "documents": "all", "events": "all"}


class NumbersView(QWidget):
    """Charts of one year's records."""

    def __init__(self, desk: Desk, page: Page) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self.year = desk.session.clock.today().year
        self.found: Statistics | None = None
        self._year = label("", "card-title")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(row(
            button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年"), self._year,
            button("›", lambda: self.set_year(self.year + 1), "small", name="下一年"), None,
            button("打印图表", self.print_charts, "small"), button("打印数据表", self.print_table, "small"),
        ))  # fmt: skip
        grid = QGridLayout()
        grid.setSpacing(14)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        kinds, months, heat = Card("各类记录（单位：条）"), Card("按月登记（单位：条）"), Card("各类记录按月分布（单位：条）")
        self.kinds = Bars(desk, "各类记录", 84, 20)
        self.months = Months(desk, "按月登记")
        self.heat = HeatMap(desk, "各类记录按月分布", 84, 20, "条")
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
        box.addLayout(grid, 1)

    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        session, year = self._desk.session, self.year
        self._year.setText(f"{year} 年")
        self._desk.runner.query(
            self._page, lambda: service.statistics(session, year), self._show, key="numbers", label="正在统计"
        )

    def _show(self, found: Statistics) -> None:
        self.found = found
        self.kinds.set_bars([Bar(k.label, ((k.total, "primary", "条"),), str(k.total), k.page) for k in found.kinds])
        self.months.set_numbers(found.months)
        self.heat.set_rows(MONTHS, [HeatRow(k.label, k.months, k.page) for k in found.kinds])

    def _to_list(self, key: object) -> None:
        page = str(key[0] if isinstance(key, tuple) else key)
        self._desk.open(LISTS.get(page, page))

    def _to_month(self, month: object) -> None:
        self._desk.open("calendar", day=f"{self.year:04d}-{int(str(month)):02d}-01")

    def print_table(self) -> None:
        """The numbers as a table on paper."""
        session, year = self._desk.session, self.year
        preview(self._desk, self._page, f"{year} 年登记数量", lambda: service.statistics_pdf(session, year))

    def print_charts(self) -> None:
        """The charts on paper."""
        shown = [("各类记录（单位：条）", self.kinds), ("按月登记（单位：条）", self.months), ("各类记录按月分布（单位：条）", self.heat)]
        print_charts(self._desk, self._page, f"{self.year} 年登记数量", "只统计本账号看得到的记录", shown, wide=False)


class RegisterView(QWidget):
    """The register of letters of one year."""

    def __init__(self, desk: Desk, page: Page) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self.year = desk.session.clock.today().year
        self._rows: list[register.RegisterRow] = []
        self._keys: list[str] = []
        self._year = label("", "card-title")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        card = Card("发文登记簿")
        columns = (("文号", 160), ("标题", 0), ("主送", 150), ("日期", 95), ("反馈期限", 95), ("状态", 95))
        self.table = SimpleTable("发文登记簿", columns, self._open, "本年还没有编号的文书。")
        card.head.addWidget(button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年"))
        card.head.addWidget(self._year)
        card.head.addWidget(button("›", lambda: self.set_year(self.year + 1), "small", name="下一年"))
        for made in NumberActs(desk, page, lambda: self.year, self.refresh).buttons():
            card.head.addWidget(made)
        card.head.addWidget(button("打印登记簿", self.print, "small"))
        card.head.addWidget(out_buttons(desk, page, "发文登记簿", self.table)[0])
        self.search = Line()
        self.search.setAccessibleName("在登记簿里查找文号、标题、主送、备注")
        self.search.setPlaceholderText("查找文号、标题、主送、备注")
        self.search.setMinimumWidth(280)
        self.search.textChanged.connect(lambda _t: self._narrow())
        self.states = QComboBox()
        self.states.setAccessibleName("只列出哪种状态")
        self.states.currentIndexChanged.connect(lambda _i: self._narrow())
        self.shown = label("", "sub")
        card.body.addLayout(row(self.search, self.states, self.shown, None))
        card.body.addWidget(self.table, 1)
        self.gaps = label("", "sub", wrap=True)
        card.body.addWidget(self.gaps)
        box.addWidget(card)

    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        session, year = self._desk.session, self.year
        self._year.setText(f"{year} 年")
        self._desk.runner.query(
            self._page, lambda: (register.register(session, year), register.series_report(session, year)),
            lambda found: self._show(*found), key="register", label="正在读取",
        )  # fmt: skip

    def _show(self, found: list[register.RegisterRow], series: list[register.SeriesReport]) -> None:
        self.gaps.setText("\n".join(one.words for one in series))
        self.gaps.setVisible(bool(series))
        self._rows = found
        self._keys = [f"{r.number} {r.title} {r.to} {r.note} {r.kind_label}".lower() for r in found]
        before = self.states.currentText()
        self.states.blockSignals(True)
        self.states.clear()
        self.states.addItems([ALL, *dict.fromkeys(r.state_label for r in found)])
        self.states.setCurrentText(before)
        self.states.blockSignals(False)
        self.table.set_rows([(r.number, _title(r), r.to, r.date, r.reply_due, r.state_label) for r in found])
        self._narrow()

    def _narrow(self) -> None:
        """Show only the lines that fit what is searched for and the state that is chosen."""
        wanted, state = self.search.text().strip().lower(), self.states.currentText()
        fits = [wanted in key and state in ("", ALL, r.state_label) for key, r in zip(self._keys, self._rows, strict=True)]
        for at, fit in enumerate(fits):
            self.table.setRowHidden(at, not fit)
        self.shown.setText(f"列出 {sum(fits)} 个，共 {len(fits)} 个" if wanted or state not in ("", ALL) else f"共 {len(fits)} 个文号")

    def _open(self, number: int) -> None:
        if self._rows[number].record_id:  # a reserved number has no letter yet
            self._desk.open("letter", id=self._rows[number].record_id)

    def print(self) -> None:
        """The register on paper."""
        session, year = self._desk.session, self.year
        preview(self._desk, self._page, f"{year} 年发文登记簿", lambda: register.register_pdf(session, year))


def _title(one: register.RegisterRow) -> str:
    """The title of a letter with why its number is void; for a number without a letter, for whom it is kept."""
    return f"{one.title}（{one.note}）" if one.title and one.note else one.title or one.note
