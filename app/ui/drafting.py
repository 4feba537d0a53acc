"""Typing that is kept: the one way pages put what is not saved yet into the encrypted store.

The first key after the last keeping starts a clock; when it runs out the typing is read and
kept, also while the person types on. Leaving, locking and closing keep at once. Does not
belong here: what a page does with a draft that comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from app.domain.errors import AppError
from app.services import drafts
from app.services.drafts import Draft
from app.ui.desk import Desk
from app.ui.formview import FormView
from app.ui.parts import local_time

KEEP_MS = 900
AGAIN_MS = 5000


class Drafting(QObject):
    """Keeps the typing of one page. read: what is typed now, None when there is nothing to keep."""

    stated = Signal(str)  # what the quiet line says

    def __init__(self, desk: Desk, read: Callable[[], Draft | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._read = desk, read
        self.key = ""
        self.unsaved = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)

    def begin(self, key: str) -> None:
        """From now on the typing belongs to another record; what was typed before has been kept."""
        self._timer.stop()
        self.unsaved = False
        self.key = key

    def typed(self) -> None:
        """A key was pressed: keep within the second, however long the typing goes on."""
        self.unsaved = True
        if not self._timer.isActive():
            self._timer.start(KEEP_MS)

    def keep(self) -> None:
        """Put the typing into the store now."""
        self._timer.stop()
        draft = self._read() if self.unsaved else None
        if draft is None:
            return
        self.unsaved = False
        session, key = self._desk.session, self.key

        def failed(_error: AppError) -> bool:
            if self.key == key:
                self.unsaved = True
                self._timer.start(AGAIN_MS)
                self.stated.emit("草稿还没有存上，稍后再试")
            return False

        self._desk.runner.query(
            self, lambda: drafts.save_draft(session, draft),
            lambda at: self.stated.emit(f"草稿已存 {local_time(at, seconds=True)[11:]}") if self.key == key else None,
            failed=failed,
        )  # fmt: skip

    def forget(self, then: Callable[[], object]) -> None:
        """Drop the typing from the store, then go on."""
        self._timer.stop()
        self.unsaved = False
        session, key = self._desk.session, self.key
        self._desk.runner.query(self, lambda: drafts.drop_draft(session, key), lambda _n: then())

    def saved(self) -> None:
        """The typing became a record (whose saving dropped the draft)."""
        self._timer.stop()
        self.unsaved = False


def kept_at(draft: Draft, today: str) -> str:
    """When a draft was kept: the time today, else the day and the time."""
    at = local_time(draft.at)
    return at[11:] if at[:10] == today else at[5:]


def loose_typing(form: FormView) -> dict[str, str]:
    """Typing that is no value yet (half a date), by field, so that it survives too."""
    found = {}
    for name, made in form.fields.items():
        line = made.focusProxy()
        if isinstance(line, QLineEdit) and made.problem():
            found[name] = line.text()
    return found


def restore_typing(form: FormView, loose: Mapping[str, str]) -> None:
    """Put loose typing back into its fields."""
    for name, text in loose.items():
        made = form.fields.get(name)
        if made is not None:
            made.set_text(text)
