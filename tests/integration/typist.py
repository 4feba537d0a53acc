"""A clerk who types on and on in the real window until killed; every committed text is printed with its moment.

Run as `python -m tests.integration.typist FOLDER RECORD SEED`. Lines: `ready`, then JSON
`{"at": monotonic seconds, "field": name, "text": all of the field}`.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.clock import SystemClock
from app.ui.program import Program
from app.ui.theme import dress
from tests.unit.services.desk import PASSWORD, quick_folder

WORDS = ("研究", "部署", "党风廉政", "建设", "听取汇报", "责任", "整改", "落实", "会议", "要求")
KEYS = "abcdefghij 0123456789"
PATIENCE = 30.0


class Typist:
    """Drives a program with keys."""

    def __init__(self, root: Path, stored: str, seed: int) -> None:
        self.app = QApplication(sys.argv[:1])
        self.stored = stored
        self.rng = random.Random(seed)
        folder = quick_folder(root)
        self.program = Program(self.app, root, SystemClock(), dress(self.app), lambda _root: folder)
        self.program.start()

    def until(self, ready: Any) -> None:
        """Let the window work until something holds."""
        limit = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > limit:
                raise TimeoutError
            QTest.qWait(10)

    def unlock(self) -> None:
        """Type the password."""
        window = self.program.unlock
        assert window is not None
        self.until(lambda: self.program.catalog is not None)
        window.login.setText("clerk")
        window.password.setText(PASSWORD)
        QTest.keyClick(window.password, Qt.Key.Key_Return)
        self.until(lambda: self.program.shell is not None and self.program.runner.idle)

    def page(self) -> tuple[Any, dict[str, QWidget]]:
        """Open something to type into: a new record, a stored one, a letter."""
        shell = self.program.shell
        assert shell is not None
        what = self.rng.choice(("new", "stored", "letter"))
        if what == "letter":
            shell.desk.open("letter", kind="letter.reminder")
        elif what == "new":
            shell.desk.open("record", form="meeting", kind="mtg.standing")
        else:
            shell.desk.open("record", id=self.stored, edit=True)
        self.until(lambda: self.program.runner.idle)
        QTest.qWait(50)
        page: Any = shell.current
        names = ("title", "place", "absent_reason", "summary")
        fields = {n: page.form.fields[n].focusProxy() for n in names} if what != "letter" else {
            "title": page.form.fields["title"].focusProxy(), "body": page.form.text}  # fmt: skip
        return page, fields

    def type(self) -> None:
        """Type until killed."""
        page, fields = self.page()
        say("ready")
        while True:
            name, field = self.rng.choice(list(fields.items()))
            field.setFocus()
            for _ in range(self.rng.randint(1, 12)):
                if self.rng.random() < 0.5:
                    QTest.keyClick(field, self.rng.choice(KEYS))
                else:
                    event = QInputMethodEvent()
                    event.setCommitString(self.rng.choice(WORDS))
                    QApplication.sendEvent(field, event)
                text = field.text() if hasattr(field, "text") else field.toPlainText()
                say(json.dumps({"at": time.monotonic(), "field": name, "text": text, "key": page.drafting.key}))
                QTest.qWait(self.rng.randint(2, 90))


def say(line: str) -> None:
    """One line to the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Unlock and type."""
    typist = Typist(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    typist.unlock()
    typist.type()


if __name__ == "__main__":
    main()
