"""Words of the unit's own: lists that take entries at the left, their entries at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QWidget

from app.services import own_terms
from app.services.own_terms import OwnEntry, OwnList
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import LineField
from app.ui.fields.sources import OptionSource
from app.ui.filterdialogs import AskDialog
from app.ui.parts import Card, button, label
from app.ui.settings.sidelist import SideList
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable

LEFT = 250
COLUMNS = (("词", 0), ("来源", 150), ("登记在", 150), ("已登记", 80), ("状态", 80))
PLACE = 2
NOTE = "加的词在登记、筛选、检索、打印、导出和本单位职责里都能用。停用的词不再出现在候选里，已登记的记录照旧显示。"


class OwnTermsTab(Tab):
    """Adding, renaming and retiring entries."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lists: list[OwnList] = []
        self._chosen = ""
        self._left = SideList("词表", LEFT, self.choose)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left)
        box.addWidget(self._right(), 1)
        self.box.addLayout(box, 1)

    def _right(self) -> QWidget:
        card = Card("词条")
        self._title = card.title
        self.add_button = button("新增…", self.add, "small")
        self.rename_button = button("改名…", self.rename, "small")
        self.retire_button = button("停用", self.retire, "small")
        for made in (self.add_button, self.rename_button, self.retire_button):
            card.head.addWidget(made)
        self.table = SimpleTable("词条", COLUMNS, lambda _n: self.rename())
        self.table.itemSelectionChanged.connect(self._selected)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(label(NOTE, "sub", wrap=True))
        return card

    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: own_terms.lists(session), self._show, key="terms")

    def _show(self, lists: list[OwnList]) -> None:
        self.lists = lists
        self._left.set_names([(one.id, one.label) for one in lists])
        if lists:
            self.choose(self._chosen or lists[0].id)

    def choose(self, vocab_id: str) -> None:
        """Show the entries of a list."""
        self._chosen = vocab_id
        self._left.mark(vocab_id)
        row = self.table.currentRow()
        self._title.setText(self.current.label)
        self.table.setColumnHidden(PLACE, not self.current.places)
        self.table.set_rows([_row(e) for e in self.current.entries])
        self.table.setCurrentCell(min(max(row, 0), self.table.rowCount() - 1), 0)
        self._selected()

    @property
    def current(self) -> OwnList:
        """The list that is shown."""
        return next(one for one in self.lists if one.id == self._chosen)

    @property
    def entry(self) -> OwnEntry | None:
        """The marked entry."""
        number = self.table.currentRow()
        return self.current.entries[number] if self.lists and 0 <= number < len(self.current.entries) else None

    def _selected(self) -> None:
        entry = self.entry if self.lists else None
        self.rename_button.setEnabled(entry is not None)
        self.retire_button.setEnabled(entry is not None)
        self.retire_button.setText("恢复" if entry is not None and entry.retired else "停用")

    # --- changing ------------------------------------------------------------
    def add(self) -> None:
        """A new entry; of a kind, where it belongs."""
        one, session = self.current, self.desk.session
        dialog = NewTermDialog(self.desk, one, self.window())
        dialog.given.connect(
            lambda words, place: self._operate("新增词条", lambda: own_terms.add(session, one.id, words, place))
        )
        dialog.open()

    def rename(self) -> None:
        """Another name for the marked entry."""
        entry, one, session = self.entry, self.current, self.desk.session
        if entry is None:
            return
        text = f"程序里的名称是“{entry.shipped}”；清空就恢复它。" if entry.shipped else "已登记的记录也显示新名称。"
        given = self.desk.dialogs.form("词条改名", text, (Ask("label", "名称", entry.label),), "改名")
        if given is not None:
            self._operate("词条改名", lambda: own_terms.rename(session, one.id, entry.code, given["label"]))

    def retire(self) -> None:
        """Offer the marked entry no longer, or again."""
        entry, one, session = self.entry, self.current, self.desk.session
        if entry is not None:
            word = "恢复词条" if entry.retired else "停用词条"
            self._operate(word, lambda: own_terms.retire(session, one.id, entry.code, not entry.retired))

    def _operate(self, word: str, work: Callable[[], OpResult[str]]) -> None:
        self.desk.runner.operate(self, word, lambda _c: work(), lambda _v: self.read())


class NewTermDialog(AskDialog):
    """The name of a new entry and, for kinds of record and letter, what it belongs to."""

    given = Signal(str, str)

    def __init__(self, desk: Desk, one: OwnList, parent: QWidget) -> None:
        super().__init__(f"新增词条：{one.label}", parent, 440)
        self.name = LineField(most=own_terms.LONGEST)
        self.name.name("名称")
        self.place = PickEdit(OptionSource(desk, one.places))
        self.place.setParent(self)
        self.place.setVisible(len(one.places) > 1)
        self.place.name(one.asks)
        self.place.set_value(one.places[0][0] if one.places else None)
        rows = QFormLayout()
        rows.setSpacing(9)
        rows.addRow(label("名称", "field"), self.name)
        if len(one.places) > 1:
            rows.addRow(label(one.asks, "field"), self.place)
        self.box.addLayout(rows)
        self.finish()
        self.name.setFocus()

    def take(self) -> None:
        self.given.emit(self.name.value() or "", self.place.value() or "")
        self.accept()


def _row(entry: OwnEntry) -> tuple[str, ...]:
    source = "本单位" if not entry.shipped else "改过名" if entry.shipped != entry.label else "程序自带"
    return (entry.label, source, entry.place, str(entry.used) if entry.used else "", "已停用" if entry.retired else "在用")
