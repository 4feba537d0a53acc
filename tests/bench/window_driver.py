"""A process of its own that works in the real window on a prepared office and measures itself.

`python -m tests.bench.window_driver FOLDER PACKAGE` prints one JSON object: gaps of the event loop in
milliseconds by phase, key-to-list times of Ctrl+K, seconds of an export, memory in MB by phase.
The event loop is asked to beat every 2 ms; what is beyond that between two beats is a stall.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.clock import FixedClock
from app.ui.program import Program
from app.ui.theme import dress, install_translation
from tests.gui.typing import enter, ime
from tests.unit.services.desk import PASSWORD, TODAY, quick_folder

BEAT_MS = 2
PATIENCE = 120.0


class Heart:
    """Beats in the event loop and notes the gaps of each phase."""

    def __init__(self) -> None:
        self.gaps: dict[str, list[float]] = {}
        self.phase = "start"
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Beat from now on; each beat takes the turn from whoever works, which seconds that are measured would tell."""
        self._last = time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.setdefault(self.phase, []).append(max((now - self._last) * 1000 - BEAT_MS, 0.0))
        self._last = now

    def summary(self) -> dict[str, dict[str, float]]:
        """By phase: beats, the 99th percentile and the longest gap in ms."""
        found = {}
        for phase, gaps in self.gaps.items():
            ordered = sorted(gaps)
            at = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
            found[phase] = {"beats": len(ordered), "p99": round(at, 1), "max": round(ordered[-1], 1)}
        return found


def memory(field: str) -> float:
    """VmRSS or VmHWM of this process in MB."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"{field}:\s+(\d+) kB", text)
    return int(found.group(1)) / 1024 if found else 0.0


class Driver:
    """Works in the window like a person, without ever blocking the loop itself."""

    def __init__(self, folder: Path, package: Path, *, beating: bool = True) -> None:
        """beating: measure the gaps of the loop too."""
        self.package = package
        self.app = QApplication(sys.argv[:1])
        tokens = dress(self.app)
        install_translation(self.app)
        self.heart = Heart()
        if beating:
            self.heart.start()
        self.program = Program(self.app, folder, FixedClock(TODAY), tokens, make_folder=quick_folder)
        self.figures: dict[str, Any] = {}

    def until(self, ready: Callable[[], bool]) -> float:
        """Run the loop until something holds; the seconds it took."""
        loop = QEventLoop()
        start = time.perf_counter()
        timer = QTimer()
        timer.setInterval(5)
        timer.timeout.connect(lambda: loop.quit() if ready() or time.perf_counter() - start > PATIENCE else None)
        timer.start()
        loop.exec()
        timer.stop()
        return time.perf_counter() - start

    def pause(self, seconds: float) -> None:
        """Let the window live."""
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() >= end)

    def quiet(self) -> float:
        """Wait for the store thread."""
        return self.until(lambda: self.program.runner.idle)

    @property
    def page(self) -> Any:
        """The page that is shown."""
        assert self.program.shell is not None
        return self.program.shell.current

    def open(self, name: str, **args: Any) -> Any:
        """Go to a page and wait."""
        assert self.program.shell is not None
        self.program.shell.desk.open(name, **args)
        self.quiet()
        return self.page

    # --- phases ------------------------------------------------------------
    def run(self) -> dict[str, Any]:
        """All phases in turn."""
        self.unlock()
        for phase in (self.scroll, self.search, self.evaluate, self.export, self.take_in, self.edit):
            self.heart.phase = phase.__name__
            phase()
            self.figures["rss_after"][phase.__name__] = round(memory("VmRSS"))
            self.heart.phase = "between"
            self.pause(0.2)
        self.figures |= {"gaps": self.heart.summary(), "peak": round(memory("VmHWM"))}
        self.program.stop()
        return self.figures

    def unlock(self) -> None:
        """Type the password; wait for the home page."""
        self.program.start()
        self.until(lambda: self.program.unlock is not None and self.program.catalog is not None)
        window = self.program.unlock
        assert window is not None
        window.login.setText("clerk")
        window.password.setText(PASSWORD)
        self.heart.phase = "unlock"
        window.submit()
        self.until(lambda: self.program.shell is not None)
        self.quiet()
        self.figures["rss_after"] = {"unlock": round(memory("VmRSS"))}

    def scroll(self) -> None:
        """The list of everything, dragged from top to bottom and jumped about in."""
        page = self.open("all")
        bar = page.view.verticalScrollBar()
        for step in range(200):
            bar.setValue(bar.maximum() * step // 200)
            self.pause(0.015)
        for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
            QTest.keyClick(page.view, key, Qt.KeyboardModifier.ControlModifier)
            self.pause(0.1)
        page.view.selectAll()
        self.pause(0.1)
        page.view.clearSelection()

    def search(self) -> None:
        """Words typed into Ctrl+K key by key."""
        assert self.program.shell is not None
        box = self.program.shell.search
        times = []
        for word in ("监督检查", "第21次", "zhou", "整改落实", "谈话提醒"):
            box.start()
            for character in word:
                start = time.perf_counter()
                enter(box.line, character)
                self.quiet()
                times.append((time.perf_counter() - start) * 1000)
                self.pause(0.05)
            box.close()
        times.sort()
        self.figures["search_ms"] = {"median": round(times[len(times) // 2], 1), "max": round(times[-1], 1)}

    def evaluate(self) -> None:
        """The board of a year that nobody has looked at, then home."""
        assert self.program.session is not None
        self.program.session.cache.clear()
        self.open("board")
        self.open("home")
        self.open("statistics")

    def export(self) -> None:
        """The list of everything, all rows, as an Excel file."""
        page = self.open("all")
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            self.program.dialogs.script.append(str(Path(folder) / "全部记录.xlsx"))
            page.acts.export()
            self.quiet()
        self.figures["export_seconds"] = round(time.perf_counter() - start, 1)

    def take_in(self) -> None:
        """A package of another office: verified, previewed, imported."""
        from app.services import incoming

        session, package = self.program.session, self.package
        assert session is not None

        def work(context: Any) -> Any:
            opened = incoming.open_incoming(session, package, context)
            return incoming.apply_incoming(session, opened, context)

        self.program.runner.task(self.page, "导入", work)
        self.quiet()

    def edit(self) -> None:
        """A new meeting, typed into."""
        page = self.open("record", form="meeting", kind="mtg.standing")
        target = page.first_focus()
        for _ in range(30):
            ime(target.focusProxy() or target, "会")
            self.pause(0.03)
        self.pause(2.2)


if __name__ == "__main__":
    print(json.dumps(Driver(Path(sys.argv[1]), Path(sys.argv[2])).run()))  # noqa: T201 - the answer
