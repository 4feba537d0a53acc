"""What is imported and read ahead, so that nobody waits: modules while the password is typed, the first page's figures.

Runs on the store thread. Nothing here is needed for anything to work.
"""

from __future__ import annotations

import gc
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.session import Session

MODULES = (
    "app.services.backup", "app.services.undo", "app.services.home", "app.services.duties", "app.ui.pages.factory",
    "app.ui.pages.home", "app.ui.pages.board", "app.ui.pages.record", "app.ui.idlewatch", "app.ui.pages.letter",
)  # fmt: skip


def modules() -> None:
    """Import what the first pages need, and take it out of the garbage collector's rounds."""
    for name in MODULES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def first_page(session: Session) -> None:
    """Evaluate for the home page while its window is being built; the page then finds it done."""
    if session.business is not None and session.can("evaluate"):
        from app.services import home

        home.home(session)
