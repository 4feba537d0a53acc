"""Drafts composed from the records: which there are, for which period and person, and those already saved."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.catalog.composed import ComposeDef
from app.services.compose import asking, drafts, sources
from app.services.compose.asking import Ask
from app.services.compose.drafts import Listed
from app.services.compose.sources import Choices
from app.services.records import RecordView
from app.ui.desk import Desk
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Flow, button, label, row
from app.ui.simpletable import SimpleTable

Found = tuple[list[ComposeDef], list[Listed]]


class DraftsPage(Page):
    """Kinds of draft on the left with what must be chosen, saved drafts on the right."""

    entities = frozenset({"record", "person", "post", "setting"})
    help_topic = "drafts"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.offered: list[ComposeDef] = []
        self.saved: list[Listed] = []
        self._wanted = ""
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._kinds(), 3)
        box.addWidget(self._list(), 2)
        self.box.addLayout(box, 1)
        self.set_head(Head("报告底稿", "", back=True, home="statistics"))

    def _kinds(self) -> QWidget:
        card = Card("写哪一种")
        self.table = SimpleTable(
            "底稿种类", (("编号", 62), ("底稿", 210), ("用途", 0)), lambda _n: self.make(), "您的账号没有可以生成的底稿。"
        )
        self.table.itemSelectionChanged.connect(self._chosen)
        card.body.addWidget(self.table, 1)
        self._summary = label("", "sub", wrap=True)
        card.body.addWidget(self._summary)
        self.period, self.person = QComboBox(), QComboBox()
        for made in (self.period, self.person):
            made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.period.setAccessibleName("时期")
        self.person.setAccessibleName("写谁")
        self._who = label("写谁", "field")
        self._ticks = Flow(10)
        self.codes: dict[str, QCheckBox] = {}
        self.start = button("生成底稿", self.make, "primary")
        card.body.addWidget(self._ticks)
        card.body.addLayout(row(label("时期", "field"), self.period, self._who, self.person, None, self.start))
        return card

    def _list(self) -> QWidget:
        card = Card("已有的底稿")
        self.list = SimpleTable(
            "已有的底稿", (("底稿", 0), ("状态", 76), ("日期", 92)), self._open, "还没有保存的底稿。在左边选一种，点“生成”。"
        )
        inner = QVBoxLayout()
        inner.addWidget(self.list)
        card.body.addLayout(inner, 1)
        return card

    def go(self, args: dict[str, object]) -> None:
        self._wanted = str(args.get("draft") or "")
        self.dirty = True
        if self.isVisible():
            self.update_now()

    def refresh(self) -> None:
        session = self.desk.session

        def read() -> Found:
            return asking.offered(session), drafts.saved_drafts(session)

        self.desk.runner.query(self, read, self._show, key="drafts", label="正在读底稿")

    def _show(self, found: Found) -> None:
        kept = self._wanted or (self.chosen.id if self.chosen is not None else "")
        self.offered, self.saved = found
        self.offered.sort(key=lambda d: (not d.no, d.no))
        self.table.set_rows([(d.no, d.label.removesuffix("底稿"), d.summary) for d in self.offered])
        self.list.set_rows([(s.row.title, s.row.state_label, s.row.date) for s in self.saved])
        at = next((n for n, d in enumerate(self.offered) if kept and kept in (d.id, d.no)), 0)
        self._wanted = ""
        if self.offered:
            self.table.selectRow(at)
        self._chosen()
        self.set_head(Head("报告底稿", f"{len(self.offered)} 种 · 每句话都能点开依据的记录 · 可以随意改", back=True, home="statistics"))

    @property
    def chosen(self) -> ComposeDef | None:
        """The kind that is marked."""
        at = self.table.currentRow()
        return self.offered[at] if 0 <= at < len(self.offered) else None

    def _chosen(self) -> None:
        draft, session = self.chosen, self.desk.session
        self.start.setEnabled(draft is not None)
        if draft is None:
            return
        self._summary.setText(draft.summary)
        self.start.setText("生成" if draft.form else "查看并打印")
        self.desk.runner.query(
            self, lambda: sources.choices(session, draft), lambda c: self._choices(draft, c), key="choices"
        )

    def _choices(self, draft: ComposeDef, found: Choices) -> None:
        for made, options in ((self.period, found.periods), (self.person, found.people)):
            made.clear()
            for code, text in options:
                made.addItem(text, code)
        for part in (self._who, self.person):
            part.setVisible(bool(found.people))
        self._ticks.clear()
        self.codes = {}
        for code, text in found.codes:
            self.codes[code] = tick = QCheckBox(text)
            self._ticks.addWidget(tick)
        self._ticks.setVisible(bool(found.codes))
        if draft.builder and (at := self.period.findData(str(self.desk.session.clock.today().year))) >= 0:
            self.period.setCurrentIndex(at)

    @property
    def ask(self) -> Ask | None:
        """What is chosen."""
        draft = self.chosen
        if draft is None:
            return None
        codes = tuple(c for c, tick in self.codes.items() if tick.isChecked())
        person = str(self.person.currentData() or "") if draft.about != "unit" else ""
        return Ask(draft.id, str(self.period.currentData() or ""), person, codes)

    def make(self) -> None:
        """Compose and save, or go on with the one that is there already."""
        ask, draft, session = self.ask, self.chosen, self.desk.session
        if ask is None or draft is None:
            return
        if not draft.form:
            self.desk.open("draft", ask=ask.text)
            return
        self.desk.runner.query(self, lambda: drafts.existing(session, ask), lambda found: self._make(ask, found))

    def _make(self, ask: Ask, found: str) -> None:
        if found:
            answer = self.desk.dialogs.choose(
                "已经有一份", "这个时期的这种底稿已经保存过。接着改那一份，会保留您写的内容。", ("打开那一份", "另写一份")
            )
            if answer is None:
                return
            if answer == 0:
                self.desk.open("draft", id=found)
                return
        session = self.desk.session

        def done(view: RecordView) -> None:
            self.desk.open("draft", id=view.id)

        self.desk.runner.operate(self, "生成底稿", lambda _c: drafts.create(session, ask), done)

    def _open(self, number: int) -> None:
        self.desk.open("draft", id=self.saved[number].row.id)

    def first_focus(self) -> QWidget | None:
        return self.table
