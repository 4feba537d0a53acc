"""Runs one command and turns every outcome into an exit code and a sentence.

0 success, 2 wrong usage, 3 known failure, 130 stopped by Ctrl-C. Never a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from app.cli.bugs import note_bug, sentence
from app.cli.output import complain
from app.cli.parser import build_parser
from app.domain.clock import SystemClock
from app.domain.errors import AppError
from app.jobs.progress import Cancelled

OK, USAGE, FAILED, STOPPED = 0, 2, 3, 130


class Window(Protocol):
    """What a command may have painted; handed in by app.main, because the command line does not import the window."""

    def screens(self, *args: Any, **options: Any) -> list[Path]:
        """The main pages of a session, for the demo."""

    def pictures(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Everything, in all variants, examined."""

    def manual(self, *args: Any, **options: Any) -> dict[str, Any]:
        """The pictures of the manual."""



def run(argv: Sequence[str], version: str, window: Window | None = None) -> int:
    """Run the command line; window: what paints pictures of it."""
    try:
        code = _dispatch(argv, version, window)
        sys.stdout.flush()
    except AppError as error:
        complain(error.sentence())
        return FAILED
    except (KeyboardInterrupt, Cancelled):
        complain("已停止。")
        return STOPPED
    except BrokenPipeError:
        _forget_stdout()
        return OK
    except OSError as error:
        number = note_bug(type(error), error.__traceback__, SystemClock().now())
        complain(f"读写失败（编号 {number}）：{_words(error)}")
        return FAILED
    except MemoryError:
        complain("内存不足，这一步没有完成。请关闭其他程序后再试。")
        return FAILED
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a sentence
        complain(sentence(note_bug(type(error), error.__traceback__, SystemClock().now())))
        return FAILED
    return code


def _dispatch(argv: Sequence[str], version: str, window: Window | None) -> int:
    try:
        args = build_parser(version).parse_args(list(argv))
    except SystemExit as stop:  # argparse leaves this way after help and after a usage error
        return stop.code if isinstance(stop.code, int) else OK
    args.window = window
    result: int = args.command(args)
    return result


def _words(error: OSError) -> str:
    import errno

    known = {
        errno.ENOSPC: "磁盘空间不足。请腾出空间后再试。",
        errno.EACCES: "没有权限。请换一个位置。",
        errno.EPERM: "没有权限。请换一个位置。",
        errno.EROFS: "这个位置是只读的。请换一个位置。",
        errno.ENAMETOOLONG: "文件名太长。",
        errno.ENOTDIR: "路径中间有一段不是文件夹。",
        errno.EISDIR: "这是文件夹，不是文件。",
        errno.EEXIST: "已经有同名的文件。",
        errno.ENOENT: "找不到这个文件或文件夹。",
    }
    return known.get(error.errno or 0, "请检查位置、权限和剩余空间。")


def _forget_stdout() -> None:
    """The reader has gone: keep the interpreter from complaining when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
