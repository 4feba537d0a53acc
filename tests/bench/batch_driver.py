"""A process of its own that makes a batch of letters in the real window and measures itself (test_letter_window_bench).

`python -m tests.bench.batch_driver FOLDER OUT WHAT` prints one JSON object: seconds of each phase, and when WHAT is "gaps"
gaps of the event loop in milliseconds by phase: looking for them takes a tenth of the time, so seconds are measured without.
People named 同志… are in the office already; what each letter says is put into the table as if pasted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.ui.letterbatch import BatchDialog, open_batch
from tests.bench.window_driver import Driver

KIND = "letter.integrity_reminder"
TEXTS = {
    "topic": "节日期间廉洁自律", "reason": "你同志新任职务。", "matters": "严格执行中央八项规定精神。", "requests": "对照清单逐项落实。",
    "reply_by": "2026-12-20", "contact": "办公室，电话12345678",
}  # fmt: skip


class BatchDriver(Driver):
    """Works in the batch's dialog like a person."""

    def work(self, out: Path) -> dict[str, Any]:
        """All phases in turn."""
        self.unlock()
        self.open("letters")
        assert self.program.shell is not None
        self.desk, self.seconds = self.program.shell.desk, dict[str, float]()
        self.dialogs = self.program.dialogs
        dialog = self.timed("open", lambda: open_batch(self.desk, self.page))
        dialog.kind.setCurrentIndex(dialog.kind.findData(KIND))
        self.timed("choose", lambda: self.choose(dialog))
        self.timed("table", dialog.look)
        self.timed("paste", lambda: self.paste(dialog))
        dialog.pages = lambda _pdf, **_how: dialog.ready()  # type: ignore[method-assign]  # the preview is another bench's
        self.timed("preview", dialog._preview)
        self.timed("drafts", dialog.make)
        self.timed("submit", lambda: self.press(dialog, "全部送审"))
        self.timed("sign", lambda: self.press(dialog, "全部签发", {"signed_by": "周明远"}))
        self.timed("number", lambda: self.press(dialog, "全部编号用印", {"series": "某纪提"}))
        self.timed("one PDF", lambda: self.press(dialog, "打印全部", 0))
        self.timed("files", lambda: self.press(dialog, "存为文件", out))
        numbers = [line[0] for line in dialog.letters.texts()]
        figures = {"seconds": {n: round(s, 2) for n, s in self.seconds.items()}, "total": round(sum(self.seconds.values()), 2)}
        figures |= {"gaps": self.heart.summary(), "numbers": [numbers[0], numbers[-1], len(set(numbers))], "problem": dialog.problem.text()}
        dialog.reject()
        self.program.stop()
        return figures

    def timed(self, phase: str, act: Callable[[], Any]) -> Any:
        """Do something and wait until the store thread is quiet."""
        self.heart.phase, begin = phase, time.perf_counter()
        found = act()
        self.quiet()
        self.seconds[phase] = time.perf_counter() - begin
        self.heart.phase = "between"
        self.pause(0.1)
        return found

    def choose(self, dialog: BatchDialog) -> None:
        """Everybody whose name begins so."""
        dialog.picker.search.setText("同志")
        self.press(dialog, "全选")

    def paste(self, dialog: BatchDialog) -> None:
        """All values of all letters as cells of a sheet."""
        plan = dialog.plan
        assert plan is not None
        line = "\t".join(TEXTS[key] for key in plan.keys)
        QGuiApplication.clipboard().setText("\n".join([line] * len(plan.rows)))
        dialog.table.setCurrentIndex(dialog.table.sheet.index(0, 2))
        QTest.keyClick(dialog.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def press(self, dialog: BatchDialog, text: str, answer: Any = None) -> None:
        """Press a button; answer: what the dialog that follows is given."""
        if answer is not None:
            self.dialogs.script.append(answer)
        buttons: list[QPushButton] = list(dialog.findChildren(QPushButton))
        made = next(b for b in buttons if b.text() == text and b.isVisible())
        assert made.isEnabled(), dialog.problem.text()
        made.click()


if __name__ == "__main__":
    print(json.dumps(BatchDriver(Path(sys.argv[1]), Path(), beating=sys.argv[3] == "gaps").work(Path(sys.argv[2])), ensure_ascii=False))  # noqa: T201 - the answer
