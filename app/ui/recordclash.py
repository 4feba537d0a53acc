"""A record that changed while somebody types into it: say so, show the difference, join both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import conflicts
from app.services.conflicts import Conflict
from app.services.records import RecordView
from app.services.results import ChangeSet
from app.ui.notice import Notice
from app.ui.pages.base import Page
from app.ui.parts import local_time
from app.ui.recorddiff import DiffView


class TypingPage(Page):
    """A page with typing over a stored record: what records and letters have in common here."""

    record: RecordView | None
    kind: str
    base: dict[str, Any]
    touched: bool
    notice: Notice
    diff: DiffView
    clash: RecordClash

    def affected(self, changes: ChangeSet) -> bool:
        return self.record is not None and self.record.id in changes.ids

    def heard(self, changes: ChangeSet, origin: object) -> None:
        if origin is not self and self.affected(changes) and self.touched:
            self.clash.look()
            return
        super().heard(changes, origin)

    def typing(self) -> dict[str, Any]:
        """The body as typed."""
        raise NotImplementedError

    def show_typing(self) -> None:
        """Bring the editor to the front."""
        raise NotImplementedError

    def show_part(self, part: QWidget) -> None:
        """Bring a part to the front."""
        raise NotImplementedError

    def discard(self) -> None:
        """Forget the typing."""
        raise NotImplementedError

    def save(self) -> None:
        """Save the typing."""
        raise NotImplementedError

    def write(self, body: dict[str, Any], record_id: str | None, version: int | None) -> None:
        """Save a body as the record."""
        raise NotImplementedError


class RecordClash:
    """The stored record beside the typing of a page."""

    def __init__(self, page: TypingPage) -> None:
        self._page = page

    def look(self) -> None:
        """Say what became of the stored record; the typing stays as it is."""
        self._compare(self._say)

    def show(self) -> None:
        """Show the difference."""
        self._compare(self._show)

    def _compare(self, then: Callable[[Conflict], None]) -> None:
        page = self._page
        if page.record is None:
            return
        session, record_id, kind = page.desk.session, page.record.id, page.kind
        base, mine = page.base, page.typing()

        def done(found: Conflict) -> None:
            if page.record is None or page.record.id != record_id or not page.touched:
                return
            if found.view is None:
                self._gone()
            else:
                then(found)

        page.desk.runner.query(
            page, lambda: conflicts.compare(session, record_id, base, mine, kind), done, key="compare"
        )

    def _say(self, found: Conflict) -> None:
        last = found.last
        who = f"{last.who} 在 {local_time(last.at)[11:]} “{last.label}”" if last else "别处"
        count = sum(d.side != conflicts.MINE for d in found.differences)
        where = f"，{count} 处不同" if count else ""
        self._page.notice.say(
            f"这条记录刚被改过：{who}{where}。您输入的内容都还在。", "warn",
            ("看差别", self.show), ("放弃我的，看最新", self._page.discard),
        )  # fmt: skip

    def _show(self, found: Conflict) -> None:
        self._page.notice.quiet()
        self._page.diff.show_conflict(found)
        self._page.show_part(self._page.diff)

    def _gone(self) -> None:
        page = self._page
        page.show_typing()
        page.notice.say(
            "这条记录已被删除。您输入的内容都还在。", "warn", ("另存为新登记", self._save_as_new), ("放弃", page.desk.back)
        )

    def _save_as_new(self) -> None:
        self._page.record = None
        self._page.save()

    def merge(self, mine: set[str]) -> None:
        """Save both versions joined as chosen; a third change meanwhile is compared again."""
        found = self._page.diff.conflict
        if found is not None and found.view is not None:
            self._page.write(conflicts.merge(found, mine), found.view.id, found.view.version)
