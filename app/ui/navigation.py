"""The left navigation and the foot that says who works and whether all is well."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.services.session import Session
from app.ui.desk import Desk
from app.ui.icons import set_icon
from app.ui.parts import button, label, restyle, row, scroll

WIDTH = 176
ROOMY = 800  # px of height from which the lines keep their full distance


@dataclass(frozen=True, slots=True)
class NavPage:
    """A line of the navigation. right: the action somebody must be allowed; forms: any form on these pages."""

    name: str
    title: str
    icon: str
    right: str = ""
    forms: tuple[str, ...] = ()


ANYTHING = ("meetings", "talks", "study", "checks", "reports", "ledgers", "dossier", "documents", "events", "letters")
NAV_PAGES = (
    NavPage("home", "首页", "home"),
    NavPage("tasks", "待办", "clock", forms=ANYTHING),
    NavPage("meetings", "会议", "meeting", forms=("meetings",)),
    NavPage("talks", "谈话", "talk", forms=("talks",)),
    NavPage("board", "履责清单", "board", "evaluate"),
    NavPage("calendar", "日历", "calendar", forms=("meetings",)),
    NavPage("works", "学习检查报告", "works", forms=("study", "checks", "reports")),
    NavPage("dossiers", "廉政档案", "dossier", forms=("dossier",)),
    NavPage("ledgers", "台账", "ledger", forms=("ledgers",)),
    NavPage("letters", "文书", "letter", forms=("letters",)),
    NavPage("check", "公文体检", "eye"),
    NavPage("all", "全部记录", "all", forms=("meetings", "talks", "ledgers", "documents", "events")),
    NavPage("people", "人员", "people", forms=("meetings", "talks", "dossier")),
    NavPage("exchange", "交换", "exchange", forms=("meetings",)),
    NavPage("statistics", "统计报表", "statistics", "evaluate"),
    NavPage("settings", "设置", "settings"),
)
FOOT = NavPage("help", "帮助", "help")
HOME_OF = {"record": "all", "letter": "letters", "person": "people", "timeline": "all", "study": "works", "checks": "works",
           "reports": "works", "documents": "all", "events": "all", "dossier": "dossiers", "file": "dossiers",
           "dutysheet": "board", "talkmatrix": "talks", "ownduty": "settings",
           "drafts": "statistics", "draft": "statistics"}  # fmt: skip
FOR_ALL = ("home", "check", "settings", "help")


def may_open(session: Session, page: NavPage) -> bool:
    """Whether the account may see a page."""
    if page.right and not session.can(page.right):
        return False
    if session.business is None:
        return page.name in FOR_ALL
    if not page.forms or (page.name == "exchange" and session.can("import")):
        return True
    return any(session.can("view", f.id) for p in page.forms for f in session.catalog.records.on_page(p))


class Navigation(QWidget):
    """The dark strip on the left."""

    chosen = Signal(str)
    jobs_wanted = Signal()

    def __init__(self, desk: Desk, unit_name: str) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("role", "nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("导航")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 18, 12, 12)
        box.setSpacing(2)
        unit = label(unit_name, "nav-sub", wrap=True)
        unit.setToolTip(unit_name)
        box.addWidget(label("履责台", "brand"))
        box.addWidget(unit)
        box.addSpacing(8)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        holder = QWidget()
        pages = QVBoxLayout(holder)
        pages.setContentsMargins(0, 0, 0, 0)
        pages.setSpacing(2)
        for page in NAV_PAGES:
            if may_open(desk.session, page):
                pages.addWidget(self._nav_button(page))
        pages.addStretch(1)
        box.addWidget(scroll(holder), 1)
        self._foot(box)
        self._quiet = "已加密"

    def _foot(self, box: QVBoxLayout) -> None:
        user = self._desk.session.user
        roles = "、".join(self._desk.session.catalog.rights.label(r) for r in user.roles)
        self.jobs = button("任务", self.jobs_wanted.emit, "nav", name="任务")
        self.jobs.setToolTip("正在做和做完的工作（Ctrl+J）")
        self._dress(self.jobs, "jobs")
        help_button = self._nav_button(FOOT)
        help_button.setToolTip("本页的说明（F1）")
        self._who = label(f"{user.name} · {roles}", "nav-foot", wrap=True)
        self._state = label("已加密", "nav-sub", wrap=True)
        for made in (help_button, self.jobs):
            made.setProperty("place", "foot")
        box.addSpacing(6)
        box.addLayout(row(help_button, self.jobs, spacing=4))
        box.addSpacing(6)
        box.addWidget(self._who)
        box.addWidget(self._state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tight = "yes" if self.height() < ROOMY else "no"
        for name, made in self._buttons.items():
            if name != FOOT.name and made.property("tight") != tight:
                restyle(made, tight=tight)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Files dropped on 公文体检 are examined."""
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if files:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self._desk.open("check", files=files)
                return True
        return super().eventFilter(watched, event)

    def _dress(self, made: QPushButton, icon: str) -> None:
        set_icon(made, icon, self._desk.tokens, "nav_ink", 18)
        made.setIconSize(QSize(18, 18))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _nav_button(self, page: NavPage) -> QPushButton:
        made = button(page.title, lambda: self.chosen.emit(page.name), "nav")
        made.setCheckable(True)
        self._dress(made, page.icon)
        self._group.addButton(made)
        self._buttons[page.name] = made
        if page.name == "check":
            made.setAcceptDrops(True)
            made.installEventFilter(self)
        return made

    def allowed(self, name: str) -> bool:
        """Whether the account may open a page (pages off the navigation decide for themselves)."""
        return name not in {p.name for p in NAV_PAGES} or name in self._buttons

    def select(self, name: str) -> None:
        """Mark the line a page belongs to."""
        wanted = HOME_OF.get(name, name)
        for key, made in self._buttons.items():
            made.setChecked(key == wanted)

    def set_pressing(self, count: int) -> None:
        """How many tasks are due today or late."""
        made = self._buttons.get("tasks")
        if made is not None:
            made.setText(f"待办 {count}" if count else "待办")
            made.setAccessibleName(f"待办，今天到期和逾期 {count} 项" if count else "待办")

    def set_busy(self, text: str) -> None:
        """Say at the foot that something takes its time."""
        self._state.setText(f"{text}…" if text else self._quiet)

    def set_jobs(self, count: int) -> None:
        """How many jobs wait or run."""
        self.jobs.setText(f"任务 {count}" if count else "任务")
        self.jobs.setAccessibleName(f"任务，{count} 项正在做" if count else "任务")

    def set_state(self, text: str) -> None:
        """The quiet text at the foot: encrypted, last backup."""
        self._quiet = text
        self._state.setText(text)
