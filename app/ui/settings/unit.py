"""The own unit: its name, what kind it is, what holds for it, and which documents are proposed to it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.domain.errors import AppError
from app.services import duty_settings, proposals
from app.services.proposals import PackChoice, UnitSetup
from app.ui.desk import Desk
from app.ui.packchoice import PackChoices
from app.ui.parts import Card, button, label, row, scroll
from app.ui.settings.tab import Tab
from app.ui.taborder import read_on
from app.ui.wizard_unit import UnitQuestions

Found = tuple[UnitSetup, list[PackChoice], tuple[str, ...], str]


class UnitTab(Tab):
    """What the first run asked, at the left; documents with the reasons for and against them at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.name = QLineEdit()
        self.name.setAccessibleName("单位全称")
        self.questions = UnitQuestions(desk.session.catalog, hints=False)
        self.problem = label("", "problem", wrap=True)
        self.save = button("保存", self.store, "primary")
        left = Card("本单位")
        left.body.addWidget(label("单位全称", "field"))
        left.body.addWidget(self.name)
        left.body.addWidget(self.questions)
        left.body.addWidget(label("改了类型和情况，建议会跟着变；已经启用的文件不会自动增减。", "sub", wrap=True))
        left.body.addWidget(self.problem)
        left.body.addStretch(1)
        left.body.addLayout(row(None, self.save))
        right = Card("按哪些文件清点")
        self.choices = PackChoices()
        self.choices.ticked.connect(self._tick)
        self.outlook = label("", "row-title", wrap=True)
        right.body.addWidget(label("勾选从本年起生效，往年结论不变。逐项职责和参数在“职责文件”里设。", "sub", wrap=True))
        right.body.addWidget(scroll(self.choices), 1)
        right.body.addWidget(self.outlook)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(left, 4)
        box.addWidget(right, 5)
        self.box.addLayout(box, 1)

    def read(self) -> None:
        session, year = self.desk.session, self.desk.session.clock.today().year

        def work() -> Found:
            unit = proposals.own_unit(session)
            settings = duty_settings.load(session, year)
            on = tuple(p.id for p in session.catalog.duties.packs if settings.pack_on(p.id))
            choices = proposals.proposed(session.catalog, unit.kind, unit.applies)
            return unit, choices, on, proposals.outlook(session.catalog, on, unit.applies, settings).sentence()

        self.desk.runner.query(self, work, self._show, key="unit")

    def _show(self, found: Found) -> None:
        unit, choices, on, words = found
        self.name.setText(unit.name)
        self.questions.show_unit(unit.kind, unit.applies)
        self.choices.show_choices(choices, on, able=self.desk.session.can("configure"))
        read_on(self.save, (self.choices,))
        self.outlook.setText(words)
        self.problem.setText("")

    def store(self) -> None:
        """Keep name, kind and conditions."""
        session, name = self.desk.session, self.name.text()
        kind, held = self.questions.kind(), self.questions.held()
        self.desk.runner.operate(
            self, "修改本单位", lambda _c: proposals.describe_unit(session, name, kind, held),
            lambda _v: self.read(), failed=self._refused,
        )  # fmt: skip

    def _refused(self, error: AppError) -> bool:
        self.problem.setText(error.sentence())
        return True

    def _tick(self, pack: str, on: bool) -> None:
        session, year = self.desk.session, self.desk.session.clock.today().year
        self.desk.runner.operate(
            self, "启用职责文件" if on else "停用职责文件",
            lambda _c: duty_settings.set_pack(session, pack, on, year), lambda _v: self.read(),
        )  # fmt: skip
