"""The running program: unlock or first-run wizard, the shell, locking, failures, the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.clock import Clock
from app.domain.errors import AppError, ErrorCode
from app.ui.boot import office_exists, remembered_login
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.theme import Tokens, dress
from app.ui.unlock import UnlockWindow

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.services.session import DataFolder, Session
    from app.services.setup import Created
    from app.ui.desk import Desk, Route
    from app.ui.idlewatch import IdleWatch
    from app.ui.shell import Shell
    from app.ui.wizard import Wizard

CRASH = 70


class Program(QObject):
    """The running program: owns the runner, the windows and the session."""

    def __init__(
        self, app: QApplication, root: Path, clock: Clock, tokens: Tokens,
        make_folder: Callable[[Path], DataFolder] | None = None, unlock: UnlockWindow | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.app, self.root, self.clock, self.tokens = app, root, clock, tokens
        self._make_folder = make_folder
        self.dialogs = Dialogs()
        self.runner = Runner(self)
        self.session: Session | None = None
        self.catalog: Catalog | None = None
        self.folder: DataFolder | None = None
        self.unlock: UnlockWindow | None = unlock
        self.wizard: Wizard | None = None
        self.shell: Shell | None = None
        self._watch: IdleWatch | None = None
        self._trail: Route | None = None
        self.advice: dict[str, str] = {}
        self._held = ExitStack()

    # --- start -------------------------------------------------------------
    def start(self) -> None:
        """Show the first window, then load the rest behind it."""
        if self.unlock is not None:
            self._listen(self.unlock)
        elif office_exists(self.root):
            self.show_unlock()
        QTimer.singleShot(0, self, self._load)

    def show_unlock(self) -> None:
        """The unlock window, new or again after locking."""
        if self.unlock is None:
            self.unlock = UnlockWindow(remembered_login(self.root))
            self._listen(self.unlock)
        self.unlock.clear()
        self.unlock.show()

    def _listen(self, window: UnlockWindow) -> None:
        window.submitted.connect(self._open)
        window.recover.connect(self._recover)

    def _load(self) -> None:
        def work() -> tuple[Catalog, DataFolder, str, dict[str, str]]:
            from app.catalog.catalog import load_catalog
            from app.services import session, unlocking
            from app.ui.presenting import advice

            make = self._make_folder or session.DataFolder
            folder = make(self.root)
            self._held.enter_context(session.single_instance(folder))
            import app.ui.shell  # noqa: F401 - imported here so that unlocking does not wait for it

            return load_catalog(), folder, unlocking.last_login(folder), advice()

        self.runner.query(self, work, self._loaded, failed=self._cannot)

    def _loaded(self, found: tuple[Catalog, DataFolder, str, dict[str, str]]) -> None:
        self.catalog, self.folder, login, self.advice = found
        from app.ui import preload

        preload.share()
        self.runner.query(self, preload.modules, lambda _n: None)
        if self.unlock is None:
            self._show_wizard()
        elif not self.unlock.login.text():
            at_name = self.unlock.login.hasFocus()
            self.unlock.login.setText(login)
            if at_name and login:
                self.unlock.password.setFocus()

    def _cannot(self, error: AppError) -> bool:
        if self.unlock is not None:
            self.unlock.refused(error)
            self.unlock.set_busy(" ")
        else:
            self.dialogs.confirm("履责台打不开", error.sentence(), "退出")
            self.app.exit(3)
        return True

    def _show_wizard(self) -> None:
        from app.ui.wizard import Wizard

        if self.catalog is None or self.folder is None:
            return
        self.wizard = Wizard(self.runner, self.dialogs, self.tokens, self.folder, self.catalog, self.clock)
        self.wizard.created.connect(self._created)
        self.wizard.show()

    def _created(self, made: Created) -> None:
        if self.wizard is not None:
            self.wizard.close()
            self.wizard.deleteLater()
            self.wizard = None
        self._opened(made.session)

    # --- unlocking ---------------------------------------------------------
    def _ready(self) -> tuple[DataFolder, Catalog]:
        if self.folder is None or self.catalog is None:
            raise AppError(ErrorCode.BAD_STATE, "程序还没有准备好。", action="请稍候再试。")
        return self.folder, self.catalog

    def _open(self, login: str, password: str) -> None:
        def work() -> Session:
            from app.services import unlocking

            return unlocking.unlock(*self._ready(), self.clock, login, password)

        self.runner.query(self, work, self._opened, failed=self._refused, label="正在打开")

    def _recover(self, login: str, key: str, password: str) -> None:
        def work() -> Session:
            from app.services import unlocking

            return unlocking.unlock_with_recovery(*self._ready(), self.clock, key, login, password)

        self.runner.query(self, work, self._opened, failed=self._refused, label="正在打开")

    def _refused(self, error: AppError) -> bool:
        def count() -> int:
            from app.services import unlocking

            return unlocking.failed_logins(self.folder) if self.folder is not None else 0

        def show(failures: int) -> None:
            if self.unlock is not None:
                wrong = error.code is ErrorCode.WRONG_PASSWORD
                self.unlock.refused(error, failures if wrong else 0)

        self.runner.query(self, count, show)
        return True

    def _opened(self, session: Session) -> None:
        from app.services import preferences

        self.session = session

        def read() -> tuple[str, str, str]:
            unit = session.unit_name() if session.business is not None else "账号和日志管理"
            minutes = preferences.get(session, preferences.IDLE_MINUTES)
            return unit, preferences.get(session, preferences.THEME), minutes

        self.runner.query(self, read, self._show_shell)

    def _show_shell(self, found: tuple[str, str, str]) -> None:
        from app.ui.desk import Desk as MakeDesk
        from app.ui.idlewatch import IdleWatch
        from app.ui.pages.factory import make_page
        from app.ui.shell import Shell

        unit, theme, minutes = found
        if self.session is None:
            return
        if theme != self.tokens.name:
            dress(self.app, theme, self.tokens)
        desk = MakeDesk(self.session, self.runner, self.dialogs, self.tokens)
        shell = Shell(desk, make_page, unit)
        self.shell = shell
        self.dialogs.parent = shell
        shell.locked.connect(self.lock)
        shell.closed.connect(self.app.quit)
        self._watch = IdleWatch(float(minutes) if minutes.isdigit() else 10, shell)
        self._watch.idle.connect(self.lock)
        desk.own_changed.connect(self._read_minutes)
        shell.fit_screen()
        shell.show()
        QTimer.singleShot(0, shell, shell.activateWindow)  # after the wizard's window has gone: keys must come here
        self._watch.watch(shell.windowHandle())
        if self.unlock is not None:
            self.unlock.hide()
        self._first_page(desk)

    def _first_page(self, desk: Desk) -> None:
        if self.session is not None and self.session.business is None:
            desk.open("home")
            return
        route, self._trail = self._trail, None
        if route is not None:
            desk.load_directory()
            desk.open(route.page, **dict(route.args))
        else:
            desk.open("home")
            desk.load_directory()
        if self.shell is not None:
            self.shell.read_own()
            self.shell.read_undo()
            self.shell.read_backup()
            self._check_input(desk)
            self._remind(self.shell)
            self.shell.plan_backup()
            self._ask_upgrades(desk)
            from app.ui import preload

            self.runner.query(desk, preload.settle, lambda _n: None)

    def _remind(self, shell: Shell) -> None:
        from app.ui.reminding import Reminder

        Reminder(shell).start()

    def _ask_upgrades(self, desk: Desk) -> None:
        from app.ui.settings import packupgrade

        packupgrade.hint(desk)

    def _read_minutes(self) -> None:
        from app.services import preferences

        session = self.session

        def done(minutes: str) -> None:
            if self._watch is not None:
                self._watch.set_minutes(float(minutes) if minutes.isdigit() else 10)

        if session is not None:
            self.runner.query(self, lambda: preferences.get(session, preferences.IDLE_MINUTES), done)

    def _check_input(self, desk: Desk) -> None:
        """On the first start with this version: say it when Chinese can probably not be typed."""
        from app import __version__
        from app.services import preferences
        from app.ui.inputcheck import sentence
        from app.ui.inputstate import finding

        session = desk.session

        def work() -> str:
            if preferences.get(session, preferences.INPUT_CHECKED) == __version__:
                return ""
            preferences.put(session, preferences.INPUT_CHECKED, __version__)
            found = finding()
            return "" if found.ok else sentence(found)

        def done(text: str) -> None:
            if text:
                desk.say(text, "warn", ("怎么办", lambda: desk.open("help", topic="input")))

        self.runner.query(desk, work, done)

    # --- locking -----------------------------------------------------------
    def lock(self) -> None:
        """Keep the typing as drafts, close the files, forget the keys, ask for the password."""
        shell, session = self.shell, self.session
        if shell is None or session is None:
            return
        shell.keep_drafts()
        self._trail = shell.place
        self._drop_shell()
        self.session = None
        self.runner.query(self, session.close, lambda _n: None)
        self.show_unlock()
        if self.unlock is not None:
            self.unlock.login.setText(session.user.login)
            self.unlock.password.setFocus()

    def _drop_shell(self) -> None:
        shell = self.shell
        if shell is None:
            return
        if self._watch is not None:
            self._watch.set_minutes(0)
            self._watch = None
        self.dialogs.parent = None
        self.shell = None
        shell.closed.disconnect(self.app.quit)
        shell.close()
        shell.deleteLater()
        shell.desk.deleteLater()
        from app.ui import preload

        preload.unsettle()

    def stop(self) -> None:
        """Finish: the running job ends, files are closed, the folder is released."""
        self._drop_shell()

        def last() -> None:
            if self.session is not None:
                self.session.close()
            self._held.close()

        self.runner.close(last)
        for window in (self.unlock, self.wizard):
            if window is not None:
                window.close()
                window.deleteLater()

    # --- failures ----------------------------------------------------------
    def known(self, error: AppError) -> None:
        """A failure the person can act on: the bar, or the unlock window's line."""
        if self.shell is not None:
            from app.ui.messages import Message

            at = self.clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
            self.shell.bar.show_message(Message.of(error, self.advice, at))
        elif self.wizard is not None:
            self.wizard.complain(error)
        elif self.unlock is not None:
            self.unlock.refused(error)

    def cancelled(self, label: str) -> None:
        """Nothing was changed."""
        if self.shell is not None:
            self.shell.desk.say(f"已取消{f'：{label}' if label else ''}，没有改动。", "info")

    def crashed(self, error: BaseException) -> None:
        """A bug: keep drafts, say so without content, end."""
        if self.shell is not None:
            self.shell.keep_drafts()
        from app.ui.presenting import crash_details

        self.dialogs.crash(crash_details(error))
        self.app.exit(CRASH)
