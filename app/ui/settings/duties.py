"""Which documents' duties are on, duty by duty, and the unit's parameters."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.catalog.duty_labels import SETTINGS
from app.catalog.duty_sentence import parameter_labels
from app.services import duty_settings, pack_upgrade
from app.services.duty_settings import DutyRow, PackRow
from app.services.pack_upgrade import Upgrade
from app.ui.desk import Desk
from app.ui.fields.base import anchor_in
from app.ui.notice import Notice
from app.ui.parts import Card, RowButton, button, clear, label, row, scroll
from app.ui.settings import packupgrade
from app.ui.settings.dutyedit import ListDialog, ParametersDialog, since_words
from app.ui.settings.tab import Tab
from app.ui.taborder import read_on

ROW = int(Qt.ItemDataRole.UserRole) + 1
LEFT = 320
FIRST_YEAR = 2000
ALL, ON, OFF, WAITING = SHOWN = ("全部", "启用", "停用", "待配置")
PARAMS = 220


class DutiesTab(Tab):
    """Packs at the left, their duties at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.packs: list[PackRow] = []
        self._chosen = ""
        self._names: dict[str, RowButton] = {}
        self._group = QButtonGroup(self)
        self._words = parameter_labels()
        self.year = desk.session.clock.today().year
        self._anchor = anchor_in(self)
        self._upgrades: dict[str, Upgrade] = {}
        self.notice = Notice("职责文件的提示")
        self.box.addWidget(self.notice)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._documents())
        box.addWidget(self._duties(), 1)
        self.box.addLayout(box, 1)
        self._selected(None)
        self._show_year(self.year)

    def _documents(self) -> QWidget:
        card = Card("职责文件")
        card.setFixedWidth(LEFT)
        self._year_text = label("", "row-title")
        self.back = button("‹", lambda: self.go_to(self.year - 1), "small", name="上一年")
        self.forth = button("›", lambda: self.go_to(self.year + 1), "small", name="下一年")
        card.head.addLayout(row(self.back, self._year_text, self.forth, spacing=6))
        self._holds = label("", "sub", wrap=True)
        card.body.addWidget(self._holds)
        self._documents_list = holder = QWidget()
        self._packs = QVBoxLayout(holder)
        self._packs.setContentsMargins(0, 0, 6, 0)
        card.body.addWidget(scroll(holder), 1)
        self.all_grades = QCheckBox("也核对没有写明次数的职责")
        self.all_grades.setToolTip("包括来源只写要有的、由单位定次数的和由人认定的；登记还不全时可以先不核对")
        self.all_grades.clicked.connect(self.set_all_grades)
        card.body.addWidget(self.all_grades)
        return card

    def _duties(self) -> QWidget:
        card = Card("职责")
        self._title = card.title
        self._find = QLineEdit()
        self._find.setPlaceholderText("在这份文件里查找")
        self._find.setAccessibleName("查找职责")
        self._find.setFixedWidth(220)
        self._find.textChanged.connect(lambda _t: self._filter())
        card.head.addWidget(self._find)
        self.shown: dict[str, QPushButton] = {}
        chips = QHBoxLayout()
        for name in SHOWN:
            made = button("", lambda n=name: self.show_only(n), "chip")  # type: ignore[misc]
            made.setCheckable(True)
            self.shown[name] = made
            chips.addWidget(made)
        chips.addStretch(1)
        self.shown[ALL].setChecked(True)
        card.body.addLayout(chips)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("职责")
        self.tree.setRootIsDecorated(False)
        self.tree.setHeaderLabels(["职责", "参数"])
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        self.tree.setColumnWidth(1, PARAMS)
        self.tree.itemChanged.connect(self._ticked)
        self.tree.itemActivated.connect(lambda _i: self._edit())
        self.tree.currentItemChanged.connect(self._selected)
        card.body.addWidget(self.tree, 1)
        card.body.addWidget(self._detail())
        return card

    def _detail(self) -> QWidget:
        """The chosen duty in full: what it is, where it comes from, what can be set."""
        frame = QFrame()
        frame.setProperty("role", "inner")
        box = QVBoxLayout(frame)
        box.setContentsMargins(14, 10, 10, 10)
        box.setSpacing(4)
        self._name = label("", "row-title", wrap=True)
        self._article = label("", "sub", wrap=True)
        self._rule = label("", "sub", wrap=True)
        self._set = label("", "sub", wrap=True)
        self.edit = button("设置参数…", self._edit, "small")
        self.lists = button("设置名单…", self._edit_list, "small")
        self.copy = button("以此为样本新建…", self._copy, "small")
        box.addWidget(self._name)
        box.addWidget(self._article)
        box.addWidget(self._rule)
        line = QHBoxLayout()
        line.addWidget(self._set, 1)
        self.upgrade = button("新版的不同…", lambda: packupgrade.ask(self.desk, self, self._chosen), "small")
        line.addWidget(self.upgrade, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self.lists, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(line)
        return frame

    def go_to(self, year: int) -> None:
        """Show and set another year: at most the next one, so that it can be prepared."""
        self._show_year(year)
        self.read()

    def _show_year(self, year: int) -> None:
        this_year = self.desk.session.clock.today().year
        self.year = max(FIRST_YEAR, min(year, this_year + 1))
        self.back.setEnabled(self.year > FIRST_YEAR)
        self.forth.setEnabled(self.year <= this_year)
        self._year_text.setText(f"{self.year} 年")
        past = "这是往年的设置。改动会改变那一年起的结论，一般不要改。"
        self._holds.setText(past if self.year < this_year else f"改动从 {self.year} 年起生效，直到以后的年度另有设置；往年结论不变。")

    def _may_change(self, what: str) -> bool:
        """Past years keep what they were judged by unless somebody means it."""
        if self.year >= self.desk.session.clock.today().year:
            return True
        text = f"{what}：从 {self.year} 年起生效，{self.year} 年已有的结论会随之改变。"
        if self.desk.dialogs.confirm("修改往年的设置", text, "修改", danger=True):
            return True
        self.read()
        return False

    def read(self) -> None:
        session, year = self.desk.session, self.year

        def work() -> tuple[list[PackRow], bool, list[Upgrade]]:
            every = duty_settings.load(session, year).all_grades
            return duty_settings.packs(session, year), every, pack_upgrade.pending(session)

        self.desk.runner.query(self, work, self._show, key="packs")

    def _show_upgrades(self, upgrades: list[Upgrade]) -> None:
        """A newer program has other words for documents that are on, or something of the unit's own cannot be read."""
        problems = self.desk.session.catalog.problems
        first = next((u for u in upgrades if not u.declined), None)
        if first is not None:
            text = f"新版程序里“{first.title}”与本单位正在用的不同：{first.counts}。没有采用以前按原来的评价。"
            self.notice.say(text, "info", ("看看改了什么…", lambda: packupgrade.ask(self.desk, self, first.pack)))
        elif problems:
            self.notice.say(problems[0], "warn")
        else:
            self.notice.quiet()
        self._upgrades = {u.pack: u for u in upgrades}

    def _show(self, found: tuple[list[PackRow], bool, list[Upgrade]]) -> None:
        self.packs, every, upgrades = found
        self._show_upgrades(upgrades)
        packs = self.packs
        able = self.desk.session.can("configure")
        self.all_grades.setChecked(every)
        self.all_grades.setEnabled(able)
        clear(self._packs)
        self._names.clear()
        for pack in packs:
            made = QCheckBox()
            made.setChecked(pack.on)
            made.setEnabled(able)
            made.setAccessibleName(f"启用 {pack.title}")
            made.clicked.connect(lambda on, p=pack.id: self.set_pack(p, on))
            name = RowButton(pack.short, lambda p=pack.id: self._choose(p))  # type: ignore[misc]
            name.setToolTip(pack.title)
            name.setAccessibleName(f"{pack.title}，{pack.total} 项")
            self._group.addButton(name)
            name.setCheckable(True)
            self._names[pack.id] = name
            line = QHBoxLayout()
            line.addWidget(made)
            line.addWidget(name, 1)
            line.addWidget(label(f"{sum(d.on for d in pack.duties)} / {pack.total} 项", "sub"))
            self._packs.addLayout(line)
        self._packs.addStretch(1)
        chips = tuple(self.shown.values())
        left = (self.notice, self.back, self.forth, self._documents_list, self.all_grades)
        parts = (*left, self._find, *chips, self.tree, self.upgrade, self.copy, self.lists, self.edit)
        read_on(self._anchor, parts)
        if packs:
            self._choose(self._chosen or packs[0].id)

    def go_to_duty(self, duty: str) -> None:
        """Choose a duty of any document."""
        pack = next((p for p in self.packs if any(d.id == duty for d in p.duties)), None)
        if pack is not None:
            self._choose(pack.id)
            self.tree.setCurrentItem(self.tree.topLevelItem([d.id for d in pack.duties].index(duty)))

    def _choose(self, pack_id: str) -> None:
        self._chosen = pack_id
        pack = next((p for p in self.packs if p.id == pack_id), None)
        if pack is None:
            return
        self._title.setText(pack.short)
        self._names[pack_id].setChecked(True)
        before = self._current()
        self.tree.blockSignals(True)
        self.tree.clear()
        for duty in pack.duties:
            item = QTreeWidgetItem([duty.label, self._params(duty)])
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if duty.on else Qt.CheckState.Unchecked)
            item.setData(0, ROW, duty)
            item.setToolTip(0, duty.label)
            item.setToolTip(1, self._params(duty, whole=True))
            self.tree.addTopLevelItem(item)
            if before is not None and before.id == duty.id:
                self.tree.setCurrentItem(item)
        if self.tree.currentItem() is None and self.tree.topLevelItemCount():
            self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self.tree.blockSignals(False)
        self._count(pack)
        self._filter()
        self._selected(self.tree.currentItem())

    def show_only(self, name: str) -> None:
        """Only the duties that are on, off or wait for a parameter; or all."""
        for one, made in self.shown.items():
            made.setChecked(one == name)
        self._filter()

    def _count(self, pack: PackRow) -> None:
        for name, made in self.shown.items():
            count = sum(self._stands(name, d) for d in pack.duties)
            made.setText(f"{name} {count}")
            made.setAccessibleName(f"只看{name}，{count} 项")

    def _stands(self, name: str, duty: DutyRow) -> bool:
        return {ALL: True, ON: duty.on, OFF: not duty.on, WAITING: duty.waiting}[name]

    def _filter(self) -> None:
        """Hide the duties without the text that is looked for, or that stand otherwise."""
        wanted = self._find.text().strip().lower()
        only = next(name for name, made in self.shown.items() if made.isChecked())
        for number in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(number)
            if item is not None:
                duty: DutyRow = item.data(0, ROW)
                found = wanted in f"{duty.label} {duty.article}".lower()
                item.setHidden(not (found and self._stands(only, duty)))
        now = self.tree.currentItem()
        if now is None or now.isHidden():
            items = (self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount()))
            first = next((i for i in items if i is not None and not i.isHidden()), None)
            if first is not None:
                self.tree.setCurrentItem(first)

    def _params(self, duty: DutyRow, *, whole: bool = False) -> str:
        if not duty.params:
            return ""
        if not duty.configured and not whole:
            return "待配置"
        simple = {k: v for k, v in duty.params.items() if not isinstance(v, list | dict)}
        return "，".join(f"{self._words.get(k, k)} {self._word(v)}" for k, v in simple.items())

    def _word(self, value: object) -> str:
        return "待配置" if value is None else SETTINGS.get(str(value), str(value))


    def set_pack(self, pack: str, on: bool) -> None:
        """Switch a document on or off."""
        session, year = self.desk.session, self.year
        word = "启用职责文件" if on else "停用职责文件"
        if not self._may_change(word):
            return
        self.desk.runner.operate(
            self, word, lambda _c: duty_settings.set_pack(session, pack, on, year), lambda _v: self.read()
        )

    def set_all_grades(self, on: bool) -> None:
        """Judge all grades, or only duties whose number stands in the source."""
        session, year = self.desk.session, self.year
        word = "核对全部职责" if on else "只核对写明次数的职责"
        if not self._may_change(word):
            return
        self.desk.runner.operate(
            self, word, lambda _c: duty_settings.set_all_grades(session, on, year), lambda _v: self.read()
        )

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        duty: DutyRow = item.data(0, ROW)
        on = item.checkState(0) == Qt.CheckState.Checked
        if column == 0 and on != duty.on and self._may_change("启用职责" if on else "停用职责"):
            session, year = self.desk.session, self.year
            self.desk.runner.operate(
                self, "启用职责" if on else "停用职责",
                lambda _c: duty_settings.set_duty(session, duty.id, on, year), lambda _v: self.read(),
            )  # fmt: skip

    def _current(self) -> DutyRow | None:
        item = self.tree.currentItem()
        found: DutyRow | None = item.data(0, ROW) if item is not None else None
        return found

    def _selected(self, item: QTreeWidgetItem | None) -> None:
        duty: DutyRow | None = item.data(0, ROW) if item is not None else None
        self.lists.setVisible(duty is not None and bool(duty.list_name))
        declined = self._upgrades.get(self._chosen)
        self.upgrade.setVisible(declined is not None and declined.declined)
        self.copy.setVisible(duty is not None and self.desk.session.can("configure"))
        self.edit.setVisible(duty is not None and bool(duty.params))
        self._name.setText(duty.label if duty is not None else "选一项职责，这里写明依据和参数。")
        self._article.setText(f"依据：{duty.article}" if duty is not None else "")
        self._rule.setText(f"规则：{duty.said}" if duty is not None else "")
        params = self._params(duty, whole=True) if duty is not None else ""
        since = since_words(duty) if duty is not None else ""
        lines = [params or ("没有可设的参数。空格键启用或停用。" if duty is not None else ""), since]
        self._set.setText("\n".join(line for line in lines if line))

    def _copy(self) -> None:
        """A duty of the unit's own that begins like the chosen one; which document it goes into."""
        duty, catalog = self._current(), self.desk.session.catalog.duties
        own = [p for p in catalog.packs if p.id in catalog.own]
        if duty is None:
            return
        if not own:
            self.desk.say("先新建一份本单位的职责文件，再以它为样本加职责。", "info", ("去新建", lambda: self.desk.open("settings", tab="owned")))
            return
        names = tuple(p.short for p in own)
        number = 0 if len(own) == 1 else self.desk.dialogs.choose("以此为样本新建", f"“{duty.label}”放进哪份文件？", names)
        if number is not None:
            self.desk.open("ownduty", pack=own[number].id, like=duty.id)

    def _edit_list(self) -> None:
        """The unit's list that the duty goes by, period by period."""
        duty = self._current()
        if duty is None or not duty.list_name:
            return
        session, name = self.desk.session, duty.list_name
        periods = duty_settings.list_periods(duty_settings.find(session, duty.id), self.year)
        self.desk.runner.query(
            self, lambda: duty_settings.unit_lists(session, name),
            lambda stored: ListDialog(self.desk, name, periods, stored, self).open(),
        )  # fmt: skip

    def _edit(self) -> None:
        duty = self._current()
        if duty is None or not [v for v in duty.params.values() if not isinstance(v, list | dict)]:
            self.desk.say("这项职责没有可设的参数。", "info")
        elif self._may_change("设置参数"):
            ParametersDialog(self.desk, duty, self._words, self.year, self.read, self).open()
