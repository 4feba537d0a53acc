"""Failures of ours: a sentence with a number for the person, a log without content for us.

The log names the type of the failure and the lines of code it went through; never its
text, variables or arguments, which may hold names.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

MAX_LOG = 512 * 1024
LOG = "errors.log"


def log_folder() -> Path:
    """The folder of program logs, without importing the store (it may be what failed)."""
    chosen = os.environ.get("LVZE_HOME")
    if chosen:
        return Path(chosen) / "logs"
    import platformdirs

    return platformdirs.user_data_path("lvze", appauthor=False) / "logs"


def note_bug(kind: type[BaseException], trace: TracebackType | None, now: datetime) -> str:
    """Write the failure to the log; returns its number. Never fails itself."""
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(trace)
    lines = [f"{now.isoformat(timespec='seconds')} {number} {kind.__name__}"]
    lines += [f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[-40:]]
    with contextlib.suppress(Exception):  # nowhere to write: the sentence must still be said
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / LOG
        if path.exists() and path.stat().st_size > MAX_LOG:
            path.replace(folder / f"{LOG}.1")
        with path.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")
    return number


def sentence(number: str) -> str:
    """What the person is told."""
    return f"程序内部出错（编号 {number}），这一步没有完成。请把数据目录 logs 里的 {LOG} 交给技术人员，其中没有记录内容。"
