"""The limited process of the examination while it starts: it can be stopped, and one that never starts is told of."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from app.documents.checking import child
from app.documents.checking.child import ask
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled


def mute() -> subprocess.Popen[bytes]:
    """A process that never says that it is ready."""
    return subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(120)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_a_person_can_stop_while_the_process_starts() -> None:
    since = time.monotonic()
    with pytest.raises(Cancelled):
        ask(b"PK", {"name": "某.docx"}, lambda: True, mute)
    assert time.monotonic() - since < 30, "it was waited for"


def test_a_process_that_never_starts_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "START_SECONDS", 0.5)
    with pytest.raises(AppError) as told:
        ask(b"PK", {"name": "某.docx"}, start=mute)
    assert told.value.code is ErrorCode.LOCKED
    assert "没有启动" in told.value.message


def test_a_process_that_dies_while_it_starts_is_a_damaged_file_not_a_wait() -> None:
    def dying() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    with pytest.raises(AppError) as told:
        ask(b"PK", {"name": "某.docx"}, start=dying)
    assert told.value.code is ErrorCode.DAMAGED
