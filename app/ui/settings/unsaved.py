"""What is typed in a settings tab and not saved yet: kept like other typing, there again after locking and closing.

Belongs here: the typing of a tab by the thing it was typed into. Not here: saving it as a setting (services), its fields (the tab).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QObject

from app.services import drafts
from app.services.drafts import Draft
from app.ui.desk import Desk
from app.ui.drafting import Drafting

SETTINGS = "settings:"


class Unsaved:
    """The typing of one tab by code, kept as one draft of the person."""

    def __init__(self, desk: Desk, tab: str, title: str, parent: QObject) -> None:
        self._desk, self._key, self._title = desk, SETTINGS + tab, title
        self._by: dict[str, dict[str, Any]] = {}
        self._read = False
        self._drafting = Drafting(desk, self._draft, parent)
        self._drafting.begin(self._key)

    def _draft(self) -> Draft | None:
        return Draft(self._key, "", "", self._title, {c: dict(v) for c, v in self._by.items()}) if self._by else None

    def recall(self, owner: QObject, known: Callable[[str], bool], then: Callable[[Collection[str]], object]) -> None:
        """Read once what was typed earlier, leave out what it was typed into and is gone, go on with the codes found."""
        if self._read:
            then(())
            return
        session, key = self._desk.session, self._key

        def done(found: Draft | None) -> None:
            first, self._read = not self._read, True
            kept = {c: v for c, v in found.body.items() if known(c)} if found is not None and first else {}
            self._by = {**kept, **self._by}
            then(tuple(kept))

        self._desk.runner.query(owner, lambda: drafts.load_draft(session, key), done, key=key)

    def __contains__(self, code: object) -> bool:
        return code in self._by

    def get(self, code: str) -> dict[str, Any] | None:
        """What is typed into one thing; None when nothing is."""
        return self._by.get(code)

    def put(self, code: str, typed: dict[str, Any]) -> None:
        """A person typed."""
        self._by[code] = typed
        self._drafting.typed()

    def drop(self, code: str) -> None:
        """It was saved or taken back."""
        if self._by.pop(code, None) is None:
            return
        if self._by:
            self._drafting.typed()
        else:
            self._drafting.forget(lambda: None)

    def keep(self) -> None:
        """The person goes elsewhere: keep it now."""
        self._drafting.keep()
