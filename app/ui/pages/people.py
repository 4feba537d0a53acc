"""The registers of people and units."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.services import people
from app.services.intake_columns import PEOPLE
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.directory import match
from app.ui.exporting import out_buttons
from app.ui.importsheet import import_buttons
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, button
from app.ui.simpletable import SimpleTable

INDENT = "　"


class PeoplePage(Page):
    """Everybody of the register and the units."""

    entities = frozenset({"person", "post", "unit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._ids: list[str] = []
        self._levels: list[tuple[people.UnitRow, int]] = []
        box = QHBoxLayout()
        box.setSpacing(14)
        card = Card("人员")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("姓名、职务或拼音首字母")
        self.filter.setAccessibleName("筛选人员")
        self.filter.setFixedWidth(220)
        self.filter.textChanged.connect(lambda _t: self._fill())
        self.filter.returnPressed.connect(self._enter)
        card.head.addWidget(self.filter)
        self.table = SimpleTable(
            "人员", (("姓名", 96), ("现任职务", 0), ("单位", 200), ("支部", 120)), self._open,
            "没有找到人员。换一个字，或点右上角“新增人员”。",
        )  # fmt: skip
        for made in (*out_buttons(desk, self, "人员", self.table), *import_buttons(desk, self, (PEOPLE,), "small")):
            card.head.addWidget(made)
        card.body.addWidget(self.table, 1)
        box.addWidget(card, 3)
        units = Card("单位")
        if desk.session.can("manage_people"):
            units.head.addWidget(button("新增下级单位", self._new_unit, "small"))
        self.units = SimpleTable("单位", (("名称", 0), ("关系", 80)), self._rename_unit)
        units.body.addWidget(self.units, 1)
        box.addWidget(units, 2)
        self.box.addLayout(box, 1)
        desk.directory_changed.connect(self._fill)
        self._head(0)

    def _head(self, count: int) -> None:
        able = self.desk.session.can("manage_people")
        primary = ("新增人员", self.new_person) if able else None
        self.set_head(Head("人员", f"{count} 人 · Enter 或双击打开个人页", primary))

    def refresh(self) -> None:
        self.desk.load_directory()

    def _fill(self) -> None:
        options = match(self.desk.directory.person_options(), self.filter.text(), 5000)
        by_id = {p.id: p for p in self.desk.directory.people}
        self._ids = [o.id for o in options]
        self.table.set_rows([(by_id[i].name, by_id[i].titles, by_id[i].unit_label, by_id[i].branch) for i in self._ids])
        self._levels = people.levels(self.desk.directory.units)
        self.units.set_rows([(INDENT * level + u.name, _relation(level)) for u, level in self._levels])
        self._head(len(self.desk.directory.people))

    def _open(self, number: int) -> None:
        self.desk.open("person", id=self._ids[number])

    def _enter(self) -> None:
        """From the filter: the only match opens, several are chosen from."""
        if len(self._ids) == 1:
            self._open(0)
        elif self._ids:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus()

    def new_person(self) -> None:
        """Add somebody, then open the page to enter posts."""
        given = self.desk.dialogs.form("新增人员", "", (Ask("name", "姓名"),), "新增")
        if given:
            session = self.desk.session
            self.desk.runner.operate(
                self, "登记人员", lambda _c: people.save_person(session, given["name"]),
                lambda new: self.desk.open("person", id=new),
            )  # fmt: skip

    def _new_unit(self) -> None:
        place = self.units.currentRow()
        chosen = self._levels[place][0] if 0 <= place < len(self._levels) else None
        parent = chosen.id if chosen is not None else self.desk.directory.own_unit
        above = self.desk.directory.names.get(parent, "本单位")
        text = f"登记在“{above}”之下。要登记在别的单位之下，先在“单位”里选中那个单位。"
        given = self.desk.dialogs.form("新增下级单位", text, (Ask("name", "单位全称"),), "新增")
        if given:
            session = self.desk.session
            self.desk.runner.operate(self, "登记单位", lambda _c: people.save_unit(session, given["name"], parent))

    def _rename_unit(self, number: int) -> None:
        if not self.desk.session.can("manage_people"):
            return
        unit = self._levels[number][0]
        given = self.desk.dialogs.form("修改单位名称", "", (Ask("name", "单位全称", unit.name),), "保存")
        if given:
            session = self.desk.session
            self.desk.runner.operate(
                self, "修改单位", lambda _c: people.save_unit(session, given["name"], None, unit.id)
            )

    def first_focus(self) -> QWidget | None:
        return self.filter


def _relation(level: int) -> str:
    return "本单位" if not level else "下级" if level == 1 else f"第 {level} 级"
