"""One report in the window: what it is for, period and scope, chart and tables by tabs, what is behind a number, the ways out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from app.catalog.reports import PERIODS, ReportDef
from app.services.duties import DutyCell
from app.services.lists import Row
from app.services.prints import Paper
from app.services.reports import build, paper
from app.services.reports.model import COUNT, Cell, Opens, Report, Table
from app.services.reports.periods import ReportPeriod, latest
from app.services.reports.scopes import Scope
from app.ui.charts.bars import Bar, Bars
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.sheets import scrolled
from app.ui.desk import Desk
from app.ui.pages.base import Page
from app.ui.pages.reports_table import ReportTable
from app.ui.parts import Card, button, label, row, scroll
from app.ui.printing import preview
from app.ui.secondperson import ask_second
from app.ui.taborder import read_on
from app.ui.whypanel import WhyDrawer

SIDE = 300
CHART_LABEL = 150
MOST_BARS, MOST_LINES = 12, 14
FILES = (("Excel", "Excel 表格 (*.xlsx)", ".xlsx"), ("Word", "Word 文档 (*.docx)", ".docx"), ("PDF", "PDF 文件 (*.pdf)", ".pdf"))
LONGEST_TAB = 14


class ReportView(QWidget):
    """The present report of the page. changed: another one is shown."""

    changed = Signal(object)  # Report

    def __init__(self, desk: Desk, page: Page) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self.report: Report | None = None
        self._definition: ReportDef | None = None
        self._periods: list[ReportPeriod] = []
        self._scopes: list[Scope] = []
        self._filling = False
        self._behind: list[Row] | list[DutyCell] = []
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self._main(), 1)
        box.addWidget(self._side())

    # --- parts ------------------------------------------------------------------------
    def _main(self) -> QWidget:
        card = Card()
        self._title = label("", "card-title")
        self._purpose = label("", "sub", wrap=True)
        card.body.addLayout(row(self._title, None, *self._out_buttons(), spacing=6))
        card.body.addWidget(self._purpose)
        self.kind, self.period, self.scope = (QComboBox() for _n in range(3))
        for box, name, wide in ((self.kind, "按什么时期统计", 76), (self.period, "时期", 182), (self.scope, "范围", 120)):
            box.setAccessibleName(name)
            box.setMinimumWidth(wide)
            box.setMaximumWidth(wide + 80)
        self.kind.currentIndexChanged.connect(lambda _n: self._pick_kind())
        self.period.currentIndexChanged.connect(lambda _n: self._pick())
        self.scope.currentIndexChanged.connect(lambda _n: self._pick())
        card.body.addLayout(row(label("时期", "sub"), self.kind, self.period, label("范围", "sub"), self.scope, None, spacing=6))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("报表的各张表")
        self.tabs.tabBar().setAccessibleName("报表的各张表")
        self.tabs.setUsesScrollButtons(True)
        card.body.addWidget(self.tabs, 1)
        return card

    def _out_buttons(self) -> list[QWidget]:
        made: list[QWidget] = [button("打印", self.print, "small", name="打印报表")]
        for text, kinds, suffix in FILES:
            made.append(button(text, partial(self.save, kinds, suffix), "small", name=f"把报表存为{text}"))
        return made

    def _side(self) -> QWidget:
        card = Card()
        self._which = label("", "card-title", wrap=True)
        self._hint = label("", "sub", wrap=True)
        self.list = StateRows(self._desk, "数字背后的记录")
        self.list.activated.connect(self._open)
        card.body.addWidget(self._which)
        card.body.addWidget(self._hint)
        card.body.addWidget(scrolled(self.list), 1)
        card.body.addLayout(row(button("收起", self.put_away, "small", name="收起明细"), None))
        self.why = WhyDrawer(self._desk, self._page, card)
        self._place = self.why.place
        self._place.setFixedWidth(SIDE)
        self._place.hide()
        return self._place

    # --- choosing ------------------------------------------------------------------------
    def choose(self, definition: ReportDef, period: str = "", scope: str = "") -> None:
        """Count a report; what was chosen last unless told otherwise."""
        session = self._desk.session
        self._definition = definition

        def work() -> tuple[Report, list[ReportPeriod], list[Scope]]:
            made = build.build(session, definition.no, period, scope)
            build.remember(session, made)
            return made, *build.choices(session, definition, made.period.kind, made.period.year)

        self._desk.runner.query(self._page, work, lambda found: self._show(*found), key="report", label="正在生成报表")

    def again(self) -> None:
        """Count the present report once more."""
        if self.report is not None:
            self.choose(self.report.definition, self.report.period.code, self.report.scope.code)

    def _pick_kind(self) -> None:
        if not self._filling and self._definition is not None:
            kind = str(self.kind.currentData())
            self.choose(self._definition, latest(kind, self._desk.session.clock.today()).code, self._scope_code())

    def _pick(self) -> None:
        if not self._filling and self._definition is not None and self.period.currentIndex() >= 0:
            self.choose(self._definition, str(self.period.currentData()), self._scope_code())

    def _scope_code(self) -> str:
        return str(self.scope.currentData() or "unit")

    # --- showing ---------------------------------------------------------------------------
    def _show(self, report: Report, periods: list[ReportPeriod], scopes: list[Scope]) -> None:
        same = self.report is not None and self.report.definition.no == report.definition.no
        at = self.tabs.currentIndex() if same else 0
        self.report = report
        self._fill(report, periods, scopes)
        self._title.setText(f"{report.definition.no}　{report.title}")
        self._purpose.setText(report.definition.purpose)
        self.put_away()
        while self.tabs.count():
            old = self.tabs.widget(0)
            self.tabs.removeTab(0)
            old.deleteLater()
        beside = _low(report)
        for number, table in enumerate(report.tables):
            self._add(self._tab(report, table, charts=beside and number == 0), table.title)
        if not beside and any(p.number for c in report.charts for b in c.bars for p in b.parts):
            holder, box = _holder()
            self._charts(box, report)
            box.addStretch(1)
            self._add(scroll(holder), "图")
        self._add(self._notes(report), "口径和依据")
        self.tabs.setCurrentIndex(min(max(at, 0), self.tabs.count() - 1))
        shown = [w for n in range(self.tabs.count()) if (w := self.tabs.widget(n)) is not None]
        read_on(self.tabs.tabBar(), (*shown, self._place))
        self.changed.emit(report)

    def _add(self, widget: QWidget, title: str) -> None:
        plain = title.split("（")[0]
        number = self.tabs.addTab(widget, plain if len(plain) <= LONGEST_TAB else f"{plain[:LONGEST_TAB - 1]}…")
        self.tabs.setTabToolTip(number, title)

    def _fill(self, report: Report, periods: list[ReportPeriod], scopes: list[Scope]) -> None:
        self._filling = True
        self.kind.clear()
        for one in report.definition.periods:
            self.kind.addItem(PERIODS[one], one)
        self.kind.setCurrentIndex(self.kind.findData(report.period.kind))
        self.period.clear()
        shown = periods if report.period in periods else [*periods, report.period]
        for found in shown:
            self.period.addItem(found.label, found.code)
        self.period.setCurrentIndex(self.period.findData(report.period.code))
        self.scope.clear()
        for scope in scopes:
            self.scope.addItem(scope.label, scope.code)
        self.scope.setCurrentIndex(max(self.scope.findData(report.scope.code), 0))
        self.scope.setEnabled(len(scopes) > 1)
        self._filling = False

    def _tab(self, report: Report, table: Table, *, charts: bool) -> QWidget:
        holder, box = _holder()
        if "（" in table.title:
            box.addWidget(label(table.title, "sub", wrap=True))
        if charts:
            self._charts(box, report)
        if table.rows:
            made = ReportTable(self._desk)
            made.set_table(table)
            made.opened.connect(lambda cell, t=table: self._clicked(t, cell))
            box.addWidget(made, 1)
        else:
            box.addWidget(label(table.empty, "sub", wrap=True))
            box.addStretch(1)
        return holder

    def _charts(self, box: QVBoxLayout, report: Report) -> None:
        for chart in report.charts:
            self._chart(box, chart.title, chart.unit, [
                Bar(b.label, tuple((p.number, p.tone, p.word) for p in b.parts), b.text, b) for b in chart.bars
            ])  # fmt: skip

    def _chart(self, box: QVBoxLayout, title: str, unit: str, bars: list[Bar]) -> None:
        if not any(b.total for b in bars):
            return
        box.addWidget(label(f"{title}（单位：{unit}）", "sub"))
        chart = Bars(self._desk, title, CHART_LABEL, 24, with_legend=True)
        chart.set_bars(bars[:MOST_BARS])
        chart.activated.connect(lambda bar: self._show_behind(f"{title}：{bar.label}", bar.opens))
        box.addWidget(chart)
        if len(bars) > MOST_BARS:
            box.addWidget(label(f"图里只画前 {MOST_BARS} 项，其余见表。", "sub"))

    def _notes(self, report: Report) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 10, 8, 0)
        box.setSpacing(8)
        box.addWidget(label("怎样统计", "card-title"))
        for number, note in enumerate(report.notes, 1):
            box.addWidget(label(f"{number}. {note}", wrap=True))
        box.addWidget(label("依据", "card-title"))
        for cited in report.definition.citations:
            box.addWidget(label(cited, wrap=True))
        box.addStretch(1)
        return scroll(holder)

    # --- what is behind a number ---------------------------------------------------------------
    def _clicked(self, table: Table, cell: Cell) -> None:
        if cell.value is None and len(cell.opens.records) == 1 and not cell.opens.duties:
            session = self._desk.session
            self._desk.runner.query(
                self._page, lambda: build.records_of(session, cell.opens), lambda found: self._open(next(iter(found), None)), key="behind"
            )
            return
        at = next((c.label for row_ in table.rows for c, one in zip(table.columns, row_, strict=True) if one is cell), "")
        first = next((r[0].text for r in table.rows if any(one is cell for one in r)), "")
        self._show_behind(f"{first}：{at}" if first and at else first or at, cell.opens)

    def _show_behind(self, title: str, opens: Opens) -> None:
        report, session = self.report, self._desk.session
        if report is None or not len(opens):
            return

        def work() -> tuple[list[Row], list[DutyCell]]:
            return build.records_of(session, opens), build.duties_of(session, report, opens)

        self._desk.runner.query(self._page, work, lambda found: self._list(title, *found), key="behind")

    def _list(self, title: str, records: list[Row], cells: list[DutyCell]) -> None:
        self.why.put_away()
        self._place.show()
        self._which.setText(title)
        number = len(records) + len(cells)
        self._hint.setText(f"{number} 项。点一项或按 Enter {'看为什么' if cells else '打开记录'}。")
        self.list.set_rows([*(_record_row(r) for r in records), *(_duty_row(c) for c in cells)])
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, key: object) -> None:
        if isinstance(key, DutyCell):
            self.why.show_for(key)
        elif isinstance(key, Row):
            self._desk.open("letter" if key.form == "letter" else "record", id=key.id)

    def put_away(self) -> bool:
        """Close what is open at the side; False when nothing was."""
        if self.why.isVisible() and self.why.explanation is not None:
            self.why.put_away()
            return True
        was = self._place.isVisible()
        self._place.hide()
        return was

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.put_away():
            return
        super().keyPressEvent(event)

    # --- ways out --------------------------------------------------------------------------------
    def print(self) -> None:
        """Preview the report as it is on paper."""
        report, session = self.report, self._desk.session
        if report is None:
            return
        usual = Paper(wide=report.definition.wide)
        make: Callable[[Paper], bytes] = lambda chosen: paper.report_pdf(session, report, chosen)  # noqa: E731
        preview(self._desk, self._page, report.title, lambda: make(usual), again=make, paper=usual)

    def save(self, kinds: str, suffix: str) -> None:
        """Ask where, then write the report in the background."""
        report, session = self.report, self._desk.session
        if report is None:
            return
        chosen = self._desk.dialogs.save_file("保存报表", f"{report.title} {report.period.code}{suffix}", kinds)
        if chosen is None:
            return
        path: Path = chosen if chosen.suffix.lower() == suffix else chosen.with_name(f"{chosen.name}{suffix}")

        def go(two: bool) -> None:
            second = ask_second(self._desk, "两个人导出报表") if two else None
            if second is not None or not two:
                self._desk.runner.task(
                    self._page, "保存报表", lambda context: paper.write_report(session, report, path, context, second),
                    lambda _path: self._desk.say(f"已保存：{path.name}"),
                )  # fmt: skip

        self._desk.runner.query(self._page, lambda: paper.wants_second(session, report), go, key="second")


def _record_row(one: Row) -> StateRow:
    sub = " · ".join(t for t in (one.date, one.kind_label, one.subject or one.actor) if t)
    return StateRow(one.title, sub, one.state_label[:6], one.tone, one)


def _duty_row(cell: DutyCell) -> StateRow:
    sub = " · ".join(t for t in (cell.subject_label, cell.period_label, f"期限 {cell.due}" if cell.due else "") if t)
    return StateRow(cell.label, sub, cell.state_label, cell.tone, cell)


def _low(report: Report) -> bool:
    """Whether the first table leaves room for the chart above it: few rows, numbers and not words in them."""
    first = report.tables[0] if report.tables else None
    if first is None:
        return True
    numbers = [at for at, c in enumerate(first.columns) if c.kind == COUNT]
    bars = sum(min(len(c.bars), MOST_BARS) for c in report.charts)
    return len(first.rows) + bars <= MOST_LINES and not any("、" in row_[at].text for row_ in first.rows for at in numbers)


def _holder() -> tuple[QWidget, QVBoxLayout]:
    """A place under a tab."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 8, 0, 0)
    box.setSpacing(8)
    return holder, box
