"""Settings: duty packs, accounts, backup, security log, own preferences, about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QTabWidget, QWidget

from app.ui.desk import Desk
from app.ui.pages.base import Head, Page
from app.ui.settings.about import AboutTab
from app.ui.settings.accounts import AccountsTab
from app.ui.settings.backup import BackupTab
from app.ui.settings.duties import DutiesTab
from app.ui.settings.flows import FlowsTab
from app.ui.settings.holidays import HolidaysTab
from app.ui.settings.kinds import KindsTab
from app.ui.settings.log import LogTab
from app.ui.settings.own import OwnTab
from app.ui.settings.ownduties import OwnDutiesTab
from app.ui.settings.ownterms import OwnTermsTab
from app.ui.settings.profiles import ProfilesTab
from app.ui.settings.tab import Tab
from app.ui.settings.unit import UnitTab

TABS: tuple[tuple[str, str, tuple[str, ...], Callable[[Desk], Tab]], ...] = (
    ("packs", "职责文件", ("configure", "evaluate"), DutiesTab),
    ("unit", "本单位", ("configure",), UnitTab),
    ("owned", "本单位职责", ("configure", "evaluate"), OwnDutiesTab),
    ("terms", "词表", ("configure",), OwnTermsTab),
    ("kinds", "文书种类", ("configure",), KindsTab),
    ("profiles", "版式方案", ("configure",), ProfilesTab),
    ("flows", "流程参数", ("configure",), FlowsTab),
    ("holidays", "节假日", ("configure",), HolidaysTab),
    ("accounts", "账号和权限", ("manage_accounts", "manage_people", "manage_rights"), AccountsTab),
    ("backup", "备份和核对", ("backup",), BackupTab),
    ("log", "安全日志", ("audit",), LogTab),
    ("own", "个人设置", (), OwnTab),
    ("about", "关于", (), AboutTab),
)


class SettingsPage(Page):
    """Tabs of settings; each reads when first shown."""

    entities = frozenset({"setting", "account"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("设置")
        self.tabs.tabBar().setAccessibleName("设置分类")
        self.names: list[str] = []
        for name, title, rights, make in TABS:
            able = not rights or any(desk.session.can(r) for r in rights)
            if able and (desk.session.business is not None or name not in ("packs", "unit", "backup", "owned", "terms", "kinds", "profiles", "flows")):
                self.tabs.addTab(make(desk), title)
                self.names.append(name)
        self.tabs.currentChanged.connect(lambda _n: self.update_now())
        self.box.addWidget(self.tabs, 1)
        self.set_head(Head("设置", "职责启停和参数、账号、备份、日志"))

    def go(self, args: dict[str, object]) -> None:
        wanted = str(args.get("tab") or "")
        if wanted in self.names:
            self.tabs.setCurrentIndex(self.names.index(wanted))

    def refresh(self) -> None:
        self.help_topic = f"settings.{self.names[self.tabs.currentIndex()]}"
        shown = self.tabs.currentWidget()
        if isinstance(shown, Tab):
            shown.read()

    def leave(self) -> None:
        for number in range(self.tabs.count()):
            tab = self.tabs.widget(number)
            if isinstance(tab, Tab):
                tab.leave()

    def first_focus(self) -> QWidget | None:
        return self.tabs.tabBar()
