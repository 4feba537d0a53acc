"""Composition root: chooses between the window and the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program; return the exit code."""
    sys.exit(2)
