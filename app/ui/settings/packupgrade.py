"""What a newer program says otherwise in a document: every change before and after, what would move, and the answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSplitter, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.services import pack_upgrade
from app.services.pack_upgrade import DutyChange, Upgrade
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.parts import button, clear, label, row, scroll

ROW = int(Qt.ItemDataRole.UserRole) + 1
SIZE = (940, 600)
NAMES = 330
NOTE = "采用以前一直按原来的规则评价；采用以后从 {year} 年起按新的规则，以前各年的结论不变。可以撤销。"


def ask(desk: Desk, owner: QWidget, pack: str) -> None:
    """Work out what would become of the results, then show the dialog."""
    session = desk.session
    desk.runner.task(
        owner, "比较职责文件", lambda context: pack_upgrade.survey(session, pack, context),
        lambda found: UpgradeDialog(desk, found, owner.window()).open(),
    )  # fmt: skip


def hint(desk: Desk) -> None:
    """After unlocking: say that a newer program has other words for a document, to who may answer."""
    session = desk.session
    if session.business is None or not session.can("configure"):
        return

    def show(found: list[Upgrade]) -> None:
        asking = [u for u in found if not u.declined]
        if asking:
            names = "、".join(f"“{u.title}”" for u in asking[:2])
            text = f"新版程序改了{names}的职责，没有采用以前按原来的评价。"
            desk.say(text, "info", ("看看改了什么", lambda: desk.open("settings", tab="packs")))

    desk.runner.query(desk, lambda: pack_upgrade.pending(session), show, key="upgrades")


class UpgradeDialog(QDialog):
    """The changes of one document at the left, the chosen one in full at the right, three answers below."""

    def __init__(self, desk: Desk, upgrade: Upgrade, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self.upgrade = desk, upgrade
        self.setWindowTitle("新版程序的职责文件")
        self.resize(*SIZE)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 18, 22, 16)
        box.setSpacing(10)
        box.addWidget(label(f"{upgrade.title}：{upgrade.counts}", "card-title", wrap=True))
        box.addWidget(label(self._moves(), wrap=True))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("改动")
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.currentItemChanged.connect(lambda item, _before: self._show(item))
        holder = QWidget()
        self._detail = QVBoxLayout(holder)
        self._detail.setContentsMargins(14, 4, 8, 4)
        self._detail.setSpacing(6)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.tree)
        parts.addWidget(scroll(holder))
        parts.setSizes([NAMES, SIZE[0] - NAMES])
        box.addWidget(parts, 1)
        year = desk.session.clock.today().year
        box.addWidget(label(NOTE.format(year=year), "sub", wrap=True))
        self.later = button("以后再说", self.reject)
        self.keep = button("照旧不变", self.decline)
        self.take = button(f"从 {year} 年起采用", self.accept_it, "primary")
        able = desk.session.can("configure")
        for made in (self.keep, self.take):
            made.setVisible(able)
        box.addLayout(row(None, self.later, self.keep, self.take))
        for change in upgrade.changes:
            item = QTreeWidgetItem([f"{change.kind}　{change.label}"])
            item.setData(0, ROW, change)
            item.setToolTip(0, change.label)
            self.tree.addTopLevelItem(item)
        self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self.tree.setFocus()

    def _moves(self) -> str:
        moved = [c for c in self.upgrade.changes if c.rows]
        if not moved:
            return "现在的结果都不会变。"
        return f"现在的结果里，{len(moved)} 条职责会有变化；选中一条看从什么变成什么。"

    def _show(self, item: QTreeWidgetItem | None) -> None:
        clear(self._detail)
        if item is None:
            return
        change: DutyChange = item.data(0, ROW)
        self._detail.addWidget(label(change.label, "row-title", wrap=True))
        for head, text in (("原来的规则", change.before), ("新的规则", change.after)):
            if text:
                self._part(head, text)
        for name, before, after in change.parts:
            self._part(name, f"{before} → {after}")
        self._part("现在的结果", "，".join(change.rows) or "不会变。")
        self._detail.addStretch(1)

    def _part(self, head: str, text: str) -> None:
        self._detail.addWidget(label(head, "sub"))
        self._detail.addWidget(label(text, wrap=True))

    # --- answers -----------------------------------------------------------
    def accept_it(self) -> None:
        """Go by the new wording from this year on."""
        session, pack, year = self._desk.session, self.upgrade.pack, self._desk.session.clock.today().year
        self._answer("采用新的职责文件", lambda: pack_upgrade.accept(session, pack, year))

    def decline(self) -> None:
        """Leave everything as it is and do not ask again about this version."""
        session, pack = self._desk.session, self.upgrade.pack
        self._answer("照旧不用新的职责文件", lambda: pack_upgrade.decline(session, pack))

    def _answer(self, word: str, work: Callable[[], OpResult[str]]) -> None:
        self._desk.runner.operate(self, word, lambda _c: work(), lambda _v: self.accept())
