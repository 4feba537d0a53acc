"""The main window: navigation, page head, search, messages, pages in a stack.

Knows pages by name through a factory; knows nothing of their content.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.services.results import ChangeSet, OpResult
from app.ui.actions import Actions
from app.ui.desk import Desk, Route
from app.ui.messages import Message, MessageBar, ProgressStrip
from app.ui.navigation import Navigation
from app.ui.pages.base import Head, Page
from app.ui.palette import SearchBox
from app.ui.parts import button, label, local_time, restyle
from app.ui.shell_actions import shell_actions

PageFactory = Callable[[str, Desk], Page]
KEPT = 8
BACKUP_AFTER_MS = 60_000


class Shell(QMainWindow):
    """The window of an unlocked office."""

    locked = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, factory: PageFactory, unit_name: str) -> None:
        super().__init__()
        self.desk = desk
        self._factory = factory
        self._pages: dict[str, Page] = {}
        self._trail: list[Route] = []
        self._shown = ""
        self.undo_name = ""
        self.redo_name = ""
        self.setWindowTitle(f"履责台 · {unit_name}")
        self.setMinimumSize(1080, 640)
        self.resize(1366, 768)
        self.navigation = Navigation(desk, unit_name)
        self.bar = MessageBar()
        self.strip = ProgressStrip(desk.runner.cancel)
        self.stack = QStackedWidget()
        self._backup_timer = QTimer(self)
        self._backup_timer.setSingleShot(True)
        self._backup_timer.timeout.connect(self._daily_backup)
        self._build()
        self.actions_ = Actions(shell_actions(self))
        self.actions_.bind(self)
        self.search = SearchBox(desk, self.actions_, self._search_slot)
        self._connect()

    def _build(self) -> None:
        center = QWidget()
        center.setProperty("role", "page")
        self.setCentralWidget(center)
        outer = QHBoxLayout(center)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        outer.addLayout(right, 1)
        right.addWidget(self._head_row())
        for strip in (self.bar, self.strip):
            holder = QVBoxLayout()
            holder.setContentsMargins(24, 0, 24, 0)
            holder.addWidget(strip)
            right.addLayout(holder)
        right.addWidget(self.stack, 1)

    def _head_row(self) -> QWidget:
        head = QWidget()
        head.setProperty("role", "page")
        head.setFixedHeight(80)
        box = QHBoxLayout(head)
        box.setContentsMargins(24, 16, 24, 8)
        box.setSpacing(14)
        self._back = button("←", self.desk.back, name="返回")
        self._back.setToolTip("返回（Alt+←）")
        self._title = label("", "title")
        self._subtitle = label("", "sub")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._subtitle)
        self._search_slot = QWidget()
        self._search_slot.setFixedWidth(320)
        self._primary = button("", self._do_primary, "primary")
        self._primary.setFixedHeight(34)
        box.addWidget(self._back)
        box.addLayout(texts, 1)
        box.addWidget(self._search_slot)
        box.addWidget(self._primary)
        return head

    def _connect(self) -> None:
        desk, runner = self.desk, self.desk.runner
        desk.routed.connect(self.open)
        desk.returned.connect(self.back)
        desk.messaged.connect(self.bar.show_message)
        runner.changed.connect(self._heard)
        runner.operated.connect(self._operated)
        runner.busy.connect(self.navigation.set_busy)
        runner.progressed.connect(self.strip.report)
        runner.slow.connect(self.strip.set_slow)
        self.navigation.chosen.connect(lambda name: self.open(Route(name)))

    # --- pages -------------------------------------------------------------
    def page(self, name: str) -> Page:
        """A page by name, made when first needed."""
        if name not in self._pages:
            made = self._factory(name, self.desk)
            made.head_changed.connect(lambda: self._show_head() if self.current is made else None)
            self._pages[name] = made
            self.stack.addWidget(made)
        return self._pages[name]

    @property
    def current(self) -> Page | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def open(self, route: Route) -> None:
        """Go to a page with its arguments."""
        if not self.navigation.allowed(route.page):
            self.desk.say("您的账号没有这一页的权限。", "warn")
            return
        if self.current is not None:
            self.current.leave()
        if not self._trail or self._trail[-1] != route:
            self._trail.append(route)
            del self._trail[:-KEPT]
        page = self.page(route.page)
        page.go(dict(route.args))
        self.stack.setCurrentWidget(page)
        self._shown = route.page
        self._show_head()
        QTimer.singleShot(0, self, self._focus_page)

    def _focus_page(self) -> None:
        target = self.current.first_focus() if self.current is not None else None
        if target is not None and not self.search.is_open():
            target.setFocus()

    def back(self) -> None:
        """The page before; the home page when there is none."""
        if self._trail:
            self._trail.pop()
        self.open(self._trail.pop() if self._trail else Route("home"))

    def _show_head(self) -> None:
        page = self.current
        if page is None:
            return
        head: Head = page.head
        self.navigation.select(head.home or self._shown)
        self._title.setText(head.title)
        self._subtitle.setText(head.subtitle)
        self._subtitle.setVisible(bool(head.subtitle))
        self._back.setVisible(head.back)
        self._primary.setVisible(head.primary is not None)
        if head.primary is not None:
            self._primary.setText(head.primary[0])
        restyle(self._primary)

    def _do_primary(self) -> None:
        if self.current is not None and self.current.head.primary is not None:
            self.current.head.primary[1]()

    # --- changes -----------------------------------------------------------
    def _heard(self, changes: ChangeSet, origin: object) -> None:
        for page in self._pages.values():
            page.heard(changes, origin)

    def _operated(self, result: OpResult[object]) -> None:
        name = result.changes.label
        if name:
            undo = (("撤销", lambda: self.actions_.run("edit.undo")),) if result.undoable else ()
            self.bar.show_message(Message(f"已完成：{name}", "good", undo))
        self.read_undo()

    def read_undo(self) -> None:
        """Ask what Ctrl+Z and Ctrl+Shift+Z would do now."""
        from app.services import undo

        session = self.desk.session
        if session.business is None:
            return

        def done(names: tuple[str, str]) -> None:
            self.undo_name, self.redo_name = names

        self.desk.runner.query(
            self, lambda: (undo.undo_label(session), undo.redo_label(session)), done, key="undo"
        )

    def read_backup(self) -> None:
        """Say at the foot when the last backup was made."""
        from app.services import backup

        session = self.desk.session

        def done(rows: list[backup.BackupRow]) -> None:
            text = f"{local_time(rows[0].at)[5:]} 已备份" if rows else "还没有备份"
            self.navigation.set_state(f"已加密 · {text}")

        self.desk.runner.query(self, lambda: backup.backups(session), done)

    def plan_backup(self) -> None:
        """The backup of the day, a while after the first page so that nobody waits for it."""
        self._backup_timer.start(BACKUP_AFTER_MS)

    def _daily_backup(self) -> None:
        from app.services import backup

        session = self.desk.session
        self.desk.runner.task(
            self, "今日备份", lambda context: backup.daily(session, context), lambda _made: self.read_backup()
        )

    @property
    def place(self) -> Route | None:
        """Where the person is, to come back to after unlocking."""
        return self._trail[-1] if self._trail else None

    # --- window ------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._back.isVisible():
            self.desk.back()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.search.place()

    def keep_drafts(self) -> None:
        """Have every page put its typing into the store: before locking and closing."""
        for page in self._pages.values():
            page.leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_drafts()
        self.closed.emit()
        super().closeEvent(event)


class IdleWatch(QObject):
    """Tells when nobody has touched keyboard or mouse for some minutes.

    Watches the program's windows, not the whole application: a filter on every event of
    every object would run Python thousands of times a second.
    """

    idle = Signal()
    EVENTS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)

    def __init__(self, minutes: float, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        QGuiApplication.instance().focusWindowChanged.connect(self.watch)  # type: ignore[union-attr]
        self.set_minutes(minutes)

    def watch(self, window: QObject | None) -> None:
        """Look at what happens in a window."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def set_minutes(self, minutes: float) -> None:
        """Change how long; 0 switches it off."""
        self._timer.stop()
        if minutes > 0:
            self._timer.start(int(minutes * 60_000))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._timer.isActive() and event.type() in self.EVENTS:
            self._timer.start()
        return False
