"""`lvze licences`: the program's own licence and those of everything shipped with it."""

from __future__ import annotations

import argparse

from app.cli.output import emit, table
from app.cli.parser import Nouns, verb


def register(nouns: Nouns) -> None:
    """Add the command."""
    verb(nouns, "licences", "本程序和随附组件的许可证", run)


def run(args: argparse.Namespace) -> int:
    """List the licences."""
    from app.services.licences import licences

    found = licences()
    rows = [(c["name"], c["version"], c["licence"], c["use"]) for c in found["components"]]
    emit(args, found, lambda: [f"履责台：{found['licence']}", *table(rows), f"许可证全文：{found['texts']}"])
    return 0
