"""A program that numbers letters in several threads as fast as it can and prints each number once it is given; killed by tests.

Run as `python -m tests.integration.numberer FOLDER THREADS LETTERS...`: ids of letters that are signed.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from app.catalog.catalog import load_catalog
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.services import letters, setup
from app.services.session import Session
from tests.unit.services.desk import PASSWORD, TODAY, quick_folder

SERIES = ("某纪提", "某纪建")


def number_all(session: Session, waiting: Sequence[str], said: threading.Lock) -> None:
    """Number letters one after another; what another program is writing at the moment is waited for."""
    for letter in waiting:
        while True:
            try:
                found = letters.advance(session, letter, "number", series=SERIES[sum(map(ord, letter)) % 2]).value
            except AppError as error:
                if error.code is ErrorCode.LOCKED:
                    continue
                if error.code is ErrorCode.BAD_STATE:  # numbered before the last kill
                    break
                raise
            with said:
                print(letter, found.body["number"], flush=True)  # noqa: T201 - the pipe to the test
            break


def main() -> None:
    """Number until done or killed."""
    folder, threads, waiting = quick_folder(Path(sys.argv[1])), int(sys.argv[2]), sys.argv[3:]
    session = setup.unlock(folder, load_catalog(), FixedClock(TODAY), "clerk", PASSWORD)
    said = threading.Lock()
    print("ready", flush=True)  # noqa: T201
    work = [threading.Thread(target=number_all, args=(session, waiting[i::threads], said)) for i in range(threads)]
    for one in work:
        one.start()
    for one in work:
        one.join()
    session.close()


if __name__ == "__main__":
    main()
