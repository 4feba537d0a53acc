"""The composition root: window or command line, the exception hook, the renderer it hands on."""

from __future__ import annotations

import sys
import threading
import types
from pathlib import Path

import pytest

from app import main as root


def test_without_arguments_the_window_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    boot = types.ModuleType("app.ui.boot")
    boot.run = lambda: 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.ui.boot", boot)
    monkeypatch.setattr("app.ui.boot", boot, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    assert root.main([]) == 7


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert root.main([]) == 3
    assert capsys.readouterr().err.strip() == root.NO_DISPLAY


def test_what_nobody_caught_is_a_number_and_a_log_without_content(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root._hook_exceptions()

    def fail() -> None:
        raise ValueError("李雷的谈话")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    shown = capsys.readouterr().err
    assert shown.count("编号") == 2
    assert "李雷" not in shown
    log = (tmp_path / "lvze-home" / "logs" / "errors.log").read_text(encoding="utf-8")
    assert log.count("ValueError") == 2
    assert "李雷" not in log


def test_the_log_does_not_grow_without_end(tmp_path: Path) -> None:
    import datetime as dt

    from app.cli.bugs import LOG, MAX_LOG, note_bug

    folder = tmp_path / "lvze-home" / "logs"
    folder.mkdir(parents=True)
    (folder / LOG).write_bytes(b"x" * (MAX_LOG + 1))
    note_bug(ValueError, None, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    assert (folder / LOG).stat().st_size < 1000
    assert (folder / f"{LOG}.1").exists()
