"""What all pages share: a head, refreshing when what they show has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.results import ChangeSet
from app.ui.desk import Desk

if TYPE_CHECKING:
    from app.services.records import RecordView


@dataclass(frozen=True, slots=True)
class Head:
    """The page head: title, subtitle, and the one primary action. home: the navigation line it belongs to."""

    title: str
    subtitle: str = ""
    primary: tuple[str, Callable[[], object]] | None = None
    back: bool = False
    home: str = ""


class Page(QWidget):
    """A page. entities: what kinds of change it must hear of; help_topic: the manual's chapter, else by its name."""

    head_changed = Signal()
    entities: frozenset[str] = frozenset()
    touched = False  # whether it holds typing that is not saved
    help_topic: str = ""
    record: RecordView | None = None  # the stored record it shows, on pages of one record

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("role", "page")
        self.head = Head("")
        self.dirty = True
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(24, 4, 24, 18)
        self.box.setSpacing(14)

    def set_head(self, head: Head) -> None:
        """Change the page head."""
        self.head = head
        self.setAccessibleName(head.title)
        self.head_changed.emit()

    def refresh(self) -> None:
        """Read again and show; must be overridden."""
        raise NotImplementedError

    def go(self, args: dict[str, object]) -> None:
        """Show what a route asks for; pages without arguments ignore it."""

    def affected(self, changes: ChangeSet) -> bool:
        """Whether a change concerns this page."""
        return bool(changes.entities & self.entities)

    def heard(self, changes: ChangeSet, origin: object) -> None:
        """A change happened: refresh now, or when shown again; the page that made it refreshes itself."""
        if origin is self or not self.affected(changes):
            return
        if self.isVisible():
            self.update_now()
        else:
            self.dirty = True

    def update_now(self) -> None:
        """Refresh and be clean."""
        self.dirty = False
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.dirty:
            self.update_now()

    def leave(self) -> None:
        """Called when the person goes elsewhere: keep drafts."""

    def first_focus(self) -> QWidget | None:
        """Where the cursor goes when the page opens."""
        return None
