"""The duty board: duty × period by who bears it, and why each cell says what it says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.services import duties, duty_print
from app.services.duties import Board
from app.services.duty_words import TIERS
from app.services.prints import Paper
from app.ui.boardgrid import BoardGrid
from app.ui.desk import Desk
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, scroll
from app.ui.printing import preview
from app.ui.whypanel import WhyPanel

STATES = (
    ("", "全部状态"), ("overdue", "逾期"), ("violated", "不符"), ("partial", "部分"), ("due", "未到期"), ("met", "有记录"),
    ("undetermined", "无法判定"), ("unconfigured", "待配置"), ("manual_pending", "待认定"), ("exempt", "不适用"),
)  # fmt: skip
WORDS = dict(STATES[1:])


class BoardPage(Page):
    """All judged duties of a year."""

    entities = frozenset({"record", "person", "post", "unit", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.year = desk.session.clock.today().year
        self._pack: str | None = None
        self._state: str | None = None
        self._tier: str | None = None
        self._wanted: tuple[str, str, str, str] | None = None
        self._board: Board | None = None
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
        card.body.addLayout(self._filters())
        self.grid = BoardGrid(self.desk)
        self.grid.chosen.connect(self.why.explain)
        self.grid.entered.connect(self.why.enter)
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

    def _filters(self) -> QHBoxLayout:
        filters = QHBoxLayout()
        filters.setSpacing(6)
        self._year = label("", "card-title")
        earlier = button("‹", lambda: self.set_year(self.year - 1), "small", name="上一年")
        later = button("›", lambda: self.set_year(self.year + 1), "small", name="下一年")
        self._tier_chip = button("全部责任", self._pick_tier, "chip")
        self._state_chip = button("全部状态", self._pick_state, "chip")
        self._pack_chip = button("全部文件", self._pick_pack, "chip")
        self.person = PickEdit(PersonSource(self.desk), "按责任人筛选")
        self.person.setMinimumWidth(84)
        self.person.setMaximumWidth(132)
        self.person.changed.connect(self.update_now)
        self._print = button("打印", self.print, "small", name="打印履责清单")
        for part in (earlier, self._year, later, self._tier_chip, self._state_chip, self._pack_chip, self.person):
            filters.addWidget(part)
        filters.addStretch(1)
        filters.addWidget(self._print)
        return filters

    def _new(self) -> None:
        choose_new(self.desk, self)

    # --- filters -----------------------------------------------------------
    def set_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.update_now()

    def _menu(self, anchor: QWidget, options: list[tuple[str, str]], act: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, text in options:
            menu.addAction(text).triggered.connect(lambda _c=False, v=code: act(v))  # type: ignore[operator]
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def _pick_tier(self) -> None:
        self._menu(self._tier_chip, [("", "全部责任"), *TIERS.items()], self.set_tier)

    def set_tier(self, tier: str) -> None:
        """Show only what one level bears."""
        self._tier = tier or None
        self.update_now()

    def _pick_state(self) -> None:
        self._menu(self._state_chip, list(STATES), self.set_state)

    def set_state(self, state: str) -> None:
        """Show only rows with a cell in this state."""
        self._state = state or None
        self.update_now()

    def _pick_pack(self) -> None:
        options = [("", "全部文件"), *((p.id, p.title) for p in self.desk.session.catalog.duties.packs)]
        self._menu(self._pack_chip, options, self.set_pack)

    def set_pack(self, pack: str) -> None:
        """Show only the duties of one document."""
        self._pack = pack or None
        self.update_now()

    def go(self, args: dict[str, object]) -> None:
        if "state" in args or "tier" in args:
            self._state = str(args.get("state") or "") or None
            self._tier = str(args.get("tier") or "") or None
            self.dirty = True
        if args.get("duty"):
            self._wanted = (str(args["duty"]), str(args["period"]), str(args["subject"]), str(args.get("record") or ""))
            self._state = self._tier = None
            if str(args["period"])[:4].isdigit():
                self.year = int(str(args["period"])[:4])
            self.dirty = True
        if self.isVisible() and self.dirty:
            self.update_now()

    # --- data --------------------------------------------------------------
    def refresh(self) -> None:
        session, year, pack, state, tier = self.desk.session, self.year, self._pack, self._state, self._tier
        person = self.person.value()
        self._year.setText(f"{year} 年")
        self._state_chip.setText(WORDS.get(state or "", "全部状态"))
        self._tier_chip.setText(TIERS.get(tier or "", "全部责任"))
        found = session.catalog.duties.pack(pack) if pack else None
        self._pack_chip.setText(found.title[:12] if found else "全部文件")
        self._pack_chip.setToolTip(found.title if found else "")
        self.desk.runner.query(
            self, lambda: duties.board(session, year, pack, state, person, tier), self._show,
            key="board", label="正在评价履责情况",
        )  # fmt: skip

    def _show(self, board: Board) -> None:
        self._board = board
        self._pack_chip.setToolTip(self._pack_chip.toolTip() or board.pack_label)
        counts = [f"{n} {WORDS.get(s, s)}" for s, n in board.counts.items() if n]
        total = sum(board.counts.values())
        self.set_head(Head("履责清单", " · ".join([f"{total} 项", *counts]), ("登记", self._new)))
        self.grid.set_rows(board.rows)
        self.grid.setVisible(bool(board.rows))
        self.grid.header.setVisible(bool(board.rows))
        self._print.setEnabled(bool(board.rows))
        clear(self._place)
        if not board.rows:
            self._place.addWidget(self._empty())
            self.why.show_hint()
        elif self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.grid.choose_cell(*wanted)
        elif not self.grid.rechoose():
            self.why.show_hint()

    def _empty(self) -> QWidget:
        if self._state or self._pack or self._tier or self.person.value():
            return Empty("没有符合条件的职责", "换一个状态、责任、文件或责任人。", "看全部", self._all)
        text = "启用一份或几份文件的职责后，这里按季、按年显示每项职责有没有记录。"
        return Empty("还没有启用职责文件", text, "启用职责文件", lambda: self.desk.open("settings", tab="packs"))

    def _all(self) -> None:
        self._state = self._pack = self._tier = None
        self.person.set_value(None)
        self.update_now()

    def print(self) -> None:
        """The board as it is shown, on paper."""
        board, session = self._board, self.desk.session
        if board is None:
            return
        chosen = (WORDS.get(self._state or ""), TIERS.get(self._tier or ""), self.desk.directory.names.get(self.person.value() or ""))
        filters = "、".join(t for t in chosen if t)

        def again(paper: Paper) -> bytes:
            return duty_print.board_pdf(session, board, filters, wide=paper.wide, purpose=paper.purpose)

        wide = Paper(wide=True)
        preview(self.desk, self, f"{board.year} 年履责清单", lambda: again(wide), again=again, paper=wide)

    def first_focus(self) -> QWidget | None:
        return self.grid
