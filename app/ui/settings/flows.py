"""What workflows ask the unit to say: days, shares, switches; and from when on leaders are to be reminded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from app.catalog.reminders import RECIPIENTS, Stage
from app.services import effect_periods, runs, tasks
from app.services.results import OpResult
from app.services.runs import ParamRow
from app.services.tasks_reminders import Reminders
from app.ui.desk import Desk
from app.ui.fields.scalar import LineField
from app.ui.filterdialogs import AskDialog
from app.ui.parts import Card, button, label
from app.ui.settings.effects import EffectsDialog
from app.ui.settings.tab import Tab
from app.ui.simpletable import SimpleTable

COLUMNS = (("流程", 190), ("参数", 300), ("现在的值", 120), ("说明", 0))
NOTE = "待配置的步骤照样列入待办，只是没有期限。已有的数字来自来源文件，或与职责目录的缺省相同，本单位另有规定的可以改。"
HINTS = {"日期": "写作月-日，例如 03-31", "是否": "写“是”或“否”", "%": "0 到 100 的整数"}


class FlowsTab(Tab):
    """The parameters of every workflow in words; a row is changed in a dialog."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[ParamRow] = []
        self._all: list[ParamRow] = []
        self._told = Reminders()
        card = Card("流程参数")
        self.only = QCheckBox("只看待配置")
        self.only.toggled.connect(lambda _on: self._fill())
        self.change_button = button("设置…", self.change, "small")
        self.back_button = button("恢复原值", self.back, "small")
        self.remind_button = button("分级提醒…", self.remind, "small")
        self.effects_button = button("影响期…", self.effects, "small")
        for made in (self.only, self.change_button, self.back_button, self.remind_button, self.effects_button):
            card.head.addWidget(made)
        self.table = SimpleTable("流程参数", COLUMNS, lambda _n: self.change(), "没有待配置的参数。")
        self.table.itemSelectionChanged.connect(self._selected)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(label(NOTE, "sub", wrap=True))
        self.box.addWidget(card, 1)

    def read(self) -> None:
        session = self.desk.session

        def both() -> tuple[list[ParamRow], Reminders]:
            return runs.params(session), tasks.reminders(session)

        self.desk.runner.query(self, both, self._show, key="flow-params")

    def _show(self, found: tuple[list[ParamRow], Reminders]) -> None:
        self._all, self._told = found
        self._fill()

    def _fill(self) -> None:
        self.rows = [r for r in self._all if r.value is None or not self.only.isChecked()]
        self.table.set_rows([(r.flow_label, r.label, f"{r.words}{'（本单位）' if r.own else ''}", r.help) for r in self.rows])
        self._selected()

    @property
    def marked(self) -> ParamRow | None:
        """The marked parameter."""
        at = self.table.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def _selected(self) -> None:
        able, one = self.desk.session.can("configure"), self.marked
        self.change_button.setEnabled(able and one is not None)
        self.back_button.setEnabled(able and one is not None and one.own)
        self.remind_button.setEnabled(able)

    def change(self) -> None:
        """Another value for the marked parameter."""
        one = self.marked
        if one is not None and self.desk.session.can("configure"):
            dialog = ParamDialog(one, self.window())
            dialog.given.connect(lambda text: self._keep(one, runs.read_param(one.unit, text)))
            dialog.open()

    def back(self) -> None:
        """The marked parameter as it was shipped."""
        one = self.marked
        if one is not None:
            self._keep(one, None)

    def _keep(self, one: ParamRow, value: Any) -> None:
        session = self.desk.session
        self._operate(lambda: runs.set_param(session, one.flow, one.name, value))

    def remind(self) -> None:
        """From when on leaders are to be reminded."""
        session = self.desk.session
        dialog = RemindDialog(self._told, session.catalog.reminders, self.window())
        dialog.given.connect(lambda said: self._operate(lambda: tasks.set_reminders(session, *said)))
        dialog.open()

    def effects(self) -> None:
        """How long sanctions weigh."""
        session = self.desk.session

        def show(found: list[effect_periods.MonthsRow]) -> None:
            EffectsDialog(self.desk, found, self._operate, self.window()).open()

        self.desk.runner.query(self, lambda: effect_periods.measures(session), show, key="effects")

    def _operate(self, work: Callable[[], OpResult[Any]]) -> None:
        self.desk.runner.operate(self, "设置流程参数", lambda _c: work(), lambda _v: self.read())


class ParamDialog(AskDialog):
    """One value with its unit; empty: as shipped."""

    given = Signal(str)

    def __init__(self, one: ParamRow, parent: QWidget) -> None:
        super().__init__(one.flow_label, parent, 460)
        self.value = LineField(HINTS.get(one.unit, f"以{one.unit}计，整数；不填恢复原值"))
        self.value.name(one.label)
        if one.value is not None:
            self.value.set_value(runs.plain_words(one.value))
        self.box.addWidget(label(one.label, "field", wrap=True))
        self.box.addWidget(self.value)
        said = f"{one.help}新值只用于今天以后开始的事。" if one.dated else one.help
        if said:
            self.box.addWidget(label(said, "sub", wrap=True))
        self.finish()
        self.value.setFocus()

    def take(self) -> None:
        self.given.emit(str(self.value.value() or ""))
        self.accept()


class RemindDialog(AskDialog):
    """For each stage of reminders whom it goes to and from how many days over a limit; no days: 待单位确认."""

    given = Signal(tuple)

    def __init__(self, told: Reminders, stages: Sequence[Stage], parent: QWidget) -> None:
        super().__init__("分级提醒", parent, 520)
        self._stages = stages
        self.leader, self.principal = LineField("待单位确认"), LineField("待单位确认")
        days = {"leader": (self.leader, told.leader), "principal": (self.principal, told.principal)}
        self.to: dict[str, QComboBox] = {}
        rows = QFormLayout()
        rows.setSpacing(9)
        for stage in stages:
            choice = self.to[stage.code] = QComboBox()
            choice.setAccessibleName(f"{stage.level}发给谁")
            for code, words in RECIPIENTS.items():
                choice.addItem(words, code)
            choice.setCurrentIndex(choice.findData(told.to.get(stage.code, stage.to)))
            rows.addRow(label(f"{stage.level}（{stage.label}）发给", "field"), choice)
            if stage.code in days:
                field, said = days[stage.code]
                field.name(f"逾期几天提醒{stage.label}")
                field.set_value("" if said is None else str(said))
                rows.addRow(label(f"逾期几天到{stage.level}", "field"), field)
        self.box.addLayout(rows)
        text = "天数没有权威来源，由本单位确定；不填的，等上一级提醒的反馈期限过了再提示。只在待办里写明可以拟哪一级提醒，程序不发任何消息。"
        self.box.addWidget(label(text, "sub", wrap=True))
        self._wrong = label("", "problem", wrap=True)
        self._wrong.hide()
        self.box.addWidget(self._wrong)
        self.finish()
        self.leader.setFocus()

    def take(self) -> None:
        days = [str(f.value() or "").strip() for f in (self.leader, self.principal)]
        if not all(d.isdecimal() or not d for d in days):
            self._wrong.setText("天数应是整数，也可以不填。")
            self._wrong.show()
            return
        to = {s.code: str(self.to[s.code].currentData()) for s in self._stages if self.to[s.code].currentData() != s.to}
        self.given.emit((*(int(d) if d else None for d in days), to))
        self.accept()
