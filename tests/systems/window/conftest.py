"""Tests of the mechanisms through the window use what the window's own tests use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gui.conftest import _no_leaks, desk, failures, idle, runner, shell, tokens

__all__ = ["_no_leaks", "desk", "failures", "idle", "runner", "shell", "tokens"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform cannot hint sizes and says so; that says nothing of us."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))
