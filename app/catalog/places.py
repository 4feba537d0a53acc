"""Where the shipped forms/ and resources/ folders are, in a checkout and in a bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def program_root() -> Path:
    """The folder that holds forms/ and resources/ (the bundle's own folder when frozen)."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else Path(__file__).resolve().parents[2]


def forms_dir() -> Path:
    """The shipped data files."""
    return program_root() / "forms"


def resources_dir() -> Path:
    """Shipped fonts, themes, icons, calendars and manual."""
    return program_root() / "resources"
