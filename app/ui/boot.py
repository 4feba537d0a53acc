"""From the double click to the first paint; `run()` is what app.main calls.

Imports only what the unlock window needs, and not even the `Qt` namespace of enums, which
alone costs 10 ms: everything else comes after the first paint (program).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.catalog.places import resources_dir
from app.ui.inputstate import arrange
from app.ui.theme import dress, install_translation
from app.ui.unlock import UnlockWindow

if TYPE_CHECKING:
    from app.domain.clock import Clock
    from app.ui.program import Program
    from app.ui.theme import Tokens

HOME = "LVZE_HOME"
SIZES = ("115", "130")
SCALE = "QT_SCALE_FACTOR"


def default_root() -> Path:
    """`$LVZE_HOME` or the per-user data folder, without importing services (see session.default_folder)."""
    chosen = os.environ.get(HOME)
    if chosen:
        return Path(chosen)
    import platformdirs

    return platformdirs.user_data_path("lvze", appauthor=False)


def office_exists(root: Path) -> bool:
    """Whether an office is there, without importing services (see DataFolder.exists_office)."""
    names = ("data/business.lvdb", "data/office.lvdb", "data/keys.lvkeys", "state/keys.lvkeys")
    return any((root / name).exists() for name in names)


def remembered_login(root: Path) -> str:
    """The last login name, without importing services (see unlocking.last_login)."""
    try:
        return (root / "state" / "last-login").read_text(encoding="utf-8")[:100]
    except (OSError, UnicodeDecodeError):
        return ""


def remembered_size(root: Path) -> str:
    """How large everything is shown, without importing services (see preferences.text_size)."""
    try:
        return (root / "state" / "size").read_text(encoding="utf-8").strip()[:3] or "100"
    except (OSError, UnicodeDecodeError):
        return "100"


def enlarge(root: Path) -> None:
    """Before the application is made: the size this computer's people chose, on top of the screen's own."""
    size = remembered_size(root)
    if size in SIZES and SCALE not in os.environ:
        os.environ[SCALE] = str(int(size) / 100)


class Start:
    """Shows the unlock window at once and makes the program when it has been painted."""

    def __init__(self, app: QApplication, root: Path, clock: Clock | None, tokens: Tokens) -> None:
        self._app, self._root, self._clock, self._tokens = app, root, clock, tokens
        self.program: Program | None = None
        self.unlock: UnlockWindow | None = None
        if office_exists(root):
            self.unlock = UnlockWindow(remembered_login(root))
            self.unlock.painted.connect(self.go_on)
            self.unlock.show()
        else:
            self.go_on()

    def go_on(self) -> None:
        """Load the rest."""
        from app.domain.clock import SystemClock
        from app.ui.program import Program

        if self.program is None:
            self._app.setWindowIcon(QIcon(str(resources_dir() / "icons" / "app.png")))
            clock = self._clock or SystemClock()
            self.program = Program(self._app, self._root, clock, self._tokens, unlock=self.unlock)
            self.program.start()


def run(root: Path | None = None, clock: Clock | None = None, args: Sequence[str] = ()) -> int:
    """Open the window; returns the exit code. Qt 6 rounds no scale factor unless told to."""
    root = root or default_root()
    enlarge(root)
    arrange()
    app = QApplication([sys.argv[0], *args])
    app.setApplicationName("lvze")
    app.setApplicationDisplayName("履责台")
    tokens = dress(app)
    install_translation(app)
    start = Start(app, root, clock, tokens)
    code = app.exec()
    if start.program is not None:
        start.program.stop()
    return int(code)
