"""Reads old letters in a process of its own with bounds on memory and time: one process for many files, a new one after a file
it did not survive. Nothing of the files touches the disk.

The parent sends a line of JSON (name and size) and the bytes, the child answers with a line of JSON. It is this program
started with one word, as the examination of documents is (checking.child, whose limits hold here too).
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

from app.documents.checking.child import (
    AGAIN,
    CRASHED,
    HUGE,
    START_SECONDS,
    answered,
    not_started,
    refuse,
    started,
)
from app.documents.checking.limits import limit_child, limit_self
from app.documents.readback_json import packed, unpacked
from app.documents.readback_model import OldLetter
from app.domain.errors import AppError, ErrorCode

WORD = "--reading-child"
SECONDS = 3.0  # a file; a letter takes a few hundredths
MANY = 150  # files one process reads: its processor time is bounded
MOST_ANSWER = 64 * 1024 * 1024
READY = b"ready\n"
Start = Callable[[], "subprocess.Popen[bytes]"]


class Reader:
    """Reads files one after the other. Used as a context; start: starts the limited process."""

    def __init__(self, start: Start = lambda: started(WORD), limit: float = SECONDS) -> None:
        self._start, self._limit = start, limit
        self._process: subprocess.Popen[bytes] | None = None
        self._job: Any = None
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._left = 0

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def read(self, raw: bytes, name: str) -> OldLetter:
        """The elements of a file. Raises AppError as read_back does, and for a file the process does not survive."""
        if self._process is None or not self._left:
            self._begin()
        self._left -= 1
        answer = self._asked(raw, name)
        try:
            refuse(answer, name)
            return unpacked(answer["letter"])
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as exc:
            raise AppError(ErrorCode.DAMAGED, CRASHED, action=AGAIN, where=name) from exc

    def _asked(self, raw: bytes, name: str) -> dict[str, Any]:
        sent = json.dumps({"name": name, "size": len(raw)}).encode() + b"\n" + raw
        writing = threading.Thread(target=self._send, args=(self._process, sent), daemon=True)
        writing.start()
        try:
            line = self._lines.get(timeout=self._limit)
        except queue.Empty:
            self._end()
            raise AppError(ErrorCode.TOO_LARGE, HUGE, where=name) from None
        try:
            answer = json.loads(line) if line else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            self._end()
            raise AppError(ErrorCode.DAMAGED, CRASHED, action=AGAIN, where=name)
        return answer

    @staticmethod
    def _send(process: subprocess.Popen[bytes], sent: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            assert process.stdin is not None  # noqa: S101 - a pipe was asked for
            process.stdin.write(sent)
            process.stdin.flush()

    def _begin(self) -> None:
        self._end()
        self._process = self._start()
        self._job = limit_child(self._process)
        self._lines = queue.Queue()
        self._left = MANY
        threading.Thread(target=_listen, args=(self._process.stdout, self._lines), daemon=True).start()
        try:
            self._lines.get(timeout=START_SECONDS)  # on a slow disk starting takes long; reading counts from here
        except queue.Empty:
            self._end()
            raise not_started() from None

    def _end(self) -> None:
        process, self._process, self._job = self._process, None, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe is not None:
                    pipe.close()


def _listen(source: BinaryIO | None, lines: queue.Queue[bytes]) -> None:
    """Hand over what the process says, line by line; nothing at its end."""
    with contextlib.suppress(OSError, ValueError):
        while source is not None and (line := source.readline(MOST_ANSWER)):
            lines.put(line)
    lines.put(b"")


def serve() -> int:
    """The process's side: bound it, then read files until there are no more."""
    from app.documents.readback import read_back  # before the clock of the first file runs

    limit_self()
    with open(1, "wb", closefd=False) as out, open(0, "rb", closefd=False) as source, contextlib.suppress(BrokenPipeError):
        out.write(READY)
        out.flush()
        while head := source.readline():
            asked = json.loads(head)
            raw = source.read(int(asked["size"]))
            answer = answered(partial(_letter, read_back, raw, str(asked["name"])))
            out.write(json.dumps(answer).encode() + b"\n")
            out.flush()
    return 0


def _letter(read: Callable[[bytes, str], OldLetter], raw: bytes, name: str) -> dict[str, Any]:
    return {"letter": packed(read(raw, name))}
