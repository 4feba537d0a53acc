"""A program that saves talks as fast as it can and prints each id once it is acknowledged; it is killed by tests.

Run as `python -m tests.integration.saver FOLDER COUNT`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.catalog.catalog import load_catalog
from app.domain.clock import FixedClock
from app.services import setup
from tests.unit.services.desk import PASSWORD, TODAY, Desk, quick_folder


def main() -> None:
    """Save until killed."""
    folder = quick_folder(Path(sys.argv[1]))
    desk = Desk(setup.unlock(folder, load_catalog(), FixedClock(TODAY), "clerk", PASSWORD))
    who = desk.principal
    print("ready", flush=True)  # noqa: T201 - the pipe to the test
    for number in range(int(sys.argv[2])):
        print(desk.talk(who, requirements="字" * (number % 7 * 500)).id, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
