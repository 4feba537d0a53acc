"""A gate in front of a file: readers go in together, whoever closes the file goes in alone.

Reads come from two threads (ADR 0072), closing and rekeying from one. Waiting to go in
alone does not keep readers out: a read inside a read must never wait for itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Lets many readers through, or one that must be alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._alone = 0  # thread that is alone, 0 = nobody
        self._depth = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Be inside together with other readers."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self._alone in (0, me))
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until all readers have left, then keep others out; may be entered again by the same thread."""
        me = threading.get_ident()
        with self._changed:
            if self._alone != me:
                self._changed.wait_for(lambda: self._alone == 0 and self._readers == 0)
                self._alone = me
            self._depth += 1
        try:
            yield
        finally:
            with self._changed:
                self._depth -= 1
                if not self._depth:
                    self._alone = 0
                self._changed.notify_all()
