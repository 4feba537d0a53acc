"""What a page may use: the session, the runner, the directory, dialogs, routes and messages.

Passed to every page by the shell; there are no globals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.dates import parse_day
from app.services.results import ChangeSet, Thing
from app.services.session import Session
from app.ui.dialogs import Dialogs
from app.ui.directory import Directory, Recent, read_directory
from app.ui.jobs import Runner
from app.ui.messages import Message
from app.ui.theme import Tokens

MOST_OPENED = 8


@dataclass(frozen=True, slots=True)
class Route:
    """Where to go. page: a page's name; args: what it shows there."""

    page: str
    args: Mapping[str, Any] = field(default_factory=dict)


def route_to(things: tuple[Thing, ...]) -> Route | None:
    """Where the outcome of a change can be looked at: its one record or person, else nowhere in particular."""
    records = [t for t in things if t.entity == "record"]
    people = [t for t in things if t.entity == "person"]
    if len(records) == 1:
        return Route("letter" if records[0].form == "letter" else "record", {"id": records[0].id})
    if not records and len(people) == 1:
        return Route("person", {"id": people[0].id})
    return None


class Desk(QObject):
    """The clerk's desk: one unlocked office and the ways to work on it."""

    routed = Signal(object)  # Route
    returned = Signal()
    messaged = Signal(object)  # Message
    directory_changed = Signal()
    own_changed = Signal()  # the person changed a preference
    keys_wanted = Signal()  # the shortcut sheet
    rethemed = Signal()  # the tokens have other colours: whoever keeps a colour asks again

    def __init__(self, session: Session, runner: Runner, dialogs: Dialogs, tokens: Tokens) -> None:
        super().__init__()
        self.session = session
        self.runner = runner
        self.dialogs = dialogs
        self.tokens = tokens
        self.directory = Directory()
        self.recent = Recent()
        self.opened: list[tuple[str, str]] = []  # records and people opened last, the latest first
        runner.changed.connect(self._note)

    def today(self) -> str:
        """Today as an ISO day."""
        return self.session.clock.today().isoformat()

    def day(self, text: str) -> str:
        """A typed day (1122, 11-22, 今天, 上周五) as an ISO day; the text as it is when it is none."""
        found = parse_day(text, self.session.clock.today())
        return found.isoformat() if found is not None else text.strip()

    def note_opened(self, kind: str, one: str) -> None:
        """A record or person was opened. kind: record or person."""
        self.opened = [(kind, one), *(o for o in self.opened if o != (kind, one))][:MOST_OPENED]

    def open(self, page: str, **args: Any) -> None:
        """Go to a page."""
        self.routed.emit(Route(page, args))

    def back(self) -> None:
        """Leave the present page for the one before."""
        self.returned.emit()

    def say(self, text: str, tone: str = "good", *actions: tuple[str, Callable[[], object]]) -> None:
        """Show a sentence in the inline bar."""
        self.messaged.emit(Message(text, tone, actions))

    def load_directory(self, then: Callable[[], object] | None = None) -> None:
        """Read people and units again."""

        def done(found: Directory) -> None:
            self.directory = found
            self.directory_changed.emit()
            if then is not None:
                then()

        self.runner.query(self, lambda: read_directory(self.session), done, key="directory")

    def _note(self, changes: ChangeSet, _owner: object) -> None:
        if changes.entities & {"person", "unit", "post"}:
            self.load_directory()
