"""The last two steps of an import: what would happen, row by row, and what happened."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from app.services import intake
from app.services.intake import OnDuplicate, OnFault, Report
from app.services.intake_plan import DUPLICATES, LABELS, Plan, What
from app.services.intake_records import states_of
from app.services.session import Session
from app.ui.importsheet_model import EntriesModel, entries_view
from app.ui.importsheet_pages import combo, fill
from app.ui.parts import Flow, button, label, row, tag
from app.ui.stepsdialog import DonePage

TONES = {What.NEW: "good", What.CHANGED: "info", What.SAME: "muted", What.TWICE: "warn", What.LOCKED: "warn", What.FAULTY: "bad"}
FAULTS = ((OnFault.STOP.value, "都不导入，等改好再来"), (OnFault.SKIP.value, "跳过，其余的导入"))
DUPLICATE = (
    (OnDuplicate.SKIP.value, "跳过，保留库里的"), (OnDuplicate.UPDATE.value, "更新库里的"), (OnDuplicate.STOP.value, "都不导入，先核对"),
)  # fmt: skip
NAMED = 6
NOTE = "导入前已自动备份。整次导入是一步，可以在这里撤销，也可以关闭后按 Ctrl+Z。"


class PreviewPage(QWidget):
    """Counts, choices and every row. replanned: a choice that changes the rows themselves."""

    replanned = Signal()
    changed = Signal()
    faulty_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.plan: Plan | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        self.counts = Flow(8)
        box.addWidget(self.counts)
        self.faults, self.duplicates = combo("有错误的行", FAULTS), combo("重复的行", DUPLICATE)
        self.state = combo("没有写状态的行")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        for at, (text, made) in enumerate(
            (("有错误的行", self.faults), ("重复的行", self.duplicates), ("没写状态的", self.state))
        ):
            grid.addWidget(label(text, "field"), 0, 2 * at)
            grid.addWidget(made, 0, 2 * at + 1)
            grid.setColumnStretch(2 * at + 1, 1)
        box.addLayout(grid)
        self.register_new = QCheckBox("名册里没有的人，一并登记")
        self.register_new.setVisible(session.can("manage_people"))
        self.names = label("", "sub", wrap=True)
        self.only = QCheckBox("只看有问题的")
        self.save = button("把没导入的行写成表格…", self.faulty_wanted.emit, "small")
        box.addLayout(row(self.register_new, None, self.only, self.save))
        box.addWidget(self.names)
        self.model = EntriesModel()
        self.view = entries_view(self.model)
        box.addWidget(self.view, 1)
        self.whole = label("", "sub", wrap=True)
        self.whole.setMinimumHeight(34)
        box.addWidget(self.whole)
        self.view.selectionModel().currentRowChanged.connect(lambda now, _old: self._tell(now.row()))
        self.faults.currentIndexChanged.connect(lambda _n: self.changed.emit())
        self.duplicates.currentIndexChanged.connect(lambda _n: self.changed.emit())
        self.state.currentIndexChanged.connect(lambda _n: self.replanned.emit())
        self.register_new.clicked.connect(lambda _on: self.replanned.emit())
        self.only.toggled.connect(self.model.filter)

    def prepare(self, found: intake.Reading) -> None:
        """Choices for another table."""
        form = found.target.form
        self.register_new.setText("名册里没有的人，一并登记" if form is not None else "名册里没有的单位，一并登记")
        states = states_of(self._session, form, found.target.kind) if form is not None else []
        fill(self.state, [(s.code, s.label) for s in states] if len(states) > 1 else [("", states[0].label if states else "—")])
        self.state.setEnabled(len(states) > 1)

    def _tell(self, row: int) -> None:
        """The whole explanation of the current row, which may not fit into its line."""
        self.whole.setText(self.model.texts(row)[-1] if 0 <= row < self.model.rowCount() else "")

    @property
    def state_code(self) -> str:
        """What rows without a state become; empty = the first of their kind."""
        first = self.state.itemData(0)
        chosen = str(self.state.currentData() or "")
        return "" if chosen == first else chosen

    @property
    def choices(self) -> tuple[OnFault, OnDuplicate]:
        """What is done with faulty and with doubled rows."""
        return OnFault(self.faults.currentData()), OnDuplicate(self.duplicates.currentData())

    def show_plan(self, plan: Plan) -> None:
        """Counts and rows."""
        self.plan = plan
        counts = plan.counts()
        self.counts.clear()
        for what, number in counts.items():
            if number:
                self.counts.addWidget(tag(f"{LABELS[what]} {number} 条", TONES[what]))
        names = plan.new_names()
        more = f" 等 {len(names)} 个" if len(names) > NAMED else ""
        self.names.setText(f"将登记：{'、'.join(names[:NAMED])}{more}" if names else "")
        self.names.setVisible(bool(names))
        problems = counts[What.FAULTY] + sum(counts[w] for w in DUPLICATES)
        self.save.setEnabled(bool(counts[What.FAULTY] + counts[What.TWICE] + counts[What.LOCKED]))
        self.only.setEnabled(problems > 0)
        self.whole.setText("")
        self.model.show(plan.entries, only_problems=self.only.isChecked() and problems > 0)


class ImportDonePage(DonePage):
    """What was done, the way back, and the rows that were left."""

    faulty_wanted = Signal()

    def __init__(self) -> None:
        self.save = button("把没导入的行写成表格…", self.faulty_wanted.emit)
        super().__init__("撤销这次导入", NOTE, self.save)

    def show_report(self, report: Report) -> None:
        """What came of it."""
        self.show_done(f"导入完成：{report.sentence()}")
        self.save.setVisible(report.left > 0)
