"""Reports: the list at the left, the chosen one beside it; below them the numbers of records and the register of letters."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.services.compose import asking
from app.services.reports import build, known
from app.services.reports.model import Report
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.sheets import scrolled
from app.ui.desk import Desk
from app.ui.pages.base import Head, Page
from app.ui.pages.reports_numbers import NumbersView, RegisterView
from app.ui.pages.reports_view import ReportView
from app.ui.parts import Card

LIST, LINE = 240, 29
NUMBERS, REGISTER, DRAFTS = "numbers", "register", "drafts"


class ReportsPage(Page):
    """All reports that the account may read."""

    entities = frozenset({"record", "setting", "person", "post", "unit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        session = desk.session
        self._known = {r.no: r for r in known.reports(session)}
        self._shown = ""
        self._asked: tuple[str, str] = ("", "")
        self.list = StateRows(desk, "报表", LINE)
        lines = [StateRow("报表", head=True), *(StateRow(r.label, r.purpose, key=r.no) for r in self._known.values())]
        lines += [StateRow("登记情况", head=True), StateRow("登记数量", "各类记录按月", key=NUMBERS)]
        if asking.offered(session):
            lines[:0] = [StateRow("报告底稿", "由记录写成，可以改", key=DRAFTS)]
        if session.can("view", "letter"):
            lines.append(StateRow("发文登记簿", "编了号的文书", key=REGISTER))
        self.list.set_rows(lines)
        self.list.activated.connect(lambda key: self.choose(str(key)))
        card = Card()
        card.setFixedWidth(LIST)
        card.body.setContentsMargins(10, 8, 6, 8)
        card.body.addWidget(scrolled(self.list), 1)
        self.view = ReportView(desk, self)
        self.view.changed.connect(self._told)
        self.numbers = NumbersView(desk, self)
        self.register = RegisterView(desk, self)
        self._stack = QStackedWidget()
        for part in (self.view, self.numbers, self.register):
            self._stack.addWidget(part)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(card)
        box.addWidget(self._stack, 1)
        self.box.addLayout(box, 1)
        self.set_head(Head("统计报表", "每个数都能点开看是哪些记录"))

    @property
    def why(self) -> QWidget:
        """The explanation beside a report."""
        return self.view.why

    def go(self, args: dict[str, object]) -> None:
        if args.get("report"):
            self._shown = str(args["report"])
            self._asked = (str(args.get("period", "")), str(args.get("scope", "")))
            self.dirty = True
            if self.isVisible():
                self.update_now()

    def choose(self, name: str) -> None:
        """Show a report by its number, the numbers of records or the register; drafts have a page of their own."""
        if name == DRAFTS:
            self.desk.open("drafts")
            return
        self._shown = name
        self.update_now()

    def refresh(self) -> None:
        session = self.desk.session
        if self._shown:
            self._present(self._shown)
        else:
            self.desk.runner.query(self, lambda: build.last(session), self._begin, key="last-report")

    def _begin(self, last: str) -> None:
        """Show what was looked at last, unless something was chosen meanwhile."""
        self._shown = self._shown or last or NUMBERS
        self._present(self._shown)

    def _present(self, name: str) -> None:
        self.list.choose_key(name)
        if name in self._known:
            self._stack.setCurrentWidget(self.view)
            same = self.view.report is not None and self.view.report.definition.no == name
            period, scope = self._asked
            self._asked = ("", "")
            if same and not (period or scope):
                self.view.again()
            else:
                self.view.choose(self._known[name], period, scope)
            return
        shown = self.register if name == REGISTER else self.numbers
        self._stack.setCurrentWidget(shown)
        shown.refresh()
        self.set_head(Head("统计报表", "只统计本账号看得到的记录"))

    def _told(self, report: Report) -> None:
        whole = report.scope.kind == "unit"
        said = f"{report.title} · {report.period.label}{'' if whole else f' · {report.scope.label}'}"
        self.set_head(Head("统计报表", said))

    def first_focus(self) -> QWidget | None:
        return self.list
