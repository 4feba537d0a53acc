"""Simple numbers of a year: records by kind and month, duties by tier, letters of the register."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from app.services import duties, lists, register
from app.services.duties import Board
from app.store.queries import ListQuery
from app.ui.charts import Bar, Bars, Months
from app.ui.desk import Desk
from app.ui.newmenu import PAGES
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, button, label, row
from app.ui.printing import preview
from app.ui.simpletable import SimpleTable

TONES = {"met": "good", "manual_met": "good", "overdue": "bad", "violated": "bad", "partial": "warn"}
WORDS = {"met": "有记录", "manual_met": "认定落实", "overdue": "逾期", "violated": "不符", "partial": "部分",
         "due": "未到期", "undetermined": "无法判定", "unconfigured": "待配置", "exempt": "不适用",
         "manual_pending": "待认定", "manual_unmet": "认定未落实"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the page shows."""

    kinds: list[tuple[str, int]]
    months: list[int]
    board: Board
    letters: list[register.RegisterRow]


class StatisticsPage(Page):
    """Charts of one year."""

    entities = frozenset({"record", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = desk.session.clock.today().year
        grid = QGridLayout()
        grid.setSpacing(14)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        kinds, months, states = Card("各类记录"), Card("按月登记"), Card("履责状态")
        self._kinds = Bars(desk.tokens, 96, "各类记录", 27)
        kinds.body.addWidget(self._kinds)
        kinds.body.addStretch(1)
        self._months = Months(desk.tokens, "按月登记")
        months.body.addWidget(self._months, 1)
        self._states = Bars(desk.tokens, 96, "履责状态", 27)
        states.body.addWidget(self._states)
        states.body.addStretch(1)
        numbers = Card("发文登记簿")
        numbers.head.addWidget(button("打印登记簿", self._print, "small"))
        self.table = SimpleTable("发文登记簿", (("文号", 150), ("标题", 0), ("主送", 130), ("状态", 76)), self._open, "本年还没有编号的文书。")
        numbers.body.addWidget(self.table, 1)
        grid.addWidget(kinds, 0, 0)
        grid.addWidget(months, 0, 1)
        grid.addWidget(states, 1, 0)
        grid.addWidget(numbers, 1, 1)
        holder = QWidget()
        holder.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self._which = label("", "row-title")
        back = button("‹ 上一年", lambda: self._turn(-1), "small")
        on = button("下一年 ›", lambda: self._turn(1), "small")
        self.box.addLayout(row(back, self._which, on, None))
        self.box.addWidget(holder, 1)
        self._letters: list[register.RegisterRow] = []
        self.set_head(Head("统计", "只统计本账号看得到的记录"))

    def _turn(self, step: int) -> None:
        self.year += step
        self.update_now()

    def refresh(self) -> None:
        session, year = self.desk.session, self.year
        self._which.setText(f"{year} 年")
        pages = [p for p in (*PAGES, "letters") if session.catalog.records.on_page(p)]

        def ids(forms: tuple[str, ...], first: str, last: str) -> array[int]:
            return lists.list_ids(session, ListQuery(forms=forms, date_from=first, date_to=last))

        def read() -> Numbers:
            kinds = []
            for page in pages:
                forms = tuple(f.id for f in session.catalog.records.on_page(page) if session.can("view", f.id))
                count = len(ids(forms, f"{year}-01-01", f"{year}-12-31")) if forms else 0
                kinds.append((PAGES.get(page, "文书"), count))
            every = session.visible_forms()
            months = [len(ids(every, f"{year}-{m:02d}-01", f"{year}-{m:02d}-31")) for m in range(1, 13)]
            letters = register.register(session, year) if session.can("view", "letter") else []
            return Numbers(kinds, months, duties.board(session, year), letters)

        self.desk.runner.query(self, read, self._show, key="numbers", label="正在统计")

    def _show(self, found: Numbers) -> None:
        self._kinds.set_bars([Bar(name, ((n, "primary", "条"),), str(n)) for name, n in found.kinds])
        self._months.set_numbers(found.months)
        counts = sorted(found.board.counts.items(), key=lambda c: -c[1])
        self._states.set_bars([
            Bar(WORDS.get(s, s), ((n, TONES.get(s, "bar_rest"), WORDS.get(s, s)),), str(n)) for s, n in counts if n
        ])  # fmt: skip
        self._letters = found.letters
        self.table.set_rows([(r.number, r.title, r.to, r.state_label) for r in found.letters])

    def _open(self, number: int) -> None:
        self.desk.open("letter", id=self._letters[number].record_id)

    def _print(self) -> None:
        session, year = self.desk.session, self.year
        preview(self.desk, self, f"{year} 年发文登记簿", lambda: register.register_pdf(session, year))
