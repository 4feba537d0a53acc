"""What the commands print: JSON for programs, Chinese text for people, sentences on stderr.

On a terminal a command prints text, into a pipe or file it prints JSON; `--json` and
`--text` decide otherwise. Streams are UTF-8 whatever the locale says.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any


def use_utf8() -> None:
    """Make stdout and stderr UTF-8 that never fails on a character (LANG=C, Windows code pages)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A lone surrogate (an argument that was not UTF-8) becomes a JSON escape.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=False)


def wants_json(args: argparse.Namespace) -> bool:
    """Whether this call prints JSON."""
    if args.json or args.text:
        return bool(args.json)
    return not sys.stdout.isatty()


def emit(args: argparse.Namespace, value: Any, text: Callable[[], Sequence[str]]) -> None:
    """Print the result: `value` as JSON, or the lines of `text`."""
    if wants_json(args):
        print(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        for line in text():
            print(printable(line))


def complain(sentence: str) -> None:
    """One line on stderr. Silence is right when stderr is gone."""
    with contextlib.suppress(OSError, ValueError):
        print(printable(sentence), file=sys.stderr)


def printable(text: str) -> str:
    """Without control characters, so that nothing in a file can steer the terminal."""
    return "".join(c if c >= " " and not "\x7f" <= c <= "\x9f" else "\ufffd" for c in text)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns; a Chinese character takes two cells."""
    widths = [max(cells(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return [
        "  ".join(c + " " * (w - cells(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def cells(text: str) -> int:
    """Width on a terminal."""
    return sum(2 if ord(c) >= 0x1100 else 1 for c in text)
