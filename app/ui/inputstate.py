"""The input self-check on this computer: Qt's own plugin folders and version put to `inputcheck`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, qVersion

from app.ui.inputcheck import Finding, better_module, check, sentence

MODULE = "QT_IM_MODULE"


def plugin_folders() -> list[Path]:
    """Where this Qt looks for plugins."""
    more = [Path(p) for p in os.environ.get("QT_PLUGIN_PATH", "").split(os.pathsep) if p]
    return [*more, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))]


def qt_version() -> tuple[int, int]:
    """Major and minor version of this Qt."""
    major, minor = qVersion().split(".")[:2]
    return int(major), int(minor)


def arrange() -> None:
    """Before the application is made: reach fcitx through ibus where its own plugin would not load."""
    if not sys.platform.startswith("linux"):
        return
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    module = better_module(os.environ, plugin_folders(), qt_version(), config / "ibus" / "bus")
    if module:
        os.environ[MODULE] = module


def finding() -> Finding:
    """What the self-check finds here."""
    return check(os.environ, plugin_folders(), qt_version(), linux=sys.platform.startswith("linux"))


def look() -> str:
    """The same in words."""
    return sentence(finding())
