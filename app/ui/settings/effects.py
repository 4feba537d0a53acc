"""How long sanctions weigh (影响期): what the articles say, and the months of the unit where no article says any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services import effect_periods
from app.services.effect_periods import MonthsRow
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.fields.scalar import LineField
from app.ui.filterdialogs import AskDialog
from app.ui.parts import label
from app.ui.simpletable import SimpleTable

NAME = "影响期"
COLUMNS = (("种类", 130), ("影响期", 110), ("出处或者说明", 0))
NOTE = "条文写明月数的照条文，不能改；待单位确认的，双击填写本单位的月数。决定文书写了届满日的，档案条目里照决定写。"


class EffectsDialog(AskDialog):
    """Every kind with its months. operate: writes what is chosen."""

    def __init__(self, desk: Desk, found: list[MonthsRow], operate: Callable[[Callable[[], OpResult[Any]]], None], parent: QWidget) -> None:
        super().__init__(NAME, parent, 700)
        self._desk, self.rows, self._operate = desk, found, operate
        self.table = SimpleTable("影响期", COLUMNS, self.change)
        self.table.setMinimumHeight(420)
        self.table.set_rows([(r.label, f"{r.words}{'（本单位）' if r.own else ''}", r.source) for r in found])
        self.box.addWidget(self.table)
        self.box.addWidget(label(NOTE, "sub", wrap=True))
        self.finish()

    def change(self, number: int) -> None:
        """Other months for a kind that no article speaks of."""
        one = self.rows[number]
        if not one.open or not self._desk.session.can("configure"):
            return
        dialog = MonthsDialog(one, self)
        dialog.given.connect(lambda months: self._keep(one, months))
        dialog.open()

    def _keep(self, one: MonthsRow, months: int | None) -> None:
        session = self._desk.session
        self.accept()
        self._operate(lambda: effect_periods.set_months(session, one.code, months))


class MonthsDialog(AskDialog):
    """The months of one kind; empty: 待单位确认."""

    given = Signal(object)

    def __init__(self, one: MonthsRow, parent: QWidget) -> None:
        super().__init__(f"{one.label}的影响期", parent, 400)
        self.value = LineField("几个月；不填为待单位确认")
        self.value.name(f"{one.label}的影响期（月）")
        self.box.addWidget(self.value)
        self._wrong = label("", "problem", wrap=True)
        self.box.addWidget(self._wrong)
        self.finish()
        self.value.setFocus()

    def take(self) -> None:
        text = str(self.value.value() or "").strip()
        if text and not text.isdecimal():
            self._wrong.setText("月数应是整数。")
            return
        self.given.emit(int(text) if text else None)
        self.accept()
