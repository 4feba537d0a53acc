"""The register of dossiers: everybody with what their dossier holds, and what waits for entry."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.services import dossier, dossier_proposals
from app.services.dossier import Holder
from app.services.dossier_proposals import Proposal
from app.ui.desk import Desk
from app.ui.directory import match
from app.ui.dossierwaiting import WaitingCard, may_enter
from app.ui.drawdialog import draw_buttons
from app.ui.exporting import out_buttons
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, button
from app.ui.simpletable import SimpleTable

Found = tuple[list[Holder], list[Proposal], list[Proposal]]


class DossiersPage(Page):
    """People on the left, what waits on the right."""

    entities = frozenset({"record", "person", "post", "setting"})
    help_topic = "dossier"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._holders: list[Holder] = []
        self.shown: list[Holder] = []
        box = QHBoxLayout()
        box.setSpacing(14)
        card = Card("一人一档")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("姓名或拼音首字母")
        self.filter.setAccessibleName("筛选人员")
        self.filter.setFixedWidth(160)
        self.filter.textChanged.connect(lambda _t: self._fill())
        self.filter.returnPressed.connect(self._enter)
        card.head.addWidget(self.filter)
        self.table = SimpleTable(
            "一人一档", (("姓名", 84), ("职务", 0), ("条目", 52), ("最近一条", 96), ("待归入", 60)), self._open,
            "没有找到人员。换一个字，或先在“人员”里登记。",
        )  # fmt: skip
        for made in out_buttons(desk, self, "廉政档案目录", self.table):
            card.head.addWidget(made)
        for made in draw_buttons(desk, self, "dossiers"):
            card.head.addWidget(made)
        card.head.addWidget(button("全部条目", lambda: desk.open("dossier"), "small", name="看全部档案条目"))
        card.body.addWidget(self.table, 1)
        box.addWidget(card, 1)
        self.waiting = WaitingCard(desk, self, self.update_now)
        box.addWidget(self.waiting, 1)
        self.box.addLayout(box, 1)
        self._head()

    def _head(self) -> None:
        primary = ("登记条目", lambda: choose_new(self.desk, self, (dossier_proposals.PAGE,))) if may_enter(self.desk) else None
        self.set_head(Head("廉政档案", f"{len(self._holders)} 人 · 条目只增不改 · Enter 打开一个人的档案", primary))

    def refresh(self) -> None:
        session = self.desk.session

        def read() -> Found:
            return dossier.holders(session), dossier_proposals.proposals(session), dossier_proposals.aside(session)

        self.desk.runner.query(self, read, self._show, key="dossiers", label="正在读廉政档案")

    def _show(self, found: Found) -> None:
        self._holders, waiting, aside = found
        self.waiting.set_proposals(waiting, aside)
        self._fill()
        self._head()

    def _fill(self) -> None:
        typed = self.filter.text().strip()
        named = {o.id for o in match(self.desk.directory.person_options(), typed, 5000)} if typed else set()
        self.shown = [h for h in self._holders if not typed or h.person.id in named or typed in h.person.name]
        self.table.set_rows([
            (h.person.name, h.person.titles, str(h.entries or ""), h.last, str(h.waiting or "")) for h in self.shown
        ])  # fmt: skip

    def _open(self, number: int) -> None:
        self.desk.open("file", id=self.shown[number].person.id)

    def _enter(self) -> None:
        """From the filter: the only match opens, several are chosen from."""
        if len(self.shown) == 1:
            self._open(0)
        elif self.shown:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus()

    def first_focus(self) -> QWidget | None:
        return self.filter
