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
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.catalog.pairs import read_pairs
from app.catalog.places import resources_dir
from app.services import duty_settings, pack_upgrade
from app.services.duty_settings import DutyRow, PackRow
from app.services.pack_upgrade import Upgrade
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.fields.base import anchor_in
from app.ui.notice import Notice
from app.ui.parts import Card, RowButton, button, clear, label, scroll
from app.ui.settings import packupgrade
from app.ui.settings.tab import Tab
from app.ui.taborder import read_on

ROW = int(Qt.ItemDataRole.UserRole) + 1
LEFT = 320
PARAMS = 220


class DutiesTab(Tab):
    """Packs at the left, their duties at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.packs: list[PackRow] = []
        self._chosen = ""
        self._names: dict[str, RowButton] = {}
        self._group = QButtonGroup(self)
        self._words = parameter_names()
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

    def _documents(self) -> QWidget:
        card = Card("职责文件")
        card.setFixedWidth(LEFT)
        self._documents_list = holder = QWidget()
        self._packs = QVBoxLayout(holder)
        self._packs.setContentsMargins(0, 0, 6, 0)
        card.body.addWidget(label("勾选本单位适用的文件。从本年起生效，往年结论不变。", "sub", wrap=True))
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

    @property
    def _year(self) -> int:
        return self.desk.session.clock.today().year

    def read(self) -> None:
        session, year = self.desk.session, self._year

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
            line.addWidget(label(f"{pack.total} 项", "sub"))
            self._packs.addLayout(line)
        self._packs.addStretch(1)
        parts = (self.notice, self._documents_list, self.all_grades, self._find, self.tree, self.upgrade, self.copy, self.lists, self.edit)
        read_on(self._anchor, parts)
        if packs:
            self._choose(self._chosen or packs[0].id)

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
        self._filter()
        self._selected(self.tree.currentItem())

    def _filter(self) -> None:
        """Hide the duties without the text that is looked for."""
        wanted = self._find.text().strip().lower()
        for number in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(number)
            if item is not None:
                duty: DutyRow = item.data(0, ROW)
                item.setHidden(wanted not in f"{duty.label} {duty.article}".lower())

    def _params(self, duty: DutyRow, *, whole: bool = False) -> str:
        if not duty.params:
            return ""
        if not duty.configured and not whole:
            return "待配置"
        simple = {k: v for k, v in duty.params.items() if not isinstance(v, list | dict)}
        return "，".join(f"{self._words.get(k, k)} {'待配置' if v is None else v}" for k, v in simple.items())

    def set_pack(self, pack: str, on: bool) -> None:
        """Switch a document on or off."""
        session, year = self.desk.session, self._year
        word = "启用职责文件" if on else "停用职责文件"
        self.desk.runner.operate(
            self, word, lambda _c: duty_settings.set_pack(session, pack, on, year), lambda _v: self.read()
        )

    def set_all_grades(self, on: bool) -> None:
        """Judge all grades, or only duties whose number stands in the source."""
        session, year = self.desk.session, self._year
        word = "核对全部职责" if on else "只核对写明次数的职责"
        self.desk.runner.operate(
            self, word, lambda _c: duty_settings.set_all_grades(session, on, year), lambda _v: self.read()
        )

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        duty: DutyRow = item.data(0, ROW)
        on = item.checkState(0) == Qt.CheckState.Checked
        if column == 0 and on != duty.on:
            session, year = self.desk.session, self._year
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
        self._set.setText(params or ("没有可设的参数。空格键启用或停用。" if duty is not None else ""))

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
        """Which period, then its entries, one a line."""
        duty = self._current()
        if duty is None or not duty.list_name:
            return
        session = self.desk.session
        definition = duty_settings.find(session, duty.id)
        title = session.catalog.vocab.short(duty.list_name)
        first = duty_settings.list_period(definition, session.clock.today())
        given = self.desk.dialogs.form(
            title, "这份名单按时期设定，例如 2026Q4、2026。", (Ask("period", "时期", first),), "下一步"
        )
        if given is None:
            return
        period = given["period"].strip().upper()

        def show(entries: list[str]) -> None:
            text = "一行一个，写人员或单位名册里的名称；没有就留空。"
            asks = (Ask("entries", "名单", "\n".join(entries), kind="long"),)
            written = self.desk.dialogs.form(f"{title} {period}", text, asks, "保存")
            if written is not None:
                self.desk.runner.operate(
                    self, "设置名单",
                    lambda _c: duty_settings.set_list(session, duty.list_name, period, written["entries"].splitlines()),
                    lambda _v: self.desk.say("名单已保存。"),
                )  # fmt: skip

        self.desk.runner.query(self, lambda: duty_settings.unit_list(session, duty.list_name, period), show)

    def _edit(self) -> None:
        duty = self._current()
        if duty is None or not duty.params:
            self.desk.say("这项职责没有可设的参数。", "info")
            return
        simple = {k: v for k, v in duty.params.items() if not isinstance(v, list | dict)}
        asks = tuple(Ask(k, self._words.get(k, k), "" if v is None else str(v), hint="没有规定，由本单位定") for k, v in simple.items())
        given = self.desk.dialogs.form("设置参数", duty.label, asks, "保存")
        if given is None:
            return
        values = {k: number(v) for k, v in given.items() if v.strip()}
        session, year = self.desk.session, self._year
        self.desk.runner.operate(
            self, "设置职责参数", lambda _c: duty_settings.set_parameters(session, duty.id, values, year),
            lambda _v: self.read(),
        )  # fmt: skip


def parameter_names() -> dict[str, str]:
    """Chinese names of the duty parameters."""
    return read_pairs(resources_dir() / "i18n" / "parameters.yaml")


def number(text: str) -> int | float | str:
    """A typed parameter as the number it is, else as text."""
    for kind in (int, float):
        try:
            return kind(text.strip())
        except ValueError:
            continue
    return text.strip()
