"""Runs the examination in a process of its own, with bounds on memory and time; nothing of the file touches the disk.

The parent sends one line of JSON (what to do) and the file's bytes through a pipe, the child answers with one line of
JSON. It is this program started with one word, so that a frozen program can do it too.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import app
from app.documents.checking.limits import limit_child, limit_processor, limit_self, ran_out
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled

WORD = "--checking-child"
START_SECONDS = 60.0
DOCX_SECONDS = 3.8
PDF_SECONDS_PER_100_KB = 1.0
MOST_SECONDS = 60.0
PATIENCE = 5.0
_LOOK = 0.1  # seconds between two looks at whether the person asked to stop
HUGE = "这个文件太复杂，在限定的时间和内存里读不完，不像公文。"
CRASHED = "读到这个文件时读取程序中断了，没有读完。"
AGAIN = "请再试一次；还是这样，文件可能已经损坏，请向对方另要一份。"
Work = Callable[[bytes, dict[str, Any]], dict[str, Any]]
Process: TypeAlias = "subprocess.Popen[bytes]"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child found: the report, and the corrected copy when one was asked for."""

    report: dict[str, Any]
    copy: bytes = b""


def ask(
    raw: bytes, request: dict[str, Any], stopped: Callable[[], bool] = lambda: False, start: Callable[[], Process] | None = None
) -> Answer:
    """Examine bytes in a limited process. request: name, profile, and what the service reads from it; stopped: asked
    while it starts and works; start: starts the process.

    Raises AppError (TOO_LARGE, DAMAGED, UNSUPPORTED, NOT_FOUND) as the child would, and when it does not answer; Cancelled.
    """
    with (start or started)() as process:
        allowed = seconds(raw, request)
        job = limit_child(process, allowed)
        try:
            out = _talk(process, json.dumps(request).encode() + b"\n" + raw, allowed * PATIENCE, stopped)
        finally:
            process.kill()
            del job
    return _understood(out, str(request.get("name", "")))


def seconds(raw: bytes, request: dict[str, Any]) -> float:
    """How much processor time a file may take: a docx seconds, a PDF longer the larger it is, mending and drawing more.

    The clock on the wall runs PATIENCE times as long: a right file must not be refused because others keep the machine busy.
    """
    longer = 3 if request.get("mend") or request.get("draw") else 1
    if raw.startswith(b"PK"):
        return DOCX_SECONDS * longer
    return min(MOST_SECONDS, DOCX_SECONDS + PDF_SECONDS_PER_100_KB * len(raw) / 100_000) * longer


def started(word: str = WORD) -> Process:
    """This program as the process that word names, not yet bounded."""
    root = str(Path(app.__file__).parents[1])
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, word] if frozen else [sys.executable, "-m", "app.main", word]
    environment = dict(os.environ)
    if not frozen:
        environment["PYTHONPATH"] = os.pathsep.join(p for p in (root, environment.get("PYTHONPATH", "")) if p)
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(  # noqa: S603 - this very program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, creationflags=flags
    )


def _talk(process: Process, sent: bytes, limit: float, stopped: Callable[[], bool]) -> bytes:
    _await_start(process, stopped)
    end = time.monotonic() + limit
    left: bytes | None = sent
    while True:
        try:
            out, _ = process.communicate(left, timeout=_LOOK)
        except subprocess.TimeoutExpired:
            left = None  # what was not yet sent goes on being sent
            if stopped() or time.monotonic() > end:
                break
        except OSError:
            return b"{}"
        else:
            return out or (b"" if ran_out(process.returncode) else b"{}")
    process.kill()
    process.communicate()
    if stopped():
        raise Cancelled
    return b""


def _await_start(process: Process, stopped: Callable[[], bool]) -> None:
    """Return when the process says that it is ready: starting counts for itself, on a slow disk it takes long."""
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    said = threading.Thread(target=process.stdout.read, args=(1,), daemon=True)
    said.start()
    end = time.monotonic() + START_SECONDS
    while said.is_alive():
        said.join(_LOOK)
        if stopped() or time.monotonic() > end:
            break
    else:
        return
    process.kill()
    said.join()
    if stopped():
        raise Cancelled
    raise not_started()


def not_started() -> AppError:
    """The failure of a limited process that did not become ready in START_SECONDS."""
    return AppError(ErrorCode.LOCKED, "读取文件的程序没有启动起来，电脑可能太忙。", action="请稍等再试；一直这样，请重新启动电脑。")


def _understood(out: bytes, name: str) -> Answer:
    if not out:
        raise AppError(ErrorCode.TOO_LARGE, HUGE, where=name)
    try:
        answer = json.loads(out)
    except ValueError:
        answer = {}
    refuse(answer, name)
    if "report" not in answer:
        raise AppError(ErrorCode.DAMAGED, CRASHED, action=AGAIN, where=name)
    return Answer(answer["report"], base64.b64decode(answer.get("copy", "")))


def serve(work: Work) -> int:
    """The child's side: bound this process, read the request, do the work, answer."""
    limit_self()
    with open(1, "wb", closefd=False) as out:
        out.write(b".")
        out.flush()
        with open(0, "rb", closefd=False) as source:
            answer = answered(lambda: _worked(source, work))
        with contextlib.suppress(BrokenPipeError):
            out.write(json.dumps(answer).encode())
            out.flush()
    return 0


def _worked(source: BinaryIO, work: Work) -> dict[str, Any]:
    request = json.loads(source.readline())
    raw = source.read()
    limit_processor(seconds(raw, request))
    return work(raw, request)


def refuse(answer: dict[str, Any], name: str) -> None:
    """Raise the failure that an answer tells of, if it does, as that of a file."""
    if "error" in answer:
        error = answer["error"]
        raise AppError(ErrorCode(error["code"]), str(error["message"]), action=str(error["action"]), where=name)


def answered(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What some work in a limited process answers, or its failure as an answer."""
    try:
        return work()
    except AppError as error:
        return _error(error.code, error.message, error.action)
    except (MemoryError, RecursionError):
        return _error(ErrorCode.TOO_LARGE, HUGE)
    except Exception:  # noqa: BLE001 - a hostile file must not get further than here
        return _error(ErrorCode.DAMAGED, CRASHED, AGAIN)


def _error(code: ErrorCode, message: str, action: str = "") -> dict[str, Any]:
    return {"error": {"code": code.value, "message": message, "action": action}}


