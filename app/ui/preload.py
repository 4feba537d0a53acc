"""What is imported ahead while the password is typed, and what the collector need not look at, so that nobody waits.

Runs on the store thread. Nothing here is needed for anything to work.
"""

from __future__ import annotations

import gc
import importlib
import sys

MODULES = (
    "app.services.backup", "app.services.undo", "app.services.home", "app.services.duties", "app.ui.pages.factory",
    "app.ui.pages.home", "app.ui.pages.board", "app.ui.pages.record", "app.ui.idlewatch", "app.ui.pages.letter",
)  # fmt: skip


TURN = 0.0003  # s


def share() -> None:
    """Let the window have its turn soon beside jobs: a repaint asks for the interpreter hundreds of times, and waits for each."""
    sys.setswitchinterval(TURN)


def modules() -> None:
    """Import what the first pages need, and take it out of the garbage collector's rounds."""
    for name in MODULES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def settle() -> None:
    """What was opened stays until it is locked: rounds of the collector go past it (a full one stops typing for 0.2 s)."""
    gc.freeze()


def unsettle() -> None:
    """What was opened is let go of: the collector may look at it again."""
    gc.unfreeze()
