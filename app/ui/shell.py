"""The main window: navigation, page head, search, messages, pages in a stack.

Knows pages by name through a factory; knows nothing of their content.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.services import preferences
from app.services.results import ChangeSet, OpResult
from app.ui.actions import Actions
from app.ui.desk import Desk, Route, route_to
from app.ui.icons import retint
from app.ui.jobs import Kind
from app.ui.jobsdrawer import JobBook, JobsDrawer
from app.ui.messages import Message, MessageBar, ProgressStrip
from app.ui.navigation import Navigation
from app.ui.pagehead import BusyLine, PageHead
from app.ui.pages.base import Page
from app.ui.palette import SearchBox
from app.ui.parts import local_time
from app.ui.shell_actions import shell_actions
from app.ui.taborder import read_on
from app.ui.textundo import TextUndo
from app.ui.tips import TipLine, read_tips

PageFactory = Callable[[str, Desk], Page]
KEPT = 8
BACKUP_AFTER_MS = 60_000
SIZE = (1366, 768)
SMALLEST = (1080, 600)


class Shell(QMainWindow):
    """The window of an unlocked office."""

    locked = Signal()
    closed = Signal()
    heard = Signal()  # the pages were told of a change

    def __init__(self, desk: Desk, factory: PageFactory, unit_name: str) -> None:
        super().__init__()
        self.desk = desk
        self._factory = factory
        self._pages: dict[str, Page] = {}
        self._trail: list[Route] = []
        self._shown = ""
        self._leaving = False
        self._covered = False
        self._missed: list[tuple[ChangeSet, object]] = []
        self._kept_recent = ""
        self.undo_name = ""
        self.redo_name = ""
        self.setWindowTitle(f"履责台 · {unit_name}")
        self.setMinimumSize(*SMALLEST)
        self.resize(*SIZE)
        self.navigation = Navigation(desk, unit_name)
        self.head = PageHead(desk.tokens, desk.back, self._do_primary)
        self.busy_line = BusyLine()
        self.bar = MessageBar()
        self.book = JobBook(desk)
        self.strip = ProgressStrip(desk.runner, self.show_jobs)
        self.tip = TipLine(desk)
        self.stack = QStackedWidget()
        self._backup_timer = QTimer(self)
        self._backup_timer.setSingleShot(True)
        self._backup_timer.timeout.connect(self._daily_backup)
        self._build()
        self.drawer = JobsDrawer(desk, self.book, self)
        self.actions_ = Actions(shell_actions(self))
        self.actions_.bind(self)
        self.search = SearchBox(desk, self.actions_, self.head.search_slot)
        read_on(self.head.back, (self.search.line, self.head.primary))
        self.bar.after = self.head.primary
        self._connect()

    def fit_screen(self) -> None:
        """No larger than the screen, which may be small when everything is scaled up."""
        room = self.screen().availableSize()
        self.setMinimumSize(min(SMALLEST[0], room.width()), min(SMALLEST[1], room.height()))
        self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))

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
        right.addWidget(self.busy_line)
        right.addWidget(self.head)
        for strip in (self.bar, self.strip, self.tip):
            holder = QVBoxLayout()
            holder.setContentsMargins(24, 0, 24, 0)
            holder.addWidget(strip)
            right.addLayout(holder)
        right.addWidget(self.stack, 1)

    def _connect(self) -> None:
        desk, runner = self.desk, self.desk.runner
        desk.routed.connect(self.open)
        desk.returned.connect(self.back)
        desk.messaged.connect(self.bar.show_message)
        desk.own_changed.connect(self.read_own)
        desk.keys_wanted.connect(self.show_keys)
        desk.rethemed.connect(self._retint)
        runner.changed.connect(self._heard)
        runner.operated.connect(self._operated)
        runner.busy.connect(self.navigation.set_busy)
        runner.busy.connect(self.busy_line.set_busy)
        runner.progressed.connect(self.strip.report)
        runner.moved.connect(self.strip.moved)
        runner.slow.connect(self.strip.set_slow)
        runner.quiet.connect(self._leave_now)
        self.book.changed.connect(lambda: self.navigation.set_jobs(self.book.open))
        self.navigation.chosen.connect(lambda name: self.open(Route(name)))
        self.navigation.jobs_wanted.connect(self.show_jobs)

        TextUndo(lambda: self.current is not None and self.current.touched, self)

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
        self._keep_place()
        self._go(route)

    def _keep_place(self) -> None:
        """What was new when it was opened and is stored now is come back to as that, not as another new one."""
        made = self.current.record if self.current is not None else None
        if made is not None and self._trail and self._trail[-1].page == self._shown and not self._trail[-1].args.get("id"):
            self._trail[-1] = Route(self._shown, {"id": made.id})

    def _go(self, route: Route) -> None:
        if self.current is not None:
            self.current.leave()
        if not self._trail or self._trail[-1] != route:
            self._trail.append(route)
            del self._trail[:-KEPT]
        if route.page in ("record", "letter", "person") and route.args.get("id"):
            self.desk.note_opened("person" if route.page == "person" else "record", str(route.args["id"]))
        page = self.page(route.page)
        page.go(dict(route.args))
        self.stack.setCurrentWidget(page)
        self._shown = route.page
        self._show_head()
        self.tip.visit(route.page)
        QTimer.singleShot(0, self, self._focus_page)

    def _focus_page(self) -> None:
        target = self.current.first_focus() if self.current is not None else None
        if self.search.is_open():
            return
        if target is None and self.focusWidget() is None:
            target = self.head.primary if self.head.primary.isVisible() else self.navigation
        if target is not None:
            target.setFocus()

    def back(self) -> None:
        """The page before; the home page when there is none."""
        if self._trail:
            self._trail.pop()
        self._go(self._trail.pop() if self._trail else Route("home"))

    def _show_head(self) -> None:
        page = self.current
        if page is not None:
            self.navigation.select(page.head.home or self._shown)
            self.head.show_head(page.head)

    def _do_primary(self) -> None:
        if self.current is not None and self.current.head.primary is not None:
            self.current.head.primary[1]()

    @property
    def topic(self) -> str:
        """The manual's chapter for what is shown: the page's own wish, else its name."""
        return (self.current.help_topic if self.current is not None else "") or self._shown

    def show_help(self) -> None:
        """The manual at the chapter of the present page."""
        if self._shown != "help":
            self.desk.open("help", topic=self.topic)

    def show_keys(self) -> None:
        """The shortcut sheet."""
        from app.ui.keysheet import KeySheet

        sheet = KeySheet(self.actions_.sheet(), self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def show_jobs(self) -> None:
        """Open or close the jobs drawer."""
        self.drawer.toggle()

    # --- changes -----------------------------------------------------------
    def _heard(self, changes: ChangeSet, origin: object) -> None:
        self._missed.append((changes, origin))
        if not self._covered:
            self._tell()

    def _tell(self) -> None:
        """Tell the pages what has changed; behind a dialog they wait, so that its work is not held up by drawing them."""
        missed, self._missed = self._missed, []
        for changes, origin in missed:
            for page in self._pages.values():
                page.heard(changes, origin)
        if missed:
            self.heard.emit()

    def _operated(self, result: OpResult[object], owner: object) -> None:
        name = result.changes.label
        if name:
            actions: list[tuple[str, Callable[[], object]]] = []
            route = route_to(result.changes.things)
            if route is not None and not self._looks_at(route, owner):
                actions.append(("查看", lambda: self.desk.routed.emit(route)))
            if result.undoable:
                actions.append(("撤销", lambda: self.actions_.run("edit.undo")))
            self.bar.show_message(Message(f"已完成：{name}", "good", tuple(actions)))
        self.read_undo()

    def _looks_at(self, route: Route, owner: object) -> bool:
        """Whether the outcome is before the person's eyes already."""
        inside = isinstance(owner, QWidget) and self.current is not None and (
            owner is self.current or self.current.isAncestorOf(owner)
        )
        return self._shown == route.page and (inside or (self.place is not None and self.place.args == route.args))

    def new_day(self) -> None:
        """Midnight has passed: what pages show may be of yesterday."""
        for page in self._pages.values():
            page.dirty = True
        if self.current is not None and not self.current.touched:
            self.current.update_now()

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
            at = local_time(rows[0].at) if rows else ""
            day = "今日" if at[:10] == self.desk.today() else at[5:10]
            self.navigation.set_state(f"已加密 · {day} {at[11:]} 已备份" if at else "已加密 · 还没有备份")

        self.desk.runner.query(self, lambda: backup.backups(session), done)

    def read_own(self) -> None:
        """What this person has seen and opened before."""
        session = self.desk.session

        def work() -> tuple[dict[str, str], dict[str, str]]:
            return read_tips(), preferences.get_many(session, preferences.TIPS, preferences.TIPS_SEEN, preferences.RECENT)

        def done(found: tuple[dict[str, str], dict[str, str]]) -> None:
            tips, own = found
            self.tip.learn(tips, own[preferences.TIPS_SEEN], on=own[preferences.TIPS] == "on")
            words = own[preferences.RECENT].split()
            if not self.desk.opened:
                self.desk.opened = list(zip(words[::2], words[1::2], strict=False))
            self._kept_recent = own[preferences.RECENT]
            self.tip.visit(self._shown)

        self.desk.runner.query(self, work, done, key="own")

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
        self._keep_place()
        return self._trail[-1] if self._trail else None

    # --- window ------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        """Pages stand still while a dialog lies over them, and hear what they missed when it has gone."""
        if event.type() in (QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked):
            self._covered = event.type() == QEvent.Type.WindowBlocked
            QTimer.singleShot(0, self, lambda: None if self._covered else self._tell())
        return super().event(event)

    def _retint(self) -> None:
        """Another theme: icons are pictures and must be made again (everything else asks the tokens when painting)."""
        retint(self, self.desk.tokens)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.head.back.isVisible():
            self.desk.back()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.search.place()
        self.drawer.place()

    def keep_drafts(self) -> None:
        """Have every page put its typing into the store: before locking and closing."""
        for page in self._pages.values():
            page.leave()
        session, recent = self.desk.session, " ".join(" ".join(one) for one in self.desk.opened)
        if recent != self._kept_recent:
            self._kept_recent = recent
            self.desk.runner.query(self, lambda: preferences.put(session, preferences.RECENT, recent), lambda _n: None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts; ask when long work is under way, so that nobody loses an export without knowing."""
        if not self._leaving:
            self.keep_drafts()
            if not self._may_leave():
                event.ignore()
                return
        self.closed.emit()
        super().closeEvent(event)

    def _may_leave(self) -> bool:
        runner = self.desk.runner
        long = [j for j in runner.jobs if j.kind is Kind.TASK or j.progress is not None]
        if not long:
            return True
        names = "、".join(dict.fromkeys(j.label for j in long))
        text = f"{names}还没有做完。取消不会留下做了一半的结果。"
        chosen = self.desk.dialogs.choose("还有工作没有做完", text, ("做完后退出", "取消它们并退出"))
        if chosen is None:
            return False
        if chosen == 1:
            for job in long:
                runner.cancel(job)
        self._leaving = True
        self.desk.say("做完正在进行的工作就退出。", "info")
        if runner.idle:
            return True
        self.stack.setEnabled(False)
        return False

    def _leave_now(self) -> None:
        if self._leaving:
            self.close()
