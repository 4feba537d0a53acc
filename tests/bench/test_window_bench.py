"""Window measurements (pytest -m bench -s): start against a bare QtWidgets window, lists at size."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from array import array
from typing import TYPE_CHECKING

import pytest

from app.services.lists import Column, Row
from app.ui.listmodel import RowsModel
from app.ui.listview import RowsView
from app.ui.theme import dress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.bench
ROUNDS = 15
TAIL = """
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def eventFilter(self, watched, event):
        if watched is window and event.type() == QEvent.Type.Paint:
            os.write(1, b"painted")
            os._exit(0)
        return False
watch = Watch()
window.installEventFilter(watch)
window.show()
app.exec()
"""
BARE = """
import os, sys
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
app = QApplication(sys.argv)
window = QWidget()
box = QVBoxLayout(window)
for part in (QLabel("Login"), QLineEdit(), QLabel("Password"), QLineEdit(), QPushButton("Open")):
    box.addWidget(part)
"""
OURS = """
import os, sys
from PySide6.QtWidgets import QApplication
import app.ui.boot
from app.ui.theme import dress, install_translation
from app.ui.unlock import UnlockWindow
app = QApplication(sys.argv)
dress(app)
install_translation(app)
window = UnlockWindow("clerk")
"""


def start_once(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code + TAIL], check=True, capture_output=True)
    return time.perf_counter() - begin


def test_unlock_window_against_a_bare_one() -> None:
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(start_once(BARE))
        ours.append(start_once(OURS))
    first, second = statistics.median(bare), statistics.median(ours)
    print(f"\nbare {first * 1000:.0f} ms, unlock {second * 1000:.0f} ms, ratio {second / first:.2f}")  # noqa: T201
    assert second <= 1.3 * first


@pytest.mark.parametrize("count", [100_000, 1_000_000])
def test_list_of_many_ids(qapp: QApplication, count: int) -> None:
    tokens = dress(qapp)
    holder: list[RowsModel] = []

    def fetch(block: int, rids: list[int]) -> None:
        rows = [Row(r, str(r), "m", "k", "会议", f"第{r}次会议", "2026-11-20", "final", "定稿", "good", "", "", "",
                    {"date": "2026-11-20", "title": f"第{r}次会议", "state": "定稿"}) for r in rids]  # fmt: skip
        holder[0].fill(holder[0].generation, block, rows)

    begin = time.perf_counter()
    model = RowsModel([Column("date", "日期"), Column("title", "标题"), Column("state", "状态")], fetch)
    holder.append(model)
    view = RowsView(tokens)
    view.show_model(model)
    view.resize(1100, 640)
    model.set_ids(array("q", range(count)))
    view.show()
    view.grab()
    opened = time.perf_counter() - begin
    jumps = []
    for target in (count - 1, count // 2, count // 3, 17, count - 500):
        begin = time.perf_counter()
        view.scrollTo(model.index(target, 0))
        view.grab()
        view.grab()
        jumps.append(time.perf_counter() - begin)
    view.close()
    print(f"\n{count} ids: open {opened * 1000:.0f} ms, jump {statistics.median(jumps) * 1000:.1f} ms (two repaints)")  # noqa: T201
    assert opened < 0.5
    assert statistics.median(jumps) < 0.1
