"""Composition root: the window without arguments, the command line with them.

Belongs here: what must be arranged before anything else runs (memory dumps off, the
exception hook, logging) and handing the window's painter to the command line, which must
not import the window itself. Does not belong here: anything a service could do.
Imports stay inside functions: the unlock window is painted before the heavy ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from app import __version__

NO_DISPLAY = "这台电脑没有可用的显示器，打不开窗口。命令行用法：lvze --help"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return the exit code. argv: without the program's name; None = this process's own."""
    if argv is None:
        _harden()
        _quiet()
    arguments = sys.argv[1:] if argv is None else list(argv)
    if arguments == ["--checking-child"]:  # the limited process of 体检: documents.checking.child starts it
        from app.services.letter_files import serve_checks

        return serve_checks()
    if arguments == ["--reading-child"]:  # the limited process that reads old letters: documents.readback_child starts it
        from app.documents.readback_child import serve

        return serve()
    return _command_line(arguments) if arguments else _window()


def _command_line(arguments: Sequence[str]) -> int:
    from app.cli.output import use_utf8
    from app.cli.run import run

    use_utf8()
    return run(arguments, __version__, _Painter())


def _window() -> int:
    if not _has_display():
        from app.cli.output import complain, use_utf8

        use_utf8()
        complain(NO_DISPLAY)
        return 3
    _hook_exceptions()
    from app.ui import boot

    return int(boot.run())


def _has_display() -> bool:
    """Whether Qt can open a window here; it would abort the process instead of saying so."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


class _Painter:
    """What commands have painted; works without a display."""

    def screens(self, *args: Any, **options: Any) -> Any:
        """The main pages of a session."""
        self._prepare()
        from app.ui.pictures.render import render_screens

        return render_screens(*args, **options)

    def pictures(self, *args: Any, **options: Any) -> Any:
        """Everything, in all variants, examined."""
        self._prepare()
        from app.ui.pictures.command import pictures

        return pictures(*args, **options)

    def manual(self, *args: Any, **options: Any) -> Any:
        """The pictures of the manual."""
        self._prepare()
        from app.ui.pictures.command import manual

        return manual(*args, **options)

    @staticmethod
    def _prepare() -> None:
        if sys.platform.startswith("linux") and not _has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # its plugin's own remarks


def _harden() -> None:
    """Keep keys and records out of core dumps (cipher_memory_security would cost 3×, see ADR 0002)."""
    if not sys.platform.startswith("linux"):
        return
    import contextlib
    import ctypes
    import resource

    with contextlib.suppress(OSError, ValueError, AttributeError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: also no ptrace by other programs


def _quiet() -> None:
    """Library warnings are for the tests, not for a clerk's terminal."""
    if not sys.warnoptions:
        import warnings

        warnings.simplefilter("ignore")


def _hook_exceptions() -> None:
    """What nobody caught becomes a numbered sentence and a log without content, in every thread."""
    import threading

    def note(kind: type[BaseException], trace: TracebackType | None) -> None:
        from app.cli.bugs import note_bug, sentence
        from app.cli.output import complain
        from app.domain.clock import SystemClock

        complain(sentence(note_bug(kind, trace, SystemClock().now())))

    sys.excepthook = lambda kind, _value, trace: note(kind, trace)
    threading.excepthook = lambda args: note(args.exc_type, args.exc_traceback)


if __name__ == "__main__":
    sys.exit(main())
