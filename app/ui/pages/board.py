"""The duty board: duty × month, quarter or year in groups, and why each cell says what it says."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.services import duties, duty_print, preferences
from app.services.duties import Board, BoardRow
from app.services.duty_filter import DutyFilter, read_filter
from app.services.duty_print import Layout, read_layout
from app.services.duty_spans import MONTHS_IN
from app.services.prints import Paper
from app.ui.boardfilters import BoardFilters
from app.ui.boardgrid import BoardGrid
from app.ui.desk import Desk
from app.ui.exporting import export_rows
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, scroll
from app.ui.printing import preview
from app.ui.whypanel import WhyPanel


class BoardPage(Page):
    """All judged duties of a year."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = desk.session.clock.today().year
        self._wanted: tuple[str, str, str, str] | None = None
        self._board: Board | None = None
        self._remembered = self._sent = False  # what was shown last has been read; a route said what to show
        lower = QHBoxLayout()
        lower.setSpacing(14)
        self.why = WhyPanel(desk, self)
        self.why.closed.connect(lambda: self.grid.setFocus())
        lower.addWidget(self._left(), 1)
        lower.addWidget(self.why)
        self.box.addLayout(lower, 1)
        self.set_head(Head("履责清单", "", ("登记", self._new)))

    def _left(self) -> QWidget:
        card = Card()
        self.grid = BoardGrid(self.desk)
        card.body.addWidget(self._filters())
        self.grid.chosen.connect(self.why.explain)
        self.grid.entered.connect(self.why.enter)
        self.grid.folded.connect(lambda groups: self.filters.set_layout(replace(self.filters.arrangement, folded=groups)))
        self.grid.asked.connect(self._row_menu)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 6, 0)
        inner.addWidget(self.grid)
        self._place = QVBoxLayout()
        inner.addLayout(self._place)
        inner.addStretch(1)
        self._area = scroll(holder)
        self._area.verticalScrollBar().valueChanged.connect(self.grid.seen_from)
        self.grid.area = self._area
        card.body.addWidget(self.grid.header)
        card.body.addWidget(self._area, 1)
        return card

    def _filters(self) -> QWidget:
        self._year = label("", "card-title")
        earlier = button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年")
        later = button("›", lambda: self.set_year(self.year + 1), "small", name="下一年")
        sheets = button("履责表", lambda: self.desk.open("dutysheet", year=self.year), "small", name="领导班子成员履责表")
        self._export = button("导出", self.export, "small", name="导出履责清单")
        self._print = button("打印", self.print, "small", name="打印履责清单")
        self.filters = BoardFilters(self.desk, (earlier, self._year, later), (sheets, self._export, self._print))
        self.filters.groups = self.grid.groups
        self.filters.changed.connect(self._filtered)
        self.filters.viewed.connect(self._viewed)
        return self.filters

    def _new(self) -> None:
        choose_new(self.desk, self)

    # --- filters -----------------------------------------------------------
    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.update_now()

    def _filtered(self, chosen: DutyFilter) -> None:
        self._keep(preferences.BOARD_FILTER, chosen.kept())
        self.update_now()

    def _viewed(self, layout: Layout) -> None:
        self._keep(preferences.BOARD_VIEW, layout.kept())
        if self._board is not None and self.grid.arrangement != layout:
            self._fill(self._board)

    def _keep(self, name: str, value: str) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: preferences.put(session, name, value), lambda _n: None, key=f"keep {name}")

    def go(self, args: dict[str, object]) -> None:
        chosen = None
        if {"state", "tier", "person", "pack"} & set(args):
            told = {k: str(args.get(k) or "") for k in ("tier", "person", "pack", "state")}
            state = told.pop("state")
            chosen = DutyFilter(states=(state,) if state else (), **told)
        if args.get("duty"):
            self._wanted = (str(args["duty"]), str(args["period"]), str(args["subject"]), str(args.get("record") or ""))
            chosen = DutyFilter()
        period = str(args.get("year") or args.get("period") or "")
        if period[:4].isdigit():
            self.year, self.dirty = int(period[:4]), True
        if chosen is not None:
            self._sent = self.dirty = True
            self.filters.put(chosen)
        if self.isVisible() and self.dirty:
            self.update_now()

    # --- data --------------------------------------------------------------
    def refresh(self) -> None:
        session, year, chosen = self.desk.session, self.year, self.filters.chosen
        self._year.setText(f"{year} 年")
        if not self._remembered:
            names = (preferences.BOARD_FILTER, preferences.BOARD_VIEW)
            self.desk.runner.query(self, lambda: preferences.get_many(session, *names), self._recall, key="recall")
            return
        self.desk.runner.query(
            self, lambda: duties.board(session, year, chosen), self._show, key="board", label="正在评价履责情况"
        )

    def _recall(self, kept: dict[str, str]) -> None:
        self._remembered = True
        if not self._sent:
            self.filters.put(read_filter(kept[preferences.BOARD_FILTER]))
        self.filters.arrangement = read_layout(kept[preferences.BOARD_VIEW])
        self.refresh()

    def _show(self, board: Board) -> None:
        self._board = board
        self._year.setToolTip(board.pack_label)
        numbers = f"{len(board.rows)} 项 · {sum(len(r.cells) for r in board.rows)} 格"
        self.set_head(Head("履责清单", " · ".join(t for t in (numbers, board.pack_label) if t), ("登记", self._new)))
        self._fill(board)
        self.filters.show_board(board)
        for part in (self.grid, self.grid.header):
            part.setVisible(bool(board.rows))
        for tool in (self._print, self._export):
            tool.setEnabled(bool(board.rows))
        clear(self._place)
        if not board.rows:
            self._place.addWidget(self._empty())
            self.why.show_hint()
        elif self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.grid.choose_cell(*wanted)
        elif not self.grid.rechoose():
            self.why.show_hint()

    def _fill(self, board: Board) -> None:
        layout = self.filters.arrangement
        today = self.desk.today()
        now = (int(today[5:7]) - 1) // MONTHS_IN[layout.grain] if board.year == int(today[:4]) else -1
        self.grid.header.set_columns(layout.grain, now)
        self.grid.set_rows(board.rows, layout)

    def _empty(self) -> QWidget:
        if self.filters.chosen.active:
            return Empty("没有符合条件的职责", "换一个状态、责任、文件、责任人或查找的文字。", "看全部", self.show_all)
        text = "启用一份或几份文件的职责后，这里按月、按季、按年显示每项职责有没有记录。"
        return Empty("还没有启用职责文件", text, "启用职责文件", lambda: self.desk.open("settings", tab="packs"))

    def show_all(self) -> None:
        """Take all filters away."""
        self.filters.set_filter(DutyFilter())

    # --- acts --------------------------------------------------------------
    def _row_menu(self, row: BoardRow, spot: QPoint) -> None:
        menu = self.row_menu(row)
        menu.popup(spot)

    def row_menu(self, row: BoardRow) -> QMenu:
        """What can be done with a row: sheets of its people, narrower views."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = self.desk.directory.names
        for person in (p for p in row.people if p in names):
            menu.addAction(f"{names[person]}的履责表").triggered.connect(
                lambda _c=False, p=person: self.desk.open("dutysheet", person=p, year=self.year)
            )
        for person in (p for p in row.people if p in names):
            menu.addAction(f"只看{names[person]}").triggered.connect(
                lambda _c=False, p=person: self.filters.set_filter(replace(self.filters.chosen, person=p))
            )
        pack = next((i for i, title in (self._board.packs if self._board else {}).items() if title == row.document), "")
        menu.addAction(f"只看“{row.document}”").triggered.connect(
            lambda _c=False: self.filters.set_filter(replace(self.filters.chosen, pack=pack))
        )
        return menu

    def _words(self) -> str:
        """The filters in words, for paper and files."""
        packs = self._board.packs if self._board is not None else {}
        return self.filters.chosen.words(packs, self.desk.directory.names)

    def export(self) -> None:
        """The board as it is shown, as a table."""
        if self._board is not None:
            fields, rows = duty_print.board_table(self._board, self.grid.arrangement)
            export_rows(self.desk, self, f"{self._board.year} 年履责清单", fields, rows, self._words())

    def print(self) -> None:
        """The board as it is shown, on paper."""
        board, session, layout, words = self._board, self.desk.session, self.grid.arrangement, self._words()
        if board is None:
            return

        def again(paper: Paper) -> bytes:
            return duty_print.board_pdf(session, board, layout, words, wide=paper.wide, purpose=paper.purpose)

        wide = Paper(wide=True)
        preview(self.desk, self, f"{board.year} 年履责清单", lambda: again(wide), again=again, paper=wide)

    def first_focus(self) -> QWidget | None:
        return self.grid
