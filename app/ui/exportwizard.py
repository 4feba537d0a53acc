"""Making a report package: period and kinds, then a list to tick, then the file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QTableWidgetItem, QVBoxLayout, QWidget

from app.services import packs
from app.services.packs import PackItem, PackRow, PackSelection
from app.services.partners import Partner
from app.ui.desk import Desk
from app.ui.fields.day import DayField
from app.ui.fields.many import PickMany
from app.ui.fields.sources import PersonSource
from app.ui.newmenu import PAGES
from app.ui.parts import Flow, button, label, row
from app.ui.secondperson import ask_second
from app.ui.simpletable import SimpleTable


class ExportWizard(QDialog):
    """One dialog, everything in sight: what, to whom, which records."""

    finished_path = Signal(str)

    def __init__(self, desk: Desk, partners: list[Partner], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("制作报送包")
        self.resize(900, 640)
        self._desk, self._partners = desk, partners
        self.items: list[PackItem] = []
        year = desk.session.clock.today().year
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        box.addWidget(label("制作报送包", "card-title"))
        box.addWidget(label("选时期、种类和收件单位，核对清单后再写文件。草稿列出但不勾选；标为保密的字段不会带出。", "sub", wrap=True))
        self.first, self.last = DayField(desk.session.clock), DayField(desk.session.clock)
        self.first.set_value(f"{year}-01-01")
        self.last.set_value(desk.today())
        self.first.name("从哪天")
        self.last.name("到哪天")
        self.people = PickMany(PersonSource(desk))
        self.people.name("只报这些人（空着就是全部）")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(3, 1)
        grid.setColumnStretch(1, 1)
        for number, (text, left) in enumerate((("时期", row(self.first, label("至", "sub"), self.last)),)):
            grid.addWidget(label(text, "field"), number, 0)
            grid.addLayout(left, number, 1)
        grid.addWidget(label("只报这些人", "field"), 0, 2)
        grid.addWidget(self.people, 0, 3)
        box.addLayout(grid)
        self.forms = self._checks(box, "种类", self._form_names())
        self.units = self._checks(box, "发给", [(p.id, f"{p.name}（{p.relation_label}）") for p in partners])
        for made in (self.first, self.last, self.people):
            made.changed.connect(self.preview)
        self.table = SimpleTable("报送清单", (("", 34), ("日期", 96), ("种类", 170), ("标题", 0), ("状态", 84), ("说明", 150)))
        self.table.itemChanged.connect(lambda _i: self._count())
        box.addWidget(self.table, 1)
        self._sum = label("", "sub")
        self._problem = label("", "problem", wrap=True)
        box.addWidget(self._problem)
        self.write = button("写报送包…", self.export, "primary")
        self.write.setToolTip("Ctrl+Enter")
        box.addLayout(row(self._sum, None, button("取消", self.reject), self.write))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.export)
        self.preview()

    def _form_names(self) -> list[tuple[str, str]]:
        session = self._desk.session
        return [(f.id, f.label) for p in (*PAGES, "letters") for f in session.catalog.records.on_page(p)
                if session.can("export", f.id)]  # fmt: skip

    def _checks(self, box: QVBoxLayout, title: str, names: list[tuple[str, str]]) -> dict[str, QCheckBox]:
        flow = Flow(8)
        flow.addWidget(label(f"{title}：", "field"))
        found = {}
        for code, text in names:
            made = QCheckBox(text)
            made.setChecked(title == "发给" or code in ("meeting", "talk", "study", "inspection", "report", "rectification"))
            made.clicked.connect(lambda _on: self.preview())
            flow.addWidget(made)
            found[code] = made
        box.addWidget(flow)
        return found

    def preview(self) -> None:
        """Ask what the selection offers."""
        forms = tuple(code for code, made in self.forms.items() if made.isChecked())
        selection = PackSelection(
            str(self.first.value() or ""), str(self.last.value() or ""), forms, tuple(self.people.value() or ())
        )
        session = self._desk.session
        self._desk.runner.query(self, lambda: packs.preview(session, selection), self._show, key="preview")

    def _show(self, items: list[PackItem]) -> None:
        self.items = items
        self.table.blockSignals(True)
        self.table.set_rows([("", i.date, i.kind_label, i.title, i.state_label, i.reason) for i in items])
        for number, one in enumerate(items):
            tick = QTableWidgetItem()
            tick.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            tick.setCheckState(Qt.CheckState.Checked if one.included else Qt.CheckState.Unchecked)
            self.table.setItem(number, 0, tick)
        self.table.blockSignals(False)
        self._count()

    def chosen(self) -> list[str]:
        """Ids of the ticked records."""
        found = []
        for number, one in enumerate(self.items):
            tick = self.table.item(number, 0)
            if tick is not None and tick.checkState() == Qt.CheckState.Checked:
                found.append(one.record_id)
        return found

    def _count(self) -> None:
        number = len(self.chosen())
        self._sum.setText(f"共 {len(self.items)} 条，勾选 {number} 条")
        self.write.setEnabled(number > 0)

    def export(self) -> None:
        """Write the package with progress and cancel."""
        ids = self.chosen()
        if not ids:
            return
        units = [code for code, made in self.units.items() if made.isChecked()]
        if not units:
            self._problem.setText("请选择发给哪个单位。")
            return
        period = f"{self.first.value()} 至 {self.last.value()}"
        name = f"报送-{self._desk.today()}.lvpkg"
        path = self._desk.dialogs.save_file("保存报送包", name, "报送包 (*.lvpkg)")
        if path is None:
            return
        session = self._desk.session

        def done(_row: PackRow) -> None:
            self.finished_path.emit(str(path))
            self.accept()

        def go(two: bool) -> None:
            second = ask_second(self._desk, "两个人导出报送包") if two else None
            if second is not None or not two:
                self._desk.runner.operate(
                    self, "制作报送包",
                    lambda c: packs.export(session, ids, units, path, period=period, context=c, second=second), done,
                )  # fmt: skip

        self._desk.runner.query(self, lambda: packs.wants_second(session, ids), go, key="second")
